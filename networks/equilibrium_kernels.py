"""Compiled kernels of the traffic equilibrium: shortest-path trees and path flows, one state after the other."""

import numpy as np
from numba import njit

from sim.capacity import Bools, Floats, Integers

MOST_SWEEPS = 60
"""Sweeps over the known paths between two searches for new ones [-]."""

SWEEPS_PER_LEAP = 3
"""Sweeps after which all flows together follow the last one's direction [-]."""

SWEEP_SHARE = 0.02
"""A sweep's excess cost at which new paths are looked for, relative to the excess at the last search [-]."""

TARGET_SHARE = 0.3
"""The same, relative to the excess that is aimed at [-]."""

EVENNESS = 0.1
"""Difference of two paths' times, relative to what it was, at which a shift between them is good enough [-]."""

MOST_STEPS = 12
"""Steps after which a shift between two paths ends [-]."""


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
def learn(pair: int, length: int, way: Integers, known: Integers, path_length: Integers, path_link: Integers,
          path_flow: Floats) -> bool:
    """Remember a path without flow unless it is known; return whether there was room for it."""
    for path in range(known[pair]):
        if path_length[pair, path] != length:
            continue
        same = True
        for k in range(length):
            if path_link[pair, path, k] != way[k]:
                same = False
                break
        if same:
            return True
    path = known[pair]
    if path == path_flow.shape[1]:
        return False
    known[pair] += 1
    path_length[pair, path], path_flow[pair, path] = length, 0.0
    path_link[pair, path, :length] = way[:length]
    return True


@njit(cache=True)
def compare(step: float, pair: int, path: int, best: int, path_length: Integers, path_link: Integers,
            stamp: Integers, capacity: Floats, free_time: Floats, alpha: Floats, beta: Floats,
            flow: Floats) -> tuple[float, float]:
    """Return how much dearer a path is than the best one after a shift of flow, and how fast that falls."""
    dearer, steepness = 0.0, 0.0
    for k in range(path_length[pair, path]):
        link = path_link[pair, path, k]
        if stamp[link] == 2:
            time, rise = bpr(max(flow[link] - step, 0.0), capacity[link], free_time[link], alpha[link], beta[link])
            dearer += time
            steepness += rise
    for k in range(path_length[pair, best]):
        link = path_link[pair, best, k]
        if stamp[link] == 1:
            time, rise = bpr(max(flow[link] + step, 0.0), capacity[link], free_time[link], alpha[link], beta[link])
            dearer -= time
            steepness += rise
    return dearer, steepness


@njit(cache=True)
def even_out(pair: int, path: int, best: int, path_length: Integers, path_link: Integers, path_flow: Floats,
             stamp: Integers, capacity: Floats, free_time: Floats, alpha: Floats, beta: Floats, flow: Floats) -> float:
    """Return the shift from a path to the best one that makes them equally dear, or empties one of them.

    Newton steps within a bracket: an empty road's time hardly rises at first, and a bare Newton step overshoots.
    """
    low, high = -path_flow[pair, best], path_flow[pair, path]
    step = 0.0
    dearer, steepness = compare(step, pair, path, best, path_length, path_link, stamp, capacity, free_time, alpha,
                                beta, flow)
    aim = EVENNESS * abs(dearer)
    for _ in range(MOST_STEPS):
        if abs(dearer) <= aim and step != 0.0 or dearer == 0.0:
            break
        if dearer > 0.0:
            if step >= path_flow[pair, path]:
                break
            low = step
        else:
            if step <= -path_flow[pair, best]:
                break
            high = step
        # Constant times know no half measures: all flow goes where it is cheaper.
        tried = step + dearer / steepness if steepness > 0.0 else (high if dearer > 0.0 else low)
        if tried >= high:
            tried = high if high == path_flow[pair, path] else 0.5 * (low + high)
        elif tried <= low:
            tried = low if low == -path_flow[pair, best] else 0.5 * (low + high)
        step = tried
        dearer, steepness = compare(step, pair, path, best, path_length, path_link, stamp, capacity, free_time, alpha,
                                    beta, flow)
    return step


