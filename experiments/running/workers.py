"""An executor whose processes die one by one: each death concerns one call, and another process takes its place."""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from typing import Any

from experiments.running import telling

BEGUN = 0
"""What a worker tells first of all when it takes up a call: that no month has passed yet."""


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers(Executor):
    """Processes, each in a pool of its own, as many as there are calls at work.

    Notes
    -----
    In a pool of several processes the death of one fails the calls of all, and nobody can say whose call killed it.
    Processes are spawned, not forked: the same on every system, and no thread of a library is copied half alive. They
    end with this process, however it ends.
    """

    def __init__(self) -> None:
        # Made at the first call: a run that finds all its batches starts no process.
        self._slots: list[_Slot] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a process that is free, or a new one, make a call."""
        while True:
            slot = self._free()
            try:
                return slot.submit(fn, args, kwargs)
            except BrokenProcessPool:
                # It died while it had nothing to do.
                self._end(slot)

    def abandon(self, future: Future[Any]) -> None:
        """End the process that makes a call: it may be frozen, and nobody waits for it."""
        for slot in [slot for slot in self._slots if slot.future is future]:
            self._end(slot)

    def passed(self) -> dict[Future[Any], int]:
        """Return how many park-months each call has told since this was asked last."""
        told: dict[Future[Any], int] = {}
        for slot in self._slots:
            if slot.future is not None and (months := slot.months()):
                told[slot.future] = months
        return told

    def begun(self, future: Future[Any]) -> bool:
        """Return whether the call is at work: a new process loads libraries first."""
        return any(slot.begun for slot in self._slots if slot.future is future)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001
        """End every process; those still at work at once."""
        for slot in list(self._slots):
            self._end(slot)

    def _free(self) -> "_Slot":
        for slot in list(self._slots):
            if slot.is_dead:
                self._end(slot)
            elif slot.future is None or slot.future.done():
                slot.months()
                slot.begun = False
                return slot
        self._slots.append(_Slot())
        return self._slots[-1]

    def _end(self, slot: "_Slot") -> None:
        if slot in self._slots:
            self._slots.remove(slot)
        slot.end()


class _Slot:
    def __init__(self) -> None:
        context = get_context("spawn")
        self._reader, self._writer = context.Pipe(duplex=False)
        self.pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(self._writer,))
        self.future: Future[Any] | None = None
        self.begun = False

    def submit(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Future[Any]:
        """Have the process make a call."""
        self.future = self.pool.submit(_called, fn, args, kwargs)
        # The process has its own end by now. With ours open nobody would notice that it was killed as it spoke.
        self._writer.close()
        return self.future

    @property
    def is_dead(self) -> bool:
        future = self.future
        return future is not None and future.done() and (
            future.cancelled() or isinstance(future.exception(), BrokenProcessPool))

    def months(self) -> int:
        """Return what was told since this was asked last."""
        told = 0
        try:
            while self._reader.poll():
                told += self._reader.recv()
                self.begun = True
        except (EOFError, OSError):
            # The writer died in the middle of a word.
            return told
        return told

    def end(self) -> None:
        """End the process: a frozen one too, which no gentler signal reaches."""
        for process in list((getattr(self.pool, "_processes", None) or {}).values()):
            process.kill()
        self.pool.shutdown(wait=False, cancel_futures=True)
        self._reader.close()
        self._writer.close()


def _begin(pipe: Any) -> None:
    # The one who was told to stop stops the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    telling.listen(telling.through(pipe))
    parent = parent_process()
    if parent is not None:
        # Killed, the one who gave the work cannot call it off; nobody would read the result.
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _called(fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    telling.passed(BEGUN)
    return fn(*args, **kwargs)
