"""What a service that is used takes off another system, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from sim.future import Future, Need
from sim.lockstep import simulate
from sim.record import joined
from sim.relief import Relief, Reliefs
from sim.scene import Scene
from tests.small_park import Pot, future_of, scene_of, second_pot_in

BUSES = Pot("buses", {"buses_1": 60.0}, needs=("bus_seats",))
BEDS = Pot("beds", {"beds_1": 200.0}, needs=("beds",))
ROADS = Pot("roads", {"roads_1": 200.0}, needs=("car_pcu_per_h",))
FEWER_CARS = Relief("buses", "takes_off", "car_pcu_per_h")
MORE_CARS = Relief("buses", "puts_on", "car_pcu_per_h")
FEWER_BY_BEDS = Relief("beds", "takes_off", "car_pcu_per_h")
EVERY = np.arange(1)


def relieved(*reliefs: tuple[Relief, float], seats: tuple[float, ...], cars: tuple[float, ...], standing: float = 60.0,
             beds: tuple[float, ...] = (), profiles: int = 1) -> list[float]:
    """Return what is asked of the roads in each cell once the services are used."""
    systems = {system.name: system for system in (ROADS, BUSES, BEDS)}
    needs = [Need("car_pcu_per_h", np.ones((profiles, 1))), Need("bus_seats", np.ones((1, 1))),
             Need("beds", np.ones((1, 1)))]
    future = replace(future_of({}), relief={relief.name: value for relief, value in reliefs})
    found = Reliefs([relief for relief, _ in reliefs], systems=systems, needs=needs, futures=[future], plans=1)
    for service in found.services:
        found.renew(service, 0, standing)
    asked = {"car_pcu_per_h": np.array([cars]), "bus_seats": np.array([seats]),
             "beds": np.array([beds or (0.0,) * len(seats)])}
    (cells,) = found.relieved("roads", EVERY, asked)["car_pcu_per_h"].tolist()
    return cells


def test_seats_in_use_take_cars_off_where_they_are_asked_for():
    # 100 seats are asked for, 60 stand: 15 pcu/h fewer cars, three quarters of them in the area that asks for 75 seats.
    cells = relieved((FEWER_CARS, 0.25), seats=(75.0, 25.0), cars=(100.0, 40.0))
    assert cells == pytest.approx([100.0 - 11.25, 40.0 - 3.75])


def test_seats_that_nobody_asks_for_take_nothing_off():
    assert relieved((FEWER_CARS, 0.25), seats=(30.0, 10.0), cars=(100.0, 40.0)) == pytest.approx([92.5, 37.5])
    assert relieved((FEWER_CARS, 0.25), seats=(0.0, 0.0), cars=(100.0, 40.0)) == [100.0, 40.0]


def test_without_a_seat_nothing_is_taken_off():
    assert relieved((FEWER_CARS, 0.25), seats=(75.0, 25.0), cars=(100.0, 40.0), standing=0.0) == [100.0, 40.0]


def test_no_more_is_taken_off_an_area_than_it_asks():
    assert relieved((FEWER_CARS, 0.25), seats=(75.0, 25.0), cars=(10.0, 0.0)) == [0.0, 0.0]


def test_what_is_put_on_comes_on_top_of_what_is_left():
    # 45 and 15 seats in use: more off than there is in the first area, then 0.1 pcu/h a seat on.
    cells = relieved((FEWER_CARS, 0.25), (MORE_CARS, 0.1), seats=(75.0, 25.0), cars=(10.0, 40.0))
    assert cells == pytest.approx([4.5, 40.0 - 3.75 + 1.5])


def test_what_is_put_on_comes_where_nothing_was_asked_too():
    assert relieved((MORE_CARS, 0.1), seats=(60.0,), cars=(0.0, 0.0), profiles=2) == pytest.approx([3.0, 3.0])


def test_two_services_add_up():
    cells = relieved((FEWER_CARS, 0.25), (FEWER_BY_BEDS, 0.1), seats=(40.0,), beds=(50.0,), cars=(100.0,))
    assert cells == pytest.approx([100.0 - 10.0 - 5.0])


def test_all_profiles_of_an_area_give_the_same_share():
    # 15 of 60 pcu/h in one area: a quarter of each profile.
    assert relieved((FEWER_CARS, 0.25), seats=(60.0,), cars=(20.0, 40.0), profiles=2) == pytest.approx([15.0, 30.0])


def park(*, feedback: bool = True, reliefs: tuple[Relief, ...] = (FEWER_CARS,), month: int = 3) -> Scene:
    """Return a park of 60 seats, and 40 more from a month on, on a road of 200 pcu/h."""
    buses = replace(BUSES, holds={"buses_1": 60.0, "pot_2": 40.0})
    scene = scene_of(second_pot_in(month), systems=(ROADS, buses), holds={"roads": False, "buses": False},
                     horizon_months=12)
    return replace(scene, reliefs=reliefs if feedback else (), policy=replace(scene.policy, feedback=feedback))


def future(number: int = 0, *, cars: float = 100.0) -> Future:
    firms = [{"stands": True, "area": area, "bus_seats": seats, "car_pcu_per_h": cars}
             for area, seats in ((0, 75.0), (1, 25.0))]
    told = future_of(*firms, needs=("car_pcu_per_h", "bus_seats"), number=number)
    return replace(told, relief={FEWER_CARS.name: 0.25})


def roads(record, field: str) -> list[float]:
    return getattr(record, field)[0, 0, :, 0].tolist()


@pytest.mark.parametrize("field", ["drawn", "required"])
def test_the_fleet_that_is_bought_relieves_the_roads_from_then_on(field):
    record = simulate(park(), [future()])
    # 15 of 200 pcu/h fewer with 60 seats, 25 with 100.
    assert roads(record, field) == pytest.approx([185 / 200] * 3 + [175 / 200] * 9)
    assert getattr(record, field)[0, 0, :, 1].tolist() == pytest.approx([100 / 60] * 3 + [1.0] * 9)


def test_headroom_sees_what_is_relieved():
    record = simulate(park(), [future()])
    # What is left of 200 pcu/h, within the 0.5 % of the search.
    assert record.headroom["roads"][0, 0, 0] == pytest.approx([25.0, 25.0], rel=6e-3, abs=0.4)


def test_a_system_that_holds_admits_who_fits_thanks_to_the_service():
    waits = {"enquiry_month": 0.5, "bus_seats": 0.0, "car_pcu_per_h": 20.0, "patience_months": 99.0, "area": 1}
    told = future_of({"stands": True, "bus_seats": 100.0, "car_pcu_per_h": 200.0}, waits,
                     needs=("car_pcu_per_h", "bus_seats"))
    scene = replace(park(), policy=replace(park().policy, holds={"roads": True, "buses": False}))
    record = simulate(scene, [replace(told, relief={FEWER_CARS.name: 0.25})])
    # 220 of 200 pcu/h less 15 does not fit, less 25 does; the newcomer draws half of his 20 from the next month on.
    assert roads(record, "required")[2:5] == pytest.approx([205 / 200, 195 / 200, 195 / 200])
    assert roads(record, "drawn")[2:5] == pytest.approx([185 / 200, 175 / 200, 185 / 200])
    assert record.connected[0, 0, 0, 0] == 2


def held_roads(*firms, relief: Relief = FEWER_CARS, value: float = 0.25):
    """March on roads of 200 pcu/h that hold, with 60 seats, beside a giant that never fits."""
    giant = {"enquiry_month": 0.4, "bus_seats": 0.0, "car_pcu_per_h": 500.0, "patience_months": 99.0}
    told = future_of(*firms, giant, needs=("car_pcu_per_h", "bus_seats"))
    scene = park(reliefs=(relief,), month=99)
    scene = replace(scene, policy=replace(scene.policy, holds={"roads": True, "buses": False}))
    return simulate(scene, [replace(told, relief={relief.name: value})])


@pytest.mark.parametrize(("first", "second"), [(0.5, 0.6), (0.6, 0.5)])
def test_whoever_is_heard_first_who_brings_passengers_makes_room_for_others(first, second):
    # 185 and 18 do not fit; 185 and 10 do, and 60 passengers take 15 off: 180 and 18 fit.
    stands = {"stands": True, "bus_seats": 0.0, "car_pcu_per_h": 185.0}
    drives = {"enquiry_month": first, "bus_seats": 0.0, "car_pcu_per_h": 18.0, "patience_months": 6.0}
    rides = {"enquiry_month": second, "bus_seats": 60.0, "car_pcu_per_h": 10.0, "patience_months": 6.0}
    assert held_roads(stands, drives, rides).connected[0, 0, 0, 0] == 3


def test_who_only_takes_the_bus_is_held_where_its_buses_do_not_fit():
    # 198 pcu/h and 6 of buses for 60 seats.
    stands = {"stands": True, "bus_seats": 0.0, "car_pcu_per_h": 198.0}
    rides = {"enquiry_month": 0.5, "bus_seats": 60.0, "car_pcu_per_h": 0.0, "patience_months": 3.0}
    record = held_roads(stands, rides, relief=MORE_CARS, value=0.1)
    assert record.connected[0, 0, 0, 0] == 1
    assert record.losses.held_by[:, record.systems.index("roads")].all()


def test_without_feedback_nothing_is_relieved():
    assert roads(simulate(park(feedback=False), [future()]), "required") == [1.0] * 12


def test_batches_joined_are_the_bits_of_one_batch():
    futures = [future(number, cars=100.0 + 0.7 * number) for number in range(3)]
    whole = simulate(park(), futures)
    parts = joined([simulate(park(), futures[:1]), simulate(park(), futures[1:])])
    assert whole.required.tobytes() == parts.required.tobytes()
    assert whole.headroom["roads"].tobytes() == parts.headroom["roads"].tobytes()
