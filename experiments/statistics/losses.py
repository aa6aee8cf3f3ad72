"""What each plan loses, for want of what, and who it is."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from experiments.statistics.causes import cause_named, causes_met, causes_of, causes_told
from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import TENTHS_NAMES, standard_error, tenths
from experiments.statistics.long_table import long_table
from experiments.statistics.vocabulary import ALL
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Bools, Floats, Integers
from sim.future import FIRM_COLUMNS
from sim.record import Losses


def losses(record: Chronicle) -> pd.DataFrame:
    """Return what is lost in a future on average, by plan and cause.

    Parameters
    ----------
    record
        What happened.

    Notes
    -----
    Each enterprise has one cause: the systems that held it, joined by " + ", or land, or what else the record tells.
    Causes add up to ``all``.
    """
    sums = _sums_by_cause(record)
    causes = causes_told(record, set(sums))
    shape = (len(record.plans), len(causes) + 1)
    columns = {name: np.empty(shape) for name in (
        *FIRM_COLUMNS, *(f"firms_{name}" for name in TENTHS_NAMES), *(f"{column}_se" for column in FIRM_COLUMNS))}
    for plan in range(shape[0]):
        nothing = np.zeros((len(record.futures), len(FIRM_COLUMNS)))
        lost = np.stack([sums[cause][plan] if cause in sums else nothing for cause in causes], axis=1)
        lost = np.concatenate([lost, lost.sum(axis=1, keepdims=True)], axis=1)
        mean, error = lost.mean(axis=0), standard_error(lost)
        for at, name in enumerate(FIRM_COLUMNS):
            columns[name][plan], columns[f"{name}_se"][plan] = mean[:, at], error[:, at]
        for name, values in tenths(lost[..., 0], "firms_").items():
            columns[name][plan] = values
    return long_table({"plan": record.plans, "cause": (*causes.values(), ALL)}, columns)


def lost_to(record: Chronicle) -> pd.DataFrame:
    """Return what each single cause had a part in losing, by plan: alone or together with others.

    Parameters
    ----------
    record
        What happened.

    Notes
    -----
    An enterprise that two systems held counts for both of them, so that the rows add up to more than ``all``: what a
    row tells is how much would have to be looked at again if that one shortage were not. ``firms_alone`` counts those
    that this cause held and no other.
    """
    causes = causes_of(record)
    futures = len(record.futures)
    shape = (len(causes) + 1, len(record.plans), futures, len(FIRM_COLUMNS))
    sums, alone = np.zeros(shape), np.zeros((*shape[:-1], 1))
    for part in record.losses_in_parts():
        of_loss = causes_met(record, part)
        for at in range(len(causes)):
            _add(sums[at], record, part, (of_loss >> at & 1).astype(bool))
            _add(alone[at], record, part, of_loss == 1 << at)
        for table in (sums[-1], alone[-1]):
            _add(table, record, part, np.ones(len(of_loss), dtype=bool))
    columns: dict[str, Floats] = {}
    for at, name in enumerate(FIRM_COLUMNS):
        values = np.moveaxis(sums[..., at], 2, 0)
        columns[name], columns[f"{name}_se"] = values.mean(axis=0).T, standard_error(values).T
        columns |= {tenth: found.T for tenth, found in tenths(values, f"{name}_").items()}
    columns["firms_alone"] = alone[..., 0].mean(axis=2).T
    return long_table({"plan": record.plans, "cause": (*causes, ALL)}, columns)


def losses_by_year(record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return what has been lost by the end of each year in a future on average, by plan and single cause.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    Causes overlap as in ``lost_to``. Sums of squares are gathered batch by batch, so that futures never stand in
    memory together: s^2 = (sum x^2 - (sum x)^2 / n) / (n - 1), whose rounding lies far below the error over futures.
    """
    causes, futures = causes_of(record), len(record.futures)
    shape = (len(FIRM_COLUMNS), len(record.plans), len(causes) + 1, len(context.years))
    sums, squares = np.zeros(shape), np.zeros(shape)
    for part in record.losses_in_parts():
        of_loss, year = causes_met(record, part), part.month // MONTHS_PER_YEAR
        numbers, row = np.unique(part.future, return_inverse=True)
        cells = (len(numbers), len(record.plans), len(context.years))
        for at in range(shape[2]):
            mine = (of_loss >> at & 1).astype(bool) if at < len(causes) else np.ones(len(of_loss), dtype=bool)
            place = np.ravel_multi_index((row[mine], part.plan[mine], year[mine]), cells)
            for column, name in enumerate(FIRM_COLUMNS):
                values = np.ones(len(place)) if column == 0 else getattr(part, name)[mine]
                found = np.bincount(place, weights=values, minlength=int(np.prod(cells))).reshape(cells).cumsum(axis=2)
                sums[column, :, at] += found.sum(axis=0)
                squares[column, :, at] += (found**2).sum(axis=0)
    columns: dict[str, Floats] = {}
    spread = np.maximum(squares - sums**2 / futures, 0.0)
    error = np.sqrt(spread / (futures - 1) / futures) if futures > 1 else np.full(shape, np.inf)
    for column, name in enumerate(FIRM_COLUMNS):
        columns[name], columns[f"{name}_se"] = sums[column] / futures, error[column]
    return long_table({"plan": record.plans, "cause": (*causes, ALL), "year": context.years}, columns)


def lost_enterprises(record: Chronicle, context: RunContext) -> Iterator[pd.DataFrame]:
    """Yield every enterprise lost, by future, plan and month, some futures at a time.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    for lost in record.losses_in_parts():
        of_loss = causes_met(record, lost)
        masks = np.unique(of_loss)
        words = [cause_named(causes_of(record), mask) for mask in masks.tolist()]
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
        of_loss = causes_met(record, part)
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
    for at, name in enumerate(FIRM_COLUMNS[:sums.shape[-1]]):
        values = np.ones(len(rows)) if at == 0 else getattr(part, name)[which]
        found = np.bincount(cells, weights=values, minlength=len(sums) * futures)
        sums[:, first:first + futures, at] += found.reshape(len(sums), futures)


def _future_rows(record: Chronicle, lost: Losses) -> Integers:
    sorting = np.argsort(record.futures, kind="stable")
    return sorting[np.searchsorted(record.futures, lost.future, sorter=sorting)]