@njit(cache=True)
def balance(pair: int, known: Integers, path_length: Integers, path_link: Integers, path_flow: Floats,
            stamp: Integers, capacity: Floats, free_time: Floats, alpha: Floats, beta: Floats, flow: Floats,
            cost: Floats) -> float:
    """Shift a pair's flow towards its cheapest known path by Newton steps; return the excess cost found before."""
    best, cheapest, excess = 0, np.inf, 0.0
    for path in range(known[pair]):
        total = 0.0
        for k in range(path_length[pair, path]):
            total += cost[path_link[pair, path, k]]
        excess += path_flow[pair, path] * total
        if total < cheapest:
            best, cheapest = path, total
    for path in range(known[pair]):
        excess -= path_flow[pair, path] * cheapest
    for path in range(known[pair]):
        if path == best or path_flow[pair, path] <= 0.0:
            continue
        # Links on both paths keep their flow: 1 is on the best path only, 2 on this path only, 3 on both.
        for k in range(path_length[pair, best]):
            stamp[path_link[pair, best, k]] = 1
        for k in range(path_length[pair, path]):
            stamp[path_link[pair, path, k]] += 2
        step = even_out(pair, path, best, path_length, path_link, path_flow, stamp, capacity, free_time, alpha, beta,
                        flow)
        path_flow[pair, path] -= step
        path_flow[pair, best] += step
        for k in range(path_length[pair, path]):
            link = path_link[pair, path, k]
            if stamp[link] == 2:
                flow[link] = max(flow[link] - step, 0.0)
                cost[link], _ = bpr(flow[link], capacity[link], free_time[link], alpha[link], beta[link])
            stamp[link] = 0
        for k in range(path_length[pair, best]):
            link = path_link[pair, best, k]
            if stamp[link] == 1:
                flow[link] = max(flow[link] + step, 0.0)
                cost[link], _ = bpr(flow[link], capacity[link], free_time[link], alpha[link], beta[link])
            stamp[link] = 0
    return excess


@njit(cache=True)
def forget(known: Integers, path_length: Integers, path_link: Integers, path_flow: Floats) -> None:
    """Drop all paths without flow."""
    for pair in range(len(known)):
        kept = 0
        for path in range(known[pair]):
            if path_flow[pair, path] <= 0.0:
                continue
            if kept != path:
                length = path_length[pair, path]
                path_flow[pair, kept], path_length[pair, kept] = path_flow[pair, path], length
                path_link[pair, kept, :length] = path_link[pair, path, :length]
            kept += 1
        known[pair] = kept


@njit(cache=True)
def lean(step: float, before: Floats, flow: Floats, capacity: Floats, free_time: Floats, alpha: Floats,
         beta: Floats) -> tuple[float, float]:
    """Return how the total of Beckmann's objective changes along a move of all flows, and how that changes."""
    fall, bend = 0.0, 0.0
    for link in range(len(flow)):
        move = flow[link] - before[link]
        if move != 0.0:
            time, rise = bpr(max(flow[link] + step * move, 0.0), capacity[link], free_time[link], alpha[link],
                             beta[link])
            fall += move * time
            bend += move * move * rise
    return fall, bend


@njit(cache=True)
def follow(known: Integers, path_before: Floats, path_flow: Floats, before: Floats, capacity: Floats,
           free_time: Floats, alpha: Floats, beta: Floats, flow: Floats, cost: Floats) -> None:
    """Move all flows further the way that the last sweep moved them, as far as it pays.

    Pairs that share a bottleneck creep when each one moves alone.
    """
    most = np.inf
    for pair in range(len(known)):
        for path in range(known[pair]):
            move = path_flow[pair, path] - path_before[pair, path]
            if move < 0.0:
                most = min(most, path_flow[pair, path] / -move)
    fall, bend = lean(0.0, before, flow, capacity, free_time, alpha, beta)
    if not (0.0 < most < np.inf and fall < 0.0):
        return
    low, high, step, first = 0.0, most, 0.0, fall
    for _ in range(MOST_STEPS):
        if fall < 0.0:
            if step >= most:
                break
            low = step
        else:
            high = step
        tried = step - fall / bend if bend > 0.0 else high
        if tried >= high:
            tried = most if high == most else 0.5 * (low + high)
        elif tried <= low:
            tried = 0.5 * (low + high)
        step = tried
        fall, bend = lean(step, before, flow, capacity, free_time, alpha, beta)
        if abs(fall) <= EVENNESS * -first:
            break
    for pair in range(len(known)):
        for path in range(known[pair]):
            move = path_flow[pair, path] - path_before[pair, path]
            if move != 0.0:
                path_flow[pair, path] = max(path_flow[pair, path] + step * move, 0.0)
    for link in range(len(flow)):
        move = flow[link] - before[link]
        if move != 0.0:
            flow[link] = max(flow[link] + step * move, 0.0)
            cost[link], _ = bpr(flow[link], capacity[link], free_time[link], alpha[link], beta[link])


@njit(cache=True)
def load_paths(trips: Floats, known: Integers, path_length: Integers, path_link: Integers, path_flow: Floats,
               capacity: Floats, free_time: Floats, alpha: Floats, beta: Floats, flow: Floats,
               cost: Floats) -> float:
    """Renew link flows and times from the path flows, so that no rounding piles up; return the total cost."""
    flow[:] = 0.0
    for pair in range(len(trips)):
        for path in range(known[pair]):
            for k in range(path_length[pair, path]):
                flow[path_link[pair, path, k]] += path_flow[pair, path]
    total = 0.0
    for link in range(len(flow)):
        cost[link], _ = bpr(flow[link], capacity[link], free_time[link], alpha[link], beta[link])
        total += flow[link] * cost[link]
    return total


