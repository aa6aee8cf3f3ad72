"""What does not fit together in the sewer tables."""

from collections.abc import Iterator

import pandas as pd

from networks.sewage_tables import ABSENT, DOMESTIC_SHARE, EFFLUENTS, INDUSTRIAL_PEAK, MANHOLES, PIPES, RISING_MAIN
from sim.park import Area
from sim.table import Fault, Tables, frame, way_out

ALLOWED = {DOMESTIC_SHARE: (0.0, 1.0), INDUSTRIAL_PEAK: (1.0, 5.0)}
"""Least and greatest value of what is told of an area's effluent [-]."""

LEAST_DIAMETER_MM, MOST_DIAMETER_MM = 50.0, 5000.0
"""Narrowest and widest sewer that is no slip of the unit [mm]."""

STEEPEST = 0.2
"""Fall per length of a gravity sewer [-] beyond which a slip of the unit is likelier: slopes in per mille."""

SMOOTHEST, ROUGHEST = 0.008, 0.03
"""Bounds of Manning's n that a sewer may have [s/m^(1/3)]."""


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
    return [*_unknown_manholes(pipes, areas, known=known), *_unknown_assets(manholes, pipes, assets=assets),
            *_discharges(manholes), *_limit_names(manholes, pipes), *_circles(pipes), *_numbers(pipes),
            *_shares(pipes), *_effluents(frame(tables, "effluents"), areas),
            *_ways(manholes, pipes, areas, known=known)]


def _unknown_manholes(pipes: pd.DataFrame, areas: tuple[Area, ...], *, known: list[str]) -> list[Fault]:
    faults = []
    for row, (pipe, start, end) in enumerate(zip(
            pipes["pipe"], pipes["from_manhole"], pipes["to_manhole"], strict=True)):
        for column, manhole in (("from_manhole", start), ("to_manhole", end)):
            if manhole not in known:
                faults.append(Fault(PIPES, row, f"pipe {pipe!r}: {column} {manhole!r} is no row of {MANHOLES}"
                                                f"; {way_out(manhole, known)}"))
        if start == end:
            faults.append(Fault(PIPES, row, f"pipe {pipe!r} leads from {start!r} to itself; give it another end"))
    for area in areas:
        if area.sewer_manhole not in known:
            faults.append(Fault(MANHOLES, None, f"area {area.name!r} drains to manhole {area.sewer_manhole!r}, which "
                                                f"is no row here; {way_out(area.sewer_manhole, known)}"))
    return faults


def _unknown_assets(manholes: pd.DataFrame, pipes: pd.DataFrame, *, assets: frozenset[str]) -> list[Fault]:
    faults = []
    for file, table in ((MANHOLES, manholes), (PIPES, pipes)):
        for row, asset in enumerate(table["asset"]):
            if asset and asset not in assets:
                faults.append(Fault(file, row, f"asset {asset!r} neither stands nor is built by a project"
                                               f"; {way_out(asset, sorted(assets))}"))
    return faults


def _discharges(manholes: pd.DataFrame) -> list[Fault]:
    faults = []
    ends = manholes[manholes["kind"] != "manhole"]
    if ends.empty:
        faults.append(Fault(MANHOLES, None, "no row is an outfall or works; sewage must end somewhere"))
    for row, manhole, kind, asset, capacity in zip(
            ends.index, ends["manhole"], ends["kind"], ends["asset"], ends["capacity_m3_per_d"], strict=True):
        if not asset:
            faults.append(Fault(MANHOLES, int(row), f"{kind} {manhole!r} has no asset; name the one that makes it "
                                                    "serve"))
        # It would close the end without a word: all sewage would be told to find no way.
        if not capacity > 0:
            faults.append(Fault(MANHOLES, int(row), f"{kind} {manhole!r} takes {capacity:g} m3/d; give it a "
                                                    "capacity_m3_per_d above 0"))
    for manhole, rows in manholes.groupby("manhole"):
        if rows["kind"].nunique() > 1 or (len(rows) > 1 and rows["kind"].iloc[0] == "manhole"):
            faults.append(Fault(MANHOLES, int(rows.index[1]), f"manhole {manhole!r} is there twice; only modules of "
                                                              "one outfall or works share a name"))
        elif len(rows) > 1 and len(rows[["x_km", "y_km"]].drop_duplicates()) > 1:
            faults.append(Fault(MANHOLES, int(rows.index[1]), f"the modules of {manhole!r} lie at different places; "
                                                              "give them one x_km and y_km"))
    return faults


