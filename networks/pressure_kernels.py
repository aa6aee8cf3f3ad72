"""Compiled kernel of the pressure trees: every state by itself, so that no state can touch another's bits."""

import numpy as np
from numba import njit

from sim.capacity import Bools, Floats, Integers


@njit(cache=True)
def _raise(used: Floats, period: Integers, row: int, column: int, value: float, when: int) -> None:
    if value > used[row, column]:
        used[row, column] = value
        period[row, column] = when


@njit(cache=True)
def settle(asked: Floats, rows: Integers, scale: float, peak: float, exponent: float, nodes: int,
           area_node: Integers, area_column: Integers, fed: Bools, allowed: Floats,
           start: Integers, end: Integers, resistance: Floats, gain: Floats, renews: Bools,
           members: Integers, pipe: Integers, share: Floats, carries: Floats, pipe_column: Integers,
           supply_node: Integers, supply_column: Integers, may_give: Floats,
           used: Floats, period: Integers, flow: Floats) -> None:
    """Fill the utilisation of all states that one set of assets serves.

    Parameters
    ----------
    asked
        What areas ask, float [states, areas, periods].
    rows
        The states of this route, int [some states].
    scale
        What must be given for each unit that is asked [-]: leakage.
    peak
        The busiest moment over the period's own rate [-], below stores.
    exponent
        Of the flow in the drop [-].
    nodes
        How many there are.
    area_node, area_column, fed, allowed
        By area: its node (-1 for none), its limit's column (-1 for none), whether it is fed, what may be lost of the
        level down to it.
    start, end, resistance, gain, renews
        The route's steps, from the sources outward: nodes, drop at a flow of 1, flow at the start over that at the
        end [-], whether the end is a source itself: its store takes the peak away, and it gives a level of its own.
    members, pipe, share
        Pipes of a step that lie side by side: the first of each step (one more than steps), their rows, their part of
        the flow [-].
    carries, pipe_column
        By pipe: its rating, and its limit's column (-1 for none).
    supply_node, supply_column, may_give
        By source: node, column, and what it gives on this route (0 where it gives nothing).
    used, period
        Utilisation [-] and the period that binds, [states, limits]; zero at first. The last column is for needs that
        nothing serves.
    flow
        Largest flow by pipe, float [states, pipes]; no row where nobody asks for it.
    """
    areas, periods, steps, absent = asked.shape[1], asked.shape[2], len(start), used.shape[1] - 1
    asked_for = len(flow) > 0
    whole, rate, lost = np.empty(nodes), np.empty(nodes), np.empty(nodes)
    runs = np.empty(steps)
    for row in rows:
        for when in range(periods):
            whole[:] = 0.0
            rate[:] = 0.0
            lost[:] = 0.0
            for area in range(areas):
                given = asked[row, area, when] * scale
                if fed[area]:
                    whole[area_node[area]] += given
                    rate[area_node[area]] += given * peak
                elif given > 0:
                    _raise(used, period, row, absent, np.inf, when)
            for back in range(steps):
                step = steps - 1 - back
                above, below = start[step], end[step]
                runs[step] = (whole[below] if renews[step] else rate[below]) * gain[step]
                whole[above] += whole[below] * gain[step]
                rate[above] += runs[step]
            for step in range(steps):
                above, below = start[step], end[step]
                lost[below] = 0.0 if renews[step] else lost[above] + resistance[step] * runs[step]**exponent
                for at in range(members[step], members[step + 1]):
                    runs_here, here = runs[step] * share[at], pipe[at]
                    if pipe_column[here] >= 0:
                        _raise(used, period, row, pipe_column[here], runs_here / carries[here], when)
                    if asked_for and runs_here > flow[row, here]:
                        flow[row, here] = runs_here
            for at in range(len(supply_node)):
                if may_give[at] > 0:
                    _raise(used, period, row, supply_column[at], whole[supply_node[at]] / may_give[at], when)
            for area in range(areas):
                if fed[area] and area_column[area] >= 0:
                    _raise(used, period, row, area_column[area], lost[area_node[area]] / allowed[area], when)
