"""Who simulates the batches: anything that is a ``concurrent.futures.Executor``."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from experiments.running import telling
from experiments.running.workers import Workers


class CrewLostError(RuntimeError):
    """Nobody is left who could simulate anything."""


class OtherCodeError(RuntimeError):
    """A worker that would calculate with other code or other libraries than the run's."""


@dataclass(frozen=True)
class Crew:
    """An executor, and what the engine must know of who stands behind it.

    Parameters
    ----------
    executor
        Takes the calls.
    places
        Tells how many batches can be at work at once: asked again and again, because workers come and go.
    abandon
        Told of a call whose result nobody wants any more.
    passed
        Tells how many park-months each call at work has passed since it was asked last; those that it leaves out have
        told nothing.
    begun
        Tells whether a call is at work or still waits for its worker to start; None where nobody can tell.
    check
        Raises ``CrewLostError`` when nobody is left.
    """

    executor: Executor
    places: Callable[[], int]
    abandon: Callable[[Future[Any]], object] = Future.cancel
    passed: Callable[[], dict[Future[Any], int]] = dict
    begun: Callable[[Future[Any]], bool | None] = lambda _: None
    check: Callable[[], None] = lambda: None


class InThisProcess(Executor):
    """An executor that does at once what it is asked; what goes wrong goes wrong here.

    Parameters
    ----------
    passed
        Told how many park-months pass while a call is at work; may raise to stop.
    """

    def __init__(self, passed: Callable[[int], None]) -> None:
        self._passed = passed

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call, and return a future that is done."""
        told: list[int] = []

        def listener(park_months: int) -> None:
            told.append(park_months)
            self._passed(park_months)

        future: Future[Any] = Future()
        telling.listen(listener)
        try:
            future.set_result(fn(*args, **kwargs))
        finally:
            telling.listen(None)
            # What has come of it is told by whoever takes the result.
            self._passed(-sum(told))
        return future


@contextmanager
def alone(passed: Callable[[int], None]) -> Iterator[Crew]:
    """Give a crew that is this very process.

    Parameters
    ----------
    passed
        Told how many park-months have passed; may raise to stop.
    """
    yield Crew(InThisProcess(passed), lambda: 1)


@contextmanager
def local(workers: int) -> Iterator[Crew]:
    """Give a crew of processes on this machine; when the block ends early nothing of them is left.

    Parameters
    ----------
    workers
        How many batches are at work at once.
    """
    executor = Workers()
    try:
        yield Crew(executor, lambda: workers, abandon=executor.abandon, passed=executor.passed, begun=executor.begun)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
