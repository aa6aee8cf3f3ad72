"""The sewers as a graph of pipes; ``networks.gravity_routes`` says which way sewage takes down it."""

from collections.abc import Sequence

import pandas as pd

from networks.gravity_routes import End, Graph, Pipe
from networks.sewage_tables import DISCHARGES
from sim.park import Area


def discharges_of(manholes: pd.DataFrame) -> pd.DataFrame:
    """Return one row an outfall or works, however many modules it has."""
    return manholes[manholes["kind"].isin(DISCHARGES)].drop_duplicates("manhole")


def graph_of(manholes: pd.DataFrame, pipes: pd.DataFrame, areas: Sequence[Area]) -> Graph:
    """Return the graph of some sewers.

    Parameters
    ----------
    manholes, pipes
        The tables of the system.
    areas
        The park's areas.
    """
    ends = manholes[manholes["kind"].isin(DISCHARGES)]
    return Graph(
        nodes=tuple(dict.fromkeys(manholes["manhole"])),
        pipes=[Pipe(*row) for row in zip(*(pipes[column].tolist() for column in (
            "from_manhole", "to_manhole", "asset", "priority", "share")), strict=True)],
        ends=[End(*row) for row in zip(*(ends[column].tolist() for column in (
            "manhole", "asset", "capacity_m3_per_d")), strict=True)],
        entries=[area.sewer_manhole for area in areas])
