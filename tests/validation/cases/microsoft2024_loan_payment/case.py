"""The loan of the manual's first example, taken by an account and paid back by it."""

import numpy as np

from sim.account import Account
from sim.money import Source, Terms

MONTHS = 24


def measured() -> dict[str, float]:
    """Return the first and the last payment."""
    loan = Source("loan", "Loan", "loan", rate_per_a=0.08, tenor_a=10 / 12, repayment="annuity")
    account = Account([Terms(sources=(loan,))], futures=1, months=MONTHS, projects=1)
    account.fund(0, 0, project=0, cost_wan=10_000.0, build_months=1.0, system="heat", government=False)
    nothing = np.zeros(1)
    for month in range(MONTHS):
        account.book(month, tax_wan_per_a=nothing, land_priced_mu=nothing, delivered={}, invested_wan=nothing)
    paid = -np.diff(account.cash[0])
    return {"payment_of_month_1": float(paid[0]), "payment_of_month_10": float(paid[9])}
