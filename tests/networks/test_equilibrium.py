"""User equilibrium: what a reader can check by hand, and against shortest paths from another library."""

import networkx
import numpy as np
import pytest

from networks.equilibrium import Equilibria, Pairs, RoadGraph, Variants, equilibria

GAP = 1e-8
TIGHT = 1e-4
"""How far flows may be from the hand's [veh]: the square root of the relative gap, for a few vehicles."""


class Roads:
    """Links with travel times t = free + slope x flow, by hand."""

    def __init__(self, *links: tuple[int, int, float, float], centroids: tuple[int, ...] = ()):
        tail, head, free, slope = (np.array(column) for column in zip(*links, strict=True))
        crossable = np.ones(1 + max(tail.max(), head.max()), dtype=bool)
        crossable[list(centroids)] = False
        alpha = (slope > 0).astype(float)
        self.graph = RoadGraph(tail, head, crossable, alpha, np.ones(len(tail)))
        self.variants = Variants.single(capacity=free / np.where(slope > 0, slope, 1.0), free_time=free)

    def without(self, *closed: int) -> Variants:
        """Return two variants: all links stand, and all but some."""
        stands = np.ones((2, len(self.graph.tail)), dtype=bool)
        stands[1, list(closed)] = False
        both = self.variants.capacity.repeat(2, axis=0), self.variants.free_time.repeat(2, axis=0)
        return Variants(stands, *both)

    def found(self, trips: dict[tuple[int, int], float], *, dearer: float = np.inf) -> Equilibria:
        """Return the equilibrium of one state."""
        ordered = np.array([[trips[pair] for pair in sorted(trips)]])
        return equilibria(self.graph, Pairs.sorted(list(trips)), trips=ordered, variants=self.variants,
                          variant=np.zeros(1, dtype=np.int64), relative_gap=GAP, dearer=dearer)


def random_case(seed: int, *, states: int = 4) -> dict:
    """Return a crowded network of eight to twenty nodes, a third of them centroids."""
    draw = np.random.default_rng(seed)
    nodes = int(draw.integers(8, 21))
    ways = [(start, end) for start in range(nodes) for end in range(nodes) if start != end]
    tail, head = np.array([ways[at] for at in draw.permutation(len(ways))[:4 * nodes]]).T.copy()
    links = len(tail)
    graph = RoadGraph(tail, head, draw.random(nodes) < 0.67, np.where(draw.random(links) < 0.2, 0.0, 0.15),
                      draw.choice([1.0, 2.0, 4.0, 5.5], links))
    pairs = Pairs.sorted([way for way in ways if draw.random() < 0.2])
    variants = Variants(draw.random((3, links)) < 0.9, draw.uniform(5, 20, (3, links)), draw.uniform(1, 5, (3, links)))
    return {"graph": graph, "pairs": pairs, "trips": draw.uniform(0, 10, (states, len(pairs.origin))),
            "variants": variants, "variant": draw.integers(0, 3, states)}


def gap_by_networkx(case: dict, found: Equilibria, state: int) -> float:
    """Return a state's relative gap from shortest paths that another library finds."""
    graph, pairs, variants, variant = case["graph"], case["pairs"], case["variants"], case["variant"][state]
    flow, capacity = found.flow[state], variants.capacity[variant]
    time = variants.free_time[variant] * (1 + graph.alpha * (flow / capacity) ** graph.beta)
    roads = networkx.DiGraph()
    roads.add_nodes_from(range(len(graph.crossable)))
    for start, end, minutes, stands in zip(graph.tail, graph.head, time, variants.is_open[variant], strict=True):
        if stands:
            roads.add_edge(start, end if graph.crossable[end] else f"{end}, arriving", weight=minutes)
    cheapest = 0.0
    for pair, (start, end) in enumerate(zip(pairs.origin, pairs.destination, strict=True)):
        if not found.cut_off[state, pair]:
            arriving = end if graph.crossable[end] else f"{end}, arriving"
            cheapest += case["trips"][state, pair] * networkx.dijkstra_path_length(roads, start, arriving)
    return 1 - cheapest / float(flow @ time)


def test_two_roads_with_linear_times_share_the_trips_until_both_take_equally_long():
    # 10 + v and 20 + v: 20 and 10 of 30 vehicles, 30 minutes each.
    roads = Roads((0, 1, 10.0, 1.0), (0, 1, 20.0, 1.0))
    assert roads.found({(0, 1): 30.0}).flow[0].tolist() == pytest.approx([20.0, 10.0], abs=TIGHT)


def test_longer_road_stays_empty_until_the_shorter_takes_as_long():
    roads = Roads((0, 1, 10.0, 1.0), (0, 1, 20.0, 1.0))
    assert roads.found({(0, 1): 9.0}).flow[0].tolist() == [9.0, 0.0]


