"""One set of closed elements, as the arrays that the load flow's kernels read."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from networks.power_kernels import CURRENT, NOTHING, VOLTAGE
from sim.capacity import Bools, Floats, Integers


@dataclass(frozen=True)
class Topology:
    """Linear circuits at every position of the tap changers, what is drawn where, and what every limit looks at.

    A net falls into parts that do not feel each other (``networks.power_parts``). Of every part the n-th circuit is
    that of its n-th combination of positions, so that there are as many circuits as one part has combinations.

    Parameters
    ----------
    served, unserved
        Areas with and without a way to a source, int [loads], int [others].
    is_monotone
        True where more load nowhere means less current or less voltage drop elsewhere while tap changers stand
        still, so that hours which another outdoes in every area need not be solved.
    idle
        Voltage of every point, nothing being drawn [pu], complex [circuits, points]; points are the buses that an
        area, a generator, a limit or a tap changer looks at.
    gain
        Voltage at every point for one unit of current fed in at each injection [pu], complex
        [circuits, points, injections]; injections are the served areas, then the generators.
    part, limit_part
        Part of each point and of each limit, int [points], int [limits].
    injection_at
        Point of each injection, int [injections].
    generation
        What the generators feed in [MVA], complex [periods, generators].
    kind, at_from, at_to
        By limit: current, voltage or nothing; points of its ends, int [limits].
    admittance
        By limit of a current: from-from, from-to, to-from, to-to [pu], complex [circuits, limits, 4].
    scale
        By limit: utilisation for one unit of current at either end, or of voltage drop [1/pu], float [limits, 2].
    own_peak
        Limits that see the peak of one area, not the coincident one, bool [limits].
    tap_at, tap_part, tap_low, tap_high
        Point, part and band of every group of tap changers that turn together, int [groups], float [groups] [pu].
    tap_first, tap_count
        Index of the neutral position and number of positions, int [groups].
    """

    served: Integers
    unserved: Integers
    is_monotone: bool
    idle: np.ndarray
    gain: np.ndarray
    part: Integers
    limit_part: Integers
    injection_at: Integers
    generation: np.ndarray
    kind: Integers
    at_from: Integers
    at_to: Integers
    admittance: np.ndarray
    scale: Floats
    own_peak: Bools
    tap_at: Integers
    tap_part: Integers
    tap_low: Floats
    tap_high: Floats
    tap_first: Integers
    tap_count: Integers

    @cached_property
    def watched(self) -> Integers:
        """Limits that look at something in service, int [some limits]."""
        return np.flatnonzero(self.kind != NOTHING).astype(np.int64)

    @cached_property
    def parts(self) -> int:
        """Number of parts."""
        return 1 + max(int(of.max(initial=0)) for of in (self.part, self.limit_part, self.tap_part))

    @cached_property
    def tap_turns(self) -> Integers:
        """Turns after which each group stands still: as many either way as its part has positions, int [groups]."""
        return np.array([2 * self.tap_count[self.tap_part == part].sum() for part in self.tap_part], dtype=np.int64)

    @cached_property
    def fixed(self) -> Bools:
        """Limits that no injection reaches: the same in every hour, bool [limits]."""
        return np.asarray(~(self.reach > 0).any(axis=(1, 2)))

    @cached_property
    def hold(self) -> Floats:
        """Largest answer of each held voltage to one unit of current at an injection, float [groups, injections]."""
        return np.ascontiguousarray(np.abs(self.gain[:, self.tap_at]).max(axis=0, initial=0.0))

    @cached_property
    def nearness(self) -> Floats:
        """How far one unit of power at an injection can move another's voltage, at most, float [injections]^2.

        Notes
        -----
        The largest over the circuits of abs(Z_kj) / (abs(w_k) abs(w_j)), with the impedance Z and the idle voltage w.
        """
        at = self.injection_at
        idle = np.abs(self.idle[:, at])
        impedance = np.abs(self.gain[:, at])
        return np.ascontiguousarray((impedance / (idle[:, :, None] * idle[:, None, :])).max(axis=0, initial=0.0))

    @cached_property
    def coupled(self) -> Integers:
        """First injection that any circuit couples with each point and the one after the last, int [points, 2].

        Notes
        -----
        Parks that no line joins do not see each other: what lies outside the range is exactly zero, and leaving it out
        changes no bit of a sum.
        """
        return _ranges((self.gain != 0).any(axis=0))

    @cached_property
    def reached(self) -> Integers:
        """First injection that reaches each limit and the one after the last, int [limits, 2]."""
        return _ranges((self.reach != 0).any(axis=1))

    @cached_property
    def lowest_idle(self) -> Floats:
        """Lowest idle voltage of each injection over the circuits [pu], float [injections]."""
        return np.ascontiguousarray(np.abs(self.idle[:, self.injection_at]).min(axis=0, initial=np.inf))

    @cached_property
    def base(self) -> Floats:
        """Largest utilisation of each limit's ends without any current fed in, float [limits, 2]."""
        found = np.zeros((len(self.kind), 2))
        for limit, kind in enumerate(self.kind.tolist()):
            if kind == VOLTAGE:
                lowest = np.abs(self.idle[:, self.at_from[limit]]).min()
                found[limit, 0] = (1.0 - lowest) * self.scale[limit, 0]
            elif kind == CURRENT:
                found[limit] = np.abs(self._ends(limit, self.idle[:, :, None]))[:, :, 0].max(axis=0)
        return found

    @cached_property
    def reach(self) -> Floats:
        """Largest rise of each limit's ends for one unit of current at an injection, float [limits, 2, injections]."""
        found = np.zeros((len(self.kind), 2, len(self.injection_at)))
        for limit, kind in enumerate(self.kind.tolist()):
            if kind == VOLTAGE:
                answer = np.abs(self.gain[:, self.at_from[limit]]).max(axis=0)
                found[limit, 0] = answer * self.scale[limit, 0]
            elif kind == CURRENT:
                found[limit] = np.abs(self._ends(limit, self.gain)).max(axis=0)
        return found

    def _ends(self, limit: int, voltage: np.ndarray) -> np.ndarray:
        # Utilisation of both ends for some voltages [circuits, points, columns]: [circuits, 2, columns].
        start, end = voltage[:, self.at_from[limit]], voltage[:, self.at_to[limit]]
        entries = self.admittance[:, limit, :, None]
        both = (entries[:, 0] * start + entries[:, 1] * end, entries[:, 2] * start + entries[:, 3] * end)
        return np.stack(both, axis=1) * self.scale[limit][:, None]


def _ranges(felt: Bools) -> Integers:
    # By row: the first column that is true and the one after the last; an empty range where none is.
    columns = felt.shape[1]
    some = felt.any(axis=1)
    first = np.where(some, felt.argmax(axis=1) if columns else 0, 0)
    last = np.where(some, columns - felt[:, ::-1].argmax(axis=1) if columns else 0, 0)
    return np.ascontiguousarray(np.stack([first, last], axis=1).astype(np.int64))
