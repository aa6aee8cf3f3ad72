"""Which way water takes down a graph of pipes while certain assets stand: sewage and storm water alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.capacity import Bools, Floats, Integers


class Pipe(NamedTuple):
    """A pipe: the nodes that it leads from and to, its asset, its priority, its share of what leaves its node [-]."""

    start: str
    end: str
    asset: str
    priority: int
    share: float


class End(NamedTuple):
    """A module of a place where water leaves the pipes: its node, its asset, what it may take."""

    node: str
    asset: str
    may_take: float


class Way(NamedTuple):
    """One of the pipes by which a node drains: its row, the node it leads to, its share of the flow [-]."""

    pipe: int
    end: str
    share: float


@dataclass(frozen=True)
class Graph:
    """Pipes between nodes, some of which are ends.

    Parameters
    ----------
    nodes
        Names of the nodes; their order numbers them.
    pipes
        The pipes.
    ends
        Outfalls and works, one for every module.
    entries
        The node at which each area's water enters.
    """

    nodes: Sequence[str]
    pipes: Sequence[Pipe]
    ends: Sequence[End]
    entries: Sequence[str]

    @property
    def end_nodes(self) -> tuple[str, ...]:
        """Nodes that are ends, each once."""
        return tuple(dict.fromkeys(end.node for end in self.ends))


@dataclass(frozen=True)
class Route:
    """How water runs while certain assets stand.

    Parameters
    ----------
    pipe, start, end
        Pipe, node it leaves and node it enters, upstream first, int [steps].
    share
        What the pipe takes of all that leaves its node [-], float [steps].
    served
        True for areas from which a way leads to an end, bool [areas].
    may_take
        What each end may take in its own unit, 0 where none of an area's water arrives, float [ends].
    """

    pipe: Integers
    start: Integers
    end: Integers
    share: Floats
    served: Bools
    may_take: Floats


def route_of(graph: Graph, *, standing: frozenset[str]) -> Route:
    """Return how water runs while certain assets stand.

    Parameters
    ----------
    graph
        Pipes, ends and entries; no pipes in a circle.
    standing
        Names of the assets that stand.

    Notes
    -----
    Of the pipes that stand and lead to an end, those of the highest priority take what leaves a node: by their shares,
    or all by the first row where none has a share. Shares of pipes that do not stand fall to the others in proportion.
    """
    import networkx as nx

    index = {node: at for at, node in enumerate(graph.nodes)}
    may_take: dict[str, float] = {}
    for each in graph.ends:
        if each.asset in standing:
            may_take[each.node] = may_take.get(each.node, 0.0) + each.may_take
    built = nx.MultiDiGraph()
    built.add_nodes_from(index)
    built.add_edges_from((pipe.start, pipe.end, {"at": at}) for at, pipe in enumerate(graph.pipes)
                         if pipe.asset in standing)
    order = list(nx.topological_sort(built))
    # From the ends upstream: a node is served if it is an end, or if one of its pipes leads to one that is.
    chosen: dict[str, list[Way]] = {}
    served = {node for node, capacity in may_take.items() if capacity > 0}
    for node in reversed(order):
        onward = sorted((pipe["at"], end) for _, end, pipe in built.out_edges(node, data=True) if end in served)
        if onward and node not in served:
            highest = max(graph.pipes[at].priority for at, _ in onward)
            chosen[node] = _split([(at, end) for at, end in onward if graph.pipes[at].priority == highest], graph.pipes)
            served.add(node)
    steps = [(way.pipe, index[node], index[way.end], way.share) for node in order for way in chosen.get(node, ())]
    reached = _reached(chosen, graph.entries)
    columns = list(zip(*steps, strict=True)) or [(), (), (), ()]
    pipe, start, end = (np.array(column, dtype=np.int64) for column in columns[:3])
    return Route(
        pipe, start, end, np.array(columns[3], dtype=np.float64),
        np.array([entry in served for entry in graph.entries], dtype=np.bool_),
        np.array([may_take.get(node, 0.0) if node in reached else 0.0 for node in graph.end_nodes], dtype=np.float64))


def _split(onward: list[tuple[int, str]], pipes: Sequence[Pipe]) -> list[Way]:
    sharing = [(at, end) for at, end in onward if pipes[at].share > 0]
    if not sharing:
        at, end = onward[0]
        return [Way(at, end, 1.0)]
    whole = sum(pipes[at].share for at, _ in sharing)
    return [Way(at, end, pipes[at].share / whole) for at, end in sharing]


def _reached(chosen: Mapping[str, Sequence[Way]], entries: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    ahead = list(entries)
    while ahead:
        node = ahead.pop()
        if node not in reached:
            reached.add(node)
            ahead += [way.end for way in chosen.get(node, ())]
    return reached
