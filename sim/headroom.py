"""The largest further need that still fits at each area."""

import numpy as np

from sim.admission import LEAST_RISE
from sim.capacity import FULL, Bools, CapacitySystem, Demand, Floats, Integers

PRECISION = 5e-3
"""Width of the bracket at which the search ends, relative to the answer [-]."""

LEAST = 2e-3
"""Answer below which no room is left, relative to the park's load or capacity [-]."""

MOST_STEPS = 60
"""Steps after which the search ends whatever the system; halving alone needs fewer."""

FAR_OUT = 64.0
"""Multiple of the first guess beyond which an area is taken to have no limit [-]."""


def largest_further_need(system: CapacitySystem, demand: Demand, in_service: Bools) -> Floats:
    """Return how much more each area may ask before a limit is exceeded through it.

    Parameters
    ----------
    system
        The system.
    demand, in_service
        At least one committed state, as the system assesses it.

    Returns
    -------
    numpy.ndarray
        Further need in the need's own unit, constant over the day, float [states, areas]; what the search has
        proved to fit, within 0.5 %, or 0.2 % of the capacity, below the bound; infinity where nothing bounds it.

    Notes
    -----
    A need fits while no limit is both exceeded and raised by it, the committee's own rule. Systems with several
    needs are asked for more of the mixture that the park asks for already. The excess, as a function of the
    further need, is bracketed, and the bracket closed by false position and halving.
    """
    areas = demand[system.needs[0]].shape[1]
    search = _Search(system, demand, in_service, areas=areas)
    return search.found().reshape(len(in_service), areas)


class _Search:
    """All areas of all states side by side; a column of the search is one area of one state."""

    def __init__(self, system: CapacitySystem, demand: Demand, in_service: Bools, *, areas: int) -> None:
        self.system, self.demand, self.in_service = system, demand, in_service
        states = len(in_service)
        self.state = np.repeat(np.arange(states), areas)
        self.area = np.tile(np.arange(areas), states)
        self.before = system.assess(demand, in_service).utilisation
        self.mixture = self._mixture()
        load, capacity = system.load(demand), system.capacity(in_service)
        scale = np.maximum(np.where(np.isfinite(capacity), capacity, 0.0), load)
        self.scale = np.where(scale > 0, scale, 1.0)[self.state]

    def found(self) -> Floats:
        """Return the largest further need that fits, float [columns]."""
        every = np.arange(len(self.state))
        low, excess_low = np.zeros(len(every)), self._excess(every, np.zeros(len(every)))
        high = self.scale / FAR_OUT
        excess_high = self._excess(every, high)
        for _ in range(MOST_STEPS):
            (fits,) = np.nonzero((excess_high <= 0) & (high < self.scale * FAR_OUT))
            if not len(fits):
                break
            beyond = _beyond(low[fits], excess_low[fits], high=high[fits], excess_high=excess_high[fits])
            low[fits], excess_low[fits] = high[fits], excess_high[fits]
            high[fits] = np.minimum(beyond, self.scale[fits] * FAR_OUT)
            excess_high[fits] = self._excess(fits, high[fits])
        boundless = excess_high <= 0
        self._close(low, excess_low, high=high, excess_high=excess_high)
        low[low < LEAST * self.scale] = 0.0
        return np.where(self._shut(), 0.0, np.where(boundless, np.inf, low))

    def _close(self, low: Floats, excess_low: Floats, *, high: Floats, excess_high: Floats) -> None:
        # Narrows the brackets in place.
        for step in range(MOST_STEPS):
            width = np.maximum(PRECISION * low, LEAST * self.scale)
            (wide,) = np.nonzero((high - low > width) & (excess_high > 0))
            if not len(wide):
                return
            tried = _within(low[wide], excess_low[wide], high=high[wide], excess_high=excess_high[wide],
                            width=width[wide], step=step)
            excess = self._excess(wide, tried)
            fits = excess <= 0
            low[wide[fits]], excess_low[wide[fits]] = tried[fits], excess[fits]
            high[wide[~fits]], excess_high[wide[~fits]] = tried[~fits], excess[~fits]

    def _shut(self) -> Bools:
        # Where something is wanting already, an area's own need in an empty park shows whether it is wanting there.
        shut = np.zeros(len(self.state), dtype=bool)
        wanting: Bools = np.asarray(np.isinf(self.before).any(axis=1))
        doubtful = np.flatnonzero(wanting[self.state])
        if len(doubtful):
            empty = {name: np.zeros_like(values) if name in self.system.needs else values
                     for name, values in self.demand.items()}
            alone = self._with(empty, doubtful, self.scale[doubtful] / FAR_OUT)
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

    def _excess(self, columns: Integers, further: Floats) -> Floats:
        # How far beyond its bound the worst limit would be [-]; at most 0 fits.
        state = self.state[columns]
        answer = self.system.assess(self._with(self.demand, columns, further), self.in_service[state])
        before = self.before[state]
        boundless = np.isinf(before) & np.isinf(answer.utilisation)
        rise = np.subtract(answer.utilisation, before, out=np.full_like(before, -1.0), where=~boundless)
        worst: Floats = np.minimum(answer.utilisation - FULL, rise - LEAST_RISE).max(axis=1)
        return np.where(answer.unsolved, np.inf, worst)


def _beyond(low: Floats, excess_low: Floats, *, high: Floats, excess_high: Floats) -> Floats:
    # A limit is nearly linear in the need: aim a little beyond where it would be exceeded.
    slope = (excess_high - excess_low) / (high - low)
    aimed = high - np.divide(1.02 * excess_high, slope, out=np.full_like(slope, -np.inf), where=slope > 0)
    return np.clip(aimed, 1.05 * high, 8.0 * high)


def _within(low: Floats, excess_low: Floats, *, high: Floats, excess_high: Floats, width: Floats,
            step: int) -> Floats:
    # Aimed by turns a little short of the root and a little beyond it, so that both ends of the bracket close in;
    # every fourth step halves it, since a kink between two limits, or an end at infinity, defeats the aim.
    middle = 0.5 * (low + high)
    if step % 4 == 3:
        return middle
    solved = np.isfinite(excess_high)
    rise = np.subtract(excess_high, excess_low, out=np.ones_like(low), where=solved)
    root = low - (high - low) * excess_low / rise
    aimed = root + (0.4 if step % 2 else -0.4) * width
    inside = solved & (aimed > low) & (aimed < high)
    return np.where(inside, aimed, middle)
