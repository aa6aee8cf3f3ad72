"""Sewage down the tree: what a reader can check by hand, what must hold for any tree, and the county's sewers."""

from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.open_channel import MAX_DAY_OVER_AVERAGE, partly_full_m3_per_d, peaking_factor
from networks.sewage import SewageSystem
from sim.park import Area
from tests.networks.county import county_areas, county_tables
from tests.networks.small_sewers import asked, manholes, pipes, system, used

FULL_M3_PER_D = 5284.0
"""DN 300 at slope 0.004 and n 0.013, just full [m3/d]."""

TODAY = ("old", "permit")


def test_flow_adds_up_down_the_tree():
    found = used(system(), asked(300.0, 200.0), *TODAY)
    assert found["outfall"] == pytest.approx(500 / 1000)


def test_pipe_is_used_by_its_peak_over_mannings_flow():
    found = used(system(), asked(1250.0, 0.0), *TODAY)
    # An average of 1000 m3/d is 11.57 L/s; Kz = 2.7 / 11.57^0.11.
    assert found["old_upper"] == pytest.approx(1000 * 2.7 / 11.574**0.11 / FULL_M3_PER_D, rel=1e-3)


def test_peaking_belongs_to_the_accumulated_flow_not_to_each_area():
    found = used(system(), asked(1250.0, 1250.0), *TODAY)
    together = 2000 * float(peaking_factor(np.array([2000 / 86.4]))[0])
    assert found["old_lower"] == pytest.approx(together / FULL_M3_PER_D, rel=1e-3)
    assert found["old_lower"] < 2 * found["old_upper"]


def test_infiltration_adds_to_the_peak_but_does_not_peak():
    dry, wet = (used(system(), asked(1250.0, 0.0, infiltration=ratio), *TODAY)["old_upper"] for ratio in (0.0, 0.1))
    assert (wet - dry) * FULL_M3_PER_D == pytest.approx(125.0, rel=1e-3)


def test_infiltration_counts_at_the_outfall():
    assert used(system(), asked(500.0, 0.0, infiltration=0.1), *TODAY)["outfall"] == pytest.approx(0.55)


def test_trunk_takes_the_flow_that_the_old_sewer_had():
    found = used(system(), asked(300.0, 200.0), *TODAY, "trunk", "module_1")
    assert found["outfall"] == found["old_lower"] == 0.0
    assert found["works"] == pytest.approx(500 / 5000)


def test_of_two_pipes_with_one_priority_the_first_row_takes_the_flow():
    ways = pipes(("first", "upper", "outfall", "old", 0), ("second", "upper", "outfall", "old", 0),
                 ("third", "lower", "outfall", "old", 0))
    found = used(system(pipes_of=ways), asked(500.0, 0.0), *TODAY)
    assert found["first"] > 0
    assert found["second"] == 0.0


def test_priority_decides_wherever_the_pipe_stands_in_the_table():
    ways = pipes(("trunk", "lower", "works", "trunk", 1), ("old_lower", "lower", "outfall", "old", 0),
                 ("old_upper", "upper", "lower", "old", 0))
    found = used(system(pipes_of=ways), asked(300.0, 200.0), *TODAY, "trunk", "module_1")
    assert found["works"] == pytest.approx(500 / 5000)
    assert found["outfall"] == 0.0


def test_permit_is_full_when_the_largest_day_with_infiltration_reaches_it():
    assert used(system(), asked(600.0, 200.0, infiltration=0.25), *TODAY)["outfall"] == pytest.approx(1.0)


def test_second_module_doubles_the_works():
    one = used(system(), asked(3000.0, 0.0), *TODAY, "trunk", "module_1")["works"]
    both = used(system(), asked(3000.0, 0.0), *TODAY, "trunk", "module_1", "module_2")["works"]
    assert both == pytest.approx(one / 2)


def test_trunk_without_works_is_no_way():
    assert used(system(), asked(300.0, 200.0), *TODAY, "trunk")["outfall"] == pytest.approx(0.5)


def test_outfall_that_may_take_nothing_is_no_way():
    places = manholes()
    places.loc[2, "capacity_m3_per_d"] = 0.0
    assert used(system(manholes_of=places), asked(300.0, 200.0), *TODAY)["absent"] == np.inf


def test_area_without_a_way_is_absent_only_while_it_asks_for_something():
    assert used(system(), asked(0.0, 0.0), "old")["absent"] == 0.0
    assert used(system(), asked(1.0, 0.0), "old")["absent"] == np.inf


