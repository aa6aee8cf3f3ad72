"""What the record keeps of the accounts of a batch."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.capacity import Bools, Floats


@dataclass(frozen=True)
class Ledger:
    """Money of some futures under some plans. F futures, P plans, M months, Y years; all sums in wan yuan.

    Parameters
    ----------
    cash_wan
        Cash at the end of each month, float [F, P, M].
    out_of_cash
        True where a month ends below zero, bool [F, P, M].
    income_wan, spending_wan
        What flowed in and out in each year, float [F, P, Y, kinds], kinds as in ``sim.money.INCOMES`` and
        ``SPENDINGS``.
    capital_wan
        What was paid for projects in each year, float [F, P, Y, payers], payers as in ``sim.money.Terms.payers``.
    interest_wan, principal_wan
        Debt service of each year, float [F, P, Y].
    owed_wan
        Principal owed at the end of each year, float [F, P, Y].
    debt_cover
        What recurs in a year (returned tax, rent and tariffs, less upkeep) over its debt service [-], float [F, P, Y];
        infinity where there is none.
    npv_wan
        Net present value of what is earned, less what is spent and the capital cost, before financing, float [F, P].
    asked_month, granted_month
        First month in which each project asked for its money, and the month in which it got it, infinity for never,
        float [F, P, projects].
    """

    cash_wan: Floats
    out_of_cash: Bools
    income_wan: Floats
    spending_wan: Floats
    capital_wan: Floats
    interest_wan: Floats
    principal_wan: Floats
    owed_wan: Floats
    debt_cover: Floats
    npv_wan: Floats
    asked_month: Floats
    granted_month: Floats

    def columns(self) -> Mapping[str, NDArray[Any]]:
        """Return the arrays by name, floats in single precision: seven digits are more than any money is known to."""
        return {column.name: _single(getattr(self, column.name)) for column in fields(self)}


def _single(values: NDArray[Any]) -> NDArray[Any]:
    return values.astype(np.float32) if values.dtype == np.float64 else values
