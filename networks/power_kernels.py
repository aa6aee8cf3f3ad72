"""Compiled kernels of the AC load flow: a fixed point on the impedance matrix, and Newton's method where it fails."""

import numpy as np
from numba import njit

from networks.power_screening import bound_hour, fed, settle, squared
from sim.capacity import Bools, Floats, Integers

CURRENT, VOLTAGE, NOTHING = 0, 1, 2
"""What a limit looks at: the current of an element, the voltage of a bus, an element that is not there."""

TOLERANCE_PU = 1e-10
"""Change of voltage [pu] at which a load flow counts as solved; pandapower's own tolerance on power is 1e-8 MVA."""

MOST_FIXED_POINTS = 60
"""Steps [-] of the fixed point; ordinary states need ten."""

MOST_NEWTON_STEPS = 30
"""Steps [-] of Newton's method; ordinary states need five."""

ROUGH, FINER = 1e-3, 1e-3
"""Error of the voltages [-] to which an hour is first solved, and factor by which it falls where that leaves doubt."""

NEGLIGIBLE = 1e-9
"""Utilisation [-] that counts as none: the solvers' own rounding is of this size."""

FIRST = 1e9
"""Factor on the load of hours that come before all others [-]."""

LEAST_VOLTAGE_PU = 0.02
"""Voltage [pu] below which a step has left every state that a net can be in."""


@njit(cache=True)
def fixed_point(drawn: np.ndarray, idle: np.ndarray, impedance: np.ndarray, near: Integers, voltage: np.ndarray,
                current: np.ndarray) -> bool:
    """Solve V = V0 - Z conj(S / V) by repetition from ``voltage`` on; return whether it came to rest."""
    loads = len(drawn)
    for _ in range(MOST_FIXED_POINTS):
        for load in range(loads):
            current[load] = fed(drawn[load], voltage[load])
        change = 0.0
        for load in range(loads):
            moved = idle[load]
            for other in range(near[load, 0], near[load, 1]):
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
            current[load] = fed(drawn[load], voltage[load])
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
        # A slope without inverse is the very edge of collapse and must not end the run.
        try:
            step = np.linalg.solve(slope, miss)
        except Exception:  # noqa: BLE001 - compiled code knows no other
            return False
        change = 0.0
        for load in range(loads):
            moved = complex(step[2 * load], step[2 * load + 1])
            voltage[load] -= moved
            change = max(change, abs(moved))
            if not abs(voltage[load]) > LEAST_VOLTAGE_PU:
                return False
        if change < TOLERANCE_PU:
            for load in range(loads):
                current[load] = fed(drawn[load], voltage[load])
            return True
    return False


@njit(cache=True)
def solve(drawn: np.ndarray, idle: np.ndarray, impedance: np.ndarray, near: Integers, voltage: np.ndarray,
          current: np.ndarray) -> bool:
    """Solve one circuit from its idle voltages on; return whether it has a solution."""
    voltage[:] = idle
    if fixed_point(drawn, idle, impedance, near, voltage, current):
        return True
    voltage[:] = idle
    return newton(drawn, idle, impedance, voltage, current)


@njit(cache=True)
def voltage_at(point: int, circuit: Integers, part: Integers, idle: np.ndarray, gain: np.ndarray, coupled: Integers,
               current: np.ndarray) -> complex:
    """Return the voltage of a point for the currents fed in."""
    at = circuit[part[point]]
    value = idle[at, point]
    for column in range(coupled[point, 0], coupled[point, 1]):
        value += gain[at, point, column] * current[column]
    return value


@njit(cache=True)
def number_circuits(position: Integers, tap_count: Integers, tap_part: Integers, circuit: Integers) -> None:
    """Fill ``circuit`` with the number of each part's circuit while tap changers stand at some positions."""
    circuit[:] = 0
    for group in range(len(position)):
        circuit[tap_part[group]] = circuit[tap_part[group]] * tap_count[group] + position[group]


@njit(cache=True)
def load_circuit(circuit: Integers, part: Integers, idle: np.ndarray, gain: np.ndarray, near: Integers,
                 injection_at: Integers, idle_there: np.ndarray, impedance: np.ndarray) -> None:
    """Fill idle voltage and impedance of the injections from one circuit of every part."""
    for row in range(len(injection_at)):
        point = injection_at[row]
        at = circuit[part[point]]
        idle_there[row] = idle[at, point]
        for column in range(near[row, 0], near[row, 1]):
            impedance[row, column] = gain[at, point, column]


@njit(cache=True)
def turned(group: int, held: float, tap_low: Floats, tap_high: Floats, tap_count: Integers,
           position: Integers) -> bool:
    """Turn a group of tap changers by one position if its voltage is outside the band; return whether it turned.

    Lower position, higher voltage. One at its end stop stays there.
    """
    if held < tap_low[group] and position[group] > 0:
        position[group] -= 1
        return True
    if held > tap_high[group] and position[group] < tap_count[group] - 1:
        position[group] += 1
        return True
    return False


