"""Parts of a net that cannot feel each other: what branches join without passing through a source."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sim.capacity import Bools, Integers


def joined(buses: int, start: Integers, end: Integers) -> Integers:
    """Return by bus the number of the island it lies in, int [buses].

    Parameters
    ----------
    buses
        How many buses there are.
    start, end
        Buses that each branch joins, int [branches].
    """
    graph = coo_array((np.ones(len(start)), (start, end)), shape=(buses, buses))
    _, island = connected_components(graph, directed=False)
    return np.asarray(island, dtype=np.int64)


def parts(is_source: Bools, start: Integers, end: Integers) -> Integers:
    """Return by bus the number of the part it lies in, int [buses]; every source is a part by itself.

    Parameters
    ----------
    is_source
        Buses at which a source holds the voltage, bool [buses].
    start, end
        Buses that each branch joins, int [branches].

    Notes
    -----
    A source holds its bus's voltage whatever flows, so nothing on one side of it changes anything on the other.
    """
    inner = ~(is_source[start] | is_source[end])
    return joined(len(is_source), start[inner], end[inner])


def parts_of_branches(is_source: Bools, start: Integers, end: Integers) -> Integers:
    """Return by branch the part that it belongs to: that of its end without a source, int [branches]."""
    return parts(is_source, start, end)[np.where(is_source[start], end, start)]


def settings(positions: Sequence[Sequence[int]], part: Sequence[int]) -> list[tuple[int, ...]]:
    """Return settings of groups of tap changers, among which every part finds every combination of its own.

    Parameters
    ----------
    positions
        The positions of each group.
    part
        The part that each group belongs to.

    Returns
    -------
    list
        As many as the part with the most combinations has: a part's n-th combination stands in the n-th setting, its
        last group turning fastest. Parts do not feel each other, so that one setting serves them all.

    Examples
    --------
    >>> settings([(-1, 0, 1), (-1, 0, 1)], [0, 1])
    [(-1, -1), (0, 0), (1, 1)]
    >>> len(settings([(-1, 0, 1), (-1, 0, 1)], [0, 0]))
    9
    """
    mine = {each: [at for at, other in enumerate(part) if other == each] for each in part}
    combined = {each: list(product(*(positions[at] for at in groups))) for each, groups in mine.items()}
    found = []
    for number in range(max(map(len, combined.values()), default=1)):
        chosen = {at: position for each, groups in mine.items()
                  for at, position in zip(groups, combined[each][min(number, len(combined[each]) - 1)], strict=True)}
        found.append(tuple(chosen[at] for at in range(len(part))))
    return found
