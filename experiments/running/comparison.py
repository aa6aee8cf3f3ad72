"""The answer to a comparison of plans: its record, its tables, and what a planner reads first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from experiments.running.batches import Passed, run
from experiments.running.identity import run_id
from experiments.running.shelf import Shelf
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
    """

    study: Study
    plans: tuple[Plan, ...]
    systems: Mapping[str, CapacitySystem]
    record: Shelf

    @cached_property
    def run_id(self) -> str:
        """A hash of everything the results follow from; names the run."""
        return run_id(self.study, self.plans, futures=len(self.record.futures))

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
            passed: Passed = lambda _: None, kept_states: int = 0, scratch: Path | None = None) -> Comparison:
    """Let the same futures meet several plans.

    Parameters
    ----------
    study
        The study.
    plans
        The plans.
    futures
        How many futures; None for as many as the study says.
    workers
        Processes to share the work.
    passed
        Told how many park-months have passed.
    kept_states
        How many states of each system are kept, to be solved again by other means.
    scratch
        Folder on whose disk the record lies until it is told; None for the system's own place for what is temporary.
    """
    record = run(study, plans, futures=futures or study.futures, workers=workers, passed=passed,
                 kept_states=kept_states, scratch=scratch)
    return Comparison(study, tuple(plans), study.systems(), record)
