"""From when to when each system is exhausted in each future, and what ends it."""

import numpy as np
import pandas as pd

from experiments.statistics.context import RunContext
from experiments.statistics.exhaustions import Exhaustions
from sim.capacity import Integers
from sim.record import Record

TOGETHER = " + "
"""Joins the names of several that act together."""


def spells(record: Record, context: RunContext, found: Exhaustions) -> pd.DataFrame:
    """Return every run of months in which a system is exhausted.

    Parameters
    ----------
    record, context, found
        What happened, its frame, and when what is exhausted.

    Notes
    -----
    The limit is the one that binds when the spell begins. A spell that lasts through the last month has no known
    end. It is relieved by the projects of its system that come into service between the state that judges its last
    month and the state that judges the next; a spell may also end because demand falls.
    """
    # Months last, so that runs of one system in one future lie in one row.
    exhausted = np.moveaxis(found.exhausted[..., :-1], 2, -1)
    edges = np.diff(np.pad(exhausted, [(0, 0)] * 3 + [(1, 1)]).astype(np.int8), axis=-1)
    future, plan, system, begin = np.nonzero(edges == 1)
    last = np.nonzero(edges == -1)[-1] - 1
    limits = [found.limits[at] for at in found.binding[future, plan, begin, system].tolist()]
    endless = last == context.horizon_months - 1
    return pd.DataFrame({
        "future": record.futures[future],
        "plan": np.array(record.plans, dtype=object)[plan],
        "system": np.array(record.systems, dtype=object)[system],
        "from": np.array(context.dates(begin), dtype=object),
        "until": np.array(context.dates(np.where(endless, np.inf, last)), dtype=object),
        "months": last - begin + 1,
        "limit": np.array([limit.name for limit in limits], dtype=object),
        "label": np.array([limit.label for limit in limits], dtype=object),
        "cause": np.array([limit.cause for limit in limits], dtype=object),
        "relieved_by": _relief(record, context, (future, plan, system, last)),
    })


def _relief(record: Record, context: RunContext, spells: tuple[Integers, Integers, Integers, Integers]) -> list[str]:
    future, plan, system, last = spells
    relief = [""] * len(last)
    for at, project in enumerate(context.projects.values()):
        if project.system not in record.systems:
            continue
        finished = record.project_finished[future, plan, at]
        # Month m is judged by the state at m + 1, before what happens in that very moment.
        timely = (finished >= last + 1) & (finished < last + 2) & (last + 1 < context.horizon_months)
        for row in np.flatnonzero(timely & (system == record.systems.index(project.system))).tolist():
            relief[row] += f"{TOGETHER}{project.name}" if relief[row] else project.name
    return relief
