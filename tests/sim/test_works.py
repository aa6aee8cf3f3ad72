"""Works: what a system sees of an asset from the first day of its construction to the last."""

from dataclasses import replace

import pytest

from sim.lockstep import simulate
from sim.plan import OnDate, OnTrigger, Plan, works_of
from tests.small_park import Pot, future_of, scene_of, second_pot_in

IN_THE_WAY = Pot("pot", {"pot_1": 2.0, "pot_2": 2.0, "pot_3": 4.0, works_of("pot_2"): -1.0, works_of("pot_3"): -1.5})
"""A pot of 2 MW, of which the building of the second takes 1 MW, that of the third 1.5 MW, while it lasts."""


def required(scene, *firms: dict, permit_months: float = 0.0, build_months: float = 0.0) -> list[float]:
    future = future_of(*firms, permit_months=permit_months, build_months=build_months)
    return simulate(scene, [future]).required[0, 0, :, 0].tolist()


def test_works_last_from_the_end_of_permits_until_the_asset_stands():
    scene = scene_of(second_pot_in(1), systems=(IN_THE_WAY,), horizon_months=12)
    # Permits from month 1 to 3, construction from 3 to 7; 1 MW of 2, then of 1, then of 4.
    assert required(scene, {"stands": True}, permit_months=2.0, build_months=4.0) == [0.5] * 3 + [1.0] * 4 + [0.25] * 5


def test_works_wait_for_the_project_before_them():
    both = Plan("both", "Both", {"second_pot": OnDate(0), "third_pot": OnDate(0)})
    scene = scene_of(both, systems=(IN_THE_WAY,), horizon_months=12, after=("second_pot",))
    # 1 MW of 1 until month 3, of 4 - 1.5 until month 6, of 8 from then on.
    # The record has single precision.
    assert required(scene, {"stands": True}, build_months=3.0) == pytest.approx([1.0] * 3 + [0.4] * 3 + [0.125] * 6)


def test_what_is_drawn_sees_works_too():
    scene = scene_of(second_pot_in(2), systems=(IN_THE_WAY,), horizon_months=12)
    record = simulate(scene, [future_of({"stands": True}, build_months=3.0)])
    assert record.drawn[0, 0, :, 0].tolist() == [0.5] * 2 + [1.0] * 3 + [0.25] * 7


def test_works_that_have_no_feedback_are_not_seen():
    scene = scene_of(second_pot_in(1), systems=(IN_THE_WAY,), horizon_months=12)
    quiet = replace(scene, policy=replace(scene.policy, feedback=False))
    assert required(quiet, {"stands": True}, build_months=4.0) == [0.5] * 5 + [0.25] * 7


def test_a_shortage_during_works_can_trigger_the_next_project():
    plan = Plan("next", "Next", {"second_pot": OnDate(1), "third_pot": OnTrigger("pot", 0.9, 2)})
    scene = scene_of(plan, systems=(IN_THE_WAY,), horizon_months=12)
    record = simulate(scene, [future_of({"stands": True}, build_months=4.0)])
    # Full from month 1 on, for two months in a row at the end of month 2.
    assert record.project_begun[0, 0].tolist() == [1.0, 3.0]


def test_projects_whose_works_nobody_sees_are_not_looked_for():
    assert dict(scene_of().works) == {}
    assert dict(scene_of(systems=(IN_THE_WAY,)).works) == {
        "second_pot": {"pot_2.works"}, "third_pot": {"pot_3.works"}}
