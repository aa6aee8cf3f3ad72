"""The storm drains as a graph, and what the rain makes of it while certain assets stand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from networks.drainage_tables import OUTFALL
from networks.gravity_routes import End, Graph, Pipe, route_of
from networks.open_channel import LITRES_PER_M3
from networks.storm_rain import Rain
from sim.capacity import Bools, Floats, Integers
from sim.park import EVERY_AREA, Area


@dataclass(frozen=True)
class Land:
    """The land of the areas, float [areas] each.

    Parameters
    ----------
    gross_ha
        All land [ha].
    field, built
        Runoff coefficient of fields and of built plots [-].
    inlet_min
        Time until water from the farthest corner is at the drain [min].
    """

    gross_ha: Floats
    field: Floats
    built: Floats
    inlet_min: Floats


@dataclass(frozen=True)
class Response:
    """How storm water runs, and what it makes of each limit, while certain assets stand.

    Parameters
    ----------
    served
        True for areas from which a drain leads to an outfall, bool [areas].
    empty
        Utilisation of drains and outfalls while all land is field [-], float [limits].
    begin, area, per_ha
        What built land adds to them [1/ha], as ``networks.drainage_kernels`` reads it.
    catchment_ha
        All land that drains to each drain [ha], float [drains].
    may_take_m3_per_s
        What the outfalls that some area reaches may take together [m3/s].
    """

    served: Bools
    empty: Floats
    begin: Integers
    area: Integers
    per_ha: Floats
    catchment_ha: Floats
    may_take_m3_per_s: float


def graph_of(nodes: pd.DataFrame, drains: pd.DataFrame, areas: Sequence[Area]) -> Graph:
    """Return the graph of some drains.

    Parameters
    ----------
    nodes, drains
        The tables of the system; nodes tell whose land drains to them.
    areas
        The park's areas.
    """
    ends = nodes[nodes["kind"] == OUTFALL]
    drained = dict(zip(nodes["area"].tolist(), nodes["node"].tolist(), strict=True))
    return Graph(
        nodes=tuple(dict.fromkeys(nodes["node"])),
        pipes=[Pipe(*row) for row in zip(*(drains[column].tolist() for column in (
            "from_node", "to_node", "asset", "priority", "share")), strict=True)],
        ends=[End(*row) for row in zip(*(ends[column].tolist() for column in (
            "node", "asset", "capacity_m3_per_s")), strict=True)],
        entries=[drained.get(area.name, "") for area in areas])


def quantity_of(catchments: pd.DataFrame, quantity: str, areas: Sequence[Area]) -> Floats:
    """Return a quantity of every area, float [areas]; an area's own row beats the one for all.

    Parameters
    ----------
    catchments
        The table.
    quantity
        One of ``OF_AN_AREA``.
    areas
        The park's areas.
    """
    rows = catchments[catchments["quantity"] == quantity]
    told = dict(zip(rows["area"].tolist(), rows["value"].tolist(), strict=True))
    return np.array([told.get(area.name, told.get(EVERY_AREA, np.nan)) for area in areas], dtype=np.float64)


def response_of(graph: Graph, *, standing: frozenset[str], travel_min: Floats, carries_m3_per_s: Floats, land: Land,
                rain: Rain) -> Response:
    """Return what each drain and outfall has to carry while certain assets stand.

    Parameters
    ----------
    graph
        Drains, outfalls, and where each area's water enters.
    standing
        Names of the assets that stand.
    travel_min
        Time that water needs through each drain [min], float [drains].
    carries_m3_per_s
        What each drain carries [m3/s], float [drains].
    land
        The land of the areas.
    rain
        The design storm.

    Notes
    -----
    The water of each area is followed down its way once: what part of it passes where, and how long the first of it
    has been on its way. All that follows is linear in built land.
    """
    route = route_of(graph, standing=standing)
    index = {node: at for at, node in enumerate(graph.nodes)}
    part, minutes = np.zeros((len(index), len(graph.entries))), np.zeros(len(index))
    for area, entry in enumerate(graph.entries):
        if route.served[area]:
            part[index[entry], area], minutes[index[entry]] = 1.0, land.inlet_min[area]
    through, began = np.zeros((len(travel_min), len(graph.entries))), np.zeros(len(travel_min))
    for drain, start, end, share in zip(route.pipe, route.start, route.end, route.share, strict=True):
        through[drain], began[drain] = part[start] * share, minutes[start]
        part[end] += through[drain]
        if through[drain].any():
            minutes[end] = max(minutes[end], minutes[start] + travel_min[drain])
    ends = [index[node] for node in graph.end_nodes]
    passing = np.vstack([through, part[ends]])
    carries = np.concatenate([carries_m3_per_s, route.may_take])
    # What no water reaches, or may take nothing, is not in use; its storm has no duration.
    in_use = passing.any(axis=1) & (carries > 0)
    duration_min = np.where(in_use, np.concatenate([began, minutes[ends]]), 1.0)
    storm = rain.intensity(duration_min) / LITRES_PER_M3
    per_runoff = passing * np.divide(storm, carries, out=np.zeros(len(carries)), where=in_use)[:, np.newaxis]
    per_ha = per_runoff * (land.built - land.field)
    limit, area_of = np.nonzero(per_ha)
    return Response(
        route.served, (per_runoff * (land.field * land.gross_ha)).sum(axis=1),
        np.searchsorted(limit, np.arange(len(carries) + 1)).astype(np.int64), area_of.astype(np.int64),
        per_ha[limit, area_of], (through > 0).astype(np.float64) @ land.gross_ha, float(route.may_take.sum()))
