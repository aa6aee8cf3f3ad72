"""Compiled kernels of the AC load flow: a fixed point on the impedance matrix, and Newton's method where it fails."""

import numpy as np
from numba import njit

from networks.power_screening import bound_hour
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
def squared(value: complex) -> float:
    """Return the square of a magnitude: a root costs as much as ten products."""
    return value.real**2 + value.imag**2


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
            change = max(change, squared(moved - voltage[load]))
            voltage[load] = moved
            if not squared(moved) > LEAST_VOLTAGE_PU**2:
                return False
        if change < TOLERANCE_PU**2:
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
def solve(drawn: np.ndarray, idle: np.ndarray, impedance: np.ndarray, voltage: np.ndarray,
          current: np.ndarray) -> bool:
    """Solve one circuit from its idle voltages on; return whether it has a solution."""
    voltage[:] = idle
    if fixed_point(drawn, idle, impedance, voltage, current):
        return True
    voltage[:] = idle
    return newton(drawn, idle, impedance, voltage, current)


@njit(cache=True)
def voltage_at(point: int, idle: np.ndarray, gain: np.ndarray, current: np.ndarray) -> complex:
    """Return the voltage of a point for the currents fed in."""
    value = idle[point]
    for column in range(len(current)):
        value += gain[point, column] * current[column]
    return value


@njit(cache=True)
def flow_at_taps(loaded: int, drawn: np.ndarray, idle: np.ndarray, gain: np.ndarray, injection_at: Integers,
                 tap_at: Integers, tap_low: Floats, tap_high: Floats, tap_first: Integers, tap_count: Integers,
                 idle_there: np.ndarray, impedance: np.ndarray, voltage: np.ndarray,
                 current: np.ndarray) -> tuple[int, bool]:
    """Let the tap changers turn until every voltage lies in its band; return the circuit and whether it solves.

    All begin at the neutral position and turn by one position at a time, all that are outside their band together:
    lower position, higher voltage. One at its end stop stays there. A pair that chases each other's tail ends after
    as many turns as there are positions, where it then stands. ``idle_there`` and ``impedance`` hold the circuit
    ``loaded``, -1 for none.
    """
    changers = len(tap_at)
    position = tap_first.copy()
    for _ in range(2 * tap_count.sum() + 1):
        circuit = 0
        for changer in range(changers):
            circuit = circuit * tap_count[changer] + position[changer]
        if circuit != loaded:
            loaded = circuit
            for row in range(len(drawn)):
                idle_there[row] = idle[circuit, injection_at[row]]
                for column in range(len(drawn)):
                    impedance[row, column] = gain[circuit, injection_at[row], column]
        if not solve(drawn, idle_there, impedance, voltage, current):
            return circuit, False
        turned = False
        for changer in range(changers):
            held = abs(voltage_at(tap_at[changer], idle[circuit], gain[circuit], current))
            if held < tap_low[changer] and position[changer] > 0:
                position[changer] -= 1
                turned = True
            elif held > tap_high[changer] and position[changer] < tap_count[changer] - 1:
                position[changer] += 1
                turned = True
        if not turned:
            break
    return loaded, True


@njit(cache=True)
def use_of(limit: int, everywhere: np.ndarray, kind: Integers, at_from: Integers, at_to: Integers,
           admittance: np.ndarray, scale: Floats) -> float:
    """Return the utilisation of a limit that looks at something, for the voltages of all points."""
    if kind[limit] == VOLTAGE:
        return max(0.0, (1.0 - abs(everywhere[at_from[limit]])) * scale[limit, 0])
    start, end = everywhere[at_from[limit]], everywhere[at_to[limit]]
    begins = squared((admittance[limit, 0] * start + admittance[limit, 1] * end) * scale[limit, 0])
    ends = squared((admittance[limit, 2] * start + admittance[limit, 3] * end) * scale[limit, 1])
    return np.sqrt(max(begins, ends))


@njit(cache=True)
def falling(values: Floats, order: Integers) -> None:
    """Fill ``order`` with the places of values from the largest to the smallest, equal ones in their order."""
    for at in range(len(values)):
        place = at
        while place > 0 and values[order[place - 1]] < values[at]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = at


