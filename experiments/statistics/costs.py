"""What the plans cost: the capital cost of the projects that are paid, whoever pays."""

import numpy as np
import pandas as pd

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import TENTHS_NAMES, standard_error, tenths
from experiments.statistics.long_table import long_table
from sim.capacity import Bools

COST = "cost_wan_yuan"


def paid(record: Chronicle, context: RunContext, plan: int) -> Bools:
    """Return which projects get their money within the horizon, bool [futures, projects].

    Parameters
    ----------
    record, context
        What happened, and its frame.
    plan
        Index of the plan.
    """
    # Where money is no object whatever begins is paid.
    month = (record.of("project_begun", plan) if context.money is None
             else record.of("money", plan, "granted_month"))
    return np.asarray(np.isfinite(month))


def costs(record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return what the projects that are paid cost together, one row a plan [wan yuan].

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    Each future has its own cost of each project, the same under every plan. A project that is paid late in the horizon
    counts whole, also what of it is paid later.
    """
    names = (f"{COST}_mean", f"{COST}_se", *(f"{COST}_{name}" for name in TENTHS_NAMES))
    columns = {name: np.empty(len(record.plans)) for name in names}
    for plan in range(len(record.plans)):
        cost = record.of("project_wan", plan).astype(np.float64)
        whole = np.where(paid(record, context, plan), cost, 0.0).sum(axis=1)
        found = {f"{COST}_mean": whole.mean(), f"{COST}_se": standard_error(whole)} | tenths(whole, f"{COST}_")
        for name, value in found.items():
            columns[name][plan] = value
    return long_table({"plan": record.plans}, {"futures": np.full(len(record.plans), len(record.futures)), **columns})
