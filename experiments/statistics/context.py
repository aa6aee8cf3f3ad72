"""What the statistics must know beside the record: names, labels and the calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.calendar import YearMonth, month_label, years_of
from sim.capacity import CapacitySystem
from sim.money import Terms
from sim.plan import Project


@dataclass(frozen=True)
class RunContext:
    """The frame of a run.

    Parameters
    ----------
    plans
        Labels of the plans by name, in the order of the record.
    baseline
        Plan that the others are compared with.
    systems
        Systems by name, in the order of the record.
    areas, sectors
        Names, in the order of the record's indices.
    projects
        Projects by name, in the order of the record.
    start
        Year and month of month 0.
    horizon_months
        Length of a future [month]; a multiple of 12.
    money
        How money comes and goes; none where it is no object.
    holding
        Names of the systems that hold enterprises while they do not fit; the others only warn.

    Examples
    --------
    >>> run = RunContext(plans={}, baseline="", systems={}, areas=(), sectors=(), projects={},
    ...                  start=(2027, 1), horizon_months=240)
    >>> run.dates([30, 239.5, 240, float("inf")])
    ['2029-07', '2046-12', '> 2046-12', '> 2046-12']
    """

    plans: Mapping[str, str]
    baseline: str
    systems: Mapping[str, CapacitySystem]
    areas: tuple[str, ...]
    sectors: tuple[str, ...]
    projects: Mapping[str, Project]
    start: YearMonth
    horizon_months: int
    money: Terms | None = None
    holding: frozenset[str] = frozenset()

    @property
    def holds_apart(self) -> bool:
        """Whether some systems hold enterprises and others do not, so that what holds has an order of its own."""
        return any(name in self.holding for name in self.systems) and not self.holding.issuperset(self.systems)

    @property
    def end(self) -> str:
        """The last month of the horizon (``2046-12``)."""
        return month_label(self.start, self.horizon_months - 1)

    @property
    def later(self) -> str:
        """What stands for a date later than the horizon (``> 2046-12``)."""
        return f"> {self.end}"

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The record's years, each by the calendar year in which its last month lies."""
        return years_of(self.start, self.horizon_months)

    def dates(self, months: ArrayLike) -> list[str]:
        """Return months as text.

        Parameters
        ----------
        months
            Months after the start [month]; from the horizon on, infinity included, they are later than it, and
            nothing is earlier than the start.
        """
        # Infinity has no integer, so months are bounded before they become places.
        bounded = np.clip(np.asarray(months, dtype=np.float64), 0, self.horizon_months)
        return [self._labels[place] for place in np.floor(bounded).astype(np.int64).ravel().tolist()]

    def date(self, month: float) -> str:
        """Return one month as text, as ``dates`` does."""
        return self.dates([month])[0]

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        return (*(month_label(self.start, month) for month in range(self.horizon_months)), self.later)


def dated(months: Mapping[str, NDArray[Any]], context: RunContext) -> dict[str, NDArray[np.object_]]:
    """Return columns of months as columns of text of the same shape.

    Parameters
    ----------
    months
        Months by the name of their column [month].
    context
        The calendar.
    """
    return {name: np.array(context.dates(values), dtype=object).reshape(values.shape)
            for name, values in months.items()}
