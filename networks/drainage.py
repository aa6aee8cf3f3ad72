"""Storm drainage by the rational method: rain on fields and roofs, down the drains to outfalls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from networks.drainage_faults import faults_of
from networks.drainage_kernels import respond
from networks.drainage_routes import Land, Response, graph_of, quantity_of, response_of
from networks.drainage_tables import BUILT, FIELD, GROSS, INLET, OUTFALL, SHAPES
from networks.gravity_routes import Graph
from networks.open_channel import LITRES_PER_M3, SECONDS_PER_DAY, partly_full_m3_per_d
from networks.pipes_on_map import pipes_on_map
from networks.storm_rain import HECTARES_OF_VALIDITY, Rain, runoff_coefficient
from sim.capacity import ABSENT, Assessment, Bools, Caution, Demand, Floats, Limit, by_assets, standing
from sim.park import Area
from sim.table import Fault, Tables, TableShape, frame

NEED = "built_ha"
SECONDS_PER_MINUTE = 60.0
SILTING_M_PER_S = 0.75
"""Velocity of a drain just full below which it silts up [m/s] (GB50014)."""


@dataclass(frozen=True)
class DrainageSystem:
    """Drains and outfalls of a park, and the rain that they are laid for.

    Parameters
    ----------
    nodes
        Nodes and outfalls: one row each, and one for every module of an outfall; ``area`` tells whose land drains
        there.
    drains
        Circular drains from node to node.
    catchments
        By area, or for all, and quantity: its land, its runoff coefficients as field and as built plots, and the time
        until its water is at the drain.
    rain
        Constants of the rainfall intensity, and the return period.
    areas
        The park's areas; their order is that of the demand's second axis.
    """

    nodes: pd.DataFrame
    drains: pd.DataFrame
    catchments: pd.DataFrame
    rain: Rain
    areas: tuple[Area, ...]
    _responses: dict[bytes, Response] = field(default_factory=dict, repr=False, compare=False)

    name: ClassVar[str] = "drainage"
    label: ClassVar[str] = "Storm drainage"
    unit: ClassVar[str] = "m3/s"
    need_unit: ClassVar[str] = "ha built"
    needs: ClassVar[tuple[str, ...]] = (NEED,)
    conditions: ClassVar[tuple[str, ...]] = ()
    shapes: ClassVar[Mapping[str, TableShape]] = SHAPES

    @classmethod
    def faults(cls, tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str]) -> list[Fault]:
        """Return what does not fit together in the tables; see ``networks.drainage_faults``."""
        return faults_of(tables, areas, assets=assets)

    @classmethod
    def from_tables(cls, tables: Tables, areas: tuple[Area, ...]) -> Self:
        """Return the system of some tables without faults."""
        told = frame(tables, "rain")
        rain = Rain(**dict(zip(told["parameter"].tolist(), told["value"].tolist(), strict=True)))
        return cls(frame(tables, "nodes"), frame(tables, "drains"), frame(tables, "catchments"), rain, areas)

    @cached_property
    def assets(self) -> tuple[str, ...]:
        """Assets in the order of the tables: drains, then outfalls."""
        return tuple(dict.fromkeys(asset for asset in (*self.drains["asset"], *self.nodes["asset"]) if asset))

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """One limit a drain, one an outfall, and one for built land without a drain."""
        drains = [Limit(drain, label, f"{label} runs full in the design storm", "drain", drain)
                  for drain, label in self.drains[["drain", "label"]].itertuples(index=False)]
        ends = [Limit(node, label, f"{label} takes no more in the design storm", OUTFALL, node)
                for node, label in self._outfalls[["node", "label"]].itertuples(index=False)]
        return (*drains, *ends, Limit(ABSENT, "No storm drain", "nothing is there to drain built land", ABSENT, ""))

    @cached_property
    def warnings(self) -> tuple[Caution, ...]:
        """One warning a drain: more land drains to it than the rational method is valid for."""
        return tuple(Caution(f"{drain}_wide", f"{label}: more than {HECTARES_OF_VALIDITY / 100:g} km2 drain to it, for "
                                              "which the rational method is not valid", "wide", drain)
                     for drain, label in self.drains[["drain", "label"]].itertuples(index=False))

    def map_elements(self) -> pd.DataFrame:
        """Return drains as lines and outfalls as points, in km of the park."""
        return pipes_on_map(self.nodes, self.drains, self._outfalls, node="node", pipe="drain")

    def assess(self, demand: Demand, in_service: Bools) -> Assessment:
        """Return the utilisation of every drain and outfall.

        Parameters
        ----------
        demand
            ``built_ha``, land of plots that are built or being built [ha], float [states, areas, 1].
        in_service
            Bool [states, assets].

        Returns
        -------
        Assessment
            Runoff of the design storm over the flow of the drain just full, or over what the outfall takes; infinity
            where land is built and no drain leads from it to an outfall.

        Notes
        -----
        Q = psi q F, psi the mean over all land above, q the intensity of the storm as long as water needs from the
        farthest corner to the upper end of the drain: time to the drain, then through each drain at the velocity of
        the full pipe (GB50014). An area whose drain is there sends the runoff of its fields, too, so that a drain is
        in use before anything is built; an area without a drain in service drains as it always has while it is field,
        and adds to no drain. Flow is not cut where a drain is over-full. Whether a part of the land in a shorter storm
        would give more is not searched.
        """
        built = np.ascontiguousarray(demand[NEED][:, :, 0])
        used = np.zeros((len(built), len(self.limits)))
        for pattern, rows in by_assets(in_service):
            found = self._response(pattern)
            respond(built, rows, found.served, found.empty, found.begin, found.area, found.per_ha, used)
        return Assessment(used, np.zeros(used.shape, dtype=np.int64), np.zeros(len(used), dtype=np.bool_))

    def serves(self, in_service: Bools) -> Bools:
        """Return from which areas a drain leads to an outfall, bool [areas]; ``in_service`` bool [assets]."""
        return self._response(in_service).served

    def warn(self, demand: Demand, in_service: Bools) -> Bools:
        """Return which warnings stand, bool [states, warnings]; they follow from the assets alone."""
        stands = np.zeros((len(demand[NEED]), len(self.warnings)), dtype=np.bool_)
        for pattern, rows in by_assets(in_service):
            stands[rows] = self._response(pattern).catchment_ha > HECTARES_OF_VALIDITY
        return stands

    def lasting_warnings(self) -> tuple[str, ...]:
        """Return a sentence for each drain that silts up, and for each that gets water from too much land."""
        drains = self.drains["drain"].tolist()
        silted = [f"drain {drain!r} runs at {velocity:.2f} m/s when full, slower than {SILTING_M_PER_S} m/s, and silts "
                  "up; lay it steeper"
                  for drain, velocity in zip(drains, self._velocity_m_per_s, strict=True) if velocity < SILTING_M_PER_S]
        all_built = self._response(np.ones(len(self.assets), dtype=np.bool_)).catchment_ha
        wide = [f"drain {drain!r} drains {land_ha:g} ha once all is built; the rational method is valid up to "
                f"{HECTARES_OF_VALIDITY:g} ha"
                for drain, land_ha in zip(drains, all_built, strict=False) if land_ha > HECTARES_OF_VALIDITY]
        return (*silted, *wide)

    def load(self, demand: Demand) -> Floats:
        """Return the runoff of all areas, each in the storm of its own inlet time [m3/s], float [states]."""
        land = self._land
        runoff = runoff_coefficient(demand[NEED][:, :, 0], gross_ha=land.gross_ha, field=land.field, built=land.built)
        return (runoff * land.gross_ha * self.rain.intensity(land.inlet_min)).sum(axis=1) / LITRES_PER_M3

    def capacity(self, in_service: Bools) -> Floats:
        """Return what the outfalls that some area reaches may take together [m3/s], float [states]."""
        capacity = np.empty(len(in_service))
        for pattern, rows in by_assets(in_service):
            capacity[rows] = self._response(pattern).may_take_m3_per_s
        return capacity

    @cached_property
    def _outfalls(self) -> pd.DataFrame:
        return self.nodes[self.nodes["kind"] == OUTFALL].drop_duplicates("node")

    @cached_property
    def _land(self) -> Land:
        return Land(*(quantity_of(self.catchments, quantity, self.areas) for quantity in (GROSS, FIELD, BUILT, INLET)))

    @cached_property
    def _graph(self) -> Graph:
        return graph_of(self.nodes, self.drains, self.areas)

    @cached_property
    def _full_m3_per_s(self) -> Floats:
        slope, manning_n = (self.drains[name].to_numpy(np.float64) for name in ("slope", "manning_n"))
        full = partly_full_m3_per_d(self._diameter_m, slope, manning_n=manning_n, filling=np.ones(len(slope)))
        return full / SECONDS_PER_DAY

    @cached_property
    def _diameter_m(self) -> Floats:
        return np.asarray(self.drains["diameter_mm"].to_numpy(np.float64) / 1000.0)

    @cached_property
    def _velocity_m_per_s(self) -> Floats:
        return np.asarray(self._full_m3_per_s / (np.pi * self._diameter_m**2 / 4))

    @cached_property
    def _travel_min(self) -> Floats:
        length_m = self.drains["length_m"].to_numpy(np.float64)
        return np.asarray(length_m / self._velocity_m_per_s / SECONDS_PER_MINUTE)

    def _response(self, in_service: Bools) -> Response:
        key = in_service.tobytes()
        if key not in self._responses:
            self._responses[key] = response_of(
                self._graph, standing=standing(self.assets, in_service), travel_min=self._travel_min,
                carries_m3_per_s=self._full_m3_per_s, land=self._land, rain=self.rain)
        return self._responses[key]
