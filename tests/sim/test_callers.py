"""Who comes: shortage, queues and measures reach back to the next enquiry, and the same draws meet every plan."""

from dataclasses import replace
from math import log

import numpy as np
import pytest

from sim.attraction import Deterrent
from sim.future import Need
from sim.lockstep import simulate
from sim.policy import Office, Policy, Reforms
from sim.record import joined
from tests.sim.test_attraction import terms
from tests.small_park import TODAY, Pot, future_of, scene_of, second_pot_in

ONE_AT_A_TIME = {"serial": (Office("desk", 1, 1.0),), "one_meeting": (Office("meeting", 1, 1.0),)}


def scene_with(of, *plans, offices=None, **told):
    scene = scene_of(*plans, **told)
    policy = scene.policy if offices is None else Policy(scene.policy.holds, "serial", offices)
    return replace(scene, policy=policy, terms=replace(of, upstream=np.zeros((1, 1))))


def turned_away(record, plan=0):
    lost = record.losses
    mine = (lost.plan == plan) & lost.other[:, record.other_causes.index("attraction")]
    return lost.prospect[mine].tolist()


def names(*numbers):
    return [f"firm/{number:04d}" for number in numbers]


def a_firm_each_month(months, **told):
    return [{"enquiry_month": month + 0.5, **told} for month in range(months)]


def test_terms_that_weigh_nothing_change_nothing():
    firms = [*a_firm_each_month(8, approval_months=1.5, life_months=7.0), {"comes": False, "enquiry_month": 2.0}]
    scene = scene_of(TODAY, second_pot_in(4))
    free, weighed = simulate(scene, [future_of(*firms)]), simulate(scene_with(terms(most=1.0), *scene.plans),
                                                                  [future_of(*firms)])
    assert np.array_equal(free.required, weighed.required)
    assert np.array_equal(free.drawn, weighed.drawn)
    assert free.losses.month.tolist() == weighed.losses.month.tolist()


def test_who_would_come_elsewhere_is_lost_for_attraction_while_the_pot_is_full():
    # 3 MW in a pot of 2 from month 0 until it leaves with month 5: attraction is 1/2 for the enquiries of 1 to 5.
    firms = [{"enquiry_month": 0.5, "need_mw": 3.0, "life_months": 4.5},
             *a_firm_each_month(8, comes_at=0.6, need_mw=0.1)[1:]]
    of = terms(shortage=Deterrent(log(2), 0.0))
    record = simulate(scene_with(of, holds={"pot": False}, horizon_months=12), [future_of(*firms)])
    assert turned_away(record) == names(1, 2, 3, 4, 5)
    assert record.losses.month.tolist() == [1, 2, 3, 4, 5]
    assert not record.losses.held_by.any()
    assert not record.losses.for_land.any()
    assert record.connected[0, 0, 0, 0] == 2


def test_who_is_drawn_by_less_than_half_comes_all_the_same():
    firms = [{"enquiry_month": 0.5, "need_mw": 3.0}, {"enquiry_month": 2.5, "comes_at": 0.4, "need_mw": 0.1}]
    of = terms(shortage=Deterrent(log(2), 0.0))
    record = simulate(scene_with(of, holds={"pot": False}, horizon_months=12), [future_of(*firms)])
    assert record.connected[0, 0, 0, 0] == 2


def test_a_desk_settles_where_as_many_come_as_it_handles():
    # One case takes 2 months, one enquires each month and comes unless somebody queues: a queue of one doubles the
    # time to 4 months, exp(-2 ln(4) / 2) = 1/4. Month 0 finds nobody, 1 one who is handled; from then on every second
    # enquiry comes, which is what the desk handles.
    of = terms(approval=Deterrent(log(4) / 2, 2.0))
    scene = scene_with(of, offices=ONE_AT_A_TIME, horizon_months=12, holds={"pot": False})
    record = simulate(scene, [future_of(*a_firm_each_month(12, approval_months=2.0, comes_at=0.5))])
    assert turned_away(record) == names(2, 4, 6, 8, 10)


def desk_scene(of, **told):
    scene = scene_with(of, systems=(Pot("desk", {"desk_1": 1.0}, needs=("applications",)),), offices=ONE_AT_A_TIME,
                       holds={"desk": False}, horizon_months=12, **told)
    return replace(scene, needs=(Need("applications", np.ones((1, 1)), desk="usual"),))


