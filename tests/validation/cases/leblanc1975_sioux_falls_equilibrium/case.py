"""The Sioux Falls network, assigned as closely as the roads of a study, and much closer."""

from pathlib import Path

import numpy as np
import pandas as pd

from networks.equilibrium import Pairs, RoadGraph, Variants, equilibria
from networks.roads import RELATIVE_GAP

ALPHA, BETA = 0.15, 4.0
"""Of the travel time a + b v^4 in its usual form [-]: a is the free time, the capacities follow from b."""

CLOSE_GAP = 1e-10
"""Relative gap at which links are compared [-]."""

HERE = Path(__file__).parent


def measured() -> dict[str, float]:
    """Return the objective and some of the links' flows."""
    links, table = (pd.read_csv(HERE / file) for file in ("links.csv", "trips.csv"))
    nodes = links["from_node"].max()
    # Nodes are numbered from 1 in print; all of them are both zones and crossings.
    tail, head = (links[column].to_numpy() - 1 for column in ("from_node", "to_node"))
    graph = RoadGraph(tail, head, np.ones(nodes, dtype=bool), np.full(len(links), ALPHA), np.full(len(links), BETA))
    time, capacity = links["free_time_hundredth_h"].to_numpy(float), links["capacity_veh"].to_numpy(float)
    trips = {(row.from_node - 1, row.to_node - 1): float(row.trips_veh) for row in table.itertuples()}
    variants = Variants.single(capacity=capacity, free_time=time)

    def flows(relative_gap: float) -> np.ndarray:
        found = equilibria(graph, Pairs.sorted(list(trips)), trips=np.array([[trips[pair] for pair in sorted(trips)]]),
                           variants=variants, variant=np.zeros(1, dtype=np.int64), relative_gap=relative_gap)
        return np.where(found.solved[:, None], found.flow, np.nan)[0]

    ends = list(zip(links["from_node"], links["to_node"], strict=True))
    of_a_study = flows(RELATIVE_GAP)
    usual, close = dict(zip(ends, of_a_study, strict=True)), dict(zip(ends, flows(CLOSE_GAP), strict=True))
    return {
        "trips_veh": sum(trips.values()),
        "objective_veh_hundredth_h": graph.beckmann(of_a_study, capacity=capacity, free_time=time),
        "flow_10_to_15_at_the_gap_of_a_study_veh": usual[10, 15],
        **{f"flow_{start}_to_{end}_veh": close[start, end]
           for start, end in ((1, 2), (3, 1), (4, 11), (6, 8), (8, 6), (10, 15), (13, 24), (16, 10), (20, 18))},
    }
