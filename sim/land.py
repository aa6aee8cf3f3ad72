"""The register of a park's land in one world: who holds which plot or hall, who waits for one, what was sold."""

from collections.abc import Callable, Sequence
from math import inf

import numpy as np

from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Floats
from sim.enterprises import Enterprises
from sim.land_rules import HALLS, QUOTAS, RESERVE, STOCK, Grant, LandRules, Size
from sim.park import MU_PER_HA, Area

LAND_TOLERANCE_HA = 1e-9
"""Rounding of repeated subtraction that must not refuse the last plot [ha]."""

M2_PER_HA = 10_000.0

RELEASED, OF_RESERVE, IN_HALL = "released", "of_reserve", "in_hall"
"""What an enterprise may hold: a plot of the area's own land, one of its reserve, or floor of a hall."""


class LandRegister:
    """The land of one world.

    Parameters
    ----------
    areas
        The park's areas with their own land.
    enterprises
        Who may come.
    rules
        How land is given; none gives each plot at once until all are gone, and takes it back at once.
    price_ratio
        Tells the price of land now over what it is without the measures that make it cheaper [-].

    Attributes
    ----------
    free_ha, reserve_ha, halls_free_m2
        What is left in each area of its own land, of the reserve [ha] and of the halls' floor [m2].
    halls_m2
        Floor that is let now [m2].

    Notes
    -----
    A quota releases its hectares at the beginning of each year of the study, the first at its start; what nobody took
    stays released. A plot must fit into what is left and, of every quota that its size falls under, into what is
    released. Whoever stands at the start stands on land that was released before. Land that comes back may be given
    again without a new quota, and need not be taken up again: it is given before what nobody has had yet.
    """

    def __init__(self, areas: Sequence[Area], enterprises: Enterprises, rules: LandRules | None = None, *,
                 price_ratio: Callable[[], float] = lambda: 1.0) -> None:
        self.rules, self._price_ratio = rules, price_ratio
        self.free_ha = [area.land_ha for area in areas]
        self.reserve_ha, self.halls_free_m2 = [0.0] * len(areas), [0.0] * len(areas)
        self.halls_m2 = 0.0
        self._enterprises = enterprises
        self._holds: dict[int, str] = {}
        self._sought: list[dict[int, None]] = [{} for _ in areas]
        self._leased: dict[int, float] = {}
        self._idle: set[int] = set()
        self._leased_mu = 0.0
        self._priced_mu: dict[int, float] = {}
        self._taken_up_mu: dict[int, float] = {}
        # What has come back: it was taken up when it was given for the first time.
        self._ready_ha = {kind: [0.0] * len(areas) for kind in (RELEASED, OF_RESERVE)}
        self._ungranted: tuple[Grant, ...] = ()
        self._released: dict[str, list[float]] = {}
        if rules is not None:
            self._released = {name: [0.0] * len(areas) for name in rules.quotas or {}}
            self._ungranted = rules.grants
            self.grant(frozenset({""}))
            self.release()

    @property
    def has_quota(self) -> bool:
        """Whether land is released year by year."""
        return bool(self._released)

    def grant(self, in_service: frozenset[str]) -> None:
        """Add what comes with assets that are in service now and were not before."""
        for grant in self._ungranted:
            if grant.asset in in_service:
                of_kind = {STOCK: self.free_ha, RESERVE: self.reserve_ha, HALLS: self.halls_free_m2}[grant.kind]
                of_kind[grant.area] += grant.amount
                # What a project adds is ready for building: no quota binds it.
                if grant.kind == STOCK:
                    self._add_released(grant.area, ("bulk", "small"), grant.amount)
        self._ungranted = tuple(grant for grant in self._ungranted if grant.asset not in in_service)

    def release(self) -> None:
        """Add a year's quota."""
        if self.rules is not None:
            for name, by_area in (self.rules.quotas or {}).items():
                self._released[name] = [left + each for left, each in zip(self._released[name], by_area, strict=True)]

    def settle(self, enterprise: int) -> None:
        """Give a plot to a firm that stands at the start, whatever is released."""
        self.free_ha[self._enterprises.area[enterprise]] -= self._enterprises.land_ha[enterprise]
        self._holds[enterprise] = RELEASED

    def take(self, enterprise: int, now: float) -> bool:
        """Give an enterprise floor or a plot if there is any; return whether there was.

        Parameters
        ----------
        enterprise
            Its number.
        now
            The time [month].
        """
        held = self._place(enterprise)
        if not held:
            return False
        area, land_ha = self._enterprises.area[enterprise], self._enterprises.land_ha[enterprise]
        self._holds[enterprise] = held
        if held == IN_HALL:
            self.halls_free_m2[area] -= self._floor_m2(enterprise)
            self.halls_m2 += self._floor_m2(enterprise)
            return True
        if held == RELEASED:
            self.free_ha[area] -= land_ha
            self._add_released(area, (self._size(enterprise),), -land_ha)
        else:
            self.reserve_ha[area] -= land_ha
        self._take_up(held, enterprise, now)
        if self._is_leased_first(enterprise):
            # The rent is agreed at the price of the day.
            self._leased[enterprise] = self._mu(enterprise) * self._price_ratio()
            self._leased_mu += self._leased[enterprise]
        else:
            self.sell(enterprise, now)
        return True

    def _place(self, enterprise: int) -> str:
        # Where there is room for it; nothing where there is none.
        area, land_ha = self._enterprises.area[enterprise], self._enterprises.land_ha[enterprise]
        if self.rules is None:
            return RELEASED if self.free_ha[area] >= land_ha - LAND_TOLERANCE_HA else ""
        if self._enterprises.rented[enterprise]:
            floor_m2 = self._floor_m2(enterprise)
            if self.halls_free_m2[area] >= floor_m2 - LAND_TOLERANCE_HA * M2_PER_HA:
                return IN_HALL
        size = self._size(enterprise)
        released_ha = min((left[area] for name, left in self._released.items() if size in QUOTAS[name]), default=inf)
        if min(self.free_ha[area], released_ha) >= land_ha - LAND_TOLERANCE_HA:
            return RELEASED
        if size == "small" and self.reserve_ha[area] >= land_ha - LAND_TOLERANCE_HA:
            return OF_RESERVE
        return ""

    def holds(self, enterprise: int) -> bool:
        """Tell whether it holds a plot or floor."""
        return enterprise in self._holds

    def has_plot(self, enterprise: int) -> bool:
        """Tell whether it holds land, not floor of a hall."""
        return self._holds.get(enterprise, IN_HALL) != IN_HALL

    def give_back(self, enterprise: int) -> None:
        """Take back what an enterprise holds."""
        area, land_ha = self._enterprises.area[enterprise], self._enterprises.land_ha[enterprise]
        held = self._holds.pop(enterprise)
        self._end_lease(enterprise)
        self._idle.discard(enterprise)
        if held == IN_HALL:
            self.halls_free_m2[area] += self._floor_m2(enterprise)
            self.halls_m2 -= self._floor_m2(enterprise)
            return
        self._ready_ha[held][area] += land_ha
        if held == OF_RESERVE:
            self.reserve_ha[area] += land_ha
        else:
            self.free_ha[area] += land_ha
            self._add_released(area, (self._size(enterprise),), land_ha)

    def seek(self, enterprise: int) -> None:
        """Put an enterprise at the end of those who wait for land in its area."""
        self._sought[self._enterprises.area[enterprise]][enterprise] = None

    def forget(self, enterprise: int) -> bool:
        """Take an enterprise from those who wait; return whether it was among them."""
        waits = self._sought[self._enterprises.area[enterprise]]
        waits_still = enterprise in waits
        waits.pop(enterprise, None)
        return waits_still

    def serve(self, area: int, now: float) -> list[int]:
        """Give to those who wait in an area, in the order in which they came, what there is; return who got it.

        Notes
        -----
        Whoever asks for more than there is waits on, and a smaller one behind him is served.
        """
        served = [enterprise for enterprise in self._sought[area] if self.take(enterprise, now)]
        for enterprise in served:
            del self._sought[area][enterprise]
        return served

    def term_months(self, enterprise: int) -> float:
        """Return after how long the plot of an enterprise comes back unless it renews; infinity for never [month]."""
        if self.rules is None or not self._is_flexible(enterprise) or not self.has_plot(enterprise):
            return inf
        return self.rules.flexible_years * MONTHS_PER_YEAR

    def months_to_sale(self, enterprise: int) -> float:
        """Return how long a plot is leased before it is sold; infinity where it is not leased [month]."""
        if self.rules is None or enterprise not in self._leased:
            return inf
        return self.rules.lease_years * MONTHS_PER_YEAR

    def _is_flexible(self, enterprise: int) -> bool:
        return self.rules is not None and self._enterprises.tenure_draw[enterprise] < self.rules.flexible_share

    def _is_leased_first(self, enterprise: int) -> bool:
        if self.rules is None:
            return False
        past_flexible = self._enterprises.tenure_draw[enterprise] - self.rules.flexible_share
        return 0.0 <= past_flexible < self.rules.lease_share

    def renews(self, enterprise: int) -> bool:
        """Tell whether a firm on a flexible term stays when its years are over."""
        return self.rules is not None and self._enterprises.renewal_draw[enterprise] < self.rules.renewed_share

    def buy(self, enterprise: int, now: float) -> None:
        """Sell a leased plot to the firm on it, if it is still there."""
        if self._end_lease(enterprise):
            self.sell(enterprise, now)

    def _end_lease(self, enterprise: int) -> bool:
        # Tells whether it had one.
        if enterprise not in self._leased:
            return False
        mu = self._leased.pop(enterprise)
        # What is left of many plots may be a rounding; of none it is nothing.
        self._leased_mu = self._leased_mu - mu if self._leased else 0.0
        return True

    def leave(self, enterprise: int) -> float:
        """Note that a firm is gone; return how long its plot lies idle, floor and leased plots not at all [month]."""
        if self.rules is None or not self.has_plot(enterprise) or enterprise in self._leased:
            return 0.0
        self._idle.add(enterprise)
        return self.rules.idle_years * MONTHS_PER_YEAR

    def is_idle(self, enterprise: int) -> bool:
        """Tell whether it holds a plot that it has left."""
        return enterprise in self._idle

    def priced_mu(self, month: int) -> float:
        """Return what was sold in a month, each plot by the part of the full price that it earned [mu]."""
        return self._priced_mu.get(month, 0.0)

    def taken_up_mu(self, month: int) -> float:
        """Return what was given in a month for the first time, sold or leased [mu]."""
        return self._taken_up_mu.get(month, 0.0)

    @property
    def rent_mu_per_a(self) -> float:
        """What is leased now, each plot by its yearly rent over its price [mu/a]."""
        return self._leased_mu * self.rules.lease_rent_ratio if self.rules is not None else 0.0

    def _mu(self, enterprise: int) -> float:
        return self._enterprises.land_ha[enterprise] * MU_PER_HA

    def sell(self, enterprise: int, now: float) -> None:
        """Sell a plot for its term, or for another one, to whoever holds it."""
        ratio = self.rules.flexible_price_ratio if self.rules is not None and self._is_flexible(enterprise) else 1.0
        mu = self._mu(enterprise) * ratio * self._price_ratio()
        self._priced_mu[int(now)] = self._priced_mu.get(int(now), 0.0) + mu

    def _take_up(self, held: str, enterprise: int, now: float) -> None:
        area, land_ha = self._enterprises.area[enterprise], self._enterprises.land_ha[enterprise]
        ready = self._ready_ha[held]
        given_before_ha = min(ready[area], land_ha)
        ready[area] -= given_before_ha
        mu = (land_ha - given_before_ha) * MU_PER_HA
        self._taken_up_mu[int(now)] = self._taken_up_mu.get(int(now), 0.0) + mu

    def _add_released(self, area: int, sizes: Sequence[Size], land_ha: float) -> None:
        for name, left in self._released.items():
            if set(sizes) & set(QUOTAS[name]):
                left[area] += land_ha

    def _size(self, enterprise: int) -> Size:
        return "bulk" if self._enterprises.bulk[enterprise] else "small"

    def _floor_m2(self, enterprise: int) -> float:
        ratio = self.rules.hall_floor_ratio if self.rules is not None else 0.0
        return self._enterprises.land_ha[enterprise] * M2_PER_HA * ratio


def land_priced_mu(registers: Sequence[LandRegister], month: int) -> Floats:
    """Return what each world sold in a month, in plots at the full price, float [worlds] [mu]."""
    return np.array([register.priced_mu(month) for register in registers], dtype=np.float64)


def land_taken_up_mu(registers: Sequence[LandRegister], month: int) -> Floats:
    """Return what each world gave in a month for the first time, float [worlds] [mu]."""
    return np.array([register.taken_up_mu(month) for register in registers], dtype=np.float64)


def land_rent_mu_per_a(registers: Sequence[LandRegister]) -> Floats:
    """Return the plots that each world lets now, by their yearly rent over their price, float [worlds] [mu/a]."""
    return np.array([register.rent_mu_per_a for register in registers], dtype=np.float64)


def halls_let_m2(registers: Sequence[LandRegister]) -> Floats:
    """Return the floor of halls that each world lets now, float [worlds] [m2]."""
    return np.array([register.halls_m2 for register in registers], dtype=np.float64)
