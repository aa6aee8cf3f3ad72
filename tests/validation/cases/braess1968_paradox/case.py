"""Six cars, four nodes and the street that makes everybody slower."""

import numpy as np

from networks.equilibrium import Pairs, RoadGraph, Variants, equilibria
from networks.roads import RELATIVE_GAP

CARS = 6.0
ORIGIN, LEFT, RIGHT, END = range(4)
# Times are a + b x cars: from, to, a, b. The last is the new street.
STREETS = ((ORIGIN, LEFT, 0.0, 10.0), (ORIGIN, RIGHT, 50.0, 1.0), (LEFT, END, 50.0, 1.0), (RIGHT, END, 0.0, 10.0),
           (LEFT, RIGHT, 10.0, 1.0))
LEAST_TIME = 1e-9
"""Stands for a = 0, which a time of the form a (1 + alpha v / c) cannot have [min]."""


def measured() -> dict[str, float]:
    """Return everybody's time without and with the new street, and the cars on the streets."""
    start, end, free, slope = np.array(STREETS).T
    free = np.maximum(free, LEAST_TIME)
    graph = RoadGraph(start.astype(np.int64), end.astype(np.int64), np.ones(4, dtype=bool), np.ones(5), np.ones(5))
    stands = np.array([[True] * 4 + [False], [True] * 5])
    variants = Variants(stands, (free / slope)[None].repeat(2, axis=0), free[None].repeat(2, axis=0))
    found = equilibria(graph, Pairs.sorted([(ORIGIN, END)]), trips=np.full((2, 1), CARS), variants=variants,
                       variant=np.array([0, 1]), relative_gap=RELATIVE_GAP)
    cars = np.where(found.solved[:, None], found.flow, np.nan)
    minutes = free + slope * cars
    return {
        "cars_on_either_way_without_the_new_street": cars[0, 0],
        "time_without_the_new_street": minutes[0, 0] + minutes[0, 2],
        "cars_on_the_new_street": cars[1, 4],
        "time_on_an_old_way_with_the_new_street": minutes[1, 0] + minutes[1, 2],
        "time_by_the_new_street": minutes[1, 0] + minutes[1, 4] + minutes[1, 3],
    }
