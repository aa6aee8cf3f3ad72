"""headroom assign: the equilibrium of any road network, so that engineers can check the solver with theirs."""

import argparse
import csv
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.command.failure import tell
from experiments.study.escaping import inert_cell, visible

if TYPE_CHECKING:
    from experiments.assigning.network import Assigned, Network

UNSOLVED = 1
"""Exit code of an assignment that did not reach its gap."""

TNTP = ".tntp"


def run(arguments: argparse.Namespace) -> int:
    """Read, assign, write the flows and print what was reached; return the exit code."""
    from experiments.assigning.network import NetworkError, assign

    wrong = _cannot_hold_flows(arguments.flows, given=(arguments.network, arguments.trips))
    if wrong:
        return tell([wrong])
    notes: list[str] = []
    try:
        network, trips = _read(arguments, told=notes.append)
        for note in notes:
            print(visible(note))
        found = assign(network, trips, gap=arguments.gap)
    except NetworkError as error:
        return tell(str(error).splitlines())
    inside = sum(volume for (start, end), volume in trips.items() if start == end)
    print(f"{len(network.nodes)} nodes, {len(network.link)} links, {sum(trips.values()) - inside:,.6g} trips; "
          f"{inside:,.6g} trips within a node are left out")
    if not found.solved:
        reached = f"{found.gap:.3g} was" if math.isfinite(found.gap) else "the times are beyond all numbers, none was"
        print(f"UNSOLVED: the relative gap {arguments.gap:g} was not reached in {found.searches} searches, {reached}; "
              "no flows are written")
        return UNSOLVED
    try:
        _write(network, found, arguments.flows)
    except OSError as error:
        return tell([f"{arguments.flows}: cannot be written: {error.strerror}"])
    print(f"Beckmann objective: {found.objective:.15g}")
    print(f"relative gap: {found.gap:.3g} after {found.searches} searches")
    print(f"flows: {arguments.flows}")
    return 0


def _read(arguments: argparse.Namespace, *,
          told: Callable[[str], None]) -> "tuple[Network, dict[tuple[int, int], float]]":
    from experiments.assigning import gmns, tntp
    from experiments.assigning.network import NetworkError

    mistakes: list[str] = []
    network, trips = None, {}
    try:
        network = _network(arguments, told=told)
    except NetworkError as error:
        mistakes.append(str(error))
    try:
        # Without a network nobody knows its zones: only the form of the trips can be checked.
        if network is not None:
            trips = (tntp.read_trips(arguments.trips, zones=network.zones, told=told)
                     if arguments.trips.suffix == TNTP else gmns.read_trips(arguments.trips, zones=network.zones))
    except NetworkError as error:
        mistakes.append(str(error))
    if network is None or mistakes:
        raise NetworkError("\n".join(mistakes))
    return network, trips


def _network(arguments: argparse.Namespace, *, told: Callable[[str], None]) -> "Network":
    from experiments.assigning import gmns, study_roads, tntp
    from experiments.assigning.network import NetworkError

    place, distance_factor = arguments.network, arguments.distance_factor
    if study_roads.is_study(place):
        return study_roads.read_network(place, in_service=arguments.in_service, distance_factor=distance_factor,
                                        told=told)
    if arguments.in_service is not None:
        raise NetworkError(f"--in-service: {place} knows no assets, only the roads folder of a study does "
                           "(link.csv beside road_types.csv); leave it out")
    reader = tntp if place.suffix == TNTP else gmns
    return reader.read_network(place, toll_factor=arguments.toll_factor, distance_factor=distance_factor, told=told)


def _write(network: "Network", found: "Assigned", file: Path) -> None:
    # Whole or not there: a reader never meets half a table.
    unfinished = file.with_name(f".{file.name}.unfinished")
    with unfinished.open("w", encoding="utf-8", newline="") as place:
        table = csv.writer(place, lineterminator="\n")
        table.writerow(("link", "from_node", "to_node", "flow", "volume_to_capacity", "cost"))
        for at, name in enumerate(network.link):
            numbers = (found.flow[at], found.flow[at] / network.capacity[at], found.cost[at])
            names = (name, network.nodes[network.tail[at]], network.nodes[network.head[at]])
            table.writerow((*(inert_cell(str(each)) for each in names),
                            # Every digit: a gap of 1e-10 can be found again from nothing less.
                            *(repr(float(number)) for number in numbers)))
    os.replace(unfinished, file)


def _cannot_hold_flows(file: Path, *, given: tuple[Path, ...]) -> str:
    if file.is_dir():
        return f"{file}: is a folder; name the file to write, such as {file / 'flows.csv'}"
    if not file.parent.is_dir():
        return f"{file}: cannot be written: there is no folder {file.parent}"
    from experiments.assigning.study_roads import INPUTS

    # A table of links or trips may be the only copy of somebody's work.
    known = {place for whole in map(Path.resolve, given)
             for place in (whole, *(folder / name for folder in (whole, whole.parent) for name in INPUTS))}
    return f"{file}: holds what is assigned; name another file with --flows" if file.resolve() in known else ""
