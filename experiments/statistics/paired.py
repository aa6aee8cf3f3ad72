"""Each plan against the baseline, future by future."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import student
from experiments.statistics.gathering import Seen
from experiments.statistics.moments import Moments, Pairs, WholeMoments
from experiments.statistics.vocabulary import ANY
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Integers
from sim.future import FIRM_COLUMNS

COLUMNS = ("plan", "baseline", "measure", "system", "futures", "mean", "se", "low", "high", "p_better", "correlation",
           "variance_ratio")
MORE, FEWER = 1, -1
"""Whether more or fewer is better [-]."""


@dataclass(frozen=True)
class Measure:
    """One number a future and plan.

    Parameters
    ----------
    name
        Its name; of a measure by system with the system behind a colon.
    system
        The system, empty where it is none's.
    better
        ``MORE`` or ``FEWER``.
    units
        How many of what is gathered make one of what is told: months a year [-].
    """

    name: str
    system: str
    better: int
    units: int = 1


class PairedDifferences:
    """How far each plan lies from the baseline on average over the futures that both meet.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    The baseline has no rows, and without it in the record there are none at all. First exhaustion counts no later
    than the horizon. The interval is Student's of n - 1 degrees of freedom, whose range of validity is many futures or
    differences near a normal distribution; with one future it is infinite. A correlation with something that never
    varies is left empty. ``variance_ratio`` is the variance of the plan's values and that of the baseline's together
    over the variance of their difference: as many times the futures would be needed for the same error if plans did not
    meet the same ones; empty where the difference never varies.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._context = context
        self._plans = record.plans
        self._base = record.plan_index(context.baseline) if context.baseline in record.plans else None
        systems = (*record.systems, ANY)
        months = [*(Measure(f"first_exhaustion_years:{system}", system, MORE, MONTHS_PER_YEAR)
                    for system in systems),
                  *(Measure(f"months_exhausted:{system}", system, FEWER) for system in systems)]
        firms = [*(Measure(f"lost_{name}", "", FEWER) for name in FIRM_COLUMNS),
                 *(Measure(f"connected_{name}_at_end", "", MORE) for name in FIRM_COLUMNS)]
        self._months, self._firms = _Group(months, Pairs(WholeMoments)), _Group(firms, Pairs(Moments))

    def add(self, seen: Seen) -> None:
        """Take a part."""
        if self._base is None:
            return
        found = seen.exhaustions
        first = np.minimum(found.first, self._context.horizon_months).astype(np.int64)
        self._months.add(np.concatenate([first, found.months], axis=-1), self._base)
        at_end = seen.of_plans("connected")[:, :, -1]
        self._firms.add(np.concatenate([seen.lost.total, at_end], axis=-1), self._base)

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        rows = [{"plan": plan, "baseline": self._context.baseline, **row} for at, plan in enumerate(self._plans)
                if self._base not in (None, at) for group in (self._months, self._firms) for row in group.rows(at)]
        return pd.DataFrame(rows, columns=list(COLUMNS))


class _Group:
    """Measures that are gathered alike."""

    def __init__(self, measures: Sequence[Measure], pairs: Pairs) -> None:
        self._measures, self._pairs = measures, pairs
        self._signs = np.array([measure.better for measure in measures])
        self._better: Integers = np.zeros((), dtype=np.int64)

    def add(self, values: NDArray[Any], base: int) -> None:
        # Values by future, plan and measure.
        baseline = values[:, base:base + 1]
        self._pairs.add(values, baseline)
        self._better = self._better + (self._signs * values > self._signs * baseline).sum(axis=0)

    def rows(self, plan: int) -> list[dict[str, Any]]:
        pairs = self._pairs
        count, means, errors = pairs.difference.count, pairs.difference.mean[plan], pairs.difference.error[plan]
        correlation, ratio = _or_empty(pairs.correlation[plan]), _or_empty(pairs.variance_ratio[plan])
        rows = []
        for at, measure in enumerate(self._measures):
            mean, error = (float(found[at]) / measure.units for found in (means, errors))
            reach = student(count) * error
            rows.append({
                "measure": measure.name, "system": measure.system, "futures": count, "mean": mean, "se": error,
                "low": mean - reach, "high": mean + reach, "p_better": float(self._better[plan, at] / count),
                "correlation": correlation[at], "variance_ratio": ratio[at]})
        return rows


def _or_empty(values: NDArray[np.float64]) -> list[float | str]:
    return ["" if np.isnan(value) else value for value in values.tolist()]
