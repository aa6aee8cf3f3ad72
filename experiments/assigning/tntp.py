"""Networks and trips in the TNTP format of the Transportation Networks for Research collection."""

import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from experiments.assigning.network import Network, NetworkError

COLUMNS = ("init_node", "term_node", "capacity", "length", "free_flow_time", "b", "power", "speed", "toll", "link_type")
"""A link's numbers in the format's own order; the last two may be missing."""

NEEDED = 7
ZONES, NODES, FIRST_THROUGH = "NUMBER OF ZONES", "NUMBER OF NODES", "FIRST THRU NODE"
TAG = re.compile(r"<([^>]+)>\s*(.*)")
TRIP = re.compile(r"(\d+)\s*:\s*([^;:\s]+)\s*;?")
ORIGIN = re.compile(r"[Oo]rigin\s+(\d+)\s*$")


def read_network(file: Path, *, toll_factor: float, distance_factor: float) -> Network:
    """Return a network of a ``*_net.tntp`` file.

    Parameters
    ----------
    file
        The file.
    toll_factor, distance_factor
        Time that one unit of toll and one unit of length are worth.

    Raises
    ------
    NetworkError
        With every mistake.
    """
    tags, body = _parts(file)
    mistakes = [f"{file}: <{name}> is missing or no whole number" for name in (ZONES, NODES)
                if not tags.get(name, "").isdecimal()]
    if mistakes:
        raise NetworkError("\n".join(mistakes))
    nodes = int(tags[NODES])
    # Nodes below the first through node are centroids.
    first_through = int(tags[FIRST_THROUGH]) if tags.get(FIRST_THROUGH, "").isdecimal() else 1
    rows: list[list[float]] = []
    for line, text in body:
        try:
            rows.append(_link(text, nodes=nodes))
        except NetworkError as error:
            mistakes.append(f"{file}:{line}: {error}")
    if not rows and not mistakes:
        mistakes.append(f"{file}: holds no link")
    if mistakes:
        raise NetworkError("\n".join(mistakes))
    table = np.array(rows)
    tail, head = table[:, 0].astype(np.int64) - 1, table[:, 1].astype(np.int64) - 1
    names = tuple(str(node + 1) for node in range(nodes))
    return Network(
        nodes=names, crossable=np.arange(1, nodes + 1) >= first_through, tail=tail, head=head,
        link=tuple(f"{names[start]}-{names[end]}" for start, end in zip(tail, head, strict=True)),
        capacity=table[:, 2], free_time=table[:, 4], alpha=table[:, 5], beta=table[:, 6],
        fixed=toll_factor * table[:, 8] + distance_factor * table[:, 3])


def read_trips(file: Path, *, zones: int) -> dict[tuple[int, int], float]:
    """Return the trips of a ``*_trips.tntp`` file by the numbers of origin and destination node, counted from 0.

    Parameters
    ----------
    file
        The file.
    zones
        How many nodes may be a zone.

    Raises
    ------
    NetworkError
        With every mistake.
    """
    _, body = _parts(file)
    trips: dict[tuple[int, int], float] = {}
    mistakes, origin = [], 0
    for line, text in body:
        heading = ORIGIN.match(text)
        if heading:
            origin = int(heading[1])
            if not 1 <= origin <= zones:
                mistakes.append(f"{file}:{line}: origin {origin} is no node of the network (1 to {zones})")
            continue
        found = TRIP.findall(text)
        if not found or origin == 0:
            mistakes.append(f"{file}:{line}: is no line of trips such as '3 : 120.0;' below an 'Origin'")
            continue
        for destination, volume in found:
            wrong = _wrong_trips(int(destination), volume, zones=zones)
            if wrong:
                mistakes.append(f"{file}:{line}: trips from {origin} to {destination}: {wrong}")
                continue
            pair = (origin - 1, int(destination) - 1)
            trips[pair] = trips.get(pair, 0.0) + float(volume)
    if mistakes:
        raise NetworkError("\n".join(mistakes))
    return trips


def _wrong_trips(destination: int, volume: str, *, zones: int) -> str:
    if not 1 <= destination <= zones:
        return f"destination {destination} is no node of the network (1 to {zones})"
    number = _number(volume)
    return "" if math.isfinite(number) and number >= 0 else f"{volume!r} is not allowed; give 0 or more"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _parts(file: Path) -> tuple[dict[str, str], list[tuple[int, str]]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NetworkError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or 'it is no UTF-8 text'}") \
            from None
    tags: dict[str, str] = {}
    body = []
    for line, whole in _lines(text):
        tag = TAG.match(whole)
        if tag:
            tags[tag[1].strip()] = tag[2].strip()
        else:
            body.append((line, whole))
    return tags, body


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for line, whole in enumerate(text.splitlines(), start=1):
        # A tilde begins a comment.
        kept = whole.split("~")[0].strip()
        if kept:
            yield line, kept


def _link(text: str, *, nodes: int) -> list[float]:
    cells = text.rstrip(";").split()
    if len(cells) < NEEDED:
        raise NetworkError(f"{len(cells)} numbers, a link needs {', '.join(COLUMNS[:NEEDED])}")
    values = [_number(cell) for cell in cells[:len(COLUMNS)]]
    values += [0.0] * (len(COLUMNS) - len(values))
    told = dict(zip(COLUMNS, values, strict=True))
    name = f"link {cells[0]}-{cells[1]}"
    for column in ("init_node", "term_node"):
        if told[column] not in range(1, nodes + 1):
            raise NetworkError(f"{name}: {column} is no node of the network (1 to {nodes})")
    for column in ("length", "free_flow_time", "b", "power", "toll"):
        if not (math.isfinite(told[column]) and told[column] >= 0):
            raise NetworkError(f"{name}: {column} is not a number of 0 or more")
    if not (math.isfinite(told["capacity"]) and told["capacity"] > 0):
        raise NetworkError(f"{name}: capacity is not a number above 0")
    if 0 < told["power"] < 1 and told["b"] > 0:
        raise NetworkError(f"{name}: power is {told['power']:g}; allowed: 0, or 1 and more")
    return values
