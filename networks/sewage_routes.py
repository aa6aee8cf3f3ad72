"""Which way sewage takes while certain assets stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from networks.sewage_tables import DISCHARGES
from sim.capacity import Bools, Floats, Integers
from sim.park import Area


class Way(NamedTuple):
    """One of the pipes by which a manhole drains: its row, the manhole it leads to, its share of the flow [-]."""

    pipe: int
    end: str
    share: float


@dataclass(frozen=True)
class Route:
    """How sewage runs while certain assets stand.

    Parameters
    ----------
    pipe, start, end
        Pipe, manhole it leaves and manhole it enters, upstream first, int [steps].
    share
        What the pipe takes of all that leaves its manhole [-], float [steps].
    served
        True for areas from which a way leads to a discharge, bool [areas].
    capacity_m3_per_d
        What each discharge may take [m3/d], 0 where none of an area's sewage arrives, float [discharges].
    """

    pipe: Integers
    start: Integers
    end: Integers
    share: Floats
    served: Bools
    capacity_m3_per_d: Floats


def discharges_of(manholes: pd.DataFrame) -> pd.DataFrame:
    """Return one row an outfall or works, however many modules it has."""
    return manholes[manholes["kind"].isin(DISCHARGES)].drop_duplicates("manhole")


def route_of(manholes: pd.DataFrame, pipes: pd.DataFrame, areas: Sequence[Area], *, standing: set[str]) -> Route:
    """Return how sewage runs while certain assets stand.

    Parameters
    ----------
    manholes, pipes
        The tables of the system.
    areas
        The park's areas.
    standing
        Names of the assets that stand.

    Notes
    -----
    Of the pipes that stand and lead to a discharge, those of the highest priority take what leaves a manhole: by
    their shares, or all by the first row where none has a share. Shares of pipes that do not stand fall to the others
    in proportion.
    """
    import networkx as nx

    index = {manhole: at for at, manhole in enumerate(dict.fromkeys(manholes["manhole"]))}
    ends = manholes[manholes["kind"].isin(DISCHARGES) & manholes["asset"].isin(standing)]
    may_take = ends.groupby("manhole")["capacity_m3_per_d"].sum()
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(index)
    for at, (start, end, asset) in enumerate(zip(
            pipes["from_manhole"], pipes["to_manhole"], pipes["asset"], strict=True)):
        if asset in standing:
            graph.add_edge(start, end, at=at)
    order = list(nx.topological_sort(graph))
    priority, share = pipes["priority"].tolist(), pipes["share"].tolist()
    # From the ends upstream: a manhole is served if it discharges, or if one of its pipes leads to one that is.
    chosen: dict[str, list[Way]] = {}
    served = {manhole for manhole, capacity in may_take.items() if capacity > 0}
    for manhole in reversed(order):
        onward = sorted((pipe["at"], end) for _, end, pipe in graph.out_edges(manhole, data=True) if end in served)
        if onward and manhole not in served:
            highest = max(priority[at] for at, _ in onward)
            chosen[manhole] = _split([(at, end) for at, end in onward if priority[at] == highest], share)
            served.add(manhole)
    steps = [(way.pipe, index[manhole], index[way.end], way.share)
             for manhole in order for way in chosen.get(manhole, ())]
    reached = _reached(chosen, areas)
    columns = list(zip(*steps, strict=True)) or [(), (), (), ()]
    pipe, start, end = (np.array(column, dtype=np.int64) for column in columns[:3])
    return Route(
        pipe, start, end, np.array(columns[3], dtype=np.float64),
        np.array([area.sewer_manhole in served for area in areas], dtype=np.bool_),
        np.array([float(may_take.get(manhole, 0.0)) if manhole in reached else 0.0
                  for manhole in discharges_of(manholes)["manhole"]], dtype=np.float64))


def _split(onward: list[tuple[int, str]], share: Sequence[float]) -> list[Way]:
    sharing = [(at, end) for at, end in onward if share[at] > 0]
    if not sharing:
        at, end = onward[0]
        return [Way(at, end, 1.0)]
    whole = sum(share[at] for at, _ in sharing)
    return [Way(at, end, share[at] / whole) for at, end in sharing]


def _reached(chosen: Mapping[str, Sequence[Way]], areas: Sequence[Area]) -> set[str]:
    reached: set[str] = set()
    ahead = [area.sewer_manhole for area in areas]
    while ahead:
        manhole = ahead.pop()
        if manhole not in reached:
            reached.add(manhole)
            ahead += [way.end for way in chosen.get(manhole, ())]
    return reached