def test_two_roads_with_the_power_of_four_share_the_trips_as_their_capacities():
    # 1 + v^4 and 1 + (v / 2)^4 are equal where the second carries twice as much.
    graph = RoadGraph(np.array([0, 0]), np.array([1, 1]), np.ones(2, dtype=bool), np.ones(2), np.full(2, 4.0))
    variants = Variants.single(capacity=np.array([1.0, 2.0]), free_time=np.ones(2))
    found = equilibria(graph, Pairs.sorted([(0, 1)]), trips=np.array([[3.0]]), variants=variants,
                       variant=np.array([0]), relative_gap=GAP)
    assert found.flow[0].tolist() == pytest.approx([1.0, 2.0], abs=TIGHT)


def test_pairs_that_share_a_bottleneck_settle_together():
    # Both pairs may take 2 -> 3 at 1 + v or go round: 4 minutes from 0, 6 from 1. The nearer way round fills it to 3.
    roads = Roads((0, 2, 1.0, 0.0), (1, 2, 1.0, 0.0), (2, 3, 1.0, 1.0), (0, 3, 5.0, 0.0), (1, 3, 7.0, 0.0))
    found = roads.found({(0, 3): 5.0, (1, 3): 2.0})
    assert found.flow[0].tolist() == pytest.approx([1.0, 2.0, 3.0, 4.0, 0.0], abs=TIGHT)


def test_closing_the_bridge_of_braess_saves_everybody_nine_minutes():
    # 10 v to and from the bridge, 50 + v besides it, 10 + v on it; 6 trips take 92 minutes with it and 83 without.
    almost = 1e-9
    roads = Roads((0, 2, almost, 10.0), (0, 3, 50.0, 1.0), (2, 1, 50.0, 1.0), (2, 3, 10.0, 1.0), (3, 1, almost, 10.0))
    found = equilibria(roads.graph, Pairs.sorted([(0, 1)]), trips=np.full((2, 1), 6.0), variants=roads.without(3),
                       variant=np.array([0, 1]), relative_gap=GAP)
    minutes = 10 * found.flow[:, 0] + 50 + found.flow[:, 2]
    assert minutes.tolist() == pytest.approx([92.0, 83.0], abs=TIGHT * 10)


def test_closed_link_carries_nothing():
    roads = Roads((0, 1, 1.0, 1.0), (0, 1, 9.0, 1.0))
    found = equilibria(roads.graph, Pairs.sorted([(0, 1)]), trips=np.array([[5.0]]), variants=roads.without(0),
                       variant=np.array([1]), relative_gap=GAP)
    assert found.flow[0].tolist() == [0.0, 5.0]


def test_pair_without_a_way_is_cut_off_and_the_others_travel():
    roads = Roads((0, 1, 1.0, 1.0), (2, 1, 1.0, 1.0))
    found = roads.found({(0, 1): 3.0, (0, 2): 4.0})
    assert found.cut_off.tolist() == [[False, True]]
    assert found.flow.tolist() == [[3.0, 0.0]]
    assert found.solved.tolist() == [True]


def test_pair_without_trips_is_not_cut_off():
    roads = Roads((0, 1, 1.0, 1.0), (2, 1, 1.0, 1.0))
    assert not roads.found({(0, 1): 3.0, (0, 2): 0.0}).cut_off.any()


def test_no_way_passes_through_a_centroid():
    # By node 1 it takes 2 minutes, by node 3 it takes 20.
    roads = Roads((0, 1, 1.0, 0.0), (1, 2, 1.0, 0.0), (0, 3, 10.0, 0.0), (3, 2, 10.0, 0.0), centroids=(1,))
    assert roads.found({(0, 2): 7.0}).flow[0].tolist() == [0.0, 0.0, 7.0, 7.0]


def test_pair_whose_only_way_passes_through_a_centroid_is_cut_off():
    roads = Roads((0, 1, 1.0, 0.0), (1, 2, 1.0, 0.0), centroids=(1,))
    assert roads.found({(0, 2): 7.0}).cut_off.tolist() == [[True]]


def test_trips_begin_and_end_at_centroids():
    roads = Roads((0, 1, 1.0, 0.0), (1, 2, 1.0, 0.0), centroids=(0, 2))
    assert roads.found({(0, 2): 7.0}).flow[0].tolist() == [7.0, 7.0]


def test_no_trips_are_solved_with_empty_roads():
    found = Roads((0, 1, 1.0, 1.0)).found({(0, 1): 0.0})
    assert found.flow.tolist() == [[0.0]]
    assert found.gap.tolist() == [0.0]


