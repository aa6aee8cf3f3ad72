"""The largest further need that still fits at each area."""

from dataclasses import dataclass

import numpy as np

from sim.admission import LEAST_RISE
from sim.capacity import FULL, Bools, CapacitySystem, Demand, Floats, Integers

PRECISION = 5e-3
"""Width of the bracket at which the search ends, relative to the answer [-]."""

LEAST = 2e-3
"""Answer below which no room is left, relative to the park's load or capacity [-]."""

MOST_STEPS = 60
"""Steps after which the search ends whatever the system; halving alone needs fewer."""

FIRST = 0.5
"""First need that is tried, relative to what the fullest limit leaves of the park's load or capacity [-]."""

ALONE = 1.0 / 16.0
"""Need that shows whether something is wanting at an area at all, relative to the park's load or capacity [-]."""

FAR_OUT = 64.0
"""Multiple of the park's load or capacity beyond which an area is taken to have no limit [-]."""

AIMED_STEPS = 6
"""Steps after which every other one halves the bracket instead of aiming."""

ASIDE = 0.3
"""How far above the root a need is tried, in widths of the bracket that ends the search [-]."""

CLOSING, SURELY = 0.99, 0.1
"""Widths [-] from one end at which a need closes the bracket, and by which it must lie beyond the root."""


def largest_further_need(system: CapacitySystem, demand: Demand, in_service: Bools, *,
                         answered: tuple[Floats, Bools] | None = None, most: Floats | None = None) -> Floats:
    """Return how much more each area may ask before a limit is exceeded through it.

    Parameters
    ----------
    system
        The system.
    demand, in_service
        At least one committed state, as the system assesses it.
    answered
        The utilisation of these states, float [states, limits], and where they do not solve, bool [states], if known.
    most
        What cannot be exceeded because a milder system already holds it, float [states, areas]; None for no such.

    Returns
    -------
    numpy.ndarray
        Further need in the need's own unit, constant over the day, float [states, areas]; what the search has
        proved to fit, within 0.5 %, or 0.2 % of the capacity, below the bound; infinity where nothing bounds it.

    Notes
    -----
    A need fits while no limit is both exceeded and raised by it, the committee's own rule. Systems with several
    needs are asked for more of the mixture that the park asks for already. Every limit has its own root, found by
    the secant of its utilisation; the smallest is bracketed from above and below. Where utilisation falls again as
    a need grows (traffic that finds another way), what is found fits, though something smaller might not.
    """
    areas = demand[system.needs[0]].shape[1]
    if answered is None:
        answer = system.assess(demand, in_service)
        answered = answer.utilisation, answer.unsolved
    search = _Search(system, demand, in_service, areas=areas, answered=answered, most=most)
    return search.found().reshape(len(in_service), areas)


