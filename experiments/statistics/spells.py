"""From when to when each system is exhausted in each future, and what ends it."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.exhaustions import Spells, exhaustions
from experiments.statistics.vocabulary import TOGETHER


def spells(record: Chronicle, context: RunContext) -> Iterator[pd.DataFrame]:
    """Yield every run of months in which a system is exhausted, some futures at a time.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    The limit is the one that binds when the spell begins. A spell that lasts through the last month has no known
    end. It is relieved by the projects of its system that come into service between the state that judges its last
    month and the state that judges the next; a spell may also end because demand falls.
    """
    for part in record.parts():
        found = exhaustions(part, context)
        each = Spells(**{column.name: getattr(found.spells, column.name).astype(np.int64) for column in fields(Spells)})
        limits = [found.limits[at] for at in each.limit.tolist()]
        endless = each.last == context.horizon_months - 1
        finished = np.stack([part.of("project_finished", plan) for plan in range(len(record.plans))], axis=1)
        yield pd.DataFrame({
            "future": part.futures[each.future],
            "plan": np.array(record.plans, dtype=object)[each.plan],
            "system": np.array(record.systems, dtype=object)[each.system],
            "from": np.array(context.dates(each.begin), dtype=object),
            "until": np.array(context.dates(np.where(endless, np.inf, each.last)), dtype=object),
            "months": each.last - each.begin + 1,
            "limit": np.array([limit.name for limit in limits], dtype=object),
            "label": np.array([limit.label for limit in limits], dtype=object),
            "cause": np.array([limit.cause for limit in limits], dtype=object),
            "relieved_by": _relief(record, context, each, finished),
        })


def _relief(record: Chronicle, context: RunContext, spells: Spells, finished: NDArray[Any]) -> list[str]:
    relief = [""] * len(spells.last)
    after = spells.last + 1
    for at, project in enumerate(context.projects.values()):
        if project.system not in record.systems:
            continue
        month = finished[spells.future, spells.plan, at]
        # Month m is judged by the state at m + 1, before what happens in that very moment.
        timely = (month >= after) & (month < after + 1) & (after < context.horizon_months)
        for row in np.flatnonzero(timely & (spells.system == record.systems.index(project.system))).tolist():
            relief[row] += f"{TOGETHER}{project.name}" if relief[row] else project.name
    return relief
