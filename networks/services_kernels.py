"""Compiled kernel of the simple services: what is asked over what stands, every state by itself."""

import numpy as np
from numba import njit

from sim.capacity import Bools, Floats, Integers


@njit(cache=True)
def divide(asked: Floats, in_service: Bools, area_limit: Integers, row_asset: Integers, row_limit: Integers,
           row_capacity: Floats, used: Floats, period: Integers) -> None:
    """Fill what is asked over what stands.

    Parameters
    ----------
    asked
        The need, float [states, areas, periods].
    in_service
        Bool [states, assets].
    area_limit
        Limit that each area's need counts for, int [areas].
    row_asset, row_limit, row_capacity
        By row of the table: its asset, the limit that it adds to, how much it adds.
    used
        Utilisation [-] of the limits, then of what nothing serves, float [states, limits + 1]; zero at first.
    period
        The period that asks most, int [states, limits + 1]; zero at first.
    """
    states, areas, periods = asked.shape
    limits = used.shape[1] - 1
    capacity, whole = np.empty(limits), np.empty(limits)
    for state in range(states):
        capacity[:] = 0.0
        for row in range(len(row_asset)):
            if in_service[state, row_asset[row]]:
                capacity[row_limit[row]] += row_capacity[row]
        for at in range(periods):
            whole[:] = 0.0
            for area in range(areas):
                whole[area_limit[area]] += asked[state, area, at]
            for limit in range(limits):
                if whole[limit] <= 0:
                    continue
                if capacity[limit] > 0:
                    share, column = whole[limit] / capacity[limit], limit
                else:
                    share, column = np.inf, limits
                if share > used[state, column]:
                    used[state, column], period[state, column] = share, at
