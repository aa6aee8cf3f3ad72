"""Compiled kernels of the traffic equilibrium: path flows, one state after the other.

All known paths lie in one pool: those of a pair are ``first_path[pair]`` to ``first_path[pair + 1]``, the links of a
path are ``first_link[path]`` to ``first_link[path + 1]`` in ``path_link``, in order from the root of its tree: pairs
are grouped by roots, which are origins or destinations.
"""

import numpy as np
from numba import njit

from networks.equilibrium_ways import bpr, empty_ways, grow_root, longer_floats, longer_integers, trace
from sim.capacity import Bools, Floats, Integers

MOST_SWEEPS = 60
"""Sweeps over the known paths between two searches for new ones [-]."""

SWEEPS_PER_LEAP = 3
"""Sweeps after which all flows together follow the last one's direction [-]."""

LEAPING_SEARCHES = 40
"""Searches after which no leaps are made [-]: very close to the end they may undo what the sweeps have gained."""

SWEEP_SHARE = 0.02
"""A sweep's excess cost at which new paths are looked for, relative to the excess at the last search [-]."""

TARGET_SHARE = 0.3
"""The same, relative to the excess that is aimed at [-]."""

EVENNESS = 0.1
"""Difference of two paths' times, relative to what it was, at which a shift between them is good enough [-]."""

MOST_STEPS = 12
"""Steps after which a shift between two paths ends [-]."""


@njit(cache=True)
def is_path(path: int, first_link: Integers, path_link: Integers, way: Integers, length: int) -> bool:
    """Return whether a path has the links of a way."""
    begin, same = first_link[path], first_link[path + 1] - first_link[path] == length
    if same:
        for k in range(length):
            same = same and path_link[begin + k] == way[k]
    return same


@njit(cache=True)
def compare(step: float, path: int, best: int, first_link: Integers, path_link: Integers, stamp: Integers,
            capacity: Floats, free_time: Floats, alpha: Floats, beta: Floats, flow: Floats) -> tuple[float, float]:
    """Return how much dearer a path is than the best one after a shift of flow, and how fast that falls."""
    dearer, steepness = 0.0, 0.0
    for k in range(first_link[path], first_link[path + 1]):
        link = path_link[k]
        if stamp[link] == 2:
            time, rise = bpr(max(flow[link] - step, 0.0), capacity[link], free_time[link], alpha[link], beta[link])
            dearer += time
            steepness += rise
    for k in range(first_link[best], first_link[best + 1]):
        link = path_link[k]
        if stamp[link] == 1:
            time, rise = bpr(max(flow[link] + step, 0.0), capacity[link], free_time[link], alpha[link], beta[link])
            dearer -= time
            steepness += rise
    return dearer, steepness


@njit(cache=True)
def even_out(path: int, best: int, first_link: Integers, path_link: Integers, path_flow: Floats, stamp: Integers,
             capacity: Floats, free_time: Floats, alpha: Floats, beta: Floats, flow: Floats) -> float:
    """Return the shift from a path to the best one that makes them equally dear, or empties one of them.

    Newton steps within a bracket: an empty road's time hardly rises at first, and a bare Newton step overshoots.
    """
    low, high = -path_flow[best], path_flow[path]
    step = 0.0
    dearer, steepness = compare(step, path, best, first_link, path_link, stamp, capacity, free_time, alpha, beta,
                                flow)
    aim = EVENNESS * abs(dearer)
    for _ in range(MOST_STEPS):
        if abs(dearer) <= aim and step != 0.0 or dearer == 0.0:
            break
        if dearer > 0.0:
            if step >= path_flow[path]:
                break
            low = step
        else:
            if step <= -path_flow[best]:
                break
            high = step
        # Constant times know no half measures: all flow goes where it is cheaper.
        tried = step + dearer / steepness if steepness > 0.0 else (high if dearer > 0.0 else low)
        if tried >= high:
            tried = high if high == path_flow[path] else 0.5 * (low + high)
        elif tried <= low:
            tried = low if low == -path_flow[best] else 0.5 * (low + high)
        step = tried
        dearer, steepness = compare(step, path, best, first_link, path_link, stamp, capacity, free_time, alpha, beta,
                                    flow)
    return step


