"""What each world of a batch earns and pays for one unit of something, as arrays over the worlds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Floats
from sim.money import Income, Terms

WAN = 10_000
"""Yuan in a wan yuan [-]."""


@dataclass(frozen=True)
class Rates:
    """Prices and shares by world; worlds run future by future, plan by plan.

    Parameters
    ----------
    opening_cash_wan
        Cash at the start, float [worlds] [wan yuan].
    vat_per_tax
        What comes back in a month of a year's tax, float [worlds] [-].
    operation_of_today_wan
        What a month's operation of what stands at the start costs, float [worlds] [wan yuan].
    land_wan_per_mu, take_up_wan_per_mu
        Price and cost of a plot, float [worlds] [wan yuan/mu].
    rent_wan_per_m2
        Rent of a month, float [worlds] [wan yuan/m2].
    tariffs_wan
        By need: what one unit delivered earns in a month, float [worlds] [wan yuan/unit].
    fund_wan
        What the county pays in, a month in each year of its fund, float [years, worlds] [wan yuan].
    incentives
        Delays [month] and shares of fixed investment [-], float [worlds]; a share is zero where a world has another
        delay.
    """

    opening_cash_wan: Floats
    vat_per_tax: Floats
    operation_of_today_wan: Floats
    land_wan_per_mu: Floats
    take_up_wan_per_mu: Floats
    rent_wan_per_m2: Floats
    tariffs_wan: Mapping[str, Floats]
    fund_wan: Floats
    incentives: Sequence[tuple[int, Floats]]

    @classmethod
    def of(cls, terms: Sequence[Terms], *, futures: int, years: int) -> "Rates":
        """Return the rates of all worlds.

        Parameters
        ----------
        terms
            Terms of each plan.
        futures
            How many futures meet them.
        years
            How long they last [a].
        """
        def each(by_plan: Sequence[float]) -> Floats:
            return np.tile(np.array(by_plan, dtype=np.float64), futures)

        income, spending = [told.income for told in terms], [told.spending for told in terms]
        delays = [round(told.incentive_delay_a * MONTHS_PER_YEAR) for told in spending]
        shares = [told.incentive_share for told in spending]
        needs = dict.fromkeys(need for told in income for need in told.tariff_wan_per_unit_a)
        return cls(
            opening_cash_wan=each([told.opening_cash_wan for told in terms]),
            vat_per_tax=each([told.returned_share_of_tax / MONTHS_PER_YEAR for told in income]),
            operation_of_today_wan=each([told.operation_of_today_wan_per_a / MONTHS_PER_YEAR for told in spending]),
            land_wan_per_mu=each([told.land_wan_per_mu for told in income]),
            take_up_wan_per_mu=each([told.land_take_up_wan_per_mu for told in spending]),
            rent_wan_per_m2=each([told.hall_rent_yuan_per_m2_month / WAN for told in income]),
            tariffs_wan={need: each([told.tariff_wan_per_unit_a.get(need, 0.0) / MONTHS_PER_YEAR for told in income])
                         for need in needs},
            fund_wan=np.stack([each([_paid_in(told, year) / MONTHS_PER_YEAR for told in income])
                               for year in range(years)]),
            incentives=[(months, each([share if months == delay else 0.0
                                       for share, delay in zip(shares, delays, strict=True)]))
                        for months in dict.fromkeys(delays)])

    def paid_in_wan(self, month: int, *, fund_from: Floats | float) -> Floats:
        """Return what the county pays in, float [worlds] [wan yuan].

        Parameters
        ----------
        month
            In which month.
        fund_from
            In which month the first payment of the fund was due, float [worlds]; infinity for not yet.
        """
        year = np.broadcast_to(np.floor((month - np.asarray(fund_from)) / MONTHS_PER_YEAR), self.fund_wan.shape[1:])
        is_paid = (year >= 0) & (year < len(self.fund_wan))
        row = np.where(is_paid, year, 0.0).astype(np.int64)
        return np.where(is_paid, self.fund_wan[row, np.arange(len(row))], 0.0)


def _paid_in(income: Income, year: int) -> float:
    by_year = income.fund_wan_by_year
    return by_year[year] if year < len(by_year) else 0.0
