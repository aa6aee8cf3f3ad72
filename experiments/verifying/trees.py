"""States of water, gas and heat settled again area by area, by walking up to the sources."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from experiments.verifying.difference import Verified, compared
from networks.pressure_routes import PLAIN
from networks.pressure_tree import TreeSystem
from sim.assessing import Sample
from sim.capacity import standing

HALVINGS = 200
"""Enough for a bisection to end at the last bit."""


def verify(system: TreeSystem, samples: Sequence[Sample]) -> Verified:
    """Return how far a plain walk up the mains is from the answers of a run.

    Parameters
    ----------
    system
        The system.
    samples
        States with the run's answers.
    """
    return compared(system, samples, _walked, by="a plain walk up the mains from every area")


@dataclass
class _Mains:
    """The mains that stand, asked node by node."""

    system: TreeSystem
    built: frozenset[str]
    gives: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        nodes = self.system.nodes
        for node, kind, asset, rate in zip(
                nodes["node"], nodes["kind"], nodes["asset"], nodes[self.system.words.capacity], strict=True):
            if kind != PLAIN:
                self.gives[node] = self.gives.get(node, 0.0) + (rate if asset in self.built else 0.0)

    def way(self, node: str) -> list[tuple[str, list[int]]] | None:
        """Return the nodes from here up to a source, each with the pipes that feed it; nothing where none does."""
        if node in self.gives and not self.gives[node] > 0:
            return None
        pipes = self.system.pipes
        if node in self.gives and node not in set(pipes["to_node"]):
            return [(node, [])]
        found = [(-row["priority"], at, row["from_node"]) for at, row in enumerate(pipes.to_dict("records"))
                 if row["to_node"] == node and row["asset"] in self.built and self.way(row["from_node"])]
        if not found:
            return None
        rank, _, start = min(found)
        above = self.way(start)
        return None if above is None else [(node, [at for other, at, begin in found
                                                   if (other, begin) == (rank, start)]), *above]


def _walked(system: TreeSystem, sample: Sample) -> dict[str, float]:
    mains = _Mains(system, standing(system.assets, sample.state.in_service))
    asked = np.asarray(sum(sample.state.demand[need] for need in system.needs))
    node_of = {area: node for area, node in zip(system.nodes["area"], system.nodes["node"], strict=True) if area}
    ways = {area.name: mains.way(node_of[area.name]) if area.name in node_of else None for area in system.areas}
    used: dict[str, float] = {}
    for period in range(asked.shape[1]):
        here = _period(mains, ways, dict(zip(ways, asked[:, period].tolist(), strict=True)))
        used = {name: max(used.get(name, 0.0), here.get(name, 0.0)) for name in used | here}
    return used


def _period(mains: _Mains, ways: dict[str, list[tuple[str, list[int]]] | None],
            asked: dict[str, float]) -> dict[str, float]:
    physics, system = mains.system.physics, mains.system
    drawn: dict[str, float] = {}
    runs: dict[str, float] = {}
    feeds: dict[str, list[int]] = {}
    used: dict[str, float] = {}
    for area, way in ways.items():
        if way is None:
            used["absent"] = max(used.get("absent", 0.0), np.inf if asked[area] > 0 else 0.0)
            continue
        whole = rate = asked[area] * physics.scale
        rate *= physics.peak
        for node, pipes in way:
            if node in mains.gives:
                drawn[node] = drawn.get(node, 0.0) + whole
                rate = whole
            if pipes:
                _, parts = _parted(physics.resistance[pipes], physics.exponent, 1.0)
                grows = sum(part * physics.gain[pipe] for part, pipe in zip(parts, pipes, strict=True))
                whole, rate = whole * grows, rate * grows
                runs[node], feeds[node] = runs.get(node, 0.0) + rate, pipes
    lost = {}
    for node, pipes in feeds.items():
        lost[node], parts = _parted(physics.resistance[pipes], physics.exponent, runs[node])
        if system.rates_pipes:
            used |= {system.pipes["pipe"].iloc[pipe]: part / physics.carries[pipe]
                     for pipe, part in zip(pipes, parts, strict=True)}
    names = list(dict.fromkeys(system.nodes["node"]))
    for area, way in ways.items():
        if way is None or not system.words.needed:
            continue
        source = next(node for node, _ in way if node in mains.gives)
        between = [node for node, _ in way[:[node for node, _ in way].index(source)]]
        allowed = physics.level[names.index(source)] - physics.needed[names.index(way[0][0])]
        used[f"pressure_{area}"] = sum(lost[node] for node in between) / allowed
    return used | {node: drawn[node] / mains.gives[node] for node in drawn}


def _parted(resistance: np.ndarray, exponent: float, flow: float) -> tuple[float, list[float]]:
    # The drop at which pipes side by side carry the whole flow, found by halving.
    low, high = 0.0, float(resistance.min() * flow**exponent)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if sum((middle / resistance)**(1 / exponent)) < flow else (low, middle)
    return high, ((high / resistance)**(1 / exponent)).tolist()
