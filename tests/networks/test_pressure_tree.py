"""What must hold for any tree of mains, whatever runs in it, and what the registry asks of the county's."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.verifying import trees as walking
from networks.gas import GasSystem
from networks.heat import HeatSystem
from networks.pressure_tree import TreeSystem
from networks.water import WaterSystem
from sim.assessing import Sample, State
from sim.capacity import CapacitySystem
from sim.park import Area
from tests.networks.county import county_areas, county_tables
from tests.networks.small_trees import NEEDED, NODE_OF, nodes, numbers, pipes, service

KINDS = (WaterSystem, GasSystem, HeatSystem)
AREAS = county_areas()
STATES = 24
MOST = {WaterSystem: 300.0, GasSystem: 300.0, HeatSystem: 10.0}
"""What an area of a drawn tree asks at most."""


@st.composite
def trees(draw) -> tuple[type[TreeSystem], TreeSystem]:
    """Return mains that grow at random from one source: some double, some with assets of their own, some with works."""
    kind = draw(st.sampled_from(KINDS))
    count = draw(st.integers(1, 9))
    rows = [(f"p{at}", "start" if at == 1 else f"n{draw(st.integers(1, at - 1))}", f"n{at}",
             draw(st.sampled_from(["main", "branch"]))) for at in range(1, count + 1)]
    doubled = draw(st.lists(st.sampled_from(rows), unique=True, max_size=3))
    rows += [(f"{pipe}_second", start, end, "second") for pipe, start, end, _ in doubled]
    modules = draw(st.lists(st.sampled_from([f"n{at}" for at in range(1, count + 1)]), unique=True, max_size=2))
    source = NODE_OF[kind]
    plain = nodes(kind).iloc[0].to_dict()
    table = [plain] + [
        plain | {"node": f"n{at}", "area": f"a{at}"} | NEEDED[kind] | (
            source | {"asset": "works_2"} if f"n{at}" in modules
            else dict.fromkeys(source, 0.0) | {"kind": "node", "asset": ""})
        for at in range(1, count + 1)]
    ways = pipes(kind, *rows)
    ways["diameter_mm"] = [draw(st.sampled_from([100.0, 200.0, 300.0])) for _ in rows]
    areas = tuple(Area(f"a{at}", f"a{at}", 1.0, "", "", "") for at in range(1, count + 1))
    tables = {"nodes": pd.DataFrame(table), "pipes": ways, "numbers": numbers(kind)}
    built = kind.from_tables(tables, areas)
    assert kind.faults(tables, areas, assets=frozenset(built.assets)) == []
    return kind, built


def drawn(kind: type[TreeSystem], mains: TreeSystem, states: int, seed: int) -> tuple[dict, np.ndarray]:
    draw = np.random.default_rng(seed)
    shape = states, len(mains.areas), 2 if kind is HeatSystem else 1
    demand = {need: draw.uniform(0, MOST[kind], shape) * (draw.random(shape) < 0.8) for need in mains.needs}
    return demand, draw.random((states, len(mains.assets))) < 0.8


@settings(deadline=None, max_examples=40)
@given(trees(), st.integers(0, 1000))
def test_more_demand_anywhere_lowers_no_utilisation(drawn_tree, seed):
    kind, mains = drawn_tree
    demand, standing = drawn(kind, mains, 6, seed)
    more = {need: values + np.random.default_rng(seed + 1).uniform(0, MOST[kind], values.shape)
            for need, values in demand.items()}
    assert (mains.assess(more, standing).utilisation >= mains.assess(demand, standing).utilisation).all()


@settings(deadline=None, max_examples=30)
@given(trees(), st.integers(0, 1000))
def test_state_does_not_depend_on_its_neighbours(drawn_tree, seed):
    kind, mains = drawn_tree
    demand, standing = drawn(kind, mains, 12, seed)
    together = mains.assess(demand, standing)
    for state in (0, 5, 11):
        alone = mains.assess({name: values[state:state + 1] for name, values in demand.items()},
                             standing[state:state + 1])
        assert alone.utilisation.tobytes() == together.utilisation[state:state + 1].tobytes()
        assert np.array_equal(alone.period[0], together.period[state])


@settings(deadline=None, max_examples=30)
@given(trees(), st.integers(0, 1000))
def test_period_is_the_one_that_alone_would_use_a_limit_most(drawn_tree, seed):
    kind, mains = drawn_tree
    demand, standing = drawn(kind, mains, 4, seed)
    whole = mains.assess(demand, standing)
    each = [mains.assess({name: values[:, :, at:at + 1] for name, values in demand.items()}, standing).utilisation
            for at in range(next(iter(demand.values())).shape[2])]
    assert np.array_equal(whole.utilisation, np.max(each, axis=0))
    assert np.array_equal(whole.period, np.argmax(each, axis=0))


@settings(deadline=None, max_examples=40)
@given(trees(), st.integers(0, 1000))
def test_plain_walk_up_the_mains_confirms_every_state(drawn_tree, seed):
    kind, mains = drawn_tree
    demand, standing = drawn(kind, mains, 4, seed)
    answer = mains.assess(demand, standing)
    samples = [Sample(b"", State({need: values[at] for need, values in demand.items()}, {}, standing[at]),
                      answer.utilisation[at], unsolved=False) for at in range(4)]
    (difference,) = walking.verify(mains, samples).differences
    assert difference.is_small


@pytest.fixture(scope="module", params=KINDS)
def county(request) -> TreeSystem:
    return request.param.from_tables(county_tables(request.param), AREAS)


def asked_of(county: TreeSystem, share: float = 1.0) -> dict:
    demand, _ = drawn(type(county), county, STATES, 3)
    return {need: values * share for need, values in demand.items()}


def some(county: TreeSystem) -> np.ndarray:
    return np.random.default_rng(5).random((STATES, len(county.assets))) < 0.6


def test_county_keeps_the_protocol_and_its_tables_have_no_fault(county):
    assert isinstance(county, CapacitySystem)
    kind, assets = type(county), frozenset(county.assets)
    assert kind.faults(county_tables(kind), AREAS, assets=assets) == []
    assert kind.faults(county_tables(kind), AREAS, assets=assets - {county.assets[0]}) != []


def test_countys_answer_has_one_column_a_limit_and_no_nan(county):
    answer = county.assess(asked_of(county), some(county))
    assert answer.utilisation.shape == answer.period.shape == (STATES, len(county.limits))
    assert (answer.utilisation >= 0).all()
    assert not answer.unsolved.any()


def test_nothing_exhausts_what_nobody_asks_of(county):
    assert not county.assess(asked_of(county, share=0.0), some(county)).utilisation.any()


def test_limits_of_the_county_lie_on_the_map_and_have_names_of_their_own(county):
    names = [limit.name for limit in county.limits]
    assert len(set(names)) == len(names)
    shown = set(county.map_elements()["element"])
    assert {limit.element for limit in county.limits if limit.kind != "absent"} <= shown


def test_everything_built_carries_more_than_nothing(county):
    assert county.capacity(service(county))[0] > county.capacity(~service(county))[0] == 0.0
    assert (county.load(asked_of(county)) > 0).all()


def test_more_of_the_countys_mains_never_raise_the_peak_nor_lower_the_capacity(county):
    # True of these mains, not of any: a main of higher priority from a small source may shut out a large one.
    states = np.array(list(product((False, True), repeat=len(county.assets))))
    one = {need: np.repeat(values[:1], len(states), axis=0) for need, values in asked_of(county).items()}
    peak, capacity = county.assess(one, states).peak, county.capacity(states)
    for less, more in product(range(len(states)), repeat=2):
        if (states[less] <= states[more]).all():
            assert peak[more] <= peak[less]
            assert capacity[more] >= capacity[less]


def test_states_of_the_county_are_confirmed_by_a_plain_walk(county):
    demand, standing = asked_of(county), some(county)
    answer = county.assess(demand, standing)
    samples = [Sample(b"", State({need: values[at] for need, values in demand.items()}, {}, standing[at]),
                      answer.utilisation[at], unsolved=False) for at in range(STATES)]
    (difference,) = walking.verify(county, samples).differences
    assert difference.is_small
    wrong = [Sample(sample.key, sample.state, sample.utilisation * (1 + 1e-6), unsolved=False) for sample in samples]
    assert not walking.verify(county, wrong).differences[0].is_small
