"""What does not fit together in the tables of the storm drains."""

from collections.abc import Iterator
from math import log10

import numpy as np
import pandas as pd

from networks.drainage_routes import graph_of, quantity_of
from networks.drainage_tables import (
    BUILT,
    CATCHMENTS,
    DRAINS,
    FIELD,
    GROSS,
    NODES,
    OF_AN_AREA,
    OF_THE_RAIN,
    RAIN,
    RETURN,
    STORMS_ADD,
)
from networks.gravity_faults import (
    Words,
    areas_without_way,
    circles,
    missing_shares,
    shared_names,
    unknown_assets,
    unknown_nodes,
    wrong_ends,
    wrong_numbers,
)
from sim.capacity import ABSENT
from sim.park import EVERY_AREA, Area
from sim.table import Fault, Tables, frame, way_out

WORDS = Words("node", "drain", NODES, DRAINS, "storm water", "outfall", "an outfall", "capacity_m3_per_s", "m3/s",
              ABSENT)
"""How the drains' tables call things."""


def faults_of(tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str]) -> list[Fault]:
    """Return the mistakes of the drainage tables.

    Parameters
    ----------
    tables
        ``nodes``, ``drains``, ``catchments`` and ``rain``, their cells checked already.
    areas
        The park's areas.
    assets
        Assets that the study knows; an asset nobody builds and that does not stand is a mistake.
    """
    nodes, drains = frame(tables, "nodes"), frame(tables, "drains")
    return [*unknown_nodes(nodes, drains, WORDS), *_entries(nodes, areas),
            *unknown_assets({NODES: nodes, DRAINS: drains}, assets=assets), *wrong_ends(nodes, WORDS),
            *shared_names(nodes, drains, WORDS), *circles(drains, WORDS), *_numbers(drains),
            *missing_shares(drains, WORDS), *_catchments(frame(tables, "catchments"), areas),
            *_rain(frame(tables, "rain")), *areas_without_way(graph_of(nodes, drains, areas), areas, WORDS)]


def _entries(nodes: pd.DataFrame, areas: tuple[Area, ...]) -> Iterator[Fault]:
    known = [area.name for area in areas]
    told: list[str] = []
    for row, area in enumerate(nodes["area"]):
        # Without areas the park has faults of its own, and each row would repeat them.
        if area and areas and area not in known:
            yield Fault(NODES, row, f"node {nodes['node'][row]!r}: no area {area!r}; {way_out(area, known)}")
        if area and area in told:
            yield Fault(NODES, row, f"area {area!r} drains to two nodes; name it in one row")
        told.append(area)
    for area in known:
        if area not in told:
            yield Fault(NODES, None, f"no node has area {area!r}; name the one that its land drains to")


def _numbers(drains: pd.DataFrame) -> Iterator[Fault]:
    for row, drain in enumerate(drains.to_dict("records")):
        name = f"drain {drain['drain']!r}"
        if not drain["length_m"] > 0:
            yield Fault(DRAINS, row, f"{name} is {drain['length_m']:g} m long; give it a length_m above 0")
        if not 0 <= drain["share"] <= 1:
            yield Fault(DRAINS, row, f"{name} has share {drain['share']:g}; give it 0 to 1, or none")
        yield from wrong_numbers(DRAINS, row, name, drain, cure="turn it")


def _catchments(catchments: pd.DataFrame, areas: tuple[Area, ...]) -> Iterator[Fault]:
    known = [*(area.name for area in areas), EVERY_AREA]
    rows = list(zip(catchments["area"], catchments["quantity"], catchments["value"], strict=True))
    for row, (area, quantity, value) in enumerate(rows):
        low, high = OF_AN_AREA[quantity]
        if areas and area not in known:
            yield Fault(CATCHMENTS, row, f"no area {area!r}; {way_out(area, known)}")
        if not low <= value <= high:
            yield Fault(CATCHMENTS, row, f"{quantity} of area {area!r} is {value:g}; allowed: {low:g} to {high:g}")
        if (area, quantity) in [other[:2] for other in rows[:row]]:
            yield Fault(CATCHMENTS, row, f"{quantity} of area {area!r} is given twice; delete one")
    for quantity in OF_AN_AREA:
        open_areas = [area.name for area, value in zip(areas, quantity_of(catchments, quantity, areas), strict=True)
                      if np.isnan(value)]
        if open_areas:
            yield Fault(CATCHMENTS, None, f"nothing tells {quantity} of {', '.join(open_areas)}; give a row for each, "
                                          f"or one for area {EVERY_AREA!r}")
    for area, land_ha, whole in zip(known, [area.land_ha for area in areas], quantity_of(catchments, GROSS, areas),
                                    strict=False):
        if whole < land_ha:
            yield Fault(CATCHMENTS, None, f"{GROSS} of area {area!r} is {whole:g}, less than its plots of {land_ha:g} "
                                          "ha; give all its land")
    for area, field, built in zip(known, quantity_of(catchments, FIELD, areas),
                                  quantity_of(catchments, BUILT, areas), strict=False):
        if built < field:
            yield Fault(CATCHMENTS, None, f"area {area!r}: {BUILT} {built:g} is below {FIELD} {field:g}; roofs shed "
                                          "more than fields")


def _rain(rain: pd.DataFrame) -> Iterator[Fault]:
    told = dict(zip(rain["parameter"], rain["value"], strict=True))
    for row, (parameter, value) in enumerate(told.items()):
        low, high = OF_THE_RAIN[parameter]
        if not low <= value <= high:
            yield Fault(RAIN, row, f"{parameter} is {value:g}; allowed: {low:g} to {high:g}")
    for parameter in OF_THE_RAIN:
        if parameter not in told:
            yield Fault(RAIN, None, f"parameter {parameter!r} is missing; give it a row")
    if told.get(RETURN, 1.0) > 0 and 1 + told.get(STORMS_ADD, 0.0) * log10(told.get(RETURN, 1.0)) <= 0:
        yield Fault(RAIN, None, f"a storm of {told[RETURN]:g} years has no rain with c {told[STORMS_ADD]:g}; raise "
                                f"{RETURN}, or lower c")
