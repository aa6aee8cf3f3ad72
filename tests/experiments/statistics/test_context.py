"""The calendar of a run."""

from math import inf

from tests.experiments.statistics.small_record import context_of, record_of

RECORD = record_of([[[0.0], [0.0]]])


def test_month_zero_is_the_start():
    assert context_of(RECORD).date(0) == "2027-01"


def test_what_happens_within_a_month_goes_by_that_month():
    assert context_of(RECORD).date(13.9) == "2028-02"


def test_what_is_later_than_the_horizon_is_not_clamped_to_it():
    assert context_of(RECORD).dates([23, 24, inf]) == ["2028-12", "> 2028-12", "> 2028-12"]


def test_nothing_is_earlier_than_the_start():
    assert context_of(RECORD).date(-inf) == "2027-01"


def test_a_year_goes_by_the_calendar_year_in_which_it_ends():
    assert context_of(RECORD).years == (2027, 2028)
    assert context_of(RECORD, start=(2027, 7)).years == (2028, 2029)


def test_what_holds_has_an_order_of_its_own_only_where_something_else_warns():
    two = record_of([[[0.0, 0.0], [0.0, 0.0]]])
    apart = [context_of(two, holding=holding).holds_apart for holding in ((), ("power",), ("power", "roads"))]
    assert apart == [False, True, False]
