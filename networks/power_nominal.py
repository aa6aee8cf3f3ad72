"""The nominal capacity of a power net: a staircase for figures, not a limit."""


import networkx as nx
import numpy as np

from networks.power_net import Branch, PowerNet
from networks.power_tables import CURRENT_KINDS

NOMINAL_POWER_FACTOR = 0.95
"""Power factor [-] at which the nominal capacity is told, for figures only; an assumption, confidence D."""

NOMINAL_COINCIDENCE = 0.85
"""Coincidence of areas [-] at which the nominal capacity is told, for figures only; an assumption, confidence D."""


def largest_flow_mw(net: PowerNet, closed: frozenset[str], *, ratio: str = "planning_ratio", lost: str = "") -> float:
    """Return the largest flow of active power from the sources to the areas [MW].

    Parameters
    ----------
    net
        The net.
    closed
        Names of the lines and transformers in service.
    ratio
        Column of the limits that says to what share of its rating an element may be loaded.
    lost
        Element of which one of its parallel circuits is lost.

    Notes
    -----
    A maximum flow through rating, derating and ratio of every limited element at nominal voltage, nominal power
    factor and coincidence.
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(["sources", "areas"])
    for bus in net.tables["ext_grid"]["bus"]:
        graph.add_edge("sources", int(bus))
    for area in net.areas:
        graph.add_edge(net.bus_of[area.power_bus], "areas")
    for branch in net.branches(closed):
        allowed = _allowed_mw(net, branch, ratio=ratio, circuits=branch.circuits - (branch.name == lost))
        for first, last in ((branch.start, branch.end), (branch.end, branch.start)):
            beside = graph.get_edge_data(first, last, {"capacity": 0.0}).get("capacity", np.inf)
            graph.add_edge(first, last, capacity=beside + allowed)
    if not nx.has_path(graph, "sources", "areas"):
        return 0.0
    try:
        return float(nx.maximum_flow_value(graph, "sources", "areas"))
    except nx.NetworkXUnbounded:
        return float("inf")


def _allowed_mw(net: PowerNet, branch: Branch, *, ratio: str, circuits: int) -> float:
    mine = net.limits[(net.limits["element"] == branch.name) & net.limits["kind"].isin(list(CURRENT_KINDS))]
    if mine.empty:
        return float("inf")
    share = float(mine[ratio].min()) * branch.derating * circuits
    own = NOMINAL_COINCIDENCE if (mine["kind"] == "feeder").any() else 1.0
    return branch.rating_mva * share * NOMINAL_POWER_FACTOR * own
