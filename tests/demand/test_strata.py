"""Futures that share a range: spread evenly, still random, and moved by nobody's neighbour."""

from math import e

import numpy as np
import pytest
from scipy import stats

from demand.shapes import OF_FUTURE
from demand.strata import BLOCK, StratifiedStreams
from demand.streams import Streams
from tests.demand.test_model import COSTS, TIMES, model, same

NAMES = ("parameter/power_factor", "parameter/contract_share", "project/line")


def drawn(streams, futures, names=NAMES, purpose="value"):
    """Return draws, float [futures, names]."""
    return np.array([streams.of_future(number, names, purpose) for number in futures])


def block_means(function, blocks, *, kind, seed=11):
    """Return the mean of a function of two names over each of some blocks."""
    uniforms = drawn(kind(seed), range(blocks * BLOCK), NAMES[:2])
    return function(*uniforms.T).reshape(blocks, BLOCK).mean(axis=1)


def test_each_future_of_a_block_has_another_fiftieth_of_every_range():
    for block in (0, 1, 77):
        parts = np.floor(drawn(StratifiedStreams(7), range(block * BLOCK, (block + 1) * BLOCK)) * BLOCK)
        assert [sorted(part) for part in parts.T] == [list(range(BLOCK))] * len(NAMES)


def test_where_in_its_part_a_number_lies_is_what_independent_futures_draw():
    spread = drawn(StratifiedStreams(7), range(BLOCK))
    # Fifty times a number near 1 loses six of its 53 bits.
    assert np.allclose(spread * BLOCK % 1, drawn(Streams(7), range(BLOCK)), atol=1e-13)


def test_draws_are_uniform():
    first = drawn(StratifiedStreams(3), range(0, 4000 * 7, 7), NAMES[:1])[:, 0]
    assert stats.kstest(first, "uniform").pvalue > 0.01


def test_names_purposes_blocks_and_seeds_are_shuffled_each_by_itself():
    base = drawn(StratifiedStreams(7), range(BLOCK), NAMES[:1])
    others = (drawn(StratifiedStreams(8), range(BLOCK), NAMES[:1]),
              drawn(StratifiedStreams(7), range(BLOCK, 2 * BLOCK), NAMES[:1]),
              drawn(StratifiedStreams(7), range(BLOCK), NAMES[1:2]),
              drawn(StratifiedStreams(7), range(BLOCK), NAMES[:1], "permit"))
    for other in others:
        # Of two independent shuffles one future in fifty has the same part: more than six of fifty with one in 10,000.
        assert (np.floor(base * BLOCK) == np.floor(other * BLOCK)).sum() <= 6


def test_names_are_uncorrelated_over_many_blocks():
    correlation = np.corrcoef(drawn(StratifiedStreams(1), range(80 * BLOCK)).T) - np.eye(len(NAMES))
    # 4,000 futures: the standard error of a correlation is 0.016.
    assert abs(correlation).max() < 4 * 0.016


def test_what_is_asked_before_or_besides_moves_nothing():
    asked, fresh = StratifiedStreams(7), StratifiedStreams(7)
    asked.of_future(3, ("parameter/other", *NAMES), "permit")
    asked.of_future(120, NAMES, "value")
    assert np.array_equal(asked.of_future(3, ("another", *NAMES), "value")[1:], fresh.of_future(3, NAMES, "value"))


def test_a_known_integral_is_met_on_average_over_many_seeds():
    # (e - 1)^2 is the integral of exp(x) exp(y) over the unit square.
    means = np.array([block_means(lambda x, y: np.exp(x + y), 1, kind=StratifiedStreams, seed=seed)[0]
                      for seed in range(400)])
    error = means.std(ddof=1) / 20
    assert means.mean() == pytest.approx((e - 1)**2, abs=3 * error)


def test_the_mean_of_what_adds_up_hardly_varies_any_more():
    spread, alone = (block_means(lambda x, y: x + y, 60, kind=kind).var() for kind in (StratifiedStreams, Streams))
    # Straight functions keep 1 / 50^2 of their variance; sixty blocks tell a variance to a fifth or so.
    assert spread < alone / 1000


def test_the_share_of_futures_beyond_a_threshold_varies_less():
    spread, alone = (block_means(lambda x, y: x + 0.5 * y > 1.0, 200, kind=kind).var()
                     for kind in (StratifiedStreams, Streams))
    assert spread < alone / 2


def test_what_two_do_only_together_varies_no_more_than_a_fiftieth_above_independent_futures():
    means = block_means(lambda x, y: np.sign(x - 0.5) * np.sign(y - 0.5), 800, kind=StratifiedStreams)
    # Independent futures: 1 / 50 each block; the variance of 800 blocks is known to one in twenty.
    assert means.var() * BLOCK == pytest.approx(BLOCK / (BLOCK - 1), rel=3 * 0.05)


def test_independent_futures_are_drawn_unless_a_study_says_otherwise():
    one, other = model().future(4), model(sampling="independent").future(4)
    assert same(one, other, one.prospects.name.tolist())
    assert dict(one.conditions) == dict(other.conditions)
    assert one.build_months == other.build_months


def test_a_further_project_moves_no_other_s_stratified_draw():
    few = model(sampling="stratified").future(7)
    more = model(sampling="stratified", project_times={"other": TIMES["line"]} | TIMES,
                 project_costs={"other": COSTS["line"]} | COSTS).future(7)
    assert (few.permit_months["line"], few.build_months["line"], few.project_wan["line"]) == (
        more.permit_months["line"], more.build_months["line"], more.project_wan["line"])
    assert dict(few.conditions) == dict(more.conditions)


def test_every_parameter_of_a_study_is_spread_over_a_block():
    stratified = model(sampling="stratified")
    futures = [stratified._streams.of_future(number, [f"parameter/{name}" for name in OF_FUTURE], "value")
               for number in range(BLOCK)]
    assert (np.sort(np.floor(np.array(futures) * BLOCK), axis=0) == np.arange(BLOCK)[:, None]).all()
    months = sorted(stratified.future(number).build_months["line"] for number in range(BLOCK))
    # Build times from 6 over 8 to 12 months: half of the futures lie on either side of the typical time.
    assert months[24] < 8.0 < months[25]
