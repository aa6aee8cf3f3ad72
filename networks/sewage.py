"""Sewage: flow down the tree of pipes to an outfall or to the works."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from networks.open_channel import SECONDS_PER_DAY, partly_full_m3_per_d, peaking_factor
from networks.sewage_faults import ABSENT, faults_of
from sim.capacity import Assessment, Bools, Demand, Floats, Limit, by_assets
from sim.park import Area
from sim.table import Column, Fault, Tables, TableShape, frame

NEED = "sewage_m3_per_d"
INFILTRATION = "infiltration_ratio"
MAX_DAY_OVER_AVERAGE = 1.25
"""Sewage of the largest day over that of the average day [-] (GB50318)."""

LITRES_PER_M3 = 1000.0
PROOF = (Column("source"), Column("confidence", allowed=("A", "A-", "B", "B-", "C", "D")))
DISCHARGES = ("outfall", "works")

CAUSES = {
    "outfall": "the interim outfall reaches its permit",
    "works": "the sewage works reach their capacity",
}


@dataclass(frozen=True)
class Route:
    """How sewage runs while certain assets stand.

    Parameters
    ----------
    steps
        Pipe, manhole it leaves and manhole it enters, upstream first.
    served
        True for areas from which a way leads to a discharge, bool [areas].
    capacity_m3_per_d
        What each discharge may take [m3/d], float [discharges].
    """

    steps: tuple[tuple[int, int, int], ...]
    served: Bools
    capacity_m3_per_d: Floats


@dataclass(frozen=True)
class SewageSystem:
    """Pipes, outfalls and works of a park.

    Parameters
    ----------
    manholes
        Manholes, outfalls and works: one row each, and one for every module of a discharge.
    pipes
        Pipes from manhole to manhole.
    areas
        The park's areas; their order is that of the demand's second axis.
    """

    manholes: pd.DataFrame
    pipes: pd.DataFrame
    areas: tuple[Area, ...]
    _routes: dict[bytes, Route] = field(default_factory=dict, repr=False, compare=False)

    name: ClassVar[str] = "sewage"
    label: ClassVar[str] = "Sewage"
    unit: ClassVar[str] = "m3/d"
    needs: ClassVar[tuple[str, ...]] = (NEED,)
    conditions: ClassVar[tuple[str, ...]] = (INFILTRATION,)
    shapes: ClassVar[Mapping[str, TableShape]] = {
        "manholes": TableShape("sewers/manholes.csv", (
            Column("manhole"),
            Column("label"),
            Column("kind", allowed=("manhole", *DISCHARGES)),
            Column("x_km", "number"),
            Column("y_km", "number"),
            Column("asset", optional=True, default=""),
            Column("capacity_m3_per_d", "number", low=0, optional=True, default=0.0),
            *PROOF)),
        "pipes": TableShape("sewers/pipes.csv", (
            Column("pipe"),
            Column("label"),
            Column("from_manhole"),
            Column("to_manhole"),
            Column("length_m", "number", above=0),
            Column("diameter_mm", "number", above=0),
            Column("slope", "number", above=0, high=0.2),
            Column("manning_n", "number", low=0.008, high=0.03),
            Column("allowed_filling", "number", above=0, high=1),
            Column("asset"),
            Column("priority", "integer", optional=True, default=0),
            *PROOF), key="pipe"),
    }

    @classmethod
    def faults(cls, tables: Tables, areas: tuple[Area, ...], *,
               assets: frozenset[str]) -> list[Fault]:
        """Return what does not fit together in the tables; see ``networks.sewage_faults``."""
        return faults_of(tables, areas, assets=assets)

    @classmethod
    def from_tables(cls, tables: Tables, areas: tuple[Area, ...]) -> Self:
        """Return the system of some tables without faults."""
        return cls(frame(tables, "manholes"), frame(tables, "pipes"), areas)

    @cached_property
    def assets(self) -> tuple[str, ...]:
        """Assets in the order of the tables: pipes, then discharges."""
        named = [*self.pipes["asset"], *self.manholes["asset"]]
        return tuple(dict.fromkeys(asset for asset in named if asset))

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """One limit a pipe, one a discharge, and one for sewage that finds no way."""
        pipes = [Limit(pipe, label, f"{label} runs at its allowed filling", "pipe", pipe)
                 for pipe, label in zip(self.pipes["pipe"], self.pipes["label"], strict=True)]
        ends = [Limit(row["manhole"], row["label"], CAUSES[row["kind"]], row["kind"], row["manhole"])
                for row in self._discharges.to_dict("records")]
        return (*pipes, *ends, Limit(ABSENT, "No sewer", "nothing is there to serve it", "absent", ""))

    @cached_property
    def _discharges(self) -> pd.DataFrame:
        ends = self.manholes[self.manholes["kind"].isin(DISCHARGES)]
        return ends.drop_duplicates("manhole")

    def map_elements(self) -> pd.DataFrame:
        """Return pipes as lines and discharges as points, in km of the park."""
        place = self.manholes.drop_duplicates("manhole").set_index("manhole")[["x_km", "y_km"]]
        start, end = place.loc[self.pipes["from_manhole"]], place.loc[self.pipes["to_manhole"]]
        lines = pd.DataFrame({
            "element": self.pipes["pipe"].to_numpy(), "shape": "line",
            "x0": start["x_km"].to_numpy(), "y0": start["y_km"].to_numpy(),
            "x1": end["x_km"].to_numpy(), "y1": end["y_km"].to_numpy(), "label": self.pipes["label"].to_numpy()})
        ends = self._discharges
        points = pd.DataFrame({
            "element": ends["manhole"].to_numpy(), "shape": "point",
            "x0": ends["x_km"].to_numpy(), "y0": ends["y_km"].to_numpy(),
            "x1": ends["x_km"].to_numpy(), "y1": ends["y_km"].to_numpy(), "label": ends["label"].to_numpy()})
        return pd.concat([lines, points], ignore_index=True)

    def assess(self, demand: Demand, in_service: Bools) -> Assessment:
        """Return the utilisation of every pipe and discharge.

        Parameters
        ----------
        demand
            ``sewage_m3_per_d`` of the largest day [m3/d], float [states, areas, 1], and ``infiltration_ratio``
            [-], float [states, 1, 1].
        in_service
            Bool [states, assets].

        Returns
        -------
        Assessment
            Peak flow over Manning's flow at the allowed filling; largest day with infiltration over permit or
            capacity; infinity for sewage without a way.

        Notes
        -----
        The peaking factor belongs to the accumulated average flow of a pipe, not to each area's. Infiltration is
        a share of the sewage and does not peak. Flow is not cut where a pipe is over-full: what is asked is shown.
        """
        asked = demand[NEED][:, :, 0]
        further = demand[INFILTRATION][:, 0, 0]
        used = np.zeros((len(asked), len(self.pipes) + len(self._discharges) + 1))
        for pattern, rows in by_assets(in_service):
            used[rows] = self._used(asked[rows], further[rows], route=self._route(pattern))
        return Assessment(used, np.zeros(used.shape, dtype=np.int64), np.zeros(len(used), dtype=bool))

    def load(self, demand: Demand) -> Floats:
        """Return sewage of the largest day with infiltration [m3/d], float [states]."""
        return demand[NEED][:, :, 0].sum(axis=1) * (1 + demand[INFILTRATION][:, 0, 0])

    def capacity(self, in_service: Bools) -> Floats:
        """Return what the discharges that some area reaches may take together [m3/d], float [states]."""
        return np.array([self._route(pattern).capacity_m3_per_d.sum() for pattern in in_service])

    def _used(self, asked: Floats, further: Floats, *, route: Route) -> Floats:
        # One contiguous row a manhole: additions of whole rows are the same bits for one state as for thousands.
        flow = np.zeros((len(self._index), len(asked)))
        for area, manhole in enumerate(self._area_manholes):
            flow[manhole] += asked[:, area]
        lost = asked[:, ~route.served].sum(axis=1) if not route.served.all() else np.zeros(len(asked))
        used = np.zeros((len(self.pipes) + len(route.capacity_m3_per_d) + 1, len(asked)))
        capacity = self._pipe_m3_per_d
        for pipe, start, end in route.steps:
            flow[end] += flow[start]
            average = flow[start] / MAX_DAY_OVER_AVERAGE
            peak = average * peaking_factor(average * (LITRES_PER_M3 / SECONDS_PER_DAY)) + flow[start] * further
            used[pipe] = peak / capacity[pipe]
        for at, manhole in enumerate(self._discharge_manholes):
            may_take = route.capacity_m3_per_d[at]
            if may_take > 0:
                used[len(self.pipes) + at] = flow[manhole] * (1 + further) / may_take
        used[-1] = np.where(lost > 0, np.inf, 0.0)
        return used.T

    @cached_property
    def _index(self) -> Mapping[str, int]:
        return {manhole: at for at, manhole in enumerate(dict.fromkeys(self.manholes["manhole"]))}

    @cached_property
    def _area_manholes(self) -> list[int]:
        return [self._index[area.sewer_manhole] for area in self.areas]

    @cached_property
    def _discharge_manholes(self) -> list[int]:
        return [self._index[manhole] for manhole in self._discharges["manhole"]]

    @cached_property
    def _pipe_m3_per_d(self) -> Floats:
        pipes = self.pipes
        return partly_full_m3_per_d(
            pipes["diameter_mm"].to_numpy(np.float64) / 1000.0, pipes["slope"].to_numpy(np.float64),
            manning_n=pipes["manning_n"].to_numpy(np.float64), filling=pipes["allowed_filling"].to_numpy(np.float64))

    def _route(self, in_service: Bools) -> Route:
        key = in_service.tobytes()
        if key not in self._routes:
            standing = {asset for asset, stands in zip(self.assets, in_service, strict=True) if stands}
            self._routes[key] = self._found(standing)
        return self._routes[key]

    def _found(self, standing: set[str]) -> Route:
        import networkx as nx

        ends = self.manholes[self.manholes["kind"].isin(DISCHARGES)]
        open_ends = ends[ends["asset"].isin(standing)]
        may_take = open_ends.groupby("manhole")["capacity_m3_per_d"].sum()
        graph = nx.MultiDiGraph()
        graph.add_nodes_from(self._index)
        pipes = self.pipes
        for at, (start, end, asset, priority) in enumerate(zip(
                pipes["from_manhole"], pipes["to_manhole"], pipes["asset"], pipes["priority"], strict=True)):
            if asset in standing:
                graph.add_edge(start, end, at=at, priority=priority)
        order = list(nx.topological_sort(graph))
        # From the ends upstream: a manhole is served if it discharges, or if one of its pipes leads to one that is.
        chosen: dict[str, tuple[int, str]] = {}
        served = {manhole for manhole, capacity in may_take.items() if capacity > 0}
        for manhole in reversed(order):
            ways = [(pipe["priority"], -pipe["at"], end) for _, end, pipe in graph.out_edges(manhole, data=True)
                    if end in served]
            if ways and manhole not in served:
                _, at, end = max(ways)
                chosen[manhole] = (-at, end)
                served.add(manhole)
        steps = tuple((chosen[manhole][0], self._index[manhole], self._index[chosen[manhole][1]])
                      for manhole in order if manhole in chosen)
        reached = self._reached(chosen)
        capacity = [float(may_take.get(manhole, 0.0)) if manhole in reached else 0.0
                    for manhole in self._discharges["manhole"]]
        return Route(steps, np.array([area.sewer_manhole in served for area in self.areas]), np.array(capacity))

    def _reached(self, chosen: Mapping[str, tuple[int, str]]) -> set[str]:
        reached = set()
        for area in self.areas:
            manhole = area.sewer_manhole
            while manhole in chosen:
                manhole = chosen[manhole][1]
            reached.add(manhole)
        return reached
