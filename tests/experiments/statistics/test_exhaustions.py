"""When each system is exhausted and which limit binds."""

from dataclasses import replace
from math import inf

import numpy as np

from experiments.statistics.exhaustions import exhaustions, first_months
from tests.experiments.statistics.small_record import ABSENT, TRANSFORMER, context_of, record_of


def found_in(record):
    return exhaustions(record, context_of(record))


def test_any_system_is_exhausted_with_the_first_of_all():
    found = found_in(record_of([[[5.0, 3.0]]], plans=["today"]))
    assert found.first.tolist() == [[[5.0, 3.0, 3.0]]]


def test_what_never_happens_is_infinitely_late():
    assert first_months(np.zeros((1, 24), dtype=bool)).tolist() == [inf]


def test_a_system_that_is_just_full_is_not_exhausted():
    record = record_of([[[inf]]], plans=["today"])
    assert not found_in(replace(record, required=np.full_like(record.required, 1.0))).months.any()


def test_of_two_in_the_same_month_the_fuller_one_is_first():
    record = record_of([[[3.0, 3.0]]], plans=["today"])
    record.required[0, 0, 3, 1] = 2.5
    assert found_in(record).order.tolist() == [[[1, 0]]]


def test_of_two_equals_in_the_same_month_the_record_s_first_is_first():
    assert found_in(record_of([[[3.0, 3.0]]], plans=["today"])).order.tolist() == [[[0, 1]]]


def test_the_limit_of_any_system_is_that_of_the_first():
    record = record_of([[[5.0, 3.0]]], plans=["today"])
    found = found_in(record)
    names = [found.limits[at].name for at in found.binding_first[0, 0].tolist()]
    assert names == ["line", "street", "street"]


def test_what_is_never_exhausted_has_no_binding_limit():
    assert found_in(record_of([[[inf, 3.0]]], plans=["today"])).binding_first[0, 0, 0] == -1


def test_the_limit_is_the_one_that_binds_at_first_exhaustion():
    record = record_of([[[5.0]]], plans=["today"])
    record.binding[0, 0, 5] = TRANSFORMER
    found = found_in(record)
    assert found.limits[found.binding_first[0, 0, 0]].name == "transformer"


def unsolved_at_five(*, binding):
    record = record_of([[[5.0]]], plans=["today"])
    record.required[0, 0, 5:] = inf
    record.unsolved[0, 0, 5:] = True
    record.binding[0, 0, 5:] = binding
    return found_in(record)


def test_where_nothing_solves_no_limit_is_blamed():
    found = unsolved_at_five(binding=0)
    assert found.first[0, 0, 0] == 5.0
    assert found.limits[found.binding_first[0, 0, 0]].name == "unsolved"


def test_an_absent_line_is_blamed_even_if_another_state_of_the_month_does_not_solve():
    found = unsolved_at_five(binding=ABSENT)
    assert found.limits[found.binding_first[0, 0, 0]].name == "absent"


def nothing_until(month, *, roads=inf, again=inf):
    """Power is needed from month 2 on and stands from some month on; it runs out again later, roads when told."""
    record = record_of([[[2.0, roads]]], plans=["today"])
    record.capacity[0, 0, :month, 0] = 0.0
    record.binding[0, 0, :month, 0] = ABSENT
    record.required[0, 0, month:, 0] = 0.5
    if again < inf:
        record.required[0, 0, again:, 0] = 2.0
    return record


def test_what_nothing_serves_is_exhausted_and_does_not_run_out_until_it_is_there():
    found = found_in(nothing_until(10, again=15))
    assert found.first[0, 0].tolist() == [2.0, inf, 15.0]
    assert found.missing.tolist() == [[[True, False]]]
    assert found.runs_out[0, 0].tolist() == [15.0, inf]
    assert found.months[0, 0].tolist() == [8 + 9, 0, 9]


def test_what_is_missing_comes_after_what_runs_out_before_it_is_there():
    found = found_in(nothing_until(10, roads=5.0, again=15))
    assert found.order.tolist() == [[[1, 0]]]
    assert found.limits[found.binding_first[0, 0, 2]].name == "street"


def test_an_area_without_a_line_runs_out_where_other_areas_have_one():
    record = nothing_until(10)
    record.capacity[0, 0, :, 0] = 2.0
    assert found_in(record).missing.tolist() == [[[False, False]]]
    assert found_in(record).runs_out[0, 0].tolist() == [2.0, inf]
