"""Sewage down the tree: what a reader can check by hand, and what must hold for any tree."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.open_channel import peaking_factor
from networks.sewage import MAX_DAY_OVER_AVERAGE
from sim.park import Area
from tests.networks.small_sewers import AREAS, asked, manholes, pipes, system, used

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


def test_second_module_doubles_the_works():
    one = used(system(), asked(3000.0, 0.0), *TODAY, "trunk", "module_1")["works"]
    both = used(system(), asked(3000.0, 0.0), *TODAY, "trunk", "module_1", "module_2")["works"]
    assert both == pytest.approx(one / 2)


def test_trunk_without_works_is_no_way():
    assert used(system(), asked(300.0, 200.0), *TODAY, "trunk")["outfall"] == pytest.approx(0.5)


def test_area_without_a_way_is_absent_only_while_it_asks_for_something():
    assert used(system(), asked(0.0, 0.0), "old")["absent"] == 0.0
    assert used(system(), asked(1.0, 0.0), "old")["absent"] == np.inf


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
    shown = sewers.map_elements()
    assert shown["element"].tolist().count("works") == 1
    assert isinstance(shown, pd.DataFrame)
    assert len(AREAS) == 2
