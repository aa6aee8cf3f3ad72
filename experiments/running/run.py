"""A run from its first batch to the last one that its question needs."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from experiments.running.archive import Archive
from experiments.running.batch_files import BatchStore
from experiments.running.crew import Crew
from experiments.running.engine import Watcher, fill
from experiments.running.job import Call, Job
from experiments.statistics.context import RunContext
from experiments.statistics.exhaustions import exhaustions
from experiments.statistics.looks import account, judge, looks, why
from experiments.statistics.precision import Rule
from experiments.statistics.tally import Tally

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
        Why it stopped there, in a sentence.
    account
        What every look at what was known so far showed, as a manifest tells it; empty where nobody looked.
    aside
        By number the batches that failed again and again, and why.
    """

    futures: int
    because: str
    account: Mapping[str, object] = field(default_factory=dict)
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
    watcher.until(futures)
    with _OnCall(crew) as on_call:
        aside = _filled(job, store, on_call, batches=job.batches(futures), most=futures, watcher=watcher)
    return (archive_of(job, store, futures=futures, aside=aside),
            Ending(futures, f"Stopped after the {futures:,} futures that were asked for.", aside=aside))


def carry_out_until(rule: Rule, job: Job, store: BatchStore, crew: MakeCrew, *, most_futures: int, watcher: Watcher,
                    context: RunContext) -> tuple[Archive, Ending]:
    """Simulate futures until enough is known.

    Parameters
    ----------
    rule
        What must be known.
    job, store, crew, watcher
        As in ``carry_out``.
    most_futures
        How many futures at most.
    context
        The frame of the run.

    Notes
    -----
    Looks are taken after fixed numbers of futures, all of which are there: which worker was fast, or how often the run
    was interrupted, cannot change where it stops.
    """
    tally, seen, aside, done = Tally(context), [], dict[int, str](), 0
    with _OnCall(crew) as on_call:
        for due in looks(most_futures):
            watcher.until(due)
            batches = [batch for batch in job.batches(due) if batch not in aside]
            aside |= _filled(job, store, on_call, batches=batches, most=most_futures, watcher=watcher)
            record = archive_of(job, store, futures=due, most=most_futures, aside=aside)
            for batch in [batch for batch in record.batches if batch >= done]:
                tally.add(exhaustions(record.part(batch), context))
            done = len(job.batches(due))
            seen.append(judge(rule, tally, most_futures=most_futures, due=due))
            watcher.told("looked", **seen[-1].told())
            if seen[-1].holds:
                break
    return record, Ending(due, why(rule, seen[-1], most_futures=most_futures), aside=aside,
                          account=account(rule, seen, most_futures=most_futures))


def archive_of(job: Job, store: BatchStore, *, futures: int, most: int | None = None,
               aside: Mapping[int, str] | None = None) -> Archive:
    """Return the record of the batches of a run but those that were set aside.

    Parameters
    ----------
    job, store, futures
        As in ``carry_out``.
    most
        How many futures the run may take at most; none for as many as these.
    aside
        By number the batches that are missing, and why.

    Raises
    ------
    NothingLeftError
        If none is left.
    """
    missing = aside or {}
    batches = [batch for batch in job.batches(futures) if batch not in missing]
    if not batches:
        raise NothingLeftError(f"no batch could be simulated: {'; '.join(dict.fromkeys(missing.values()))}")
    in_all = most or futures
    call = Call.of(job, futures=in_all)
    return Archive(store, run=job.run, batches=batches, numbers=lambda batch: job.numbers(batch, futures=in_all),
                   remake=lambda batch: store.put(batch, call(batch)))


class _OnCall:
    """A crew that is made when there is something to do, and kept until the run ends."""

    def __init__(self, make: MakeCrew) -> None:
        self._make, self._ending = make, ExitStack()
        self._crew: Crew | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self._ending.__exit__(kind, error, traceback)

    def crew(self) -> Crew:
        if self._crew is None:
            self._crew = self._ending.enter_context(self._make())
        return self._crew


def _filled(job: Job, store: BatchStore, on_call: _OnCall, *, batches: Sequence[int], most: int,
            watcher: Watcher) -> dict[int, str]:
    if set(batches) <= store.present():
        return {}
    call, months = Call.of(job, futures=most), len(job.plans) * job.study.horizon_months

    def sizes(batch: int) -> tuple[int, int]:
        count = len(job.numbers(batch, futures=most))
        return count, count * months

    return fill(store, on_call.crew(), call, wanted=batches, sizes=sizes, watcher=watcher)
