"""Order statistics of numbers that come in parts: exact for a thousand futures, within the promised error for more."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from experiments.statistics.estimators import TENTHS, quantiles
from experiments.statistics.spread import ALPHA, EXACT_FUTURES, LOGARITHMIC, WHOLE, Spread

RANDOM = np.random.default_rng(11)
MANY = np.exp(RANDOM.normal(0, 1.5, (3000, 4, 2))).astype(np.float32)


def gathered(values, cuts=(), **options):
    spread = Spread(**options)
    for part in np.split(np.array(values), cuts):
        spread.add(part)
    return spread


def found(values, cuts=(), **options):
    return np.array(gathered(values, cuts, **options).quantiles(TENTHS))


def test_a_thousand_futures_are_told_exactly():
    values = MANY[:EXACT_FUTURES]
    assert found(values, (50, 51, 700)).tolist() == np.array(quantiles(values, TENTHS)).tolist()


def test_more_futures_are_told_within_the_promised_error():
    told, exact = found(MANY, range(50, 3000, 50)), np.array(quantiles(MANY, TENTHS))
    assert not np.array_equal(told, exact)
    assert np.abs(told / exact - 1).max() <= ALPHA * (1 + 1e-9)  # the rounding of an exponential


@pytest.mark.parametrize("exact", [0, 10, EXACT_FUTURES])
def test_neither_order_nor_parts_nor_when_counting_begins_moves_anything(exact):
    expected = found(MANY)
    assert found(MANY[::-1], (7, 8, 1500), exact=exact).tolist() == expected.tolist()


def test_infinity_and_zero_and_what_is_below_it_keep_their_places_and_are_exact():
    # Of ten: the first is minus infinity, the fifth zero, the ninth infinity.
    values = np.repeat([-inf, -3.0, -2.0, -1e-9, 0.0, 1e-9, 2.0, 3.0, inf, inf], 200)
    assert found(values).tolist() == [-inf, 0.0, inf]


def test_negative_numbers_are_told_as_well_as_their_opposites():
    assert found(-MANY)[1] == pytest.approx(quantiles(-MANY, (0.5,))[0], rel=ALPHA * (1 + 1e-9))


def test_what_is_the_same_in_all_futures_is_exact():
    assert found(np.full((2000, 1), 10.0)).tolist() == [[10.0]] * 3


def test_whole_numbers_stay_exact_however_many():
    firms = RANDOM.integers(0, 5000, (3000, 3)).astype(np.float32)
    assert found(firms, (1, 900), grid=WHOLE).tolist() == np.array(quantiles(firms, TENTHS)).tolist()


def test_what_is_no_number_is_not_passed_over():
    values = np.ones(2000)
    values[7] = np.nan
    assert np.isnan(found(values)).all()


@given(some.floats(min_value=5e-324, max_value=1e308))
def test_every_positive_number_lies_within_the_promised_error_of_what_stands_for_it(value):
    place = LOGARITHMIC.places(np.array([value]))
    (told,) = LOGARITHMIC.values(place)
    # Below the smallest normal number doubles themselves are coarser.
    assert told == pytest.approx(value, rel=ALPHA * (1 + 1e-9), abs=5e-324)
    assert LOGARITHMIC.values(-place)[0] == -told


@given(some.floats(allow_nan=False), some.floats(allow_nan=False))
def test_places_are_in_the_order_of_the_numbers(first, second):
    places = LOGARITHMIC.places(np.array(sorted([first, second])))
    assert places[0] <= places[1]
