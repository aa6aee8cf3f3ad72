"""Roads: the morning busy hour's traffic between the areas and the gates, in user equilibrium."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from networks.equilibrium import Variants, equilibria
from networks.roads_tables import (
    CONNECTOR,
    NEEDS,
    SHAPES,
    Links,
    Trips,
    assets_of,
    links_of,
    rows_of,
    trips_of,
)
from sim.capacity import Assessment, Bools, Demand, Floats, Limit, by_assets
from sim.park import Area
from sim.table import Fault, Tables, TableShape, frame

RELATIVE_GAP = 1e-6
"""Relative gap [-] of every equilibrium, a hundred times closer than link flows need to be stable [BOYCE2004]."""

ABSENT = Limit("absent", "a road to the area", "nothing is there to serve it", "absent", "system")


@dataclass(frozen=True)
class RoadSystem:
    """The roads of a park: volume over capacity of every road, against the ratio that planners allow.

    Parameters
    ----------
    links
        The directed links.
    trips
        How needs become trips.
    assets
        Assets that open or repair links.
    limits
        One for each road but connectors, in the order of the link table, and ``absent``.
    elements
        What a map shows: element, shape, x0, y0, x1, y1 [km], label.
    relative_gap
        Relative gap at which an equilibrium is found [-].

    Notes
    -----
    Cars, buses and trucks are added up in passenger car units and all look for the shortest time [1]_. A road's
    utilisation is the V/C of its busier direction over the allowed V/C. Static: a queue does not spill back, and
    departures do not move; V/C far above 1 tells how much is wanting, not how traffic would flow.

    References
    ----------
    .. [1] Wardrop, J. G. (1952). Some theoretical aspects of road traffic research. Proceedings of the
       Institution of Civil Engineers 1 (3), 325-362.
    """

    links: Links
    trips: Trips
    assets: tuple[str, ...]
    limits: tuple[Limit, ...]
    elements: pd.DataFrame
    relative_gap: float = RELATIVE_GAP
    name: str = "roads"
    label: str = "Roads"
    unit: str = "pcu/h"
    needs: tuple[str, ...] = NEEDS
    conditions: tuple[str, ...] = ()

    shapes: ClassVar[Mapping[str, TableShape]] = SHAPES

    @classmethod
    def faults(cls, tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str]) -> list[Fault]:
        """Return what contradicts itself in the road tables; ranges and types are checked before.

        Parameters
        ----------
        tables
            The road tables by short key.
        areas
            The park's areas.
        assets
            All assets that the study knows.
        """
        from networks.roads_faults import faults_of

        return faults_of(tables, areas, assets=assets)

    @classmethod
    def from_tables(cls, tables: Tables, areas: tuple[Area, ...]) -> Self:
        """Return the roads of tables that have no faults.

        Parameters
        ----------
        tables
            The road tables by short key.
        areas
            The areas in the order of every demand array.
        """
        rows = frame(tables, "links")
        limits = [
            Limit(link, label, f"{label} carries more than planners allow in the morning busy hour", "link", link)
            for link, label, kind in rows_of(rows, "link_id", "name", "facility_type") if kind != CONNECTOR]
        return cls(links_of(tables), trips_of(tables, areas), assets_of(rows), (*limits, ABSENT),
                   _elements(frame(tables, "nodes"), rows))

    def assess(self, demand: Demand, in_service: Bools) -> Assessment:
        """Return every road's V/C over the allowed V/C.

        Parameters
        ----------
        demand
            By need: morning busy hour's trips, in and out, float [states, areas, 1] [pcu/h].
        in_service
            Which assets stand, bool [states, assets].

        Returns
        -------
        Assessment
            A state whose equilibrium is not found is unsolved, with infinity on every limit; a state with trips
            that no road serves has infinity on ``absent``, and the other trips on the roads.
        """
        sets = by_assets(in_service)
        variants, links = self._variants(np.stack([standing for standing, _ in sets])), self.links
        variant = np.empty(len(in_service), dtype=np.int64)
        for at, (_, rows) in enumerate(sets):
            variant[rows] = at
        found = equilibria(links.graph, self.trips.pairs, trips=self._wanted(demand), variants=variants,
                           variant=variant, relative_gap=self.relative_gap)
        ratio = found.flow / (variants.capacity * links.allowed)[variant]
        of_road = np.maximum(ratio[:, links.forward], ratio[:, links.backward])[:, links.limited]
        # Through traffic without a road passes elsewhere; only the areas' own trips miss one.
        absent = (found.cut_off & (self.trips.area >= 0)).any(axis=1)
        utilisation = np.concatenate([of_road, np.where(absent, np.inf, 0.0)[:, None]], axis=1)
        utilisation[~found.solved] = np.inf
        return Assessment(utilisation, np.zeros(utilisation.shape, dtype=np.int64), ~found.solved)

    def load(self, demand: Demand) -> Floats:
        """Return the areas' trips in and out, through traffic apart, float [states] [pcu/h]."""
        total = np.zeros(len(demand[NEEDS[0]]))
        for need in NEEDS:
            for area in range(demand[need].shape[1]):
                total += demand[need][:, area, 0]
        return total

    def capacity(self, in_service: Bools) -> Floats:
        """Return what the roads at the gates may carry, both directions together, float [states] [pcu/h].

        Parameters
        ----------
        in_service
            Which assets stand, bool [states, assets].

        Notes
        -----
        Nominal: allowed V/C times the capacity of the links that begin or end at a gate. Traffic that fills one
        direction or one gate exhausts the roads below it.
        """
        variants = self._variants(in_service)
        total = np.zeros(len(in_service))
        for link in np.flatnonzero(self.links.cordon):
            allowed = variants.capacity[:, link] * self.links.allowed[link]
            total += np.where(variants.is_open[:, link], allowed, 0.0)
        return total

    def map_elements(self) -> pd.DataFrame:
        """Return what a map shows: element, shape, x0, y0, x1, y1 [km], label."""
        return self.elements.copy()

    def _variants(self, in_service: Bools) -> Variants:
        links = self.links
        worn = (links.repair >= 0) & ~in_service[:, links.repair]
        capacity = np.where(worn, links.worn_capacity_ratio, 1.0) * links.capacity_pcu_per_h
        free_min = links.free_min / np.where(worn, links.worn_speed_ratio, 1.0)
        return Variants(in_service[:, links.asset], capacity, free_min)

    def _wanted(self, demand: Demand) -> Floats:
        # Added need by need, element by element: no sum's order depends on the size of the batch. Through traffic has
        # no share in any area's need.
        trips = np.broadcast_to(self.trips.through_pcu_per_h, (len(demand[NEEDS[0]]), len(self.trips.area))).copy()
        for at, need in enumerate(NEEDS):
            trips += demand[need][:, self.trips.area, 0] * self.trips.share[at]
        return trips


def _elements(nodes: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    # Roads as straight lines between their nodes, gates as points.
    place = {name: (x, y) for name, x, y in rows_of(nodes, "node_id", "x_coord", "y_coord")}
    roads = [
        (link, "line", *place[start], *place[end], label)
        for link, start, end, label, kind
        in rows_of(links, "link_id", "from_node_id", "to_node_id", "name", "facility_type") if kind != CONNECTOR]
    gates = [
        (name, "point", *place[name], *place[name], label)
        for name, label, kind in rows_of(nodes, "node_id", "name", "node_type") if kind == "gate"]
    return pd.DataFrame([*roads, *gates], columns=["element", "shape", "x0", "y0", "x1", "y1", "label"])
