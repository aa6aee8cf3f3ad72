"""What money.yaml may say: keys, types, ranges."""

from typing import Annotated, Literal

from pydantic import Field

from experiments.study.forms import Form, Name, Text
from sim.table import Confidence

LONGEST_TENOR_A = 50
"""Half a century [a]; beyond it a typing error is likelier than a loan."""


class NumberForm(Form):
    """A number with its range and source; the range is told, only the typical value is used."""

    low: float | None = None
    typical: float
    high: float | None = None
    source: Text
    confidence: Confidence


class AmountForm(NumberForm):
    """A sum of money, a price, or a ratio: nothing or more."""

    typical: Annotated[float, Field(ge=0)]


class ShareForm(NumberForm):
    """A part of something [-]."""

    typical: Annotated[float, Field(ge=0, le=1)]


class RateForm(NumberForm):
    """A yearly rate [1/a]; 0.04 is four per cent."""

    typical: Annotated[float, Field(ge=0, lt=1)]


class YearsForm(NumberForm):
    """A time [a]."""

    typical: Annotated[float, Field(ge=0, le=LONGEST_TENOR_A)]


class SourceForm(Form):
    """One source of capital."""

    label: Text
    kind: Literal["loan", "bond", "advance", "fund", "budget"]
    share: ShareForm
    own_capital_share: ShareForm | None = None
    ceiling_wan: AmountForm | None = None
    ceiling_wan_per_a: AmountForm | None = None
    rate_per_a: RateForm | None = None
    tenor_a: YearsForm | None = None
    grace_a: YearsForm | None = None
    repayment: Literal["annuity", "equal_principal", "bullet", "none"]
    for_government_works: bool
    systems: Annotated[list[Text], Field(min_length=1)] | None = None


class FundForm(Form):
    """What the county pays in, year by year [wan yuan], from when an asset stands or from the study's first year."""

    by_year: list[Annotated[float, Field(ge=0)]]
    since: Text | None = None
    source: Text
    confidence: Confidence


class IncomeForm(Form):
    """What flows in."""

    vat_share_of_tax: ShareForm | None = None
    county_share_of_vat: ShareForm | None = None
    returned_share: ShareForm | None = None
    land_wan_per_mu: AmountForm | None = None
    hall_rent_yuan_per_m2_month: AmountForm | None = None
    tariff_wan_per_unit_a: dict[str, AmountForm] = {}
    fund_wan: FundForm | None = None


class SpendingForm(Form):
    """What flows out beside capital cost and debt service."""

    operation_share_per_a: RateForm | None = None
    operation_of_today_wan_per_a: AmountForm | None = None
    land_take_up_wan_per_mu: AmountForm | None = None
    incentive_share: ShareForm | None = None
    incentive_delay_a: YearsForm | None = None
    incentive_while: Text | None = None
    investment_wan_per_mu: dict[str, AmountForm] = {}


class CoverForm(Form):
    """What lenders ask: the least cover of debt service, and whether a project waits for it."""

    least: AmountForm
    holds: bool


class MoneyForm(Form):
    """money.yaml."""

    opening_cash_wan: AmountForm
    discount_rate_per_a: RateForm
    debt_cover: CoverForm
    government_systems: list[Text] = []
    share_of_others: dict[str, ShareForm] = {}
    income: IncomeForm
    spending: SpendingForm
    sources: dict[Name, SourceForm] = {}
