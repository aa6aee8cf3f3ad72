"""Present value, the risk of an empty account, debt cover, and how long projects wait for their money."""

from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.cash import MONEY
from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext, dated
from experiments.statistics.counts import MonthCounts
from experiments.statistics.estimators import tenths, wilson
from experiments.statistics.exhaustions import first_months
from experiments.statistics.gathering import Seen, spread_for
from experiments.statistics.long_table import long_table
from experiments.statistics.moments import Moments
from sim.capacity import Floats, Integers
from sim.money import LEAST_OWN_CAPITAL, OWN, Terms


class Finance:
    """Present value, the risk of an empty account and debt cover, one row a plan.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    terms
        What lenders ask, and who may pay.

    Notes
    -----
    ``npv_wan`` is the present value, at the study's rate, of what is earned, less what is spent and the capital cost,
    before financing.
    ``p_out`` is the share of futures in which some month ends below zero, ``first_out`` the first such month.
    ``least_cover`` is the smallest debt cover of any year, infinite where nothing is ever due, and ``p_below`` the
    share of futures in which it lies below what lenders ask. ``own_share`` is the account's cash and what is never
    repaid over all capital cost; empty where nothing is built.
    """

    def __init__(self, record: Chronicle, context: RunContext, terms: Terms) -> None:
        self._plans, self._context, self._terms = record.plans, context, terms
        futures, plans = len(record.futures), len(record.plans)
        self._npv, self._capital = Moments(), Moments()
        self._npvs, self._capitals, self._covers = (spread_for(futures) for _ in range(3))
        self._by_payer: Floats = np.zeros((plans, len(terms.payers)))
        self._out = MonthCounts((plans,), context.horizon_months)
        self._below: Integers = np.zeros(plans, dtype=np.int64)

    def add(self, seen: Seen) -> None:
        """Take a part."""
        npv, cover = seen.of_plans(MONEY, "npv_wan"), seen.of_plans(MONEY, "debt_cover").min(axis=-1)
        capital = seen.of_plans(MONEY, "capital_wan").sum(axis=2, dtype=np.float64)
        for moments, spread, values in ((self._npv, self._npvs, npv),
                                        (self._capital, self._capitals, capital.sum(axis=-1))):
            moments.add(values)
            spread.add(values)
        self._covers.add(cover)
        self._by_payer += capital.sum(axis=0)
        self._out.add(first_months(seen.of_plans(MONEY, "out_of_cash")))
        self._below += (cover < self._terms.least_debt_cover).sum(axis=0)

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        futures, out, below = self._npv.count, self._out.happened, self._below
        (low, high), (below_low, below_high) = wilson(out, futures), wilson(below, futures)
        return long_table({"plan": self._plans}, {
            "futures": futures,
            "capital_wan_mean": self._by_payer.sum(axis=1) / futures, "capital_wan_se": self._capital.error,
            **tenths(self._capitals, "capital_wan_"),
            "own_share": self._own_share(),
            "npv_wan_mean": self._npv.mean, "npv_wan_se": self._npv.error, **tenths(self._npvs, "npv_wan_"),
            "p_out": out / futures, "out_low": low, "out_high": high,
            **dated(tenths(self._out, "first_out_"), self._context),
            **tenths(self._covers, "least_cover_"),
            "p_below": below / futures, "below_low": below_low, "below_high": below_high})

    def _own_share(self) -> NDArray[np.object_]:
        own = [OWN, *(source.name for source in self._terms.sources if not source.is_repaid)]
        is_own = np.array([payer in own for payer in self._terms.payers])
        return np.array([float(paid[is_own].sum() / paid.sum()) if paid.sum() > 0 else "" for paid in self._by_payer],
                        dtype=object)


class MoneyWaits:
    """How long each project waits for its money; only those that ask for it in some future.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    Shares are of the futures in which the project asks. One that never gets its money within the horizon waits
    infinitely long: it is neither dropped nor clamped.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._plans, self._projects = record.plans, list(context.projects.values())
        self._waits = MonthCounts((len(record.plans), len(context.projects)), context.horizon_months)

    def add(self, seen: Seen) -> None:
        """Take a part."""
        asked, granted = (seen.of_plans(MONEY, column) for column in ("asked_month", "granted_month"))
        asks = np.isfinite(asked)
        self._waits.add_where(granted - np.where(asks, asked, 0.0), asks)

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        counts = self._waits.counts
        asked, never = counts.sum(axis=-1), counts[..., -1]
        waited, some = asked - counts[..., 0], np.maximum(asked, 1)
        low, high = wilson(waited, some)
        labels = np.array([project.label for project in self._projects], dtype=object)
        table = long_table({"plan": self._plans, "project": [project.name for project in self._projects]}, {
            "label": labels, "asked": asked, "p_waited": waited / some, "low": low, "high": high,
            "p_never": never / some, **tenths(self._waits, "months_")})
        return table[asked.ravel() > 0].reset_index(drop=True)


def money_warnings(found: pd.DataFrame, terms: Terms) -> list[str]:
    """Return what a finance bureau would object to in what the plans come to, each with the plans it objects to.

    Parameters
    ----------
    found
        The table of ``finance``.
    terms
        What lenders ask.
    """
    rows = found.to_dict("records")

    def plans(which: Callable[[dict[Hashable, Any]], bool]) -> str:
        return ", ".join(f"`{row['plan']}`" for row in rows if which(row))

    kinds = (
        (plans(lambda row: row["p_out"] > 0), "the account runs out of cash in some futures"),
        (plans(lambda row: row["p_below"] > 0),
         f"debt cover falls below {terms.least_debt_cover:.3g} in some year of some futures"),
        (plans(lambda row: row["own_share"] != "" and row["own_share"] < LEAST_OWN_CAPITAL),
         f"own capital is less than {100 * LEAST_OWN_CAPITAL:.0f} % of the capital cost, which infrastructure needs "
         "(国发〔2019〕26号)"))
    return [f"{told}: {of}" for of, told in kinds if of]
