"""What contradicts itself in the road tables, told so that their author can mend it."""

from collections.abc import Callable, Collection, Iterator

import pandas as pd

from networks.roads_tables import CONNECTOR, NEEDS, QUANTITIES, SHAPES, WORKS_RATIOS, coefficients, rows_of
from sim.park import Area
from sim.table import Fault, Tables, frame, way_out

SUM_TOLERANCE = 1e-6
"""How far shares may be from 1 in sum [-]: the rounding of a spreadsheet."""

MOST_VOLUME_TO_CAPACITY = 2.0
"""Allowed V/C [-] beyond which nobody plans."""

RATIOS = ("worn_capacity_ratio", "worn_speed_ratio", *WORKS_RATIOS)


def faults_of(tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str]) -> list[Fault]:
    """Return all faults of the road tables.

    Parameters
    ----------
    tables
        The road tables by short key, each of the declared shape.
    areas
        The park's areas.
    assets
        All assets that the study knows.
    """
    nodes, links = frame(tables, "nodes"), frame(tables, "links")
    found = [
        *_of_links(links, nodes=_ids(nodes), assets=assets),
        *_of_twins(links),
        *_of_types(frame(tables, "road_types"), links),
        *_of_trips(frame(tables, "classes"), frame(tables, "gates"), gates=_ids(nodes, "gate")),
        *_of_through(frame(tables, "through"), gates=_ids(nodes, "gate")),
        *_of_zones(nodes, areas),
    ]
    # Ways are looked for only in a graph that makes sense.
    return found or list(_of_ways(tables, areas))


def _ids(nodes: pd.DataFrame, kind: str = "") -> list[str]:
    return [name for name, of_kind in rows_of(nodes, "node_id", "node_type") if kind in ("", of_kind)]


def _fault(key: str) -> Callable[[int | None, str], Fault]:
    return lambda row, message: Fault(SHAPES[key].file, row, message)


def _of_links(links: pd.DataFrame, *, nodes: list[str], assets: frozenset[str]) -> Iterator[Fault]:
    fault = _fault("links")
    columns = ("link_id", "from_node_id", "to_node_id", "facility_type", "lanes", "capacity", "asset", "repaired_by")
    for at, (link, start, end, kind, lanes, capacity, asset, repair) in enumerate(rows_of(links, *columns)):
        for node in (start, end):
            if node not in nodes:
                yield fault(at, f"link {link!r} joins node {node!r}, which node.csv does not list; "
                                f"{way_out(node, nodes)}")
        if start == end:
            yield fault(at, f"link {link!r} begins and ends at node {start!r}; a link joins two nodes")
        for name in (asset, repair):
            if name and name not in assets:
                yield fault(at, f"link {link!r} belongs to asset {name!r}, which neither stands today nor is built by "
                                f"a project; {way_out(name, assets)}")
        if asset == repair:
            yield fault(at, f"link {link!r} comes with asset {asset!r} and is repaired by it; name the repair's own "
                            "asset in 'repaired_by', or leave it empty")
        if kind != CONNECTOR and not lanes * capacity > 0:
            yield fault(at, f"link {link!r} has {lanes} lanes of {capacity:g} pcu/h, so no capacity; give both above "
                            f"0, or facility_type {CONNECTOR!r} for a way that has no limit")


def _of_twins(links: pd.DataFrame) -> Iterator[Fault]:
    seen: dict[tuple[str, str, str], str] = {}
    columns = ("link_id", "from_node_id", "to_node_id", "directed", "asset")
    for at, (link, start, end, directed, asset) in enumerate(rows_of(links, *columns)):
        ways = [(start, end, asset)] + ([(end, start, asset)] if directed == 0 else [])
        twin = next((seen[way] for way in ways if way in seen), None)
        if twin is not None:
            yield _fault("links")(at, f"link {link!r} joins the same nodes as {twin!r} and comes with the same asset "
                                      f"{asset!r}; delete one, or add its lanes to the other")
        seen.update(dict.fromkeys(ways, link))


def _of_types(types: pd.DataFrame, links: pd.DataFrame) -> Iterator[Fault]:
    fault = _fault("road_types")
    given = coefficients(types)
    seen: set[tuple[str, str]] = set()
    for at, (kind, quantity, value) in enumerate(rows_of(types, "facility_type", "quantity", "value")):
        if (kind, quantity) in seen:
            yield fault(at, f"{quantity} of {kind!r} is given twice; delete one row")
        seen.add((kind, quantity))
        if quantity in RATIOS and not 0 < value <= 1:
            yield fault(at, f"{quantity} of {kind!r} is {value:g}; it lies above 0 and is at most 1")
        if quantity == "allowed_volume_to_capacity" and not 0 < value <= MOST_VOLUME_TO_CAPACITY:
            yield fault(at, f"{quantity} of {kind!r} is {value:g}; it lies above 0, usually 0.85, and is at most "
                            f"{MOST_VOLUME_TO_CAPACITY:g}, for it is no percentage")
        if quantity == "bpr_beta" and not value >= 1 and given.get((kind, "bpr_alpha"), 0.0) > 0:
            yield fault(at, f"bpr_beta of {kind!r} is {value:g}; it is at least 1, or an empty road would be "
                            "infinitely touchy")
    known = {kind for kind, _ in given} | {CONNECTOR}
    used = links["facility_type"].tolist()
    for kind in dict.fromkeys(kind for kind in used if kind != CONNECTOR):
        missing = [quantity for quantity in QUANTITIES if (kind, quantity) not in given]
        if kind not in known:
            yield _fault("links")(used.index(kind), f"facility_type {kind!r} is not in road_types.csv; "
                                                    f"{way_out(kind, known)}")
        elif missing:
            yield fault(None, f"facility_type {kind!r} has no {', '.join(missing)}; give a row for each")


