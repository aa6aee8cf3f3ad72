"""Comparing and storing: the same futures for all plans, and a folder that is whole or not there."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.running import storing
from experiments.running.comparison import Comparison, compare
from experiments.study import Study

FUTURES = 2


@pytest.fixture(scope="module")
def study() -> Study:
    return replace(Study.read("county"), horizon_months=48)


@pytest.fixture(scope="module")
def compared(study) -> Comparison:
    return compare(study, [study.plan("today"), study.plan("reinforce_35kv")], futures=FUTURES)


def test_a_plan_alone_gives_what_it_gives_beside_others(study, compared):
    alone = compare(study, [study.plan("reinforce_35kv")], futures=FUTURES)
    at = compared.record.plan_index("reinforce_35kv")
    assert np.array_equal(alone.record.whole().required[:, 0], compared.record.whole().required[:, at])
    assert np.array_equal(alone.record.whole().drawn[:, 0], compared.record.whole().drawn[:, at])


def test_the_studys_baseline_is_the_baseline_where_it_takes_part(compared):
    assert compared.context.baseline == "today"


def test_the_first_plan_is_the_baseline_where_the_studys_own_is_missing(study):
    without = compare(study, [study.plan("reinforce_35kv"), study.plan("sewage_first")], futures=1)
    assert without.context.baseline == "reinforce_35kv"
    assert set(without.tables["paired_differences"]["plan"]) == {"sewage_first"}


def test_progress_counts_every_park_month(study):
    passed: list[int] = []
    compare(study, [study.plan("today"), study.plan("balanced")], futures=3, passed=passed.append)
    assert sum(passed) == 3 * 2 * 48


def test_more_futures_keep_the_first_ones(study, compared):
    more = compare(study, [study.plan("today"), study.plan("reinforce_35kv")], futures=FUTURES + 1)
    assert np.array_equal(more.record.whole().required[:FUTURES], compared.record.whole().required)


def test_open_door_refuses_nobody_for_want_of_capacity(study):
    open_door = study.with_policy(study.policy.connect())
    losses = compare(open_door, [study.plan("today")], futures=3).record.whole().losses
    assert losses.for_land.all()


def test_stored_run_holds_the_bytes_of_its_tables(compared, tmp_path):
    place = storing.store(compared, tmp_path)
    assert place == tmp_path / compared.run_id
    assert {file.stem for file in place.glob("*.csv")} == {*compared.tables, "assumptions"}


def test_failure_while_drawing_leaves_nothing(compared, tmp_path, monkeypatch):
    def fail(comparison: Comparison, folder: Path) -> None:
        raise OSError("no room left")

    monkeypatch.setattr(storing, "draw", fail)
    with pytest.raises(OSError, match="no room left"):
        storing.store(compared, tmp_path)
    assert list(tmp_path.iterdir()) == []
