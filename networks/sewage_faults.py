"""What does not fit together in the sewer tables."""

from collections.abc import Iterator

import pandas as pd

from sim.park import Area
from sim.table import Fault, Tables, frame, way_out

MANHOLES, PIPES = "sewers/manholes.csv", "sewers/pipes.csv"
ABSENT = "absent"
"""Name of the limit for sewage that finds no way."""


def faults_of(tables: Tables, areas: tuple[Area, ...], *,
              assets: frozenset[str]) -> list[Fault]:
    """Return the mistakes of the sewer tables.

    Parameters
    ----------
    tables
        ``manholes`` and ``pipes``, their cells checked already.
    areas
        The park's areas.
    assets
        Assets that the study knows; an asset nobody builds and that does not stand is a mistake.
    """
    manholes, pipes = frame(tables, "manholes"), frame(tables, "pipes")
    known = list(dict.fromkeys(manholes["manhole"]))
    return [*_unknown_manholes(pipes, areas, known=known), *_unknown_assets(manholes, pipes, assets=assets),
            *_discharges(manholes), *_limit_names(manholes, pipes), *_circles(pipes),
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
