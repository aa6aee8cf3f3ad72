"""How the park fares over the years: how full, how much room, which limits, what is built, who is there."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.costs import COST, paid
from experiments.statistics.estimators import TENTHS_NAMES, quantiles, standard_error, tenths, wilson
from experiments.statistics.long_table import long_table
from sim.capacity import FULL, Floats, need_unit
from sim.future import FIRM_COLUMNS
from sim.record import NEVER

STATES = ("drawn", "required")
"""The two demands of every month."""

LATEST = np.iinfo(np.int16).max
"""Stands for never where months are put in order; later than any horizon [month]."""


def utilisation(record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return how full each system is month by month, drawn and required; infinity where absent or unsolved.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    shape = (len(record.plans), len(record.systems), len(STATES), context.horizon_months)
    columns: dict[str, Floats] = {}

    def keep(found: Mapping[str, Floats], *at: int) -> None:
        for name, values in found.items():
            columns.setdefault(name, np.empty(shape))[at] = values

    for plan in range(shape[0]):
        for at, system in enumerate(record.systems):
            for state, name in enumerate(STATES):
                used = record.of(name, plan, system)
                keep(tenths(used, ""), plan, at, state)
                keep(tenths(record.of(f"load_{name}", plan, system), "load_"), plan, at, state)
                keep({"share_exceeded": (used > FULL).mean(axis=0)}, plan, at, state)
            keep({"capacity_p50": quantiles(record.of("capacity", plan, system), (0.5,))[0]}, plan, at)
    # Readers know it as the last column.
    columns["share_exceeded"] = columns.pop("share_exceeded")
    months = context.dates(np.arange(context.horizon_months))
    # Months run fastest, as a reader follows one system's course.
    return long_table({"plan": record.plans, "system": record.systems, "state": STATES, "month": months}, columns)


def headroom(record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return the largest further need that fits at each area at the end of each year; infinity where nothing bounds it.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    return _room("headroom", record.systems, record, context)


def firm_headroom(record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return what fits of it after the loss of any one element, by those systems that have a firm capacity.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    return _room("firm_headroom", record.firm_systems, record, context)


def _room(column: str, systems: Sequence[str], record: Chronicle, context: RunContext) -> pd.DataFrame:
    units = np.array([need_unit(context.systems[name]) for name in systems], dtype=object)[:, None, None]
    columns: dict[str, NDArray[Any]] = {"unit": units}
    shape = (len(record.plans), len(systems), len(context.areas), len(context.years))
    columns |= {name: np.empty(shape) for name in TENTHS_NAMES}
    for plan in range(shape[0]):
        for at, system in enumerate(systems):
            for name, values in tenths(record.of(column, plan, system), "").items():
                columns[name][plan, at] = values.T
    return long_table({"plan": record.plans, "system": systems, "area": context.areas, "year": context.years}, columns)


def limits(record: Chronicle, context: RunContext) -> pd.DataFrame:
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
        months = [record.of("first_exceeded", plan, name) for plan in range(len(record.plans))]
        # No month is later than never.
        dated = [tenths(np.where(each == NEVER, LATEST, each), "") for each in months]
        count = np.stack([(each != NEVER).sum(axis=0) for each in months])
        low, high = wilson(count, len(record.futures))
        shape = count.shape
        dates = {column: np.array(context.dates([each[column] for each in dated]), dtype=object).reshape(shape)
                 for column in TENTHS_NAMES}
        words = {column: [getattr(limit, column) for limit in known] for column in ("label", "kind", "element")}
        tables.append(long_table(
            {"plan": record.plans, "system": [name], "limit": [limit.name for limit in known]},
            {column: _spread(values) for column, values in words.items()}
            | {column: values[:, None] for column, values in
               {"p_exceeded": count / len(record.futures), "low": low, "high": high, **dates}.items()}))
    return _by_plan(tables, record)


def limits_by_year(record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return the share of futures in which required demand exceeds each limit in each year.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    tables = []
    for name in record.systems:
        share = np.stack([record.of("exceeded_in_year", plan, name).mean(axis=0).T
                          for plan in range(len(record.plans))])[:, None]
        known = context.systems[name].limits
        labels = np.array([limit.label for limit in known], dtype=object)[:, None]
        tables.append(long_table(
            {"plan": record.plans, "system": [name], "limit": [limit.name for limit in known], "year": context.years},
            {"label": labels, "share": share}))
    return _by_plan(tables, record)


def projects(record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return when each project of a plan begins, is built and comes into service; those that begin in some future.

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
    known = list(context.projects.values())
    columns: dict[str, NDArray[Any]] = {
        "label": np.array([project.label for project in known], dtype=object),
        "system": np.array([project.system for project in known], dtype=object)}
    shape = (len(record.plans), len(known))
    shares: dict[str, Floats] = {}
    for happens, share in (("begun", "begun"), ("built_from", "built"), ("finished", "finished")):
        months = [record.of(f"project_{happens}", plan) for plan in range(len(record.plans))]
        dated = [tenths(each, f"{happens}_") for each in months]
        for column in dated[0]:
            columns[column] = np.array(context.dates([each[column] for each in dated]), dtype=object).reshape(shape)
        shares[f"share_{share}"] = np.stack([np.isfinite(each).mean(axis=0) for each in months])
    shares["share_paid"] = np.stack([paid(record, context, plan).mean(axis=0) for plan in range(len(record.plans))])
    columns |= shares
    # What a project costs is the same under every plan.
    cost = record.of("project_wan", 0).astype(np.float64)
    columns |= {f"{COST}_mean": cost.mean(axis=0)} | tenths(cost, f"{COST}_")
    table = long_table({"plan": record.plans, "project": [project.name for project in known]}, columns)
    return table[shares["share_begun"].ravel() > 0].reset_index(drop=True)


def firms_by_year(record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return who is connected at the end of each year, and what they bring.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    shape = (len(record.plans), len(context.years))
    columns: dict[str, Floats] = {f"{name}_{end}": np.empty(shape) for name in FIRM_COLUMNS
                                  for end in ("mean", "se", *TENTHS_NAMES)}
    for plan in range(shape[0]):
        connected = record.of("connected", plan)
        for at, name in enumerate(FIRM_COLUMNS):
            there = connected[..., at].astype(np.float64)
            summed = {"mean": there.mean(axis=0), "se": standard_error(there)}
            for end, values in (summed | tenths(there, "")).items():
                columns[f"{name}_{end}"][plan] = values
    return long_table({"plan": record.plans, "year": context.years}, columns)


def _spread(words: list[str]) -> NDArray[np.object_]:
    return np.array(words, dtype=object)[None, None, :]


def _by_plan(tables: list[pd.DataFrame], record: Chronicle) -> pd.DataFrame:
    return pd.concat([table[table["plan"] == plan] for plan in record.plans for table in tables], ignore_index=True)
