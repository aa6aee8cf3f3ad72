"""What each plan loses, for want of what, and who it is."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from experiments.statistics.causes import cause_named, causes_met, causes_of, causes_told
from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.counts import Counts
from experiments.statistics.estimators import TENTHS, TENTHS_NAMES, tenths
from experiments.statistics.firms import GRIDS
from experiments.statistics.gathering import Seen, spread_for
from experiments.statistics.long_table import long_table
from experiments.statistics.lost import rows_of
from experiments.statistics.moments import Moments
from experiments.statistics.vocabulary import ALL
from sim.capacity import Floats, Integers
from sim.future import FIRM_COLUMNS

MOST_CELLS, MOST_FIRMS = 2**31, 2**31 - 1
"""Bounds of what is counted: sets of causes times plans, and firms lost in one future [-]."""

EVERY = -1
"""Stands for all losses where a set of causes is due."""


class LossesByCause:
    """What is lost in a future on average, by plan and cause.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    Each enterprise has one cause: the systems that held it, joined by " + ", or land, or what else the record tells.
    Causes add up to ``all``.
    """

    def __init__(self, record: Chronicle, _context: RunContext) -> None:
        self._record, self._shape = record, (len(record.plans), len(FIRM_COLUMNS))
        self._futures = 0
        self._moments: dict[int, Moments] = {}
        # Sets are met one by one: each takes the next places, one a plan.
        self._places: dict[int, Integers] = {}
        self._firms = Counts(MOST_CELLS, least=0, most=MOST_FIRMS)

    def add(self, seen: Seen) -> None:
        """Take a part."""
        lost = seen.lost
        met = {cause: lost.of(lost.causes == cause) for cause in np.unique(lost.causes).tolist()}
        for cause, sums in (met | {EVERY: lost.total}).items():
            self._moments_of(cause).add(sums)
            firms = sums[..., 0].astype(np.int64)
            _, plan = np.nonzero(firms)
            self._firms.add(self._places_of(cause)[plan], firms[firms > 0])
        self._futures += seen.count

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        told = causes_told(self._record, {*self._moments} - {EVERY})
        columns: dict[str, list[Floats]] = {name: [] for name in (
            *FIRM_COLUMNS, *(f"firms_{name}" for name in TENTHS_NAMES), *(f"{column}_se" for column in FIRM_COLUMNS))}
        for cause in (*told, EVERY):
            moments, places = self._moments_of(cause), self._places_of(cause)
            self._firms.fill(places, 0, self._futures)
            for share, name in zip(TENTHS, TENTHS_NAMES, strict=True):
                columns[f"firms_{name}"].append(self._firms.quantile(share, places).astype(np.float64))
            for at, name in enumerate(FIRM_COLUMNS):
                columns[name].append(moments.mean[:, at])
                columns[f"{name}_se"].append(moments.error[:, at])
        return long_table({"plan": self._record.plans, "cause": (*told.values(), ALL)},
                          {name: np.stack(values, axis=1) for name, values in columns.items()})

    def _moments_of(self, cause: int) -> Moments:
        # In the futures since it was met last nothing was lost for it.
        moments = self._moments.setdefault(cause, Moments())
        if moments.count < self._futures:
            moments.add_zeros(self._futures - moments.count, self._shape)
        return moments

    def _places_of(self, cause: int) -> Integers:
        plans = self._shape[0]
        return self._places.setdefault(cause, len(self._places) * plans + np.arange(plans))


class LostTo:
    """What is lost to each single cause, by plan: alone or together with others.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    An enterprise that two systems held counts for both of them, so that the rows add up to more than ``all``: what a
    row tells is how much would have to be looked at again if that one shortage were not. ``firms_alone`` counts those
    that this cause held and no other.
    """

    def __init__(self, record: Chronicle, _context: RunContext) -> None:
        self._axes = {"plan": record.plans, "cause": (*causes_of(record), ALL)}
        self._moments = Moments()
        self._spreads = {name: spread_for(len(record.futures), grid=grid) for name, grid in GRIDS.items()}
        self._alone: Floats = np.zeros((len(record.plans), len(self._axes["cause"])))

    def add(self, seen: Seen) -> None:
        """Take a part."""
        lost = seen.lost
        sums = np.stack([*(lost.of(mine) for mine in lost.each_cause()), lost.total], axis=2)
        self._moments.add(sums)
        for at, spread in enumerate(self._spreads.values()):
            spread.add(sums[..., at])
        for at in range(self._alone.shape[1] - 1):
            self._alone[:, at] += lost.of(lost.causes == 1 << at)[..., 0].sum(axis=0)
        self._alone[:, -1] += lost.total[..., 0].sum(axis=0)

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        columns: dict[str, Floats] = {}
        for at, (name, spread) in enumerate(self._spreads.items()):
            columns[name], columns[f"{name}_se"] = self._moments.mean[..., at], self._moments.error[..., at]
            columns |= tenths(spread, f"{name}_")
        columns["firms_alone"] = self._alone / self._moments.count
        return long_table(self._axes, columns)


class LossesByYear:
    """What has been lost by the end of each year in a future on average, by plan and single cause.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    Causes overlap as in ``LostTo``.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._axes = {"plan": record.plans, "cause": (*causes_of(record), ALL), "year": context.years}
        self._moments = [Moments() for _ in self._axes["cause"]]

    def add(self, seen: Seen) -> None:
        """Take a part."""
        lost, years = seen.lost, len(self._axes["year"])
        for moments, mine in zip(self._moments, (*lost.each_cause(), lost.everything), strict=True):
            moments.add(lost.by_year(mine, years=years))

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        columns: dict[str, Floats] = {}
        for at, name in enumerate(FIRM_COLUMNS):
            columns[name] = np.stack([moments.mean[..., at] for moments in self._moments], axis=1)
            columns[f"{name}_se"] = np.stack([moments.error[..., at] for moments in self._moments], axis=1)
        return long_table(self._axes, columns)


def lost_enterprises(record: Chronicle, context: RunContext) -> Iterator[pd.DataFrame]:
    """Yield every enterprise lost, by future, plan and month, some futures at a time.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    for part in record.parts():
        lost = part.losses
        of_loss = causes_met(record, lost)
        masks = np.unique(of_loss)
        words = [cause_named(causes_of(record), mask) for mask in masks.tolist()]
        rows = np.lexsort((lost.prospect, lost.month, lost.plan, rows_of(part)))
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
