"""What does not fit together in the tables of water, gas and heat."""

from collections.abc import Iterator, Mapping
from math import inf

import pandas as pd

from networks.gravity_faults import circles_in, unknown_assets, unknown_nodes
from networks.pressure_routes import PLAIN
from networks.pressure_tables import Words
from sim.capacity import ABSENT
from sim.park import Area
from sim.table import Fault, Tables, frame, way_out

MOST: Mapping[str, float] = {
    "length_m": 200_000.0, "diameter_mm": 4000.0, "hazen_williams_c": 160.0, "velocity_m_per_s": 100.0,
    "pressure_mpa": 10.0, "required_mpa": 10.0, "head_m": 2000.0, "required_head_m": 1000.0}
"""What a pipe or a node has at most: more is a slip of the unit."""

NOT_NEGATIVE = ("required_head_m", "required_mpa", "head_m", "pressure_mpa")


def faults_of(tables: Tables, areas: tuple[Area, ...], words: Words, *, assets: frozenset[str]) -> list[Fault]:
    """Return the mistakes of the tables of a system of trees.

    Parameters
    ----------
    tables
        ``nodes``, ``pipes`` and ``numbers``, their cells checked already.
    areas
        The park's areas.
    words
        How the system names its things.
    assets
        Assets that the study knows; an asset nobody builds and that does not stand is a mistake.
    """
    nodes, pipes, numbers = (frame(tables, key) for key in ("nodes", "pipes", "numbers"))
    return [*unknown_nodes(nodes, pipes, words), *_areas(nodes, areas, words),
            *unknown_assets({words.nodes_file: nodes, words.pipes_file: pipes}, assets=assets),
            *_sources(nodes, pipes, words), *_twice(nodes, words), *_names(nodes, pipes, areas, words),
            *_pipe_numbers(pipes, words), *_node_numbers(nodes, words), *_quantities(numbers, words),
            *_circles(pipes, words), *_two_ways(pipes, words), *_ways(nodes, pipes, areas, words),
            *_levels(nodes, pipes, words)]


def _areas(nodes: pd.DataFrame, areas: tuple[Area, ...], words: Words) -> Iterator[Fault]:
    file, known = words.nodes_file, [area.name for area in areas]
    served: dict[str, str] = {}
    for row, (node, area) in enumerate(zip(nodes["node"], nodes["area"], strict=True)):
        if not area:
            continue
        # Without areas the park has faults of its own, and each row would repeat them.
        if areas and area not in known:
            yield Fault(file, row, f"node {node!r} serves area {area!r}, which is not in the park"
                                   f"; {way_out(area, known)}")
        if served.setdefault(area, node) != node:
            yield Fault(file, row, f"area {area!r} is served at {served[area]!r} and at {node!r}; leave it at one node")


def _sources(nodes: pd.DataFrame, pipes: pd.DataFrame, words: Words) -> Iterator[Fault]:
    file, kinds = words.nodes_file, " or ".join(words.sources)
    sources = nodes[nodes["kind"] != PLAIN]
    if sources.empty:
        yield Fault(file, None, f"no row is a {kinds}; {words.carried} must come from somewhere")
    elif set(sources["node"]) <= set(pipes["to_node"]):
        yield Fault(file, None, f"every {kinds} is fed by another; one must have no pipe that leads to it")
    for row, (node, kind, asset, capacity) in enumerate(zip(
            nodes["node"], nodes["kind"], nodes["asset"], nodes[words.capacity], strict=True)):
        if kind == PLAIN:
            if asset or capacity != 0:
                yield Fault(file, row, f"node {node!r} gives nothing and yet has an asset or a {words.capacity}; leave "
                                       f"both empty, or make its kind {kinds}")
            continue
        if not asset:
            yield Fault(file, row, f"{kind} {node!r} has no asset; name the one that makes it serve")
        if not capacity > 0:
            yield Fault(file, row, f"{kind} {node!r} gives {capacity:g} {words.unit}; give it a {words.capacity} above "
                                   "0")


def _twice(nodes: pd.DataFrame, words: Words) -> Iterator[Fault]:
    file = words.nodes_file
    one = [name for name in ("x_km", "y_km", "elevation_m", words.level, words.needed, "area") if name in nodes]
    for node, rows in nodes.groupby("node", sort=False):
        if len(rows) == 1:
            continue
        if rows["kind"].nunique() > 1 or rows["kind"].iloc[0] == PLAIN:
            yield Fault(file, int(rows.index[1]), f"node {node!r} is there twice; only modules of one source share a "
                                                  "name")
        elif len(rows[one].drop_duplicates()) > 1:
            yield Fault(file, int(rows.index[1]), f"the modules of {node!r} differ in place, pressure or area; give "
                                                  f"them one {', '.join(one)}")


def _names(nodes: pd.DataFrame, pipes: pd.DataFrame, areas: tuple[Area, ...], words: Words) -> Iterator[Fault]:
    sources = nodes[nodes["kind"] != PLAIN]
    kept = {ABSENT, *(f"pressure_{area.name}" for area in areas)}
    for row, pipe in enumerate(pipes["pipe"]):
        if pipe in kept | set(sources["node"]):
            yield Fault(words.pipes_file, row, f"pipe {pipe!r} has the name of a source or of a limit; give "
                                               "it another")
        if pipe in pipes["pipe"].tolist()[:row]:
            yield Fault(words.pipes_file, row, f"pipe {pipe!r} is there twice; give one another name")
    for row, node in zip(sources.index.tolist(), sources["node"], strict=True):
        if node in kept:
            yield Fault(words.nodes_file, row, f"source {node!r} has the name of a limit; give it another")


