"""Sewers that branch, pump and carry industrial sewage, by hand and against a plain walk down a graph."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.verifying import sewage as walking
from networks.open_channel import peaking_factor
from networks.sewage import SewageSystem
from sim.assessing import Sample, State
from sim.park import Area
from tests.networks.small_sewers import asked, effluents, manholes, pipes, system, used

FULL_M3_PER_D = 5284.0
"""DN 300 at slope 0.004 and n 0.013, just full [m3/d]."""

PLACES = manholes(
    ("upper", "manhole", "", 0.0), ("lower", "manhole", "", 0.0), ("north", "outfall", "north", 1000.0),
    ("south", "works", "south", 1000.0), ("south", "works", "south_2", 1000.0))
ALL = ("old", "north", "south")


def branching(shares: dict[str, float], *rows: tuple[str, str, str, str, int]) -> SewageSystem:
    ways = pipes(*(rows or (
        ("down", "upper", "lower", "old", 0), ("to_north", "lower", "north", "old", 0),
        ("to_south", "lower", "south", "old", 0))))
    ways["share"] = ways["pipe"].map(shares).fillna(0.0)
    return system(manholes_of=PLACES, pipes_of=ways)


def pumped(capacity_m3_per_d: float) -> SewageSystem:
    ways = pipes()
    rising = ways["pipe"] == "old_upper"
    ways.loc[rising, ["kind", "capacity_m3_per_d", "slope"]] = ["rising_main", capacity_m3_per_d, -0.01]
    return system(pipes_of=ways)


def test_sewage_of_two_areas_ends_at_two_outfalls():
    sewers = branching({}, ("up", "upper", "north", "old", 0), ("low", "lower", "south", "old", 0))
    found = used(sewers, asked(300.0, 200.0), *ALL)
    assert found["north"] == pytest.approx(0.3)
    assert found["south"] == pytest.approx(0.2)


def test_manhole_splits_its_flow_by_the_shares_of_its_pipes():
    found = used(branching({"to_north": 0.25, "to_south": 0.75}), asked(300.0, 100.0), *ALL)
    assert found["north"] == pytest.approx(0.1)
    assert found["south"] == pytest.approx(0.3)


def test_share_of_a_pipe_that_leads_nowhere_falls_to_the_others():
    found = used(branching({"to_north": 0.25, "to_south": 0.75}), asked(300.0, 100.0), "old", "north")
    assert found["north"] == pytest.approx(0.4)
    assert found["to_south"] == 0.0


def test_pipe_of_higher_priority_takes_all_from_those_that_share():
    rows = (("a", "lower", "north", "old", 0), ("b", "lower", "south", "old", 0), ("c", "lower", "south", "new", 1),
            ("d", "upper", "lower", "old", 0))
    found = used(branching({"a": 0.5, "b": 0.5}, *rows), asked(300.0, 100.0), *ALL, "new")
    assert found["north"] == found["a"] == found["b"] == 0.0
    assert found["south"] == pytest.approx(0.4)


def test_flows_that_parted_meet_again_in_full():
    rows = (("a", "upper", "lower", "old", 0), ("b", "upper", "lower", "old", 0), ("c", "lower", "north", "old", 0))
    found = used(branching({"a": 0.4, "b": 0.6}, *rows), asked(500.0, 0.0), *ALL)
    assert found["north"] == pytest.approx(0.5)
    assert found["a"] / found["b"] == pytest.approx(0.4 / 0.6)


def test_parted_flow_peaks_by_what_is_left_in_each_pipe():
    sewers = branching({"to_north": 0.5, "to_south": 0.5})
    found = used(sewers, asked(5000.0, 0.0), *ALL)
    half = 2000.0
    assert found["to_north"] == pytest.approx(
        half * float(peaking_factor(np.array([half / 86.4]))[0]) / FULL_M3_PER_D, rel=1e-3)


def test_capacity_counts_every_discharge_that_sewage_reaches():
    sewers = branching({"to_north": 0.25, "to_south": 0.75})
    assert sewers.capacity(np.ones((1, len(sewers.assets)), dtype=bool)).tolist() == [3000.0]


def test_modules_of_works_add_up_at_the_end_of_a_branch():
    one, two = (used(branching({"to_north": 0.25, "to_south": 0.75}), asked(400.0, 0.0), *ALL, *more)["south"]
                for more in ((), ("south_2",)))
    assert one == pytest.approx(2 * two)


def test_rising_main_is_used_by_its_peak_over_what_its_pumps_lift():
    found = used(pumped(4000.0), asked(1250.0, 0.0), "old", "permit")
    assert found["old_upper"] == pytest.approx(1000 * 2.7 / (1000 / 86.4)**0.11 / 4000, rel=1e-9)


def test_rising_main_is_a_limit_of_its_own_kind():
    (limit,) = [limit for limit in pumped(4000.0).limits if limit.name == "old_upper"]
    assert limit.kind == "rising_main"
    assert limit.cause == "old_upper reaches what its pumps lift"


def test_domestic_sewage_peaks_by_its_own_accumulated_flow_and_industrial_beside_it():
    sent = effluents(("upper", 0.2, 1.5), ("lower", 1.0, 1.0))
    found = used(system(effluents_of=sent), asked(1250.0, 250.0, infiltration=0.1), "old", "permit")
    # Averages: 200 m3/d domestic and 800 industrial of the upper area, 200 domestic of the lower.
    assert found["old_upper"] * FULL_M3_PER_D == pytest.approx(200 * 2.3 + 800 * 1.5 + 125, rel=1e-3)
    kz = 2.7 / (400 / 86.4)**0.11
    assert found["old_lower"] * FULL_M3_PER_D == pytest.approx(400 * kz + 800 * 1.5 + 150, rel=1e-3)
    assert found["outfall"] == pytest.approx(1.65)


def test_table_that_calls_all_sewage_domestic_changes_nothing():
    demand = asked(700.0, 900.0, infiltration=0.1)
    sent = effluents(("upper", 1.0, 2.0), ("lower", 1.0, 2.0))
    assert used(system(effluents_of=sent), demand, "old", "permit") == used(system(), demand, "old", "permit")


def test_load_of_many_areas_does_not_depend_on_neighbours():
    areas = tuple(Area(f"a{at}", "", 1.0, "", "", "upper") for at in range(21))
    sewers, draw = system(areas=areas), np.random.default_rng(3)
    demand = {"sewage_m3_per_d": draw.uniform(0, 4000, (50, 21, 1)),
              "infiltration_ratio": draw.uniform(0, 0.2, (50, 1, 1))}
    together = sewers.load(demand)
    for state in (0, 23, 49):
        assert sewers.load({name: values[state:state + 1] for name, values in demand.items()})[0] == together[state]


@st.composite
def parks(draw) -> tuple[SewageSystem, dict, np.ndarray]:
    """Return sewers that branch at random, what is asked and which assets stand."""
    count, seed = draw(st.integers(2, 12)), draw(st.integers(0, 2**32 - 1))
    chance = np.random.default_rng(seed)
    names = [f"m{at}" for at in range(count)]
    rows, kinds, shares = [], [], []
    for at, name in enumerate(names):
        shared = chance.random() < 0.5
        for _ in range(chance.integers(1, 4)):
            below = chance.integers(at + 1, count + 3)
            to = names[below] if below < count else f"end{below - count}"
            rows.append((f"p{len(rows)}", name, to, f"asset{chance.integers(3)}", int(chance.integers(2))))
            shares.append(chance.uniform(0.1, 1.0) if shared else 0.0)
            kinds.append("rising_main" if chance.random() < 0.2 else "gravity")
    ways = pipes(*rows).assign(kind=kinds, share=shares)
    ways["capacity_m3_per_d"] = np.where(ways["kind"] == "rising_main", 3000.0, 0.0)
    places = manholes(*((name, "manhole", "", 0.0) for name in names),
                      *((f"end{at}", "outfall", f"end{at}", 1000.0) for at in range(3)),
                      ("end0", "outfall", "more", 1000.0))
    drains = chance.integers(count, size=draw(st.integers(1, 6)))
    areas = tuple(Area(f"a{at}", "", 1.0, "", "", names[to]) for at, to in enumerate(drains))
    sent = effluents(*((area.name, chance.random(), chance.uniform(1, 2)) for area in areas[::2]))
    sewers = system(areas=areas, manholes_of=places, pipes_of=ways, effluents_of=sent)
    demand = asked(*(chance.uniform(0, 4000, len(areas)) * (chance.random(len(areas)) < 0.8)), infiltration=0.1)
    return sewers, demand, chance.random((1, len(sewers.assets))) < 0.8


@settings(deadline=None, max_examples=150)
@given(parks())
def test_any_branching_sewers_agree_with_a_plain_walk(park):
    sewers, demand, in_service = park
    found = sewers.assess(demand, in_service).utilisation[0]
    state = State({"sewage_m3_per_d": demand["sewage_m3_per_d"][0]}, {"infiltration_ratio": 0.1}, in_service[0])
    verified = walking.verify(sewers, [Sample(b"one", state, found, unsolved=False)])
    assert verified.differences[0].largest < 1e-12


def test_parts_of_a_flow_are_lost_nowhere():
    shares = {"down": 0.0, "to_north": 0.1, "to_south": 0.2}
    found = used(branching(shares), asked(300.0, 100.0), *ALL)
    assert found["north"] + found["south"] == pytest.approx(0.4)