@njit(cache=True)
def equilibrate(states: int, trips: Floats, variant: Integers, gap_aim: float, most_searches: int,
                paths_per_pair: int, tail: Integers, head: Integers, first_out: Integers, out_link: Integers,
                crossable: Bools, origins: Integers, first_pair: Integers, destination: Integers, is_open: Bools,
                capacity: Floats, free_time: Floats, alpha: Floats, beta: Floats, flow: Floats, gap: Floats,
                searches: Integers, cut_off: Bools) -> None:
    """Assign every state by gradient projection, each from an empty network, and fill the last four arrays.

    ``trips`` is [states, pairs], ``variant`` tells which row of ``is_open``, ``capacity`` and ``free_time``
    [variants, links] a state has. ``gap`` stays infinite where trips or times are no numbers, paths find no room,
    or searches run out.
    """
    nodes, links, pairs = len(crossable), len(tail), len(destination)
    cost, stamp = np.empty(links), np.zeros(links, dtype=np.int64)
    distance, last_link, way = np.empty(nodes), np.empty(nodes, dtype=np.int64), np.empty(nodes, dtype=np.int64)
    heap_node, heap_key = np.empty(links + 1, dtype=np.int64), np.empty(links + 1)
    known = np.empty(pairs, dtype=np.int64)
    path_length = np.empty((pairs, paths_per_pair), dtype=np.int64)
    path_link = np.empty((pairs, paths_per_pair, nodes), dtype=np.int64)
    path_flow, path_before = np.empty((pairs, paths_per_pair)), np.empty((pairs, paths_per_pair))
    flow_before = np.empty(links)
    for state in range(states):
        wanted, v, volume = trips[state], variant[state], flow[state]
        room, ways, times = capacity[v], is_open[v], free_time[v]
        known[:], volume[:], cut_off[state, :], gap[state], searches[state] = 0, 0.0, False, np.inf, 0
        sound = True
        for pair in range(pairs):
            sound = sound and 0.0 <= wanted[pair] < np.inf
        if not sound:
            continue
        for link in range(links):
            cost[link], _ = bpr(0.0, room[link], times[link], alpha[link], beta[link])
        for search in range(most_searches):
            searches[state] = search + 1
            total = load_paths(wanted, known, path_length, path_link, path_flow, room, times, alpha, beta, volume,
                               cost) if search > 0 else 0.0
            # Beyond all numbers every way is equally endless: no gap is found, and none must be told.
            if not total < np.inf:
                break
            excess, fits = 0.0, True
            for o in range(len(origins)):
                asked = False
                for pair in range(first_pair[o], first_pair[o + 1]):
                    asked = asked or wanted[pair] > 0.0
                if not asked:
                    continue
                grow_tree(origins[o], first_out, out_link, head, crossable, ways, cost, distance, last_link,
                          heap_node, heap_key)
                for pair in range(first_pair[o], first_pair[o + 1]):
                    if wanted[pair] <= 0.0:
                        continue
                    cheapest = distance[destination[pair]]
                    if cheapest == np.inf:
                        cut_off[state, pair] = True
                        continue
                    length = trace(destination[pair], tail, last_link, way)
                    # The sums run along the path as in the tree: equal paths cost the same to the last bit.
                    for path in range(known[pair]):
                        along = 0.0
                        for k in range(path_length[pair, path]):
                            along += cost[path_link[pair, path, k]]
                        excess += path_flow[pair, path] * (along - cheapest)
                    fits = learn(pair, length, way, known, path_length, path_link, path_flow) and fits
                    if search == 0:
                        path_flow[pair, 0] = wanted[pair]
                        for k in range(length):
                            volume[way[k]] += wanted[pair]
                            cost[way[k]], _ = bpr(volume[way[k]], room[way[k]], times[way[k]], alpha[way[k]],
                                               beta[way[k]])
            if search == 0:
                continue
            reached = excess / total if total > 0.0 else 0.0
            if reached <= gap_aim:
                gap[state] = reached
                break
            if not fits:
                break
            enough = max(TARGET_SHARE * gap_aim * total, SWEEP_SHARE * excess)
            for sweep in range(MOST_SWEEPS):
                left = 0.0
                flow_before[:] = volume
                for pair in range(pairs):
                    path_before[pair, :known[pair]] = path_flow[pair, :known[pair]]
                for pair in range(pairs):
                    if known[pair] > 1:
                        left += balance(pair, known, path_length, path_link, path_flow, stamp, room, times, alpha,
                                        beta, volume, cost)
                if left <= enough:
                    break
                if sweep % SWEEPS_PER_LEAP == SWEEPS_PER_LEAP - 1:
                    follow(known, path_before, path_flow, flow_before, room, times, alpha, beta, volume, cost)
            forget(known, path_length, path_link, path_flow)
