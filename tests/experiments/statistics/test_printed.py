"""The printed table: what a planner reads in it."""

from math import inf

import pytest

from experiments.statistics import printed_table, sentences, tables
from experiments.statistics.printed import WIDTH
from tests.experiments.statistics.small_record import ABSENT, context_of, record_of


def printed(record):
    context = context_of(record)
    return printed_table(tables(record, context), context)


def line_of(record, plan="today", below=0):
    lines = printed(record).splitlines()
    (at,) = [at for at, line in enumerate(lines) if line.startswith(f"{plan}  ")]
    return lines[at + below]


def futures(*months, **changes):
    return record_of([[[month]] for month in months], plans=["today"], **changes)


def test_a_date_is_the_median_with_p10_and_p90():
    assert "2027 (2027-2028)" in line_of(futures(3, 5, 14))


def test_a_range_that_reaches_beyond_the_horizon_has_an_open_end():
    assert "2027 (2027-) " in line_of(futures(3, 5, inf))


def test_a_median_beyond_the_horizon_says_so_and_when_the_earliest_tenth_is():
    assert "> 2028 (2027-)" in line_of(futures(3, inf, inf))


def test_what_never_runs_out_is_later_than_the_horizon():
    assert "> 2028  " in line_of(futures(inf, inf))


def test_few_futures_are_counted_with_the_interval_of_their_share():
    # Wilson of 2 in 4: 15 % to 85 %.
    assert "2/4 (15-85 %)" in line_of(futures(3, 5, inf, inf), below=1)


def test_a_hundred_futures_are_told_in_per_cent():
    # Wilson of 50 in 100: 40.4 % to 59.6 %.
    assert "50 % (40-60 %)" in line_of(futures(*[3] * 50, *[inf] * 50), below=1)


def test_the_plan_s_label_stands_below_its_name():
    assert line_of(futures(3), below=1).startswith("Today ")


def test_losses_have_the_digits_that_their_error_supports():
    # Ten futures, the first loses 12 firms: mean 1.2, standard error 1.2; jobs 120 with an error of 120.
    record = futures(*[inf] * 10, losses=[{"held_by": ["power"]}] * 12)
    assert line_of(record).split()[-4:] == ["1", "100", "60", "0"]


def test_the_cost_is_that_of_the_projects_begun():
    record = record_of([[[inf], [inf]]] * 2)
    record.project_begun[:, 1, 0] = 3.0
    assert line_of(record, "build").split()[-1] == "960"
    assert line_of(record, "today").split()[-1] == "0"


def test_a_project_begun_in_half_of_the_futures_costs_half():
    # 960 / 2 = 480, error 960 x 0.5 / sqrt(4) = 240.
    record = futures(*[inf] * 4)
    record.project_begun[:2, 0, 0] = 3.0
    assert line_of(record).split()[-1] == "500"


def test_the_cost_is_the_mean_of_what_the_futures_drew():
    # 600, 900 and 1500 are 1000 on average, with an error of 265.
    record = futures(*[inf] * 3)
    record.project_begun[:, 0, 0] = 3.0
    record.project_wan[:, 0, 0] = [600.0, 900.0, 1500.0]
    assert line_of(record).split()[-1] == "1,000"


def test_unsolved_months_are_told():
    record = futures(3, 5)
    record.unsolved[0, 0, 20:] = True
    assert "In 4 of 48 months under all plans a system had no solution; it counts as exhausted." in printed(record)


def test_few_futures_are_called_few():
    assert "Only 2 futures" in printed(futures(3, 5))
    assert "One future" in printed(futures(3))
    assert "first look" not in printed(futures(*[3] * 20))


@pytest.mark.parametrize("name", ["today", "a_plan_with_a_name_that_is_longer_than_its_column"])
def test_no_line_is_wider_than_a_page(name):
    record = record_of([[[3, inf]], [[inf, 5]]], plans=[name])
    assert max(len(line) for line in printed(record).splitlines()) <= WIDTH


def test_more_systems_than_a_line_holds_go_on_below(monkeypatch):
    monkeypatch.setattr("experiments.statistics.printed.WIDTH", 60)
    text = printed(record_of([[[3, inf]]], plans=["today"]))
    lines = [line for line in text.splitlines() if line.startswith(("today  ", "---"))]
    assert len(lines) == 4
    assert max(len(line) for line in lines) <= 60


def test_what_is_missing_is_lacking_in_the_table_and_in_the_sentence_below_it():
    record = record_of([[[2.0, inf]]], plans=["today"])
    record.capacity[..., 0] = 0.0
    record.binding[..., 0] = ABSENT
    context = context_of(record)
    found = tables(record, context)
    line = next(line for line in printed_table(found, context).splitlines() if line.startswith("today"))
    assert "lacking 1/1" in line and "2027" not in line
    assert sentences(found, context)["today"].startswith(
        "Under `today`, nothing of power stands when it is first needed; nothing runs out by 2028-12")
