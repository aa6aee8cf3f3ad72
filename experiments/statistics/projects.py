"""When projects begin, are built and come into service, and what each costs."""

import numpy as np
import pandas as pd

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext, dated
from experiments.statistics.costs import COST, paid
from experiments.statistics.counts import MonthCounts
from experiments.statistics.estimators import tenths
from experiments.statistics.gathering import Seen, spread_for
from experiments.statistics.long_table import long_table
from experiments.statistics.moments import Moments
from sim.capacity import Integers

STEPS = {"begun": "begun", "built_from": "built", "finished": "finished"}
"""Steps of a project by the record's columns, and what the share of the futures that come so far is called."""


class Projects:
    """When each project of a plan begins, is built and comes into service; those that begin in some future.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    A project begins with its permits; it is built from when it has them, what must stand before it and its money.
    ``share_built`` counts the futures in which construction begins, ``share_paid`` those in which the money is there:
    where money is no object, those in which the project begins. The cost [wan yuan] is that of all futures, whether or
    not the project is paid in them.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._plans, self._context = record.plans, context
        shape = (len(record.plans), len(context.projects))
        self._months = {step: MonthCounts(shape, context.horizon_months) for step in STEPS}
        self._shares: dict[str, Integers] = {name: np.zeros(shape, dtype=np.int64)
                                             for name in (*STEPS.values(), "paid")}
        self._cost, self._costs = Moments(), spread_for(len(record.futures))

    def add(self, seen: Seen) -> None:
        """Take a part."""
        for step, share in STEPS.items():
            months = seen.of_plans(f"project_{step}")
            self._months[step].add(months)
            self._shares[share] += np.isfinite(months).sum(axis=0)
        self._shares["paid"] += paid(seen, self._context).sum(axis=0)
        # What a project costs is the same under every plan.
        cost = seen.of("project_wan", 0)
        self._cost.add(cost)
        self._costs.add(cost)

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        known = list(self._context.projects.values())
        words = {column: np.array([getattr(project, column) for project in known], dtype=object)
                 for column in ("label", "system")}
        dates = {name: dates for step, months in self._months.items()
                 for name, dates in dated(tenths(months, f"{step}_"), self._context).items()}
        shares = {f"share_{name}": count / self._cost.count for name, count in self._shares.items()}
        table = long_table(
            {"plan": self._plans, "project": [project.name for project in known]},
            {**words, **dates, **shares, f"{COST}_mean": self._cost.mean, **tenths(self._costs, f"{COST}_")})
        return table[self._shares["begun"].ravel() > 0].reset_index(drop=True)
