"""What does not fit together in the tables of any graph of pipes that water runs down."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from networks.gravity_routes import Graph
from sim.park import Area
from sim.table import Fault, way_out

LEAST_DIAMETER_MM, MOST_DIAMETER_MM = 50.0, 5000.0
"""Narrowest and widest sewer that is no slip of the unit [mm]."""

STEEPEST = 0.2
"""Fall per length of a gravity sewer [-] beyond which a slip of the unit is likelier: slopes in per mille."""

SMOOTHEST, ROUGHEST = 0.008, 0.03
"""Bounds of Manning's n that a sewer may have [s/m^(1/3)]."""


@dataclass(frozen=True)
class Words:
    """How the tables of a system call things.

    Parameters
    ----------
    node, pipe
        What a node and a pipe are called; the columns of their names, too.
    nodes_file, pipes_file
        Their files.
    water
        What runs down the pipes.
    ends, end
        What the ends are called: together, and any one of them after "of".
    capacity, unit
        Column of what an end may take, and its unit.
    absent
        Name of the limit for what finds no way.
    """

    node: str
    pipe: str
    nodes_file: str
    pipes_file: str
    water: str
    ends: str
    end: str
    capacity: str
    unit: str
    absent: str


class Named(Protocol):
    """What the tables of any graph call nodes and pipes, and where they stand; see ``Words``."""

    @property
    def node(self) -> str:
        """What a node is called."""

    @property
    def pipe(self) -> str:
        """What a pipe is called."""

    @property
    def nodes_file(self) -> str:
        """File of the nodes."""

    @property
    def pipes_file(self) -> str:
        """File of the pipes."""


def unknown_nodes(nodes: pd.DataFrame, pipes: pd.DataFrame, words: Named) -> Iterator[Fault]:
    """Find pipes that lead from or to what is no node, or to themselves."""
    known = list(dict.fromkeys(nodes[words.node]))
    columns = (f"from_{words.node}", f"to_{words.node}")
    for row, (pipe, *ends) in enumerate(pipes[[words.pipe, *columns]].itertuples(index=False)):
        name = f"{words.pipe} {pipe!r}"
        for column, node in zip(columns, ends, strict=True):
            if node not in known:
                yield Fault(words.pipes_file, row, f"{name}: {column} {node!r} is no row of {words.nodes_file}"
                                                   f"; {way_out(node, known)}")
        if ends[0] == ends[1]:
            yield Fault(words.pipes_file, row, f"{name} leads from {ends[0]!r} to itself; give it another end")


def unknown_assets(tables: Mapping[str, pd.DataFrame], *, assets: frozenset[str]) -> Iterator[Fault]:
    """Find assets in tables, each by its file, that neither stand nor are built."""
    for file, table in tables.items():
        for row, asset in enumerate(table["asset"]):
            if asset and asset not in assets:
                yield Fault(file, row, f"asset {asset!r} neither stands nor is built by a project"
                                       f"; {way_out(asset, sorted(assets))}")


def wrong_ends(nodes: pd.DataFrame, words: Words) -> Iterator[Fault]:
    """Find ends that do not serve, and nodes that are there twice; a row whose ``kind`` is the node's is no end."""
    file = words.nodes_file
    ends = nodes[nodes["kind"] != words.node]
    if ends.empty:
        yield Fault(file, None, f"no row is an {words.ends}; {words.water} must end somewhere")
    for row, node, kind, asset, capacity in zip(
            ends.index, ends[words.node], ends["kind"], ends["asset"], ends[words.capacity], strict=True):
        if not asset:
            yield Fault(file, int(row), f"{kind} {node!r} has no asset; name the one that makes it serve")
        # It would close the end without a word: all water would be told to find no way.
        if not capacity > 0:
            yield Fault(file, int(row), f"{kind} {node!r} takes {capacity:g} {words.unit}; give it a {words.capacity} "
                                        "above 0")
    for node, rows in nodes.groupby(words.node):
        if rows["kind"].nunique() > 1 or (len(rows) > 1 and rows["kind"].iloc[0] == words.node):
            yield Fault(file, int(rows.index[1]), f"{words.node} {node!r} is there twice; only modules of one "
                                                  f"{words.ends} share a name")
        elif len(rows) > 1 and len(rows[["x_km", "y_km"]].drop_duplicates()) > 1:
            yield Fault(file, int(rows.index[1]), f"the modules of {node!r} lie at different places; give them one "
                                                  "x_km and y_km")


