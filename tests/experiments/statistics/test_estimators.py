"""The estimators: values that can be worked out by hand, and what must hold for any numbers."""

from math import comb, inf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from experiments.statistics.estimators import (
    quantile_interval,
    quantile_ranks,
    quantiles,
    wilson,
)


def test_wilson_of_half_of_ten_lies_where_the_formula_puts_it():
    z = 1.959964
    reach = z * sqrt(z**2 + 4 * 5 * 0.5)
    low, high = wilson(5, 10)
    assert low == pytest.approx((10 + z**2 - reach) / (2 * (10 + z**2)), abs=1e-6)  # z to seven digits
    assert high == pytest.approx(1 - low)


def test_wilson_of_nothing_begins_at_zero_and_ends_at_z_squared_over_n_plus_z_squared():
    low, high = wilson(0, 20)
    assert low == 0
    assert high == pytest.approx(3.8415 / 23.8415, abs=1e-4)  # z squared to five digits


def test_wilson_of_everything_ends_at_one():
    assert wilson(7, 7)[1] == 1


def test_wilson_takes_as_many_trials_as_each_share_has():
    assert wilson([1, 2], [2, 4])[0].tolist() == [wilson(1, 2)[0], wilson(2, 4)[0]]


def test_wilson_keeps_the_shape_of_what_it_is_asked():
    low, high = wilson(np.array([[0, 1], [2, 3]]), 3)
    assert low.shape == high.shape == (2, 2)


@given(some.integers(1, 400).flatmap(lambda trials: some.tuples(some.integers(0, trials), some.just(trials))))
def test_wilson_always_holds_the_share_itself(counted):
    successes, trials = counted
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1


def test_the_median_of_an_even_number_is_the_lower_of_the_two_in_the_middle():
    assert quantiles(np.array([4.0, 1.0, 3.0, 2.0]), (0.5,)) == [2.0]


def test_p10_of_ten_is_the_smallest_and_p90_the_ninth():
    assert quantiles(np.arange(1.0, 11.0), (0.1, 0.9)) == [1.0, 9.0]


def test_a_quantile_among_what_never_happens_is_infinite():
    assert quantiles(np.array([5.0, inf, inf]), (0.1, 0.5)) == [5.0, inf]


def test_one_value_is_all_its_quantiles():
    assert quantiles(np.array([3.0]), (0.1, 0.5, 0.9)) == [3.0, 3.0, 3.0]


def test_quantiles_run_over_futures_alone():
    middle, = quantiles(np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]), (0.5,))
    assert middle.tolist() == [2.0, 20.0]


def test_six_values_bound_the_median_by_the_smallest_and_the_largest():
    # All six on one side: 2 / 64 = 0.031 < 0.05, but of five 2 / 32 = 0.0625.
    assert quantile_interval(np.array([6.0, 1.0, 5.0, 2.0, 4.0, 3.0]), 0.5) == (1.0, 6.0)


def test_five_values_do_not_bound_the_median():
    assert quantile_interval(np.arange(5.0), 0.5) == (-inf, inf)


def test_the_median_of_futures_that_mostly_never_happen_may_be_never():
    assert quantile_interval(np.array([1.0, 2.0, inf, inf, inf, inf]), 0.5) == (1.0, inf)


def test_a_thousand_futures_bound_the_median_by_the_published_ranks():
    # The normal approximation: 500 -+ 1.96 * 15.81 = 469.0 and 531.0.
    assert quantile_ranks(1000, 0.5) == (469, 531)
    # The normal approximation, 0.98 times the root of the count on either side of the middle, to one rank.
    lower, upper = quantile_ranks(10_000, 0.5)
    assert lower == pytest.approx(5000 - 98, abs=1)
    assert lower + upper == 10_001


def test_twenty_values_bound_p10_from_above_alone():
    # All of 20 exceed it with 0.9^20 = 0.12; more than five do not exceed it with 0.011, more than four with 0.043.
    assert quantile_ranks(20, 0.1) == (None, 6)


def test_p10_has_a_lower_bound_from_thirty_six_values_on():
    # None of 35 lies below P10 with probability 0.9^35 = 0.0250, more than 0.025, and none of 36 with 0.9^36 = 0.0225.
    assert quantile_ranks(35, 0.1)[0] is None
    assert quantile_ranks(36, 0.1)[0] == 1


def test_the_interval_of_the_median_of_a_hundred_is_symmetric_about_the_fiftieth():
    # Ranks 40 and 61 hold it with 0.9648, 40 and 60 with 0.9540: whole ranks come no closer to 95 in 100.
    assert quantile_ranks(100, 0.5) == (40, 60)


def test_the_ends_of_p90_mirror_those_of_p10():
    lower, upper = quantile_ranks(400, 0.1)
    assert quantile_ranks(400, 0.9) == (401 - upper, 401 - lower)


@given(some.integers(1, 60), some.sampled_from([0.1, 0.5, 0.9]), some.sampled_from([0.83, 0.95, 0.999]))
def test_ranks_hold_the_quantile_often_enough_and_no_rank_can_be_taken_from_them(count, share, confidence):
    exactly = [comb(count, k) * share**k * (1 - share)**(count - k) for k in range(count + 1)]
    below = [sum(exactly[:rank]) for rank in range(count + 2)]
    lower, upper = quantile_ranks(count, share, confidence=confidence)
    lower, upper = lower or 0, upper or count + 1
    assert below[upper] - below[lower] >= confidence
    if 0 < lower < upper <= count:
        assert below[upper] - below[lower + 1] < confidence
        assert below[upper - 1] - below[lower] < confidence


def test_the_ranks_of_a_hundred_thousand_lie_where_the_normal_approximation_puts_them():
    # 10,000 -+ 1.96 * sqrt(9,000) = 9,814.1 and 10,185.9, to one rank.
    assert quantile_ranks(100_000, 0.1) == (pytest.approx(9814.1, abs=1.5), pytest.approx(10_186.9, abs=1.5))
