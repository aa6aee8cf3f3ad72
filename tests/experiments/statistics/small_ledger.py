"""Accounts of three futures under two plans over two years, small enough to judge by eye."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from experiments.statistics import RunContext
from sim.ledger import Ledger
from sim.money import INCOMES, SPENDINGS, Source, Terms
from tests.experiments.statistics.small_record import MONTHS, PROJECTS, YEARS

PLANS = ("today", "build")
FUTURES = 3
TERMS = Terms(
    sources=(Source("budget", "Budget", "budget"), Source("loan", "Loan", "loan", tenor_a=5.0, repayment="bullet")),
    least_debt_cover=1.2)
CONTEXT = RunContext(plans={plan: plan.capitalize() for plan in PLANS}, baseline="today", systems={}, areas=(),
                     sectors=(), projects=PROJECTS, start=(2027, 1), horizon_months=MONTHS)


@dataclass(frozen=True)
class Told:
    """A record that holds money alone."""

    futures: np.ndarray
    plans: tuple[str, ...]
    money: Mapping[str, np.ndarray]

    def parts(self) -> Iterator["Told"]:
        """Yield all futures in one part."""
        yield self

    def of(self, column: str, plan: int, system: str) -> np.ndarray:
        """Return a part of the money of one plan."""
        return getattr(self, column)[system][:, plan]


def ledger_of(**changes: np.ndarray) -> Ledger:
    """Return a ledger in which nothing happens but what is given."""
    shape = (FUTURES, len(PLANS))
    columns = {
        "cash_wan": np.zeros((*shape, MONTHS)), "out_of_cash": np.zeros((*shape, MONTHS), dtype=bool),
        "income_wan": np.zeros((*shape, YEARS, len(INCOMES))),
        "spending_wan": np.zeros((*shape, YEARS, len(SPENDINGS))),
        "capital_wan": np.zeros((*shape, YEARS, len(TERMS.payers))),
        "debt_cover": np.full((*shape, YEARS), np.inf), "npv_wan": np.zeros(shape),
        "asked_month": np.full((*shape, len(PROJECTS)), np.inf),
        "granted_month": np.full((*shape, len(PROJECTS)), np.inf)}
    columns |= {name: np.zeros((*shape, YEARS)) for name in ("interest_wan", "principal_wan", "owed_wan")}
    return Ledger(**{**columns, **changes})


def told_of(**changes: np.ndarray) -> Told:
    """Return a record of such a ledger."""
    return Told(np.arange(FUTURES), PLANS, ledger_of(**changes).columns())


def under_build(*shape: int, fill: float = 0.0, dtype: type = float) -> np.ndarray:
    """Return an array of futures and plans to be written into."""
    return np.full((FUTURES, len(PLANS), *shape), fill, dtype=dtype)
