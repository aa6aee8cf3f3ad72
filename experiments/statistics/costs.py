"""What the plans cost: the capital cost of the projects that are paid, whoever pays."""

import numpy as np
import pandas as pd

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import tenths
from experiments.statistics.gathering import Seen, spread_for
from experiments.statistics.long_table import long_table
from experiments.statistics.moments import Moments
from sim.capacity import Bools

COST = "cost_wan_yuan"


def paid(seen: Seen, context: RunContext) -> Bools:
    """Return which projects get their money within the horizon, bool [futures, plans, projects].

    Parameters
    ----------
    seen, context
        What happened in some futures, and the frame.
    """
    # Where money is no object whatever begins is paid.
    month = seen.of_plans("project_begun") if context.money is None else seen.of_plans("money", "granted_month")
    return np.asarray(np.isfinite(month))


class Costs:
    """What the projects that are paid cost together, one row a plan [wan yuan].

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    Each future has its own cost of each project, the same under every plan. A project that is paid late in the horizon
    counts whole, also what of it is paid later.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._plans, self._context = record.plans, context
        self._moments, self._spread = Moments(), spread_for(len(record.futures))

    def add(self, seen: Seen) -> None:
        """Take a part."""
        costs = np.where(paid(seen, self._context), seen.of_plans("project_wan"), 0.0).sum(axis=-1, dtype=np.float64)
        self._moments.add(costs)
        self._spread.add(costs)

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        return long_table({"plan": self._plans}, {
            "futures": self._moments.count, f"{COST}_mean": self._moments.mean, f"{COST}_se": self._moments.error,
            **tenths(self._spread, f"{COST}_")})
