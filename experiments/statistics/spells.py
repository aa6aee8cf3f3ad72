"""From when to when each system is exhausted in each future, and what ends it."""

from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.exhaustions import Exhaustions, Spells
from experiments.statistics.vocabulary import TOGETHER

FUTURES_PER_PART = 1000
"""Futures whose rows stand in memory together [-]; their text is a few megabytes."""


def spells(record: Chronicle, context: RunContext, found: Exhaustions) -> Iterator[pd.DataFrame]:
    """Yield every run of months in which a system is exhausted, some futures at a time.

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
    finished = np.stack([record.of("project_finished", plan) for plan in range(len(record.plans))], axis=1)
    futures = np.arange(0, len(record.futures), FUTURES_PER_PART)
    cuts = [*np.searchsorted(found.spells.future, futures).tolist(), len(found.spells.future)]
    for begin, end in pairwise(cuts):
        part = Spells(**{column.name: getattr(found.spells, column.name)[begin:end].astype(np.int64)
                         for column in fields(Spells)})
        limits = [found.limits[at] for at in part.limit.tolist()]
        endless = part.last == context.horizon_months - 1
        yield pd.DataFrame({
            "future": record.futures[part.future],
            "plan": np.array(record.plans, dtype=object)[part.plan],
            "system": np.array(record.systems, dtype=object)[part.system],
            "from": np.array(context.dates(part.begin), dtype=object),
            "until": np.array(context.dates(np.where(endless, np.inf, part.last)), dtype=object),
            "months": part.last - part.begin + 1,
            "limit": np.array([limit.name for limit in limits], dtype=object),
            "label": np.array([limit.label for limit in limits], dtype=object),
            "cause": np.array([limit.cause for limit in limits], dtype=object),
            "relieved_by": _relief(record, context, part, finished),
        })


def _relief(record: Chronicle, context: RunContext, part: Spells, finished: NDArray[Any]) -> list[str]:
    relief = [""] * len(part.last)
    after = part.last + 1
    for at, project in enumerate(context.projects.values()):
        if project.system not in record.systems:
            continue
        month = finished[part.future, part.plan, at]
        # Month m is judged by the state at m + 1, before what happens in that very moment.
        timely = (month >= after) & (month < after + 1) & (after < context.horizon_months)
        for row in np.flatnonzero(timely & (part.system == record.systems.index(project.system))).tolist():
            relief[row] += f"{TOGETHER}{project.name}" if relief[row] else project.name
    return relief
