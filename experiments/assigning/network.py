"""A road network with its trips, and the equilibrium on it."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from experiments.study.csv_tables import NUMBER
from networks.equilibrium import Pairs, RoadGraph, Variants, equilibria
from sim.capacity import Bools, Floats, Integers

MOST_TOLD = 5
"""Pairs without a way that are named one by one [-]."""


class NetworkError(ValueError):
    """A network or a demand with mistakes, one a line."""


@dataclass(frozen=True)
class Network:
    """Directed links between named nodes.

    Parameters
    ----------
    nodes
        Names of the nodes in the order of their numbers.
    zones
        Node of each zone, by the zone's name.
    crossable
        False for centroids, through which no traffic passes, bool [nodes].
    tail, head
        Nodes at which each link begins and ends, int [links].
    link
        Names of the links.
    capacity
        In the unit of the trips, above 0; infinite where a link has no limit, float [links].
    free_time
        Time of the empty link, 0 or more, float [links].
    alpha, beta
        Of the travel time t0 (1 + alpha (v / c)^beta), float [links].
    fixed
        Cost that does not depend on the flow (toll, distance), in the unit of time, float [links].
    """

    nodes: tuple[str, ...]
    zones: Mapping[str, int]
    crossable: Bools
    tail: Integers
    head: Integers
    link: tuple[str, ...]
    capacity: Floats
    free_time: Floats
    alpha: Floats
    beta: Floats
    fixed: Floats


@dataclass(frozen=True)
class Assigned:
    """The traffic of a network in user equilibrium.

    Parameters
    ----------
    flow, cost
        Flow and generalised cost of each link, float [links]; infinite where the aim was not reached.
    gap
        Relative gap reached [-]; infinite where none was found.
    solved
        Whether the aim was reached.
    objective
        Beckmann's objective [flow x time]; infinite where the aim was not reached.
    searches
        Searches for new paths [-].
    """

    flow: Floats
    cost: Floats
    gap: float
    solved: bool
    objective: float
    searches: int


def number_of(text: str) -> float:
    """Return the number that a cell holds, or NaN where it holds none, such as 6,5 or 1_000."""
    return float(text) if NUMBER.fullmatch(text) else math.nan


def no_zone(zones: Collection[str]) -> str:
    """Return what to tell of a name that is none of these zones."""
    some = ", ".join(list(zones)[:MOST_TOLD])
    return f"no zone of the network ({some}{', ...' if len(zones) > MOST_TOLD else ''})"


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of links that differ: the second link of a name carries a (2), the third a (3).

    Parameters
    ----------
    names
        Names of links.
    """
    times: Counter[str] = Counter()
    told = []
    for name in names:
        times[name] += 1
        told.append(name if times[name] == 1 else f"{name} ({times[name]})")
    return tuple(told)


def tell_tolls(toll: Floats, *, factor: float | None, told: Callable[[str], None]) -> None:
    """Tell that tolls are left out, where there are any and nobody said what they are worth.

    Parameters
    ----------
    toll
        Toll of each link, float [links].
    factor
        Time that one unit of toll is worth; None where nobody said.
    told
        Told the line.
    """
    tolled = int((toll > 0).sum())
    if factor is None and tolled:
        told(f"tolls are left out: {tolled} of {len(toll)} links have one; --toll-factor F counts a unit of toll as "
             "time F, and --toll-factor 0 leaves them out in silence")


def assign(network: Network, trips: Mapping[tuple[int, int], float], *, gap: float) -> Assigned:
    """Return the user equilibrium of a network.

    Parameters
    ----------
    network
        The network.
    trips
        Trips by origin and destination node; those within one node are left out, they use no link.
    gap
        Relative gap at which the search ends [-].

    Raises
    ------
    NetworkError
        If some trips have no way.

    Notes
    -----
    A cost that does not depend on the flow joins the free time: t0 (1 + a x^b) + f = t1 (1 + a1 x^b) with
    t1 = t0 + f and a1 = a t0 / t1. A link of time 0 stays one of time 0.
    """
    graph, variants = _costs(network)
    wanted = {pair: volume for pair, volume in trips.items() if volume > 0 and pair[0] != pair[1]}
    pairs = Pairs.sorted(list(wanted))
    volumes = np.array([[wanted[pair] for pair in zip(pairs.origin.tolist(), pairs.destination.tolist(), strict=True)]])
    if not wanted:
        nothing = np.zeros(len(network.link))
        return Assigned(nothing, variants.free_time[0], 0.0, True, 0.0, 0)
    found = equilibria(graph, pairs, trips=volumes, variants=variants, variant=np.zeros(1, dtype=np.int64),
                       relative_gap=gap)
    _check_ways(network, pairs, found.cut_off[0], volumes[0])
    reached, searches = float(found.gap[0]), int(found.searches[0])
    if not found.solved[0]:
        endless = np.full(len(network.link), np.inf)
        return Assigned(endless, endless, reached, False, float("inf"), searches)
    flow, capacity = found.flow[0], variants.capacity[0]
    cost = variants.free_time[0] * (1.0 + graph.alpha * (flow / capacity) ** graph.beta)
    objective = graph.beckmann(flow, capacity=capacity, free_time=variants.free_time[0])
    return Assigned(flow, cost, reached, True, objective, searches)


def _costs(network: Network) -> tuple[RoadGraph, Variants]:
    endless = np.isinf(network.capacity)
    constant = (network.beta == 0.0) | (network.alpha == 0.0) | endless
    # An exponent of 0 is a time that is always (1 + alpha) as long.
    free = np.where(network.beta == 0.0, network.free_time * (1.0 + network.alpha), network.free_time)
    whole = free + network.fixed
    share = np.divide(free, whole, out=np.zeros_like(whole), where=whole > 0)
    alpha = np.where(constant, 0.0, network.alpha * share)
    beta = np.where(constant, 1.0, network.beta)
    graph = RoadGraph(network.tail, network.head, network.crossable, alpha, beta)
    return graph, Variants.single(capacity=np.where(endless, 1.0, network.capacity), free_time=whole)


def _check_ways(network: Network, pairs: Pairs, cut_off: Bools, volumes: Floats) -> None:
    missing = np.flatnonzero(cut_off).tolist()
    told = [f"no way leads from {network.nodes[pairs.origin[at]]!r} to {network.nodes[pairs.destination[at]]!r}, "
            f"though {volumes[at]:g} trips want one" for at in missing[:MOST_TOLD]]
    if len(missing) > MOST_TOLD:
        told.append(f"... and {len(missing) - MOST_TOLD} further pairs without a way")
    if told:
        raise NetworkError("\n".join(told))
