"""Compiled kernels of the cheapest ways: a link's travel time, and the tree of the ways from one node."""

import numpy as np
from numba import njit

from sim.capacity import Bools, Floats, Integers


@njit(cache=True)
def bpr(flow: float, capacity: float, free_time: float, alpha: float, beta: float) -> tuple[float, float]:
    """Return a link's travel time and its derivative with respect to the flow."""
    # A constant time may come with any exponent, and 0 to a negative power is no number.
    if alpha == 0.0:
        return free_time, 0.0
    ratio = flow / capacity
    below = ratio * ratio * ratio if beta == 4.0 else ratio ** (beta - 1.0)
    delay = free_time * alpha * below
    return free_time + delay * ratio, delay * beta / capacity


@njit(cache=True)
def grow_tree(origin: int, first_out: Integers, out_link: Integers, head: Integers, crossable: Bools,
              is_open: Bools, cost: Floats, distance: Floats, last_link: Integers, heap_node: Integers,
              heap_key: Floats) -> None:
    """Fill ``distance`` and ``last_link`` with the cheapest ways from one node; no way passes through a centroid."""
    distance[:] = np.inf
    last_link[:] = -1
    distance[origin] = 0.0
    heap_node[0], heap_key[0] = origin, 0.0
    size = 1
    while size > 0:
        node, key = heap_node[0], heap_key[0]
        size -= 1
        moved, moved_key = heap_node[size], heap_key[size]
        at, child = 0, 1
        while child < size:
            if child + 1 < size and heap_key[child + 1] < heap_key[child]:
                child += 1
            if heap_key[child] >= moved_key:
                break
            heap_node[at], heap_key[at] = heap_node[child], heap_key[child]
            at, child = child, 2 * child + 1
        heap_node[at], heap_key[at] = moved, moved_key
        if key > distance[node] or (node != origin and not crossable[node]):
            continue
        for k in range(first_out[node], first_out[node + 1]):
            link = out_link[k]
            if not is_open[link]:
                continue
            reached, tried = head[link], key + cost[link]
            if tried < distance[reached]:
                distance[reached], last_link[reached] = tried, link
                at = size
                size += 1
                while at > 0 and heap_key[(at - 1) // 2] > tried:
                    parent = (at - 1) // 2
                    heap_node[at], heap_key[at] = heap_node[parent], heap_key[parent]
                    at = parent
                heap_node[at], heap_key[at] = reached, tried


@njit(cache=True)
def trace(destination: int, tail: Integers, last_link: Integers, way: Integers) -> int:
    """Write the tree's links to a node into ``way``, from the origin on, and return their number."""
    length, node = 0, destination
    while last_link[node] >= 0:
        length += 1
        node = tail[last_link[node]]
    node = destination
    for k in range(length - 1, -1, -1):
        way[k] = last_link[node]
        node = tail[way[k]]
    return length
