"""What must hold for any park, whoever comes."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.lockstep import simulate
from sim.plan import OnDate, OnTrigger, Plan
from sim.record import NEVER
from tests.small_park import TODAY, Pot, future_of, scene_of

NEEDS = ("need_mw", "other_mw")

firms = st.lists(
    st.fixed_dictionaries({
        "enquiry_month": st.floats(0.0, 23.0),
        "approval_months": st.floats(0.0, 6.0),
        "construction_months": st.floats(0.0, 6.0),
        "patience_months": st.floats(0.1, 20.0),
        "life_months": st.floats(1.0, 40.0),
        "need_mw": st.floats(0.0, 3.0),
        "other_mw": st.floats(0.0, 3.0),
        "area": st.integers(0, 1),
        "stands": st.booleans(),
    }),
    max_size=12)

starts = st.dictionaries(
    st.sampled_from(["second_pot", "third_pot"]),
    st.one_of(st.integers(0, 20).map(OnDate), st.integers(1, 6).map(lambda months: OnTrigger("pot", 0.5, months))))


def first_month(record, plan=0):
    month = record.first_exceeded["pot"][0, plan, 0]
    return np.inf if month == NEVER else month


def two_systems(pot_mw: float = 2.0) -> tuple[Pot, Pot]:
    return (Pot("pot", {"pot_1": pot_mw, "pot_2": 2.0, "pot_3": 4.0}),
            Pot("pan", {"pan_1": 2.0}, needs=("other_mw",)))


@given(firms, starts)
def test_the_same_run_gives_the_same_bits(rows, starts):
    scene = scene_of(TODAY, Plan("other", "Other", starts), systems=two_systems())
    first, second = (simulate(scene, [future_of(*rows, needs=NEEDS)]) for _ in range(2))
    assert first.required.tobytes() == second.required.tobytes()
    assert first.headroom["pot"].tobytes() == second.headroom["pot"].tobytes()
    assert first.losses.month.tolist() == second.losses.month.tolist()


@given(firms, starts)
def test_adding_a_plan_changes_no_bit_of_another(rows, starts):
    scene = scene_of(systems=two_systems())
    more = replace(scene, plans=(Plan("other", "Other", starts), *scene.plans))
    future = future_of(*rows, needs=NEEDS)
    alone, beside = simulate(scene, [future]), simulate(more, [future])
    assert alone.required[:, 0].tobytes() == beside.required[:, 1].tobytes()
    assert alone.drawn[:, 0].tobytes() == beside.drawn[:, 1].tobytes()
    assert alone.headroom["pan"][:, 0].tobytes() == beside.headroom["pan"][:, 1].tobytes()


@given(firms, st.floats(0.0, 3.0))
def test_more_capacity_never_exhausts_a_system_sooner_when_nothing_else_refuses(rows, more_mw):
    holds = {"pot": True, "pan": False}
    future = future_of(*rows, needs=NEEDS)
    little, much = (simulate(scene_of(systems=two_systems(mw), holds=holds), [future]) for mw in (2.0, 2.0 + more_mw))
    assert first_month(much) >= first_month(little)


@given(firms)
def test_zero_demand_exhausts_nothing(rows):
    nothing = [row | {"need_mw": 0.0, "other_mw": 0.0} for row in rows]
    record = simulate(scene_of(systems=two_systems()), [future_of(*nothing, needs=NEEDS)])
    assert not record.required.any()
    assert not record.drawn.any()
    assert not record.losses.held_by.any()


@given(firms)
def test_where_systems_hold_nobody_new_overloads_them(rows):
    newcomers = [row | {"stands": False} for row in rows]
    record = simulate(scene_of(systems=two_systems()), [future_of(*newcomers, needs=NEEDS)])
    assert (record.drawn <= 1.0 + 1e-6).all()


@given(firms)
def test_a_system_to_which_somebody_is_lost_has_been_exhausted(rows):
    record = simulate(scene_of(systems=two_systems()), [future_of(*rows, needs=NEEDS)])
    lost_to = record.losses.held_by.any(axis=0)
    exhausted = (record.required[0, 0] > 1.0).any(axis=0)
    assert (exhausted | ~lost_to).all()
