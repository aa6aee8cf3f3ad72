"""Sewage states added up again by walking down a NetworkX graph, area by area."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np

from experiments.verifying.difference import Verified, compared
from networks.open_channel import (
    LITRES_PER_M3,
    MAX_DAY_OVER_AVERAGE,
    SECONDS_PER_DAY,
    partly_full_m3_per_d,
    peaking_factor,
)
from networks.sewage import INFILTRATION, NEED, SewageSystem
from networks.sewage_tables import DISCHARGES, OF_AN_AREA, RISING_MAIN
from sim.assessing import Sample
from sim.capacity import standing

Flows = defaultdict[str, float]


def verify(system: SewageSystem, samples: Sequence[Sample]) -> Verified:
    """Return how far a plain walk down the sewers is from the answers of a run.

    Parameters
    ----------
    system
        The system.
    samples
        States with the run's answers.
    """
    return compared(system, samples, _walked, by="a plain walk down a NetworkX graph")


def _walked(system: SewageSystem, sample: Sample) -> dict[str, float]:
    graph, may_take = _graph(system, standing(system.assets, sample.state.in_service))
    further = float(sample.state.conditions[INFILTRATION])
    effluents = {area: dict(OF_AN_AREA) | dict(zip(rows["quantity"], rows["value"], strict=True))
                 for area, rows in system.effluents.groupby("area")}
    whole: Flows = defaultdict(float)
    domestic: Flows = defaultdict(float)
    busiest: Flows = defaultdict(float)
    used: dict[str, float] = {}
    for area, asked in zip(system.areas, sample.state.demand[NEED][:, 0].tolist(), strict=True):
        ways = _ways(graph, area.sewer_manhole, may_take)
        if ways is None:
            used["absent"] = max(used.get("absent", 0.0), np.inf if asked > 0 else 0.0)
            continue
        own = effluents.get(area.name, OF_AN_AREA)
        for name, part in ways.items():
            whole[name] += asked * part
            domestic[name] += asked * part * own["domestic_share"]
            busiest[name] += asked * part * (1.0 - own["domestic_share"]) * own["industrial_peak"]
    for row in system.pipes.to_dict("records"):
        name = row["pipe"]
        average = domestic[name] / MAX_DAY_OVER_AVERAGE
        kz = float(peaking_factor(np.array(average * LITRES_PER_M3 / SECONDS_PER_DAY)))
        peak = average * kz + busiest[name] / MAX_DAY_OVER_AVERAGE + whole[name] * further
        used[name] = peak / _carries(row)
    for name, capacity in may_take.items():
        used[name] = whole[name] * (1.0 + further) / capacity
    return used


def _carries(pipe: Mapping[Hashable, Any]) -> float:
    if pipe["kind"] == RISING_MAIN:
        return float(pipe["capacity_m3_per_d"])
    return float(partly_full_m3_per_d(
        np.array(pipe["diameter_mm"] / 1000.0), np.array(pipe["slope"]), manning_n=np.array(pipe["manning_n"]),
        filling=np.array(pipe["allowed_filling"])))


def _graph(system: SewageSystem, built: Collection[str]) -> tuple[nx.MultiDiGraph, dict[str, float]]:
    may_take: dict[str, float] = {}
    for row in system.manholes.to_dict("records"):
        if row["kind"] in DISCHARGES and row["asset"] in built and row["capacity_m3_per_d"] > 0:
            may_take[row["manhole"]] = may_take.get(row["manhole"], 0.0) + row["capacity_m3_per_d"]
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(system.manholes["manhole"])
    for order, row in enumerate(system.pipes.to_dict("records")):
        if row["asset"] in built:
            graph.add_edge(row["from_manhole"], row["to_manhole"], key=row["pipe"],
                           rank=(-row["priority"], order), share=row["share"])
    return graph, may_take


def _ways(graph: nx.MultiDiGraph, manhole: str, may_take: Mapping[str, float]) -> dict[str, float] | None:
    # How much of what enters at a manhole passes each pipe and ends at each discharge, walked parcel by parcel.
    passed: dict[str, float] = defaultdict(float)
    parcels = [(manhole, 1.0)]
    while parcels:
        at, part = parcels.pop()
        if at in may_take:
            passed[at] += part
            continue
        onward = [(data["rank"], data["share"], pipe, end)
                  for _, end, pipe, data in graph.out_edges(at, keys=True, data=True)
                  if end in may_take or may_take.keys() & nx.descendants(graph, end)]
        if not onward:
            return None
        first = min(onward)
        sharing = [way for way in onward if way[0][0] == first[0][0] and way[1] > 0]
        all_shares = sum(way[1] for way in sharing)
        for _, share, pipe, end in sharing or [first]:
            taken = part * (share / all_shares if sharing else 1.0)
            passed[pipe] += taken
            parcels.append((end, taken))
    return passed
