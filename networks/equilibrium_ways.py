"""Compiled kernels of the cheapest ways: travel times, trees of the ways from one node, and the ways of empty roads."""

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
def grow_root(o: int, root: Integers, is_origin: Bools, first_out: Integers, out_link: Integers, head: Integers,
              first_in: Integers, in_link: Integers, tail: Integers, crossable: Bools, is_open: Bools, cost: Floats,
              distance: Floats, last_link: Integers, heap_node: Integers, heap_key: Floats) -> None:
    """Grow the tree of a root by its number: of the ways from it where it is an origin, else of those to it."""
    if is_origin[o]:
        grow_tree(root[o], first_out, out_link, head, crossable, is_open, cost, distance, last_link, heap_node,
                  heap_key)
    else:
        grow_tree(root[o], first_in, in_link, tail, crossable, is_open, cost, distance, last_link, heap_node,
                  heap_key)


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


@njit(cache=True)
def longer_integers(short: Integers, used: int, needed: int) -> Integers:
    """Return integers with room for those needed and as many again, the used ones copied."""
    long = np.empty(2 * needed, dtype=np.int64)
    long[:used] = short[:used]
    return long


@njit(cache=True)
def longer_floats(short: Floats, used: int, needed: int) -> Floats:
    """Return numbers with room for those needed and as many again, the used ones copied."""
    long = np.empty(2 * needed)
    long[:used] = short[:used]
    return long


@njit(cache=True)
def empty_ways(tail: Integers, head: Integers, first_out: Integers, out_link: Integers, first_in: Integers,
               in_link: Integers, crossable: Bools, root: Integers, is_origin: Bools, first_pair: Integers,
               far_end: Integers, is_open: Bools, free_time: Floats) -> tuple[Integers, Integers, Integers]:
    """Return a pool with every pair's cheapest way on empty roads: no path where there is none."""
    nodes, links, pairs = len(crossable), len(tail), len(far_end)
    distance, last_link, way = np.empty(nodes), np.empty(nodes, dtype=np.int64), np.empty(nodes, dtype=np.int64)
    heap_node, heap_key = np.empty(links + 1, dtype=np.int64), np.empty(links + 1)
    first_path, first_link = np.zeros(pairs + 1, dtype=np.int64), np.zeros(pairs + 1, dtype=np.int64)
    path_link, paths, used = np.empty(nodes, dtype=np.int64), 0, 0
    for o in range(len(root)):
        grow_root(o, root, is_origin, first_out, out_link, head, first_in, in_link, tail, crossable, is_open, free_time,
                  distance, last_link, heap_node, heap_key)
        for pair in range(first_pair[o], first_pair[o + 1]):
            if distance[far_end[pair]] < np.inf:
                length = trace(far_end[pair], tail if is_origin[o] else head, last_link, way)
                if used + length > len(path_link):
                    path_link = longer_integers(path_link, used, used + length)
                path_link[used:used + length] = way[:length]
                used += length
                paths += 1
                first_link[paths] = used
            first_path[pair + 1] = paths
    return first_path, first_link, path_link
