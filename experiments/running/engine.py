"""From batches that are wanted to batches that are there, whoever of the workers dies, freezes or fails."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import dataclass, field
from statistics import median
from time import monotonic, sleep
from typing import Any, Protocol

from experiments.running.batch_files import BatchStore
from experiments.running.crew import Crew, OtherCodeError

LOOK_AGAIN_S = 0.1
"""How long the bar may lag behind [s]."""

LOOK_AROUND_S = 1.0
"""How often the disk is asked what other processes have finished [s]."""

MOST_TRIES = 3
"""How often a batch is tried before it is set aside [-]."""

MOST_UNBEGUN = 10
"""How many workers in a row may end before they begin until that counts as a try [-]."""

OVERDUE = 2.5
"""How many times the median a batch may take before it is given to another worker too [-]."""

LEAST_OVERDUE_S = 1.0
"""Below this nobody is late [s]: the noise of a machine."""

STARTING_S = 120.0
"""How long a worker may take to start [s]: libraries are loaded and kernels compiled on first use."""

UNKNOWN_S = 600.0
"""How long other processes may hold all that is left before one is held for frozen, where this one has not seen yet how
long a batch takes [s]."""


class Watcher(Protocol):
    """Whoever wants to know how a run gets on."""

    def heed(self) -> None:
        """Take note that time passes; may raise to stop the run."""

    def until(self, futures: int) -> None:
        """Take note that the run goes on to this many futures before anything is decided."""

    def passed(self, park_months: int) -> None:
        """Take note of park-months that have passed; less than none where work was lost."""

    def told(self, event: str, **facts: object) -> None:
        """Take note of something that happened."""


@dataclass
class _Running:
    batch: int
    since: float
    begun: bool | None
    told: int = 0
    copied: bool = False


@dataclass
class _Round:
    """One filling of a store."""

    store: BatchStore
    crew: Crew
    call: Callable[[int], bytes]
    sizes: Callable[[int], tuple[int, int]]
    watcher: Watcher
    missing: set[int]
    order: Sequence[int]
    running: dict[Future[bytes], _Running] = field(default_factory=dict)
    tries: Counter[int] = field(default_factory=Counter)
    errors: dict[int, str] = field(default_factory=dict)
    aside: dict[int, str] = field(default_factory=dict)
    times_s: list[float] = field(default_factory=list)
    unbegun: int = 0
    idle_since: float | None = None
    looked: float = 0.0


def fill(store: BatchStore, crew: Crew, call: Callable[[int], bytes], *, wanted: Sequence[int],
         sizes: Callable[[int], tuple[int, int]], watcher: Watcher) -> dict[int, str]:
    """Have every batch that is wanted and not there simulated and stored.

    Parameters
    ----------
    store
        Where batches lie; other processes may be filling it too.
    crew
        Who simulates.
    call
        Returns the bytes of a batch from its number; a pure function that can travel to workers.
    wanted
        Numbers of the batches, in the order in which they are taken up.
    sizes
        How many futures, and how many park-months, a batch has.
    watcher
        Told how it gets on.

    Returns
    -------
    dict
        By number the batches that failed ``MOST_TRIES`` times, and why.

    Raises
    ------
    StoreError
        If the disk does not take a batch.
    CrewLostError
        If nobody is left to simulate.
    OtherCodeError
        If a worker has other code than this process.
    """
    there = store.present()
    state = _Round(store, crew, call, sizes, watcher, missing={at for at in wanted if at not in there}, order=wanted)
    try:
        while state.missing:
            watcher.heed()
            crew.check()
            _look_around(state)
            _hand_out(state)
            _hurry(state)
            _collect(state)
    finally:
        # Nobody is told: whoever watches may stop the run once more, and somebody would be left at work.
        for future in state.running:
            _call_off(state, future)
    return state.aside


def _look_around(state: _Round) -> None:
    if monotonic() - state.looked < LOOK_AROUND_S:
        return
    state.looked = monotonic()
    at_work = {running.batch for running in state.running.values()}
    for batch in sorted((state.missing & state.store.present()) - at_work):
        _done(state, batch, by="another process")


def _hand_out(state: _Round) -> None:
    # A batch that hangs and was given to another worker too takes no place.
    at_work = {running.batch for running in state.running.values()}
    free = state.crew.places() - sum(not running.copied for running in state.running.values())
    waiting = [batch for batch in state.order if batch in state.missing and batch not in at_work]
    if not waiting:
        state.idle_since = None
        return
    for batch in waiting:
        if free <= 0:
            return
        if state.store.claim(batch):
            free -= 1
            state.idle_since = None
            _submit(state, batch)
    if free > 0 and not state.running:
        _take_over(state, waiting)


def _take_over(state: _Round, waiting: Sequence[int]) -> None:
    # Others work on all that is left. Whoever of them is frozen holds his claim for ever.
    state.idle_since = state.idle_since or monotonic()
    if monotonic() - state.idle_since > (_overdue_s(state) if state.times_s else UNKNOWN_S):
        state.idle_since = None
        state.watcher.told("taken over", batch=waiting[0])
        _submit(state, waiting[0])


def _submit(state: _Round, batch: int) -> None:
    # Another process may have finished it between the last look and the claim.
    if batch in state.store.present():
        _done(state, batch, by="another process")
        return
    future = state.crew.executor.submit(state.call, batch)
    state.running[future] = _Running(batch, monotonic(), state.crew.begun(future))
    state.watcher.told("handed out", batch=batch)


def _overdue_s(state: _Round) -> float:
    return max(OVERDUE * median(state.times_s), LEAST_OVERDUE_S) if state.times_s else float("inf")


def _hurry(state: _Round) -> None:
    now, overdue_s = monotonic(), _overdue_s(state)
    at_work = Counter(running.batch for running in state.running.values())
    for future, running in list(state.running.items()):
        if running.begun is False and state.crew.begun(future):
            running.begun, running.since = True, now
        # Each further copy is waited for twice as long: where everybody is slow, copies alone would fill the machine.
        patience_s = (STARTING_S if running.begun is False else overdue_s) * 2 ** (at_work[running.batch] - 1)
        # What came while this process was busy, or held still itself, is not late.
        if not running.copied and not future.done() and now - running.since > patience_s:
            running.copied = True
            if state.tries[running.batch] >= MOST_TRIES:
                _set_aside(state, running.batch)
                continue
            median_s = round(median(state.times_s), 2) if state.times_s else None
            state.watcher.told("given to another worker too", batch=running.batch, median_s=median_s,
                               after_s=round(now - running.since, 2))
            _submit(state, running.batch)


def _collect(state: _Round) -> None:
    if not state.running:
        if state.missing:
            sleep(LOOK_AGAIN_S)
        return
    finished, _ = wait(list(state.running), timeout=LOOK_AGAIN_S, return_when=FIRST_COMPLETED)
    for future, count in state.crew.passed().items():
        running = state.running.get(future)
        if running is not None and not running.copied:
            running.told += count
            state.watcher.passed(count)
    for future in finished:
        # A copy that came first has dropped the others.
        if future in state.running:
            _take(state, future)


def _take(state: _Round, future: Future[bytes]) -> None:
    running = state.running.pop(future)
    error = CancelledError("the worker was lost") if future.cancelled() else future.exception()
    if error is None:
        # Kept before anybody is told, who may stop the run.
        state.store.put(running.batch, future.result())
        state.watcher.passed(-running.told)
        state.times_s.append(monotonic() - running.since)
        state.unbegun = 0
        _done(state, running.batch, by="a worker")
        return
    if isinstance(error, OtherCodeError):
        raise error
    state.crew.check()
    state.watcher.passed(-running.told)
    batch = running.batch
    if isinstance(error, BrokenExecutor) and _never_began(state, future, running):
        state.watcher.told("worker ended before it began", batch=batch)
        if all(other.batch != batch for other in state.running.values()):
            state.store.release(batch)
        return
    state.tries[batch] += 1
    state.errors[batch] = _said(error)
    state.watcher.told("failed", batch=batch, attempt=state.tries[batch], error=_said(error))
    others = [other for other in state.running.values() if other.batch == batch]
    if others:
        # Whoever is left may be slow, or hang: once more he loses the batch, after the last try for good.
        others[-1].copied = False
        if state.tries[batch] >= MOST_TRIES:
            others[-1].since = monotonic()
        return
    if state.tries[batch] >= MOST_TRIES:
        _set_aside(state, batch)
    else:
        state.store.release(batch)


def _never_began(state: _Round, future: Future[Any], running: _Running) -> bool:
    # Whoever ends before he begins says nothing of the batch; where nobody ever begins, something is wrong with it.
    if running.begun is not False or state.crew.begun(future) or state.unbegun >= MOST_UNBEGUN:
        return False
    state.unbegun += 1
    return True


def _set_aside(state: _Round, batch: int) -> None:
    _drop_all(state, batch)
    state.store.release(batch)
    state.aside[batch] = state.errors[batch]
    state.missing.discard(batch)
    state.watcher.told("set aside", batch=batch, error=state.errors[batch])


def _done(state: _Round, batch: int, *, by: str) -> None:
    _drop_all(state, batch)
    state.missing.discard(batch)
    state.store.release(batch)
    futures, months = state.sizes(batch)
    state.watcher.passed(months)
    state.watcher.told("stored", batch=batch, futures=futures, by=by)


def _drop_all(state: _Round, batch: int) -> None:
    for future in [future for future, running in state.running.items() if running.batch == batch]:
        running = state.running.pop(future)
        _call_off(state, future)
        state.watcher.passed(-running.told)


def _call_off(state: _Round, future: Future[Any]) -> None:
    if not future.done():
        state.crew.abandon(future)


def _said(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