def _of_trips(classes: pd.DataFrame, shares: pd.DataFrame, *, gates: list[str]) -> Iterator[Fault]:
    fault = _fault("gates")
    if not gates:
        yield _fault("nodes")(None, "no node has node_type 'gate'; trips need at least one way out of the park")
    seen: set[tuple[str, str]] = set()
    for at, (need, gate) in enumerate(rows_of(shares, "need", "gate")):
        if gate not in gates:
            yield fault(at, f"gate {gate!r} is no node of node_type 'gate'; {way_out(gate, gates)}")
        if (need, gate) in seen:
            yield fault(at, f"the share of {need} through gate {gate!r} is given twice; delete one row")
        seen.add((need, gate))
    for need in NEEDS:
        if need not in set(classes["need"]):
            yield _fault("classes")(None, f"no row for need {need!r}; give its morning_inbound_share and "
                                          "evening_inbound_share")
        total = float(shares.loc[shares["need"] == need, "share"].sum())
        if not abs(total - 1.0) <= SUM_TOLERANCE:
            yield fault(None, f"the shares of {need} over the gates add up to {total:g}; they must add up to 1")


def _of_through(through: pd.DataFrame, *, gates: list[str]) -> Iterator[Fault]:
    fault = _fault("through")
    seen: set[tuple[str, ...]] = set()
    for at, pair in enumerate(rows_of(through, "from_gate", "to_gate")):
        for gate in pair:
            if gate not in gates:
                yield fault(at, f"gate {gate!r} is no node of node_type 'gate'; {way_out(gate, gates)}")
        if pair[0] == pair[1]:
            yield fault(at, f"through traffic begins and ends at gate {pair[0]!r}; it passes between two gates")
        if pair in seen:
            yield fault(at, f"traffic from gate {pair[0]!r} to gate {pair[1]!r} is given twice; add the rows up")
        seen.add(pair)


def _of_zones(nodes: pd.DataFrame, areas: tuple[Area, ...]) -> Iterator[Fault]:
    kinds = dict(rows_of(nodes, "node_id", "node_type"))
    zones = _ids(nodes, "zone")
    taken: dict[str, str] = {}
    for area in areas:
        kind = kinds.get(area.road_zone)
        if area.road_zone in taken:
            yield _fault("nodes")(None, f"areas {taken[area.road_zone]!r} and {area.name!r} share the road_zone "
                                        f"{area.road_zone!r}; give each its own node")
        taken[area.road_zone] = area.name
        if kind is None:
            yield _fault("nodes")(None, f"area {area.name!r} has road_zone {area.road_zone!r}, which node.csv does not "
                                        f"list; {way_out(area.road_zone, zones)}")
        elif kind != "zone":
            at = list(kinds).index(area.road_zone)
            yield _fault("nodes")(at, f"area {area.name!r} lies at node {area.road_zone!r} of node_type {kind!r}; it "
                                      "must be a 'zone', which traffic does not pass through")


def _of_ways(tables: Tables, areas: tuple[Area, ...]) -> Iterator[Fault]:
    # With every asset in service: what is cut off even then is a mistake, what is cut off before is a finding.
    import networkx

    graph = networkx.DiGraph()
    nodes, links = frame(tables, "nodes"), frame(tables, "links")
    centroids = {name for name, kind in rows_of(nodes, "node_id", "node_type") if kind != "crossing"}
    graph.add_nodes_from(name for node in _ids(nodes) for name in (node, _entry(node, centroids)))
    for start, end, directed in rows_of(links, "from_node_id", "to_node_id", "directed"):
        graph.add_edge(start, _entry(end, centroids))
        if directed == 0:
            graph.add_edge(end, _entry(start, centroids))
    gates = list(dict.fromkeys(gate for gate, share in rows_of(frame(tables, "gates"), "gate", "share") if share > 0))
    for area in areas:
        if graph.degree(area.road_zone) + graph.degree(_entry(area.road_zone, centroids)) == 0:
            yield _fault("links")(None, f"area {area.name!r} has no road: no link begins or ends at its node "
                                        f"{area.road_zone!r}")
            continue
        for gate in gates:
            if not networkx.has_path(graph, area.road_zone, _entry(gate, centroids)):
                yield _fault("links")(None, f"no way leads from area {area.name!r} to gate {gate!r}, even with every "
                                            "asset in service")
            if not networkx.has_path(graph, gate, _entry(area.road_zone, centroids)):
                yield _fault("links")(None, f"no way leads from gate {gate!r} to area {area.name!r}, even with every "
                                            "asset in service")


def _entry(node: str, centroids: Collection[str]) -> str:
    # A centroid is split into where trips begin and where they end, so that none passes through.
    return f"{node}, arriving" if node in centroids else node
