"""Roads while time passes: what works close on them, month by month."""

from dataclasses import replace

import numpy as np
import pytest

from networks.roads import THROUGH_TRAFFIC
from networks.roads_tables import NEEDS
from sim.future import Future, Need
from sim.lockstep import simulate
from sim.plan import Project
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


def test_without_feedback_works_close_nothing():
    scene = repaired_in(2)
    quiet = replace(scene, policy=replace(scene.policy, feedback=False))
    used = simulate(quiet, [future()]).drawn[0, 0, :, 0]
    assert used.tolist() == pytest.approx([240 / 750 / 0.8] * 6 + [240 / 1000 / 0.8] * 6, rel=1e-6)
