"""User equilibrium of traffic on any road graph: nobody can save time by taking another way."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.capacity import Bools, Floats, Integers

MOST_SEARCHES = 2000
"""Searches for new paths after which a state counts as not converged [-]; ordinary states need fewer than ten, 2,300
links at a gap of 1e-10 some hundreds."""


@dataclass(frozen=True)
class RoadGraph:
    """Directed links between nodes, with the form of their travel time.

    Parameters
    ----------
    tail, head
        Node at which each link begins and ends, int [links].
    crossable
        False for centroids (zones, gates): traffic begins and ends there and never passes through, bool [nodes].
    alpha, beta
        Parameters of each link's travel time, float [links]; ``beta`` at least 1 where ``alpha`` is not 0.

    Notes
    -----
    Travel time t = t0 (1 + alpha (v / c)^beta) [1]_ with the flow v, capacity c and free time t0. It grows beyond
    v = c, where a real queue would hold the excess back: there the ratio tells how much is asked, not what passes.

    References
    ----------
    .. [1] Bureau of Public Roads (1964). Traffic Assignment Manual. U.S. Department of Commerce.
    """

    tail: Integers
    head: Integers
    crossable: Bools
    alpha: Floats
    beta: Floats

    @cached_property
    def out_link(self) -> Integers:
        """Links in the order of the nodes at which they begin, int [links]."""
        return np.argsort(self.tail, kind="stable").astype(np.int64)

    @cached_property
    def first_out(self) -> Integers:
        """Where each node's links begin in ``out_link``, int [nodes + 1]."""
        counts = np.bincount(self.tail, minlength=len(self.crossable))
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    @cached_property
    def in_link(self) -> Integers:
        """Links in the order of the nodes at which they end, int [links]."""
        return np.argsort(self.head, kind="stable").astype(np.int64)

    @cached_property
    def first_in(self) -> Integers:
        """Where each node's links begin in ``in_link``, int [nodes + 1]."""
        counts = np.bincount(self.head, minlength=len(self.crossable))
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def beckmann(self, flow: Floats, *, capacity: Floats, free_time: Floats) -> float:
        """Return Beckmann's objective, which the equilibrium minimises [flow x time].

        Parameters
        ----------
        flow, capacity
            Flow and capacity of each link, float [links].
        free_time
            Travel time of the empty link, float [links].
        """
        ratio = flow / capacity
        delay = self.alpha * capacity * ratio ** (self.beta + 1.0) / (self.beta + 1.0)
        return float(np.sum(free_time * (flow + delay)))


@dataclass(frozen=True)
class Variants:
    """What the links are like while different assets are in service.

    Parameters
    ----------
    is_open
        Which links stand, bool [variants, links].
    capacity
        Capacity, above 0 also where a link does not stand, float [variants, links].
    free_time
        Travel time of the empty link, float [variants, links].
    """

    is_open: Bools
    capacity: Floats
    free_time: Floats

    @classmethod
    def single(cls, *, capacity: Floats, free_time: Floats) -> "Variants":
        """Return the one variant in which every link stands.

        Parameters
        ----------
        capacity, free_time
            Of each link, float [links].
        """
        return cls(np.ones((1, len(capacity)), dtype=bool), capacity[None].astype(float),
                   free_time[None].astype(float))


@dataclass(frozen=True)
class Equilibria:
    """The traffic of many states.

    Parameters
    ----------
    flow
        Flow of each link, float [states, links].
    gap
        Relative gap of the last search: total cost beyond everybody's cheapest way, over total cost [-], float
        [states]; infinite where none was found.
    solved
        Where the aimed gap was reached, bool [states].
    searches
        Searches for new paths, int [states].
    cut_off
        True where a pair's trips have no way at all; they are left out of ``flow``, bool [states, pairs]. Tells
        nothing, like ``flow``, where the aim was not reached.
    """

    flow: Floats
    gap: Floats
    solved: Bools
    searches: Integers
    cut_off: Bools


@dataclass(frozen=True)
class Trees:
    """Pairs grouped by the node from which their cheapest ways are looked for.

    Parameters
    ----------
    root
        Node at which a tree begins, int [trees].
    is_origin
        True where the pairs' trips begin at the root, False where they end there, bool [trees].
    first_pair
        Where each tree's pairs begin in ``order``, int [trees + 1].
    order
        All pairs, tree by tree, int [pairs].
    far_end
        The other end of each pair in ``order``, int [pairs].
    """

    root: Integers
    is_origin: Bools
    first_pair: Integers
    order: Integers
    far_end: Integers


