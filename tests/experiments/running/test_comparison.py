"""Comparing and storing: the same futures for all plans, and a folder that is whole or not there."""

import errno
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.assumptions import assumption_table, assumptions_of
from experiments.running import storing
from experiments.running.comparison import Comparison, compare
from experiments.running.folder import ResultsError, manifest_of, seal_of
from experiments.statistics import csv_text
from experiments.study import Study
from tests.experiments.conftest import sketch

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


def test_what_holds_is_what_the_policy_says(study, compared):
    assert compared.context.holding == {name for name, holds in study.policy.holds.items() if holds}
    assert compared.context.holds_apart
    holding = set(compared.tables["first_holding"]["system"])
    assert "power" in holding
    assert "drainage" not in holding


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
    place = storing.store(compared, tmp_path, pictures=storing.no_pictures)
    assert place == tmp_path / compared.run_id
    assert {file.stem for file in place.glob("*.csv")} == {*compared.tables, "assumptions"}


def test_stored_run_tells_what_it_rests_on(study, compared, tmp_path):
    place = storing.store(compared, tmp_path, pictures=storing.no_pictures)
    told = (place / "assumptions.csv").read_text(encoding="utf-8")
    assert told == csv_text(assumption_table(assumptions_of(study)))


def test_failure_while_drawing_leaves_nothing(compared, tmp_path, monkeypatch):
    def fail(comparison: Comparison, folder: Path) -> None:
        raise OSError("no room left")

    monkeypatch.setattr(storing, "draw", fail)
    with pytest.raises(ResultsError, match=r"no room left; name another folder with --results DIR"):
        storing.store(compared, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_full_disk_is_told_with_what_tables_and_pictures_take(compared, tmp_path, monkeypatch):
    def fail(comparison: Comparison, folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storing, "draw", fail)
    # Two plans of 2 MB of pictures and less than 1 MB of tables.
    with pytest.raises(ResultsError, match=r"No space left on device: the run takes about [45] MB"):
        storing.store(compared, tmp_path)


def test_confirmed_verification_outlives_a_rerun_that_verifies_nothing(compared, tmp_path, monkeypatch):
    monkeypatch.setattr(storing, "draw", sketch)
    place = storing.store(compared, tmp_path, measured={"simulated_s": 1.0, "verified": {"power": {"states": 9}}})
    storing.store(compared, tmp_path, measured={"simulated_s": 2.0})
    # What lies there whole is left: it tells how long it took to make it, not to look at it.
    assert manifest_of(place)["measured"] == {"verified": {"power": {"states": 9}}, "simulated_s": 1.0}
    storing.store(compared, tmp_path, measured={"verified": {"power": {"states": 5}}})
    assert manifest_of(place)["measured"] == {"verified": {"power": {"states": 5}}, "simulated_s": 1.0}


def test_verification_of_other_numbers_is_not_carried_over(compared, tmp_path, monkeypatch):
    monkeypatch.setattr(storing, "draw", lambda comparison, folder: None)
    place = storing.store(compared, tmp_path, measured={"verified": {"power": {"states": 9}}})
    file = place / "manifest.json"
    told = manifest_of(place)
    told["outputs"]["losses.csv"] = "0" * 64
    file.write_text(json.dumps(told | {"seal": seal_of(told)}), encoding="utf-8")
    assert "verified" not in manifest_of(storing.store(compared, tmp_path))["measured"]
