"""Accounts small enough to follow by hand, and the months that pass over them."""

from collections.abc import Mapping

import numpy as np

from sim.account import Account
from sim.money import Income, Source, Spending, Terms

LOAN = Source("loan", "Loan", "loan", share=0.5, rate_per_a=0.12, tenor_a=1.0, repayment="equal_principal")
"""Half of a project at 1 % a month, repaid within a year."""


def terms_of(*sources: Source, income: Mapping[str, object] | None = None,
             spending: Mapping[str, object] | None = None, **changes: object) -> Terms:
    """Return terms from what differs from nothing at all."""
    return Terms(sources=sources, income=Income(**(income or {})), spending=Spending(**(spending or {})), **changes)


def account_of(*terms: Terms, futures: int = 1, months: int = 24, projects: int = 2) -> Account:
    """Return an account in which nothing has happened, under one plan or several."""
    return Account(terms, futures=futures, months=months, projects=projects)


def ask(account: Account, month: int, *, world: int = 0, project: int = 0, cost_wan: float = 100.0,
        build_months: float = 1.0, system: str = "heat", government: bool = False,
        share_of_others: float = 0.0) -> bool:
    """Ask an account for a project's money."""
    return account.fund(world, month, project=project, cost_wan=cost_wan, build_months=build_months,
                        system=system, government=government, share_of_others=share_of_others)


def pass_months(account: Account, first: int, last: int, *, tax_wan_per_a: float = 0.0, land_priced_mu: float = 0.0,
                land_taken_up_mu: float = 0.0, land_rent_mu_per_a: float = 0.0, invested_wan: float = 0.0,
                delivered: Mapping[str, float] | None = None, halls_m2: float = 0.0,
                fund_from: float = 0.0) -> list[float]:
    """Book months that are all alike, from one to another; return the cash of the first world at their ends."""
    def each(value: float) -> np.ndarray:
        return np.full(len(account.npv_wan), value)

    for month in range(first, last + 1):
        account.book(month, tax_wan_per_a=each(tax_wan_per_a), land_priced_mu=each(land_priced_mu),
                     delivered={need: each(value) for need, value in (delivered or {}).items()},
                     land_taken_up_mu=each(land_taken_up_mu), land_rent_mu_per_a=each(land_rent_mu_per_a),
                     invested_wan=each(invested_wan), halls_m2=each(halls_m2), fund_from=each(fund_from))
    return account.cash[0, first:last + 1].tolist()
