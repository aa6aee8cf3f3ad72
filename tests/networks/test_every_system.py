"""What every system of the registry promises, asked of the county's own."""

import numpy as np
import pytest

from demand.model import DemandModel
from networks.registry import SYSTEMS, system_class
from sim.capacity import CapacitySystem
from tests.networks.county import county_areas, county_tables

AREAS = county_areas()
STATES = 24


def model() -> DemandModel:
    return DemandModel.from_tables(county_tables(DemandModel), AREAS, seed=1, horizon_months=240, start=(2027, 1),
                                   project_times={}, project_costs={})


MODEL = model()


@pytest.fixture(scope="module", params=SYSTEMS)
def system(request) -> CapacitySystem:
    kind = system_class(request.param)
    return kind.from_tables(county_tables(kind), AREAS)


def demand_of(system, states: int, *, seed: int = 3, share: float = 1.0) -> dict:
    """Return random demands around what full areas ask."""
    draw = np.random.default_rng(seed)
    typical = MODEL.typical_needs("biomedicine", land_ha=20.0)
    profiles = {need.name: need.profiles for need in MODEL.needs}
    demand = {
        need: share * typical[need] * draw.uniform(0, 1, (states, len(AREAS), 1)) * profiles[need][
            draw.integers(len(profiles[need]), size=(states, len(AREAS)))]
        for need in system.needs}
    return demand | {name: np.full((states, 1, 1), MODEL.typical_conditions[name]) for name in system.conditions}


def service_of(system, states: int, *, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).random((states, len(system.assets))) < 0.6


def everything(system, states: int) -> np.ndarray:
    return np.ones((states, len(system.assets)), dtype=bool)


def test_it_keeps_the_protocol(system):
    assert isinstance(system, CapacitySystem)


def test_its_needs_and_conditions_are_what_the_demand_knows(system):
    assert set(system.needs) <= {need.name for need in MODEL.needs}
    assert set(system.conditions) <= set(MODEL.typical_conditions)


def test_its_limits_have_names_of_their_own_and_words_for_a_planner(system):
    names = [limit.name for limit in system.limits]
    assert len(set(names)) == len(names)
    assert all(limit.label and limit.cause and limit.kind for limit in system.limits)


def test_its_assets_have_names_of_their_own(system):
    assert len(set(system.assets)) == len(system.assets)


def test_its_tables_have_no_fault(system):
    kind = type(system)
    assert kind.faults(county_tables(kind), AREAS, assets=frozenset(system.assets)) == []


def test_an_asset_that_nobody_builds_is_a_fault(system):
    kind = type(system)
    assert kind.faults(county_tables(kind), AREAS, assets=frozenset(system.assets[1:])) != []


def test_its_answer_has_one_column_a_limit_and_no_nan(system):
    answer = system.assess(demand_of(system, STATES), service_of(system, STATES))
    assert answer.utilisation.shape == (STATES, len(system.limits))
    assert answer.period.shape == answer.utilisation.shape
    assert answer.unsolved.shape == (STATES,)
    assert not np.isnan(answer.utilisation).any()
    assert (answer.utilisation >= 0).all()


def test_an_unsolved_state_is_never_called_kept(system):
    answer = system.assess(demand_of(system, STATES, share=60.0), service_of(system, STATES))
    assert np.isinf(answer.peak[answer.unsolved]).all()


def test_zero_demand_exhausts_nothing(system):
    answer = system.assess(demand_of(system, STATES, share=0.0), service_of(system, STATES))
    assert (answer.peak <= 1.0).all()
    assert not answer.unsolved.any()


def test_a_state_does_not_depend_on_its_neighbours(system):
    demand, service = demand_of(system, STATES), service_of(system, STATES)
    together = system.assess(demand, service).utilisation
    order = np.random.default_rng(1).permutation(STATES)
    shuffled = system.assess({name: values[order] for name, values in demand.items()}, service[order]).utilisation
    assert np.array_equal(shuffled, together[order])
    alone = system.assess({name: values[7:8] for name, values in demand.items()}, service[7:8]).utilisation
    assert np.array_equal(alone[0], together[7])


def test_the_same_state_gives_the_same_bits_from_a_new_system(system):
    demand, service = demand_of(system, STATES), service_of(system, STATES)
    kind = type(system)
    again = kind.from_tables(county_tables(kind), AREAS)
    assert np.array_equal(again.assess(demand, service).utilisation, system.assess(demand, service).utilisation)


def test_assessing_changes_nothing_that_it_was_given(system):
    demand, service = demand_of(system, STATES), service_of(system, STATES)
    before = {name: values.copy() for name, values in demand.items()}, service.copy()
    system.assess(demand, service)
    assert all(np.array_equal(before[0][name], values) for name, values in demand.items())
    assert np.array_equal(before[1], service)


def test_nothing_in_service_leaves_needs_absent(system):
    nothing = np.zeros((1, len(system.assets)), dtype=bool)
    answer = system.assess(demand_of(system, 1), nothing)
    assert np.isinf(answer.peak[0])
    assert system.limits[answer.binding[0]].kind == "absent"


def test_load_and_capacity_are_numbers_in_the_headline_unit(system):
    demand, service = demand_of(system, STATES), service_of(system, STATES)
    load, capacity = system.load(demand), system.capacity(service)
    assert load.shape == capacity.shape == (STATES,)
    assert (load > 0).all()
    assert (capacity >= 0).all()


def test_everything_built_carries_more_than_nothing(system):
    assert system.capacity(everything(system, 1))[0] > system.capacity(~everything(system, 1))[0]


def test_every_limit_lies_on_the_map(system):
    table = system.map_elements()
    assert set(table["shape"]) <= {"line", "point"}
    shown = set(table["element"])
    assert {limit.element for limit in system.limits if limit.kind != "absent"} <= shown