def _pipe_numbers(pipes: pd.DataFrame, words: Words) -> Iterator[Fault]:
    for row, pipe in enumerate(pipes.to_dict("records")):
        for name in words.pipe_numbers:
            if not pipe[name] > 0:
                yield Fault(words.pipes_file, row, f"pipe {pipe['pipe']!r} has {name} {pipe[name]:g}; give "
                                                   "it one above 0")
            elif pipe[name] > MOST.get(name, inf):
                yield Fault(words.pipes_file, row, f"pipe {pipe['pipe']!r} has {name} {pipe[name]:g}; allowed: up to "
                                                   f"{MOST[name]:g}")


def _node_numbers(nodes: pd.DataFrame, words: Words) -> Iterator[Fault]:
    for row, node in enumerate(nodes.to_dict("records")):
        for name in (*NOT_NEGATIVE, words.capacity):
            if name in node and not node[name] >= 0 and (name != words.capacity or node["kind"] == PLAIN):
                yield Fault(words.nodes_file, row, f"node {node['node']!r} has {name} {node[name]:g}; give "
                                                   "it 0 or more")
        for name in MOST.keys() & node.keys():
            if node[name] > MOST[name]:
                yield Fault(words.nodes_file, row, f"node {node['node']!r} has {name} {node[name]:g}; allowed: up to "
                                                   f"{MOST[name]:g}")


def _quantities(numbers: pd.DataFrame, words: Words) -> Iterator[Fault]:
    file, told = words.numbers_file, numbers["quantity"].tolist()
    for row, (name, value) in enumerate(zip(told, numbers["value"], strict=True)):
        allowed = words.quantities[name]
        if not allowed.low <= value <= allowed.high:
            yield Fault(file, row, f"{name} is {value:g}; allowed: {allowed.low:g} to {allowed.high:g}")
        if name in told[:row]:
            yield Fault(file, row, f"{name} is given twice; delete one")


def _circles(pipes: pd.DataFrame, words: Words) -> Iterator[Fault]:
    ways = list(zip(pipes["from_node"], pipes["to_node"], strict=True))
    for circle in circles_in(ways):
        rows = [ways.index(way) for way in circle]
        named = ", ".join(repr(pipes["pipe"].iloc[row]) for row in rows)
        yield Fault(words.pipes_file, rows[0], f"pipes {named} run in a circle; turn or remove one")


def _two_ways(pipes: pd.DataFrame, words: Words) -> Iterator[Fault]:
    # With one priority both would feed the node, and only trees are computed.
    for (end, _), rows in pipes.groupby(["to_node", "priority"], sort=False):
        starts = list(dict.fromkeys(rows["from_node"]))
        if len(starts) > 1:
            named = ", ".join(repr(pipe) for pipe in rows["pipe"])
            row = rows.index[rows["from_node"] != starts[0]][0]
            yield Fault(words.pipes_file, int(row),
                        f"pipes {named} close a loop: with one priority they feed {end!r} from "
                        f"{' and '.join(map(repr, starts))}; give one a higher priority, or remove it")


def _ways(nodes: pd.DataFrame, pipes: pd.DataFrame, areas: tuple[Area, ...], words: Words) -> Iterator[Fault]:
    import networkx as nx

    graph = nx.DiGraph(zip(pipes["from_node"], pipes["to_node"], strict=True))
    graph.add_nodes_from(nodes["node"])
    roots = set(nodes.loc[nodes["kind"] != PLAIN, "node"]) - set(pipes["to_node"])
    fed = roots.union(*(nx.descendants(graph, root) for root in roots))
    known = {area.name for area in areas}
    for row, (node, area) in enumerate(zip(nodes["node"], nodes["area"], strict=True)):
        if roots and area in known and node not in fed:
            yield Fault(words.nodes_file, row, f"no pipe leads from a {' or '.join(words.sources)} to area {area!r} "
                                               f"(node {node!r}) even when all is built; lay one, or leave the area "
                                               "empty")


def _levels(nodes: pd.DataFrame, pipes: pd.DataFrame, words: Words) -> Iterator[Fault]:
    import networkx as nx

    if not words.level:
        return
    graph = nx.DiGraph(zip(pipes["from_node"], pipes["to_node"], strict=True))
    graph.add_nodes_from(nodes["node"])
    one = nodes.drop_duplicates("node").set_index("node")
    ground = one["elevation_m"] if "elevation_m" in one else one[words.level] * 0.0
    sources = set(one.index[one["kind"] != PLAIN])
    for row, (node, area) in enumerate(zip(nodes["node"], nodes["area"], strict=True)):
        for source in sorted(sources) if area else []:
            # Whoever feeds another source hands on to it, and that one gives a pressure of its own.
            own = graph.subgraph(set(graph) - (sources - {source}) | {node})
            if source == node or source not in own or not nx.has_path(own, source, node):
                continue
            given, asked = one[words.level][source] + ground[source], one[words.needed][node] + ground[node]
            if not given > asked:
                yield Fault(words.nodes_file, row, f"area {area!r} needs {asked:g} ({words.needed} on its ground) and "
                                                   f"{source!r} gives {given:g}: no flow would reach it; raise "
                                                   f"{words.level} or lower {words.needed}")
