"""Compiled kernel of the storm drains: every state by itself, so that no state can touch another's bits."""

import numpy as np
from numba import njit

from sim.capacity import Bools, Floats, Integers


@njit(cache=True)
def respond(built_ha: Floats, rows: Integers, served: Bools, empty: Floats, begin: Integers, area: Integers,
            per_ha: Floats, used: Floats) -> None:
    """Fill the utilisation of all states whose storm water takes one route.

    Parameters
    ----------
    built_ha
        Land of plots that are built or being built [ha], float [states, areas].
    rows
        The states of this route, int [some states].
    served
        True for areas from which a drain leads to an outfall, bool [areas].
    empty
        Utilisation of each limit while all land is field [-], float [limits].
    begin, area, per_ha
        What built land adds [1/ha]: the entries of limit n begin at ``begin[n]``, each for an area.
    used
        Utilisation [-] of the limits, then infinity for built land without a drain, float [states, limits + 1]; zero
        at first.
    """
    limits = len(empty)
    for row in rows:
        for limit in range(limits):
            share = empty[limit]
            for at in range(begin[limit], begin[limit + 1]):
                share += per_ha[at] * built_ha[row, area[at]]
            used[row, limit] = share
        for at in range(len(served)):
            if built_ha[row, at] > 0 and not served[at]:
                used[row, limits] = np.inf
