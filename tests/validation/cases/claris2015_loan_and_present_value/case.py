"""The manual's car as a schedule, and its uneven flows through an account: a project, then yearly sales of land."""

import numpy as np

from sim.account import Account
from sim.loan import MONTHS_PER_YEAR, schedule
from sim.money import Income, Source, Terms

PRICE, COST = 21_000.0, 2_000.0
FLOWS = (600.0, 300.0, 500.0, 700.0, 400.0)
"""What comes in at the end of the second to the sixth year."""


def measured() -> dict[str, float]:
    """Return the payment and the net present value."""
    car = schedule(Source("car", "Car", "loan", rate_per_a=0.069, tenor_a=4.0, repayment="annuity"), 1)
    terms = Terms(income=Income(land_wan_per_mu=1.0), opening_cash_wan=COST, discount_rate_per_a=0.05)
    account = Account([terms], futures=1, months=MONTHS_PER_YEAR * (len(FLOWS) + 1), projects=1)
    account.fund(0, MONTHS_PER_YEAR - 1, project=0, cost_wan=COST, build_months=1.0, system="heat",
                 government=False)
    sold = dict(zip(range(2 * MONTHS_PER_YEAR - 1, account.months, MONTHS_PER_YEAR), FLOWS, strict=True))
    nothing = np.zeros(1)
    for month in range(account.months):
        account.book(month, tax_wan_per_a=nothing, land_priced_mu=np.array([sold.get(month, 0.0)]), delivered={},
                     invested_wan=nothing)
    return {"payment_of_the_car": PRICE * float(car.principal[1] + car.interest[1]),
            "net_present_value": float(account.npv_wan[0])}
