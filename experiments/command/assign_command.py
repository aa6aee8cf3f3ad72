"""headroom assign: the equilibrium of any road network, so that engineers can check the solver with theirs."""

import argparse
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.command.failure import tell

if TYPE_CHECKING:
    from experiments.assigning.network import Assigned, Network

UNSOLVED = 1
"""Exit code of an assignment that did not reach its gap."""

TNTP = ".tntp"


def run(arguments: argparse.Namespace) -> int:
    """Read, assign, write the flows and print what was reached; return the exit code."""
    from experiments.assigning.network import NetworkError, assign

    try:
        network, trips = _read(arguments)
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


def _read(arguments: argparse.Namespace) -> "tuple[Network, dict[tuple[int, int], float]]":
    from experiments.assigning import gmns, tntp
    from experiments.assigning.network import NetworkError

    factors = {"toll_factor": arguments.toll_factor, "distance_factor": arguments.distance_factor}
    mistakes: list[str] = []
    network, trips = None, {}
    try:
        reader = tntp if arguments.network.suffix == TNTP else gmns
        network = reader.read_network(arguments.network, **factors)
    except NetworkError as error:
        mistakes.append(str(error))
    try:
        # Without a network nobody knows its zones: only the form of the trips can be checked.
        if network is not None:
            trips = (tntp.read_trips(arguments.trips, zones=len(network.nodes)) if arguments.trips.suffix == TNTP
                     else gmns.read_trips(arguments.trips, nodes=network.nodes))
    except NetworkError as error:
        mistakes.append(str(error))
    if network is None or mistakes:
        raise NetworkError("\n".join(mistakes))
    return network, trips


def _write(network: "Network", found: "Assigned", file: Path) -> None:
    rows = ["link,from_node,to_node,flow,volume_to_capacity,cost"]
    for at, name in enumerate(network.link):
        start, end = network.nodes[network.tail[at]], network.nodes[network.head[at]]
        flow = found.flow[at]
        rows.append(f"{name},{start},{end},{flow:.9g},{flow / network.capacity[at]:.9g},{found.cost[at]:.9g}")
    # Whole or not there: a reader never meets half a table.
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    os.replace(unfinished, file)
