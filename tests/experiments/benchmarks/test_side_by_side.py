"""Loop, product and floor are measured in one run; figures are never compared with a clock."""

import math
from dataclasses import replace

import pytest

from experiments.benchmarks.side_by_side import Extent, SideBySide, measured
from experiments.study import Study


@pytest.fixture(scope="module")
def found() -> SideBySide:
    study = replace(Study.read("county"), horizon_months=24)
    study = study.with_plans([study.plan("today"), study.plan("balanced")])
    extent = Extent(futures=1, loop_futures=1, every_months=12, whole_every=4, rounds=2)
    return measured(study, extent, told=lambda _: None)


def test_every_round_measures_all_three(found):
    assert len(found.rounds) == 2
    for each in found.rounds:
        assert all(seconds >= 0 and math.isfinite(seconds)
                   for seconds in (each.loop_s, each.whole_loop_s, each.product_s, each.floor_s))


def test_park_months_are_counted_by_future_plan_and_month(found):
    assert found.park_months == 1 * 2 * 24
    assert found.loop_park_months == 1 * 2 * 2


def test_states_are_counted_for_every_engine(found):
    assert set(found.different) == {"power", "roads", "sewage", "power after a loss"} == set(found.floor_s)
    assert all(0 < found.different[name] <= found.asked[name] for name in found.asked)


def test_loop_solves_with_all_three_means(found):
    assert set(found.loop_ms) == {"power", "roads", "sewage"}


def test_shares_of_the_parts_add_up(found):
    assert sum(found.parts.values()) == pytest.approx(1.0, abs=1e-9)
