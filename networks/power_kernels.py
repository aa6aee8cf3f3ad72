"""Compiled kernels of the AC load flow: a fixed point on the impedance matrix, and Newton's method where it fails."""

import numpy as np
from numba import njit

from sim.capacity import Bools, Floats, Integers

CURRENT, VOLTAGE, NOTHING = 0, 1, 2
"""What a limit looks at: the current of an element, the voltage of a bus, an element that is not there."""

TOLERANCE_PU = 1e-10
"""Change of voltage [pu] at which a load flow counts as solved; pandapower's own tolerance on power is 1e-8 MVA."""

MOST_FIXED_POINTS = 60
"""Steps [-] of the fixed point; ordinary states need ten."""

MOST_NEWTON_STEPS = 30
"""Steps [-] of Newton's method; ordinary states need five."""

LEAST_VOLTAGE_PU = 0.02
"""Voltage [pu] below which a step has left every state that a net can be in."""


@njit(cache=True)
def worst_hours(power: Floats, served: Integers) -> Bools:
    """Return by state the hours that no other hour outdoes in every served area at once; of equal hours the first."""
    states, _, hours = power.shape
    chosen = np.ones((states, hours), dtype=np.bool_)
    for state in range(states):
        for hour in range(hours):
            for other in range(hours):
                if other == hour:
                    continue
                outdone, equal = True, True
                for area in served:
                    if power[state, area, other] < power[state, area, hour]:
                        outdone = False
                        break
                    if power[state, area, other] > power[state, area, hour]:
                        equal = False
                if outdone and (not equal or other < hour):
                    chosen[state, hour] = False
                    break
    return chosen


@njit(cache=True)
def fixed_point(drawn: np.ndarray, idle: np.ndarray, impedance: np.ndarray, voltage: np.ndarray,
                current: np.ndarray) -> bool:
    """Solve V = V0 - Z conj(S / V) by repetition from ``voltage`` on; return whether it came to rest."""
    loads = len(drawn)
    for _ in range(MOST_FIXED_POINTS):
        for load in range(loads):
            current[load] = -np.conj(drawn[load] / voltage[load])
        change = 0.0
        for load in range(loads):
            moved = idle[load]
            for other in range(loads):
                moved += impedance[load, other] * current[other]
            change = max(change, abs(moved - voltage[load]))
            voltage[load] = moved
            if not abs(moved) > LEAST_VOLTAGE_PU:
                return False
        if change < TOLERANCE_PU:
            return True
    return False


@njit(cache=True)
def newton(drawn: np.ndarray, idle: np.ndarray, impedance: np.ndarray, voltage: np.ndarray,
           current: np.ndarray) -> bool:
    """Solve the same equations by Newton's method in real and imaginary parts; return whether it came to rest."""
    loads = len(drawn)
    miss, slope = np.empty(2 * loads), np.empty((2 * loads, 2 * loads))
    for _ in range(MOST_NEWTON_STEPS):
        for load in range(loads):
            current[load] = -np.conj(drawn[load] / voltage[load])
        for load in range(loads):
            gap = voltage[load] - idle[load]
            for other in range(loads):
                gap -= impedance[load, other] * current[other]
                # The current depends on the conjugate of the voltage: dI = conj(S) / conj(V)^2 dconj(V).
                turn = -impedance[load, other] * np.conj(drawn[other] / voltage[other] ** 2)
                own = 1.0 if load == other else 0.0
                slope[2 * load, 2 * other] = own + turn.real
                slope[2 * load, 2 * other + 1] = turn.imag
                slope[2 * load + 1, 2 * other] = turn.imag
                slope[2 * load + 1, 2 * other + 1] = own - turn.real
            miss[2 * load], miss[2 * load + 1] = gap.real, gap.imag
        if not (np.isfinite(miss).all() and np.isfinite(slope).all()):
            return False
        # Least squares, for a slope without inverse is the very edge of collapse and must not end the run.
        step = np.linalg.lstsq(slope, miss)[0]
        change = 0.0
        for load in range(loads):
            moved = complex(step[2 * load], step[2 * load + 1])
            voltage[load] -= moved
            change = max(change, abs(moved))
            if not abs(voltage[load]) > LEAST_VOLTAGE_PU:
                return False
        if change < TOLERANCE_PU:
            for load in range(loads):
                current[load] = -np.conj(drawn[load] / voltage[load])
            return True
    return False


@njit(cache=True)
def assess_states(
        power_mw: Floats, reactive_share: Floats, coincidence: Floats, chosen: Bools, served: Integers,
        idle: np.ndarray, gain: np.ndarray, load_bus: Integers, kind: Integers, at_from: Integers, at_to: Integers,
        admittance: np.ndarray, scale: Floats, own_peak: Bools, utilisation: Floats, period: Integers,
        unsolved: Bools) -> None:
    """Fill utilisation, binding hour and unsolved of every state from its chosen hours.

    Arrays are those of ``networks.power_net.Topology``; ``chosen`` is bool [states, hours].

    One state after the other, one load after the other: a state's bits depend on nothing but itself.
    """
    states, _, hours = power_mw.shape
    loads, limits = len(served), len(kind)
    drawn, voltage = np.empty(loads, dtype=np.complex128), np.empty(loads, dtype=np.complex128)
    current, everywhere = np.empty(loads, dtype=np.complex128), np.empty(len(idle), dtype=np.complex128)
    idle_at_loads, impedance = np.empty(loads, dtype=np.complex128), np.empty((loads, loads), dtype=np.complex128)
    for load in range(loads):
        idle_at_loads[load] = idle[load_bus[load]]
        for other in range(loads):
            impedance[load, other] = gain[load_bus[load], other]
    for state in range(states):
        for hour in range(hours):
            if not chosen[state, hour]:
                continue
            for load in range(loads):
                asked = power_mw[state, served[load], hour] * coincidence[state]
                drawn[load] = asked * complex(1.0, reactive_share[state])
                voltage[load] = idle_at_loads[load]
            solved = fixed_point(drawn, idle_at_loads, impedance, voltage, current)
            if not solved:
                for load in range(loads):
                    voltage[load] = idle_at_loads[load]
                solved = newton(drawn, idle_at_loads, impedance, voltage, current)
            if not solved:
                unsolved[state] = True
                utilisation[state, :] = np.inf
                period[state, :] = hour
                break
            for bus in range(len(idle)):
                value = idle[bus]
                for load in range(loads):
                    value += gain[bus, load] * current[load]
                everywhere[bus] = value
            for limit in range(limits):
                if kind[limit] == NOTHING:
                    continue
                if kind[limit] == VOLTAGE:
                    used = max(0.0, (1.0 - abs(everywhere[at_from[limit]])) * scale[limit, 0])
                else:
                    start, end = everywhere[at_from[limit]], everywhere[at_to[limit]]
                    begins = abs(admittance[limit, 0] * start + admittance[limit, 1] * end) * scale[limit, 0]
                    ends = abs(admittance[limit, 2] * start + admittance[limit, 3] * end) * scale[limit, 1]
                    used = max(begins, ends)
                    if own_peak[limit]:
                        used /= coincidence[state]
                if used > utilisation[state, limit]:
                    utilisation[state, limit] = used
                    period[state, limit] = hour
