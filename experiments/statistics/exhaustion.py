"""When each system first runs out under each plan, and how sure that is."""

from math import inf

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext, dated
from experiments.statistics.counts import MonthCounts, interval_of
from experiments.statistics.estimators import TENTHS, TENTHS_NAMES, tenths, wilson
from experiments.statistics.exhaustions import limits_of
from experiments.statistics.gathering import Seen
from experiments.statistics.long_table import long_table
from experiments.statistics.moments import WholeMoments
from experiments.statistics.vocabulary import ANY
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import FULL, Bools, Floats, Integers, Limit

INTERVALS = ("p50", "p10", "p90")
"""Dates that are told with their interval, in the order of the columns."""


class ExhaustionTable:
    """First exhaustion by plan and system: share, dates, restricted mean, binding limit.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    A future that is never exhausted counts as later than the horizon: it is neither dropped nor clamped. Only the
    restricted mean, by its definition, counts it as the horizon. Where there are too few futures for order statistics
    to bound a date, its interval begins at the start or ends later than the horizon: that of the median below six.
    ``missing`` counts the futures in which a system is needed before anything of it stands; ``ran_out`` and
    ``runs_out``, as ``any``, leave such months out.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._plans, self._systems, self._context = record.plans, (*record.systems, ANY), context
        shape = (len(record.plans), len(self._systems))
        self._first, self._runs_out = (MonthCounts(shape, context.horizon_months) for _ in range(2))
        self._restricted, self._months = WholeMoments(), WholeMoments()
        self._missing: Integers = np.zeros(shape, dtype=np.int64)
        self._limits = limits_of(context)
        self._binding: Integers = np.zeros((*shape, len(self._limits)), dtype=np.int64)
        self._strain = _Strain(record)

    def add(self, seen: Seen) -> None:
        """Take a part."""
        found = seen.exhaustions
        self._first.add(found.first)
        # What is never missing runs out when it is exhausted: so do all systems together.
        self._runs_out.add(np.concatenate([found.runs_out, found.first[..., -1:]], axis=-1))
        self._restricted.add(np.minimum(found.first, self._context.horizon_months))
        self._months.add(found.months)
        self._missing[:, :-1] += found.missing.sum(axis=0)
        bound = found.binding_first >= 0
        _, plan, system = np.nonzero(bound)
        np.add.at(self._binding, (plan, system, found.binding_first[bound]), 1)
        self._strain.add(seen)

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        futures = self._months.count
        exhausted, ran_out = self._first.happened, self._runs_out.happened
        (low, high), (out_low, out_high) = wilson(exhausted, futures), wilson(ran_out, futures)
        return long_table({"plan": self._plans, "system": self._systems}, {
            "futures": futures, "exhausted": exhausted,
            "p_exhausted": exhausted / futures, "p_low": low, "p_high": high,
            **dated(tenths(self._first, ""), self._context), **dated(self._intervals(), self._context),
            "restricted_mean_years": self._restricted.mean / MONTHS_PER_YEAR,
            "restricted_mean_se": self._restricted.error / MONTHS_PER_YEAR,
            "missing": self._missing,
            "ran_out": ran_out, "ran_out_low": out_low, "ran_out_high": out_high,
            **dated(tenths(self._runs_out, "runs_out_"), self._context),
            "overloaded": self._strain.overloaded,
            "months_exhausted_mean": self._months.mean,
            **_most_often(self._binding, self._limits),
            "unsolved_months": self._strain.unsolved,
            "least_solvable_share": self._strain.least,
        })

    def _intervals(self) -> dict[str, Floats]:
        shares, shape = dict(zip(TENTHS_NAMES, TENTHS, strict=True)), self._missing.shape
        found = {name: np.array([interval_of(self._first.counts[cell], shares[name]) for cell in np.ndindex(shape)])
                 for name in INTERVALS}
        return {f"{name}_{end}": months[:, at].reshape(shape) for name, months in found.items()
                for at, end in enumerate(("low", "high"))}


class ExhaustionByYear:
    """The share of futures in which each system is exhausted at least once by the end of each year.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._axes = {"plan": record.plans, "system": (*record.systems, ANY), "year": context.years}
        self._futures = len(record.futures)
        self._first = MonthCounts((len(record.plans), len(record.systems) + 1), context.horizon_months)

    def add(self, seen: Seen) -> None:
        """Take a part."""
        self._first.add(seen.exhaustions.first)

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        count = self._first.before(MONTHS_PER_YEAR * np.arange(1, len(self._axes["year"]) + 1))
        low, high = wilson(count, self._futures)
        return long_table(self._axes, {"p": count / self._futures, "low": low, "high": high})


class _Strain:
    """Futures overloaded, months without solution, and the least solvable share: by plan and system, then of any."""

    def __init__(self, record: Chronicle) -> None:
        self._systems = record.systems
        shape = (len(record.plans), len(record.systems) + 1)
        self.overloaded, self.unsolved = (np.zeros(shape, dtype=np.int64) for _ in range(2))
        self.least: Floats = np.full(shape, inf)

    def add(self, seen: Seen) -> None:
        for plan in range(len(self.least)):
            futures: Bools = np.zeros(seen.count, dtype=bool)
            any_unsolved: Bools = np.zeros(1, dtype=bool)
            for at, system in enumerate(self._systems):
                happens = (seen.of("drawn", plan, system) > FULL).any(axis=1)
                lost = seen.of("unsolved", plan, system)
                futures, any_unsolved = futures | happens, any_unsolved | lost
                self.overloaded[plan, at] += happens.sum()
                self.unsolved[plan, at] += lost.sum()
                self.least[plan, at] = min(self.least[plan, at], seen.of("solvable_share", plan, system).min())
            self.overloaded[plan, -1] += futures.sum()
            self.unsolved[plan, -1] += any_unsolved.sum()
            self.least[plan, -1] = self.least[plan, :-1].min()


def _most_often(counts: Integers, limits: tuple[Limit, ...]) -> dict[str, NDArray[np.object_]]:
    # Counts by plan, system and limit.
    columns = {name: np.full(counts.shape[:-1], "", dtype=object)
               for name in ("binding_limit", "binding_label", "binding_cause", "binding_share")}
    for cell in zip(*np.nonzero(counts.any(axis=-1)), strict=True):
        count = counts[cell]
        limit = limits[int(count.argmax())]
        for column, told in zip(columns.values(), (limit.name, limit.label, limit.cause,
                                                   float(count.max() / count.sum())), strict=True):
            column[cell] = told
    return columns
