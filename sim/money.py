"""The terms of a park's money: where capital comes from, what is earned, what is spent, and what lenders ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Literal

from sim.park import MU_PER_HA

Repayment = Literal["annuity", "equal_principal", "bullet", "none"]
"""Equal payments, equal parts of the principal, all at the end, or never."""

Kind = Literal["loan", "bond", "advance", "fund", "budget"]
"""What a source is to a finance bureau: a company's loan (公司融资), treasury or special bonds (国债), a contractor's
advance (企业垫资), a special fund (专项基金), the county's budget."""

VAT_RETURN, LAND_SALES, LAND_RENT, HALL_RENT = "vat_return", "land_sales", "land_rent", "hall_rent"
TARIFFS, FUND = "tariffs", "fund"
INCOMES = (VAT_RETURN, LAND_SALES, LAND_RENT, HALL_RENT, TARIFFS, FUND)
"""Kinds of income, in the order of every table; the fund is capital paid in, the others are earned."""

RECURRING = (VAT_RETURN, LAND_RENT, HALL_RENT, TARIFFS)
"""What a year without arrivals brings as well: less upkeep, what lenders count on."""

OPERATION, LAND_TAKE_UP, INCENTIVES = "operation", "land_take_up", "incentives"
SPENDINGS = (OPERATION, LAND_TAKE_UP, INCENTIVES)
"""Kinds of expenditure beside capital cost and debt service, in the order of every table."""

LEAST_OWN_CAPITAL = 0.2
"""Least own capital of infrastructure projects [-] by 国发〔2019〕26号 (key CAPITALRATIO2019)."""

OWN = "own"
"""Who pays what no source bears: the account's own cash."""


@dataclass(frozen=True)
class Source:
    """A source of capital and its terms.

    Parameters
    ----------
    name, label
        Short name, and what a planner calls it.
    kind
        What it is to a finance bureau.
    share
        Most of a project's cost that it bears [-].
    own_capital_share
        Least part of a project's cost that must be own capital where it is used [-]: the account's cash, and what
        is never repaid.
    ceiling_wan, ceiling_wan_per_a
        Most that it grants in the whole study and in one of its years [wan yuan, wan yuan/a]; infinity for no ceiling.
        What is repaid does not come back under the ceiling.
    rate_per_a
        Nominal yearly rate of interest [1/a]; a twelfth is due each month.
    tenor_a
        From the first drawing to the last repayment [a].
    grace_a
        From the first drawing to the end of the time in which only interest is due [a].
    repayment
        How the principal is repaid after that.
    for_government_works
        Whether it may be used for works that the government pays.
    systems
        Systems for whose projects alone it may be used; None for any.
    """

    name: str
    label: str
    kind: Kind
    share: float = 1.0
    own_capital_share: float = 0.0
    ceiling_wan: float = inf
    ceiling_wan_per_a: float = inf
    rate_per_a: float = 0.0
    tenor_a: float = 0.0
    grace_a: float = 0.0
    repayment: Repayment = "none"
    for_government_works: bool = True
    systems: frozenset[str] | None = None

    @property
    def is_repaid(self) -> bool:
        """Whether it is lent, not given."""
        return self.repayment != "none"

    def may_pay(self, system: str, *, government: bool) -> bool:
        """Return whether it may be used for a project.

        Parameters
        ----------
        system
            System that the project belongs to.
        government
            Whether the government pays the project.

        Examples
        --------
        >>> bond = Source("bond", "Bond", "bond", for_government_works=False, systems=frozenset({"heat"}))
        >>> [bond.may_pay("heat", government=False), bond.may_pay("heat", government=True)]
        [True, False]
        >>> bond.may_pay("roads", government=False)
        False
        """
        return (self.for_government_works or not government) and (self.systems is None or system in self.systems)


