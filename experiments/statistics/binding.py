"""Which system runs out first, which second and which third, and by when."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import wilson
from experiments.statistics.exhaustions import Exhaustions
from experiments.statistics.gathering import Seen
from experiments.statistics.long_table import long_table
from experiments.statistics.vocabulary import NONE
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Floats, Integers

ORDERS = (1, 2, 3)
"""Which of the systems that run out one after the other are told."""


class FirstBinding:
    """How often each system runs out first, how often second and how often third.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    among
        Names of the systems that are put in order, as if there were no others; None for all. Of none there is no
        order, and the table has no rows.

    Notes
    -----
    Of systems that run out in the same month, the one with the larger required utilisation in that
    month counts as first. Months in which nothing of a system stands do not count: what is not there does not run out.
    ``none`` counts the futures in which no system, or no second or third one, runs out.
    """

    def __init__(self, record: Chronicle, _context: RunContext, *, among: Collection[str] | None = None) -> None:
        self._plans, self._futures = record.plans, len(record.futures)
        self._order = _Order(record, among)
        self._count: Integers = np.zeros(self._order.shape, dtype=np.int64)

    def add(self, seen: Seen) -> None:
        """Take a part."""
        which, _ = self._order.of(seen.exhaustions)
        self._count += (which[..., None] == np.arange(self._count.shape[-1])).sum(axis=0)

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        low, high = wilson(self._count, self._futures)
        return long_table({"plan": self._plans, **self._order.axes},
                          {"futures": self._count, "share": self._count / self._futures, "low": low, "high": high})


class BindingByYear:
    """The share of futures in which each system has become the first, second or third to run out, by year.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    among
        Names of the systems that are put in order, as in ``FirstBinding``.

    Notes
    -----
    The cumulative incidence of competing events, F_k(t) = sum over months s up to t of S(s-) d_k(s) / n(s), Aalen
    and Johansen's estimator [1]_: d_k futures of the n still without an event have system k as theirs in month s, and
    S is the share without any. Every future is followed to the horizon, so n(s) = N S(s-) and the sum is the plain
    share d_k(up to t) / N: nothing is estimated, and Wilson's interval holds as it does for every share. ``none`` is
    what is left: the rows of an order and a year add up to one.

    References
    ----------
    .. [1] Aalen, O. O. and Johansen, S. (1978). An empirical transition matrix for non-homogeneous Markov chains based
       on censored observations. Scandinavian Journal of Statistics 5, 141-150.
    """

    def __init__(self, record: Chronicle, context: RunContext, *, among: Collection[str] | None = None) -> None:
        self._plans, self._futures, self._years = record.plans, len(record.futures), context.years
        self._order = _Order(record, among)
        self._count: Integers = np.zeros((*self._order.shape, len(context.years)), dtype=np.int64)

    def add(self, seen: Seen) -> None:
        """Take a part."""
        which, first = self._order.of(seen.exhaustions)
        by_then = first[..., None] < MONTHS_PER_YEAR * np.arange(1, len(self._years) + 1)
        for at in range(self._count.shape[2] - 1):
            self._count[:, :, at] += (by_then & (which == at)[..., None]).sum(axis=0)

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        count = self._count.copy()
        count[:, :, -1] = self._futures - count.sum(axis=2)
        low, high = wilson(count, self._futures)
        return long_table({"plan": self._plans, **self._order.axes, "year": self._years},
                          {"p": count / self._futures, "low": low, "high": high})


class _Order:
    """Some systems in the order in which they run out."""

    def __init__(self, record: Chronicle, among: Collection[str] | None) -> None:
        self._systems = [name for name in record.systems if among is None or name in among]
        self._place = np.array([self._systems.index(name) if name in self._systems else -1 for name in record.systems],
                               dtype=np.int64)
        orders = ORDERS[:len(self._systems)]
        self.axes = {"order": orders, "system": (*self._systems, NONE)}
        self.shape = (len(record.plans), len(orders), len(self._systems) + 1)

    def of(self, found: Exhaustions) -> tuple[Integers, Floats]:
        """Return which of them runs out first, second, third, and when; one past the last of them where none does."""
        # What is left out of an order leaves the others in theirs, ties included.
        kept = found.order[self._place[found.order] >= 0].reshape(*found.order.shape[:2], len(self._systems))
        order = kept[..., :len(ORDERS)]
        first = np.take_along_axis(found.runs_out, order, axis=-1)
        return np.where(np.isfinite(first), self._place[order], len(self._systems)), first