@njit(cache=True)
def assess_states(
        power_mw: Floats, reactive_share: Floats, coincidence: Floats, chosen: Bools,
        served: Integers, idle: np.ndarray, gain: np.ndarray, injection_at: Integers, generation: np.ndarray,
        kind: Integers, at_from: Integers, at_to: Integers, admittance: np.ndarray, scale: Floats, own_peak: Bools,
        tap_at: Integers, tap_low: Floats, tap_high: Floats, tap_first: Integers, tap_count: Integers,
        watched: Integers, nearness: Floats, lowest_idle: Floats, base: Floats, reach: Floats, utilisation: Floats,
        period: Integers, unsolved: Bools) -> int:
    """Fill utilisation, binding hour and unsolved of every state from its chosen hours; return hours solved.

    Arrays are those of ``networks.power_topology.Topology``; ``chosen`` is bool [states, hours]. Hours that are proved
    not to bind are passed over (``bound_hour``); a ``nearness`` of infinity solves them all. One state after the other,
    one injection after the other: a state's bits depend on nothing but itself.
    """
    states, _, hours = power_mw.shape
    loads, injections, limits, points = len(served), len(injection_at), len(kind), idle.shape[1]
    drawn, voltage = np.zeros((hours, injections), dtype=np.complex128), np.empty(injections, dtype=np.complex128)
    current, everywhere = np.empty(injections, dtype=np.complex128), np.empty(points, dtype=np.complex128)
    idle_there = np.empty(injections, dtype=np.complex128)
    impedance = np.empty((injections, injections), dtype=np.complex128)
    apparent, most_current, bound = np.empty(injections), np.empty(injections), np.empty((hours, limits))
    sure, weight, order = np.zeros(hours, dtype=np.bool_), np.empty(hours), np.empty(hours, dtype=np.int64)
    solved_hours, circuit = 0, -1
    for state in range(states):
        for hour in range(hours):
            weight[hour] = -1.0
            if not chosen[state, hour]:
                continue
            total = 0.0
            for load in range(loads):
                asked = power_mw[state, served[load], hour] * coincidence[state]
                drawn[hour, load] = asked * complex(1.0, reactive_share[state])
                total += asked
            for generator in range(injections - loads):
                drawn[hour, loads + generator] = -generation[hour, generator]
            weight[hour] = total
            for row in range(injections):
                apparent[row] = np.sqrt(drawn[hour, row].real**2 + drawn[hour, row].imag**2)
            sure[hour] = bound_hour(apparent, nearness, lowest_idle, watched, base, reach, own_peak,
                                    coincidence[state], most_current, bound[hour])
            # What may not solve comes first: nothing else matters where it does not.
            weight[hour] = total if sure[hour] else np.inf
        falling(weight, order)
        for place in range(hours):
            hour = order[place]
            if weight[hour] < 0.0:
                break
            if unsolved[state] and (sure[hour] or hour > period[state, 0]):
                continue
            if sure[hour]:
                binds = False
                for limit in watched:
                    if bound[hour, limit] >= utilisation[state, limit]:
                        binds = True
                        break
                if not binds:
                    continue
            solved_hours += 1
            circuit, solved = flow_at_taps(circuit, drawn[hour], idle, gain, injection_at, tap_at, tap_low, tap_high,
                                           tap_first, tap_count, idle_there, impedance, voltage, current)
            if not solved:
                unsolved[state] = True
                utilisation[state, :] = np.inf
                period[state, :] = hour
                continue
            if unsolved[state]:
                continue
            for point in range(points):
                everywhere[point] = voltage_at(point, idle[circuit], gain[circuit], current)
            for limit in watched:
                used = use_of(limit, everywhere, kind, at_from, at_to, admittance[circuit], scale)
                if own_peak[limit]:
                    used /= coincidence[state]
                if used > utilisation[state, limit] or (used == utilisation[state, limit] and used > 0.0
                                                        and hour < period[state, limit]):
                    utilisation[state, limit] = used
                    period[state, limit] = hour
    return solved_hours