@njit(cache=True)
def balance(begin: int, end: int, first_link: Integers, path_link: Integers, path_flow: Floats, stamp: Integers,
            capacity: Floats, free_time: Floats, alpha: Floats, beta: Floats, flow: Floats, cost: Floats) -> float:
    """Shift flow between paths of one pair towards the cheapest by Newton steps; return the excess cost before."""
    best, cheapest, excess = begin, np.inf, 0.0
    for path in range(begin, end):
        total = 0.0
        for k in range(first_link[path], first_link[path + 1]):
            total += cost[path_link[k]]
        excess += path_flow[path] * total
        if total < cheapest:
            best, cheapest = path, total
    for path in range(begin, end):
        excess -= path_flow[path] * cheapest
    for path in range(begin, end):
        if path == best or path_flow[path] <= 0.0:
            continue
        # Links on both paths keep their flow: 1 is on the best path only, 2 on this path only, 3 on both.
        for k in range(first_link[best], first_link[best + 1]):
            stamp[path_link[k]] = 1
        for k in range(first_link[path], first_link[path + 1]):
            stamp[path_link[k]] += 2
        step = even_out(path, best, first_link, path_link, path_flow, stamp, capacity, free_time, alpha, beta, flow)
        path_flow[path] -= step
        path_flow[best] += step
        for k in range(first_link[path], first_link[path + 1]):
            link = path_link[k]
            if stamp[link] == 2:
                flow[link] = max(flow[link] - step, 0.0)
                cost[link], _ = bpr(flow[link], capacity[link], free_time[link], alpha[link], beta[link])
            stamp[link] = 0
        for k in range(first_link[best], first_link[best + 1]):
            link = path_link[k]
            if stamp[link] == 1:
                flow[link] = max(flow[link] + step, 0.0)
                cost[link], _ = bpr(flow[link], capacity[link], free_time[link], alpha[link], beta[link])
            stamp[link] = 0
    return excess


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
def follow(paths: int, path_before: Floats, path_flow: Floats, before: Floats, capacity: Floats, free_time: Floats,
           alpha: Floats, beta: Floats, flow: Floats, cost: Floats) -> None:
    """Move all flows further the way that the last sweep moved them, as far as it pays.

    Pairs that share a bottleneck creep when each one moves alone.
    """
    most = np.inf
    for path in range(paths):
        move = path_flow[path] - path_before[path]
        if move < 0.0:
            most = min(most, path_flow[path] / -move)
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
    for path in range(paths):
        move = path_flow[path] - path_before[path]
        if move != 0.0:
            path_flow[path] = max(path_flow[path] + step * move, 0.0)
    for link in range(len(flow)):
        move = flow[link] - before[link]
        if move != 0.0:
            flow[link] = max(flow[link] + step * move, 0.0)
            cost[link], _ = bpr(flow[link], capacity[link], free_time[link], alpha[link], beta[link])


@njit(cache=True)
def load_paths(paths: int, first_link: Integers, path_link: Integers, path_flow: Floats, capacity: Floats,
               free_time: Floats, alpha: Floats, beta: Floats, flow: Floats, cost: Floats) -> float:
    """Renew link flows and times from the path flows, so that no rounding piles up; return the total cost."""
    flow[:] = 0.0
    for path in range(paths):
        for k in range(first_link[path], first_link[path + 1]):
            flow[path_link[k]] += path_flow[path]
    total = 0.0
    for link in range(len(flow)):
        cost[link], _ = bpr(flow[link], capacity[link], free_time[link], alpha[link], beta[link])
        total += flow[link] * cost[link]
    return total


