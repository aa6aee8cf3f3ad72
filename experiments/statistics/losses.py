"""What each plan loses, for want of what, and who it is."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import quantiles, standard_error
from experiments.statistics.exhaustion import TENTHS
from experiments.statistics.long_table import long_table
from experiments.statistics.vocabulary import ALL, LAND, TOGETHER, UNKNOWN
from sim.capacity import Bools, Floats, Integers
from sim.future import FIRM_COLUMNS
from sim.record import Losses

FOR_LAND = -1
"""Stands for land where systems stand as bits."""


def losses(record: Chronicle) -> pd.DataFrame:
    """Return what is lost in a future on average, by plan and cause.

    Parameters
    ----------
    record
        What happened.

    Notes
    -----
    Each enterprise has one cause: the systems that held it, joined by " + ", or land. Causes add up to ``all``.
    """
    sums = _sums_by_cause(record)
    causes = _causes(record.systems, sums)
    shape = (len(record.plans), len(causes) + 1)
    tenths = [f"firms_p{round(100 * share)}" for share in TENTHS]
    columns = {name: np.empty(shape) for name in (
        *FIRM_COLUMNS, *tenths, *(f"{column}_se" for column in FIRM_COLUMNS))}
    for plan in range(shape[0]):
        nothing = np.zeros((len(record.futures), len(FIRM_COLUMNS)))
        lost = np.stack([sums[cause][plan] if cause in sums else nothing for cause in causes], axis=1)
        lost = np.concatenate([lost, lost.sum(axis=1, keepdims=True)], axis=1)
        mean, error = lost.mean(axis=0), standard_error(lost)
        for at, name in enumerate(FIRM_COLUMNS):
            columns[name][plan], columns[f"{name}_se"][plan] = mean[:, at], error[:, at]
        for name, values in zip(tenths, quantiles(lost[..., 0], TENTHS), strict=True):
            columns[name][plan] = values
    return long_table({"plan": record.plans, "cause": (*causes.values(), ALL)}, columns)


def lost_enterprises(record: Chronicle, context: RunContext) -> Iterator[pd.DataFrame]:
    """Yield every enterprise lost, by future, plan and month, some futures at a time.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    for lost in record.losses_in_parts():
        of_loss = _cause_of(lost)
        masks = np.unique(of_loss)
        words = [_cause(record.systems, mask) for mask in masks.tolist()]
        rows = np.lexsort((lost.prospect, lost.month, lost.plan, _future_rows(record, lost)))
        named = {"plan": (record.plans, lost.plan), "sector": (context.sectors, lost.sector),
                 "area": (context.areas, lost.area), "cause": (words, np.searchsorted(masks, of_loss))}
        text = {column: np.array(words, dtype=object)[at[rows]] for column, (words, at) in named.items()}
        yield pd.DataFrame({
            "future": lost.future[rows],
            "plan": text["plan"],
            "month": np.array(context.dates(lost.month[rows]), dtype=object),
            "enterprise": lost.prospect[rows].astype(object),
            "sector": text["sector"],
            "area": text["area"],
            "cause": text["cause"],
            **{column: getattr(lost, column)[rows] for column in FIRM_COLUMNS[1:]},
        })


def lost_by_future(record: Chronicle) -> dict[str, Floats]:
    """Return everything lost, by column of ``FIRM_COLUMNS``: float [futures, plans].

    Parameters
    ----------
    record
        What happened.
    """
    sums = np.zeros((len(record.plans), len(record.futures), len(FIRM_COLUMNS)))
    for part in record.losses_in_parts():
        _add(sums, record, part, np.ones(len(part.month), dtype=bool))
    return {name: sums[..., at].T for at, name in enumerate(FIRM_COLUMNS)}


def _sums_by_cause(record: Chronicle) -> dict[int, Floats]:
    # By cause that is met: float [plans, futures, FIRM_COLUMNS].
    shape = (len(record.plans), len(record.futures), len(FIRM_COLUMNS))
    sums: dict[int, Floats] = {}
    for part in record.losses_in_parts():
        of_loss = _cause_of(part)
        for cause in np.unique(of_loss).tolist():
            _add(sums.setdefault(cause, np.zeros(shape)), record, part, of_loss == cause)
    return sums


def _add(sums: Floats, record: Chronicle, part: Losses, which: Bools) -> None:
    # All losses of a future are in one part, so that what is added to is nothing yet, and the sum is exact.
    rows, plan = _future_rows(record, part)[which], part.plan[which]
    if not len(rows):
        return
    first, futures = int(rows.min()), int(np.ptp(rows)) + 1
    cells = plan * futures + rows - first
    for at, name in enumerate(FIRM_COLUMNS):
        values = np.ones(len(rows)) if at == 0 else getattr(part, name)[which]
        found = np.bincount(cells, weights=values, minlength=len(sums) * futures)
        sums[:, first:first + futures, at] += found.reshape(len(sums), futures)


def _future_rows(record: Chronicle, lost: Losses) -> Integers:
    sorting = np.argsort(record.futures, kind="stable")
    return sorting[np.searchsorted(record.futures, lost.future, sorter=sorting)]


def _cause_of(lost: Losses) -> Integers:
    # A set of systems is the number whose bits they are.
    return np.where(lost.for_land, FOR_LAND, lost.held_by @ (1 << np.arange(lost.held_by.shape[1])))


def _cause(systems: tuple[str, ...], mask: int) -> str:
    known = {FOR_LAND: LAND, 0: UNKNOWN}
    return known.get(mask) or TOGETHER.join(name for at, name in enumerate(systems) if mask >> at & 1)


def _causes(systems: tuple[str, ...], met: Iterable[int]) -> dict[int, str]:
    # Every single system and land have a row even if nothing is lost for want of them, combinations only where
    # something is.
    single = [1 << at for at in range(len(systems))]
    several = sorted((mask for mask in sorted(met) if mask > 0 and mask not in single), key=int.bit_count)
    masks = [*single, *several, FOR_LAND, *(mask for mask in met if mask == 0)]
    return {mask: _cause(systems, mask) for mask in masks}
