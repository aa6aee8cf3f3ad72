"""Networks and trips in the TNTP format of the Transportation Networks for Research collection."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from experiments.assigning.network import Network, NetworkError, distinct, no_zone, number_of, tell_tolls

COLUMNS = ("init_node", "term_node", "capacity", "length", "free_flow_time", "b", "power", "speed", "toll", "link_type")
"""A link's numbers in the format's own order; the last three may be missing."""

NEEDED = 7
"""How many of them a link cannot do without [-]."""

TOTAL = "TOTAL OD FLOW"
TOTAL_TOLERANCE = 1e-3
"""How far the trips may be from the total that their file names [-]: the rounding of its author."""

ZONES, NODES, LINKS, FIRST_THROUGH = "NUMBER OF ZONES", "NUMBER OF NODES", "NUMBER OF LINKS", "FIRST THRU NODE"
TAG = re.compile(r"<([^>]+)>\s*(.*)")
COUNT = re.compile(r"[0-9]{1,18}")
"""A whole number that counts nodes or links; thousands of digits Python would not even read."""

TRIP = re.compile(r"(?<![\d.])0*(\d+)\s*:\s*([^;:\s]+)\s*(?:;|$)")
ORIGIN = re.compile(r"[Oo]rigin\s+0*(\d+)\s*$")


def read_network(file: Path, *, toll_factor: float | None, distance_factor: float,
                 told: Callable[[str], None] = lambda _: None) -> Network:
    """Return a network of a ``*_net.tntp`` file.

    Parameters
    ----------
    file
        The file.
    toll_factor, distance_factor
        Time that one unit of toll and one unit of length are worth; None leaves tolls out.
    told
        Told in one line each what an engineer must know of the network beside its numbers.

    Raises
    ------
    NetworkError
        With every mistake.
    """
    tags, body = _parts(file)
    zones, nodes, first_through = _sizes(file, tags, links=len(body))
    rows: list[list[float]] = []
    mistakes, seen, beside = [], dict[tuple[float, float], int](), list[str]()
    for line, text in body:
        try:
            row = _link(text, nodes=nodes)
        except NetworkError as error:
            mistakes.append(f"{file}:{line}: {error}")
            continue
        twin = seen.setdefault((row[0], row[1]), line)
        if twin != line:
            beside.append(f"{row[0]:.0f}-{row[1]:.0f} (lines {twin} and {line})")
        rows.append(row)
    if not mistakes and int(tags.get(LINKS, len(rows))) != len(rows):
        mistakes.append(f"{file}: <{LINKS}> is {tags[LINKS]}, but there are {len(rows)}; the file may be cut short")
    if mistakes:
        raise NetworkError("\n".join(mistakes))
    if beside:
        # Two roads side by side are sound, a line pasted twice is not: only the author can tell them apart.
        told(f"parallel links: {len(beside)} beside another one of the same nodes, such as {beside[0]}; each carries "
             "traffic of its own")
    column = dict(zip(COLUMNS, np.array(rows).T, strict=True))
    tail, head = (column[end].astype(np.int64) - 1 for end in ("init_node", "term_node"))
    tell_tolls(column["toll"], factor=toll_factor, told=told)
    names = tuple(str(node + 1) for node in range(nodes))
    return Network(
        nodes=names, zones={name: at for at, name in enumerate(names[:zones])},
        crossable=np.arange(1, nodes + 1) >= first_through, tail=tail, head=head,
        link=distinct(f"{names[start]}-{names[end]}" for start, end in zip(tail, head, strict=True)),
        capacity=column["capacity"], free_time=column["free_flow_time"], alpha=column["b"], beta=column["power"],
        fixed=(toll_factor or 0.0) * column["toll"] + distance_factor * column["length"])


def read_trips(file: Path, *, zones: Mapping[str, int],
               told: Callable[[str], None] = lambda _: None) -> dict[tuple[int, int], float]:
    """Return the trips of a ``*_trips.tntp`` file by the numbers of origin and destination node.

    Parameters
    ----------
    file
        The file.
    zones
        Node of each zone.
    told
        Told in one line where the file's own total is another.

    Raises
    ------
    NetworkError
        With every mistake.
    """
    tags, body = _parts(file)
    trips: dict[tuple[int, int], float] = {}
    mistakes, origin = [], ""
    for line, text in body:
        heading = ORIGIN.match(text)
        if heading:
            origin = heading[1]
            if origin not in zones:
                mistakes.append(f"{file}:{line}: origin {origin} is {no_zone(zones)}")
            continue
        found = TRIP.findall(text)
        if TRIP.sub("", text).strip(" \t;") or not origin:
            mistakes.append(f"{file}:{line}: is no line of trips such as '3 : 120.0;' below an 'Origin'")
            continue
        for destination, volume in found:
            wrong = _wrong_trips(destination, volume, zones=zones)
            if wrong:
                mistakes.append(f"{file}:{line}: trips from {origin} to {destination}: {wrong}")
            elif origin in zones:
                pair = (zones[origin], zones[destination])
                trips[pair] = trips.get(pair, 0.0) + number_of(volume)
    if not trips and not mistakes:
        mistakes.append(f"{file}: holds no trips")
    if mistakes:
        raise NetworkError("\n".join(mistakes))
    _tell_total(file, tags, sum(trips.values()), told=told)
    return trips


def _tell_total(file: Path, tags: Mapping[str, str], found: float, *, told: Callable[[str], None]) -> None:
    # Told and not refused: public networks with a careless total are sound all the same.
    if TOTAL not in tags:
        return
    said = number_of(tags[TOTAL])
    if not abs(found - said) <= TOTAL_TOLERANCE * abs(said):
        told(f"warning: {file}: <{TOTAL}> is {tags[TOTAL]}, but its trips add up to {found:.10g}, which are assigned; "
             "the file may be cut short")


def _sizes(file: Path, tags: Mapping[str, str], *, links: int) -> tuple[int, int, int]:
    # How many nodes are zones, how many nodes there are, and below which node they are centroids.
    mistakes = [f"{file}: <{name}> is missing or no whole number" for name in (ZONES, NODES)
                if not COUNT.fullmatch(tags.get(name, ""))]
    mistakes += [f"{file}: <{name}> {tags[name]!r} is no whole number" for name in (LINKS, FIRST_THROUGH)
                 if not COUNT.fullmatch(tags.get(name, "0"))]
    if mistakes:
        raise NetworkError("\n".join(mistakes))
    zones, nodes = int(tags[ZONES]), int(tags[NODES])
    if links == 0:
        mistakes.append(f"{file}: holds no link")
    elif nodes > zones + 2 * links:
        # A slip of the keyboard must not fill the memory.
        mistakes.append(f"{file}: <{NODES}> is {nodes}, of which {links} links cannot touch half; give the largest "
                        "node number")
    if zones > nodes:
        mistakes.append(f"{file}: <{ZONES}> is {zones}, more than the {nodes} nodes")
    if mistakes:
        raise NetworkError("\n".join(mistakes))
    return zones, nodes, int(tags.get(FIRST_THROUGH, 1))


def _wrong_trips(destination: str, volume: str, *, zones: Mapping[str, int]) -> str:
    if destination not in zones:
        return f"destination {destination} is {no_zone(zones)}"
    number = number_of(volume)
    return "" if math.isfinite(number) and number >= 0 else f"{volume!r} is not allowed; give 0 or more"


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
    cells = text.rstrip("; \t").split()
    if len(cells) < NEEDED:
        raise NetworkError(f"{len(cells)} numbers, a link needs {', '.join(COLUMNS[:NEEDED])}")
    if any(";" in cell for cell in cells):
        raise NetworkError("more than one link; begin a line for each")
    values = [number_of(cell) for cell in cells[:len(COLUMNS)]]
    values += [0.0] * (len(COLUMNS) - len(values))
    told = dict(zip(COLUMNS, values, strict=True))
    name = f"link {cells[0]}-{cells[1]}"
    for column in ("init_node", "term_node"):
        if told[column] not in range(1, nodes + 1):
            raise NetworkError(f"{name}: {column} is no node of the network (1 to {nodes})")
    if told["init_node"] == told["term_node"]:
        raise NetworkError(f"{name}: begins and ends at the same node; a link joins two nodes")
    for column in ("length", "free_flow_time", "b", "power", "toll"):
        if not (math.isfinite(told[column]) and told[column] >= 0):
            raise NetworkError(f"{name}: {column} is not a number of 0 or more")
    if not (math.isfinite(told["capacity"]) and told["capacity"] > 0):
        raise NetworkError(f"{name}: capacity is not a number above 0")
    if 0 < told["power"] < 1 and told["b"] > 0:
        raise NetworkError(f"{name}: power is {told['power']:g}; allowed: 0, or 1 and more")
    return values
