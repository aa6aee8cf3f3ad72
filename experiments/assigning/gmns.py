"""Networks as GMNS node.csv and link.csv, trips as a table of origins and destinations."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.assigning.network import Network, NetworkError, distinct, no_zone, number_of, tell_tolls
from experiments.study.csv_tables import CsvError, numbered_rows

ALPHA, BETA = 0.15, 4.0
"""Parameters of the travel time where a link tells none [-] (BPR1964)."""

MINUTES_PER_HOUR = 60.0
PARAMETERS = {"alpha": ("bpr_alpha", "vdf_alpha", "vdf_alpha1"), "beta": ("bpr_beta", "vdf_beta", "vdf_beta1")}
"""Columns that tell the parameters of the travel time; vdf as GMNS tools write them."""

CENTROIDS = ("zone", "gate", "centroid")
"""Node types through which no traffic passes."""

CONNECTOR = "connector"
ONE_WAY, BOTH_WAYS = ("1", "true"), ("0", "false")
LINK_NEEDS = ("from_node_id", "to_node_id", "length", "free_speed")
TRIP_NEEDS = ("o_zone_id", "d_zone_id", "volume")
Row = tuple[int, dict[str, str]]
"""A line's number and its cells by column."""


class LinkNumbers(NamedTuple):
    """What the solver needs of a link: free time [min], capacity, its time's parameters [-], toll, length [km]."""

    free_min: float
    capacity: float
    alpha: float
    beta: float
    toll: float
    length_km: float


def read_network(place: Path, *, toll_factor: float | None, distance_factor: float,
                 told: Callable[[str], None] = lambda _: None) -> Network:
    """Return the network of a GMNS folder, or of a link table alone.

    Parameters
    ----------
    place
        Folder with ``link.csv`` and ``node.csv``, or the link table. Zones are the ``zone_id`` of nodes, or all nodes
        where there is none. Lengths in km, speeds in km/h, capacity in
        vehicles per hour and lane; ``bpr_alpha`` or ``vdf_alpha``, ``bpr_beta`` or ``vdf_beta``, and ``toll`` may be
        there. Capitals in headings do not matter.
    toll_factor, distance_factor
        Minutes that one unit of toll and one kilometre are worth; None leaves tolls out.
    told
        Told in one line where tolls are left out.

    Raises
    ------
    NetworkError
        With every mistake.
    """
    file = place / "link.csv" if place.is_dir() else place
    beside = file.with_name("node.csv")
    links = _rows(file, needs=LINK_NEEDS)
    kinds, zone_nodes = _nodes(beside) if beside.is_file() else ({}, {})
    found: list[tuple[str, str, str, LinkNumbers]] = []
    mistakes: list[str] = []
    seen: dict[str, int] = {}
    for line, row in links:
        name = row.get("link_id") or f"{row['from_node_id']}-{row['to_node_id']}"
        try:
            numbers = _link(row, kinds=kinds)
            if row.get("link_id") and seen.setdefault(name, line) != line:
                raise NetworkError(f"is given in line {seen[name]} already; delete one, or give it its own link_id")
        except NetworkError as error:
            mistakes.append(f"{file}:{line}: link {name!r}: {error}")
            continue
        found.append((name, row["from_node_id"], row["to_node_id"], numbers))
        if row.get("directed", "").lower() in BOTH_WAYS:
            found.append((f"{name} back", row["to_node_id"], row["from_node_id"], numbers))
    if not found and not mistakes:
        mistakes.append(f"{file}: holds no link")
    if mistakes:
        raise NetworkError("\n".join(mistakes))
    nodes = tuple(kinds) or tuple(dict.fromkeys(end for _, *ends, _ in found for end in ends))
    number = {name: at for at, name in enumerate(nodes)}
    zones = {zone: number[name] for zone, name in zone_nodes.items()} or number
    column = dict(zip(LinkNumbers._fields, np.array([numbers for *_, numbers in found]).T, strict=True))
    tell_tolls(column["toll"], factor=toll_factor, told=told)
    return Network(
        nodes=nodes, zones=zones, crossable=np.array([kinds.get(name, "").lower() not in CENTROIDS for name in nodes]),
        tail=np.array([number[start] for _, start, _, _ in found], dtype=np.int64),
        head=np.array([number[end] for _, _, end, _ in found], dtype=np.int64),
        link=distinct(name for name, *_ in found), free_time=column["free_min"], capacity=column["capacity"],
        alpha=column["alpha"], beta=column["beta"],
        fixed=(toll_factor or 0.0) * column["toll"] + distance_factor * column["length_km"])


def read_trips(file: Path, *, zones: Mapping[str, int]) -> dict[tuple[int, int], float]:
    """Return the trips of a table with the columns o_zone_id, d_zone_id and volume, by the numbers of the nodes.

    Parameters
    ----------
    file
        The table.
    zones
        Node of each zone.

    Raises
    ------
    NetworkError
        With every mistake.
    """
    trips: dict[tuple[int, int], float] = {}
    mistakes = []
    for line, row in _rows(file, needs=TRIP_NEEDS):
        ends = [row[column] for column in TRIP_NEEDS[:2]]
        unknown = [end for end in ends if end not in zones]
        volume = number_of(row["volume"])
        if unknown:
            mistakes += [f"{file}:{line}: {end!r} is {no_zone(zones)}" for end in unknown]
        elif not (math.isfinite(volume) and volume >= 0):
            mistakes.append(f"{file}:{line}: volume {row['volume']!r} from {ends[0]!r} to {ends[1]!r} is not allowed; "
                            "give 0 or more, and write 6.5, not 6,5")
        else:
            pair = (zones[ends[0]], zones[ends[1]])
            trips[pair] = trips.get(pair, 0.0) + volume
    if not trips and not mistakes:
        mistakes.append(f"{file}: holds no trips")
    if mistakes:
        raise NetworkError("\n".join(mistakes))
    return trips


