"""A network by itself: what can be followed by hand."""

import numpy as np
import pytest

from experiments.assigning.network import Network, NetworkError, assign

GAP = 1e-10


def network(*links: tuple[int, int, float, float, float, float, float], nodes: int = 3,
            centroids: tuple[int, ...] = ()) -> Network:
    """Return a network of links from tail, head, capacity, free time, alpha, beta and fixed cost."""
    table = np.array(links, dtype=float)
    return Network(
        nodes=tuple("abcdef"[:nodes]), zones={name: at for at, name in enumerate("abcdef"[:nodes])},
        crossable=np.array([node not in centroids for node in range(nodes)]),
        tail=table[:, 0].astype(np.int64), head=table[:, 1].astype(np.int64),
        link=tuple(f"link_{at}" for at in range(len(links))), capacity=table[:, 2], free_time=table[:, 3],
        alpha=table[:, 4], beta=table[:, 5], fixed=table[:, 6])


TWO_WAYS = ((0, 1, 10.0, 10.0, 1.0, 1.0, 0.0), (0, 1, 10.0, 20.0, 1.0, 1.0, 0.0))
"""Times 10 + v and 20 + 2 v."""


def test_equal_times_on_two_ways():
    found = assign(network(*TWO_WAYS), {(0, 1): 25.0}, gap=GAP)
    # 10 + v = 20 + 2 (25 - v): v = 20, both take 30.
    assert found.flow.tolist() == [pytest.approx(20.0), pytest.approx(5.0)]
    assert found.cost.tolist() == [pytest.approx(30.0), pytest.approx(30.0)]


def test_objective_is_the_area_below_the_times():
    # 10 v + v^2 / 2 at 20 and 20 v + v^2 at 5.
    assert assign(network(*TWO_WAYS), {(0, 1): 25.0}, gap=GAP).objective == pytest.approx(400.0 + 125.0)


def test_toll_counts_as_time():
    tolled = (TWO_WAYS[0][:6] + (5.0,), TWO_WAYS[1])
    found = assign(network(*tolled), {(0, 1): 25.0}, gap=GAP)
    # 15 + v = 20 + 2 (25 - v): v = 55 / 3.
    assert found.flow[0] == pytest.approx(55 / 3)


def test_link_without_time_takes_everything():
    free = ((0, 1, 10.0, 0.0, 0.15, 4.0, 0.0), TWO_WAYS[0])
    assert assign(network(*free), {(0, 1): 25.0}, gap=GAP).flow.tolist() == [pytest.approx(25.0), 0.0]


def test_exponent_of_zero_is_a_constant_time():
    constant = ((0, 1, 10.0, 10.0, 1.0, 0.0, 0.0), TWO_WAYS[0])
    found = assign(network(*constant), {(0, 1): 25.0}, gap=GAP)
    # The first takes 10 (1 + 1) = 20 whatever its flow: the second fills until 10 + v = 20.
    assert found.flow.tolist() == [pytest.approx(15.0), pytest.approx(10.0)]


def test_trips_within_a_node_use_no_link():
    assert assign(network(*TWO_WAYS), {(0, 0): 99.0, (0, 1): 0.0}, gap=GAP).flow.tolist() == [0.0, 0.0]


def test_nobody_passes_through_a_centroid():
    links = ((0, 1, 10.0, 1.0, 0.0, 1.0, 0.0), (1, 2, 10.0, 1.0, 0.0, 1.0, 0.0), (0, 2, 10.0, 9.0, 0.0, 1.0, 0.0))
    assert assign(network(*links), {(0, 2): 1.0}, gap=GAP).flow.tolist() == [1.0, 1.0, 0.0]
    assert assign(network(*links, centroids=(1,)), {(0, 2): 1.0}, gap=GAP).flow.tolist() == [0.0, 0.0, 1.0]


def test_trips_without_a_way_are_told_by_name():
    with pytest.raises(NetworkError, match="no way leads from 'b' to 'a', though 3 trips want one"):
        assign(network(*TWO_WAYS), {(1, 0): 3.0, (0, 1): 1.0}, gap=GAP)


def test_trips_beyond_all_numbers_are_unsolved():
    steep = ((0, 1, 10.0, 10.0, 0.15, 4.0, 0.0), (0, 1, 10.0, 20.0, 0.15, 4.0, 0.0))
    assert np.isinf(assign(network(*steep), {(0, 1): 1e90}, gap=GAP).gap)
