"""Roads while time passes: what works close on them, and what buses take off them, month by month."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from networks.roads import THROUGH_TRAFFIC
from networks.roads_tables import NEEDS
from networks.services import SimpleService
from sim.future import Future, Need
from sim.lockstep import simulate
from sim.plan import Project
from sim.relief import Relief
from sim.scene import Scene
from tests.networks.small_roads import (
    AREA,
    NODES,
    ROAD,
    SECOND,
    TYPE,
    WAY,
    links_table,
    nodes_table,
    system,
    types_table,
)
from tests.small_park import future_of, scene_of, second_pot_in

TWO_WAYS = links_table(WAY, ("south_way", "zone_south", *WAY[2:]), (*ROAD[:-1], "repair"))
ROADS = system(
    areas=(AREA, SECOND), nodes=nodes_table(NODES | {"zone_south": "zone"}), links=TWO_WAYS,
    road_types=types_table(arterial=TYPE | {"works_capacity_ratio": 0.5, "works_speed_ratio": 0.5}))
FEWER_CARS = Relief("buses", "takes_off", "car_pcu_per_h")
BUSES = Relief("buses", "puts_on", "bus_pcu_per_h")
BUSY_HOURS = np.array([[1.0, 0.5]])
FIRM = {"stands": True, "car_pcu_per_h": 300.0, "bus_pcu_per_h": 0.0, "truck_pcu_per_h": 0.0}


def repaired_in(month: int) -> Scene:
    """Return a park on one worn road of 750 pcu/h, 0.8 allowed, that is repaired from a month on."""
    scene = scene_of(second_pot_in(month), systems=(ROADS,), holds={"roads": False}, horizon_months=12)
    return replace(scene, projects={"second_pot": Project("second_pot", "Repair", "roads", ("repair",), (), 100.0)},
                   needs=tuple(Need(name, BUSY_HOURS) for name in NEEDS))


def future() -> Future:
    return replace(future_of(FIRM, needs=NEEDS, build_months=4.0), conditions={THROUGH_TRAFFIC: 1.0})


def test_volume_to_capacity_rises_during_works_and_falls_after_them():
    used = simulate(repaired_in(2), [future()]).drawn[0, 0, :, 0]
    # 240 of 300 cars come in: of 750 pcu/h, of 375 while lanes are closed, of 1000 when the repair stands.
    expected = [240 / 750] * 2 + [240 / 375] * 4 + [240 / 1000] * 6
    assert used.tolist() == pytest.approx([ratio / 0.8 for ratio in expected], rel=1e-6)


def with_buses(scene: Scene) -> Scene:
    """Return the park with a fleet of 60 seats from the month on in which the repair would be finished."""
    fleet = pd.DataFrame({"asset": ["repair"], "capacity": [60.0], "by_area": [""], "x_km": [np.nan], "y_km": [np.nan]})
    buses = SimpleService("buses", "Buses", "seats", "rate", "bus_seats", "all seats are taken", fleet, (AREA, SECOND))
    sound = system(areas=(AREA, SECOND), nodes=nodes_table(NODES | {"zone_south": "zone"}),
                   links=links_table(WAY, ("south_way", "zone_south", *WAY[2:]), ROAD))
    return replace(scene, systems={"roads": sound, "buses": buses},
                   needs=(*scene.needs, Need("bus_seats", np.ones((1, 1)))),
                   policy=replace(scene.policy, holds={"roads": False, "buses": False}))


def commuting() -> Future:
    needs = (*NEEDS, "bus_seats")
    told = future_of(FIRM | {"bus_seats": 100.0}, needs=needs)
    return replace(told, conditions={THROUGH_TRAFFIC: 1.0}, relief={FEWER_CARS.name: 0.25, BUSES.name: 0.1})


def test_a_bus_fleet_lowers_volume_to_capacity_by_the_cars_less_the_buses():
    scene = replace(with_buses(repaired_in(6)), reliefs=(FEWER_CARS, BUSES))
    used = simulate(scene, [commuting()]).drawn[0, 0, :, 0]
    # 0.8 of 300 cars come in; 60 seats take 15 pcu/h off, and 6 pcu/h of buses come and go.
    expected = [0.8 * 300 / 1000] * 6 + [(0.8 * 285 + 0.5 * 6) / 1000] * 6
    assert used.tolist() == pytest.approx([ratio / 0.8 for ratio in expected], rel=1e-6)


def test_a_bus_fleet_without_a_word_of_relief_leaves_the_roads_as_they_are():
    used = simulate(with_buses(repaired_in(6)), [commuting()]).drawn[0, 0, :, 0]
    assert used.tolist() == pytest.approx([0.8 * 300 / 1000 / 0.8] * 12, rel=1e-6)


def test_without_feedback_works_close_nothing():
    scene = repaired_in(2)
    quiet = replace(scene, policy=replace(scene.policy, feedback=False))
    used = simulate(quiet, [future()]).drawn[0, 0, :, 0]
    assert used.tolist() == pytest.approx([240 / 750 / 0.8] * 6 + [240 / 1000 / 0.8] * 6, rel=1e-6)
