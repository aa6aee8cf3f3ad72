"""Water down the mains: what a reader can check by hand, and the county's mains."""

import numpy as np
import pytest

from networks.water import WaterSystem
from sim.capacity import CapacitySystem, WithWarnings
from tests.networks.county import county_areas, county_tables
from tests.networks.small_trees import AREAS, asked, nodes, numbers, pipes, service, system, used


def lost_m(flow_m3_per_d: float, *, length_m: float = 1000.0, diameter_m: float = 0.2, c: float = 130.0) -> float:
    """Return the head lost by Hazen and Williams [m]."""
    return 10.667 * length_m * (flow_m3_per_d / 86_400)**1.852 / (c**1.852 * diameter_m**4.871)


def water(**other: object) -> WaterSystem:
    return system(WaterSystem, **other)


def ask(*m3_per_d: float) -> dict:
    return asked(WaterSystem, *m3_per_d)


def test_water_keeps_the_protocols():
    assert isinstance(water(), CapacitySystem)
    assert isinstance(water(), WithWarnings)


def test_source_gives_what_is_asked_and_what_leaks():
    # 1080 of 2400 m3/d, a tenth of what is given being lost.
    assert used(water(), ask(600.0, 480.0))["start"] == pytest.approx(1200 / 2400)


def test_pressure_is_used_by_the_head_that_the_busiest_hour_loses():
    found = used(water(), ask(600.0, 480.0))
    near = lost_m(1080 / 0.9 * 1.5)
    far = near + lost_m(480 / 0.9 * 1.5)
    assert found["pressure_near"] == pytest.approx(near / 22)
    assert found["pressure_far"] == pytest.approx(far / 22)


def test_pressure_is_full_when_just_the_needed_head_is_left():
    places = nodes(WaterSystem)
    left = 50.0 - lost_m(1800.0)
    places.loc[places["node"] == "near_node", "required_head_m"] = left
    assert used(water(nodes_of=places), ask(1080.0, 0.0))["pressure_near"] == pytest.approx(1.0, rel=1e-12)


def test_ground_counts_for_pressure():
    places = nodes(WaterSystem)
    places.loc[places["node"] == "far_node", "elevation_m"] = 11.0
    flat, hill = used(water(), ask(600.0, 480.0)), used(water(nodes_of=places), ask(600.0, 480.0))
    assert hill["pressure_far"] == pytest.approx(2 * flat["pressure_far"])
    assert hill["pressure_near"] == flat["pressure_near"]


def test_main_without_its_source_serves_nobody():
    found = used(water(), ask(1.0, 0.0), "main")
    assert found["absent"] == np.inf
    assert found["start"] == found["pressure_near"] == 0.0


def test_area_without_a_node_is_absent_while_it_asks():
    places = nodes(WaterSystem).replace({"area": {"far": ""}})
    mains = water(nodes_of=places)
    assert used(mains, ask(1.0, 0.0))["absent"] == 0.0
    assert used(mains, ask(1.0, 1.0))["absent"] == np.inf
    assert "pressure_far" not in used(mains, ask(1.0, 0.0))


def test_second_main_beside_the_first_halves_the_flow():
    ways = pipes(WaterSystem, ("to_near", "start", "near_node", "main"), ("second", "start", "near_node", "second"),
                 ("to_far", "near_node", "far_node", "main"))
    mains = water(pipes_of=ways)
    one, both = (used(mains, ask(1080.0, 0.0), *standing)["pressure_near"]
                 for standing in (("works", "main"), ("works", "main", "second")))
    assert both == pytest.approx(one / 2**1.852)
    flows = mains.flows(ask(1080.0, 0.0), service(mains))[0]
    assert flows.tolist() == pytest.approx([900.0, 900.0, 0.0])


def test_mains_side_by_side_lose_the_same():
    ways = pipes(WaterSystem, ("to_near", "start", "near_node", "main"), ("second", "start", "near_node", "main"),
                 ("to_far", "near_node", "far_node", "main"))
    ways.loc[ways["pipe"] == "second", ["diameter_mm", "length_m"]] = [300.0, 1500.0]
    first, second, _ = water(pipes_of=ways).flows(ask(1080.0, 0.0), np.ones((1, 2), dtype=bool))[0]
    assert first + second == pytest.approx(1800.0)
    assert lost_m(first) == pytest.approx(lost_m(second, length_m=1500.0, diameter_m=0.3))


def with_works() -> WaterSystem:
    places = nodes(WaterSystem, *({"node": "plant", "kind": "works", "asset": asset, "capacity_m3_per_d": 1000.0,
                                   "head_m": 60.0} for asset in ("module_1", "module_2")))
    return water(nodes_of=places, pipes_of=pipes(
        WaterSystem, ("raw", "start", "plant", "main"), ("to_near", "plant", "near_node", "main"),
        ("to_far", "near_node", "far_node", "main")))


