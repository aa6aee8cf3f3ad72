"""How a pressure tree is fed while certain assets stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.capacity import Bools, Floats, Integers

PLAIN = "node"
"""Kind of a node that gives nothing."""

LEAST_DROP = 1e-9
"""Stands for a drop that no flow at all would keep; the tables' faults tell of such areas [m or MPa2]."""


@dataclass(frozen=True)
class Physics:
    """What the mathematics of a tree need to know of its pipes and nodes.

    Parameters
    ----------
    exponent
        Of the flow in the drop [-].
    resistance
        Drop at a flow of 1, float [pipes].
    gain
        Flow at a pipe's start over that at its end [-], float [pipes].
    carries
        Rating, float [pipes].
    level
        What a node gives where it is a source (head, squared pressure), float [nodes].
    needed
        What must be left of it at a node, float [nodes].
    scale
        What must be given for each unit that is asked [-].
    peak
        The busiest moment over the period's own rate [-].
    """

    exponent: float
    resistance: Floats
    gain: Floats
    carries: Floats
    level: Floats
    needed: Floats
    scale: float = 1.0
    peak: float = 1.0


@dataclass(frozen=True)
class Route:
    """The forest that feeds the areas while certain assets stand; ``networks.pressure_kernels`` tells its arrays.

    Parameters
    ----------
    fed, allowed
        By area: whether it is fed, and what may be lost on the way to it.
    start, end, resistance, gain, renews
        By step, from the sources outward.
    members, pipe, share
        Pipes side by side: the first of each step, their rows, their part of the flow [-].
    may_give
        By source, 0 where nothing of it reaches an area.
    capacity
        What the sources together bring to the areas.
    """

    fed: Bools
    allowed: Floats
    start: Integers
    end: Integers
    resistance: Floats
    gain: Floats
    renews: Bools
    members: Integers
    pipe: Integers
    share: Floats
    may_give: Floats
    capacity: float


def side_by_side(resistance: Floats, exponent: float) -> tuple[float, Floats]:
    """Return the resistance of pipes between the same two nodes, and what part of the flow each takes.

    Parameters
    ----------
    resistance
        Of each pipe: drop at a flow of 1.
    exponent
        Of the flow in the drop [-].

    Notes
    -----
    All lose the same: r_i q_i^n is one drop, so that q_i goes with r_i^(-1/n).

    Examples
    --------
    >>> both, share = side_by_side(np.array([1.0, 1.0]), 2.0)
    >>> both, share.tolist()
    (0.25, [0.5, 0.5])
    """
    eases = resistance ** (-1.0 / exponent)
    return float(eases.sum() ** -exponent), eases / eases.sum()


