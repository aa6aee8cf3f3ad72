"""Plans that meet the same futures: the same difference on average, known far better."""

import numpy as np
import pytest

from demand.arrivals import Course, arrival_months
from demand.streams import Streams

PER_MONTH, ROOM, MORE_ROOM = 0.5, 40, 42
FUTURES = 600


def full_month(future, room):
    """Return when a park of some room must turn an enterprise away: the month of the first arrival beyond it."""
    course = Course(np.zeros(1), np.ones(1), 1200)
    return arrival_months(Streams(20270101), future=future, entity="arrivals/x", per_month=PER_MONTH,
                          course=course)[room]


def test_common_numbers_keep_the_difference_of_two_plans_and_take_its_noise():
    today = np.array([full_month(future, ROOM) for future in range(FUTURES)])
    together = np.array([full_month(future, MORE_ROOM) for future in range(FUTURES)]) - today
    apart = np.array([full_month(future, MORE_ROOM) for future in range(FUTURES, 2 * FUTURES)]) - today
    # Two more gaps of two months each. Of common futures only they vary, 2 * 2^2 = 8; of others all 41 + 43, 336.
    assert together.mean() == pytest.approx(4.0, abs=3 * (8 / FUTURES)**0.5)
    assert apart.mean() == pytest.approx(4.0, abs=3 * (336 / FUTURES)**0.5)
    # Variances of gamma sums of 600 are known to one in ten, that of two exponentials to one in eight.
    assert together.var() == pytest.approx(8.0, rel=0.4)
    assert apart.var() == pytest.approx(336.0, rel=0.3)
