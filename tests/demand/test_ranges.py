"""From low, typical and high to values, and from hazards to lives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand.ranges import life_years, within


def test_half_of_the_values_lie_below_the_typical_one():
    assert within(0.5, (4.0, 6.0, 9.0)) == 6.0


def test_ends_of_the_range_are_reached():
    assert within(0.0, (4.0, 6.0, 9.0)) == 4.0
    assert within(1.0, (4.0, 6.0, 9.0)) == 9.0


@given(st.floats(0, 1), st.floats(0, 1), st.lists(st.floats(0, 1e6), min_size=3, max_size=3))
def test_value_ascends_and_stays_within(first, second, bounds):
    low, typical, high = sorted(bounds)
    one, other = sorted((first, second))
    values = within(np.array([one, other]), (low, typical, high))
    # Rounding of a sum of numbers up to 1e6.
    assert low - 1e-9 <= values[0] <= values[1] + 1e-9 <= high + 2e-9


def test_constant_hazard_gives_an_exponential_life():
    years = life_years(np.array([np.exp(-1.0), np.exp(-3.0)]), hazard_per_a=np.array([0.5]))
    assert years.tolist() == [pytest.approx(2.0), pytest.approx(6.0)]


def test_hazard_of_the_second_year_begins_after_the_first():
    # 0.1 in the first year, 0.4 after: a cumulated hazard of 0.3 is reached half a year into the second.
    assert life_years(np.exp([-0.3]), hazard_per_a=np.array([0.1, 0.4]))[0] == pytest.approx(1.5)


def test_multiplier_lengthens_life():
    once = life_years(np.exp([-0.3]), hazard_per_a=np.array([0.1]))
    assert life_years(np.exp([-0.3]), hazard_per_a=np.array([0.1]), multiplier=0.5) == pytest.approx(2 * once)


def test_no_hazard_lets_enterprises_live_for_ever():
    assert np.isinf(life_years(np.array([0.5]), hazard_per_a=np.array([0.1, 0.0])))[0]
