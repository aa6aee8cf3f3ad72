"""A run that is killed again and again ends with the bits of one that nothing happened to."""

import os
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from experiments.running.batch_files import BatchFiles
from tests.faults import toy

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

BATCHES, WORKERS = 24, 2
LONGEST_S = 1.6
"""Until when a run is killed [s]: it then has done some of its batches, seldom all."""


def started(folder: Path, *options: str) -> subprocess.Popen:
    return subprocess.Popen(toy.command(folder, BATCHES, "--workers", str(WORKERS), *options), cwd=toy.ROOT,
                            env=os.environ | {"PYTHONPATH": str(toy.ROOT)}, start_new_session=True,
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


@pytest.mark.sizes(20, 200)
def test_run_killed_at_random_moments_is_finished_by_the_same_command(tmp_path, size):
    expected = toy.expected_names(range(BATCHES), tmp_path / "expected")
    moments = np.random.default_rng(5).uniform(0.2, LONGEST_S, size=size)
    round_number, kills = 0, 0
    for moment_s in moments:
        folder = tmp_path / str(round_number)
        run = started(folder)
        time.sleep(moment_s)
        run.kill()
        run.communicate()
        kills += 1
        # No cut file under a final name, and whatever has one is whole.
        _, damaged = BatchFiles(folder).verified()
        assert damaged == []
        assert set(toy.names(folder)) <= set(expected)
        begun = len(list((folder / "notes").glob("*"))) if (folder / "notes").exists() else 0
        assert begun <= len(toy.names(folder)) + kills * WORKERS
        if len(toy.names(folder)) == BATCHES:
            round_number, kills = round_number + 1, 0
    folder = tmp_path / str(round_number)
    last = started(folder)
    _, said = last.communicate(timeout=60)
    assert last.returncode == 0, said
    assert toy.names(folder) == expected


def test_nothing_of_a_killed_run_goes_on(tmp_path):
    run = started(tmp_path, "--takes-s", "0.2")
    deadline = time.monotonic() + 30
    while len(toy.names(tmp_path)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    run.kill()
    run.communicate()
    while _alive(run.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(run.pid)
    have = toy.names(tmp_path)
    time.sleep(0.5)
    assert toy.names(tmp_path) == have


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_any_number_of_workers_leaves_the_same_files(tmp_path, workers):
    expected = toy.expected_names(range(BATCHES), tmp_path / "expected")
    done = subprocess.run(toy.command(tmp_path, BATCHES, "--workers", str(workers), "--takes-s", "0"), cwd=toy.ROOT,
                          env=os.environ | {"PYTHONPATH": str(toy.ROOT)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert toy.names(tmp_path) == expected


def test_two_processes_share_the_work_and_end_alike(tmp_path):
    expected = toy.expected_names(range(BATCHES), tmp_path / "expected")
    runs = [started(tmp_path, "--takes-s", "0.1") for _ in range(2)]
    for run in runs:
        _, said = run.communicate(timeout=60)
        assert run.returncode == 0, said
    assert toy.names(tmp_path) == expected
    # Neither did what the other had done or was doing.
    assert len(list((tmp_path / "notes").glob("*"))) == BATCHES


def test_work_of_a_process_that_is_killed_is_taken_up_by_the_other(tmp_path):
    expected = toy.expected_names(range(BATCHES), tmp_path / "expected")
    first, second = (started(tmp_path, "--takes-s", "0.15") for _ in range(2))
    time.sleep(1.5)
    first.kill()
    first.communicate()
    _, said = second.communicate(timeout=60)
    assert second.returncode == 0, said
    assert toy.names(tmp_path) == expected


def test_work_of_a_process_that_is_frozen_is_taken_over_by_the_other(tmp_path):
    expected = toy.expected_names(range(BATCHES), tmp_path / "expected")
    first, second = (started(tmp_path, "--takes-s", "0.15") for _ in range(2))
    time.sleep(1.5)
    # All of it: its workers hold still too.
    os.killpg(first.pid, signal.SIGSTOP)
    _, said = second.communicate(timeout=60)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    assert second.returncode == 0, said
    assert toy.names(tmp_path) == expected
