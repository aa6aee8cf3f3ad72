"""Sewage added up in topological order, as the loop does it."""

from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np

from networks.open_channel import (
    LITRES_PER_M3,
    MAX_DAY_OVER_AVERAGE,
    SECONDS_PER_DAY,
    partly_full_m3_per_d,
    peaking_factor,
)
from networks.sewage import INFILTRATION, NEED
from networks.sewage_tables import DISCHARGES, DOMESTIC_SHARE, INDUSTRIAL_PEAK, OF_AN_AREA
from sim.assessing import State
from sim.park import Area
from sim.table import Tables, frame


class SewageLoop:
    """A NetworkX graph of the sewers, made anew when an asset was built.

    Parameters
    ----------
    tables
        The sewer tables of a study.
    areas
        The park's areas.
    assets
        Names of the assets in the order of a state.
    """

    def __init__(self, tables: Tables, areas: Sequence[Area], assets: Sequence[str]) -> None:
        self._manholes, self._pipes = frame(tables, "manholes"), frame(tables, "pipes")
        self._at = [area.sewer_manhole for area in areas]
        rows = frame(tables, "effluents").to_dict("records")
        told = {(row["area"], row["quantity"]): float(row["value"]) for row in rows}
        self._domestic, self._peak = ([told.get((area.name, quantity), OF_AN_AREA[quantity]) for area in areas]
                                      for quantity in (DOMESTIC_SHARE, INDUSTRIAL_PEAK))
        self._assets = assets
        self._asset_set: bytes | None = None
        self._graph = nx.DiGraph()
        self._takes: dict[str, float] = {}

    def solve(self, state: State) -> Mapping[str, float]:
        """Return the utilisation of every pipe and discharge in use [-]."""
        if state.in_service.tobytes() != self._asset_set:
            self._build(state)
        graph, further = self._graph, state.conditions[INFILTRATION]
        flow, domestic, industrial = (dict.fromkeys(graph, 0.0) for _ in range(3))
        for manhole, asked, share, peak in zip(self._at, state.demand[NEED][:, 0].tolist(), self._domestic, self._peak,
                                               strict=True):
            flow[manhole] += asked
            domestic[manhole] += asked * share
            industrial[manhole] += asked * (1.0 - share) * peak
        used = {}
        for manhole in self._order:
            for _, end, pipe in graph.out_edges(manhole, data=True):
                for parcel in (flow, domestic, industrial):
                    parcel[end] += parcel[manhole]
                average = domestic[manhole] / MAX_DAY_OVER_AVERAGE
                peak = average * float(peaking_factor(np.asarray(average * LITRES_PER_M3 / SECONDS_PER_DAY)))
                peak += industrial[manhole] / MAX_DAY_OVER_AVERAGE
                used[pipe["name"]] = (peak + flow[manhole] * further) / pipe["carries_m3_per_d"]
        for manhole, takes in self._takes.items():
            used[manhole] = flow[manhole] * (1.0 + further) / takes
        return used

    def _build(self, state: State) -> None:
        stand = {asset for asset, stands in zip(self._assets, state.in_service, strict=True) if stands}
        self._takes = {}
        for row in self._manholes.to_dict("records"):
            if row["kind"] in DISCHARGES and row["asset"] in stand and row["capacity_m3_per_d"] > 0:
                self._takes[row["manhole"]] = self._takes.get(row["manhole"], 0.0) + row["capacity_m3_per_d"]
        built = nx.MultiDiGraph()
        built.add_nodes_from(self._manholes["manhole"])
        for order, row in enumerate(self._pipes.to_dict("records")):
            if row["asset"] in stand:
                carries = partly_full_m3_per_d(
                    np.asarray(row["diameter_mm"] / 1000.0), np.asarray(row["slope"]),
                    manning_n=np.asarray(row["manning_n"]), filling=np.asarray(row["allowed_filling"]))
                built.add_edge(row["from_manhole"], row["to_manhole"], rank=(-row["priority"], order),
                               name=row["pipe"], carries_m3_per_d=float(carries))
        self._graph = nx.DiGraph()
        self._graph.add_nodes_from(built)
        served = set(self._takes)
        for manhole in reversed(list(nx.topological_sort(built))):
            onward = [(pipe["rank"], end, pipe) for _, end, pipe in built.out_edges(manhole, data=True)
                      if end in served]
            # A manhole drains through one pipe, and a discharge keeps what reaches it.
            if onward and manhole not in self._takes:
                _, end, pipe = min(onward, key=lambda way: way[0])
                self._graph.add_edge(manhole, end, **pipe)
                served.add(manhole)
        self._order = list(nx.topological_sort(self._graph))
        self._asset_set = state.in_service.tobytes()
