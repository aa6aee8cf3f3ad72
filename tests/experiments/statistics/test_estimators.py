"""The estimators: values that can be worked out by hand, and what must hold for any numbers."""

from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from experiments.statistics.estimators import median_ranks, quantiles, wilson


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


def test_a_thousand_futures_bound_the_median_by_the_published_ranks():
    # The normal approximation: 500 -+ 1.96 * 15.81 = 469.0 and 531.0.
    assert median_ranks(1000) == (469, 532)
    # The normal approximation, 0.98 times the root of the count on either side of the middle, to one rank.
    lower, upper = median_ranks(10_000)
    assert lower == pytest.approx(5000 - 98, abs=1)
    assert lower + upper == 10_001