def test_the_desk_is_asked_for_what_it_handles_and_for_who_queues():
    # The first is handled from 0.5 to 2.5, the second then until 4.5.
    firms = [{"enquiry_month": 0.5, "approval_months": 2.0}] * 2
    record = simulate(desk_scene(terms()), [future_of(*firms)])
    assert record.drawn[0, 0, :6, 0].tolist() == [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]
    assert record.required[0, 0, :6, 0].tolist() == [2.0, 2.0, 1.0, 1.0, 0.0, 0.0]
    assert record.first_exceeded["desk"].tolist() == [[[0]]]


def test_without_terms_nobody_is_seen_at_the_desk():
    scene = replace(desk_scene(terms()), terms=None)
    assert not simulate(scene, [future_of({"enquiry_month": 0.5, "approval_months": 2.0})]).required.any()


def months_required(record):
    """Return the first month in which each number of firms is required."""
    required = (record.required[0, 0, :, 0] * 2).tolist()
    return [required.index(firms) for firms in sorted(set(required) - {0.0})]


def test_a_reform_speeds_up_who_applies_after_it_and_not_who_applied_before():
    # Handed in at 0.5 takes 8 months; the meeting stands from 2 on, and who hands in at 3.5 passes it in 1.
    firms = [{"enquiry_month": month, "approval_months": 8.0, "one_meeting_months": 1.0} for month in (0.5, 3.5)]
    of = terms(reforms=Reforms(frozenset({"pot_2"})))
    scene = scene_with(of, second_pot_in(2), offices=ONE_AT_A_TIME, horizon_months=12)
    record = simulate(scene, [future_of(*firms)])
    required = (record.required[0, 0, :, 0] * 4).round(6).tolist()
    assert required == [0.0] * 4 + [1.0] * 4 + [2.0] * 4


@pytest.mark.parametrize(("saved", "month"), [(0.0, 8), (0.25, 6), (0.5, 4)])
def test_assessments_of_the_area_save_a_share_of_the_time(saved, month):
    of = terms(reforms=Reforms(saved_share={"pot_1": saved}))
    record = simulate(scene_with(of, horizon_months=12), [future_of({"enquiry_month": 0.5, "approval_months": 8.0})])
    assert months_required(record) == [month]


def test_an_incentive_brings_whom_the_park_alone_does_not_draw():
    firms = [{"enquiry_month": month + 0.5, "comes_at": 1.2} for month in (1, 3)]
    of = terms(incentives={"pot_2": 0.25})
    record = simulate(scene_with(of, TODAY, second_pot_in(2), horizon_months=12), [future_of(*firms)])
    assert record.connected[0, :, 0, 0].tolist() == [0, 1]
    # Nobody is lost who would not have come to a park of attraction 1.
    assert not record.losses.other.any()


def test_whom_two_plans_draw_is_drawn_by_the_same_number():
    draws = np.random.Generator(np.random.Philox(key=1)).uniform(size=18)
    firms = [{"enquiry_month": month + 0.5, "comes_at": draw, "life_months": 9.0} for month, draw in enumerate(draws)]
    of = terms(shortage=Deterrent(log(2), 0.0))
    scene = scene_with(of, TODAY, second_pot_in(0), holds={"pot": False})
    record = simulate(scene, [future_of(*firms)])
    away = [set(turned_away(record, plan)) for plan in range(2)]
    # The larger park is exhausted less often, and whoever it turns away was above 1/2 there as here.
    assert away[1] < away[0]
    assert {f"firm/{at:04d}" for at in np.flatnonzero(draws < 0.5)}.isdisjoint(away[0])


def test_a_plan_tells_the_same_beside_another_and_alone_and_a_future_the_same_in_any_batch():
    firms = a_firm_each_month(12, comes_at=0.6, approval_months=1.0)
    of = terms(shortage=Deterrent(log(2), 0.0))
    futures = [future_of(*firms), future_of(*firms[:5], number=1)]
    both = simulate(scene_with(of, second_pot_in(3), TODAY), futures)
    alone = joined([simulate(scene_with(of, TODAY), [future]) for future in futures])
    assert np.array_equal(both.required[:, 1], alone.required[:, 0])
    assert alone.other_causes == ("land", "attraction")
    assert turned_away(both, 1) == turned_away(alone, 0)
