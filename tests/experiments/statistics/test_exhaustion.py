"""First exhaustion: shares, dates, means, and what binds."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from experiments.statistics.binding import BindingByYear, FirstBinding
from experiments.statistics.exhaustion import ExhaustionByYear, ExhaustionTable
from tests.experiments.statistics.gathered import told_by
from tests.experiments.statistics.small_record import TRANSFORMER, context_of, record_of, row_of


def table_of(kind, record, **options):
    context = context_of(record)
    return told_by(kind(record, context, **options), record, context)


def row(record, **wanted):
    return row_of(table_of(ExhaustionTable, record), **{"plan": "today"} | wanted)


def futures(*months):
    """One plan, one system: one future a month."""
    return record_of([[[month]] for month in months], plans=["today"])


def test_half_of_the_futures_exhausted_is_one_half_with_its_wilson_interval():
    found = row(futures(3, 5, inf, inf), system="power")
    assert (found["futures"], found["exhausted"], found["p_exhausted"]) == (4, 2, 0.5)
    assert found["p_low"] == pytest.approx(0.150, abs=5e-4)  # Wilson of 2 in 4 to three digits
    assert found["p_high"] == pytest.approx(0.850, abs=5e-4)


def test_a_future_that_never_exhausts_is_later_than_the_horizon():
    found = row(futures(3, 5, inf, inf), system="power")
    assert (found["p10"], found["p50"], found["p90"]) == ("2027-04", "2027-06", "> 2028-12")


def test_below_six_futures_the_median_may_lie_anywhere():
    found = row(futures(3, 5, 6, 7), system="power")
    assert (found["p50_low"], found["p50_high"]) == ("2027-01", "> 2028-12")


def test_six_futures_bound_the_median_by_the_first_and_the_last():
    found = row(futures(3, 5, 6, 7, 8, 9), system="power")
    assert (found["p50_low"], found["p50_high"]) == ("2027-04", "2027-10")


def test_a_date_that_nothing_bounds_lies_between_the_start_and_later_than_the_horizon():
    found = row(futures(3, 5, 6, 7), system="power")
    assert (found["p10_low"], found["p90_high"]) == ("2027-01", "> 2028-12")


def test_the_restricted_mean_counts_never_as_the_horizon():
    found = row(futures(12, inf), system="power")
    assert found["restricted_mean_years"] == 1.5
    assert found["restricted_mean_se"] == pytest.approx(0.5)


def test_one_future_tells_nothing_of_its_own_error():
    assert row(futures(12), system="power")["restricted_mean_se"] == inf


def test_exhausted_from_the_first_month_on_is_zero_years():
    found = row(futures(0, 0), system="power")
    assert (found["p50"], found["restricted_mean_years"], found["months_exhausted_mean"]) == ("2027-01", 0.0, 24.0)


def test_a_future_is_overloaded_if_what_is_drawn_exceeds_a_limit_in_some_month():
    record = futures(3, 5)
    record.drawn[1, 0, 7] = 1.1
    assert row(record, system="power")["overloaded"] == 1
    assert row(record, system="any")["overloaded"] == 1


def test_months_of_two_systems_at_once_count_once_for_any():
    record = record_of([[[12, 18]]], plans=["today"])
    assert row(record, system="power")["months_exhausted_mean"] == 12
    assert row(record, system="roads")["months_exhausted_mean"] == 6
    assert row(record, system="any")["months_exhausted_mean"] == 12


def test_the_limit_that_binds_most_often_is_named_with_its_share():
    record = futures(3, 5, 6, inf)
    record.binding[:2] = TRANSFORMER
    found = row(record, system="power")
    assert (found["binding_limit"], found["binding_cause"]) == ("transformer", "the transformer is full")
    assert found["binding_share"] == pytest.approx(2 / 3)


def test_where_nothing_is_exhausted_the_limit_is_left_empty():
    found = row(futures(inf, inf), system="power")
    assert [found[name] for name in ("binding_limit", "binding_label", "binding_cause", "binding_share")] == [""] * 4
    assert (found["exhausted"], found["p_exhausted"], found["p50"]) == (0, 0.0, "> 2028-12")


def test_unsolved_months_are_counted_over_all_futures():
    record = futures(3, 5)
    record.unsolved[0, 0, 20:] = True
    record.unsolved[1, 0, 23] = True
    assert row(record, system="power")["unsolved_months"] == 5


def test_plans_and_systems_keep_the_order_of_the_record_and_any_is_last():
    record = record_of([[[3, 4], [5, 6]]])
    table = table_of(ExhaustionTable, record)
    assert list(zip(table["plan"], table["system"], strict=True)) == [
        (plan, system) for plan in ("today", "build") for system in ("power", "roads", "any")]


def test_the_share_by_the_end_of_a_year_counts_its_last_month():
    record = futures(11, 12, inf)
    table = table_of(ExhaustionByYear, record)
    shares = table[table["system"] == "power"]
    assert shares["year"].tolist() == [2027, 2028]
    assert shares["p"].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert (shares["low"] <= shares["p"]).all()


def test_any_system_is_exhausted_by_the_year_of_the_first():
    record = record_of([[[inf, 3]], [[15, inf]]], plans=["today"])
    table = table_of(ExhaustionByYear, record)
    assert table[table["system"] == "any"]["p"].tolist() == [0.5, 1.0]


def orders(record, order):
    table = table_of(FirstBinding, record)
    rows = table[table["order"] == order]
    return dict(zip(rows["system"], rows["futures"], strict=True))


def test_first_and_second_are_counted_apart():
    record = record_of([[[3, 5]], [[4, 2]], [[6, inf]]], plans=["today"])
    assert orders(record, 1) == {"power": 2, "roads": 1, "none": 0}
    assert orders(record, 2) == {"power": 1, "roads": 1, "none": 1}


def test_where_nothing_is_exhausted_none_is_first():
    assert orders(record_of([[[inf, inf]]], plans=["today"]), 1) == {"power": 0, "roads": 0, "none": 1}


def test_of_two_in_the_same_month_the_fuller_one_counts_as_first():
    record = record_of([[[3, 3]]], plans=["today"])
    record = replace(record, required=record.required * np.array([1.0, 1.5], dtype=np.float32))
    assert orders(record, 1) == {"power": 0, "roads": 1, "none": 0}


def by_year(record, **wanted):
    return row_of(table_of(BindingByYear, record), **{"plan": "today"} | wanted)


def two_systems():
    # Power first in months 3 and 14, roads first in month 4; the fourth future is spared, the third has no second.
    return record_of([[[3, 20]], [[20, 4]], [[14, inf]], [[inf, inf]]], plans=["today"])


def test_by_the_end_of_a_year_the_share_counts_those_whose_first_system_it_has_become():
    assert [by_year(two_systems(), order=1, system="power", year=year)["p"] for year in (2027, 2028)] == [0.25, 0.5]
    assert [by_year(two_systems(), order=1, system="roads", year=year)["p"] for year in (2027, 2028)] == [0.25, 0.25]


def test_second_is_counted_from_the_month_in_which_the_second_system_runs_out():
    assert [by_year(two_systems(), order=2, system="power", year=year)["p"] for year in (2027, 2028)] == [0.0, 0.25]


def test_what_is_left_has_had_no_shortage_of_that_order_yet():
    assert [by_year(two_systems(), order=1, system="none", year=year)["p"] for year in (2027, 2028)] == [0.5, 0.25]
    assert by_year(two_systems(), order=2, system="none", year=2028)["p"] == 0.5


def test_the_incidence_is_aalen_and_johansens_where_everyone_is_followed():
    # Product-limit by hand: 4 at risk; month 3 power, month 4 roads, month 14 power:
    # F_power = 1 x 1/4 + (3/4 x 2/3) x 1/2 = 1/2.
    survival, incidence = 1.0, 0.0
    for at_risk, power, events in ((4, 1, 1), (3, 0, 1), (2, 1, 1)):
        incidence += survival * power / at_risk
        survival *= 1 - events / at_risk
    assert by_year(two_systems(), order=1, system="power", year=2028)["p"] == pytest.approx(incidence)
    assert by_year(two_systems(), order=1, system="none", year=2028)["p"] == pytest.approx(survival)


def test_the_share_by_year_has_wilsons_interval():
    row = by_year(two_systems(), order=1, system="power", year=2028)
    assert (row["low"], row["high"]) == pytest.approx((0.150, 0.850), abs=5e-4)  # Wilson of 2 in 4 to three digits


def test_at_the_horizon_the_share_by_year_is_that_of_the_table_of_orders():
    record = two_systems()
    last = table_of(BindingByYear, record)
    last = last[last["year"] == 2028]
    assert last["p"].tolist() == pytest.approx(table_of(FirstBinding, record)["share"].tolist())


def held(record, order, *, holding):
    table = table_of(FirstBinding, record, among=holding)
    rows = table[table["order"] == order]
    return dict(zip(rows["system"], rows["futures"], strict=True))


def a_warning_before_all():
    # Power warns and is the first of all; roads come before sewage twice, once after it, once not at all.
    return record_of([[[1, 5, 9]], [[1, 5, 14]], [[1, 14, 9]], [[1, inf, 9]]], plans=["today"])


def test_among_those_that_hold_the_first_is_whoever_of_them_runs_out_first():
    assert held(a_warning_before_all(), 1, holding={"roads", "sewage"}) == {"roads": 2, "sewage": 2, "none": 0}
    assert held(a_warning_before_all(), 2, holding={"roads", "sewage"}) == {"roads": 1, "sewage": 2, "none": 1}


def test_there_are_as_many_orders_as_systems_that_hold():
    table = table_of(FirstBinding, a_warning_before_all(), among={"sewage"})
    assert table["order"].unique().tolist() == [1]


def test_of_two_that_hold_and_run_out_in_the_same_month_the_fuller_one_is_first():
    record = record_of([[[1, 5, 5]]], plans=["today"])
    assert held(record, 1, holding={"roads", "sewage"}) == {"roads": 1, "sewage": 0, "none": 0}
    record.required[0, 0, 5, 2] = 2.5
    assert held(record, 1, holding={"roads", "sewage"}) == {"roads": 0, "sewage": 1, "none": 0}


def test_the_year_of_the_first_that_holds_is_its_own_not_that_of_what_warned_before():
    record = a_warning_before_all()
    table = table_of(BindingByYear, record, among={"roads", "sewage"})
    first = table[(table["order"] == 1) & (table["year"] == 2027)].set_index("system")["p"]
    second = table[(table["order"] == 2) & (table["year"] == 2027)].set_index("system")["p"]
    assert first.to_dict() == {"roads": 0.5, "sewage": 0.5, "none": 0.0}
    assert second.to_dict() == {"roads": 0.0, "sewage": 0.25, "none": 0.75}


def test_where_all_hold_the_order_is_that_of_all_and_where_none_does_there_is_none():
    record = a_warning_before_all()
    every = {"power", "roads", "sewage"}
    assert table_of(FirstBinding, record, among=every).equals(table_of(FirstBinding, record))
    assert table_of(BindingByYear, record, among=every).equals(table_of(BindingByYear, record))
    for table in (table_of(FirstBinding, record, among=()), table_of(BindingByYear, record, among=())):
        assert table.empty
        assert {"plan", "order", "system"} <= set(table.columns)
