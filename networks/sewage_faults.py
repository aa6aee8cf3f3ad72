"""What does not fit together in the sewer tables."""

from collections.abc import Iterator

import pandas as pd

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
from networks.sewage_routes import graph_of
from networks.sewage_tables import DOMESTIC_SHARE, EFFLUENTS, INDUSTRIAL_PEAK, MANHOLES, PIPES, RISING_MAIN
from sim.capacity import ABSENT
from sim.park import Area
from sim.table import Fault, Tables, frame, way_out

ALLOWED = {DOMESTIC_SHARE: (0.0, 1.0), INDUSTRIAL_PEAK: (1.0, 5.0)}
"""Least and greatest value of what is told of an area's effluent [-]."""

WORDS = Words("manhole", "pipe", MANHOLES, PIPES, "sewage", "outfall or works", "an outfall, of works",
              "capacity_m3_per_d", "m3/d", ABSENT)
"""How the sewers' tables call things."""


def faults_of(tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str]) -> list[Fault]:
    """Return the mistakes of the sewer tables.

    Parameters
    ----------
    tables
        ``manholes``, ``pipes`` and ``effluents``, their cells checked already.
    areas
        The park's areas.
    assets
        Assets that the study knows; an asset nobody builds and that does not stand is a mistake.
    """
    manholes, pipes = frame(tables, "manholes"), frame(tables, "pipes")
    known = list(dict.fromkeys(manholes["manhole"]))
    return [*unknown_nodes(manholes, pipes, WORDS), *_entries(areas, known=known),
            *unknown_assets({MANHOLES: manholes, PIPES: pipes}, assets=assets), *wrong_ends(manholes, WORDS),
            *shared_names(manholes, pipes, WORDS), *circles(pipes, WORDS), *_numbers(pipes),
            *missing_shares(pipes, WORDS), *_effluents(frame(tables, "effluents"), areas),
            *areas_without_way(graph_of(manholes, pipes, areas), areas, WORDS)]


def _entries(areas: tuple[Area, ...], *, known: list[str]) -> Iterator[Fault]:
    for area in areas:
        if area.sewer_manhole not in known:
            yield Fault(MANHOLES, None, f"area {area.name!r} drains to manhole {area.sewer_manhole!r}, which is no row "
                                        f"here; {way_out(area.sewer_manhole, known)}")


def _numbers(pipes: pd.DataFrame) -> Iterator[Fault]:
    # One sentence a number, with the pipe's name; what a kind does not need may be left empty.
    for row, pipe in enumerate(pipes.to_dict("records")):
        name, lifts = f"pipe {pipe['pipe']!r}", pipe["kind"] == RISING_MAIN
        if not pipe["length_m"] > 0:
            yield Fault(PIPES, row, f"{name} is {pipe['length_m']:g} m long; give it a length_m above 0")
        if lifts and not pipe["capacity_m3_per_d"] > 0:
            yield Fault(PIPES, row, f"{name}: its pumps lift {pipe['capacity_m3_per_d']:g} m3/d; give the rising main "
                                    "a capacity_m3_per_d above 0")
        if not 0 <= pipe["share"] <= 1:
            yield Fault(PIPES, row, f"{name} has share {pipe['share']:g}; give it 0 to 1, or none")
        if lifts:
            continue
        if pipe["capacity_m3_per_d"] != 0:
            yield Fault(PIPES, row, f"{name} is a gravity sewer and has a capacity_m3_per_d of its own; leave it "
                                    f"empty, or make its kind {RISING_MAIN}")
        yield from wrong_numbers(PIPES, row, name, pipe, cure=f"turn it, or make its kind {RISING_MAIN}")
        if not 0 < pipe["allowed_filling"] <= 1:
            yield Fault(PIPES, row, f"{name} has allowed_filling {pipe['allowed_filling']:g}; give it one above 0 and "
                                    "up to 1")


def _effluents(effluents: pd.DataFrame, areas: tuple[Area, ...]) -> Iterator[Fault]:
    known = [area.name for area in areas]
    rows = list(zip(effluents["area"], effluents["quantity"], effluents["value"], strict=True))
    for row, (area, quantity, value) in enumerate(rows):
        low, high = ALLOWED[quantity]
        # Without areas the park has faults of its own, and each row would repeat them.
        if areas and area not in known:
            yield Fault(EFFLUENTS, row, f"no area {area!r}; {way_out(area, known)}")
        if not low <= value <= high:
            yield Fault(EFFLUENTS, row, f"{quantity} of area {area!r} is {value:g}; allowed: {low:g} to {high:g}")
        if (area, quantity) in [other[:2] for other in rows[:row]]:
            yield Fault(EFFLUENTS, row, f"{quantity} of area {area!r} is given twice; delete one")
