"""Batches of a study on workers: the same bits however many there are, and whoever of them dies."""

import os
import signal
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from demand.model import DemandModel
from experiments.running.batch_files import BatchFiles
from experiments.running.comparison import compare, compared
from experiments.running.crew import OtherCodeError, alone, local
from experiments.running.identity import run_id
from experiments.running.job import Call, Job
from experiments.running.progress import Unwatched
from experiments.running.run import NothingLeftError
from experiments.study import Study
from sim.future import Future

MARK = "HEADROOM_TEST_MARK"
MONTHS, FUTURES, BATCH_FUTURES = 24, 9, 4
"""Three batches, the last of one future, of two years."""


@dataclass(frozen=True)
class Fatal(DemandModel):
    """A demand whose sixth future kills its worker as long as a file is there; each death uses up one life."""

    def future(self, number: int) -> Future:
        lives = sorted(Path(os.environ[MARK]).iterdir()) if number == 5 else []
        if lives:
            lives[0].unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().future(number)


@pytest.fixture
def study() -> Study:
    return replace(Study.read("county"), horizon_months=MONTHS, demand_place=f"{__name__}:Fatal")


@pytest.fixture
def lives(tmp_path, monkeypatch) -> Path:
    (tmp_path / "lives").mkdir()
    monkeypatch.setenv(MARK, str(tmp_path / "lives"))
    return tmp_path / "lives"


def simulated(study: Study, *, workers: int, batch_futures: int = BATCH_FUTURES) -> tuple[np.ndarray, int]:
    """Return the required utilisation, and how many park-months were told."""
    passed: list[int] = []
    found = compare(study, [study.plan("today")], futures=FUTURES, workers=workers, passed=passed.append,
                    batch_futures=batch_futures)
    return found.record.whole().required, sum(passed)


def job_of(study: Study) -> Job:
    plans = [study.plan("today")]
    return Job.of(run_id(study, plans, futures=FUTURES), study, plans, batch_futures=BATCH_FUTURES)


def test_two_workers_give_the_bits_of_one(study, lives):
    one, two = simulated(study, workers=1), simulated(study, workers=2)
    assert np.array_equal(one[0], two[0])
    assert one[1] == two[1] == FUTURES * MONTHS


def test_batches_of_any_size_give_the_same_bits(study, lives):
    expected, _ = simulated(study, workers=1)
    found, told = simulated(study, workers=1, batch_futures=7)
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
def test_batch_that_always_kills_its_worker_is_left_out_and_told(study, lives):
    for life in range(9):
        (lives / str(life)).touch()
    found = compare(study, [study.plan("today")], futures=FUTURES, workers=2, batch_futures=BATCH_FUTURES)
    assert found.record.futures.tolist() == [0, 1, 2, 3, 8]
    assert found.ending.incomplete == "incomplete: 1 batch"
    assert list(found.ending.aside) == [1]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_run_none_of_whose_batches_works_says_why(study, lives):
    for life in range(9):
        (lives / str(life)).touch()
    job = replace(job_of(study), batch_futures=FUTURES)
    with (pytest.raises(NothingLeftError, match="no batch could be simulated: BrokenProcessPool"), local(1) as crew):
        compared(job, BatchFiles(lives.parent), lambda: _given(crew), futures=FUTURES, watcher=Unwatched())


def _given(crew):
    from contextlib import nullcontext

    return nullcontext(crew)


def test_batches_that_are_there_are_not_simulated_again(study, lives, tmp_path):
    job, store = job_of(study), BatchFiles(tmp_path)
    first: list[int] = []
    compared(job, store, lambda: alone(first.append), futures=FUTURES, watcher=Unwatched(first.append))
    second: list[int] = []
    again = compared(job, BatchFiles(tmp_path), lambda: alone(second.append), futures=FUTURES,
                     watcher=Unwatched(second.append))
    assert sum(first) == FUTURES * MONTHS
    assert second == []
    assert again.record.futures.tolist() == list(range(FUTURES))


def test_worker_with_other_code_or_libraries_is_refused(study, lives):
    for other, words in ((replace(job_of(study), code="0" * 64), "Headroom's own code"),
                         (replace(job_of(study), libraries={"numpy": "1.0"}), "numpy")):
        with pytest.raises(OtherCodeError, match=f"another version of {words} than the run"):
            Call.of(replace(other, run=words), futures=FUTURES)(0)
    # Also where what is packed cannot be unpacked with the worker's.
    call = Call.of(replace(job_of(study), code="0" * 64), futures=FUTURES)
    with pytest.raises(OtherCodeError, match="another version of Headroom's own code than the run"):
        replace(call, job=b"of other classes")(0)