def shared_names(nodes: pd.DataFrame, pipes: pd.DataFrame, words: Words) -> Iterator[Fault]:
    """Find pipes and ends whose limits would have one name."""
    ends = set(nodes.loc[nodes["kind"] != words.node, words.node])
    for row, pipe in enumerate(pipes[words.pipe]):
        if pipe in ends | {words.absent}:
            yield Fault(words.pipes_file, row, f"{words.pipe} {pipe!r} has the name of {words.end} or of what finds "
                                               "no way; give it another")
    if words.absent in ends:
        row = int(nodes.index[nodes[words.node] == words.absent][0])
        yield Fault(words.nodes_file, row, f"{words.absent!r} is the name of what finds no way; give it another")


def wrong_numbers(file: str, row: int, name: str, pipe: Mapping, *, cure: str) -> Iterator[Fault]:
    """Find numbers that no gravity pipe has.

    Parameters
    ----------
    file, row, name
        Where it stands and what it is called.
    pipe
        ``slope`` [-], ``diameter_mm`` [mm] and ``manning_n`` [s/m^(1/3)].
    cure
        What helps where it does not fall.
    """
    if not 0 < pipe["slope"] <= STEEPEST:
        fall = "rises" if pipe["slope"] < 0 else "does not fall" if pipe["slope"] == 0 else "is too steep"
        yield Fault(file, row, f"{name} {fall}: slope {pipe['slope']:g}; a gravity sewer needs one above 0 and up to "
                               f"{STEEPEST:g}; {cure}")
    if not LEAST_DIAMETER_MM <= pipe["diameter_mm"] <= MOST_DIAMETER_MM:
        yield Fault(file, row, f"{name} has diameter_mm {pipe['diameter_mm']:g}; allowed: {LEAST_DIAMETER_MM:g} to "
                               f"{MOST_DIAMETER_MM:g} mm")
    if not SMOOTHEST <= pipe["manning_n"] <= ROUGHEST:
        yield Fault(file, row, f"{name} has manning_n {pipe['manning_n']:g}; allowed: {SMOOTHEST:g} to {ROUGHEST:g}")


def circles(pipes: pd.DataFrame, words: Words) -> Iterator[Fault]:
    """Find one circle of each knot: nodes that all lead to one another. A pipe to itself is told elsewhere."""
    ways = list(zip(pipes[f"from_{words.node}"], pipes[f"to_{words.node}"], strict=True))
    for circle in circles_in(ways):
        names = [start for start, _ in circle]
        yield Fault(words.pipes_file, ways.index(circle[0]),
                    f"{words.water} runs in a circle: {' -> '.join([*names, names[0]])}; turn or remove one of these "
                    f"{words.pipe}s")


def circles_in(ways: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Yield one circle of each knot, as the ways that make it; those from a place to itself are left out.

    Parameters
    ----------
    ways
        From where to where each leads.
    """
    import networkx as nx

    knots = [knot for knot in nx.strongly_connected_components(nx.DiGraph(ways)) if len(knot) > 1]
    inside = [[way for way in ways if knot.issuperset(way) and way[0] != way[1]] for knot in knots]
    for knot in sorted(inside, key=lambda own: ways.index(own[0])):
        yield nx.find_cycle(nx.DiGraph(knot))


def missing_shares(pipes: pd.DataFrame, words: Words) -> Iterator[Fault]:
    """Find pipes without a share among others that have one: they would never carry anything."""
    for (node, _), rows in pipes.groupby([f"from_{words.node}", "priority"], sort=False):
        without = rows.index[rows["share"] == 0]
        if 0 < len(without) < len(rows):
            yield Fault(words.pipes_file, int(without[0]),
                        f"{words.pipe} {rows[words.pipe][without[0]]!r} has no share while another that leaves "
                        f"{node!r} with the same priority has one; give all of them shares, or none")


def areas_without_way(graph: Graph, areas: tuple[Area, ...], words: Words) -> Iterator[Fault]:
    """Find areas from whose node nothing leads to an end, even with everything built."""
    import networkx as nx

    built = nx.DiGraph((pipe.start, pipe.end) for pipe in graph.pipes)
    built.add_nodes_from(graph.nodes)
    ends = set(graph.end_nodes)
    for area, node in zip(areas, graph.entries, strict=True):
        if node in built and not ends & ({node} | nx.descendants(built, node)):
            yield Fault(words.pipes_file, None, f"no {words.pipe} leads from area {area.name!r} ({words.node} "
                                                f"{node!r}) to an {words.ends}")