def test_works_even_the_hours_for_what_lies_before_them():
    mains = with_works()
    flows = mains.flows(ask(900.0, 0.0), service(mains))[0]
    assert flows.tolist() == pytest.approx([1000.0, 1500.0, 0.0])


def test_modules_of_works_add_up_to_one_limit():
    mains = with_works()
    assert used(mains, ask(900.0, 0.0), "works", "main", "module_1")["plant"] == pytest.approx(1.0)
    assert used(mains, ask(900.0, 0.0))["plant"] == pytest.approx(0.5)
    assert [limit.name for limit in mains.limits].count("plant") == 1


def test_head_is_counted_from_the_works():
    assert used(with_works(), ask(900.0, 0.0))["pressure_near"] == pytest.approx(lost_m(1500.0) / (60 - 28))


def test_works_without_a_module_are_shut():
    mains = with_works()
    assert used(mains, ask(1.0, 0.0), "works", "main")["absent"] == np.inf
    assert mains.capacity(service(mains, "works", "main"))[0] == 0.0


def test_capacity_is_what_intake_and_works_both_pass():
    mains = with_works()
    assert mains.capacity(service(mains, "works", "main", "module_1"))[0] == 1000.0
    assert mains.capacity(service(mains))[0] == 2000.0
    assert water().capacity(service(water()))[0] == 2400.0


def test_main_of_higher_priority_shuts_the_valve_of_the_other_source():
    places = nodes(WaterSystem, {"node": "new", "kind": "source", "asset": "new", "capacity_m3_per_d": 9000.0,
                                 "head_m": 40.0})
    mains = water(nodes_of=places, pipes_of=pipes(
        WaterSystem, ("to_near", "start", "near_node", "main"), ("to_far", "near_node", "far_node", "main"),
        ("from_new", "new", "near_node", "new", 1)))
    found = used(mains, ask(1080.0, 0.0))
    assert found["start"] == 0.0
    assert found["new"] == pytest.approx(1200 / 9000)
    assert found["pressure_near"] == pytest.approx(lost_m(1800.0) / 12)
    assert used(mains, ask(1080.0, 0.0), "main", "works")["start"] == pytest.approx(0.5)


def test_hour_factor_is_one_and_a_half_where_no_table_tells():
    tables = {"nodes": nodes(WaterSystem), "pipes": pipes(WaterSystem), "numbers": numbers(WaterSystem).iloc[:0]}
    assert WaterSystem.from_tables(tables, AREAS).physics.peak == 1.5


def test_load_counts_leakage():
    assert water().load(ask(600.0, 480.0))[0] == pytest.approx(1200.0)


def test_fast_main_is_warned_of_and_is_no_limit():
    mains = water()
    # DN 200 at 2 m/s carries 0.0628 m3/s, 5429 m3/d in the busiest hour.
    slow, fast = ask(5400 / 1.5 * 0.9, 0.0), ask(5450 / 1.5 * 0.9, 0.0)
    assert not mains.warn(slow, service(mains)).any()
    assert mains.warn(fast, service(mains))[0].tolist() == [True, False]
    assert {limit.kind for limit in mains.limits} == {"source", "pressure", "absent"}
    assert mains.lasting_warnings() == ()


COUNTY = WaterSystem.from_tables(county_tables(WaterSystem), county_areas())
SHARES = {"east_cotton": 1732, "smart_manufacturing": 1299, "building_materials": 1732, "agri_processing": 4763,
          "biomedicine": 4330, "trade_logistics": 866}
"""What full areas ask by the typical indices of their sectors on 43.3 ha [m3/d]."""


def county_asks(whole_m3_per_d: float) -> dict:
    """Return what the county asks, its areas in proportion to what they ask when full."""
    return ask(*(SHARES[area.name] * whole_m3_per_d / sum(SHARES.values()) for area in COUNTY.areas))


def test_full_county_fits_into_all_that_is_planned():
    found = used(COUNTY, county_asks(13_000.0))
    assert 0.9 < found["water_works"] < 1.0
    assert max(value for name, value in found.items() if name.startswith("pressure")) < 0.6


def test_town_supply_of_the_county_binds_before_its_old_mains():
    found = used(COUNTY, county_asks(2250.0), "town_main", "town_supply")
    assert found["town_supply"] == pytest.approx(1.0)
    assert 0.7 < max(value for name, value in found.items() if name.startswith("pressure")) < 1.0


def test_works_of_the_county_need_its_new_mains():
    found = used(COUNTY, county_asks(6000.0), "town_main", "town_supply", "water_works_1")
    assert found["water_works"] < 1.0 < found["pressure_building_materials"]
    assert used(COUNTY, county_asks(6000.0), "town_main", "town_supply", "water_works_1",
                "water_main_west")["pressure_building_materials"] < 0.5