class _Search:
    """All areas of all states side by side; a column of the search is one area of one state."""

    def __init__(self, system: CapacitySystem, demand: Demand, in_service: Bools, *, areas: int,
                 answered: tuple[Floats, Bools], most: Floats | None) -> None:
        self.system, self.demand, self.in_service = system, demand, in_service
        states = len(in_service)
        self.state = np.repeat(np.arange(states), areas)
        self.area = np.tile(np.arange(areas), states)
        self.before, self.unsolved = answered
        self.mixture = self._mixture()
        load, capacity = system.load(demand), system.capacity(in_service)
        scale = np.maximum(np.where(np.isfinite(capacity), capacity, 0.0), load)
        self.scale = np.where(scale > 0, scale, 1.0)[self.state]
        self.most = np.full(len(self.state), np.inf) if most is None else most.reshape(-1)

    def found(self) -> Floats:
        """Return the largest further need that fits, float [columns]."""
        bracket = _Bracket.at_nothing(self.before[self.state], self.scale, first=self._first(), most=self.most)
        # Where the state itself does not solve nothing more fits, and what is shut is not tried.
        shut = self._shut() | self.unsolved[self.state] | (self.most <= 0)
        for step in range(MOST_STEPS):
            (open_,) = np.nonzero(bracket.is_open() & ~shut)
            if not len(open_):
                break
            tried = bracket.tried(open_, step)
            used, fits = self._used(open_, tried)
            bracket.take(open_, tried, used, fits=fits)
        low = np.where(bracket.low < LEAST * self.scale, 0.0, bracket.low)
        return np.where(shut, 0.0, np.where(np.isinf(bracket.high) & np.isinf(self.most), np.inf, low))

    def _first(self) -> Floats:
        # Where a limit is full a trifle shows that nothing fits; where there is room the first try lies midway.
        finite = np.where(np.isinf(self.before), 0.0, self.before)
        left = np.maximum(FIRST * (1.0 - finite.max(axis=1, initial=0.0))[self.state], LEAST) * self.scale
        return np.minimum(self.most, left)

    def _shut(self) -> Bools:
        # Where something is wanting already, an area's own need in an empty park shows whether it is wanting there.
        shut = np.zeros(len(self.state), dtype=bool)
        wanting: Bools = np.asarray(np.isinf(self.before).any(axis=1))
        doubtful = np.flatnonzero(wanting[self.state])
        if len(doubtful):
            empty = {name: np.zeros_like(values) if name in self.system.needs else values
                     for name, values in self.demand.items()}
            alone = self._with(empty, doubtful, self.scale[doubtful] * ALONE)
            answer = self.system.assess(alone, self.in_service[self.state[doubtful]])
            shut[doubtful] = np.isinf(answer.utilisation).any(axis=1)
        return shut

    def _mixture(self) -> Floats:
        # What one unit of the headline load consists of, by state and need [-].
        asked = np.stack([self.demand[need].max(axis=2).sum(axis=1) for need in self.system.needs], axis=1)
        total = asked.sum(axis=1, keepdims=True)
        even = np.full_like(asked, 1.0 / asked.shape[1])
        return np.divide(asked, total, out=even, where=total > 0)

    def _with(self, demand: Demand, columns: Integers, further: Floats) -> Demand:
        state, area = self.state[columns], self.area[columns]
        asked = {name: values[state] for name, values in demand.items()}
        for at, need in enumerate(self.system.needs):
            asked[need][np.arange(len(columns)), area] += (further * self.mixture[state, at])[:, None]
        return asked

    def _used(self, columns: Integers, further: Floats) -> tuple[Floats, Bools]:
        # Utilisation with a further need, and whether no limit holds it.
        state = self.state[columns]
        answer = self.system.assess(self._with(self.demand, columns, further), self.in_service[state])
        fits = (answer.utilisation <= _bound(self.before[state])).all(axis=1) & ~answer.unsolved
        return answer.utilisation, fits


