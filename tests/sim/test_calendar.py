"""Months counted from a start and months of the calendar."""

import pytest

from sim.calendar import calendar_month, month_label, months_between, year_and_month


@pytest.mark.parametrize("start", [(2027, 1), (2027, 7), (2027, 12)])
@pytest.mark.parametrize("month", [-13, -1, 0, 5, 11, 12, 240])
def test_a_month_of_the_calendar_counts_back_to_where_it_was_counted_from(start, month):
    assert months_between(start, calendar_month(start, month)) == month


def test_the_month_after_december_is_january_of_the_next_year():
    assert calendar_month((2027, 12), 1) == (2028, 1)


def test_what_a_month_is_called_leads_back_to_it():
    assert year_and_month(month_label((2027, 1), 30)) == calendar_month((2027, 1), 30)