@dataclass(frozen=True)
class Income:
    """What flows into the account.

    Parameters
    ----------
    vat_share_of_tax
        Value-added tax in all tax that enterprises pay [-].
    county_share_of_vat
        What the county keeps of the value-added tax [-].
    returned_share
        What the county returns of that to the park [-].
    land_wan_per_mu
        Price of a plot for the longest term [wan yuan/mu].
    hall_rent_yuan_per_m2_month
        Rent of standard plants [yuan/(m2 month)].
    tariff_wan_per_unit_a
        By need: what the park's own supply earns with one unit of it delivered throughout a year, less what it buys
        [wan yuan/(unit a)].
    fund_wan_by_year
        What the county pays into the account in each year of its fund, in twelve parts [wan yuan]; nothing after the
        last.
    fund_since
        Asset from whose completion the years of the fund count; empty for the study's own years.
    """

    vat_share_of_tax: float = 0.0
    county_share_of_vat: float = 0.0
    returned_share: float = 0.0
    land_wan_per_mu: float = 0.0
    hall_rent_yuan_per_m2_month: float = 0.0
    tariff_wan_per_unit_a: Mapping[str, float] = field(default_factory=dict)
    fund_wan_by_year: tuple[float, ...] = ()
    fund_since: str = ""

    @property
    def returned_share_of_tax(self) -> float:
        """What comes back to the park of all tax that enterprises pay [-].

        Examples
        --------
        >>> income = Income(vat_share_of_tax=0.4, county_share_of_vat=0.3, returned_share=1.0)
        >>> print(f"{income.returned_share_of_tax:.2f}")
        0.12
        """
        return self.vat_share_of_tax * self.county_share_of_vat * self.returned_share


@dataclass(frozen=True)
class Spending:
    """What flows out of the account beside capital cost and debt service.

    Parameters
    ----------
    operation_share_per_a
        Operation and maintenance of what has been built, of its capital cost [1/a].
    operation_of_today_wan_per_a
        Operation and maintenance of what stands at the start [wan yuan/a].
    land_take_up_wan_per_mu
        What the park pays to take up and prepare land that it sells or lets for the first time [wan yuan/mu].
    incentive_share
        Reward (奖补) for an enterprise that connects, of its fixed investment as audited [-].
    incentive_delay_a
        From connection to its payment [a].
    incentive_while
        Asset that must stand when an enterprise connects, or it is not rewarded; empty where all are.
    investment_wan_per_mu
        By sector: fixed investment of an enterprise on its land [wan yuan/mu]; nothing where a sector is not told.
    """

    operation_share_per_a: float = 0.0
    operation_of_today_wan_per_a: float = 0.0
    land_take_up_wan_per_mu: float = 0.0
    incentive_share: float = 0.0
    incentive_delay_a: float = 0.0
    incentive_while: str = ""
    investment_wan_per_mu: Mapping[str, float] = field(default_factory=dict)

    def invested_wan(self, sector: str, land_ha: float) -> float:
        """Return the fixed investment of an enterprise [wan yuan].

        Parameters
        ----------
        sector
            Its sector.
        land_ha
            Its land [ha].

        Examples
        --------
        >>> Spending(investment_wan_per_mu={"agri_food": 200.0}).invested_wan("agri_food", 2.0)
        6000.0
        """
        return self.investment_wan_per_mu.get(sector, 0.0) * land_ha * MU_PER_HA


@dataclass(frozen=True)
class Terms:
    """All terms of a study's money.

    Parameters
    ----------
    sources
        Sources of capital in the order in which they are drawn upon.
    income, spending
        What flows in and out.
    opening_cash_wan
        Cash at the start [wan yuan].
    discount_rate_per_a
        Rate at which flows are discounted [1/a].
    least_debt_cover
        Least cover of debt service by what recurs, less upkeep [-].
    holds_to_cover
        True where a project waits while its debt would leave the cover below that; false where it is only told.
    government_systems
        Systems whose projects the government pays.
    share_of_others
        By system: part of a project's cost that others bear, as the grid company does of power [-].
    """

    sources: tuple[Source, ...] = ()
    income: Income = field(default_factory=Income)
    spending: Spending = field(default_factory=Spending)
    opening_cash_wan: float = 0.0
    discount_rate_per_a: float = 0.0
    least_debt_cover: float = 1.0
    holds_to_cover: bool = False
    government_systems: frozenset[str] = frozenset()
    share_of_others: Mapping[str, float] = field(default_factory=dict)

    @property
    def payers(self) -> tuple[str, ...]:
        """Who pays the capital cost: the account's own cash, then the sources in their order."""
        return (OWN, *(source.name for source in self.sources))
