"""Numbers and words as a planner reads them."""

from math import inf

from experiments.statistics.wording import listed, named, share_of, supported, verb
from tests.experiments.statistics.small_record import context_of, record_of


def test_a_number_ends_with_the_digit_in_which_its_error_begins():
    assert supported(2134.2, 87.0) == "2,130"
    assert supported(2134.2, 9.0) == "2,134"
    assert supported(2134.2, 0.09) == "2,134.20"


def test_a_number_that_never_varied_is_told_in_full():
    assert supported(91313.0, 0.0) == "91,313"


def test_a_number_of_one_future_is_told_in_whole_units():
    assert supported(1234.5678, inf) == "1,235"


def test_nothing_is_zero_without_decimals():
    assert supported(0.0, 0.0) == "0"


def test_few_futures_are_counted_and_many_told_in_per_cent():
    assert (share_of(5, 5), share_of(50, 100)) == ("5/5", "50 %")


def test_nearly_all_is_not_all():
    assert share_of(1999, 2000) == "> 99 %"


def test_a_label_begins_small_within_a_sentence():
    context = context_of(record_of([[[3.0, 3.0]]], plans=["today"]))
    assert [named(context, system) for system in ("power", "roads")] == ["power", "roads"]


def test_the_verb_goes_with_its_subject():
    assert [verb(subject, "is", "are") for subject in ("sewage", "roads", "natural gas")] == ["is", "are", "is"]


def test_a_list_has_one_and():
    assert listed(["a", "b", "c"]) == "a, b and c"
