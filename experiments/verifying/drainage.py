"""Storm drains computed again parcel by parcel: the water of each area walked down to its outfall."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log10, pi, sqrt
from typing import Any

from experiments.verifying.difference import Verified, compared
from networks.drainage import NEED, DrainageSystem
from networks.drainage_tables import BUILT, FIELD, GROSS, INLET, OUTFALL
from networks.storm_rain import L_PER_S_HA
from sim.assessing import Sample
from sim.capacity import standing
from sim.park import EVERY_AREA

Row = Mapping[Any, Any]


def verify(system: DrainageSystem, samples: Sequence[Sample]) -> Verified:
    """Return how far a plain walk down the drains is from the answers of a run.

    Parameters
    ----------
    system
        The system.
    samples
        States with the run's answers.
    """
    return compared(system, samples, _walked, by="a plain walk down the drains")


@dataclass
class _Passing:
    """Runoff of the rain that passes somewhere [ha], and the longest time that any of it has been on its way [min]."""

    runoff_ha: float = 0.0
    minutes: float = 0.0

    def add(self, runoff_ha: float, minutes: float) -> None:
        self.runoff_ha += runoff_ha
        self.minutes = max(self.minutes, minutes)


@dataclass
class _Drains:
    """The drains that stand, asked node by node."""

    system: DrainageSystem
    built: frozenset[str]
    takes: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.system.nodes.to_dict("records"):
            if row["kind"] == OUTFALL and row["asset"] in self.built and row["capacity_m3_per_s"] > 0:
                self.takes[row["node"]] = self.takes.get(row["node"], 0.0) + row["capacity_m3_per_s"]

    def leads_out(self, node: str) -> bool:
        return node in self.takes or any(self.leads_out(row["to_node"]) for row in self._built(node))

    def ways(self, node: str) -> list[tuple[Row, float]]:
        """Return by which drains water leaves a node, each with its part [-]."""
        onward = [row for row in self._built(node) if self.leads_out(row["to_node"])]
        chosen = [row for row in onward if row["priority"] == max(other["priority"] for other in onward)]
        whole = sum(row["share"] for row in chosen)
        return [(row, row["share"] / whole) for row in chosen if row["share"] > 0] if whole else [(chosen[0], 1.0)]

    def _built(self, node: str) -> list[Row]:
        return [row for row in self.system.drains.to_dict("records")
                if row["from_node"] == node and row["asset"] in self.built]


def _walked(system: DrainageSystem, sample: Sample) -> dict[str, float]:
    drains = _Drains(system, standing(system.assets, sample.state.in_service))
    entry = dict(zip(system.nodes["area"], system.nodes["node"], strict=True))
    passing: dict[str, _Passing] = defaultdict(_Passing)
    used: dict[str, float] = {}
    for area, built_ha in zip(system.areas, sample.state.demand[NEED][:, 0].tolist(), strict=True):
        node = entry[area.name]
        if not drains.leads_out(node):
            used["absent"] = max(used.get("absent", 0.0), float("inf") if built_ha > 0 else 0.0)
            continue
        gross, field_runoff, built_runoff, inlet = (
            _of(system, area.name, quantity) for quantity in (GROSS, FIELD, BUILT, INLET))
        runoff = (gross - built_ha) * field_runoff + built_ha * built_runoff
        parcels = [(node, runoff, inlet)]
        while parcels:
            at, part, minutes = parcels.pop()
            if at in drains.takes:
                passing[at].add(part, minutes)
                continue
            for row, share in drains.ways(at):
                passing[row["drain"]].add(part * share, minutes)
                parcels.append((row["to_node"], part * share, minutes + row["length_m"] / _velocity(row) / 60))
    carries = {row["drain"]: _velocity(row) * pi * (row["diameter_mm"] / 1000)**2 / 4
               for row in system.drains.to_dict("records")}
    return used | {name: each.runoff_ha * _storm(system, each.minutes) / 1000 / (carries | drains.takes)[name]
                   for name, each in passing.items()}


def _of(system: DrainageSystem, area: str, quantity: str) -> float:
    told = {row["area"]: row["value"] for row in system.catchments.to_dict("records") if row["quantity"] == quantity}
    return float(told[area] if area in told else told[EVERY_AREA])


def _velocity(drain: Row) -> float:
    return float((drain["diameter_mm"] / 4000)**(2 / 3) * sqrt(drain["slope"]) / drain["manning_n"])


def _storm(system: DrainageSystem, minutes: float) -> float:
    rain = system.rain
    return L_PER_S_HA * rain.a1 * (1 + rain.c * log10(rain.return_period_a)) / (minutes + rain.b_min)**rain.n
