"""Arrivals whose rate changes over the years."""

import numpy as np
import pytest

from demand.arrivals import Course, arrival_months
from demand.streams import Streams

STEADY = Course(np.array([0.0]), np.array([1.0]), 120)
DOUBLED = Course(np.array([0.0, 60.0]), np.array([1.0, 2.0]), 120)


def counts(course: Course, *, per_month: float, futures: int = 400) -> list[np.ndarray]:
    streams = Streams(11)
    return [arrival_months(streams, future=number, entity="arrivals/x", per_month=per_month, course=course)
            for number in range(futures)]


def test_months_ascend_within_the_horizon():
    months = counts(STEADY, per_month=2.0, futures=1)[0]
    assert (np.diff(months) >= 0).all()
    assert 0 <= months[0] <= months[-1] < 120


def test_twice_the_factor_brings_twice_as_many():
    halves = [(months < 60).sum() - (months >= 60).sum() / 2 for months in counts(DOUBLED, per_month=0.5)]
    # 30 expected in either; the difference's standard error over 400 futures is sqrt(30 + 15) / 20 = 0.34.
    assert abs(np.mean(halves)) < 4 * 0.34


def test_higher_rate_keeps_who_came_and_brings_them_forward():
    few = counts(STEADY, per_month=0.2, futures=1)[0]
    many = counts(STEADY, per_month=0.4, futures=1)[0]
    assert many[:len(few)] == pytest.approx(few / 2)


def test_longer_horizon_moves_nobody():
    longer = Course(STEADY.from_month, STEADY.factor, 240)
    months = counts(STEADY, per_month=0.3, futures=1)[0]
    assert counts(longer, per_month=0.3, futures=1)[0][:len(months)] == pytest.approx(months)


def test_no_rate_brings_nobody():
    assert len(counts(STEADY, per_month=0.0, futures=1)[0]) == 0


def test_factor_of_zero_closes_a_period():
    course = Course(np.array([0.0, 24.0, 48.0]), np.array([1.0, 0.0, 1.0]), 120)
    months = np.concatenate(counts(course, per_month=1.0, futures=20))
    assert not ((months > 24) & (months < 48)).any()


def test_step_after_the_horizon_changes_nothing():
    course = Course(np.array([0.0, 500.0]), np.array([1.0, 9.0]), 120)
    assert np.array_equal(counts(course, per_month=1.0, futures=1)[0], counts(STEADY, per_month=1.0, futures=1)[0])
