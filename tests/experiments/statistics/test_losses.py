"""What is lost, for want of what."""

from math import inf

import pandas as pd
import pytest

from experiments.statistics import csv_text
from experiments.statistics.losses import LossesByCause, LossesByYear, LostTo, lost_enterprises
from experiments.statistics.lost import Lost
from tests.experiments.statistics.gathered import Parted, told_by
from tests.experiments.statistics.small_record import context_of, record_of, row_of

TWO_FUTURES = [[[inf, inf]] * 2] * 2


def lost(*rows, futures=2):
    return record_of([[[inf, inf]] * 2] * futures, losses=rows)


def table_of(kind, record):
    context = context_of(record)
    return told_by(kind(record, context), record, context)


def losses(record):
    return table_of(LossesByCause, record)


def listed(record):
    return pd.concat(lost_enterprises(record, context_of(record)))


def firms(table, plan="today"):
    rows = table[table["plan"] == plan]
    return dict(zip(rows["cause"], rows["firms"], strict=True))


def test_without_losses_every_cause_stands_at_zero():
    table = losses(lost())
    assert firms(table) == {"power": 0, "roads": 0, "land": 0, "all": 0}
    assert row_of(table, plan="build", cause="all")["jobs_se"] == 0


def test_losses_are_means_over_all_futures():
    table = losses(lost({"held_by": ["power"]}, {"held_by": ["power"]}, {"future": 1, "held_by": ["power"]}))
    assert firms(table) == {"power": 1.5, "roads": 0, "land": 0, "all": 1.5}


def test_who_is_held_by_two_systems_counts_once_under_both_together():
    table = losses(lost({"held_by": ["power", "roads"]}, {"held_by": ["roads"]}))
    assert firms(table) == {"power": 0, "roads": 0.5, "power + roads": 0.5, "land": 0, "all": 1.0}


def test_a_combination_has_a_row_under_every_plan():
    table = losses(lost({"held_by": ["power", "roads"]}))
    assert firms(table, "build")["power + roads"] == 0


def test_who_found_no_plot_is_lost_for_land():
    assert firms(losses(lost({"held_by": []}, {"held_by": []})))["land"] == 1.0


def test_a_loss_counts_under_its_own_plan():
    table = losses(lost({"plan": 1, "held_by": ["power"]}))
    assert (firms(table)["all"], firms(table, "build")["all"]) == (0, 0.5)


def test_hectares_jobs_output_and_tax_go_with_the_firm():
    table = losses(lost({"held_by": ["power"], "land_ha": 3.0, "jobs": 40.0, "output_wan_per_a": 500.0,
                         "tax_wan_per_a": 20.0}))
    row = row_of(table, plan="today", cause="power")
    assert [row[name] for name in ("land_ha", "jobs", "output_wan_per_a", "tax_wan_per_a")] == [1.5, 20, 250, 10]


def test_quantiles_and_error_are_those_of_firms_by_future():
    # Firms by future: 2 and 0; the standard error of two values is half their distance.
    row = row_of(losses(lost({"held_by": ["power"]}, {"held_by": ["power"]})), plan="today", cause="all")
    assert (row["firms_p10"], row["firms_p50"], row["firms_p90"]) == (0, 0, 2)
    assert row["firms_se"] == pytest.approx(1.0)


def test_one_future_has_an_infinite_error():
    row = row_of(losses(lost({"held_by": ["power"]}, futures=1)), plan="today", cause="all")
    assert (row["firms"], row["firms_se"]) == (1, inf)


def test_an_enterprise_is_told_with_its_month_sector_area_and_cause():
    record = lost({"future": 1, "month": 14, "prospect": "mill", "sector": 1, "area": 1, "held_by": ["power", "roads"],
                   "jobs": 40.0})
    (row,) = listed(record).to_dict("records")
    assert row == {"future": 1, "plan": "today", "month": "2028-03", "enterprise": "mill", "sector": "steel",
                   "area": "south", "cause": "power + roads", "land_ha": 1.0, "jobs": 40.0, "output_wan_per_a": 1000.0,
                   "tax_wan_per_a": 50.0}


