"""How the park fares over the years: how full, how much room, which limits, what is built, who is there."""

from collections.abc import Mapping
from math import inf
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.context import RunContext
from experiments.statistics.estimators import quantiles, wilson
from experiments.statistics.exhaustion import TENTHS
from experiments.statistics.long_table import long_table
from sim.capacity import FULL, Floats
from sim.future import FIRM_COLUMNS
from sim.record import NEVER, Record

STATES = ("drawn", "required")
"""The two demands of every month."""


def utilisation(record: Record, context: RunContext) -> pd.DataFrame:
    """Return how full each system is month by month, drawn and required; infinity where absent or unsolved.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    used = np.stack([record.drawn, record.required], axis=-1)
    load = np.stack([record.load_drawn, record.load_required], axis=-1)
    columns = _tenths(used, "") | _tenths(load, "load_")
    columns["capacity_p50"] = quantiles(record.capacity, (0.5,))[0][..., None]
    columns["share_exceeded"] = (used > FULL).mean(axis=0)
    months = context.dates(np.arange(context.horizon_months))
    # Months run fastest, as a reader follows one system's course.
    return long_table({"plan": record.plans, "system": record.systems, "state": STATES, "month": months},
                      {name: np.moveaxis(np.broadcast_to(values, used.shape[1:]), 1, -1)
                       for name, values in columns.items()})


def headroom(record: Record, context: RunContext) -> pd.DataFrame:
    """Return the largest further need that fits at each area at the end of each year; infinity where nothing bounds it.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    return _room({name: record.headroom[name] for name in record.systems}, record, context)


def firm_headroom(record: Record, context: RunContext) -> pd.DataFrame:
    """Return what fits of it after the loss of any one element, by those systems that have a firm capacity.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    return _room(record.firm_headroom, record, context)


def _room(by_system: Mapping[str, NDArray[Any]], record: Record, context: RunContext) -> pd.DataFrame:
    systems = tuple(by_system)
    shape = (len(record.futures), len(record.plans), 0, len(context.years), len(context.areas))
    further = np.stack(list(by_system.values()), axis=2) if systems else np.zeros(shape)
    units = np.array([context.systems[name].unit for name in systems], dtype=object)[:, None, None]
    columns: dict[str, NDArray[Any]] = {"unit": units}
    columns |= {name: np.moveaxis(values, 2, -1) for name, values in _tenths(further, "").items()}
    return long_table({"plan": record.plans, "system": systems, "area": context.areas, "year": context.years}, columns)


def limits(record: Record, context: RunContext) -> pd.DataFrame:
    """Return how likely each limit is ever exceeded, and when first.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    A month that does not solve exhausts the system; it tells of no single limit that it is exceeded.
    """
    tables = []
    for name in record.systems:
        known = context.systems[name].limits
        first = np.where(record.first_exceeded[name] == NEVER, inf, record.first_exceeded[name])
        count = np.isfinite(first).sum(axis=0)
        low, high = wilson(count, len(record.futures))
        shape = count.shape
        dates = {column: np.array(context.dates(values), dtype=object).reshape(shape)
                 for column, values in _tenths(first, "").items()}
        words = {column: [getattr(limit, column) for limit in known] for column in ("label", "kind", "element")}
        tables.append(long_table(
            {"plan": record.plans, "system": [name], "limit": [limit.name for limit in known]},
            {column: _spread(values) for column, values in words.items()}
            | {column: values[:, None] for column, values in
               {"p_exceeded": count / len(record.futures), "low": low, "high": high, **dates}.items()}))
    return _by_plan(tables, record)


def limits_by_year(record: Record, context: RunContext) -> pd.DataFrame:
    """Return the share of futures in which required demand exceeds each limit in each year.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    tables = []
    for name in record.systems:
        share = np.swapaxes(record.exceeded_in_year[name].mean(axis=0), 1, 2)[:, None]
        known = context.systems[name].limits
        labels = np.array([limit.label for limit in known], dtype=object)[:, None]
        tables.append(long_table(
            {"plan": record.plans, "system": [name], "limit": [limit.name for limit in known], "year": context.years},
            {"label": labels, "share": share}))
    return _by_plan(tables, record)


def projects(record: Record, context: RunContext) -> pd.DataFrame:
    """Return when each project of a plan begins and comes into service; only those that begin in some future.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    known = list(context.projects.values())
    columns: dict[str, NDArray[Any]] = {
        "label": np.array([project.label for project in known], dtype=object),
        "system": np.array([project.system for project in known], dtype=object)}
    shape = (len(record.plans), len(known))
    for prefix, months in (("begun_", record.project_begun), ("finished_", record.project_finished)):
        for column, values in _tenths(months, prefix).items():
            columns[column] = np.array(context.dates(values), dtype=object).reshape(shape)
    begun = np.isfinite(record.project_begun).mean(axis=0)
    columns["share_begun"] = begun
    columns["share_finished"] = np.isfinite(record.project_finished).mean(axis=0)
    columns["cost_wan_yuan"] = np.array([project.cost_wan_yuan for project in known], dtype=np.float64)
    table = long_table({"plan": record.plans, "project": [project.name for project in known]}, columns)
    return table[begun.ravel() > 0].reset_index(drop=True)


def firms_by_year(record: Record, context: RunContext) -> pd.DataFrame:
    """Return who is connected at the end of each year, and what they bring.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    columns: dict[str, Floats] = {}
    for at, name in enumerate(FIRM_COLUMNS):
        there = record.connected[..., at].astype(np.float64)
        low, high = quantiles(there, (TENTHS[0], TENTHS[-1]))
        columns |= {f"{name}_mean": there.mean(axis=0), f"{name}_p10": low, f"{name}_p90": high}
    return long_table({"plan": record.plans, "year": context.years}, columns)


def _tenths(values: NDArray[Any], prefix: str) -> dict[str, Floats]:
    names = [f"{prefix}p{round(100 * share)}" for share in TENTHS]
    return dict(zip(names, quantiles(values, TENTHS), strict=True))


def _spread(words: list[str]) -> NDArray[np.object_]:
    return np.array(words, dtype=object)[None, None, :]


def _by_plan(tables: list[pd.DataFrame], record: Record) -> pd.DataFrame:
    return pd.concat([table[table["plan"] == plan] for plan in record.plans for table in tables], ignore_index=True)
