"""The account of every world of a batch: what flows in and out each month, and which projects can be paid."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.capacity import Bools, Floats
from sim.ledger import Ledger
from sim.loan import MONTHS_PER_YEAR, schedule, whole_months
from sim.money import (
    FUND,
    HALL_RENT,
    INCENTIVES,
    INCOMES,
    LAND_SALES,
    LAND_TAKE_UP,
    OPERATION,
    RECURRING,
    SPENDINGS,
    TARIFFS,
    VAT_RETURN,
    Terms,
)

ROUNDING_WAN = 1e-6
"""Rounding of sums of money [wan yuan], a hundredth of a yuan, that must neither refuse nor empty an account."""

WAN = 10_000
"""Yuan in a wan yuan [-]."""


class Account:
    """The cash of a batch's worlds, one month after the other.

    Parameters
    ----------
    terms
        Sources, income, expenditure.
    worlds, months, projects
        How many worlds there are, how long they last [month] and how many projects there may be.

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

    def __init__(self, terms: Terms, *, worlds: int, months: int, projects: int) -> None:
        self.terms, self.months = terms, months
        shape = (months, worlds)
        self.income = {kind: np.zeros(shape) for kind in INCOMES}
        self.spending = {kind: np.zeros(shape) for kind in SPENDINGS}
        self.capital = {payer: np.zeros(shape) for payer in terms.payers}
        self.interest, self.principal, self.months_cash, self.owed = (np.zeros(shape) for _ in range(4))
        self.npv_wan = np.zeros(worlds)
        self.asked = np.full((worlds, projects), inf)
        self.granted = np.full((worlds, projects), inf)
        # What an empty year would bring as well: returned tax, rent and tariffs, less upkeep.
        self._recurring = np.zeros(shape)
        self._services: dict[tuple[int, int], tuple[float, int]] = {}
        self._booked = 0
        self._cash = np.full(worlds, float(terms.opening_cash_wan))
        self._owed = np.zeros(worlds)
        # Own money that is promised to works under construction; the sources' part comes with the works.
        self._promised = np.zeros(worlds)
        # Debt service still to come, beyond the horizon too, and the month in which the last of it is due.
        self._to_come = np.zeros(worlds)
        self._last_due = np.full(worlds, -1.0)
        self._left = [[source.ceiling_wan for source in terms.sources] for _ in range(worlds)]
        self._left_in_year = [[(0, source.ceiling_wan_per_a) for source in terms.sources] for _ in range(worlds)]
        per_month = 1.0 / MONTHS_PER_YEAR
        by_year = terms.income.fund_wan_by_year
        self._fund = [by_year[month // MONTHS_PER_YEAR] * per_month if month // MONTHS_PER_YEAR < len(by_year) else 0.0
                      for month in range(months)]
        self._discount = [(1.0 + terms.discount_rate_per_a)**(-(month + 1) * per_month) for month in range(months)]
        self._vat_per_tax = terms.income.returned_share_of_tax * per_month
        self._incentive_months = round(terms.spending.incentive_delay_a * MONTHS_PER_YEAR)

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
        return _total(list(self.capital.values())).T

    def book(self, month: int, *, tax_wan_per_a: Floats, land_sold_mu: Floats, delivered: Mapping[str, Floats],
             invested_wan: Floats, halls_m2: Floats | float = 0.0) -> None:
        """Book a month for all worlds.

        Parameters
        ----------
        month
            The next one that has not been booked.
        tax_wan_per_a
            Tax that the connected enterprises pay in a year, float [worlds] [wan yuan/a].
        land_sold_mu
            Plots taken in this month, float [worlds] [mu].
        delivered
            By need what the park's own supply delivers, as it would throughout a year, float [worlds] [unit of the
            need]; what has no tariff earns nothing.
        invested_wan
            Fixed investment of the enterprises connected in this month, float [worlds] [wan yuan].
        halls_m2
            Floor of standard plants that is let, float [worlds] [m2].

        Raises
        ------
        MonthOrderError
            If the month is not the next one.
        """
        if month != self._booked:
            raise MonthOrderError(f"month {month} cannot be booked; the next one is {self._booked}")
        self._earn(month, tax_wan_per_a=tax_wan_per_a, land_sold_mu=land_sold_mu, delivered=delivered,
                   halls_m2=halls_m2)
        terms, spending = self.terms, self.spending
        spending[LAND_TAKE_UP][month] = land_sold_mu * terms.spending.land_take_up_wan_per_mu
        paid_in = month + self._incentive_months
        if paid_in < self.months:
            spending[INCENTIVES][paid_in] += invested_wan * terms.spending.incentive_share
        recurring = _total([self.income[kind][month] for kind in RECURRING])
        recurring -= spending[OPERATION][month]
        self._recurring[month] = recurring
        surplus = recurring + self.income[LAND_SALES][month]
        surplus -= spending[LAND_TAKE_UP][month]
        surplus -= spending[INCENTIVES][month]
        own = next(iter(self.capital.values()))[month]
        due = self.interest[month] + self.principal[month]
        cash = self._cash
        cash += surplus
        cash += self._fund[month]
        # What the sources pay for the works passes through the account and leaves nothing in it.
        cash -= own
        cash -= due
        self._promised -= own
        self._to_come -= due
        cost = _total([paid[month] for paid in self.capital.values()])
        self._owed += _total([self.capital[source.name][month] for source in terms.sources if source.is_repaid],
                             like=cost)
        self._owed -= self.principal[month]
        self.npv_wan += (surplus - cost) * self._discount[month]
        self.months_cash[month], self.owed[month] = cash, self._owed
        self._booked += 1

    def _earn(self, month: int, *, tax_wan_per_a: Floats, land_sold_mu: Floats, delivered: Mapping[str, Floats],
              halls_m2: Floats | float) -> None:
        told, income = self.terms.income, self.income
        income[VAT_RETURN][month] = tax_wan_per_a * self._vat_per_tax
        income[LAND_SALES][month] = land_sold_mu * told.land_wan_per_mu
        income[HALL_RENT][month] = halls_m2 * (told.hall_rent_yuan_per_m2_month / WAN)
        for need, tariff in told.tariff_wan_per_unit_a.items():
            if need in delivered:
                income[TARIFFS][month] += delivered[need] * (tariff / MONTHS_PER_YEAR)
        income[FUND][month] = self._fund[month]

    def fund(self, world: int, month: int, *, project: int, cost_wan: float, build_months: float, government: bool,
             share_of_others: float = 0.0) -> bool:
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
        government
            Whether the government pays it, so that some sources are closed to it.
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
        taken = self._taken(world, month, cost=cost, government=government)
        while True:
            own = cost - sum(taken)
            if own > free + ROUNDING_WAN and cost > 0:
                return False
            if not self.terms.holds_to_cover or self._is_covered(world, month, taken, cost=cost,
                                                                 draw_months=draw_months):
                self._begin(world, month, taken, cost=cost, draw_months=draw_months)
                self.granted[world, project] = month
                return True
            # Sources give in their order: without the last one the others give what they gave.
            while taken.pop() == 0:
                pass

    def _taken(self, world: int, month: int, *, cost: float, government: bool) -> list[float]:
        # How much each source gives.
        year = month // MONTHS_PER_YEAR
        taken: list[float] = []
        lent, may_be_lent, rest = 0.0, cost, cost
        for at, source in enumerate(self.terms.sources):
            amount = 0.0
            if source.for_government_works or not government:
                of_year, left = self._left_in_year[world][at]
                in_year = left if of_year == year else source.ceiling_wan_per_a
                amount = min(rest, cost * source.share, self._left[world][at], in_year)
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

    def _is_covered(self, world: int, month: int, taken: Sequence[float], *, cost: float, draw_months: int) -> bool:
        service, last, lends = float(self._to_come[world]), float(self._last_due[world]), False
        for at, amount in enumerate(taken):
            if amount > 0 and self.terms.sources[at].is_repaid:
                each, months = self._service(at, draw_months)
                service, last, lends = service + amount * each, max(last, month + months - 1), True
        if not lends:
            return True
        past = self._recurring[max(self._booked - MONTHS_PER_YEAR, 0):self._booked, world].tolist()
        monthly = sum(past) / len(past) if past else 0.0
        monthly -= cost * self.terms.spending.operation_share_per_a / MONTHS_PER_YEAR
        return monthly * (last - month + 1) >= self.terms.least_debt_cover * service

    def _service(self, source: int, draw_months: int) -> tuple[float, int]:
        # What one unit lent asks for in all, and in how many months.
        found = self._services.get((source, draw_months))
        if found is None:
            plan = schedule(self.terms.sources[source], draw_months)
            found = (1.0 + sum(plan.interest.tolist()), len(plan.principal))
            self._services[source, draw_months] = found
        return found

    def _begin(self, world: int, month: int, taken: Sequence[float], *, cost: float, draw_months: int) -> None:
        finished = month + draw_months
        own = cost - sum(taken)
        next(iter(self.capital.values()))[month:finished, world] += own / draw_months
        self._promised[world] += own
        year = month // MONTHS_PER_YEAR
        for at, (source, amount) in enumerate(zip(self.terms.sources, taken, strict=False)):
            if amount == 0:
                continue
            of_year, left = self._left_in_year[world][at]
            in_year = left if of_year == year else source.ceiling_wan_per_a
            self._left[world][at] -= amount
            self._left_in_year[world][at] = (year, in_year - amount)
            plan = schedule(source, draw_months)
            for column, parts in ((self.capital[source.name], plan.drawn), (self.principal, plan.principal),
                                  (self.interest, plan.interest)):
                column[month:month + len(parts), world] += amount * parts[:self.months - month]
            if source.is_repaid:
                each, months = self._service(at, draw_months)
                self._to_come[world] += amount * each
                self._last_due[world] = max(self._last_due[world], month + months - 1)
        per_month = cost * self.terms.spending.operation_share_per_a / MONTHS_PER_YEAR
        self.spending[OPERATION][finished:, world] += per_month

    def ledger(self, *, futures: int) -> Ledger:
        """Return what the record keeps; worlds run future by future, plan by plan.

        Parameters
        ----------
        futures
            How many futures the worlds belong to.
        """
        def split(values: NDArray[Any]) -> NDArray[Any]:
            return values.reshape(futures, -1, *values.shape[1:])

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


def _total(parts: Sequence[Floats], *, like: Floats | None = None) -> Floats:
    # One addition after the other: a sum along an axis may be taken in another order for another number of worlds.
    total = parts[0].copy() if parts else np.zeros_like(like)
    for part in parts[1:]:
        total += part
    return total


def _yearly(values: Floats) -> Floats:
    # From [months, worlds] to [worlds, years].
    return _total([values[month::MONTHS_PER_YEAR] for month in range(MONTHS_PER_YEAR)]).T


class MonthOrderError(ValueError):
    """A month was booked, or asked for money, out of its order."""