def _limit_names(manholes: pd.DataFrame, pipes: pd.DataFrame) -> list[Fault]:
    ends = set(manholes.loc[manholes["kind"] != "manhole", "manhole"])
    faults = [Fault(PIPES, row, f"pipe {pipe!r} has the name of an outfall, of works or of what finds no way; "
                                "give it another")
              for row, pipe in enumerate(pipes["pipe"]) if pipe in ends | {ABSENT}]
    if ABSENT in ends:
        row = int(manholes.index[manholes["manhole"] == ABSENT][0])
        faults.append(Fault(MANHOLES, row, f"{ABSENT!r} is the name of what finds no way; give it another"))
    return faults


def _circles(pipes: pd.DataFrame) -> Iterator[Fault]:
    import networkx as nx

    ways = list(zip(pipes["from_manhole"], pipes["to_manhole"], strict=True))
    # One circle is told of each knot: manholes that all lead to one another. A pipe to itself is told elsewhere.
    knots = [knot for knot in nx.strongly_connected_components(nx.DiGraph(ways)) if len(knot) > 1]
    inside = [[way for way in ways if knot.issuperset(way) and way[0] != way[1]] for knot in knots]
    for knot in sorted(inside, key=lambda own: ways.index(own[0])):
        circle = nx.find_cycle(nx.DiGraph(knot))
        names = [start for start, _ in circle]
        yield Fault(PIPES, ways.index(circle[0]), f"sewage runs in a circle: {' -> '.join([*names, names[0]])}; turn "
                                                  "or remove one of these pipes")


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
        if not 0 < pipe["slope"] <= STEEPEST:
            fall = "rises" if pipe["slope"] < 0 else "does not fall" if pipe["slope"] == 0 else "is too steep"
            yield Fault(PIPES, row, f"{name} {fall}: slope {pipe['slope']:g}; a gravity sewer needs one above 0 and up "
                                    f"to {STEEPEST:g}; turn it, or make its kind {RISING_MAIN}")
        if not LEAST_DIAMETER_MM <= pipe["diameter_mm"] <= MOST_DIAMETER_MM:
            yield Fault(PIPES, row, f"{name} has diameter_mm {pipe['diameter_mm']:g}; allowed: "
                                    f"{LEAST_DIAMETER_MM:g} to {MOST_DIAMETER_MM:g} mm")
        if not SMOOTHEST <= pipe["manning_n"] <= ROUGHEST:
            yield Fault(PIPES, row, f"{name} has manning_n {pipe['manning_n']:g}; allowed: {SMOOTHEST:g} to "
                                    f"{ROUGHEST:g}")
        if not 0 < pipe["allowed_filling"] <= 1:
            yield Fault(PIPES, row, f"{name} has allowed_filling {pipe['allowed_filling']:g}; give it one above 0 and "
                                    "up to 1")


def _shares(pipes: pd.DataFrame) -> Iterator[Fault]:
    # A pipe without a share among others that have one would never carry anything.
    for (manhole, _), rows in pipes.groupby(["from_manhole", "priority"], sort=False):
        without = rows.index[rows["share"] == 0]
        if 0 < len(without) < len(rows):
            yield Fault(PIPES, int(without[0]), f"pipe {rows['pipe'][without[0]]!r} has no share while another that "
                                                f"leaves {manhole!r} with the same priority has one; give all of them "
                                                "shares, or none")


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


def _ways(manholes: pd.DataFrame, pipes: pd.DataFrame, areas: tuple[Area, ...], *, known: list[str]) -> list[Fault]:
    import networkx as nx

    graph = nx.DiGraph(zip(pipes["from_manhole"], pipes["to_manhole"], strict=True))
    graph.add_nodes_from(known)
    faults = []
    ends = set(manholes.loc[manholes["kind"] != "manhole", "manhole"])
    for area in areas:
        manhole = area.sewer_manhole
        if manhole in graph and not ends & ({manhole} | nx.descendants(graph, manhole)):
            faults.append(Fault(PIPES, None, f"no pipe leads from area {area.name!r} (manhole {manhole!r}) to an "
                                             "outfall or works"))
    return faults
