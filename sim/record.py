"""What a batch of futures leaves behind: columns, not objects."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.assessing import Sample
from sim.capacity import Bools, Floats, Integers

Singles = NDArray[np.float32]
NEVER = -1
"""Month of something that did not happen within the horizon."""

LAND, ATTRACTION, ENTRY = "land", "attraction", "entry"
"""Causes of a loss that are no system: no plot was left; the park did not draw who would otherwise have come; the rules
of entry kept out who wanted to."""

MONTHLY = {"drawn": np.float32, "required": np.float32, "load_drawn": np.float32, "load_required": np.float32,
           "capacity": np.float32, "binding": np.int16, "unsolved": np.bool_, "solvable_share": np.float32}
"""What is told of every future, plan, month and system, and as what kind of number."""


@dataclass(frozen=True)
class Losses:
    """Enterprises that left for want of something, one row each.

    Parameters
    ----------
    future, plan
        Number of the future; index of the plan.
    month
        Months after the start [month].
    prospect
        Name of the prospect.
    sector, area
        Indices into the study's sectors and areas.
    held_by
        Systems that held it, bool [losses, systems]; more than one may be true.
    other
        What else had a part, bool [losses, other causes]; the first of them is land.
    land_ha, jobs, output_wan_per_a, tax_wan_per_a
        What left with it [ha, persons, wan yuan/a, wan yuan/a].
    """

    future: Integers
    plan: Integers
    month: Integers
    prospect: NDArray[np.str_]
    sector: Integers
    area: Integers
    held_by: Bools
    other: Bools
    land_ha: Floats
    jobs: Floats
    output_wan_per_a: Floats
    tax_wan_per_a: Floats

    @property
    def for_land(self) -> Bools:
        """True where no plot was left, bool [losses]."""
        return self.other[:, 0]


@dataclass(frozen=True)
class Record:
    """What happened in some futures under some plans. F futures, P plans, M months, S systems, Y years.

    Parameters
    ----------
    futures
        Numbers of the futures, int [F].
    plans, systems
        Names in the order of the axes.
    drawn, required
        Peak utilisation of each system [-], float [F, P, M, S]; infinity where unsolved or absent.
    binding
        Limit with the largest required utilisation, int [F, P, M, S]; a column of that system's limits.
    unsolved
        True where the drawn or the required state did not solve, bool [F, P, M, S].
    load_drawn, load_required, capacity
        Demand and nominal capacity in each system's headline unit, float [F, P, M, S].
    first_exceeded
        By system: first month in which required exceeds each limit [month], or ``NEVER``, int [F, P, limits]; months
        without a solution tell of no single limit and are counted in ``unsolved``.
    exceeded_in_year
        By system: whether required exceeded each limit in some solved month of the year, bool [F, P, Y, limits].
    headroom
        By system: the largest further need that fits at each area at the end of each year, in the
        system's headline unit, float [F, P, Y, areas].
    firm_headroom
        The same after any one loss, by those systems that have a firm capacity.
    solvable_share
        Share of the demand up to which the physics finds a solution, the smaller of drawn and required [-],
        float [F, P, M, S]; 1 where both are solved.
    project_begun, project_built_from, project_finished
        Month in which permits began, in which construction did, after permits, prerequisites and money, and in which
        it came into service [month], infinity for never, float [F, P, projects].
    project_wan
        What each project costs in each future, the same under every plan [wan yuan], float [F, P, projects].
    connected
        Firms connected at the end of each year and what they bring, float [F, P, Y, FIRM_COLUMNS].
    money
        By name the columns of ``sim.ledger.Ledger``; empty where money is no object.
    losses
        Enterprises lost.
    samples
        By system: some of the states that were assessed, as many as the scene keeps.
    other_causes
        For want of what enterprises may be lost beside the systems, in the order of ``losses.other``.
    """

    futures: Integers
    plans: tuple[str, ...]
    systems: tuple[str, ...]
    drawn: Singles
    required: Singles
    binding: NDArray[np.int16]
    unsolved: Bools
    load_drawn: Singles
    load_required: Singles
    capacity: Singles
    first_exceeded: Mapping[str, NDArray[np.int16]]
    exceeded_in_year: Mapping[str, Bools]
    headroom: Mapping[str, Singles]
    firm_headroom: Mapping[str, Singles]
    solvable_share: Singles
    project_begun: Singles
    project_built_from: Singles
    project_finished: Singles
    project_wan: Singles
    connected: Singles
    losses: Losses
    samples: Mapping[str, tuple[Sample, ...]]
    money: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    other_causes: tuple[str, ...] = (LAND,)

    @property
    def firm_systems(self) -> tuple[str, ...]:
        """The systems that have a firm capacity."""
        return tuple(self.firm_headroom)

    def plan_index(self, plan: str) -> int:
        """Return the column of a plan."""
        return self.plans.index(plan)

    def of(self, column: str, plan: int, system: str | None = None) -> NDArray[Any]:
        """Return what a column tells of one plan, and of one system where it tells of systems.

        Parameters
        ----------
        column
            Name of one of the columns above.
        plan
            Index of the plan.
        system
            Name of the system; none for columns without systems.

        Returns
        -------
        numpy.ndarray
            The column without its axes of plans and systems, futures first.
        """
        values = getattr(self, column)
        if isinstance(values, Mapping):
            return np.asarray(values[system][:, plan])
        if system is None:
            return np.asarray(values[:, plan])
        return np.asarray(values[:, plan, :, self.systems.index(system)])

    def parts(self) -> Iterator["Record"]:
        """Yield itself: all futures in one part."""
        yield self


def joined(records: Sequence[Record]) -> Record:
    """Return one record of the futures of several, in the order given.

    Parameters
    ----------
    records
        Records of the same plans and systems over different futures; at least one.

    Returns
    -------
    Record
        All their futures.
    """
    first = records[0]

    def joint(name: str) -> object:
        values = [getattr(record, name) for record in records]
        if isinstance(values[0], Mapping):
            return {key: np.concatenate([value[key] for value in values]) for key in values[0]}
        return np.concatenate(values)

    losses = joined_losses([record.losses for record in records])
    columns = {column.name: joint(column.name) for column in fields(Record)
               if column.name not in {"plans", "systems", "losses", "samples", "other_causes"}}
    most = {name: max(len(record.samples[name]) for record in records) for name in first.samples}
    return Record(plans=first.plans, systems=first.systems, losses=losses, other_causes=first.other_causes,
                  samples={name: fewest([record.samples[name] for record in records], most[name]) for name in most},
                  **columns)  # type: ignore[arg-type]


def joined_losses(parts: Sequence[Losses]) -> Losses:
    """Return the losses of several parts, at least one, in the order given."""
    return Losses(**{column.name: np.concatenate([getattr(part, column.name) for part in parts])
                     for column in fields(Losses)})


def fewest(samples: Sequence[tuple[Sample, ...]], most: int) -> tuple[Sample, ...]:
    """Return the samples with the smallest keys, at most so many, whichever batch they come from."""
    by_key = {sample.key: sample for batch in samples for sample in batch}
    return tuple(by_key[key] for key in sorted(by_key)[:most])
