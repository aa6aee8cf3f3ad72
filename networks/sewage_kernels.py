"""Compiled kernel of the sewers: every state by itself, so that no state can touch another's bits."""

import numpy as np
from numba import njit

from networks.open_channel import (
    KZ_COEFFICIENT,
    KZ_EXPONENT,
    KZ_FROM_L_PER_S,
    KZ_HIGHEST,
    KZ_LOWEST,
    LITRES_PER_M3,
    MAX_DAY_OVER_AVERAGE,
    SECONDS_PER_DAY,
)
from sim.capacity import Bools, Floats, Integers

L_PER_S = LITRES_PER_M3 / SECONDS_PER_DAY
"""[L/s] in [m3/d]."""


@njit(cache=True)
def peaking(average_l_per_s: float) -> float:
    """Return the peaking factor of one flow [-]; ``networks.open_channel.peaking_factor`` says whence it comes."""
    if average_l_per_s <= KZ_FROM_L_PER_S:
        return KZ_HIGHEST
    return min(max(KZ_COEFFICIENT / average_l_per_s**KZ_EXPONENT, KZ_LOWEST), KZ_HIGHEST)


@njit(cache=True)
def accumulate(asked: Floats, further: Floats, rows: Integers, manholes: int,
               area_manhole: Integers, domestic_share: Floats, industrial_peak: Floats, served: Bools,
               pipe: Integers, start: Integers, end: Integers, share: Floats,
               carries: Floats, end_manhole: Integers, end_m3_per_d: Floats,
               used: Floats, average: Floats) -> None:
    """Fill the utilisation of all states whose sewage takes one route.

    Parameters
    ----------
    asked
        Sewage of the largest day [m3/d], float [states, areas].
    further
        Infiltration over sewage [-], float [states].
    rows
        The states of this route, int [some states].
    manholes
        How many there are.
    area_manhole, domestic_share, industrial_peak, served
        By area: where it drains, how much of its sewage is domestic [-], the ratio of the rest's busiest hour to its
        average [-], whether a way leads to a discharge.
    pipe, start, end, share
        The route's steps, upstream first.
    carries
        What each pipe carries at its peak [m3/d], float [pipes].
    end_manhole, end_m3_per_d
        The discharges, and what they may take on this route [m3/d].
    used
        Peak flow over what a pipe carries, then the largest day over what a discharge may take, then infinity for
        sewage without a way [-], float [states, pipes + discharges + 1]; zero at first.
    average
        Average flow with infiltration [m3/d], float [states, pipes]; no row where nobody asks for it.
    """
    areas, steps, ends, pipes = len(area_manhole), len(pipe), len(end_manhole), len(carries)
    asked_for = len(average) > 0
    whole, domestic, peaked = np.empty(manholes), np.empty(manholes), np.empty(manholes)
    for row in rows:
        whole[:] = 0.0
        domestic[:] = 0.0
        peaked[:] = 0.0
        ratio = further[row]
        for area in range(areas):
            sewage, at = asked[row, area], area_manhole[area]
            own = sewage * domestic_share[area]
            whole[at] += sewage
            domestic[at] += own
            peaked[at] += (sewage - own) * industrial_peak[area]
            if sewage > 0 and not served[area]:
                used[row, pipes + ends] = np.inf
        for step in range(steps):
            above, below, part = start[step], end[step], share[step]
            sewage, own, busiest = whole[above] * part, domestic[above] * part, peaked[above] * part
            whole[below] += sewage
            domestic[below] += own
            peaked[below] += busiest
            own_average, infiltration = own / MAX_DAY_OVER_AVERAGE, sewage * ratio
            busy = own_average * peaking(own_average * L_PER_S) + busiest / MAX_DAY_OVER_AVERAGE + infiltration
            used[row, pipe[step]] = busy / carries[pipe[step]]
            if asked_for:
                average[row, pipe[step]] = sewage / MAX_DAY_OVER_AVERAGE + infiltration
        for at in range(ends):
            if end_m3_per_d[at] > 0:
                used[row, pipes + at] = whole[end_manhole[at]] * (1 + ratio) / end_m3_per_d[at]