@pytest.mark.parametrize("trips", [float("nan"), float("inf"), -1.0])
def test_trips_that_are_no_number_are_unsolved(trips):
    found = Roads((0, 1, 1.0, 1.0), (2, 3, 1.0, 1.0)).found({(0, 1): 1.0, (2, 3): trips})
    assert found.gap.tolist() == [np.inf]
    assert found.solved.tolist() == [False]


def test_trips_whose_time_is_beyond_all_numbers_are_unsolved():
    graph = RoadGraph(np.array([0]), np.array([1]), np.ones(2, dtype=bool), np.ones(1), np.full(1, 4.0))
    found = equilibria(graph, Pairs.sorted([(0, 1)]), trips=np.array([[1e200]]),
                       variants=Variants.single(capacity=np.ones(1), free_time=np.ones(1)), variant=np.array([0]),
                       relative_gap=GAP)
    assert found.solved.tolist() == [False]


def test_unsolved_state_does_not_spoil_the_next_one():
    case = random_case(5)
    sound = equilibria(**case, relative_gap=GAP)
    spoilt = equilibria(**case | {"trips": np.where(np.arange(4)[:, None] == 1, np.nan, case["trips"])},
                        relative_gap=GAP)
    assert spoilt.solved.tolist() == [True, False, True, True]
    assert np.array_equal(spoilt.flow[2:], sound.flow[2:])


def test_pair_may_take_as_many_ways_as_it_needs():
    # As many equal roads as trips: each carries one. A hundred outgrow whatever room was there at first.
    roads = Roads(*[(0, 1, 1.0, 1.0)] * 100)
    found = roads.found({(0, 1): 100.0})
    assert found.solved.tolist() == [True]
    assert found.flow[0].tolist() == pytest.approx([1.0] * 100, abs=TIGHT)


def test_pool_that_grew_for_one_state_leaves_the_next_as_it_is():
    roads = Roads(*[(0, 1, 1.0, 1.0)] * 50, (2, 1, 1.0, 1.0), (0, 2, 1.0, 1.0))
    pairs, trips = Pairs.sorted([(0, 1), (0, 2), (2, 1)]), np.array([[50.0, 3.0, 2.0], [1.0, 2.0, 30.0]])
    both, last = (equilibria(roads.graph, pairs, trips=wanted, variants=roads.variants,
                             variant=np.zeros(len(wanted), dtype=np.int64), relative_gap=GAP)
                  for wanted in (trips, trips[1:]))
    assert np.array_equal(both.flow[1], last.flow[0])


def test_gap_that_is_not_reached_is_told_as_far_as_it_came():
    found = equilibria(**random_case(5), relative_gap=1e-300)
    assert not found.solved.all()
    # Nothing but rounding is left, though leaps are made up to there.
    assert (found.gap < 1e-13).all()


def test_roads_whose_times_are_constant_carry_everything_on_the_shortest_way():
    roads = Roads((0, 1, 2.0, 0.0), (1, 2, 2.0, 0.0), (0, 2, 5.0, 0.0))
    found = roads.found({(0, 2): 1000.0, (0, 1): 10.0})
    assert found.flow[0].tolist() == [1010.0, 1000.0, 0.0]
    assert found.gap.tolist() == [0.0]


def test_constant_times_solve_whatever_their_exponent():
    roads = Roads((0, 1, 2.0, 0.0), (0, 1, 3.0, 0.0))
    graph = RoadGraph(roads.graph.tail, roads.graph.head, roads.graph.crossable, np.zeros(2), np.zeros(2))
    found = equilibria(graph, Pairs.sorted([(0, 1)]), trips=np.array([[7.0]]), variants=roads.variants,
                       variant=np.array([0]), relative_gap=GAP)
    assert found.flow[0].tolist() == [7.0, 0.0]


@pytest.mark.parametrize("seed", range(12))
def test_told_gap_is_the_one_that_other_shortest_paths_give(seed):
    case = random_case(seed)
    found = equilibria(**case, relative_gap=1e-6)
    assert found.solved.all()
    for state in range(len(found.gap)):
        # Both are differences of total costs: rounding of a few hundred terms of 1e-16 each.
        assert gap_by_networkx(case, found, state) == pytest.approx(found.gap[state], abs=1e-12)
        assert found.gap[state] <= 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_what_enters_a_node_leaves_it(seed):
    case = random_case(seed)
    found = equilibria(**case, relative_gap=1e-6)
    travelling = np.where(found.cut_off, 0.0, case["trips"])
    for state in range(len(travelling)):
        left = np.zeros(len(case["graph"].crossable))
        np.add.at(left, case["graph"].tail, found.flow[state])
        np.add.at(left, case["graph"].head, -found.flow[state])
        np.add.at(left, case["pairs"].origin, -travelling[state])
        np.add.at(left, case["pairs"].destination, travelling[state])
        # A thousand shifts of a hundred vehicles, each rounded to 1e-16 of it.
        assert np.abs(left).max() < 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_state_alone_is_the_same_as_in_a_batch_to_the_last_bit(seed):
    case = random_case(seed, states=25)
    together = equilibria(**case, relative_gap=1e-6)
    for state in range(25):
        alone = case | {name: case[name][state:state + 1] for name in ("trips", "variant")}
        by_itself = equilibria(**alone, relative_gap=1e-6)
        assert np.array_equal(by_itself.flow[0], together.flow[state])
        assert by_itself.gap[0] == together.gap[state]
        assert np.array_equal(by_itself.cut_off[0], together.cut_off[state])