def _nodes(file: Path) -> tuple[dict[str, str], dict[str, str]]:
    # The type of each node, and the node of each zone; without a zone_id every node is a zone of its own name.
    kinds: dict[str, str] = {}
    zones: dict[str, str] = {}
    mistakes = []
    for line, row in _rows(file, needs=("node_id",)):
        name, zone = row["node_id"], row.get("zone_id", "")
        if not name or name in kinds:
            mistakes.append(f"{file}:{line}: node_id {name!r} is {'given twice' if name else 'empty'}; every node has "
                            "its own")
        if zone and zones.setdefault(zone, name) != name:
            mistakes.append(f"{file}:{line}: zone {zone!r} has the nodes {zones[zone]!r} and {name!r}; give it one "
                            f"node, joined to others by links of facility_type {CONNECTOR!r}")
        kinds[name] = row.get("node_type", "")
    if not kinds:
        mistakes.append(f"{file}: holds no node")
    if mistakes:
        raise NetworkError("\n".join(mistakes))
    return kinds, zones


def _rows(file: Path, *, needs: tuple[str, ...]) -> list[Row]:
    whole = _cells(file)
    heading = [name.lower() for name in whole[0][1]] if whole else []
    mistakes = [f"{file}:1: column {name!r} is missing" for name in needs if name not in heading]
    mistakes += [f"{file}:1: column {name!r} is given twice" for name in dict.fromkeys(heading)
                 if name and heading.count(name) > 1]
    # A cell too many or too few moves all that follow it into the wrong column.
    mistakes += [f"{file}:{line}: {len(cells)} cells where the first line names {len(heading)} columns; write 6.5, not "
                 "6,5, and text with a comma in quotation marks" for line, cells in whole[1:]
                 if heading and len(cells) != len(heading)]
    if mistakes:
        raise NetworkError("\n".join(mistakes))
    return [(line, {name: cell for name, cell in zip(heading, cells, strict=True) if name})
            for line, cells in whole[1:]]


def _cells(file: Path) -> list[tuple[int, list[str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return [(line, [cell.strip() for cell in cells]) for line, cells in numbered_rows(lines)]
    except CsvError as error:
        raise NetworkError(f"{file}:{error.line}: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no CSV in UTF-8"
        raise NetworkError(f"{file}: cannot be read: {reason}") from None


def _link(row: Mapping[str, str], *, kinds: Mapping[str, str]) -> LinkNumbers:
    for column in LINK_NEEDS[:2]:
        if kinds and row[column] not in kinds:
            raise NetworkError(f"{column} {row[column]!r} is no node of node.csv")
        if not row[column]:
            raise NetworkError(f"{column} is empty; name the node")
    if row[LINK_NEEDS[0]] == row[LINK_NEEDS[1]]:
        raise NetworkError(f"begins and ends at node {row[LINK_NEEDS[0]]!r}; a link joins two nodes")
    if row.get("directed", "").lower() not in ("", *ONE_WAY, *BOTH_WAYS):
        raise NetworkError(f"directed is {row['directed']!r}; allowed: 1 or true, 0 or false")
    length_km, speed_km_per_h = _positive(row, "length"), _positive(row, "free_speed")
    free_min = MINUTES_PER_HOUR * length_km / speed_km_per_h
    toll = _at_least_0(row, "toll", default=0.0)
    if row.get("facility_type") == CONNECTOR:
        return LinkNumbers(free_min, math.inf, 0.0, 1.0, toll, length_km)
    capacity = _positive(row, "capacity") * (_positive(row, "lanes") if row.get("lanes") else 1.0)
    alpha, beta = _parameter(row, "alpha", default=ALPHA), _parameter(row, "beta", default=BETA)
    if 0 < beta < 1 and alpha > 0:
        raise NetworkError(f"beta of its travel time is {beta:g}; allowed: 0, or 1 and more")
    return LinkNumbers(free_min, capacity, alpha, beta, toll, length_km)


def _positive(row: Mapping[str, str], column: str) -> float:
    value = number_of(row.get(column, ""))
    if not (math.isfinite(value) and value > 0):
        raise NetworkError(f"{column} is {row.get(column, '')!r}; allowed: a number above 0")
    return value


def _parameter(row: Mapping[str, str], name: str, *, default: float) -> float:
    given = {column: _at_least_0(row, column, default=default) for column in PARAMETERS[name] if row.get(column)}
    if len(set(given.values())) > 1:
        told = " and ".join(f"{column} {row[column]!r}" for column in given)
        raise NetworkError(f"{told} contradict each other; empty one")
    return next(iter(given.values()), default)


def _at_least_0(row: Mapping[str, str], column: str, *, default: float) -> float:
    text = row.get(column, "")
    value = number_of(text) if text else default
    if not (math.isfinite(value) and value >= 0):
        raise NetworkError(f"{column} is {text!r}; allowed: a number of 0 or more")
    return value