def test_zero_demand_uses_nothing():
    assert set(used(system(), asked(0.0, 0.0, infiltration=0.1), *TODAY).values()) == {0.0}


def test_area_below_a_missing_pipe_is_served_though_the_one_above_is_not():
    ways = pipes(("old_upper", "upper", "lower", "other", 0), ("old_lower", "lower", "outfall", "old", 0))
    sewers = system(pipes_of=ways)
    found = used(sewers, asked(300.0, 200.0), *TODAY)
    assert found["outfall"] == pytest.approx(0.2)
    assert found["absent"] == np.inf


def test_over_full_pipe_hands_on_everything():
    found = used(system(), asked(50_000.0, 0.0), *TODAY)
    assert found["outfall"] == pytest.approx(50.0)
    assert found["old_upper"] > 1


def test_load_is_the_largest_day_with_infiltration():
    assert system().load(asked(300.0, 200.0, infiltration=0.1)).tolist() == [pytest.approx(550.0)]


def test_capacity_is_what_the_discharges_in_use_may_take():
    sewers = system()

    def capacity(*standing: str) -> float:
        return sewers.capacity(np.array([[asset in standing for asset in sewers.assets]]))[0]

    assert capacity(*TODAY) == 1000.0
    assert capacity(*TODAY, "trunk", "module_1") == 5000.0
    assert capacity(*TODAY, "trunk", "module_1", "module_2") == 10_000.0
    assert capacity("old") == 0.0


def test_assets_come_pipes_first():
    assert system().assets == ("old", "trunk", "permit", "module_1", "module_2")


def test_state_does_not_depend_on_its_neighbours():
    sewers = system()
    draw = np.random.default_rng(1)
    demand = {"sewage_m3_per_d": draw.uniform(0, 4000, (50, 2, 1)),
              "infiltration_ratio": draw.uniform(0, 0.2, (50, 1, 1))}
    service = draw.random((50, len(sewers.assets))) < 0.7
    together = sewers.assess(demand, service).utilisation
    for state in (0, 23, 49):
        alone = sewers.assess({name: values[state:state + 1] for name, values in demand.items()},
                              service[state:state + 1])
        assert np.array_equal(alone.utilisation[0], together[state])


@st.composite
def trees(draw) -> tuple[list[int], list[float]]:
    """Return for every manhole the one it leads to, below it in number, and what it takes in."""
    count = draw(st.integers(1, 12))
    below = [draw(st.integers(0, at)) for at in range(count)]
    taken_in = draw(st.lists(st.floats(0, 5000), min_size=count, max_size=count))
    return below, taken_in


@settings(deadline=None, max_examples=40)
@given(trees())
def test_flow_of_a_pipe_is_all_that_enters_above_it(tree):
    below, taken_in = tree
    # Manhole 0 is the outfall; manhole n leads to one with a smaller number.
    names = [f"m{at}" for at in range(len(below) + 1)]
    rows = [(f"p{at + 1}", names[at + 1], names[to], "old", 0) for at, to in enumerate(below)]
    places = manholes(("m0", "outfall", "permit", 1000.0), *((name, "manhole", "", 0.0) for name in names[1:]))
    areas = tuple(Area(name, name, 1.0, "", "", name) for name in names[1:])
    found = used(system(areas=areas, manholes_of=places, pipes_of=pipes(*rows)), asked(*taken_in), *TODAY)
    graph = nx.DiGraph([(start, end) for _, start, end, _, _ in rows])
    flow = dict(zip(names[1:], taken_in, strict=True))
    for pipe, start, _, _, _ in rows:
        whole = sum(flow.get(name, 0.0) for name in nx.ancestors(graph, start) | {start}) / MAX_DAY_OVER_AVERAGE
        expected = whole * float(peaking_factor(np.array([whole / 86.4]))[0]) / FULL_M3_PER_D
        assert found[pipe] == pytest.approx(expected, rel=1e-3, abs=1e-9)
    assert found["m0"] == pytest.approx(sum(taken_in) / 1000.0)


def test_modules_of_one_works_are_one_limit_and_one_place_on_the_map():
    sewers = system()
    assert [limit.name for limit in sewers.limits].count("works") == 1
    assert sewers.map_elements()["element"].tolist().count("works") == 1


COUNTY = SewageSystem.from_tables(county_tables(SewageSystem), county_areas())
WEST_M3_PER_D, EAST_M3_PER_D = 9000.0, 1040.0
"""What the full west and the full east ask on the largest day [m3/d]."""