def test_order_of_the_batch_moves_no_bit():
    case = random_case(7, states=25)
    turned = case | {name: case[name][::-1] for name in ("trips", "variant")}
    straight, backward = (equilibria(**of, relative_gap=1e-6).flow for of in (case, turned))
    assert np.array_equal(backward[::-1], straight)


def test_variants_met_in_turn_move_no_bit():
    # The ways of empty roads are kept from state to state of one variant, and must not reach another's.
    case = random_case(9, states=24)
    mixed = equilibria(**case, relative_gap=1e-6)
    for variant in range(3):
        (states,) = np.nonzero(case["variant"] == variant)
        apart = equilibria(**case | {name: case[name][states] for name in ("trips", "variant")}, relative_gap=1e-6)
        assert np.array_equal(apart.flow, mixed.flow[states])
        assert np.array_equal(apart.cut_off, mixed.cut_off[states])


def test_closer_gap_lowers_the_objective():
    case = random_case(3, states=1)
    variant = case["variant"][0]
    links = {"capacity": case["variants"].capacity[variant], "free_time": case["variants"].free_time[variant]}
    loose, close = (case["graph"].beckmann(equilibria(**case, relative_gap=gap).flow[0], **links)
                    for gap in (1e-2, 1e-8))
    assert close < loose


def test_objective_is_the_area_under_the_travel_times():
    # 10 + v up to 4: 40 + 8; 20 + v up to 2: 40 + 2.
    roads = Roads((0, 1, 10.0, 1.0), (0, 1, 20.0, 1.0))
    objective = roads.graph.beckmann(np.array([4.0, 2.0]), capacity=roads.variants.capacity[0],
                                     free_time=roads.variants.free_time[0])
    assert objective == pytest.approx(90.0)


def test_pairs_are_sorted_by_origin():
    pairs = Pairs.sorted([(3, 1), (0, 2), (3, 0)])
    assert list(zip(pairs.origin.tolist(), pairs.destination.tolist(), strict=True)) == [(0, 2), (3, 0), (3, 1)]


def test_trees_grow_from_the_ends_that_most_pairs_share():
    # Three areas send trips to gate 9 and one of them to gate 8: two trees, not three.
    trees = Pairs.sorted([(0, 9), (1, 9), (2, 9), (2, 8)]).trees
    assert trees.root.tolist() == [9, 2]
    assert trees.is_origin.tolist() == [False, True]
    assert trees.order.tolist() == [0, 1, 3, 2]
    assert trees.far_end.tolist() == [0, 1, 2, 8]


def test_a_few_trips_beside_very_many_find_their_own_equilibrium_where_ways_are_asked():
    # The two roads of thirty vehicles, and far away one road of a million: what is wrong at the two is lost in the sum.
    roads = Roads((0, 1, 10.0, 1.0), (0, 1, 20.0, 1.0), (2, 3, 10.0, 1.0))
    trips = {(0, 1): 30.0, (2, 3): 1e6}
    assert roads.found(trips).flow[0].tolist() == pytest.approx([30.0, 0.0, 1e6])
    close = roads.found(trips, dearer=1e-7)
    assert close.solved[0]
    # A way dearer by 1e-7 of 30 minutes is evened out by 1.5e-6 vehicles.
    assert close.flow[0].tolist() == pytest.approx([20.0, 10.0, 1e6], abs=2e-6, rel=1e-12)


def test_states_whose_ways_are_asked_have_the_same_bits_alone_and_together():
    case = random_case(3)
    together = equilibria(**case, relative_gap=1e-3, dearer=1e-7)
    for state in range(len(case["trips"])):
        mine = {"trips": case["trips"][[state]], "variant": case["variant"][[state]]}
        alone = equilibria(**(case | mine), relative_gap=1e-3, dearer=1e-7)
        assert alone.flow.tobytes() == together.flow[state].tobytes()
