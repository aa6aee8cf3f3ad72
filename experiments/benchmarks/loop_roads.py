"""One busy hour of roads by Frank and Wolfe's method on a NetworkX graph, as the loop does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

from networks.roads import THROUGH_TRAFFIC
from networks.roads_tables import NEEDS, assets_of, links_of, trips_of
from sim.assessing import State
from sim.capacity import Floats
from sim.park import Area
from sim.table import Tables

RELATIVE_GAP = 1e-3
"""Gap at which the loop stops [-], a hundred thousand times wider than the product's: it favours the loop."""

MOST_ROUNDS = 200
"""Rounds after which the loop takes what it has [-]."""

HALVINGS = 30
"""Halvings of a step in its search [-]."""


@dataclass(frozen=True)
class Assigned:
    """What the loop found.

    Parameters
    ----------
    ratio
        Volume over capacity of the links that stand, by their number [-].
    gap
        The relative gap reached [-].
    rounds
        Shortest trees grown from every origin, so many times.
    """

    ratio: Mapping[int, float]
    gap: float
    rounds: int


class RoadLoop:
    """A NetworkX graph of the roads, made anew when an asset was built.

    Parameters
    ----------
    tables
        The road tables of a study.
    areas
        The park's areas.
    assets
        Names of the assets in the order of a state.

    Notes
    -----
    Zones and gates are cut in two nodes, one where trips begin and one where they end: nobody drives through them.
    """

    needs = NEEDS

    def __init__(self, tables: Tables, areas: Sequence[Area], assets: Sequence[str]) -> None:
        self._links, self._trips = links_of(tables), trips_of(tables, tuple(areas))
        self._names = assets_of(tables)
        self._column = {name: assets.index(name) for name in self._names}
        self._asset_set: bytes | None = None
        self._graph = nx.DiGraph()

    def solve(self, state: State, *, hour: int) -> Assigned:
        """Return the volume over capacity of every link in one busy hour."""
        if state.in_service.tobytes() != self._asset_set:
            self._build(state)
        wanted = self._wanted(state, hour)
        self._set_times(np.zeros(len(self._ends)))
        flow = self._loaded(wanted)[0]
        gap, rounds = np.inf, 1
        while rounds < MOST_ROUNDS:
            times = self._set_times(flow)
            aim, shortest = self._loaded(wanted)
            rounds += 1
            spent = float(times @ flow)
            gap = (spent - shortest) / spent if spent > 0 else 0.0
            if gap <= RELATIVE_GAP:
                break
            flow = flow + self._step(flow, aim) * (aim - flow)
        ratio = flow / self._capacity
        return Assigned({link: float(ratio[at]) for at, link in enumerate(self._standing)}, gap, rounds)

    def _build(self, state: State) -> None:
        links, graph = self._links, nx.DiGraph()
        stands = np.array([bool(state.in_service[self._column[name]]) for name in self._names])
        worn = (links.repair >= 0) & ~stands[links.repair]
        closed = worn & (links.works >= 0) & stands[links.works]
        open_ = stands[links.asset]
        self._standing = np.flatnonzero(open_).tolist()
        capacity, free_min = links.capacity_pcu_per_h.copy(), links.free_min.copy()
        for where, capacity_ratio, speed_ratio in (
                (worn, links.worn_capacity_ratio, links.worn_speed_ratio),
                (closed, links.works_capacity_ratio, links.works_speed_ratio)):
            capacity[where] *= capacity_ratio[where]
            free_min[where] /= speed_ratio[where]
        self._capacity, self._free_min = capacity[open_], free_min[open_]
        self._alpha, self._beta = links.graph.alpha[open_], links.graph.beta[open_]
        crossable = links.graph.crossable
        self._ends = []
        for at, link in enumerate(self._standing):
            tail, head = int(links.graph.tail[link]), int(links.graph.head[link])
            start = (tail, "out") if not crossable[tail] else tail
            end = (head, "in") if not crossable[head] else head
            graph.add_edge(start, end, at=at, minutes=0.0)
            self._ends.append((start, end))
        self._graph = graph
        self._data = [graph.edges[ends] for ends in self._ends]
        self._asset_set = state.in_service.tobytes()

    def _wanted(self, state: State, hour: int) -> dict[int, list[tuple[int, float]]]:
        # By origin: destinations and trips.
        trips = self._trips
        through = state.conditions[THROUGH_TRAFFIC]
        pcu_per_h = trips.through_pcu_per_h[hour] * through
        for at, need in enumerate(NEEDS):
            pcu_per_h = pcu_per_h + state.demand[need][trips.area, hour] * trips.share[hour, at]
        wanted: dict[int, list[tuple[int, float]]] = {}
        for origin, destination, volume in zip(trips.pairs.origin.tolist(), trips.pairs.destination.tolist(),
                                               pcu_per_h.tolist(), strict=True):
            if volume > 0:
                wanted.setdefault(origin, []).append((destination, volume))
        return wanted

    def _times(self, flow: Floats) -> Floats:
        times: Floats = self._free_min * (1.0 + self._alpha * (flow / self._capacity) ** self._beta)
        return times

    def _set_times(self, flow: Floats) -> Floats:
        times = self._times(flow)
        for data, minutes in zip(self._data, times.tolist(), strict=True):
            data["minutes"] = minutes
        return times

    def _loaded(self, wanted: Mapping[int, Sequence[tuple[int, float]]]) -> tuple[Floats, float]:
        # Everybody on the shortest way, and the time all spend there [pcu/h x min].
        flow, spent = np.zeros(len(self._ends)), 0.0
        for origin, trips in wanted.items():
            if (origin, "out") not in self._graph:
                continue
            minutes, ways = nx.single_source_dijkstra(self._graph, (origin, "out"), weight="minutes")
            for destination, volume in trips:
                way = ways.get((destination, "in"), ())
                for start, end in zip(way, way[1:], strict=False):
                    flow[self._graph.edges[start, end]["at"]] += volume
                spent += volume * minutes.get((destination, "in"), 0.0)
        return flow, spent

    def _step(self, flow: Floats, aim: Floats) -> float:
        # Beckmann's objective falls along the step as long as the times there, weighed by the change, are negative.
        low, high = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            slope = float(self._times(flow + middle * (aim - flow)) @ (aim - flow))
            low, high = (middle, high) if slope < 0 else (low, middle)
        return 0.5 * (low + high)
