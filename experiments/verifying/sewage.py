"""Sewage states added up again by walking down a NetworkX graph, area by area."""

from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np

from experiments.verifying.difference import Largest, Verified, place_of
from networks.open_channel import SECONDS_PER_DAY, partly_full_m3_per_d, peaking_factor
from networks.sewage import DISCHARGES, INFILTRATION, LITRES_PER_M3, MAX_DAY_OVER_AVERAGE, NEED, SewageSystem
from sim.assessing import Sample

RELATIVE = 1e-9
"""Difference allowed, relative to the utilisation [-]."""


def verify(system: SewageSystem, samples: Sequence[Sample]) -> Verified:
    """Return how far a plain walk down the sewers is from the answers of a run.

    Parameters
    ----------
    system
        The system.
    samples
        States with the run's answers.
    """
    apart = Largest("utilisation [relative]", allowed=RELATIVE)
    for sample in samples:
        theirs = _walked(system, sample)
        for at, limit in enumerate(system.limits):
            ours = float(sample.utilisation[at])
            other = theirs.get(limit.name, 0.0)
            difference = 0.0 if ours == other else abs(ours - other) / max(abs(ours), abs(other), 1e-12)
            apart.see(difference, place_of(system, sample, at))
    return Verified("sewage", "a plain walk down a NetworkX graph", len(samples), (apart.told(),))


def _walked(system: SewageSystem, sample: Sample) -> dict[str, float]:
    standing = {asset for asset, stands in zip(system.assets, sample.state.in_service, strict=True) if stands}
    graph, may_take = _graph(system, standing)
    further = float(sample.state.conditions[INFILTRATION])
    flow_m3_per_d: dict[str, float] = {}
    used: dict[str, float] = {}
    for area, asked in zip(system.areas, sample.state.demand[NEED][:, 0].tolist(), strict=True):
        way = _way(graph, area.sewer_manhole, may_take)
        if way is None:
            used["absent"] = max(used.get("absent", 0.0), np.inf if asked > 0 else 0.0)
            continue
        for name in way:
            flow_m3_per_d[name] = flow_m3_per_d.get(name, 0.0) + asked
    for row in system.pipes.to_dict("records"):
        whole = flow_m3_per_d.get(row["pipe"], 0.0)
        average = whole / MAX_DAY_OVER_AVERAGE
        peak = average * float(peaking_factor(np.array(average * LITRES_PER_M3 / SECONDS_PER_DAY))) + whole * further
        carries = float(partly_full_m3_per_d(
            np.array(row["diameter_mm"] / 1000.0), np.array(row["slope"]), manning_n=np.array(row["manning_n"]),
            filling=np.array(row["allowed_filling"])))
        used[row["pipe"]] = peak / carries
    for name, capacity in may_take.items():
        used[name] = flow_m3_per_d.get(name, 0.0) * (1.0 + further) / capacity
    return used


def _graph(system: SewageSystem, standing: set[str]) -> tuple[nx.MultiDiGraph, dict[str, float]]:
    may_take: dict[str, float] = {}
    for row in system.manholes.to_dict("records"):
        if row["kind"] in DISCHARGES and row["asset"] in standing and row["capacity_m3_per_d"] > 0:
            may_take[row["manhole"]] = may_take.get(row["manhole"], 0.0) + row["capacity_m3_per_d"]
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(system.manholes["manhole"])
    for order, row in enumerate(system.pipes.to_dict("records")):
        if row["asset"] in standing:
            graph.add_edge(row["from_manhole"], row["to_manhole"], key=row["pipe"], rank=(-row["priority"], order))
    return graph, may_take


def _way(graph: nx.MultiDiGraph, manhole: str, may_take: Mapping[str, float]) -> list[str] | None:
    # Names of the pipes passed, and of the discharge at the end.
    way: list[str] = []
    while manhole not in may_take:
        onward = [(data["rank"], pipe, end) for _, end, pipe, data in graph.out_edges(manhole, keys=True, data=True)
                  if end in may_take or may_take.keys() & nx.descendants(graph, end)]
        if not onward:
            return None
        _, pipe, manhole = min(onward)
        way.append(pipe)
    return [*way, manhole]