FILLING = {300: 0.55, 400: 0.65, 500: 0.70, 600: 0.70, 700: 0.70}
"""Allowed filling [-] by inner diameter [mm] (GB50014)."""

LEAST_VELOCITY_M_PER_S = 0.6
"""At the allowed filling, so that nothing settles (GB50014)."""


def county_asks(*, west_m3_per_d: float, east_m3_per_d: float) -> dict:
    """Return the demand of one state of the county, the west's five areas alike, with the typical infiltration."""
    each = [east_m3_per_d if area.name == "east_cotton" else west_m3_per_d / 5 for area in COUNTY.areas]
    return asked(*each, infiltration=0.1)


def pipes_of_asset(*assets: str) -> set[str]:
    """Return the names of the county's pipes that belong to some assets."""
    return set(COUNTY.pipes.loc[COUNTY.pipes["asset"].isin(assets), "pipe"])


def test_full_county_leaves_a_third_of_the_trunks():
    found = used(COUNTY, county_asks(west_m3_per_d=WEST_M3_PER_D, east_m3_per_d=EAST_M3_PER_D), *COUNTY.assets)
    fullest = max(found[pipe] for pipe in pipes_of_asset("trunk_sewer_west", "trunk_sewer_east"))
    assert 0.5 < fullest < 2 / 3


def test_permit_of_the_county_binds_before_its_interim_pipes_while_all_areas_ask_alike():
    permit = COUNTY.capacity(np.array([[asset.startswith("interim") for asset in COUNTY.assets]]))[0]
    demand = county_asks(west_m3_per_d=permit / 1.1 * 5 / 6, east_m3_per_d=permit / 1.1 / 6)
    found = used(COUNTY, demand, "interim_sewers", "interim_outfall")
    assert found["outfall"] == pytest.approx(1.0)
    assert max(found[pipe] for pipe in pipes_of_asset("interim_sewers")) < 0.7


def test_half_built_trunk_of_the_county_takes_over_what_the_east_sends_by_its_old_pipe():
    found = used(COUNTY, county_asks(west_m3_per_d=0.0, east_m3_per_d=500.0), "interim_sewers", "interim_outfall",
                 "trunk_sewer_west", "works_module_1")
    assert found["interim_east_cotton"] > 0
    assert found["works"] == pytest.approx(550 / 5000)
    assert found["outfall"] == 0.0


def test_pipes_of_the_county_are_filled_as_the_standard_allows():
    diameters, fillings = COUNTY.pipes["diameter_mm"], COUNTY.pipes["allowed_filling"]
    assert fillings.tolist() == [FILLING[diameter] for diameter in diameters]


def test_pipes_of_the_county_run_fast_enough_at_their_allowed_filling():
    pipes_of = COUNTY.pipes
    diameter_m, filling = pipes_of["diameter_mm"].to_numpy(float) / 1000, pipes_of["allowed_filling"].to_numpy(float)
    flow = partly_full_m3_per_d(diameter_m, pipes_of["slope"].to_numpy(float), filling=filling,
                                manning_n=pipes_of["manning_n"].to_numpy(float))
    angle = 2 * np.arccos(1 - 2 * filling)
    velocity = flow / 86_400 / (diameter_m**2 / 8 * (angle - np.sin(angle)))
    assert (velocity >= LEAST_VELOCITY_M_PER_S).all()


def test_more_of_the_countys_sewers_never_raise_the_peak_nor_lower_the_capacity():
    # True of these sewers, not of any: a trunk to small works may draw sewage away from a large outfall.
    states = np.array(list(product((False, True), repeat=len(COUNTY.assets))))
    one = county_asks(west_m3_per_d=4000.0, east_m3_per_d=600.0)
    peak = COUNTY.assess({name: np.repeat(values, len(states), axis=0) for name, values in one.items()}, states).peak
    capacity = COUNTY.capacity(states)
    for less, more in product(range(len(states)), repeat=2):
        if (states[less] <= states[more]).all():
            assert peak[more] <= peak[less]
            assert capacity[more] >= capacity[less]


def test_more_sewage_anywhere_lowers_nothing_in_the_county():
    before = used(COUNTY, county_asks(west_m3_per_d=4000.0, east_m3_per_d=600.0), *COUNTY.assets)
    after = used(COUNTY, county_asks(west_m3_per_d=4000.0, east_m3_per_d=700.0), *COUNTY.assets)
    assert all(after[limit] >= before[limit] for limit in before)
    assert after["works"] > before["works"]