def route_of(nodes: pd.DataFrame, pipes: pd.DataFrame, area_node: Integers, physics: Physics, *,
             standing: frozenset[str], capacity: str) -> Route:
    """Return how areas are fed while certain assets stand.

    Parameters
    ----------
    nodes, pipes
        The tables of the system.
    area_node
        Node of each area by number, -1 for none.
    physics
        What flow costs.
    standing
        Names of the assets that stand.
    capacity
        Column of ``nodes`` that tells what a source gives.

    Notes
    -----
    A node is fed by the pipes of the highest priority that stand and begin at a fed node; the valves of the others are
    shut. Sources that others feed (works behind an intake) pass on what reaches them, if one of their modules stands.
    """
    names = list(dict.fromkeys(nodes["node"]))
    index = {node: at for at, node in enumerate(names)}
    gives = nodes[nodes["kind"] != PLAIN]
    rate = gives[gives["asset"].isin(standing)].groupby("node")[capacity].sum().to_dict()
    sources = {str(node): float(rate.get(node, 0.0)) for node in gives["node"]}
    forest = _forest(names, pipes, sources, standing=standing)
    served = [names[at] if at >= 0 and names[at] in forest.level_of else None for at in area_node.tolist()]
    used = _upstream({node for node in served if node is not None}, forest.feed)
    steps = [(node, *forest.feed[node]) for node in forest.order if node in used and node in forest.feed]
    joined = [side_by_side(physics.resistance[pipes_of], physics.exponent) for _, _, pipes_of in steps]
    may_give = {node: give if node in used else 0.0 for node, give in sources.items()}
    return Route(
        fed=np.array([node is not None for node in served], dtype=np.bool_),
        allowed=np.array([1.0 if node is None else max(
            physics.level[index[forest.level_of[node]]] - physics.needed[index[node]], LEAST_DROP)
            for node in served], dtype=np.float64),
        start=np.array([index[start] for _, start, _ in steps], dtype=np.int64),
        end=np.array([index[node] for node, _, _ in steps], dtype=np.int64),
        resistance=np.array([both for both, _ in joined], dtype=np.float64),
        gain=np.array([float(physics.gain[pipes_of] @ share) for (_, _, pipes_of), (_, share) in zip(
            steps, joined, strict=True)], dtype=np.float64),
        renews=np.array([node in sources for node, _, _ in steps], dtype=np.bool_),
        members=np.cumsum([0, *(len(pipes_of) for _, _, pipes_of in steps)], dtype=np.int64),
        pipe=np.array([at for _, _, pipes_of in steps for at in pipes_of], dtype=np.int64),
        share=np.concatenate([np.empty(0), *(share for _, share in joined)]),
        may_give=np.array(list(may_give.values()), dtype=np.float64),
        capacity=_brought(forest.feed, used, may_give, {node for node in served if node is not None}))


class _Forest(NamedTuple):
    """Nodes from the sources outward, what feeds each through which pipes, and whose level it has."""

    order: list[str]
    feed: dict[str, tuple[str, list[int]]]
    level_of: dict[str, str]


def _forest(names: Sequence[str], pipes: pd.DataFrame, sources: Mapping[str, float], *,
            standing: frozenset[str]) -> _Forest:
    import networkx as nx

    graph = nx.MultiDiGraph()
    graph.add_nodes_from(names)
    for at, (start, end, asset) in enumerate(zip(pipes["from_node"], pipes["to_node"], pipes["asset"], strict=True)):
        if asset in standing:
            graph.add_edge(start, end, at=at)
    roots = sources.keys() - set(pipes["to_node"])
    priority = pipes["priority"].tolist()
    forest = _Forest(list(nx.topological_sort(graph)), {},
                     {root: root for root in sources if root in roots and sources[root] > 0})
    for node in forest.order:
        if node in roots or not sources.get(node, 1.0) > 0:
            continue
        coming = [(-priority[pipe["at"]], pipe["at"], start) for start, _, pipe in graph.in_edges(node, data=True)
                  if start in forest.level_of]
        if coming:
            highest, _, start = min(coming)
            forest.feed[node] = start, sorted(
                at for rank, at, begin in coming if rank == highest and begin == start)
            forest.level_of[node] = node if node in sources else forest.level_of[start]
    return forest


def _upstream(nodes: set[str], feed: Mapping[str, tuple[str, Sequence[int]]]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        here: str | None = node
        while here is not None and here not in found:
            found.add(here)
            here = feed[here][0] if here in feed else None
    return found


def _brought(feed: Mapping[str, tuple[str, Sequence[int]]], used: set[str], gives: Mapping[str, float],
             served: set[str]) -> float:
    # A source brings what it gives, but where all runs on through others no more than they pass.
    below: dict[str, list[str]] = {}
    for node in used:
        if node in feed:
            below.setdefault(feed[node][0], []).append(node)

    def passes(node: str) -> float:
        onward = np.inf if node in served else sum(passes(end) for end in below.get(node, ()))
        return min(gives.get(node, np.inf), onward)

    return float(sum(passes(node) for node in sorted(used) if node not in feed))