@dataclass(frozen=True)
class Pairs:
    """Origins and destinations of trips, sorted by origin.

    Parameters
    ----------
    origin, destination
        Node of each pair, int [pairs]; ``origin`` ascends.
    """

    origin: Integers
    destination: Integers

    @classmethod
    def sorted(cls, pairs: Sequence[tuple[int, int]]) -> "Pairs":
        """Return pairs of nodes in their order.

        Parameters
        ----------
        pairs
            Origin and destination.
        """
        table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        return cls(np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1]))

    @cached_property
    def trees(self) -> "Trees":
        """Few trees that hold a way of every pair: one tree to a gate serves all areas that send trips there."""
        left = np.ones(len(self.origin), dtype=bool)
        most = int(max(self.origin.max(initial=0), self.destination.max(initial=0))) + 1
        roots, is_origin, groups = [], [], []
        while left.any():
            begin, end = (np.bincount(ends[left], minlength=most) for ends in (self.origin, self.destination))
            from_origin = begin.max() >= end.max()
            node = int((begin if from_origin else end).argmax())
            (group,) = np.nonzero(left & ((self.origin if from_origin else self.destination) == node))
            left[group] = False
            roots.append(node)
            is_origin.append(from_origin)
            groups.append(group)
        order = np.concatenate([*groups, np.empty(0, dtype=np.int64)]).astype(np.int64)
        first = np.cumsum([0, *map(len, groups)]).astype(np.int64)
        far = np.where(np.repeat(np.array(is_origin, dtype=bool), np.diff(first)), self.destination[order],
                       self.origin[order])
        return Trees(np.array(roots, dtype=np.int64), np.array(is_origin, dtype=bool), first, order, far)


def equilibria(graph: RoadGraph, pairs: Pairs, *, trips: Floats, variants: Variants, variant: Integers,
               relative_gap: float, dearer: float = np.inf) -> Equilibria:
    """Return the user equilibrium of every state.

    Parameters
    ----------
    graph
        Links and nodes.
    pairs
        Between which nodes trips are made.
    trips
        Trips of every pair, at least 0, float [states, pairs]; a state with a number that is none does not solve.
    variants
        What the links are like.
    variant
        Which variant each state has, int [states].
    relative_gap
        Relative gap at which the search ends [-].
    dearer
        By what share a way in use may at most be dearer than the cheapest way of its pair when the search ends [-],
        beside the gap: a gap is a sum over all pairs and says the less of each the more there are. Infinite where it
        is not asked.

    Returns
    -------
    Equilibria
        A state's answer depends on nothing but its own trips and links, to the last bit.

    Notes
    -----
    Path flows by gradient projection [1]_: cheapest paths are added, and flow is shifted to the cheapest known
    path by Newton steps on the links that two paths do not share. Every state begins with everybody on the
    cheapest way of its own roads when they are empty, which are looked for once a variant: neither its neighbours
    nor what was asked before moves a bit. Flows of links whose time does not depend on the flow (``alpha`` 0) are not
    unique; all others are.

    References
    ----------
    .. [1] Jayakrishnan, R., Tsai, W. K., Prashker, J. N., Rajadhyaksha, S. (1994). A faster path-based algorithm
       for traffic assignment. Transportation Research Record 1443, 75-83.
    """
    # Numba takes a second to load: only those who assign traffic wait for it.
    from networks.equilibrium_kernels import equilibrate

    states, links = len(trips), len(graph.tail)
    flow, gap = np.zeros((states, links)), np.empty(states)
    solved, searches = np.zeros(states, dtype=bool), np.zeros(states, dtype=np.int64)
    cut_off = np.zeros(trips.shape, dtype=bool)
    # One memory layout, so that one compiled kernel serves every call.
    dense, trees = np.ascontiguousarray, pairs.trees
    equilibrate(
        np.argsort(variant, kind="stable"), dense(trips[:, trees.order], dtype=np.float64),
        dense(variant, dtype=np.int64), relative_gap, dearer, MOST_SEARCHES, dense(graph.tail), dense(graph.head),
        graph.first_out, graph.out_link, graph.first_in, graph.in_link, dense(graph.crossable), trees.root,
        trees.is_origin, trees.first_pair, trees.far_end, dense(variants.is_open), dense(variants.capacity),
        dense(variants.free_time), dense(graph.alpha), dense(graph.beta), flow, gap, solved, searches, cut_off)
    in_place = np.empty_like(cut_off)
    in_place[:, trees.order] = cut_off
    return Equilibria(flow, gap, solved, searches, in_place)
