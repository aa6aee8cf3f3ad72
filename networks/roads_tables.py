"""The road tables of a study: their headings, and the arrays that are made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from networks.equilibrium import Pairs, RoadGraph, Variants
from sim.capacity import Bools, Floats, Integers
from sim.park import Area
from sim.plan import works_of
from sim.table import PROOF, Column, Tables, TableShape, frame

NEEDS = ("car_pcu_per_h", "bus_pcu_per_h", "truck_pcu_per_h")
CONNECTOR = "connector"
"""Facility type of the ways from a zone to the roads: no delay, no limit, no part of the nominal capacity."""

HOURS = ("morning", "evening")
"""The busy hours: the periods of every need."""

QUANTITIES = ("bpr_alpha", "bpr_beta", "allowed_volume_to_capacity", "worn_capacity_ratio", "worn_speed_ratio")
WORKS_RATIOS = ("works_capacity_ratio", "works_speed_ratio")
"""What a type may tell of its repair: the shares of the worn road's capacity and speed that works leave [-]."""

MINUTES_PER_HOUR = 60.0
LONGEST_KM = 200.0
"""Length beyond which a link's number is rather told in metres [km]."""


SHAPES: Mapping[str, TableShape] = {
    # GMNS headings; lengths in km, speeds in km/h, capacity in pcu/h and lane, lanes of one direction.
    "nodes": TableShape("roads/node.csv", (
        Column("node_id"),
        Column("name"),
        Column("x_coord", "number"),
        Column("y_coord", "number"),
        Column("node_type", allowed=("crossing", "zone", "gate")),
        *PROOF), key="node_id"),
    "links": TableShape("roads/link.csv", (
        Column("link_id"),
        Column("name"),
        Column("from_node_id"),
        Column("to_node_id"),
        Column("directed", "integer", low=0, high=1),
        Column("facility_type"),
        Column("length", "number", above=0, high=LONGEST_KM),
        Column("lanes", "integer", low=0, optional=True, default=0),
        Column("capacity", "number", low=0, optional=True, default=0.0),
        Column("free_speed", "number", above=0),
        Column("asset"),
        Column("repaired_by", optional=True, default=""),
        *PROOF), key="link_id"),
    "road_types": TableShape("roads/road_types.csv", (
        Column("facility_type"),
        Column("quantity", allowed=(*QUANTITIES, *WORKS_RATIOS)),
        Column("value", "number", low=0),
        *PROOF)),
    "classes": TableShape("roads/classes.csv", (
        Column("need", allowed=NEEDS),
        Column("morning_inbound_share", "number", low=0, high=1),
        Column("evening_inbound_share", "number", low=0, high=1),
        *PROOF), key="need"),
    "gates": TableShape("roads/gates.csv", (
        Column("need", allowed=NEEDS),
        Column("gate"),
        Column("share", "number", low=0, high=1),
        *PROOF)),
    "through": TableShape("roads/through_traffic.csv", (
        Column("from_gate"),
        Column("to_gate"),
        Column("morning_pcu_per_h", "number", low=0),
        Column("evening_pcu_per_h", "number", low=0),
        *PROOF), optional=True),
}

