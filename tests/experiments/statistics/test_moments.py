"""Means, errors and pairs that come in parts: values that can be worked out by hand, and those of numpy."""

from math import inf, isnan, sqrt

import numpy as np
import pytest

from experiments.statistics.moments import Moments, Pairs, WholeMoments

CUTS = [0, 1, 1, 8, 30]
RANDOM = np.random.default_rng(7)
MANY = RANDOM.normal(1e6, 1.0, (30, 2, 3))


def of(*parts, kind=Moments):
    moments = kind()
    for part in parts:
        moments.add(np.array(part))
    return moments


def pairs_of(values, baseline, kind=Moments):
    pairs = Pairs(kind)
    for value, other in zip(values, baseline, strict=True):
        pairs.add(np.array([value]), np.array([other]))
    return pairs


def test_the_standard_error_of_two_values_is_half_their_distance():
    assert float(of([1.0], [4.0]).error) == pytest.approx(1.5)


def test_one_value_has_an_infinite_standard_error():
    assert float(of([1.0]).error) == inf


def test_a_small_spread_beside_a_large_mean_is_that_of_all_at_once():
    moments = of(*np.split(MANY, CUTS))
    assert moments.mean == pytest.approx(MANY.mean(axis=0), rel=1e-15)
    # Squares of 1e12 each keep three of sixteen digits: what is summed up naively would be wrong.
    assert moments.variance == pytest.approx(MANY.var(axis=0, ddof=1), rel=1e-9)


def test_single_precision_is_added_up_in_double_precision():
    values = np.full(100_000, 0.1, dtype=np.float32)
    assert float(of(values).mean) == pytest.approx(float(np.float32(0.1)), rel=1e-14)


def test_equal_values_have_no_error_whatever_the_rounding_of_their_mean():
    moments = of([0.1] * 3, [0.1] * 7)
    assert (float(moments.variance), float(moments.error)) == (0.0, 0.0)


def test_futures_of_which_nothing_is_told_count_as_zero():
    moments = of([[3.0, 0.0]])
    moments.add_zeros(2, (2,))
    assert moments.mean.tolist() == [1.0, 0.0]
    assert moments.error.tolist() == pytest.approx([1.0, 0.0])


def test_sums_of_whole_numbers_are_the_same_bits_in_any_order():
    months = RANDOM.integers(0, 240, (50, 4))
    forward, backward = (of(*np.split(rows, CUTS), kind=WholeMoments) for rows in (months, months[::-1]))
    assert forward.squares.tolist() == backward.squares.tolist()
    assert forward.error == pytest.approx(months.std(axis=0, ddof=1) / sqrt(50))


def test_pairs_move_together_as_numpy_says():
    values, baseline = RANDOM.normal(0, 1, (2, 40))
    pairs = pairs_of(values + baseline, baseline)
    assert float(pairs.correlation) == pytest.approx(np.corrcoef(values + baseline, baseline)[0, 1])
    assert float(pairs.difference.error) == pytest.approx(values.std(ddof=1) / sqrt(40))


@pytest.mark.parametrize("kind", [Moments, WholeMoments])
def test_opposite_values_are_correlated_to_minus_one(kind):
    assert float(pairs_of([1, 2, 3], [3, 2, 1], kind).correlation) == -1.0


def test_what_never_varies_has_no_correlation():
    assert isnan(pairs_of([1.0, 2.0], [0.1, 0.1]).correlation)


def test_the_ratio_of_variances_tells_how_many_more_futures_independent_samples_would_need():
    # Values 3, 5, 7 and 2, 3, 4 vary by 4 and 1, their differences 1, 2, 3 by 1.
    assert float(pairs_of([3.0, 5.0, 7.0], [2.0, 3.0, 4.0]).variance_ratio) == pytest.approx(5.0)


def test_a_difference_that_never_varies_has_no_ratio():
    assert isnan(pairs_of([2.0, 3.0], [1.0, 2.0]).variance_ratio)
