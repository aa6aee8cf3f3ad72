"""What the plans cost, how they are paid, and how likely the money does not suffice."""

from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import pandas as pd

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import TENTHS_NAMES, standard_error, tenths, wilson
from experiments.statistics.long_table import long_table
from experiments.statistics.vocabulary import ALL
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Bools, Floats
from sim.money import INCOMES, LEAST_OWN_CAPITAL, OWN, SPENDINGS, Terms

MONEY = "money"
"""Column of the record whose parts are the arrays of ``sim.ledger.Ledger`` by their names."""

OWN_LABEL, ALL_LABEL = "Own cash", "All together"


def cash_by_year(record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return the cash at the end of each year, and how likely the account is empty in some month of it.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    ``p_out`` with its 95 % interval (Wilson) is the share of the futures in which a month of the year ends below zero.
    """
    shape = (len(record.futures), len(context.years), MONTHS_PER_YEAR)

    def of_plan(plan: int) -> tuple[Floats, Bools]:
        empty: Bools = np.asarray(record.of(MONEY, plan, "out_of_cash").reshape(shape).any(axis=2))
        return record.of(MONEY, plan, "cash_wan")[:, MONTHS_PER_YEAR - 1::MONTHS_PER_YEAR], empty

    return long_table({"plan": record.plans, "year": context.years}, _cash(record, of_plan))


def cash_by_month(record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return the cash at the end of each month, and how likely it is below zero.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    ``p_out`` with its 95 % interval (Wilson) is the share of the futures in which this very month ends below zero; an
    account that has been empty may fill again.
    """
    months = [context.date(month) for month in range(context.horizon_months)]
    mean = np.stack([record.of(MONEY, plan, "cash_wan").astype(np.float64).mean(axis=0)
                     for plan in range(len(record.plans))])
    columns = _cash(record, lambda plan: (record.of(MONEY, plan, "cash_wan"), record.of(MONEY, plan, "out_of_cash")))
    return long_table({"plan": record.plans, "month": months}, {"cash_wan_mean": mean, **columns})


def _cash(record: Chronicle, of_plan: Callable[[int], tuple[Floats, Bools]]) -> dict[str, Floats]:
    # of_plan: cash, and whether the account is empty, [futures, periods].
    def told(plan: int) -> dict[str, Floats]:
        cash, empty = of_plan(plan)
        count = empty.sum(axis=0)
        low, high = wilson(count, len(empty))
        return tenths(cash, "cash_wan_") | {"p_out": count / len(empty), "low": low, "high": high}

    by_plan = [told(plan) for plan in range(len(record.plans))]
    return {name: np.stack([each[name] for each in by_plan]) for name in by_plan[0]}


def capital_by_year(record: Chronicle, context: RunContext, terms: Terms) -> pd.DataFrame:
    """Return what is paid for projects in each year, by who pays and by all together [wan yuan].

    Parameters
    ----------
    record, context
        What happened, and its frame.
    terms
        Who may pay.
    """
    table = _flows(record, context, "payer", (*terms.payers, ALL), lambda plan: _with_all(
        record.of(MONEY, plan, "capital_wan").astype(np.float64)))
    labels = {OWN: OWN_LABEL, ALL: ALL_LABEL} | {source.name: source.label for source in terms.sources}
    table.insert(2, "label", table["payer"].map(labels))
    return table


def money_by_year(record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return what flows in and out in each year beside the projects, and what is owed at its end [wan yuan].

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    def of_plan(plan: int) -> Floats:
        single = [record.of(MONEY, plan, name)[..., None] for name in ("interest_wan", "principal_wan", "owed_wan")]
        kinds = [record.of(MONEY, plan, name) for name in ("income_wan", "spending_wan")]
        return np.concatenate([*kinds, *single], axis=2).astype(np.float64)

    return _flows(record, context, "flow", (*INCOMES, *SPENDINGS, "interest", "principal", "owed_at_end"), of_plan)


def _flows(record: Chronicle, context: RunContext, heading: str, names: tuple[str, ...],
           of_plan: Callable[[int], Floats]) -> pd.DataFrame:
    # of_plan: float [futures, years, names].
    told = ("wan_mean", *(f"wan_{name}" for name in TENTHS_NAMES))
    columns = {name: np.empty((len(record.plans), len(names), len(context.years))) for name in told}
    for plan in range(len(record.plans)):
        values = of_plan(plan)
        columns["wan_mean"][plan] = values.mean(axis=0).T
        for name, found in tenths(values, "wan_").items():
            columns[name][plan] = found.T
    return long_table({"plan": record.plans, heading: names, "year": context.years}, columns)


def _with_all(values: Floats) -> Floats:
    return np.concatenate([values, values.sum(axis=2, keepdims=True)], axis=2)


def finance(record: Chronicle, context: RunContext, terms: Terms) -> pd.DataFrame:
    """Return present value, the risk of an empty account and debt cover, one row a plan.

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
    futures = len(record.futures)
    own = [OWN, *(source.name for source in terms.sources if not source.is_repaid)]
    is_own = np.array([payer in own for payer in terms.payers])
    rows = []
    for plan, name in enumerate(record.plans):
        npv = record.of(MONEY, plan, "npv_wan").astype(np.float64)
        by_payer = record.of(MONEY, plan, "capital_wan").astype(np.float64).sum(axis=1)
        by_future, capital = by_payer.sum(axis=1), by_payer.sum(axis=0)
        empty = record.of(MONEY, plan, "out_of_cash")
        first = np.where(empty.any(axis=1), empty.argmax(axis=1), np.inf)
        cover = record.of(MONEY, plan, "debt_cover").min(axis=1)
        below = int((cover < terms.least_debt_cover).sum())
        out, low, high = _share(int(np.isfinite(first).sum()), futures)
        p_below, below_low, below_high = _share(below, futures)
        rows.append({
            "plan": name, "futures": futures, "capital_wan_mean": float(capital.sum() / futures),
            "capital_wan_se": float(standard_error(by_future)), **_tenths(by_future, "capital_wan_"),
            "own_share": float(capital[is_own].sum() / capital.sum()) if capital.sum() > 0 else "",
            "npv_wan_mean": float(npv.mean()), "npv_wan_se": float(standard_error(npv)), **_tenths(npv, "npv_wan_"),
            "p_out": out, "out_low": low, "out_high": high,
            **{f"first_out_{at}": context.date(month) for at, month in _tenths(first, "").items()},
            **_tenths(cover, "least_cover_"), "p_below": p_below, "below_low": below_low, "below_high": below_high})
    return pd.DataFrame(rows)


def money_waits(record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return how long each project waits for its money; only those that ask for it in some future.

    Parameters
    ----------
    record, context
        What happened, and its frame.

    Notes
    -----
    Shares are of the futures in which the project asks. One that never gets its money within the horizon waits
    infinitely long: it is neither dropped nor clamped.
    """
    rows: list[dict[str, object]] = []
    for plan, name in enumerate(record.plans):
        asked, granted = (record.of(MONEY, plan, column) for column in ("asked_month", "granted_month"))
        for at, project in enumerate(context.projects.values()):
            ask = np.isfinite(asked[:, at])
            if not ask.any():
                continue
            months = (granted[ask, at] - asked[ask, at]).astype(np.float64)
            waited, low, high = _share(int((months > 0).sum()), len(months))
            rows.append({
                "plan": name, "project": project.name, "label": project.label, "asked": len(months),
                "p_waited": waited, "low": low, "high": high, "p_never": float(np.isinf(months).mean()),
                **_tenths(months, "months_")})
    columns = ("plan", "project", "label", "asked", "p_waited", "low", "high", "p_never",
               *(f"months_{name}" for name in TENTHS_NAMES))
    return pd.DataFrame(rows, columns=list(columns))


def npv_by_future(record: Chronicle) -> Floats:
    """Return the net present value of every future under every plan, float [futures, plans] [wan yuan].

    Parameters
    ----------
    record
        What happened.
    """
    return np.stack([record.of(MONEY, plan, "npv_wan") for plan in range(len(record.plans))], axis=1).astype(np.float64)


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


def _tenths(values: Floats, prefix: str) -> dict[str, float]:
    # Of one column: plain numbers.
    return {name: float(found) for name, found in tenths(values, prefix).items()}


def _share(count: int, trials: int) -> tuple[float, float, float]:
    low, high = wilson(count, trials)
    return count / trials, float(low), float(high)
