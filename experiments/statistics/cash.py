"""How much cash there is, and how likely the account is empty."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.chronicle import Chronicle, Part
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import TENTHS_NAMES, tenths, wilson
from experiments.statistics.gathering import Course, Seen, spread_for
from experiments.statistics.long_table import long_table
from experiments.statistics.moments import Moments
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Floats, Integers

MONEY = "money"
"""Column of the record whose parts are the arrays of ``sim.ledger.Ledger`` by their names."""


class CashByYear:
    """The cash at the end of each year, and how likely the account is empty in some month of it.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    ``p_out`` with its 95 % interval (Wilson) is the share of the futures in which a month of the year ends below zero.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._axes = {"plan": record.plans, "year": context.years}
        self._futures = len(record.futures)
        self._spread = spread_for(self._futures)
        self._empty: Integers = np.zeros((len(record.plans), len(context.years)), dtype=np.int64)

    def add(self, seen: Seen) -> None:
        """Take a part."""
        empty = seen.of_plans(MONEY, "out_of_cash")
        self._empty += empty.reshape(seen.count, *self._empty.shape, MONTHS_PER_YEAR).any(axis=-1).sum(axis=0)
        self._spread.add(seen.of_plans(MONEY, "cash_wan")[..., MONTHS_PER_YEAR - 1::MONTHS_PER_YEAR])

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        return long_table(self._axes, tenths(self._spread, "cash_wan_") | _out(self._empty, self._futures))


class CashByMonth:
    """The cash at the end of each month, and how likely it is below zero.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    ``p_out`` with its 95 % interval (Wilson) is the share of the futures in which this very month ends below zero; an
    account that has been empty may fill again.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._futures = len(record.futures)
        self._axes = {"plan": record.plans, "month": context.dates(np.arange(context.horizon_months))}
        shape = [len(axis) for axis in self._axes.values()]
        self._cash = {f"cash_wan_{name}": np.empty(shape) for name in ("mean", *TENTHS_NAMES)}
        self._empty: Integers = np.zeros(shape, dtype=np.int64)

    def courses(self, plan: int) -> Iterator[Course]:
        """Return what must be gathered of a plan."""
        yield _Cash(MONEY, plan, "cash_wan", places=len(self._axes["month"]), told=partial(self._keep, plan))

    def table(self) -> pd.DataFrame:
        """Return the table when all courses have told."""
        return long_table(self._axes, self._cash | _out(self._empty, self._futures))

    def _keep(self, plan: int, course: "_Cash") -> None:
        self._empty[plan] = course.empty
        found = {"cash_wan_mean": course.moments.mean, **tenths(course.spread, "cash_wan_")}
        for name, values in found.items():
            self._cash[name][plan] = values


class _Cash(Course):
    """Cash, and in how many futures there is none."""

    moments: Moments
    empty: Integers

    def begin(self, futures: int) -> None:
        super().begin(futures)
        self.moments, self.empty = Moments(), np.zeros(self.places, dtype=np.int64)

    def take(self, values: NDArray[Any], part: Part) -> None:
        super().take(values, part)
        self.moments.add(values)
        self.empty += part.of(MONEY, self.plan, "out_of_cash").sum(axis=0)


def _out(empty: Integers, futures: int) -> dict[str, Floats]:
    low, high = wilson(empty, futures)
    return {"p_out": empty / futures, "low": low, "high": high}