@njit(cache=True)
def flow_at_taps(drawn: np.ndarray, part: Integers, idle: np.ndarray, gain: np.ndarray, coupled: Integers,
                 near: Integers, injection_at: Integers, tap_at: Integers, tap_part: Integers, tap_low: Floats,
                 tap_high: Floats, tap_first: Integers, tap_count: Integers, tap_turns: Integers, circuit: Integers,
                 idle_there: np.ndarray, impedance: np.ndarray, voltage: np.ndarray, current: np.ndarray) -> bool:
    """Let the tap changers turn until every voltage lies in its band; fill ``circuit`` and return whether it solves.

    All begin at the neutral position and turn by one position at a time, all that are outside their band together.
    Those that chase each other's tail end after as many turns as their part has positions, where they then stand.
    """
    position = tap_first.copy()
    turn, again = 0, True
    while again:
        number_circuits(position, tap_count, tap_part, circuit)
        load_circuit(circuit, part, idle, gain, near, injection_at, idle_there, impedance)
        if not solve(drawn, idle_there, impedance, near, voltage, current):
            return False
        again = False
        for group in range(len(tap_at)):
            held = abs(voltage_at(tap_at[group], circuit, part, idle, gain, coupled, current))
            if turn < tap_turns[group]:
                again = turned(group, held, tap_low, tap_high, tap_count, position) or again
        turn += 1
    return True


@njit(cache=True)
def near_flow_at_taps(left: float, drawn: np.ndarray, part: Integers, idle: np.ndarray, gain: np.ndarray,
                      coupled: Integers, near: Integers, injection_at: Integers, tap_at: Integers, tap_part: Integers,
                      tap_low: Floats, tap_high: Floats, tap_first: Integers, tap_count: Integers, tap_turns: Integers,
                      hold: Floats, most_current: Floats, circuit: Integers, idle_there: np.ndarray,
                      impedance: np.ndarray, voltage: np.ndarray, current: np.ndarray) -> float:
    """Fill ``circuit`` as ``flow_at_taps`` does; return a bound on the error of the voltages, relative to idle.

    For hours that surely solve: each position is solved only as closely as its turn can be told. ``hold`` is the
    largest answer of each held voltage to a current, float [groups, injections].
    """
    groups, injections = len(tap_at), len(drawn)
    position = tap_first.copy()
    error, turn, again = 0.0, 0, True
    voltage[:] = 1.0
    idle_there[:] = 1.0
    while again:
        number_circuits(position, tap_count, tap_part, circuit)
        # The voltage over the idle one lies in the same ball for every position.
        for row in range(injections):
            voltage[row] /= idle_there[row]
        load_circuit(circuit, part, idle, gain, near, injection_at, idle_there, impedance)
        for row in range(injections):
            voltage[row] *= idle_there[row]
        aim, told = ROUGH, False
        while not told:
            error = settle(aim, left, drawn, idle_there, impedance, near, voltage, current)
            for row in range(injections):
                current[row] = fed(drawn[row], voltage[row])
            told = aim < TOLERANCE_PU
            doubt = False
            for group in range(groups):
                held = abs(voltage_at(tap_at[group], circuit, part, idle, gain, coupled, current))
                off = 0.0
                for column in range(injections):
                    off += hold[group, column] * most_current[column]
                off *= error / left
                doubt = doubt or abs(held - tap_low[group]) <= off or abs(held - tap_high[group]) <= off
            if doubt and not told:
                aim *= FINER
                continue
            told = True
            again = False
            for group in range(groups):
                held = abs(voltage_at(tap_at[group], circuit, part, idle, gain, coupled, current))
                if turn < tap_turns[group]:
                    again = turned(group, held, tap_low, tap_high, tap_count, position) or again
        turn += 1
    return error


@njit(cache=True)
def may_bind(circuit: Integers, part: Integers, limit_part: Integers, error: float, idle: np.ndarray, gain: np.ndarray,
             coupled: Integers, current: np.ndarray, kind: Integers, at_from: Integers, at_to: Integers,
             admittance: np.ndarray, scale: Floats, own_peak: Bools, coincidence: float, watched: Integers,
             fixed: Bools, bound: Floats, found: Floats, everywhere: np.ndarray) -> bool:
    """Tell whether an hour may exceed what other hours use, its voltages being known with an error."""
    for point in range(len(everywhere)):
        everywhere[point] = voltage_at(point, circuit, part, idle, gain, coupled, current)
    for limit in watched:
        least = max(found[limit], NEGLIGIBLE)
        if bound[limit] < least:
            continue
        used = use_of(limit, circuit[limit_part[limit]], everywhere, kind, at_from, at_to, admittance, scale)
        if own_peak[limit]:
            used /= coincidence
        # What no injection reaches is the same in every hour, but for the rounding of a circuit's matrices.
        if fixed[limit] and used <= least * (1.0 + 1e-12):
            continue
        if used + bound[limit] * error >= least:
            return True
    return False


