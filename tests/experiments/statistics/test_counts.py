"""Counts of months and of whole numbers: the same order statistics as of all futures at once."""

from math import inf

import numpy as np
import pytest

from experiments.statistics.counts import Counts, MonthCounts, interval_of
from experiments.statistics.estimators import TENTHS, quantiles

HORIZON = 24
RANDOM = np.random.default_rng(5)


def counted(*parts):
    first = MonthCounts(np.shape(parts[0])[1:], HORIZON)
    for part in parts:
        first.add(np.array(part))
    return first


@pytest.mark.parametrize("futures", [1, 2, 9, 10, 11, 500])
def test_order_statistics_of_months_are_those_of_all_futures_at_once(futures):
    months = RANDOM.integers(0, HORIZON, (futures, 3)).astype(float)
    months[RANDOM.random(months.shape) < 0.3] = inf
    first = counted(months[:futures // 3], months[futures // 3:])
    expected = np.array(quantiles(months, TENTHS))
    assert np.array(first.quantiles(TENTHS)).tolist() == expected.tolist()


def test_what_happens_within_a_month_counts_for_that_month_and_nothing_is_earlier_than_the_start():
    assert counted([3.9, -1.0, 24.0, inf]).counts.nonzero()[0].tolist() == [0, 3, HORIZON]


def test_before_a_month_only_what_is_earlier_has_happened():
    assert counted([11.0, 12.0, inf]).before(np.array([12, 24])).tolist() == [1, 2]


def test_only_those_that_are_told_count():
    waits = MonthCounts((), HORIZON)
    waits.add_where(np.array([5.0, 0.0, inf]), np.array([True, False, True]))
    assert int(waits.counts.sum()) == 2
    assert [float(month) for month in waits.quantiles((0.5, 0.9))] == [5.0, inf]


def interval(*months, share=0.5):
    return interval_of(counted(list(months)).counts, share)


def test_six_values_bound_the_median_by_the_smallest_and_the_largest():
    # All six on one side: 2 / 64 = 0.031 < 0.05, but of five 2 / 32 = 0.0625.
    assert interval(6, 1, 5, 2, 4, 3) == (1.0, 6.0)


def test_five_values_do_not_bound_the_median():
    assert interval(0, 1, 2, 3, 4) == (-inf, inf)


def test_the_median_of_futures_that_mostly_never_happen_may_be_never():
    assert interval(1, 2, inf, inf, inf, inf) == (1.0, inf)


def numbers_of(*parts, cells=3, least=-10, most=10):
    counts = Counts(cells, least=least, most=most)
    for part in parts:
        counts.add(np.tile(np.arange(cells), len(part)), np.ravel(part))
    return counts


def test_order_statistics_of_whole_numbers_are_those_of_all_at_once():
    numbers = RANDOM.integers(-10, 11, (200, 3))
    counts = numbers_of(*np.split(numbers, [1, 50, 50, 120]))
    for share in (0.001, 0.1, 0.5, 0.9, 1.0):
        assert counts.quantile(share, np.arange(3)).tolist() == quantiles(numbers, (share,))[0].tolist()


def test_cells_may_hold_different_numbers_of_numbers():
    counts = Counts(2, least=0, most=9)
    counts.add(np.array([0, 1, 1, 1]), np.array([7, 2, 3, 4]))
    assert counts.quantile(0.5, np.array([1, 0])).tolist() == [3, 7]


def test_what_is_left_to_a_total_is_filled_up():
    counts = Counts(2, least=0, most=9)
    counts.add(np.array([0]), np.array([7]))
    counts.fill(np.array([1, 0]), 0, 3)
    assert counts.quantile(0.5, np.arange(2)).tolist() == [0, 0]
    assert counts.quantile(0.9, np.arange(2)).tolist() == [7, 0]


def test_many_cells_of_a_wide_range_are_told_apart():
    cells = 2**31
    counts = Counts(cells, least=0, most=2**31)
    counts.add(np.array([0, cells - 1]), np.array([2**31, 5]))
    assert counts.quantile(0.5, np.array([0, cells - 1])).tolist() == [2**31, 5]
