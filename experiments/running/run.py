"""A run from its first batch to the last one that its question needs."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from experiments.running.archive import Archive
from experiments.running.batch_files import BatchStore
from experiments.running.crew import Crew
from experiments.running.engine import Watcher, fill
from experiments.running.job import Call, Job

MakeCrew = Callable[[], AbstractContextManager[Crew]]


class NothingLeftError(RuntimeError):
    """A run none of whose batches could be simulated."""


@dataclass(frozen=True)
class Ending:
    """How a run ended.

    Parameters
    ----------
    futures
        How many futures it was to simulate in the end.
    because
        Why it stopped there, as a sentence's end.
    looks
        What every look at the precision so far showed.
    aside
        By number the batches that failed again and again, and why.
    """

    futures: int
    because: str
    looks: tuple[dict[str, Any], ...] = ()
    aside: dict[int, str] = field(default_factory=dict)

    @property
    def incomplete(self) -> str:
        """What is missing, in a few words; empty where nothing is."""
        count = len(self.aside)
        return f"incomplete: {count} {'batch' if count == 1 else 'batches'}" if count else ""


def carry_out(job: Job, store: BatchStore, crew: MakeCrew, *, futures: int, watcher: Watcher) -> tuple[Archive, Ending]:
    """Simulate a fixed number of futures.

    Parameters
    ----------
    job
        What every batch follows from.
    store
        Where batches lie; those that are there are not simulated again.
    crew
        Makes the crew; not asked where nothing is missing.
    futures
        How many futures, numbered from 0.
    watcher
        Told how it gets on.

    Raises
    ------
    NothingLeftError
        If every batch fails.
    """
    aside = _filled(job, store, crew, batches=job.batches(futures), futures=futures, watcher=watcher)
    return (archive_of(job, store, futures=futures, aside=aside),
            Ending(futures, f"as many futures as were asked for ({futures:,})", aside=aside))


def archive_of(job: Job, store: BatchStore, *, futures: int, aside: Sequence[int] | dict[int, str] = ()) -> Archive:
    """Return the record of the batches of a run but those that were set aside.

    Parameters
    ----------
    job, store, futures
        As in ``carry_out``.
    aside
        Numbers of batches that are missing.

    Raises
    ------
    NothingLeftError
        If none is left.
    """
    batches = [batch for batch in job.batches(futures) if batch not in aside]
    if not batches:
        reasons = "; ".join(dict.fromkeys(aside.values())) if isinstance(aside, dict) else ""
        raise NothingLeftError(f"no batch could be simulated: {reasons}")
    call = Call.of(job, futures=futures)
    return Archive(store, run=job.run, batches=batches, numbers=lambda batch: job.numbers(batch, futures=futures),
                   remake=lambda batch: store.put(batch, call(batch)))


def _filled(job: Job, store: BatchStore, crew: MakeCrew, *, batches: Sequence[int], futures: int,
            watcher: Watcher) -> dict[int, str]:
    if set(batches) <= store.present():
        return {}
    call, months = Call.of(job, futures=futures), len(job.plans) * job.study.horizon_months

    def sizes(batch: int) -> tuple[int, int]:
        count = len(job.numbers(batch, futures=futures))
        return count, count * months

    with crew() as at_work:
        return fill(store, at_work, call, wanted=batches, sizes=sizes, watcher=watcher)
