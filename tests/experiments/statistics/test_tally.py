"""What is known so far: the same as the tables tell of all futures at once, in whatever order they came."""

from math import inf, sqrt

import numpy as np
import pytest

from experiments.statistics.estimators import (
    quantile_interval,
    quantiles,
    student,
    wilson,
)
from experiments.statistics.exhaustions import exhaustions
from experiments.statistics.precision import Figure
from experiments.statistics.tally import Interval, Tally
from tests.experiments.statistics.small_record import MONTHS, NEVER_MONTH, context_of, record_of


def some_months(futures=120):
    """Return first exhaustion by future, plan and system; some of it later than the horizon of two years."""
    drawn = np.random.default_rng(5).integers(0, 30, (futures, 2, 2)).astype(float)
    return np.where(drawn < MONTHS, drawn, NEVER_MONTH)


def tally_of(*parts):
    context = context_of(record_of(parts[0]))
    tally = Tally(context)
    for part in parts:
        tally.add(exhaustions(record_of(part), context))
    return tally


def test_figures_are_those_of_the_estimators_of_the_tables():
    months = some_months()
    tally, first = tally_of(months), months[:, 0, 1]
    (middle,) = quantiles(first, (0.5,))
    assert tally.interval(Figure("quantile", "roads", 0.5), "today") == Interval(middle, *quantile_interval(first, 0.5))
    low, high = wilson((first < MONTHS).sum(), 120)
    assert tally.interval(Figure("share", "roads"), "today") == Interval((first < MONTHS).mean(), low, high)
    low, high = wilson((first < 12).sum(), 120)
    assert tally.interval(Figure("share", "roads", 2027), "today") == Interval((first < 12).mean(), low, high)
    mean = tally.interval(Figure("mean", "roads"), "today")
    kept = np.minimum(first, MONTHS)
    # Sums of whole numbers here, of floating numbers there.
    assert mean.estimate == pytest.approx(kept.mean(), rel=1e-12)
    assert mean.high - mean.estimate == pytest.approx(student(120) * kept.std(ddof=1) / sqrt(120), rel=1e-12)
    difference = tally.interval(Figure("difference", "roads"), "build")
    apart = np.minimum(months[:, 1, 1], MONTHS) - kept
    reach = student(120) * apart.std(ddof=1) / sqrt(120)
    assert (difference.estimate, difference.low, difference.high) == pytest.approx(
        (apart.mean(), apart.mean() - reach, apart.mean() + reach), rel=1e-12)


def test_any_is_whatever_runs_out_first():
    tally = tally_of([[[3.0, 5.0], [NEVER_MONTH, 5.0]]])
    assert tally.interval(Figure("quantile", "any", 0.5), "today").estimate == 3.0
    assert tally.interval(Figure("quantile", "any", 0.5), "build").estimate == 5.0


def test_the_order_of_the_parts_moves_no_bit():
    months = some_months()
    parts = np.split(months, [7, 50, 90])
    forward, backward, whole = tally_of(*parts), tally_of(*reversed(parts)), tally_of(months)
    figures = [Figure("quantile", "power", 0.9), Figure("share", "any"), Figure("mean", "power"),
               Figure("difference", "any")]
    for figure in figures:
        told = [tally.interval(figure, "build", confidence=0.999) for tally in (forward, backward, whole)]
        assert told[0] == told[1] == told[2]


def test_more_futures_need_no_more_memory():
    few, many = tally_of(some_months(20)), tally_of(*[some_months(100)] * 3)
    assert few._count.nbytes == many._count.nbytes
    assert many.futures == 300


def test_a_part_of_other_systems_is_refused():
    tally = tally_of(some_months(5))
    lone = record_of(some_months(5)[:, :, :1])
    with pytest.raises(ValueError, match=r"a part of 2 plans and systems power, any was added"):
        tally.add(exhaustions(lone, context_of(lone)))


def test_a_date_that_is_surely_later_than_the_horizon_is_known():
    tally = tally_of(np.full((40, 2, 1), NEVER_MONTH))
    assert tally.interval(Figure("quantile", "power", 0.5), "today") == Interval(inf, inf, inf)
    assert Interval(inf, inf, inf).reach == 0.0


def test_a_date_of_which_one_side_is_later_than_the_horizon_is_open():
    assert Interval(20.0, 18.0, inf).reach == inf
    assert Interval(inf, 22.0, inf).reach == inf


def test_an_interval_reaches_to_its_wider_side():
    assert Interval(20.0, 13.0, 22.0).reach == 7.0


def test_nothing_is_earlier_than_the_start():
    # Of five futures order statistics bound nothing.
    tally = tally_of(np.full((5, 2, 1), 4.0))
    assert tally.interval(Figure("quantile", "power", 0.5), "today") == Interval(4.0, 0.0, inf)
