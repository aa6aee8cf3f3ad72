"""Roads: the traffic of two busy hours between the areas and the gates, in user equilibrium."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from networks.equilibrium import equilibria
from networks.roads_tables import (
    CONNECTOR,
    HOURS,
    NEEDS,
    SHAPES,
    Links,
    Trips,
    assets_of,
    links_of,
    rows_of,
    trips_of,
)
from sim.capacity import Assessment, Bools, Demand, Floats, Integers, Limit, by_assets
from sim.park import Area
from sim.table import Fault, Tables, TableShape, frame

RELATIVE_GAP = 1e-8
"""Relative gap [-] of every equilibrium: link flows that a closer gap moves by less than 0.01 of a road's capacity need
it, while sums over all roads are stable at a ten thousandth [BOYCE2004]."""

DEARER = 1e-7
"""Share [-] by which no way in use is dearer than the cheapest way of its pair: a gap is a sum over all pairs, in which
a few of many may be far from their own equilibrium."""

THROUGH_TRAFFIC = "through_traffic_ratio"
"""Through traffic relative to that of the tables [-]: a condition, since a system knows no time."""

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
        Assets that open or repair links, then the works of repairs that close lanes while they last.
    limits
        One for each road but connectors, in the order of the link table, and ``absent``.
    elements
        What a map shows: element, shape, x0, y0, x1, y1 [km], label.
    relative_gap
        Relative gap at which an equilibrium is found [-].
    dearer
        By what share a way in use may be dearer than the cheapest one of its pair [-].

    Notes
    -----
    Cars, buses and trucks are added up in passenger car units and all look for the shortest time [1]_. The morning
    and the evening busy hour, the two periods of every need, are assigned apart; a road's utilisation is the V/C of
    its busier direction in its worse hour over the allowed V/C. Static: a queue does not spill back, and departures
    do not move, during road works neither; V/C far above 1 tells how much is wanting, not how traffic would flow.

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
    dearer: float = DEARER
    name: str = "roads"
    label: str = "Roads"
    unit: str = "pcu/h"
    needs: tuple[str, ...] = NEEDS
    conditions: tuple[str, ...] = (THROUGH_TRAFFIC,)

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
            Limit(link, label, f"{label} carries more than planners allow in its worse busy hour", "link", link)
            for link, label, kind in rows_of(rows, "link_id", "name", "facility_type") if kind != CONNECTOR]
        return cls(links_of(tables), trips_of(tables, areas), assets_of(tables), (*limits, ABSENT),
                   _elements(frame(tables, "nodes"), rows))

    def assess(self, demand: Demand, in_service: Bools) -> Assessment:
        """Return every road's V/C over the allowed V/C.

        Parameters
        ----------
        demand
            By need: trips in and out in the morning and in the evening busy hour, float [states, areas, 2] [pcu/h];
            ``through_traffic_ratio`` float [states, 1, 1] [-].
        in_service
            Which assets stand, bool [states, assets].

        Returns
        -------
        Assessment
            The period is the worse hour, the morning where both are alike. A state without equilibrium in one of its
            hours is unsolved, with infinity on every limit; a state with trips that no road serves has infinity on
            ``absent``, and the other trips on the roads.
        """
        sets = by_assets(in_service)
        links = self.links
        variants = links.variants(np.stack([standing for standing, _ in sets]))
        variant = np.empty(len(in_service), dtype=np.int64)
        for at, (_, states) in enumerate(sets):
            variant[states] = at
        variant = np.tile(variant, len(HOURS))
        wanted = self._wanted(demand)
        # An hour of one state is often an hour of another: each different one is assigned once.
        rows, back = _different(variant, wanted)
        found = equilibria(links.graph, self.trips.pairs, trips=wanted[rows], variants=variants,
                           variant=variant[rows], relative_gap=self.relative_gap, dearer=self.dearer)
        ratio = found.flow / (variants.capacity * links.allowed)[variant[rows]]
        of_road = np.maximum(ratio[:, links.forward], ratio[:, links.backward])[:, links.limited]
        # Through traffic without a road passes elsewhere; only the areas' own trips miss one.
        absent = (found.cut_off & (self.trips.area >= 0)).any(axis=1)
        used = np.concatenate([of_road, np.where(absent, np.inf, 0.0)[:, None]], axis=1)
        used[~found.solved] = np.inf
        by_hour = used[back].reshape(len(HOURS), len(in_service), -1)
        unsolved: Bools = np.asarray((~found.solved)[back].reshape(len(HOURS), -1).any(axis=0))
        utilisation = np.where(unsolved[:, None], np.inf, by_hour.max(axis=0))
        return Assessment(utilisation, by_hour.argmax(axis=0), unsolved)

    def load(self, demand: Demand) -> Floats:
        """Return the areas' trips in and out in the busier hour, through traffic apart, float [states] [pcu/h]."""
        total = np.zeros((len(demand[NEEDS[0]]), len(HOURS)))
        for need in NEEDS:
            for area in range(demand[need].shape[1]):
                total += demand[need][:, area]
        return total.max(axis=1)

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
        variants = self.links.variants(in_service)
        total = np.zeros(len(in_service))
        for link in np.flatnonzero(self.links.cordon):
            allowed = variants.capacity[:, link] * self.links.allowed[link]
            total += np.where(variants.is_open[:, link], allowed, 0.0)
        return total

    def map_elements(self) -> pd.DataFrame:
        """Return what a map shows: element, shape, x0, y0, x1, y1 [km], label."""
        return self.elements.copy()

    def _wanted(self, demand: Demand) -> Floats:
        # The states of one hour after those of the other. Added need by need, element by element: no sum's order
        # depends on the size of the batch. Through traffic has no share in any area's need.
        trips = demand[THROUGH_TRAFFIC][None, :, 0] * self.trips.through_pcu_per_h[:, None]
        # No share of what is endless is no number, which the solver refuses.
        with np.errstate(invalid="ignore"):
            for at, need in enumerate(NEEDS):
                for hour in range(len(HOURS)):
                    trips[hour] += demand[need][:, self.trips.area, hour] * self.trips.share[hour, at]
        return trips.reshape(-1, trips.shape[2])


def _different(variant: Integers, trips: Floats) -> tuple[Integers, Integers]:
    # The first of all equal rows, and to which of them each row is equal, to the last bit.
    rows = np.concatenate([variant[:, None].view(np.uint8),
                           np.ascontiguousarray(trips).view(np.uint8)], axis=1)
    whole = rows.view(np.dtype((np.void, rows.shape[1]))).reshape(-1)
    _, first, back = np.unique(whole, return_index=True, return_inverse=True)
    return first.astype(np.int64), back.reshape(-1).astype(np.int64)


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
