"""The engine's bookkeeping with workers and a clock that do what a test says."""

from collections import Counter
from concurrent.futures import BrokenExecutor, Future

import pytest

from experiments.running import engine
from experiments.running.crew import Crew
from experiments.running.engine import MOST_TRIES, MOST_UNBEGUN, UNKNOWN_S, fill

HANGS = "hangs"


class Clock:
    """A clock that goes on by a second whenever the engine looks round, up to an hour."""

    def __init__(self) -> None:
        self.now_s, self.stops_s = 1000.0, 4600.0

    def heed(self) -> None:
        self.now_s += 1
        if self.now_s > self.stops_s:
            raise TimeoutError

    def until(self, futures: int) -> None:
        pass

    def passed(self, park_months: int) -> None:
        pass

    def told(self, event: str, **facts: object) -> None:
        pass


class Store(dict):
    """Batches in memory; those of ``others`` are claimed by a process that nobody hears of."""

    def __init__(self, others=()) -> None:
        super().__init__()
        self._others = others

    def present(self):
        return set(self)

    def put(self, batch, content):
        self[batch] = content

    def claim(self, batch):
        return batch not in self._others

    def release(self, batch):
        pass


class Scripted:
    """Does with the calls of a batch what is told of them, one after the other, and then what it should."""

    def __init__(self, script) -> None:
        self._script, self.calls, self.given_up = script, Counter(), []

    def submit(self, call, batch):
        future, turn = Future(), self.calls[batch]
        self.calls[batch] += 1
        comes = self._script.get(batch, [])[turn:turn + 1]
        if not comes:
            future.set_result(call(batch))
        elif comes != [HANGS]:
            future.set_exception(comes[0])
        return future


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(engine, "monotonic", lambda: made.now_s)
    monkeypatch.setattr(engine, "sleep", lambda _: None)
    monkeypatch.setattr(engine, "LOOK_AGAIN_S", 0)
    return made


def fill_by(executor, store, clock, *, batches):
    crew = Crew(executor, lambda: 1, abandon=executor.given_up.append)
    return fill(store, crew, lambda batch: b"%d" % batch, wanted=range(batches), sizes=lambda _: (1, 1), watcher=clock)


def filled(store, script, clock, *, batches=4):
    executor = Scripted(script)
    return fill_by(executor, store, clock, batches=batches), executor


def test_batch_whose_worker_hangs_and_whose_copy_dies_is_given_away_once_more(clock):
    store = Store()
    aside, executor = filled(store, {3: [HANGS, ValueError("dies")]}, clock)
    assert (aside, store[3], executor.calls[3]) == ({}, b"3", 3)


def test_batch_whose_copies_die_three_times_is_set_aside_and_the_one_who_hangs_is_given_up(clock):
    dies = [ValueError("dies")] * MOST_TRIES
    aside, executor = filled(Store(), {3: [HANGS, *dies]}, clock)
    assert aside == {3: "ValueError: dies"}
    assert executor.calls[3] == 1 + MOST_TRIES
    assert len(executor.given_up) == 1


def test_batch_that_always_hangs_is_given_to_another_after_twice_the_time_each_time(clock):
    # The others take no time, so it is late after 1 s, its copies after 2, 4, ... 1024 s: eleven of them in an hour.
    executor = Scripted({3: [HANGS] * 100})
    with pytest.raises(TimeoutError):
        fill_by(executor, Store(), clock, batches=4)
    assert executor.calls[3] == 1 + 11
    assert len(executor.given_up) == 1 + 11


def test_process_that_finds_all_that_is_left_held_by_a_frozen_one_takes_it_over_in_the_end(clock):
    # It comes too late to have seen how long a batch takes.
    store, began_s = Store(others=range(2)), clock.now_s
    assert filled(store, {}, clock, batches=2)[0] == {}
    assert set(store) == {0, 1}
    assert UNKNOWN_S <= clock.now_s - began_s < UNKNOWN_S + 20


def test_batch_that_has_come_when_the_user_stops_is_kept(clock, monkeypatch):
    def stopped(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(clock, "passed", stopped)
    store = Store()
    with pytest.raises(KeyboardInterrupt):
        filled(store, {}, clock)
    assert set(store) == {0}


def test_batch_that_came_while_the_run_was_busy_with_something_else_is_not_given_away(clock):
    class Late(Scripted):
        """Finishes while the engine looks away, each time longer."""

        def submit(self, call, batch):
            future, self.calls[batch] = Future(), self.calls[batch] + 1
            comes.append(lambda: future.set_result(call(batch)))
            return future

    def busy() -> None:
        clock.now_s *= 4
        while comes:
            comes.pop()()

    comes, executor = [], Late({})
    clock.heed = busy
    assert fill_by(executor, Store(), clock, batches=4) == {}
    assert executor.calls == {0: 1, 1: 1, 2: 1, 3: 1}


def fill_with_those_who_never_begin(script, clock, batches):
    executor = Scripted(script)
    crew = Crew(executor, lambda: 1, abandon=lambda _: None, begun=lambda _: False)
    aside = fill(Store(), crew, lambda batch: b"%d" % batch, wanted=range(batches), sizes=lambda _: (1, 1),
                 watcher=clock)
    return aside, executor


def test_worker_that_ends_before_it_begins_is_no_failure_of_its_batch(clock):
    dies = [BrokenExecutor("killed")] * (MOST_TRIES + 2)
    aside, executor = fill_with_those_who_never_begin({1: dies}, clock, batches=3)
    assert aside == {}
    assert executor.calls[1] == MOST_TRIES + 3


def test_batch_with_which_no_worker_ever_begins_is_set_aside_in_the_end(clock):
    aside, executor = fill_with_those_who_never_begin({1: [BrokenExecutor("killed")] * 99}, clock, batches=3)
    assert list(aside) == [1]
    assert executor.calls[1] == MOST_UNBEGUN + MOST_TRIES
