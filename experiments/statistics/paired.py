"""Each plan against the baseline, future by future."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import paired_difference
from experiments.statistics.exhaustions import Exhaustions
from experiments.statistics.losses import lost_by_future
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Floats
from sim.future import FIRM_COLUMNS

COLUMNS = ("plan", "baseline", "measure", "system", "futures", "mean", "se", "low", "high", "p_better", "correlation")
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
    values
        Float [futures, plans].
    """

    name: str
    system: str
    better: int
    values: Floats


def paired_differences(record: Chronicle, context: RunContext, found: Exhaustions) -> pd.DataFrame:
    """Return how far each plan lies from the baseline on average over the futures that both meet.

    Parameters
    ----------
    record, context, found
        What happened, its frame, and when what is exhausted.

    Notes
    -----
    The baseline has no rows, and without it in the record there are none at all. First exhaustion counts no later
    than the horizon. With one future the interval is infinite; a correlation with something that never varies is
    left empty.
    """
    if context.baseline not in record.plans:
        return pd.DataFrame(columns=list(COLUMNS))
    base = record.plan_index(context.baseline)
    measures = list(_measures(record, context, found))
    rows: list[tuple[object, ...]] = []
    for at, plan in enumerate(record.plans):
        if at == base:
            continue
        for measure in measures:
            values, others = measure.values[:, at], measure.values[:, base]
            difference = paired_difference(values, others)
            correlation = "" if difference.correlation is None else difference.correlation
            better = float((measure.better * values > measure.better * others).mean())
            rows.append((plan, context.baseline, measure.name, measure.system, len(values), difference.mean,
                         difference.error, difference.low, difference.high, better, correlation))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _measures(record: Chronicle, context: RunContext, found: Exhaustions) -> Iterator[Measure]:
    years = np.minimum(found.first, context.horizon_months) / MONTHS_PER_YEAR
    for at, system in enumerate(found.systems):
        yield Measure(f"first_exhaustion_years:{system}", system, MORE, years[..., at])
    months = found.months.astype(np.float64)
    for at, system in enumerate(found.systems):
        yield Measure(f"months_exhausted:{system}", system, FEWER, months[..., at])
    for name, lost in lost_by_future(record).items():
        yield Measure(f"lost_{name}", "", FEWER, lost)
    connected = [record.of("connected", plan)[:, -1] for plan in range(len(record.plans))]
    at_end = np.stack(connected, axis=1).astype(np.float64)
    for at, name in enumerate(FIRM_COLUMNS):
        yield Measure(f"connected_{name}_at_end", "", MORE, at_end[..., at])
