"""Which hours of a state are handed to the load flow at all."""

import numpy as np
from numba import njit

from networks.power_kernels import load_circuit, number_circuits, voltage_at
from networks.power_load import PowerLoad
from networks.power_screening import fed, left_of_voltage, settle, squared, worst_hours
from networks.power_topology import Topology
from sim.capacity import Bools, Floats, Integers

CLOSE_PU = 1e-6
"""Error of a held voltage [-] to which it is solved for; nearer to the edge of its band every hour is solved."""


def hours_to_solve(load: PowerLoad, *, topology: Topology) -> Bools:
    """Return the hours of every state among which those that bind are, bool [states, hours].

    Parameters
    ----------
    load
        What the areas draw.
    topology
        The circuit.

    Notes
    -----
    In a monotone net the hours that no other hour outdoes in every area. Where tap changers hold the voltage that is
    so as long as they stand still: let m be what every hour asks at least, area by area. An hour h that hour g outdoes
    asks no less than m and no more than g, so each held voltage lies between those of m and of g at the neutral
    position. If those are within the band, no tap changer turns in h, and g's circuit is h's. Where that is not proved
    for every g, all hours are solved, as in a net that is not monotone.
    """
    states, _, hours = load.power_mw.shape
    at = topology
    if not at.is_monotone:
        return np.ones((states, hours), dtype=bool)
    chosen = worst_hours(load.power_mw, at.served)
    if len(at.tap_at):
        _release(load.power_mw, load.reactive_share, load.coincidence, chosen, at.parts, at.part, at.served, at.idle,
                 at.gain, at.injection_at, at.tap_at, at.tap_part, at.tap_low, at.tap_high, at.tap_first, at.tap_count,
                 at.hold, at.nearness, at.lowest_idle, at.coupled)
    return chosen


@njit(cache=True)
def _release(power_mw: Floats, reactive_share: Floats, coincidence: Floats, chosen: Bools, parts: int, part: Integers,
             served: Integers, idle: np.ndarray, gain: np.ndarray, injection_at: Integers, tap_at: Integers,
             tap_part: Integers, tap_low: Floats, tap_high: Floats, tap_first: Integers, tap_count: Integers,
             hold: Floats, nearness: Floats, lowest_idle: Floats, coupled: Integers) -> None:
    """Choose all hours of the states in which a tap changer may turn."""
    states, _, hours = power_mw.shape
    loads = len(served)
    asked, drawn = np.empty(loads), np.empty(loads, dtype=np.complex128)
    idle_there, voltage = np.empty(loads, dtype=np.complex128), np.empty(loads, dtype=np.complex128)
    current, impedance = np.empty(loads, dtype=np.complex128), np.zeros((loads, loads), dtype=np.complex128)
    apparent, most_current = np.empty(loads), np.empty(loads)
    circuit, near = np.zeros(parts, dtype=np.int64), coupled[injection_at]
    number_circuits(tap_first, tap_count, tap_part, circuit)
    load_circuit(circuit, part, idle, gain, near, injection_at, idle_there, impedance)
    for state in range(states):
        # The hour after the last one is the lightest: what every hour asks at least.
        for hour in range(hours + 1):
            if hour < hours and not chosen[state, hour]:
                continue
            for load in range(loads):
                if hour < hours:
                    asked[load] = power_mw[state, served[load], hour]
                else:
                    asked[load] = power_mw[state, served[load]].min()
                drawn[load] = asked[load] * coincidence[state] * complex(1.0, reactive_share[state])
                apparent[load] = np.sqrt(squared(drawn[load]))
            left = left_of_voltage(apparent, nearness, near, lowest_idle, most_current)
            still = left > 0.0
            if still:
                voltage[:] = idle_there
                error = settle(CLOSE_PU, left, drawn, idle_there, impedance, near, voltage, current)
                for load in range(loads):
                    current[load] = fed(drawn[load], voltage[load])
                for group in range(len(tap_at)):
                    off = CLOSE_PU
                    for load in range(loads):
                        off += hold[group, load] * most_current[load] * error / left
                    held = abs(voltage_at(tap_at[group], circuit, part, idle, gain, coupled, current))
                    still = still and tap_low[group] <= held - off and held + off <= tap_high[group]
            if not still:
                chosen[state, :] = True
                break
