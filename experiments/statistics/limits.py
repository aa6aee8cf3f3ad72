"""How likely each limit is exceeded, and when."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext, dated
from experiments.statistics.counts import MonthCounts
from experiments.statistics.estimators import tenths, wilson
from experiments.statistics.gathering import Seen
from experiments.statistics.long_table import long_table
from sim.capacity import Integers
from sim.record import NEVER


class Limits:
    """How likely each limit is ever exceeded, and when first.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    A month that does not solve exhausts the system; it tells of no single limit that it is exceeded.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._plans, self._context, self._futures = record.plans, context, len(record.futures)
        self._first = {name: MonthCounts((len(record.plans), len(context.systems[name].limits)), context.horizon_months)
                       for name in record.systems}

    def add(self, seen: Seen) -> None:
        """Take a part."""
        for name, first in self._first.items():
            months = seen.of_plans("first_exceeded", name)
            first.add(np.where(months == NEVER, self._context.horizon_months, months))

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        tables = []
        for name, first in self._first.items():
            known = self._context.systems[name].limits
            words = {column: np.array([getattr(limit, column) for limit in known], dtype=object)[None, None, :]
                     for column in ("label", "kind", "element")}
            low, high = wilson(first.happened, self._futures)
            numbers = {"p_exceeded": first.happened / self._futures, "low": low, "high": high,
                       **dated(tenths(first, ""), self._context)}
            tables.append(long_table(
                {"plan": self._plans, "system": [name], "limit": [limit.name for limit in known]},
                words | {column: values[:, None] for column, values in numbers.items()}))
        return _by_plan(tables, self._plans)


class LimitsByYear:
    """The share of futures in which required demand exceeds each limit in each year.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._plans, self._context, self._futures = record.plans, context, len(record.futures)
        # By system: how often, by plan, year and limit.
        self._exceeded: dict[str, Integers] = {
            name: np.zeros((len(record.plans), len(context.years), len(context.systems[name].limits)), dtype=np.int64)
            for name in record.systems}

    def add(self, seen: Seen) -> None:
        """Take a part."""
        for name, exceeded in self._exceeded.items():
            exceeded += seen.of_plans("exceeded_in_year", name).sum(axis=0)

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        tables = []
        for name, exceeded in self._exceeded.items():
            known = self._context.systems[name].limits
            labels = np.array([limit.label for limit in known], dtype=object)[:, None]
            tables.append(long_table(
                {"plan": self._plans, "system": [name], "limit": [limit.name for limit in known],
                 "year": self._context.years},
                {"label": labels, "share": np.swapaxes(exceeded, 1, 2)[:, None] / self._futures}))
        return _by_plan(tables, self._plans)


def _by_plan(tables: Sequence[pd.DataFrame], plans: Sequence[str]) -> pd.DataFrame:
    return pd.concat([table[table["plan"] == plan] for plan in plans for table in tables], ignore_index=True)
