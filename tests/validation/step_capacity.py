"""A park whose first exhaustion is known by heart: Poisson arrivals against a capacity with a step."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from experiments.statistics import RunContext
from experiments.statistics.exhaustions import Exhaustions, Spells
from sim.calendar import MONTHS_PER_YEAR

NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Park:
    """Enterprises of one unit each, against room that the second plan widens at a date.

    Parameters
    ----------
    per_month
        Arrivals [1/month].
    room
        Enterprises that fit today.
    more_room
        Enterprises that fit besides under the second plan, once it has built.
    built_month
        When it has [month].
    horizon_months
        Length of a future [month].

    Notes
    -----
    Under the first plan the park is first exhausted when the enterprise after the last that fits arrives: an Erlang
    time. Under the second it is too if that is before the building is done, and otherwise when as many more have
    arrived: the two gaps are independent.
    """

    per_month: float
    room: int
    more_room: int
    built_month: int
    horizon_months: int

    @property
    def context(self) -> RunContext:
        """The frame of a run."""
        return RunContext(plans={"today": "Today", "build": "Build"}, baseline="today", systems={"power": None},
                          areas=(), sectors=(), projects={}, start=(2027, 1), horizon_months=self.horizon_months)

    def first_months(self, generator: np.random.Generator, *shape: int) -> np.ndarray:
        """Return drawn first months [month], infinity for later than the horizon, float [*shape, plans]."""
        today = generator.gamma(self.room + 1, 1 / self.per_month, shape)
        later = today + generator.gamma(self.more_room, 1 / self.per_month, shape)
        arrived = np.stack([today, np.where(today < self.built_month, today, later)], axis=-1)
        return np.where(arrived < self.horizon_months, np.floor(arrived), np.inf)

    def share_before(self, month: np.ndarray) -> np.ndarray:
        """Return the probability that a plan's first exhaustion is before the begin of a month, float [plans, ...]."""
        month = np.asarray(month, dtype=float)
        today = stats.gamma.cdf(month, self.room + 1, scale=1 / self.per_month)
        # So many have come when the building is done, and so many more exceed what fits then.
        come = np.arange(self.room + 1)
        lacking = self.room + self.more_room + 1 - come
        after = np.maximum(month - self.built_month, 0.0)
        then = stats.gamma.cdf(after[..., None], lacking, scale=1 / self.per_month)
        early = stats.gamma.cdf(np.minimum(month, self.built_month), self.room + 1, scale=1 / self.per_month)
        return np.stack([today, early + then @ stats.poisson.pmf(come, self.per_month * self.built_month)])

    def quantile(self, share: float) -> np.ndarray:
        """Return the month that a share of all futures do not exceed, infinity for later than the horizon."""
        by_end = self.share_before(np.arange(1, self.horizon_months + 1))
        return np.where((by_end >= share).any(axis=-1), (by_end >= share).argmax(axis=-1), np.inf)

    def restricted_mean(self) -> np.ndarray:
        """Return the mean of whole months up to the horizon [month], float [plans]."""
        return (1 - self.share_before(np.arange(1, self.horizon_months + 1))).sum(axis=-1)

    def share_by(self, year: int) -> np.ndarray:
        """Return the probability of exhaustion by the end of a year, float [plans]."""
        return self.share_before((year - 2026) * MONTHS_PER_YEAR)


def part_of(first: np.ndarray) -> Exhaustions:
    """Return what a tally reads of futures whose one system is first exhausted in these months, [futures, plans]."""
    both = np.repeat(first[..., None], 2, axis=-1)
    spells = Spells(*[NOTHING] * 6)
    return Exhaustions(("power", "any"), NOTHING, both, NOTHING, both, NOTHING, (), NOTHING, spells)
