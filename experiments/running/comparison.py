"""The answer to a comparison of plans: its record, its tables, and what a planner reads first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from experiments.running.archive import Archive
from experiments.running.batch_files import BatchStore, LooseBatches
from experiments.running.crew import alone, local
from experiments.running.engine import Watcher
from experiments.running.identity import run_id
from experiments.running.job import BATCH_FUTURES, Job
from experiments.running.packing import DamagedBatchError, Packed
from experiments.running.progress import Unwatched
from experiments.running.run import Ending, MakeCrew, carry_out, carry_out_until
from experiments.statistics import (
    RunContext,
    Tables,
    printed_gains,
    printed_money,
    printed_table,
    sentences,
    tables,
)
from experiments.statistics.exhaustions import exhaustions
from experiments.statistics.looks import progress
from experiments.statistics.precision import Rule, rule_of
from experiments.statistics.tally import Tally
from experiments.study import Study
from experiments.study.money import finance_warnings
from sim.capacity import CapacitySystem
from sim.plan import Plan

SHOWN = "P50 of the first exhaustion within 1 month"
"""Whose interval is shown while a run goes on that need not know anything closely."""


@dataclass(frozen=True)
class Comparison:
    """Some plans met by the same futures.

    Parameters
    ----------
    study
        The study.
    plans
        The plans, in the order of the record.
    record
        What happened.
    run_id
        A hash of everything the results follow from; names the run.
    ending
        Why it stopped, and what is missing.
    """

    study: Study
    plans: tuple[Plan, ...]
    record: Archive
    run_id: str
    ending: Ending

    @property
    def systems(self) -> Mapping[str, CapacitySystem]:
        """The systems by name."""
        return self.context.systems

    @cached_property
    def context(self) -> RunContext:
        """What the statistics must know beside the record."""
        return context_of(self.study, self.plans)

    @cached_property
    def tables(self) -> Tables:
        """Every table of results by the stem of its file."""
        return tables(self.record, self.context)

    def report(self) -> str:
        """Return what a planner reads first: what runs out, is lost, gained and paid, and one sentence a plan."""
        context = self.context
        objections = [] if context.money is None else finance_warnings(context.money)
        parts = [printed_table(self.tables, context), printed_gains(self.tables, context),
                 printed_money(self.tables, context, objections=objections),
                 "\n".join(sentences(self.tables, context).values())]
        return "\n\n".join(part for part in parts if part)


def context_of(study: Study, plans: Sequence[Plan]) -> RunContext:
    """Return what the statistics of a run must know beside its record.

    Parameters
    ----------
    study, plans
        The study, and the plans that are compared.
    """
    names = [plan.name for plan in plans]
    return RunContext(
        plans={plan.name: plan.label for plan in plans},
        baseline=study.baseline if study.baseline in names else names[0],
        systems=study.systems(),
        areas=tuple(area.name for area in study.park.areas),
        sectors=study.demand_model().sectors,
        projects=study.projects,
        start=study.start,
        horizon_months=study.horizon_months,
        money=study.money if study.policy.feedback else None,
        holding=frozenset(name for name, holds in study.policy.holds.items() if holds),
    )


def compare(study: Study, plans: Sequence[Plan], *, futures: int | None = None, workers: int = 1,
            passed: Callable[[int], None] = lambda _: None, batch_futures: int = BATCH_FUTURES) -> Comparison:
    """Let the same futures meet several plans; nothing is left on the disk.

    Parameters
    ----------
    study
        The study.
    plans
        The plans.
    futures
        How many futures; None for as many as the study says.
    workers
        Processes to share the work; 1 stays in this one.
    passed
        Told how many park-months have passed.
    batch_futures
        How many futures march together.
    """
    futures = futures or study.futures
    job = Job.of(run_id(study, plans, futures=futures), study, plans, batch_futures=batch_futures)
    is_alone = workers == 1 or len(job.batches(futures)) == 1
    return compared(job, LooseBatches(), (lambda: alone(passed)) if is_alone else (lambda: local(workers)),
                    futures=futures, watcher=Unwatched(passed))


def compared(job: Job, store: BatchStore, crew: MakeCrew, *, futures: int, watcher: Watcher,
             rule: Rule | None = None) -> Comparison:
    """Let the futures of a job meet its plans, but for the batches that are there already.

    Parameters
    ----------
    job
        Study, plans, and the run's name.
    store
        Where batches lie.
    crew
        Makes whoever simulates.
    futures
        How many futures; the most of them where something must be known.
    watcher
        Told how it gets on.
    rule
        What must be known before it stops; none for a fixed number of futures.
    """
    if rule is None:
        record, ending = carry_out(job, store, crew, futures=futures, watcher=watcher)
    else:
        record, ending = carry_out_until(rule, job, store, crew, most_futures=futures, watcher=watcher,
                                         context=context_of(job.study, job.plans))
    return Comparison(job.study, job.plans, record, job.run, ending)


def widths_of(job: Job, store: BatchStore, rule: Rule | None, found: Iterable[int]) -> Callable[[int], str]:
    """Return what tells how wide the intervals are so far, whenever a batch has come.

    Parameters
    ----------
    job, store
        The run's.
    rule
        What must be known; none for the median of the first exhaustion.
    found
        Numbers of the batches that are there already; they are read with the first one that comes.
    """
    shown, waiting = rule or rule_of(SHOWN), list(found)
    context = context_of(job.study, job.plans)
    tally = Tally(context)

    def told(batch: int) -> str:
        waiting.append(batch)
        while waiting:
            at = waiting.pop()
            # What is damaged on the disk meanwhile is found, and mended, when it is read for the tables.
            with suppress(DamagedBatchError):
                part = Packed(store.content(at))
                part.check(run=job.run, batch=at)
                tally.add(exhaustions(part, context))
        return progress(shown, tally) if tally.futures else ""

    return told