@njit(cache=True)
def equilibrate(order: Integers, trips: Floats, variant: Integers, gap_aim: float, way_aim: float,
                most_searches: int, tail: Integers, head: Integers, first_out: Integers, out_link: Integers,
                first_in: Integers, in_link: Integers, crossable: Bools, root: Integers, is_origin: Bools,
                first_pair: Integers, far_end: Integers, is_open: Bools, capacity: Floats, free_time: Floats,
                alpha: Floats, beta: Floats, flow: Floats, gap: Floats, solved: Bools, searches: Integers,
                cut_off: Bools) -> None:
    """Assign every state by gradient projection from the ways of its empty roads, and fill the last five arrays.

    ``trips`` is [states, pairs], ``variant`` tells which row of ``is_open``, ``capacity`` and ``free_time``
    [variants, links] a state has; ``order`` holds all states, those of a variant together. A state stays unsolved
    where trips or times are no numbers, or searches run out before the aimed gap.
    """
    nodes, links, pairs = len(crossable), len(tail), len(far_end)
    cost, stamp = np.empty(links), np.zeros(links, dtype=np.int64)
    distance, last_link, way = np.empty(nodes), np.empty(nodes, dtype=np.int64), np.empty(nodes, dtype=np.int64)
    heap_node, heap_key = np.empty(links + 1, dtype=np.int64), np.empty(links + 1)
    flow_before = np.empty(links)
    # Every search writes the pool anew into a second one: paths that carry flow, and the cheapest. So the pool is as
    # large as the paths in use, however many searches and states there are.
    first_path, new_first_path = np.zeros(pairs + 1, dtype=np.int64), np.zeros(pairs + 1, dtype=np.int64)
    first_link, new_first_link = np.zeros(2 * pairs + 1, dtype=np.int64), np.zeros(2 * pairs + 1, dtype=np.int64)
    path_flow, new_path_flow, path_before = np.empty(2 * pairs), np.empty(2 * pairs), np.empty(2 * pairs)
    path_link, new_path_link = np.empty(nodes, dtype=np.int64), np.empty(nodes, dtype=np.int64)
    laid, empty_path, empty_link, empty_way = -1, first_path, first_link, path_link
    for state in order:
        wanted, v, volume = trips[state], variant[state], flow[state]
        room, ways, times = capacity[v], is_open[v], free_time[v]
        volume[:], cut_off[state, :], gap[state], solved[state], searches[state] = 0.0, False, np.inf, False, 0
        sound = True
        for pair in range(pairs):
            sound = sound and 0.0 <= wanted[pair] < np.inf
        if not sound:
            continue
        if laid != v:
            empty_path, empty_link, empty_way = empty_ways(tail, head, first_out, out_link, first_in, in_link,
                                                           crossable, root, is_origin, first_pair, far_end, ways,
                                                           times)
            laid = v
        if len(path_link) < len(empty_way):
            path_link = np.empty(len(empty_way), dtype=np.int64)
        paths, used = 0, 0
        for pair in range(pairs):
            first_path[pair] = paths
            if wanted[pair] <= 0.0:
                continue
            if empty_path[pair + 1] == empty_path[pair]:
                cut_off[state, pair] = True
                continue
            first_link[paths], path_flow[paths] = used, wanted[pair]
            for k in range(empty_link[empty_path[pair]], empty_link[empty_path[pair + 1]]):
                path_link[used] = empty_way[k]
                used += 1
            paths += 1
        first_path[pairs], first_link[paths] = paths, used
        for search in range(most_searches):
            searches[state] = search + 1
            total = load_paths(first_path[pairs], first_link, path_link, path_flow, room, times, alpha, beta, volume,
                               cost)
            # Beyond all numbers every way is equally endless: no gap is found, and none must be told.
            if not total < np.inf:
                solved[state] = False
                break
            excess, paths, used, even = 0.0, 0, 0, True
            for o in range(len(root)):
                asked = False
                for pair in range(first_pair[o], first_pair[o + 1]):
                    asked = asked or first_path[pair + 1] > first_path[pair]
                    new_first_path[pair] = paths
                if not asked:
                    continue
                grow_root(o, root, is_origin, first_out, out_link, head, first_in, in_link, tail, crossable, ways, cost,
                          distance, last_link, heap_node, heap_key)
                for pair in range(first_pair[o], first_pair[o + 1]):
                    new_first_path[pair] = paths
                    if first_path[pair + 1] == first_path[pair]:
                        continue
                    cheapest = distance[far_end[pair]]
                    length = trace(far_end[pair], tail if is_origin[o] else head, last_link, way)
                    known = first_path[pair + 1] - first_path[pair]
                    if paths + known + 1 > len(new_path_flow):
                        new_first_link = longer_integers(new_first_link, paths, paths + known + 2)
                        new_path_flow = longer_floats(new_path_flow, paths, paths + known + 1)
                    needed = used + first_link[first_path[pair + 1]] - first_link[first_path[pair]] + length
                    if needed > len(new_path_link):
                        new_path_link = longer_integers(new_path_link, used, needed)
                    fresh = True
                    for path in range(first_path[pair], first_path[pair + 1]):
                        if path_flow[path] <= 0.0:
                            continue
                        # The sum runs along the path as in the tree: equal paths cost the same to the last bit.
                        along = 0.0
                        new_first_link[paths], new_path_flow[paths] = used, path_flow[path]
                        for k in range(first_link[path], first_link[path + 1]):
                            along += cost[path_link[k]]
                            new_path_link[used] = path_link[k]
                            used += 1
                        excess += path_flow[path] * (along - cheapest)
                        even = even and along - cheapest <= way_aim * cheapest
                        fresh = fresh and not is_path(path, first_link, path_link, way, length)
                        paths += 1
                    if fresh:
                        new_first_link[paths], new_path_flow[paths] = used, 0.0
                        for k in range(length):
                            new_path_link[used] = way[k]
                            used += 1
                        paths += 1
            new_first_path[pairs], new_first_link[paths] = paths, used
            first_path, new_first_path = new_first_path, first_path
            first_link, new_first_link = new_first_link, first_link
            path_link, new_path_link = new_path_link, path_link
            path_flow, new_path_flow = new_path_flow, path_flow
            gap[state] = excess / total if total > 0.0 else 0.0
            solved[state] = gap[state] <= gap_aim
            if solved[state] and even:
                break
            if len(path_before) < paths:
                path_before = np.empty(len(path_flow))
            # Where the gap is reached and ways still differ, no share of the gap is enough.
            enough = SWEEP_SHARE * excess
            if not solved[state]:
                enough = max(TARGET_SHARE * gap_aim * total, enough)
            for sweep in range(MOST_SWEEPS):
                left = 0.0
                flow_before[:] = volume
                path_before[:paths] = path_flow[:paths]
                for pair in range(pairs):
                    if first_path[pair + 1] - first_path[pair] > 1:
                        left += balance(first_path[pair], first_path[pair + 1], first_link, path_link, path_flow,
                                        stamp, room, times, alpha, beta, volume, cost)
                if left <= enough:
                    break
                if search < LEAPING_SEARCHES and sweep % SWEEPS_PER_LEAP == SWEEPS_PER_LEAP - 1:
                    follow(paths, path_before, path_flow, flow_before, room, times, alpha, beta, volume, cost)
