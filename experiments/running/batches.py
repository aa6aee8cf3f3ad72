"""Futures in batches, on one worker or many: the same bits in either case."""

import gc
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from queue import Empty
from typing import Any

from experiments.running.shelf import Shelf
from experiments.study import Study
from sim.capacity import WithFirm
from sim.future import Future as ParkFuture
from sim.lockstep import simulate
from sim.plan import Plan
from sim.record import Record
from sim.scene import Scene

BATCH_FUTURES = 50
"""Futures that march together; a constant, so that the batches do not depend on the number of workers."""

LOOK_AGAIN_S = 0.1
"""How long the bar may lag behind [s]."""

MOST_POOLS = 4
"""How often workers that died are replaced before the run gives up [-]."""

Passed = Callable[[int], None]


class WorkersLostError(RuntimeError):
    """Worker processes that died again and again."""


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def scene_of(study: Study, plans: Sequence[Plan], *, kept_states: int = 0) -> Scene:
    """Return the fixed part of a simulation of a study under some plans."""
    systems, model = study.systems(), study.demand_model()
    return Scene(
        park=study.park,
        policy=study.policy,
        projects=study.projects,
        plans=tuple(plans),
        systems=systems,
        # What no system carries need not be added up.
        needs=tuple(need for need in model.needs
                    if any(need.name in system.needs for system in systems.values())),
        horizon_months=study.horizon_months,
        land=study.land_rules(),
        firm={name: system.firm() for name, system in systems.items() if isinstance(system, WithFirm)},
        sectors=model.sectors,
        money=study.money if study.policy.feedback else None,
        kept_states=kept_states,
        terms=model.terms if study.policy.feedback else None,
        entry=model.entry if study.policy.feedback else None,
        reliefs=model.reliefs if study.policy.feedback else (),
    )


def run(study: Study, plans: Sequence[Plan], *, futures: int, workers: int, passed: Passed,
        kept_states: int = 0, scratch: Path | None = None) -> Shelf:
    """Simulate the futures of a study under some plans.

    Parameters
    ----------
    study
        The study.
    plans
        The plans that every future meets.
    futures
        How many futures, numbered from 0.
    workers
        Processes to share the batches; 1 stays in this one.
    passed
        Told how many park-months have passed since it was told last.
    kept_states
        How many states of each system the record keeps as samples.
    scratch
        Folder on whose disk the record lies; None for the system's own place for what is temporary.

    Returns
    -------
    Shelf
        All futures in order; the same bits for any number of workers.
    """
    shelf = Shelf(futures, folder=scratch, kept_states=kept_states)
    numbers = [range(first, min(first + BATCH_FUTURES, futures)) for first in range(0, futures, BATCH_FUTURES)]
    if workers == 1 or len(numbers) == 1:
        bench = _Bench(study, plans, kept_states=kept_states)
        for batch in numbers:
            shelf.put(bench.simulate(batch, passed))
        return shelf
    _on_workers(study, plans, numbers, shelf, workers=workers, passed=passed, kept_states=kept_states)
    return shelf


def _on_workers(study: Study, plans: Sequence[Plan], numbers: Sequence[range], shelf: Shelf, *, workers: int,
                passed: Passed, kept_states: int) -> None:
    done: set[int] = set()
    for _ in range(MOST_POOLS):
        missing = [at for at in range(len(numbers)) if at not in done]
        told: Counter[int] = Counter()
        try:
            with _pool(study, plans, workers=min(workers, len(missing)), kept_states=kept_states) as (pool, months):
                batches = {pool.submit(_simulate, at, numbers[at]): at for at in missing}
                for at, record in _watched(batches, months, passed, told=told):
                    shelf.put(record)
                    done.add(at)
        except BrokenProcessPool:
            # A batch is a pure function of its numbers: whoever takes it up again finds the same.
            passed(-sum(count for at, count in told.items() if at not in done))
            continue
        return
    raise WorkersLostError(f"worker processes died {MOST_POOLS} times, perhaps for want of memory; try fewer with "
                           "--workers, or --workers 1")


def passed_through(scene: Scene, drawn: Callable[[int], ParkFuture], numbers: Sequence[int], *,
                   passed: Passed | None = None) -> Record:
    """Return what happens in some futures under every plan of a scene.

    Parameters
    ----------
    scene
        Park, rules, plans, systems.
    drawn
        Draws the future of a number.
    numbers
        Numbers of the futures, at least one.
    passed
        Told how many park-months have passed since it was told last.
    """
    # A batch makes hundreds of thousands of objects that live until it ends: looking through them for cycles
    # meanwhile finds nothing and takes a twentieth of the time.
    collects = gc.isenabled()
    gc.disable()
    try:
        return simulate(scene, [drawn(number) for number in numbers], passed=passed)
    finally:
        if collects:
            gc.enable()


class _Bench:
    """What a worker keeps from batch to batch: the systems with everything they have prepared."""

    def __init__(self, study: Study, plans: Sequence[Plan], *, kept_states: int) -> None:
        self.scene = scene_of(study, plans, kept_states=kept_states)
        self.model = study.demand_model()

    def simulate(self, numbers: Sequence[int], passed: Passed) -> Record:
        return passed_through(self.scene, self.model.future, numbers, passed=passed)


@contextmanager
def _pool(study: Study, plans: Sequence[Plan], *, workers: int,
          kept_states: int) -> Iterator[tuple[ProcessPoolExecutor, Any]]:
    # Spawned, not forked: the same on every system, and no thread of a library is copied half alive.
    context = get_context("spawn")
    months = context.Queue()
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin,
                               initargs=(study, tuple(plans), months, kept_states))
    try:
        yield pool, months
    except BaseException:
        # Nobody waits for batches that nobody will read.
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _watched(batches: dict[Future[Record], int], months: Any, passed: Passed, *,
             told: Counter[int]) -> Iterator[tuple[int, Record]]:
    running = set(batches)
    while running:
        finished, running = wait(running, timeout=LOOK_AGAIN_S, return_when=FIRST_COMPLETED)
        # Told of nothing, the user can still stop: workers are silent while they load.
        passed(0)
        _tell(months, passed, told=told)
        # Those that came to their end before a worker died are kept; a failed one ends the run now.
        while finished:
            batch = min(finished, key=_failed)
            finished.remove(batch)
            # A batch holds its record as long as somebody holds the batch.
            yield batches.pop(batch), batch.result()
    _tell(months, passed, told=told)


def _failed(batch: Future[Record]) -> bool:
    return batch.exception() is not None


def _tell(months: Any, passed: Passed, *, told: Counter[int]) -> None:
    try:
        while True:
            at, count = months.get_nowait()
            told[at] += count
            passed(count)
    except Empty:
        return


_bench: _Bench
_months: Any


def _begin(study: Study, plans: Sequence[Plan], months: Any, kept_states: int) -> None:
    global _bench, _months
    # The one who was told to stop stops the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bench, _months = _Bench(study, plans, kept_states=kept_states), months


def _simulate(at: int, numbers: Sequence[int]) -> Record:
    return _bench.simulate(numbers, lambda count: _months.put((at, count)))
