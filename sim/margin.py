"""How far a state without solution lies beyond the last that has one."""

import numpy as np

from sim.capacity import Bools, CapacitySystem, Demand, Floats

PRECISION = 1e-3
"""Width of the bracket at which the search ends [-]."""


def solvable_share(system: CapacitySystem, demand: Demand, in_service: Bools) -> Floats:
    """Return the largest share of every need at which states still solve.

    Parameters
    ----------
    system
        The system.
    demand, in_service
        At least one state that does not solve, as the system assesses it.

    Returns
    -------
    numpy.ndarray
        Share [-] that was seen to solve, less than 0.001 below the first that was not, float [states]; 0 where
        nothing at all solves.

    Notes
    -----
    By halving between nothing and the whole. The way to the edge is taken to be a straight one: all needs grow
    alike, as a load flow's loading margin is told.
    """
    low, high = np.zeros(len(in_service)), np.ones(len(in_service))
    while (high - low).max() > PRECISION:
        share = 0.5 * (low + high)
        scaled = {name: values * share[:, None, None] if name in system.needs else values
                  for name, values in demand.items()}
        solves = ~system.assess(scaled, in_service).unsolved
        low, high = np.where(solves, share, low), np.where(solves, high, share)
    return low
