"""Workers that die, freeze or fail: the run goes on, and tells what it had to leave out."""

import os
import signal
import subprocess
import threading
import time

import numpy as np
import pytest

from experiments.running.batch_files import BatchFiles
from experiments.running.crew import local
from experiments.running.engine import MOST_TRIES, OVERDUE
from tests.faults import toy

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


class Seen:
    """A watcher that remembers what it was told, and when."""

    def __init__(self) -> None:
        self.events: list[tuple[float, str, dict]] = []
        self.months = 0

    def heed(self) -> None:
        pass

    def until(self, futures: int) -> None:
        pass

    def passed(self, park_months: int) -> None:
        self.months += park_months

    def told(self, event: str, **facts: object) -> None:
        self.events.append((time.monotonic(), event, facts))

    def of(self, event: str) -> list[dict]:
        return [facts for _, name, facts in self.events if name == event]


def run(folder, trouble, *, batches=8, takes_s=0.02, workers=2):
    seen = Seen()
    made = toy.Toy(toy.notes_of(folder), takes_s, trouble)
    with local(workers) as crew:
        aside = toy.filled(folder, made, crew, batches=range(batches), watcher=seen)
    return aside, seen


@pytest.mark.parametrize("kind", ["killed", "exit", "exception", "memory"])
def test_batch_that_fails_once_or_twice_is_tried_again(tmp_path, kind):
    aside, seen = run(tmp_path, {3: (kind, MOST_TRIES - 1)})
    assert aside == {}
    assert toy.names(tmp_path) == toy.expected_names(range(8), tmp_path / "expected")
    assert [facts["batch"] for facts in seen.of("failed")] == [3] * (MOST_TRIES - 1)
    assert seen.months == 8 * 2 * toy.FUTURES * toy.MONTHS


@pytest.mark.parametrize(("kind", "reason"), [
    ("killed", "BrokenProcessPool"), ("exit", "BrokenProcessPool"), ("memory", "MemoryError"),
    ("exception", "ZeroDivisionError: this batch never works")])
def test_batch_that_always_fails_is_set_aside_after_three_tries_and_the_others_are_done(tmp_path, kind, reason):
    aside, seen = run(tmp_path, {3: (kind, 99)})
    assert list(aside) == [3]
    assert aside[3].startswith(reason)
    assert len(list(toy.notes_of(tmp_path).glob("3-*"))) == MOST_TRIES
    others = [at for at in range(8) if at != 3]
    assert toy.names(tmp_path) == toy.expected_names(others, tmp_path / "expected")
    assert toy.archive(tmp_path, others).futures.tolist() == [
        number for at in others for number in range(at * toy.FUTURES, (at + 1) * toy.FUTURES)]


def test_what_was_set_aside_is_tried_again_by_the_next_run(tmp_path):
    run(tmp_path, {3: ("exit", MOST_TRIES)})
    aside, _ = run(tmp_path, {})
    assert aside == {}
    assert toy.names(tmp_path) == toy.expected_names(range(8), tmp_path / "expected")


def test_frozen_worker_loses_its_batch_to_another_within_three_times_the_median(tmp_path):
    takes_s = 0.8
    aside, seen = run(tmp_path, {5: ("frozen", 1)}, takes_s=takes_s)
    assert aside == {}
    assert toy.names(tmp_path) == toy.expected_names(range(8), tmp_path / "expected")
    (again,) = seen.of("given to another worker too")
    assert again["batch"] == 5
    # A worker is seen to have begun a little after it has.
    assert 0.7 * takes_s <= again["median_s"]
    # Both are told to a hundredth of a second.
    assert OVERDUE * again["median_s"] - 0.02 <= again["after_s"] <= 3 * again["median_s"], again


@pytest.mark.sizes(6, 60)
def test_workers_killed_at_random_moments_change_nothing(tmp_path, size):
    kills = size
    batches = 4 * kills
    stop = threading.Event()

    def killer() -> None:
        random = np.random.default_rng(3)
        killed = 0
        while killed < kills and not stop.wait(random.uniform(0.2, 0.8)):
            children = subprocess.run(["pgrep", "-P", str(os.getpid()), "-f", "spawn_main"], capture_output=True,
                                      text=True).stdout.split()
            if children:
                os.kill(int(random.choice(children)), signal.SIGKILL)
                killed += 1

    thread = threading.Thread(target=killer)
    thread.start()
    try:
        aside, seen = run(tmp_path, {}, batches=batches, takes_s=0.2)
    finally:
        stop.set()
        thread.join()
    # The lot may hit a batch three times; the next run then does it.
    assert len(aside) <= 1 + kills // 20
    if aside:
        run(tmp_path, {}, batches=batches)
    assert toy.names(tmp_path) == toy.expected_names(range(batches), tmp_path / "expected")
    assert seen.of("failed")


def test_batches_taken_up_in_any_order_are_the_same_files(tmp_path):
    order = np.random.default_rng(1).permutation(8).tolist()
    with local(2) as crew:
        toy.filled(tmp_path, toy.Toy(toy.notes_of(tmp_path)), crew, batches=order)
    assert toy.names(tmp_path) == toy.expected_names(range(8), tmp_path / "expected")
    assert BatchFiles(tmp_path).verified() == (set(range(8)), [])
