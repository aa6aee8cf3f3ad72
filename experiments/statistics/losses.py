"""What each plan loses, for want of what, and who it is."""

from itertools import compress

import numpy as np
import pandas as pd

from experiments.statistics.context import RunContext
from experiments.statistics.estimators import quantiles, standard_error
from experiments.statistics.exhaustion import TENTHS
from experiments.statistics.long_table import long_table
from experiments.statistics.spells import TOGETHER
from sim.capacity import Floats, Integers
from sim.future import FIRM_COLUMNS
from sim.record import Record

ALL = "all"
"""Name of the row that counts every loss, whatever its cause."""

LAND = "land"
UNKNOWN = "unknown"
"""Cause of a loss that no system and no plot explains."""

FOR_LAND = -1
"""Stands for land where systems stand as bits."""


def losses(record: Record) -> pd.DataFrame:
    """Return what is lost in a future on average, by plan and cause.

    Parameters
    ----------
    record
        What happened.

    Notes
    -----
    Each enterprise has one cause: the systems that held it, joined by " + ", or land. Causes add up to ``all``.
    """
    names, code = _causes(record)
    lost = np.stack([_sums(record, code, values, causes=len(names)) for values in _lost(record)], axis=-1)
    lost = np.concatenate([lost, lost.sum(axis=2, keepdims=True)], axis=2)
    firms = lost[..., 0]
    error = standard_error(lost)
    columns = {name: lost[..., at].mean(axis=0) for at, name in enumerate(FIRM_COLUMNS)}
    columns |= dict(zip(("firms_p10", "firms_p50", "firms_p90"), quantiles(firms, TENTHS), strict=True))
    columns |= {f"{name}_se": error[..., at] for at, name in enumerate(FIRM_COLUMNS)}
    return long_table({"plan": record.plans, "cause": (*names, ALL)}, columns)


def lost_enterprises(record: Record, context: RunContext) -> pd.DataFrame:
    """Return every enterprise lost, by future, plan and month.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    lost = record.losses
    names, code = _causes(record)
    rows = np.lexsort((lost.prospect, lost.month, lost.plan, _future_rows(record)))
    named = {"plan": (record.plans, lost.plan), "sector": (context.sectors, lost.sector),
             "area": (context.areas, lost.area), "cause": (names, code)}
    text = {column: np.array(words, dtype=object)[at[rows]] for column, (words, at) in named.items()}
    return pd.DataFrame({
        "future": lost.future[rows],
        "plan": text["plan"],
        "month": np.array(context.dates(lost.month[rows]), dtype=object),
        "enterprise": lost.prospect[rows].astype(object),
        "sector": text["sector"],
        "area": text["area"],
        "cause": text["cause"],
        **{column: getattr(lost, column)[rows] for column in FIRM_COLUMNS[1:]},
    })


def lost_by_future(record: Record) -> dict[str, Floats]:
    """Return everything lost, by column of ``FIRM_COLUMNS``: float [futures, plans].

    Parameters
    ----------
    record
        What happened.
    """
    nowhere: Integers = np.zeros(len(record.losses.month), dtype=np.int64)
    return {name: _sums(record, nowhere, values, causes=1)[..., 0]
            for name, values in zip(FIRM_COLUMNS, _lost(record), strict=True)}


def _lost(record: Record) -> list[Floats]:
    return [np.ones(len(record.losses.month)), *(getattr(record.losses, name) for name in FIRM_COLUMNS[1:])]


def _sums(record: Record, code: Integers, values: Floats, *, causes: int) -> Floats:
    shape = (len(record.futures), len(record.plans), causes)
    cells = np.ravel_multi_index((_future_rows(record), record.losses.plan, code), shape)
    sums = np.bincount(cells, weights=values, minlength=int(np.prod(shape)))
    return sums.reshape(shape).astype(np.float64)


def _future_rows(record: Record) -> Integers:
    sorting = np.argsort(record.futures, kind="stable")
    return sorting[np.searchsorted(record.futures, record.losses.future, sorter=sorting)]


def _causes(record: Record) -> tuple[tuple[str, ...], Integers]:
    # A set of systems is the number whose bits they are. Every single system and land have a row even if nothing is
    # lost for want of them, combinations only where something is.
    lost, systems = record.losses, record.systems
    of_loss: Integers = np.where(lost.for_land, FOR_LAND, lost.held_by @ (1 << np.arange(len(systems))))
    met = np.unique(of_loss).tolist()
    single = [1 << at for at in range(len(systems))]
    several = sorted((mask for mask in met if mask > 0 and mask not in single), key=int.bit_count)
    masks = [*single, *several, FOR_LAND, *(mask for mask in met if mask == 0)]
    known = {FOR_LAND: LAND, 0: UNKNOWN}
    names = tuple(known.get(mask) or TOGETHER.join(compress(systems, map(mask.__and__, single))) for mask in masks)
    return names, np.array([masks.index(mask) for mask in of_loss.tolist()], dtype=np.int64)
