"""What a planner may ask a run to know before it stops, and how a slip is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from experiments.statistics.precision import TOLD, Figure, RuleError, rule_of

YEARS = tuple(range(2027, 2047))


def mistake(text):
    with pytest.raises(RuleError) as caught:
        rule_of(text)
    (line,) = str(caught.value).splitlines()
    return line


def test_p10_to_p90_are_three_figures():
    rule = rule_of("P10-P90 of the first exhaustion within 3 months")
    assert list(rule.figures) == [(Figure("quantile", "any", share), 3.0) for share in (0.1, 0.5, 0.9)]


def test_a_figure_may_be_that_of_a_system():
    rule = rule_of("P50 of the first exhaustion of power within 6 months; plan differences of roads within 2 months")
    assert list(rule.figures) == [(Figure("quantile", "power", 0.5), 6.0), (Figure("difference", "roads"), 2.0)]


def test_a_year_is_twelve_months_and_five_percent_a_twentieth():
    rule = rule_of("restricted mean within 0.25 years; P(exhausted by 2035) of power within 5%")
    assert list(rule.figures) == [(Figure("mean", "any"), 3.0), (Figure("share", "power", 2035), 0.05)]


def test_equal_rules_have_equal_texts_however_they_are_typed():
    typed = "  p10-p90 of first exhaustion   of power within 0.5 YEARS ;p(exhausted)  within 5%;"
    assert rule_of(typed).text == ("P10-P90 of the first exhaustion of power within 6 months; "
                                   "P(exhausted) within 5 %")


@given(some.lists(some.tuples(some.sampled_from(TOLD[1:]), some.sampled_from(["", " of power", " of roads"]),
                              some.floats(1e-3, 99.0)), min_size=1, max_size=5, unique_by=lambda told: told[:2]))
def test_a_rule_s_text_means_the_rule(told):
    rule = rule_of(";".join(f"{figure}{of} within {number!r} {'%' if figure.startswith('P(') else 'months'}"
                            for figure, of, number in told))
    assert rule_of(rule.text) == rule


@pytest.mark.parametrize(("text", "told"), [
    ("", "names no figure; say, for instance, P10-P90 of the first exhaustion of power within 3 months"),
    ("P50 of the first exhaustion", "'P50 of the first exhaustion' says not how closely; say FIGURE within NUMBER "
                                    "UNIT, such as P10-P90 of the first exhaustion of power within 3 months"),
    ("plan diferences within 2 months", "'plan diferences within 2 months' asks for 'plan diferences', which is no "
                                        "figure; did you mean 'plan differences'?; behind it may stand of SYSTEM"),
    ("restricted mean within 1 moth", "'restricted mean within 1 moth' has unit 'moth'; did you mean 'month'?"),
    ("restricted mean within no months", "'restricted mean within no months' is within 'no'; allowed: a number above "
                                         "0"),
    ("restricted mean within nan months", "'restricted mean within nan months' is within 'nan'; allowed: a number "
                                          "above 0"),
    ("P(exhausted) within 5 months", "'P(exhausted) within 5 months' has unit 'months'; a share has %"),
    ("P(exhausted) within 100 %", "'P(exhausted) within 100 %' is within 100 %; allowed: below 100 %"),
    ("P10-P90 of the first exhaustion within 3 months; P50 of the first exhaustion within 2 months",
     "'P50 of the first exhaustion within 2 months' asks for P50 of the first exhaustion again; ask for each figure "
     "once"),
])
def test_a_slip_is_told_in_one_line_with_what_is_allowed(text, told):
    assert mistake(text) == told


def test_what_no_run_of_the_study_can_tell_is_told():
    rule = rule_of("P50 of the first exhaustion of powr within 3 months; P(exhausted by 2053) within 5 %; "
                   "plan differences within 2 months")
    assert rule.faults(systems=("power", "roads"), plans=("today",), years=YEARS) == [
        "'P50 of the first exhaustion of powr within 3 months' names system 'powr', which nobody knows; did you mean "
        "'power'?",
        "'P(exhausted by 2053) within 5 %' names year 2053, which is not among the years of the horizon; allowed: 2027 "
        "to 2046",
        "'plan differences within 2 months' needs a plan beside the baseline; there is only today"]
    assert rule_of("P(exhausted by 2046) within 5 %").faults(systems=(), plans=("today",), years=YEARS) == []
