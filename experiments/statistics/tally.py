"""What is known so far of first exhaustion: whole numbers that batches are added to in any order."""

from dataclasses import dataclass
from math import inf, sqrt
from typing import assert_never

import numpy as np

from experiments.statistics.context import RunContext
from experiments.statistics.counts import interval_of, months_at
from experiments.statistics.estimators import CONFIDENCE, rank_of, student, wilson
from experiments.statistics.exhaustions import Exhaustions
from experiments.statistics.precision import Figure
from experiments.statistics.vocabulary import ANY
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Integers


@dataclass(frozen=True)
class Interval:
    """An estimate and how sure it is.

    Parameters
    ----------
    estimate, low, high
        The figure and the ends of its interval [month], of shares [-]; infinity for later than the horizon, or for a
        side that nothing bounds yet.
    """

    estimate: float
    low: float
    high: float

    @property
    def reach(self) -> float:
        """How far the interval reaches from the estimate to its wider side; infinite while one side is open.

        Wholly beyond the horizon it has no width: that the date is later is all that can be known of it.
        """
        if self.low == inf:
            return 0.0
        return max(self.estimate - self.low, self.high - self.estimate)


class Tally:
    """First exhaustion of every plan and system, counted by month, and paired differences from the baseline, added up.

    Parameters
    ----------
    context
        The frame of the run.

    Attributes
    ----------
    futures
        How many futures have been added.

    Notes
    -----
    Nothing but whole numbers is kept: whatever the order of the batches, the sums are the same to the last bit, and
    their size does not depend on how many futures there are.
    """

    def __init__(self, context: RunContext) -> None:
        self.context = context
        self.plans, self.systems = tuple(context.plans), (*context.systems, ANY)
        self.futures = 0
        shape = (len(self.plans), len(self.systems))
        # The last column counts the futures in which it is later than the horizon.
        self._count: Integers = np.zeros((*shape, context.horizon_months + 1), dtype=np.int64)
        self._sum: Integers = np.zeros(shape, dtype=np.int64)
        self._squares: Integers = np.zeros(shape, dtype=np.int64)

    def add(self, part: Exhaustions) -> None:
        """Add some futures.

        Parameters
        ----------
        part
            When what is exhausted in futures that have not been added before; plans and systems as the frame has them.

        Raises
        ------
        ValueError
            If its plans or systems are not those of the frame.
        """
        if part.systems != self.systems or part.first.shape[1] != len(self.plans):
            raise ValueError(f"a part of {part.first.shape[1]} plans and systems {', '.join(part.systems)} was added "
                             f"to a tally of {len(self.plans)} plans and systems {', '.join(self.systems)}; tell both "
                             "the same")
        month = np.minimum(part.first, self.context.horizon_months).astype(np.int64)
        place = np.arange(self._sum.size).reshape(self._sum.shape) * self._count.shape[-1] + month
        self._count += np.bincount(place.ravel(), minlength=self._count.size).reshape(self._count.shape)
        if self.context.baseline in self.plans:
            base = self.plans.index(self.context.baseline)
            difference = month - month[:, base:base + 1]
            self._sum += difference.sum(axis=0)
            self._squares += (difference**2).sum(axis=0)
        self.futures += len(month)

    def interval(self, figure: Figure, plan: str, *, confidence: float = CONFIDENCE) -> Interval:
        """Return a figure of a plan and its interval, by the estimators of the tables.

        Parameters
        ----------
        figure
            The figure.
        plan
            Name of the plan.
        confidence
            Confidence of the interval [-].
        """
        at = self.plans.index(plan), self.systems.index(figure.system)
        count = self._count[at]
        match figure.kind:
            case "quantile":
                share = float(figure.at or 0)
                earliest, latest = interval_of(count, share, confidence=confidence)
                # Nothing is earlier than the start.
                return Interval(float(months_at(count, rank_of(share, self.futures))), max(earliest, 0.0), latest)
            case "share":
                until = self._months_until(figure.at)
                exhausted = int(count[:until].sum())
                low, high = wilson(exhausted, self.futures, confidence=confidence)
                return Interval(exhausted / self.futures, float(low), float(high))
            case "mean":
                months = np.arange(len(count))
                return self._mean(int(count @ months), int(count @ months**2), confidence)
            case "difference":
                return self._mean(int(self._sum[at]), int(self._squares[at]), confidence)
        assert_never(figure.kind)

    def _months_until(self, year: float | None) -> int:
        context = self.context
        return context.horizon_months if year is None else MONTHS_PER_YEAR * (context.years.index(int(year)) + 1)

    def _mean(self, total: int, squares: int, confidence: float) -> Interval:
        # Python's whole numbers: squares of sums over very many futures have more than 64 bits.
        count = self.futures
        mean = total / count
        if count < 2:
            return Interval(mean, -inf, inf)
        error = sqrt((count * squares - total**2) / (count - 1)) / count
        reach = student(count, confidence=confidence) * error
        return Interval(mean, mean - reach, mean + reach)