@dataclass
class _Bracket:
    """By column: the largest need that is known to fit and the smallest that is known not to.

    Parameters
    ----------
    bound
        Utilisation that each limit may reach, float [columns, limits].
    scale
        The park's load or capacity, float [columns].
    low, high
        Needs that fit and do not; ``high`` is infinite until one is found, float [columns].
    used_low, used_high
        Utilisation there, float [columns, limits].
    earlier, used_earlier
        The need that fitted before ``low``, for the secant while there is no ``high``.
    first
        What is tried first, float [columns].
    most
        Beyond which nothing is tried, float [columns].
    same_side
        How often in a row what was tried fitted, below 0 how often it did not, int [columns].
    """

    bound: Floats
    scale: Floats
    low: Floats
    used_low: Floats
    high: Floats
    used_high: Floats
    earlier: Floats
    used_earlier: Floats
    first: Floats
    most: Floats
    same_side: Integers

    @classmethod
    def at_nothing(cls, before: Floats, scale: Floats, *, first: Floats, most: Floats) -> "_Bracket":
        columns = len(scale)
        nothing, endless = np.zeros(columns), np.full(columns, np.inf)
        return cls(_bound(before), scale, nothing, before.copy(), endless, np.full(before.shape, np.inf),
                   nothing.copy(), before.copy(), first, np.minimum(most, FAR_OUT * scale),
                   np.zeros(columns, dtype=np.int64))

    def is_open(self) -> Bools:
        wide = self.high - self.low > self._width(self.low, self.scale)
        return wide & (self.low < self.most)

    def tried(self, at: Integers, step: int) -> Floats:
        low, high, scale = self.low[at], self.high[at], self.scale[at]
        endless = np.isinf(high)
        aim = np.full(len(at), np.inf)
        aim[~endless] = self._between(at[~endless])
        unaimed = np.isinf(aim)
        aim[unaimed] = self._ahead(at[unaimed])
        # Where no limit is seen to rise there is nothing to aim at.
        blind = np.isinf(aim)
        root = np.where(blind, low, aim)
        width = self._width(root, scale)
        beyond = np.where(low > 0, np.clip(aim + ASIDE * width, low + width, 8.0 * low), self.first[at])
        # Where a width from one end lies surely beyond the root, one need closes the bracket.
        from_high, from_low = high - CLOSING * width, low + CLOSING * width
        aimed = np.where(from_low >= root + SURELY * width, from_low,
                         np.where(from_high <= root - SURELY * width, from_high, root + ASIDE * width))
        # A kink between two limits, or an end at infinity, defeats the aim: then the bracket is halved.
        inside = ~blind & (aimed > low) & (aimed < high) & ((step < AIMED_STEPS) | (step % 2 == 0))
        middle = 0.5 * (low + np.where(endless, 0.0, high))
        return np.where(endless, np.minimum(beyond, self.most[at]), np.where(inside, aimed, middle))

    def take(self, at: Integers, tried: Floats, used: Floats, *, fits: Bools) -> None:
        low, high = at[fits], at[~fits]
        self.earlier[low], self.used_earlier[low] = self.low[low], self.used_low[low]
        self.low[low], self.used_low[low] = tried[fits], used[fits]
        self.high[high], self.used_high[high] = tried[~fits], used[~fits]
        self.same_side[low] = np.maximum(self.same_side[low], 0) + 1
        self.same_side[high] = np.minimum(self.same_side[high], 0) - 1

    def _ahead(self, at: Integers) -> Floats:
        # The secant through the last two needs that fitted.
        return _root(self.earlier[at], self.used_earlier[at], self.low[at], self.used_low[at], self.bound[at])

    def _between(self, at: Integers) -> Floats:
        # The secant between both ends; an end that has stayed weighs half as much each time (the Illinois rule), so
        # that a bent curve cannot hold it for ever.
        low, high, bound = self.low[at], self.high[at], self.bound[at]
        side = self.same_side[at][:, None]
        keeps_low, keeps_high = 0.5 ** np.maximum(-side - 1, 0), 0.5 ** np.maximum(side - 1, 0)
        used_low, used_high = self.used_low[at], self.used_high[at]
        # What is endless at either end has no secant, and is left as it is.
        finite = np.isfinite(used_low) & np.isfinite(used_high) & np.isfinite(bound)
        with np.errstate(invalid="ignore"):
            np.copyto(used_low, bound - (bound - used_low) * keeps_low, where=finite)
            np.copyto(used_high, bound + (used_high - bound) * keeps_high, where=finite & (used_high > bound))
        return _root(low, used_low, high, used_high, bound)

    @staticmethod
    def _width(need: Floats, scale: Floats) -> Floats:
        return np.maximum(PRECISION * need, LEAST * scale)


def _bound(before: Floats) -> Floats:
    # A limit holds a newcomer when it is exceeded and raised by him; one that is endless already holds nobody.
    return np.maximum(FULL, before + LEAST_RISE)


def _root(first: Floats, used_first: Floats, second: Floats, used_second: Floats, bound: Floats) -> Floats:
    # Where the secant of the first limit to get there meets its bound, by column; infinite where none rises.
    endless = np.isinf(used_first) | np.isinf(used_second)
    rise = np.subtract(used_second, used_first, out=np.zeros_like(bound), where=~endless)
    left = np.subtract(bound, used_first, out=np.zeros_like(bound), where=~endless)
    apart = np.where(np.isfinite(second), second - first, 0.0)[:, None]
    steps = np.divide(left * apart, rise, out=np.full_like(bound, np.inf), where=(rise > 0) & (apart > 0))
    return first + np.maximum(steps.min(axis=1), 0.0)