@njit(cache=True)
def use_of(limit: int, circuit: int, everywhere: np.ndarray, kind: Integers, at_from: Integers, at_to: Integers,
           admittance: np.ndarray, scale: Floats) -> float:
    """Return the utilisation of a limit that looks at something, below 0 for a voltage above the nominal one."""
    if kind[limit] == VOLTAGE:
        return (1.0 - abs(everywhere[at_from[limit]])) * scale[limit, 0]
    start, end = everywhere[at_from[limit]], everywhere[at_to[limit]]
    entry = admittance[circuit, limit]
    begins = squared((entry[0] * start + entry[1] * end) * scale[limit, 0])
    ends = squared((entry[2] * start + entry[3] * end) * scale[limit, 1])
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
        power_mw: Floats, reactive_share: Floats, coincidence: Floats, chosen: Bools, parts: int, part: Integers,
        limit_part: Integers, served: Integers, idle: np.ndarray, gain: np.ndarray, injection_at: Integers,
        generation: np.ndarray, kind: Integers, at_from: Integers, at_to: Integers, admittance: np.ndarray,
        scale: Floats, own_peak: Bools, tap_at: Integers, tap_part: Integers, tap_low: Floats, tap_high: Floats,
        tap_first: Integers, tap_count: Integers, tap_turns: Integers, watched: Integers, fixed: Bools, hold: Floats,
        nearness: Floats, lowest_idle: Floats, base: Floats, reach: Floats, coupled: Integers, reached: Integers,
        utilisation: Floats, period: Integers, unsolved: Bools) -> int:
    """Fill utilisation, binding hour and unsolved of every state from its chosen hours; return hours solved.

    Arrays are those of ``networks.power_topology.Topology``; ``chosen`` is bool [states, hours]. Hours that are proved
    not to bind are passed over (``bound_hour``, ``may_bind``); a ``nearness`` beyond all bounds solves them all. One
    state after the other, one injection after the other: a state's bits depend on nothing but itself.
    """
    states, _, hours = power_mw.shape
    loads, injections, limits, points = len(served), len(injection_at), len(kind), idle.shape[1]
    drawn, voltage = np.zeros((hours, injections), dtype=np.complex128), np.empty(injections, dtype=np.complex128)
    current, everywhere = np.empty(injections, dtype=np.complex128), np.empty(points, dtype=np.complex128)
    idle_there, circuit = np.empty(injections, dtype=np.complex128), np.zeros(parts, dtype=np.int64)
    # Newton's method reads all of it, the others what is coupled.
    impedance, near = np.zeros((injections, injections), dtype=np.complex128), coupled[injection_at]
    apparent, most_current = np.empty(injections), np.empty((hours, injections))
    bound, left = np.empty((hours, limits)), np.zeros(hours)
    weight, order = np.empty(hours), np.empty(hours, dtype=np.int64)
    solved_hours = 0
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
            for row in range(injections):
                apparent[row] = np.sqrt(squared(drawn[hour, row]))
            left[hour] = bound_hour(apparent, nearness, near, lowest_idle, watched, base, reach, reached, own_peak,
                                    coincidence[state], most_current[hour], bound[hour])
            # What may not solve comes first: nothing else matters where it does not.
            weight[hour] = total if left[hour] > 0.0 else FIRST * (1.0 + total)
        falling(weight, order)
        for place in range(hours):
            hour = order[place]
            if weight[hour] < 0.0:
                break
            if left[hour] > 0.0:
                error = near_flow_at_taps(
                    left[hour], drawn[hour], part, idle, gain, coupled, near, injection_at, tap_at, tap_part, tap_low,
                    tap_high, tap_first, tap_count, tap_turns, hold, most_current[hour], circuit, idle_there, impedance,
                    voltage, current)
                if not may_bind(circuit, part, limit_part, error / left[hour], idle, gain, coupled, current, kind,
                                at_from, at_to, admittance, scale, own_peak, coincidence[state], watched, fixed,
                                bound[hour], utilisation[state], everywhere):
                    continue
                solved = solve(drawn[hour], idle_there, impedance, near, voltage, current)
            else:
                solved = flow_at_taps(drawn[hour], part, idle, gain, coupled, near, injection_at, tap_at, tap_part,
                                      tap_low, tap_high, tap_first, tap_count, tap_turns, circuit, idle_there,
                                      impedance, voltage, current)
            solved_hours += 1
            if not solved:
                unsolved[state] = True
                utilisation[state, :] = np.inf
                period[state, :] = hour
                break
            for point in range(points):
                everywhere[point] = voltage_at(point, circuit, part, idle, gain, coupled, current)
            for limit in watched:
                used = use_of(limit, circuit[limit_part[limit]], everywhere, kind, at_from, at_to, admittance, scale)
                if own_peak[limit]:
                    used /= coincidence[state]
                if used < NEGLIGIBLE:
                    continue
                if used > utilisation[state, limit] or (used == utilisation[state, limit]
                                                        and hour < period[state, limit]):
                    utilisation[state, limit] = used
                    period[state, limit] = hour
    return solved_hours
