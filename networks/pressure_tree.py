"""What water, gas and heat share: trees of mains from sources outward, flows from the leaves, drops from the roots."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from networks.pipes_on_map import pipes_on_map
from networks.pressure_faults import faults_of
from networks.pressure_kernels import settle
from networks.pressure_routes import PLAIN, Physics, Route, route_of
from networks.pressure_tables import Words, quantity_of
from sim.capacity import ABSENT, Assessment, Bools, Demand, Floats, Integers, Limit, by_assets, standing
from sim.park import Area
from sim.table import Fault, Tables, TableShape, frame


@dataclass(frozen=True)
class TreeSystem(ABC):
    """Sources, mains and the areas that they serve; each system says what flow costs.

    Parameters
    ----------
    nodes
        Places: one row each, and one for every module of a source; ``area`` names the park's area served there.
    pipes
        Mains from node to node, away from the sources.
    numbers
        Numbers of the whole system; what is not given is taken from ``words``.
    areas
        The park's areas; their order is that of the demand's second axis. One without a node is served by nothing.

    Notes
    -----
    Mains that stand form trees: a node is fed from one other node, by all pipes of the highest priority that lead
    from there; pipes side by side share the flow so that all lose the same. Flow is not cut where a limit is exceeded:
    what is asked is shown.
    """

    nodes: pd.DataFrame
    pipes: pd.DataFrame
    numbers: pd.DataFrame
    areas: tuple[Area, ...]
    _routes: dict[bytes, Route] = field(default_factory=dict, repr=False, compare=False)

    name: ClassVar[str]
    label: ClassVar[str]
    unit: ClassVar[str]
    needs: ClassVar[tuple[str, ...]]
    shapes: ClassVar[Mapping[str, TableShape]]
    words: ClassVar[Words]
    conditions: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def faults(cls, tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str]) -> list[Fault]:
        """Return what does not fit together in the tables; see ``networks.pressure_faults``."""
        return faults_of(tables, areas, cls.words, assets=assets)

    @classmethod
    def from_tables(cls, tables: Tables, areas: tuple[Area, ...]) -> Self:
        """Return the system of some tables without faults."""
        return cls(frame(tables, "nodes"), frame(tables, "pipes"), frame(tables, "numbers"), areas)

    @property
    @abstractmethod
    def physics(self) -> Physics:
        """What flow costs in this system's mains."""

    @cached_property
    def rates_pipes(self) -> bool:
        """Whether mains are limits by themselves."""
        return bool(np.isfinite(self.physics.carries).any())

    @cached_property
    def assets(self) -> tuple[str, ...]:
        """Assets in the order of the tables: pipes, then sources."""
        named = [*self.pipes["asset"], *self.nodes["asset"]]
        return tuple(dict.fromkeys(asset for asset in named if asset))

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """One limit a rated main, one a source, one for the pressure at each area, and one for what nothing serves."""
        pipes = [Limit(pipe, label, f"{label} reaches its rating", "pipe", pipe)
                 for pipe, label in zip(self.pipes["pipe"], self.pipes["label"], strict=True) if self.rates_pipes]
        ends = [Limit(row["node"], row["label"], f"{row['label']} {self.words.sources[row['kind']]}", row["kind"],
                      row["node"]) for row in self._sources.to_dict("records")]
        kept = [Limit(f"pressure_{area.name}", f"{self.label} pressure, {area.label}",
                      f"{self.words.carried} no longer reaches {area.label} with enough pressure", "pressure",
                      self._names[node]) for area, node in self._with_pressure]
        return (*pipes, *ends, *kept,
                Limit(ABSENT, f"No {self.words.carried}", "nothing is there to serve it", "absent", ""))

    def map_elements(self) -> pd.DataFrame:
        """Return mains as lines, sources and the areas' nodes as points, in km of the park."""
        shown = self.nodes[(self.nodes["kind"] != PLAIN) | (self.nodes["area"] != "")].drop_duplicates("node")
        return pipes_on_map(self.nodes, self.pipes, shown, node="node", pipe="pipe")

    def assess(self, demand: Demand, in_service: Bools) -> Assessment:
        """Return the utilisation of every main that is rated, source and area.

        Parameters
        ----------
        demand
            The system's needs, float [states, areas, periods]; several needs are carried together.
        in_service
            Bool [states, assets].

        Returns
        -------
        Assessment
            Flow over rating; what is drawn from a source over what its modules give; at an area what is lost on the
            way there over what may be lost, which is 1 when just the needed pressure is left; infinity for needs that
            nothing serves. Of several periods the worst, and which it is.
        """
        used, period, _ = self._settled(demand, in_service, flows=0)
        return Assessment(used, period, np.zeros(len(used), dtype=bool))

    def flows(self, demand: Demand, in_service: Bools) -> Floats:
        """Return the largest flow of every main at its busiest moment, float [states, pipes] in the headline unit."""
        return self._settled(demand, in_service, flows=len(in_service))[2]

    def load(self, demand: Demand) -> Floats:
        """Return what the sources must give for all areas in the worst period, float [states]; losses of mains apart.

        Parameters
        ----------
        demand
            The system's needs.
        """
        return self._asked(demand).sum(axis=1).max(axis=1) * self.physics.scale

    def capacity(self, in_service: Bools) -> Floats:
        """Return what the sources that reach some area give together, float [states].

        Parameters
        ----------
        in_service
            Bool [states, assets].
        """
        capacity = np.empty(len(in_service))
        for pattern, rows in by_assets(in_service):
            capacity[rows] = self._route(pattern).capacity
        return capacity

    def quantity(self, name: str) -> float:
        """Return a number of the whole system; see ``networks.pressure_tables``."""
        return quantity_of(self.numbers, self.words, name)

    def of_nodes(self, column: str) -> Floats:
        """Return a column of the nodes, one number a node however many modules it has, float [nodes]."""
        return np.asarray(self.nodes.drop_duplicates("node")[column].to_numpy(np.float64))

    def of_pipes(self, column: str) -> Floats:
        """Return a column of the pipes, float [pipes]."""
        return np.asarray(self.pipes[column].to_numpy(np.float64))

    def _asked(self, demand: Demand) -> Floats:
        asked = demand[self.needs[0]]
        for need in self.needs[1:]:
            asked = asked + demand[need]
        return np.ascontiguousarray(asked)

    def _settled(self, demand: Demand, in_service: Bools, *, flows: int) -> tuple[Floats, Integers, Floats]:
        asked, physics = self._asked(demand), self.physics
        used = np.zeros((len(asked), len(self.limits)))
        period = np.zeros(used.shape, dtype=np.int64)
        flow = np.zeros((flows, len(self.pipes)))
        for pattern, rows in by_assets(in_service):
            route = self._route(pattern)
            settle(asked, rows, physics.scale, physics.peak, physics.exponent, len(self._names), self._area_node,
                   self._area_column, route.fed, route.allowed, route.start, route.end, route.resistance, route.gain,
                   route.renews, route.members, route.pipe, route.share, physics.carries, self._pipe_column,
                   self._source_node, self._source_column, route.may_give, used, period, flow)
        return used, period, flow

    @cached_property
    def _names(self) -> list[str]:
        return list(dict.fromkeys(self.nodes["node"]))

    @cached_property
    def _sources(self) -> pd.DataFrame:
        return self.nodes[self.nodes["kind"] != PLAIN].drop_duplicates("node")

    @cached_property
    def _area_node(self) -> Integers:
        node = {area: self._names.index(name) for area, name in zip(
            self.nodes["area"], self.nodes["node"], strict=True) if area}
        return np.array([node.get(area.name, -1) for area in self.areas], dtype=np.int64)

    @cached_property
    def _with_pressure(self) -> list[tuple[Area, int]]:
        return [(area, node) for area, node in zip(self.areas, self._area_node.tolist(), strict=True)
                if node >= 0 and self.words.needed]

    @cached_property
    def _pipe_column(self) -> Integers:
        columns = np.arange(len(self.pipes), dtype=np.int64)
        return columns if self.rates_pipes else np.full_like(columns, -1)

    @cached_property
    def _source_node(self) -> Integers:
        return np.array([self._names.index(node) for node in self._sources["node"]], dtype=np.int64)

    @cached_property
    def _source_column(self) -> Integers:
        return np.arange(len(self._sources), dtype=np.int64) + (len(self.pipes) if self.rates_pipes else 0)

    @cached_property
    def _area_column(self) -> Integers:
        column = {f"pressure_{area.name}": -1 for area in self.areas}
        column |= {limit.name: at for at, limit in enumerate(self.limits) if limit.kind == "pressure"}
        return np.array([column[f"pressure_{area.name}"] for area in self.areas], dtype=np.int64)

    def _route(self, in_service: Bools) -> Route:
        key = in_service.tobytes()
        if key not in self._routes:
            self._routes[key] = route_of(self.nodes, self.pipes, self._area_node, self.physics,
                                         standing=standing(self.assets, in_service), capacity=self.words.capacity)
        return self._routes[key]