def test_enterprises_are_told_by_future_plan_and_month():
    record = lost({"future": 1, "month": 3, "prospect": "d"}, {"plan": 1, "month": 2, "prospect": "c"},
                  {"month": 9, "prospect": "b"}, {"month": 4, "prospect": "a"})
    assert listed(record)["enterprise"].tolist() == ["a", "b", "c", "d"]


def test_without_losses_the_list_has_its_columns_and_no_rows():
    record = lost()
    table = listed(record)
    assert table.empty
    assert list(table.columns)[:4] == ["future", "plan", "month", "enterprise"]


def test_losses_find_their_future_by_its_number():
    record = record_of(TWO_FUTURES, losses=[{"future": 17, "held_by": ["power"]}])
    record.futures[:] = [40, 17]
    assert Lost(record, record).total[..., 0].tolist() == [[0, 0], [1, 0]]


def to(record, cause, plan="today"):
    return row_of(table_of(LostTo, record), plan=plan, cause=cause)


def test_who_is_held_by_two_systems_is_lost_to_each_of_them():
    record = lost({"held_by": ["power", "roads"]}, {"held_by": ["roads"]}, {"held_by": []})
    assert [to(record, cause)["firms"] for cause in ("power", "roads", "land", "all")] == [0.5, 1.0, 0.5, 1.5]
    assert [to(record, cause)["firms_alone"] for cause in ("power", "roads", "land", "all")] == [0, 0.5, 0.5, 1.5]


def test_what_is_lost_to_a_cause_has_the_quantiles_and_the_error_of_every_measure():
    # Jobs by future: 80 and 0.
    record = lost({"held_by": ["power"], "jobs": 30.0}, {"held_by": ["power"], "jobs": 50.0})
    row = to(record, "power")
    assert (row["jobs"], row["jobs_p10"], row["jobs_p50"], row["jobs_p90"]) == (40, 0, 0, 80)
    assert row["jobs_se"] == pytest.approx(40.0)


def by_year(record, **wanted):
    return row_of(table_of(LossesByYear, record), **{"plan": "today"} | wanted)


def test_losses_by_year_add_up_over_the_years():
    record = lost({"held_by": ["power"], "month": 3},
                  {"held_by": ["power", "roads"], "month": 14, "tax_wan_per_a": 90.0})
    assert [by_year(record, cause="power", year=year)["firms"] for year in (2027, 2028)] == [0.5, 1.0]
    assert [by_year(record, cause="roads", year=year)["tax_wan_per_a"] for year in (2027, 2028)] == [0.0, 45.0]


def test_by_the_last_year_all_that_is_lost_is_lost_with_the_same_error():
    record = lost({"held_by": ["power"], "month": 3}, {"held_by": [], "month": 14}, {"future": 1, "held_by": ["roads"]})
    for cause in ("power", "roads", "land", "all"):
        last, whole = by_year(record, cause=cause, year=2028), to(record, cause)
        for name in ("firms", "firms_se", "jobs", "jobs_se"):
            assert last[name] == pytest.approx(whole[name])


def test_losses_are_the_same_whether_futures_come_in_one_part_or_in_two():
    whole = lost({"held_by": ["power"], "month": 3}, {"held_by": ["power", "roads"], "month": 14},
                 {"future": 1, "held_by": ["roads"], "month": 9, "jobs": 40.0})
    for kind in (LossesByCause, LostTo, LossesByYear):
        assert csv_text(table_of(kind, Parted(whole, [1, 1]))) == csv_text(table_of(kind, whole))


def test_a_set_of_causes_that_is_met_late_lost_nothing_before():
    record = lost({"held_by": ["power"]}, {"future": 2, "held_by": ["power", "roads"]}, futures=3)
    row = row_of(losses(Parted(record, [1, 1, 1])), plan="today", cause="power + roads")
    assert (row["firms"], row["firms_p50"], row["firms_p90"]) == (pytest.approx(1 / 3), 0, 1)
    assert row["firms_se"] == pytest.approx(1 / 3)


def test_one_future_tells_nothing_of_the_error_of_a_year():
    assert by_year(lost({"held_by": ["power"]}, futures=1), cause="power", year=2027)["firms_se"] == inf
