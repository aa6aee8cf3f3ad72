"""Batches on workers: the same bits however many there are, and whoever of them dies."""

import os
import signal
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from experiments.running.batches import WorkersLostError, run

from demand.model import DemandModel
from experiments.running import batches
from experiments.study import Study
from sim.future import Future

MARK = "HEADROOM_TEST_MARK"
MONTHS, FUTURES = 24, 51
"""Two batches, the second of one future, of two years."""


@dataclass(frozen=True)
class Fatal(DemandModel):
    """A demand whose fifteenth future kills its worker as long as a file is there; each death uses up one life."""

    def future(self, number: int) -> Future:
        lives = sorted(Path(os.environ[MARK]).iterdir()) if number == 15 else []
        if lives:
            lives[0].unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().future(number)


@pytest.fixture
def study() -> Study:
    return replace(Study.read("county"), horizon_months=MONTHS, demand_place=f"{__name__}:Fatal")


@pytest.fixture
def lives(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(MARK, str(tmp_path))
    return tmp_path


def simulated(study: Study, *, workers: int) -> tuple[np.ndarray, int]:
    """Return the required utilisation, and how many park-months were told."""
    passed: list[int] = []
    record = run(study, [study.plan("today")], futures=FUTURES, workers=workers, passed=passed.append)
    return record.whole().required, sum(passed)


def test_two_workers_give_the_bits_of_one(study, lives):
    one, two = simulated(study, workers=1), simulated(study, workers=2)
    assert np.array_equal(one[0], two[0])
    assert one[1] == two[1] == FUTURES * MONTHS


def test_batches_of_any_size_give_the_same_bits(study, lives, monkeypatch):
    expected, _ = simulated(study, workers=1)
    monkeypatch.setattr(batches, "BATCH_FUTURES", 7)
    found, told = simulated(study, workers=1)
    assert np.array_equal(found, expected)
    assert told == FUTURES * MONTHS


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_batch_of_a_worker_that_was_killed_is_taken_up_again(study, lives):
    expected, _ = simulated(study, workers=1)
    (lives / "first").touch()
    found, told = simulated(study, workers=2)
    assert np.array_equal(found, expected)
    assert told == FUTURES * MONTHS
    assert list(lives.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_workers_that_die_again_and_again_end_the_run_with_a_way_out(study, lives, monkeypatch):
    monkeypatch.setattr(batches, "MOST_POOLS", 2)
    for life in range(9):
        (lives / str(life)).touch()
    with pytest.raises(WorkersLostError, match="try fewer with --workers"):
        simulated(study, workers=2)


def test_cores_are_at_least_one():
    assert batches.cores() >= 1
