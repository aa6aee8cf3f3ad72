"""The account of every world of a batch: what flows in and out each month, and which projects can be paid."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Bools, Floats
from sim.ceilings import Ceilings
from sim.ledger import Ledger
from sim.loan import schedule, whole_months
from sim.money import (
    FUND,
    HALL_RENT,
    INCENTIVES,
    INCOMES,
    LAND_RENT,
    LAND_SALES,
    LAND_TAKE_UP,
    OPERATION,
    OWN,
    RECURRING,
    SPENDINGS,
    TARIFFS,
    VAT_RETURN,
    Terms,
)
from sim.rates import Rates
from sim.sums import added

ROUNDING_WAN = 1e-6
"""Rounding of sums of money [wan yuan], a hundredth of a yuan, that must neither refuse nor empty an account."""


class Account:
    """The cash of a batch's worlds, one month after the other.

    Parameters
    ----------
    terms
        Terms of each plan, for a plan may pay more into the fund or reward better; the same sources under each. Worlds
        run future by future, plan by plan.
    futures, months, projects
        How many futures there are, how long they last [month] and how many projects there may be.

    Raises
    ------
    SourcesDifferError
        If two plans do not have the same sources in the same order.

    Attributes
    ----------
    income, spending
        By kind what flowed in and out, float [months, worlds] [wan yuan].
    capital
        By payer what was paid for projects, float [months, worlds] [wan yuan].
    interest, principal
        Debt service, float [months, worlds] [wan yuan].
    months_cash
        Cash at the end of each month, float [months, worlds] [wan yuan].
    owed
        Principal owed at the end of each month, float [months, worlds] [wan yuan].
    npv_wan
        Net present value of the months booked, float [worlds] [wan yuan].
    asked, granted
        First month in which each project asked for its money, and the month in which it got it, infinity for never,
        float [worlds, projects].

    Notes
    -----
    Months are booked in their order. A project that gets its money in a month pays from that month on, so it must ask
    before the month is booked. Obligations are paid whether or not there is cash: an account that falls below zero
    has run out of cash, and nothing is begun while it is there.

    Every sum over worlds is taken element by element, so that no bit of a world depends on its neighbours.
    """

    def __init__(self, terms: Sequence[Terms], *, futures: int, months: int, projects: int) -> None:
        first = terms[0]
        for told in terms:
            if told.payers != first.payers:
                raise SourcesDifferError(f"plans must have the same sources, but one has {', '.join(first.payers[1:])}"
                                         f", another {', '.join(told.payers[1:]) or 'none'}")
        self.terms, self.months, self._futures = tuple(terms), months, futures
        worlds = futures * len(terms)
        shape = (months, worlds)
        self.income = {kind: np.zeros(shape) for kind in INCOMES}
        self.spending = {kind: np.zeros(shape) for kind in SPENDINGS}
        self.capital = {payer: np.zeros(shape) for payer in first.payers}
        self.interest, self.principal, self.months_cash, self.owed = (np.zeros(shape) for _ in range(4))
        self.npv_wan = np.zeros(worlds)
        self.asked = np.full((worlds, projects), inf)
        self.granted = np.full((worlds, projects), inf)
        # What an empty year would bring as well: returned tax, rent and tariffs, less upkeep.
        self._recurring = np.zeros(shape)
        self._rates = Rates.of(terms, futures=futures, years=-(-months // MONTHS_PER_YEAR))
        self._services: dict[tuple[int, int, int], tuple[float, int]] = {}
        self.spending[OPERATION] += self._rates.operation_of_today_wan
        self._booked = 0
        self._cash = self._rates.opening_cash_wan.copy()
        self._owed = np.zeros(worlds)
        # Own money that is promised to works under construction; the sources' part comes with the works.
        self._promised = np.zeros(worlds)
        # Debt service still to come, beyond the horizon too, and the month in which the last of it is due.
        self._to_come = np.zeros(worlds)
        self._last_due = np.full(worlds, -1.0)
        self._ceilings = Ceilings(terms, worlds=worlds)
        self._payers: dict[tuple[int, str, bool], tuple[bool, ...]] = {}
        rates = np.tile([told.discount_rate_per_a for told in terms], futures)
        self._discount = [(1.0 + rates)**(-(month + 1) / MONTHS_PER_YEAR) for month in range(months)]

    def _of(self, world: int) -> Terms:
        return self.terms[world % len(self.terms)]

    @property
    def cash(self) -> Floats:
        """Cash at the end of each month, float [worlds, months] [wan yuan]."""
        return self.months_cash.T

    @property
    def out_of_cash(self) -> Bools:
        """True where a month ends below zero, bool [worlds, months]."""
        return self.cash < -ROUNDING_WAN

    @property
    def capital_cost(self) -> Floats:
        """What was paid for projects, whoever paid, float [worlds, months] [wan yuan]."""
        return added(list(self.capital.values())).T

    def book(self, month: int, *, tax_wan_per_a: Floats, land_priced_mu: Floats, delivered: Mapping[str, Floats],
             invested_wan: Floats, land_taken_up_mu: Floats | float = 0.0, land_rent_mu_per_a: Floats | float = 0.0,
             halls_m2: Floats | float = 0.0, fund_from: Floats | float = 0.0) -> None:
        """Book a month for all worlds.

        Parameters
        ----------
        month
            The next one that has not been booked.
        tax_wan_per_a
            Tax that the connected enterprises pay in a year, float [worlds] [wan yuan/a].
        land_priced_mu
            Plots sold in this month, each by the part of the full price that it earns, float [worlds] [mu].
        delivered
            By need what the park's own supply delivers, as it would throughout a year, float [worlds] [unit of the
            need]; what has no tariff earns nothing.
        invested_wan
            Fixed investment, which is rewarded, of the enterprises connected in this month, float [worlds] [wan yuan].
        land_taken_up_mu
            Land given in this month for the first time, float [worlds] [mu].
        land_rent_mu_per_a
            Plots that are let, each by its yearly rent over its price, float [worlds] [mu/a].
        halls_m2
            Floor of standard plants that is let, float [worlds] [m2].
        fund_from
            Month in which the years of the county's fund begin, float [worlds] [month]; infinity where they have not.

        Raises
        ------
        MonthOrderError
            If the month is not the next one.
        """
        if month != self._booked:
            raise MonthOrderError(f"month {month} cannot be booked; the next one is {self._booked}")
        rates, income, spending = self._rates, self.income, self.spending
        income[VAT_RETURN][month] = tax_wan_per_a * rates.vat_per_tax
        income[LAND_SALES][month] = land_priced_mu * rates.land_wan_per_mu
        income[LAND_RENT][month] = land_rent_mu_per_a * rates.land_wan_per_mu / MONTHS_PER_YEAR
        income[HALL_RENT][month] = halls_m2 * rates.rent_wan_per_m2
        for need, tariff in rates.tariffs_wan.items():
            if need in delivered:
                income[TARIFFS][month] += delivered[need] * tariff
        income[FUND][month] = rates.paid_in_wan(month, fund_from=fund_from)
        spending[LAND_TAKE_UP][month] = land_taken_up_mu * rates.take_up_wan_per_mu
        for delay_months, share in rates.incentives:
            if month + delay_months < self.months:
                spending[INCENTIVES][month + delay_months] += invested_wan * share
        self._settle(month)

    def _settle(self, month: int) -> None:
        # The month's flows are known: what is left of them, and what is owed.
        income, spending = self.income, self.spending
        recurring = added([income[kind][month] for kind in RECURRING])
        recurring -= spending[OPERATION][month]
        self._recurring[month] = recurring
        surplus = recurring + income[LAND_SALES][month]
        surplus -= spending[LAND_TAKE_UP][month]
        surplus -= spending[INCENTIVES][month]
        own = self.capital[OWN][month]
        due = self.interest[month] + self.principal[month]
        cash = self._cash
        cash += surplus
        cash += income[FUND][month]
        # What the sources pay for the works passes through the account and leaves nothing in it.
        cash -= own
        cash -= due
        self._promised -= own
        self._to_come -= due
        cost = added([paid[month] for paid in self.capital.values()])
        lent = [self.capital[source.name][month] for source in self.terms[0].sources if source.is_repaid]
        self._owed += added([np.zeros_like(cost), *lent])
        self._owed -= self.principal[month]
        self.npv_wan += (surplus - cost) * self._discount[month]
        self.months_cash[month], self.owed[month] = cash, self._owed
        self._booked += 1

    def fund(self, world: int, month: int, *, project: int, cost_wan: float, build_months: float, system: str,
             government: bool, share_of_others: float = 0.0) -> bool:
        """Find the money for a project; take it and return true, or take nothing and return false.

        Parameters
        ----------
        world
            Row of the world.
        month
            Month from which the project would be built and paid; must not have been booked.
        project
            Number of the project, for the record of its waiting.
        cost_wan
            Its capital cost [wan yuan].
        build_months
            How long it is built, and paid in equal monthly parts [month].
        system, government
            System that it belongs to, and whether the government pays it: some sources may be closed to it.
        share_of_others
            Part of the cost that others bear and that never passes through the account [-].

        Returns
        -------
        bool
            False where the money is not there yet: the project may ask again next month.

        Raises
        ------
        MonthOrderError
            If the month has been booked.

        Notes
        -----
        Sources are drawn upon in their order, each up to its share, its ceilings and what own capital it asks for; the
        rest is the account's own cash, which must be there now, unpromised. Where debt cover is held, sources are left
        out from the last one on until what recurs (returned tax, rent and tariffs, less upkeep), as in the last twelve
        months and continued until the last debt is repaid, covers all debt service to come. Land and rewards come and
        go with arrivals: counted in, they would refuse money to the park that fills. Own cash is needed the more, the
        fewer sources are left.
        """
        if month < self._booked:
            raise MonthOrderError(f"month {month} has been booked; a project may begin in month {self._booked} at the "
                                  "earliest")
        if month >= self.months:
            return False
        self.asked[world, project] = min(self.asked[world, project], month)
        cost = cost_wan * (1.0 - share_of_others)
        draw_months = whole_months(build_months)
        free = float(self._cash[world] - self._promised[world])
        may_pay = self._may_pay(world, system, government=government)
        least = self._ceilings.least_own_wan(world, month // MONTHS_PER_YEAR, cost_wan=cost, may_pay=may_pay)
        if least > free + ROUNDING_WAN and cost > 0:
            return False
        taken = self._taken(world, month, cost=cost, may_pay=may_pay)
        while True:
            own = cost - sum(taken)
            if own > free + ROUNDING_WAN and cost > 0:
                return False
            if not self._of(world).holds_to_cover or self._is_covered(world, month, taken, cost=cost,
                                                                 draw_months=draw_months):
                self._begin(world, month, taken, cost=cost, draw_months=draw_months)
                self.granted[world, project] = month
                return True
            # Sources give in their order: without the last one the others give what they gave.
            while taken.pop() == 0:
                pass

    def _taken(self, world: int, month: int, *, cost: float, may_pay: Sequence[bool]) -> list[float]:
        # How much each source gives.
        year = month // MONTHS_PER_YEAR
        taken: list[float] = []
        lent, may_be_lent, rest = 0.0, cost, cost
        for at, source in enumerate(self._of(world).sources):
            amount = 0.0
            if may_pay[at]:
                amount = min(rest, cost * source.share, self._ceilings.left_wan(world, at, year))
                if source.is_repaid:
                    allowed = min(may_be_lent, cost * (1.0 - source.own_capital_share))
                    amount = min(amount, allowed - lent)
            if amount <= ROUNDING_WAN:
                amount = 0.0
            elif source.is_repaid:
                # What one source asks for, later ones must not undo.
                lent, may_be_lent = lent + amount, allowed
            rest -= amount
            taken.append(amount)
        return taken

    def _may_pay(self, world: int, system: str, *, government: bool) -> tuple[bool, ...]:
        key = (world % len(self.terms), system, government)
        if key not in self._payers:
            self._payers[key] = tuple(source.may_pay(system, government=government)
                                      for source in self._of(world).sources)
        return self._payers[key]

    def _upkeep_wan(self, world: int, cost: float) -> float:
        # Of works in a month.
        return cost * self._of(world).spending.operation_share_per_a / MONTHS_PER_YEAR

    def _is_covered(self, world: int, month: int, taken: Sequence[float], *, cost: float, draw_months: int) -> bool:
        terms = self._of(world)
        service, last, lends = float(self._to_come[world]), float(self._last_due[world]), False
        for at, amount in enumerate(taken):
            if amount > 0 and terms.sources[at].is_repaid:
                each, months = self._service(world, at, draw_months)
                service, last, lends = service + amount * each, max(last, month + months - 1), True
        if not lends:
            return True
        past = self._recurring[max(self._booked - MONTHS_PER_YEAR, 0):self._booked, world].tolist()
        monthly = sum(past) / len(past) if past else 0.0
        monthly -= self._upkeep_wan(world, cost)
        return monthly * (last - month + 1) >= terms.least_debt_cover * service

    def _service(self, world: int, source: int, draw_months: int) -> tuple[float, int]:
        # What one unit lent asks for in all, and in how many months.
        key = (world % len(self.terms), source, draw_months)
        if key not in self._services:
            plan = schedule(self._of(world).sources[source], draw_months)
            self._services[key] = (1.0 + sum(plan.interest.tolist()), len(plan.principal))
        return self._services[key]

    def _begin(self, world: int, month: int, taken: Sequence[float], *, cost: float, draw_months: int) -> None:
        finished = month + draw_months
        own = cost - sum(taken)
        self.capital[OWN][month:finished, world] += own / draw_months
        self._promised[world] += own
        year = month // MONTHS_PER_YEAR
        for at, (source, amount) in enumerate(zip(self._of(world).sources, taken, strict=False)):
            if amount == 0:
                continue
            self._ceilings.take(world, at, year, amount)
            plan = schedule(source, draw_months)
            for column, parts in ((self.capital[source.name], plan.drawn), (self.principal, plan.principal),
                                  (self.interest, plan.interest)):
                column[month:month + len(parts), world] += amount * parts[:self.months - month]
            if source.is_repaid:
                each, months = self._service(world, at, draw_months)
                self._to_come[world] += amount * each
                self._last_due[world] = max(self._last_due[world], month + months - 1)
        self.spending[OPERATION][finished:, world] += self._upkeep_wan(world, cost)

    def ledger(self) -> Ledger:
        """Return what the record keeps."""
        def split(values: NDArray[Any]) -> NDArray[Any]:
            return values.reshape(self._futures, -1, *values.shape[1:])

        def by_year(flows: Mapping[str, Floats]) -> Floats:
            return np.stack([_yearly(values) for values in flows.values()], axis=2)

        service = _yearly(self.interest) + _yearly(self.principal)
        recurring = _yearly(self._recurring)
        cover = np.divide(recurring, service, out=np.full(service.shape, inf), where=service > ROUNDING_WAN)
        return Ledger(
            cash_wan=split(self.cash), out_of_cash=split(self.out_of_cash), income_wan=split(by_year(self.income)),
            spending_wan=split(by_year(self.spending)), capital_wan=split(by_year(self.capital)),
            interest_wan=split(_yearly(self.interest)), principal_wan=split(_yearly(self.principal)),
            owed_wan=split(self.owed[MONTHS_PER_YEAR - 1::MONTHS_PER_YEAR].T), debt_cover=split(cover),
            npv_wan=split(self.npv_wan), asked_month=split(self.asked), granted_month=split(self.granted))


def _yearly(values: Floats) -> Floats:
    # From [months, worlds] to [worlds, years].
    return added([values[month::MONTHS_PER_YEAR] for month in range(MONTHS_PER_YEAR)]).T


class MonthOrderError(ValueError):
    """A month was booked, or asked for money, out of its order."""


class SourcesDifferError(ValueError):
    """Two plans of a batch do not have the same sources of capital."""
