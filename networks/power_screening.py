"""Which hours of a state must be solved: the others are proved not to bind."""

import numpy as np
from numba import njit

from sim.capacity import Bools, Floats, Integers

SURE = 1.0 + 1e-9
"""Factor on a bound [-] that covers the rounding of its sums and of the load flow."""

MOST_REPETITIONS = 60
"""Repetitions [-] of a fixed point that surely contracts by 0.4 or more at a time."""

NEAR_ENOUGH = 0.2
"""Row sum below which the proof is used [-]: it holds up to 1/4, where the fixed point takes for ever."""


@njit(cache=True)
def squared(value: complex) -> float:
    """Return the square of a magnitude: a root costs as much as ten products."""
    return value.real**2 + value.imag**2


@njit(cache=True)
def fed(drawn: complex, voltage: complex) -> complex:
    """Return the current fed in where a power is drawn at a voltage: -conj(S / V), without a complex division."""
    return np.conj(drawn) * voltage * (-1.0 / squared(voltage))


@njit(cache=True)
def worst_hours(power: Floats, served: Integers) -> Bools:
    """Return by state the hours that no other hour outdoes in every served area at once; of equal hours the first.

    Valid where more load nowhere relieves anything: radial nets of constant-power loads without generation, shunts or
    charging, in which every branch carries the sum of what lies behind it, while tap changers stand still
    (``networks.power_hours``).
    """
    states, _, hours = power.shape
    chosen, total = np.ones((states, hours), dtype=np.bool_), np.empty(hours)
    for state in range(states):
        for hour in range(hours):
            total[hour] = 0.0
            for area in served:
                total[hour] += power[state, area, hour]
        for hour in range(hours):
            for other in range(hours):
                # Who asks for less in all cannot outdo anybody everywhere: sums in one order keep the order.
                if other == hour or total[other] < total[hour]:
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
def left_of_voltage(apparent: Floats, nearness: Floats, near: Integers, lowest_idle: Floats,
                    most_current: Floats) -> float:
    """Return the least voltage over the idle one [-] that any injection surely keeps; fill ``most_current``.

    0 where nothing is proved and the hour may have no solution.

    Parameters are those of ``networks.power_topology.Topology``; ``near`` are the rows of its ``coupled`` at the
    injections; ``apparent`` is the apparent power of each injection [pu], ``most_current`` room for the bound on its
    current [pu], float [injections].

    With u = V / w the load flow reads u_k = 1 - sum_j z_kj conj(S_j) / conj(u_j), abs(z_kj) being ``nearness``. Let
    xi be the largest row sum of nearness times apparent power. If xi < 1/4, the right side maps the ball
    abs(u - 1) <= r, r = (1 - sqrt(1 - 4 xi)) / 2 < 1/2, into itself, since xi / (1 - r) = r, and contracts it by
    r / (1 - r): the fixed point begun at u = 1 stays in the ball and comes to rest there. So abs(V_j) is at least
    (1 - r) abs(w_j), and the current of an injection at most abs(S_j) / ((1 - r) abs(w_j)). Where there are tap
    changers the arrays hold the worst position for each entry.

    Source: Bolognani, S., Zampieri, S. (2016). On the existence and linear approximation of the power flow solution in
    power distribution networks. IEEE Transactions on Power Systems 31 (1), 163-172.
    """
    injections = len(apparent)
    nearest = 0.0
    for row in range(injections):
        total = 0.0
        for column in range(near[row, 0], near[row, 1]):
            total += nearness[row, column] * apparent[column]
        total *= SURE
        # Asked this way round, what is no number proves nothing either.
        if not total < NEAR_ENOUGH:
            return 0.0
        nearest = max(nearest, total)
    left = 0.5 * (1.0 + np.sqrt(1.0 - 4.0 * nearest))
    for column in range(injections):
        most_current[column] = SURE * apparent[column] / (left * lowest_idle[column])
    return left


@njit(cache=True)
def bound_hour(apparent: Floats, nearness: Floats, near: Integers, lowest_idle: Floats, watched: Integers, base: Floats,
               reach: Floats, reached: Integers, own_peak: Bools, coincidence: float, most_current: Floats,
               bound: Floats) -> float:
    """Fill ``bound`` with what no limit's utilisation can exceed in an hour; return ``left_of_voltage``.

    By the triangle inequality a limit is at most its base and the sum of reach times current.
    """
    left = left_of_voltage(apparent, nearness, near, lowest_idle, most_current)
    if left == 0.0:
        bound[:] = np.inf
        return 0.0
    for limit in watched:
        most = 0.0
        for end in range(2):
            used = base[limit, end]
            for column in range(reached[limit, 0], reached[limit, 1]):
                used += reach[limit, end, column] * most_current[column]
            most = max(most, used)
        bound[limit] = most * SURE / (coincidence if own_peak[limit] else 1.0)
    return left


@njit(cache=True)
def settle(aim: float, left: float, drawn: np.ndarray, idle: np.ndarray, impedance: np.ndarray, near: Integers,
           voltage: np.ndarray, current: np.ndarray) -> float:
    """Repeat V = V0 - Z conj(S / V) until the error is surely small; return the bound on it, relative to V0.

    The map contracts by q = r / (1 - r), r = 1 - ``left``, so the error is at most q / (1 - q) times the last change
    (Banach). ``voltage`` begins inside the ball of ``bound_hour`` and stays there.
    """
    factor = (1.0 - left) / (2.0 * left - 1.0)
    error = np.inf
    for _ in range(MOST_REPETITIONS):
        for row in range(len(drawn)):
            current[row] = fed(drawn[row], voltage[row])
        change = 0.0
        for row in range(len(drawn)):
            moved = idle[row]
            for column in range(near[row, 0], near[row, 1]):
                moved += impedance[row, column] * current[column]
            step = moved - voltage[row]
            change = max(change, squared(step) / squared(idle[row]))
            voltage[row] = moved
        error = factor * np.sqrt(change)
        if error <= aim:
            break
    return error