def rows_of(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of a table row by row.

    Parameters
    ----------
    table
        The table.
    *columns
        Headings, in the order of the values in a row.
    """
    return list(zip(*(table[column].tolist() for column in columns), strict=True))


@dataclass(frozen=True)
class Links:
    """Directed links of a road table, every row of which is one or two of them.

    Parameters
    ----------
    graph
        The links as a graph; nodes in the table's order.
    forward, backward
        Link of each row in either direction; the same one where the row is one-way, int [rows].
    limited
        Rows that have a limit, that is all but connectors, int [limits].
    asset, repair, works
        Columns of the assets with which a link opens and is repaired, and of the works of that repair; ``repair`` is -1
        for sound links, ``works`` where works close nothing, int [links].
    capacity_pcu_per_h, free_min
        Capacity [pcu/h] and travel time of the empty link [min] when sound, float [links].
    worn_capacity_ratio, worn_speed_ratio
        What is left of capacity and speed until the repair [-], float [links].
    works_capacity_ratio, works_speed_ratio
        What works leave of that while they last [-], float [links].
    allowed
        Allowed V/C [-]; infinite for connectors, float [links].
    cordon
        True where a link begins or ends at a gate, bool [links].
    """

    graph: RoadGraph
    forward: Integers
    backward: Integers
    limited: Integers
    asset: Integers
    repair: Integers
    works: Integers
    capacity_pcu_per_h: Floats
    free_min: Floats
    worn_capacity_ratio: Floats
    worn_speed_ratio: Floats
    works_capacity_ratio: Floats
    works_speed_ratio: Floats
    allowed: Floats
    cordon: Bools

    def variants(self, in_service: Bools) -> Variants:
        """Return what the links are like while some assets stand; worn ones until their repair does.

        Parameters
        ----------
        in_service
            Which assets stand, and which works are under way, bool [variants, assets].

        Notes
        -----
        Works are a static closure: one half of the road after the other, the same share closed on every link of the
        repair from its first day to its last. Who is diverted finds the equilibrium of the roads as they then are.
        """
        worn = (self.repair >= 0) & ~in_service[:, self.repair]
        closed = worn & (self.works >= 0) & in_service[:, self.works]
        capacity_left = np.where(worn, self.worn_capacity_ratio, 1.0)
        capacity_left *= np.where(closed, self.works_capacity_ratio, 1.0)
        speed_left = np.where(worn, self.worn_speed_ratio, 1.0) * np.where(closed, self.works_speed_ratio, 1.0)
        capacity, free_min = capacity_left * self.capacity_pcu_per_h, self.free_min / speed_left
        return Variants(in_service[:, self.asset], capacity, free_min)


@dataclass(frozen=True)
class Trips:
    """How the areas' needs become trips between nodes.

    Parameters
    ----------
    pairs
        Between which nodes trips are made.
    area
        Area of each pair, -1 for through traffic alone, int [pairs].
    share
        Share of an area's need that travels between a pair in a busy hour [-], float [hours, needs, pairs].
    through_pcu_per_h
        Through traffic of a pair in the study's first year [pcu/h], float [hours, pairs].
    """

    pairs: Pairs
    area: Integers
    share: Floats
    through_pcu_per_h: Floats


def assets_of(tables: Tables) -> tuple[str, ...]:
    """Return the assets of road tables in the order in which they occur, then the works that close lanes.

    Parameters
    ----------
    tables
        The road tables by short key.
    """
    links = frame(tables, "links")
    named = [name for row in rows_of(links, "asset", "repaired_by") for name in row if name]
    closing = {kind for kind, quantity in coefficients(frame(tables, "road_types")) if quantity in WORKS_RATIOS}
    works = [works_of(repair) for kind, repair in rows_of(links, "facility_type", "repaired_by")
             if repair and kind in closing]
    return tuple(dict.fromkeys([*named, *works]))


def coefficients(road_types: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return the value of each facility type and quantity."""
    rows = rows_of(road_types, "facility_type", "quantity", "value")
    return {(kind, quantity): value for kind, quantity, value in rows}


def links_of(tables: Tables) -> Links:
    """Return the directed links of a study.

    Parameters
    ----------
    tables
        The road tables by short key, without faults.
    """
    nodes, rows = frame(tables, "nodes"), frame(tables, "links")
    number = {name: at for at, name in enumerate(nodes["node_id"])}
    kinds = nodes["node_type"].to_numpy()
    start = np.array([number[name] for name in rows["from_node_id"]], dtype=np.int64)
    end = np.array([number[name] for name in rows["to_node_id"]], dtype=np.int64)
    (both,) = np.nonzero(rows["directed"].to_numpy() == 0)
    row = np.concatenate([np.arange(len(rows)), both])
    tail, head = np.concatenate([start, end[both]]), np.concatenate([end, start[both]])
    backward = np.arange(len(rows))
    backward[both] = len(rows) + np.arange(len(both))
    connector = (rows["facility_type"] == CONNECTOR).to_numpy()
    by_type = coefficients(frame(tables, "road_types"))

    def quantity(name: str, of_connectors: float) -> Floats:
        values = [of_connectors if kind == CONNECTOR else by_type[kind, name] for kind in rows["facility_type"]]
        return np.array(values, dtype=np.float64)[row]

    def ratio_of_works(name: str) -> Floats:
        return np.array([by_type.get((kind, name), 1.0) for kind in rows["facility_type"]], dtype=np.float64)[row]

    column = {name: at for at, name in enumerate(assets_of(tables))}
    capacity = rows["lanes"].to_numpy(dtype=np.float64) * rows["capacity"].to_numpy(dtype=np.float64)
    free_min = MINUTES_PER_HOUR * rows["length"].to_numpy(np.float64) / rows["free_speed"].to_numpy(np.float64)
    graph = RoadGraph(tail, head, kinds == "crossing", quantity("bpr_alpha", 0.0), quantity("bpr_beta", 1.0))
    return Links(
        graph, np.arange(len(rows)), backward, np.flatnonzero(~connector),
        np.array([column[name] for name in rows["asset"]], dtype=np.int64)[row],
        np.array([column.get(name, -1) for name in rows["repaired_by"]], dtype=np.int64)[row],
        np.array([column.get(works_of(name), -1) for name in rows["repaired_by"]], dtype=np.int64)[row],
        np.where(connector, 1.0, capacity)[row], free_min[row], quantity("worn_capacity_ratio", 1.0),
        quantity("worn_speed_ratio", 1.0), ratio_of_works("works_capacity_ratio"),
        ratio_of_works("works_speed_ratio"), quantity("allowed_volume_to_capacity", np.inf),
        ((kinds[tail] == "gate") | (kinds[head] == "gate")) & ~connector[row])


def trips_of(tables: Tables, areas: tuple[Area, ...]) -> Trips:
    """Return between which nodes the areas' needs travel.

    Parameters
    ----------
    tables
        The road tables by short key, without faults.
    areas
        The areas in the order of every demand array.
    """
    number = {name: at for at, name in enumerate(frame(tables, "nodes")["node_id"])}
    inbound = {need: shares for need, *shares in rows_of(
        frame(tables, "classes"), "need", *(f"{hour}_inbound_share" for hour in HOURS))}
    share: dict[tuple[int, int], Floats] = {}
    area_of: dict[tuple[int, int], int] = {}
    for at, area in enumerate(areas):
        zone = number[area.road_zone]
        for need, name, part in rows_of(frame(tables, "gates"), "need", "gate", "share"):
            gate = number[name]
            entering = np.array(inbound[need])
            for pair, directed in (((gate, zone), entering), ((zone, gate), 1.0 - entering)):
                share.setdefault(pair, np.zeros((len(HOURS), len(NEEDS))))[:, NEEDS.index(need)] = directed * part
                area_of[pair] = at
    passing = {
        (number[start], number[end]): np.array(traffic) for start, end, *traffic in rows_of(
            frame(tables, "through"), "from_gate", "to_gate", *(f"{hour}_pcu_per_h" for hour in HOURS))}
    pairs = Pairs.sorted(list(share.keys() | passing.keys()))
    keys = list(zip(pairs.origin.tolist(), pairs.destination.tolist(), strict=True))
    nothing = np.zeros((len(HOURS), len(NEEDS)))
    return Trips(
        pairs, np.array([area_of.get(key, -1) for key in keys], dtype=np.int64),
        np.stack([share.get(key, nothing) for key in keys], axis=2),
        np.stack([passing.get(key, np.zeros(len(HOURS))) for key in keys], axis=1))
