"""The answer to a comparison of plans: its record, its tables, and what a planner reads first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from experiments.running.archive import Archive
from experiments.running.batch_files import BatchStore, LooseBatches
from experiments.running.crew import alone, local
from experiments.running.engine import Watcher
from experiments.running.identity import run_id
from experiments.running.job import BATCH_FUTURES, Job
from experiments.running.progress import Unwatched
from experiments.running.run import Ending, MakeCrew, carry_out
from experiments.statistics import (
    RunContext,
    Tables,
    printed_gains,
    printed_money,
    printed_table,
    sentences,
    tables,
)
from experiments.study import Study
from experiments.study.money import finance_warnings
from sim.capacity import CapacitySystem
from sim.plan import Plan


@dataclass(frozen=True)
class Comparison:
    """Some plans met by the same futures.

    Parameters
    ----------
    study
        The study.
    plans
        The plans, in the order of the record.
    systems
        The systems by name.
    record
        What happened.
    run_id
        A hash of everything the results follow from; names the run.
    ending
        Why it stopped, and what is missing.
    """

    study: Study
    plans: tuple[Plan, ...]
    systems: Mapping[str, CapacitySystem]
    record: Archive
    run_id: str
    ending: Ending

    @cached_property
    def context(self) -> RunContext:
        """What the statistics must know beside the record."""
        study = self.study
        names = [plan.name for plan in self.plans]
        return RunContext(
            plans={plan.name: plan.label for plan in self.plans},
            baseline=study.baseline if study.baseline in names else names[0],
            systems=self.systems,
            areas=tuple(area.name for area in study.park.areas),
            sectors=study.demand_model().sectors,
            projects=study.projects,
            start=study.start,
            horizon_months=study.horizon_months,
            money=study.money if study.policy.feedback else None,
            holding=frozenset(name for name, holds in study.policy.holds.items() if holds),
        )

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


def compared(job: Job, store: BatchStore, crew: MakeCrew, *, futures: int, watcher: Watcher) -> Comparison:
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
        How many futures.
    watcher
        Told how it gets on.
    """
    record, ending = carry_out(job, store, crew, futures=futures, watcher=watcher)
    return Comparison(job.study, job.plans, job.study.systems(), record, job.run, ending)
