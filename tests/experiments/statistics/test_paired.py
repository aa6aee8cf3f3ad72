"""Plans against the baseline, future by future."""

from math import inf, sqrt

import pytest

from experiments.statistics.paired import PairedDifferences
from tests.experiments.statistics.gathered import told_by
from tests.experiments.statistics.small_record import context_of, record_of, row_of


def table_of(record, baseline="today"):
    context = context_of(record, baseline=baseline)
    return told_by(PairedDifferences(record, context), record, context)


def difference(record, measure):
    return row_of(table_of(record), plan="build", measure=measure)


def test_first_exhaustion_is_compared_in_years_within_the_same_future():
    # One year later in the first future, half a year in the second: mean 0.75, error half of the distance 0.5.
    row = difference(record_of([[[0], [12]], [[6], [12]]]), "first_exhaustion_years:power")
    assert (row["system"], row["futures"], row["mean"]) == ("power", 2, 0.75)
    assert row["se"] == pytest.approx(0.25)
    # Student's t of one degree of freedom is 12.706.
    assert row["high"] - row["mean"] == pytest.approx(12.706 * 0.25, abs=1e-3)


def test_first_exhaustion_counts_no_later_than_the_horizon():
    assert difference(record_of([[[12], [inf]]]), "first_exhaustion_years:power")["mean"] == 1.0


def test_a_later_exhaustion_is_better():
    row = difference(record_of([[[0], [12]], [[6], [6]], [[6], [5]]]), "first_exhaustion_years:any")
    assert row["p_better"] == pytest.approx(1 / 3)


def test_fewer_months_of_exhaustion_are_better():
    row = difference(record_of([[[0], [12]], [[6], [6]]]), "months_exhausted:power")
    assert (row["mean"], row["p_better"]) == (-6.0, 0.5)


def test_fewer_lost_firms_are_better():
    losses = [{"plan": 0, "held_by": ["power"]}, {"plan": 0, "held_by": ["power"]}, {"plan": 1, "held_by": ["power"]}]
    row = difference(record_of([[[inf], [inf]]], losses=losses), "lost_firms")
    assert (row["system"], row["mean"], row["p_better"]) == ("", -1.0, 1.0)


def test_more_connected_firms_at_the_end_are_better():
    record = record_of([[[inf], [inf]]] * 2)
    record.connected[:, 1, -1, 0] = [3, 5]
    row = difference(record, "connected_firms_at_end")
    assert (row["mean"], row["se"], row["p_better"]) == (4.0, 1.0, 1.0)


def test_an_earlier_year_does_not_count_at_the_end():
    record = record_of([[[inf], [inf]]] * 2)
    record.connected[:, 1, 0, 0] = 3
    assert difference(record, "connected_firms_at_end")["mean"] == 0


def test_equal_plans_differ_by_nothing_for_sure():
    row = difference(record_of([[[3], [3]], [[5], [5]]]), "first_exhaustion_years:power")
    assert (row["mean"], row["low"], row["high"], row["p_better"]) == (0, 0, 0, 0)
    assert row["correlation"] == pytest.approx(1.0)


def test_what_never_varies_has_no_correlation():
    assert difference(record_of([[[inf], [3]], [[inf], [5]]]), "first_exhaustion_years:power")["correlation"] == ""


def test_one_future_tells_the_difference_but_not_how_sure_it_is():
    row = difference(record_of([[[0], [12]]]), "first_exhaustion_years:power")
    assert (row["mean"], row["se"], row["low"], row["high"]) == (1.0, inf, -inf, inf)
    assert row["correlation"] == ""


def test_pairs_that_move_together_are_surer_than_their_parts():
    row = difference(record_of([[[0], [6]], [[6], [12]], [[12], [18]]]), "first_exhaustion_years:power")
    assert (row["mean"], row["se"]) == (0.5, 0.0)
    alone = sqrt(2) * 0.5 / sqrt(3)
    assert row["se"] < alone


def test_common_futures_save_as_many_as_the_variances_tell():
    # Years 0, 0.5, 1 and 0.5, 1.5, 1.5 vary by 1/4 and 1/3, their differences 1/2, 1, 1/2 by 1/12: seven times less.
    row = difference(record_of([[[0], [6]], [[6], [18]], [[12], [18]]]), "first_exhaustion_years:power")
    assert row["variance_ratio"] == pytest.approx(7.0)


def test_a_difference_that_never_varies_needs_no_more_futures():
    row = difference(record_of([[[0], [6]], [[6], [12]]]), "first_exhaustion_years:power")
    assert row["variance_ratio"] == ""


def test_the_baseline_has_no_rows():
    assert set(table_of(record_of([[[3], [5]]]))["plan"]) == {"build"}


def test_another_plan_may_be_the_baseline():
    table = table_of(record_of([[[3], [5]]]), baseline="build")
    assert set(zip(table["plan"], table["baseline"], strict=True)) == {("today", "build")}


def test_without_the_baseline_there_are_columns_and_no_rows():
    table = table_of(record_of([[[3], [5]]]), baseline="other")
    assert table.empty
    assert "p_better" in table.columns
