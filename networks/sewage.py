"""Sewage: flow down the pipes, gravity sewers and rising mains, to outfalls and works."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from networks.gravity_routes import Graph, Route, route_of
from networks.open_channel import partly_full_m3_per_d
from networks.pipes_on_map import pipes_on_map
from networks.sewage_faults import faults_of
from networks.sewage_kernels import accumulate
from networks.sewage_routes import discharges_of, graph_of
from networks.sewage_tables import DOMESTIC_SHARE, INDUSTRIAL_PEAK, OF_AN_AREA, RISING_MAIN, SHAPES
from networks.sewage_warnings import Sewers, lasting_warnings, warn, warnings_of
from sim.capacity import ABSENT, Assessment, Bools, Caution, Demand, Floats, Integers, Limit, by_assets, standing
from sim.park import Area
from sim.table import Fault, Tables, TableShape, frame

NEED = "sewage_m3_per_d"
INFILTRATION = "infiltration_ratio"

CAUSES = {
    "outfall": "the interim outfall reaches its permit",
    "works": "the sewage works reach their capacity",
}


@dataclass(frozen=True)
class SewageSystem:
    """Pipes, outfalls and works of a park.

    Parameters
    ----------
    manholes
        Manholes, outfalls and works: one row each, and one for every module of a discharge.
    pipes
        Pipes from manhole to manhole: gravity sewers, and rising mains with what their pumps lift.
    effluents
        By area and quantity: how much of its sewage is domestic, and how the rest peaks; areas without a row are all
        domestic.
    areas
        The park's areas; their order is that of the demand's second axis.
    """

    manholes: pd.DataFrame
    pipes: pd.DataFrame
    effluents: pd.DataFrame
    areas: tuple[Area, ...]
    _routes: dict[bytes, Route] = field(default_factory=dict, repr=False, compare=False)

    name: ClassVar[str] = "sewage"
    label: ClassVar[str] = "Sewage"
    unit: ClassVar[str] = "m3/d"
    needs: ClassVar[tuple[str, ...]] = (NEED,)
    conditions: ClassVar[tuple[str, ...]] = (INFILTRATION,)
    shapes: ClassVar[Mapping[str, TableShape]] = SHAPES

    @classmethod
    def faults(cls, tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str]) -> list[Fault]:
        """Return what does not fit together in the tables; see ``networks.sewage_faults``."""
        return faults_of(tables, areas, assets=assets)

    @classmethod
    def from_tables(cls, tables: Tables, areas: tuple[Area, ...]) -> Self:
        """Return the system of some tables without faults."""
        return cls(frame(tables, "manholes"), frame(tables, "pipes"), frame(tables, "effluents"), areas)

    @cached_property
    def assets(self) -> tuple[str, ...]:
        """Assets in the order of the tables: pipes, then discharges."""
        named = [*self.pipes["asset"], *self.manholes["asset"]]
        return tuple(dict.fromkeys(asset for asset in named if asset))

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """One limit a pipe, one a discharge, and one for sewage that finds no way."""
        pipes = [self._pipe_limit(*row) for row in self.pipes[["pipe", "label", "kind"]].itertuples(index=False)]
        ends = [Limit(row["manhole"], row["label"], CAUSES[row["kind"]], row["kind"], row["manhole"])
                for row in self._discharges.to_dict("records")]
        return (*pipes, *ends, Limit(ABSENT, "No sewer", "nothing is there to serve it", "absent", ""))

    @staticmethod
    def _pipe_limit(pipe: str, label: str, kind: str) -> Limit:
        if kind == RISING_MAIN:
            return Limit(pipe, label, f"{label} reaches what its pumps lift", RISING_MAIN, pipe)
        return Limit(pipe, label, f"{label} runs at its allowed filling", "pipe", pipe)

    @cached_property
    def warnings(self) -> tuple[Caution, ...]:
        """Two warnings a gravity sewer: too slow to carry its solids, and backwater."""
        return warnings_of(self.pipes)

    @cached_property
    def _discharges(self) -> pd.DataFrame:
        return discharges_of(self.manholes)

    def map_elements(self) -> pd.DataFrame:
        """Return pipes as lines and discharges as points, in km of the park."""
        return pipes_on_map(self.manholes, self.pipes, self._discharges, node="manhole", pipe="pipe")

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
            Peak flow over Manning's flow at the allowed filling, or over what the pumps lift; largest day with
            infiltration over permit or capacity; infinity for sewage without a way.

        Notes
        -----
        The peaking factor belongs to the accumulated average domestic flow of a pipe, not to each area's; industrial
        flow peaks by its process beside it. Infiltration is a share of the sewage and does not peak. Flow is not cut
        where a pipe is over-full: what is asked is shown. Pumps are taken to lift as it comes, without a store.
        """
        used = self._used(demand, in_service, average=np.empty((0, len(self.pipes))))
        return Assessment(used, np.zeros(used.shape, dtype=np.int64), np.zeros(len(used), dtype=bool))

    def warn(self, demand: Demand, in_service: Bools) -> Bools:
        """Return which warnings stand, bool [states, warnings]; see ``networks.sewage_warnings``."""
        average = np.zeros((len(in_service), len(self.pipes)))
        used = self._used(demand, in_service, average=average)
        stands = np.zeros((len(in_service), len(self.warnings)), dtype=np.bool_)
        for pattern, rows in by_assets(in_service):
            stands[rows] = warn(self._sewers, self._route(pattern), average_m3_per_d=average[rows],
                                peak_m3_per_d=used[rows][:, :len(self.pipes)] * self._carries_m3_per_d)
        return stands

    def lasting_warnings(self) -> tuple[str, ...]:
        """Return a sentence for each sewer that is too slow even at its allowed filling."""
        return lasting_warnings(self.pipes, self._sewers)

    def load(self, demand: Demand) -> Floats:
        """Return sewage of the largest day with infiltration [m3/d], float [states]."""
        return demand[NEED][:, :, 0].sum(axis=1) * (1 + demand[INFILTRATION][:, 0, 0])

    def capacity(self, in_service: Bools) -> Floats:
        """Return what the discharges that some area reaches may take together [m3/d], float [states]."""
        capacity = np.empty(len(in_service))
        for pattern, rows in by_assets(in_service):
            capacity[rows] = self._route(pattern).may_take.sum()
        return capacity

    def _used(self, demand: Demand, in_service: Bools, *, average: Floats) -> Floats:
        asked = np.ascontiguousarray(demand[NEED][:, :, 0])
        further = np.ascontiguousarray(demand[INFILTRATION][:, 0, 0])
        used = np.zeros((len(asked), len(self.pipes) + len(self._discharges) + 1))
        for pattern, rows in by_assets(in_service):
            route = self._route(pattern)
            accumulate(asked, further, rows, len(self._index), *self._effluents, route.served, route.pipe,
                       route.start, route.end, route.share, self._carries_m3_per_d, self._discharge_manholes,
                       route.may_take, used, average)
        return used

    @cached_property
    def _index(self) -> Mapping[str, int]:
        return {manhole: at for at, manhole in enumerate(dict.fromkeys(self.manholes["manhole"]))}

    @cached_property
    def _effluents(self) -> tuple[Integers, Floats, Floats]:
        # Where each area drains, how much of it is domestic, how the rest peaks.
        told = {(area, quantity): value for area, quantity, value in zip(
            self.effluents["area"], self.effluents["quantity"], self.effluents["value"], strict=True)}
        share, peak = (np.array([told.get((area.name, quantity), OF_AN_AREA[quantity]) for area in self.areas],
                                dtype=np.float64) for quantity in (DOMESTIC_SHARE, INDUSTRIAL_PEAK))
        manholes = np.array([self._index[area.sewer_manhole] for area in self.areas], dtype=np.int64)
        return manholes, share, peak

    @cached_property
    def _discharge_manholes(self) -> Integers:
        return np.array([self._index[manhole] for manhole in self._discharges["manhole"]], dtype=np.int64)

    @cached_property
    def _carries_m3_per_d(self) -> Floats:
        pipes = self.pipes
        carries = pipes["capacity_m3_per_d"].to_numpy(np.float64).copy()
        falls = (pipes["kind"] != RISING_MAIN).to_numpy()
        sewers = pipes[falls]
        carries[falls] = partly_full_m3_per_d(
            sewers["diameter_mm"].to_numpy(np.float64) / 1000.0, sewers["slope"].to_numpy(np.float64),
            manning_n=sewers["manning_n"].to_numpy(np.float64), filling=sewers["allowed_filling"].to_numpy(np.float64))
        return carries

    @cached_property
    def _sewers(self) -> Sewers:
        return Sewers.of(self.manholes, self.pipes)

    @cached_property
    def _graph(self) -> Graph:
        return graph_of(self.manholes, self.pipes, self.areas)

    def _route(self, in_service: Bools) -> Route:
        key = in_service.tobytes()
        if key not in self._routes:
            self._routes[key] = route_of(self._graph, standing=standing(self.assets, in_service))
        return self._routes[key]
