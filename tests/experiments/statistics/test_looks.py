"""When a run stops: fixed looks, an error that is shared among them, and a reason that a reader understands."""

import json

import numpy as np
import pytest

from experiments.statistics.exhaustions import exhaustions
from experiments.statistics.looks import ERROR, account, errors, judge, looks, progress, why
from experiments.statistics.precision import rule_of
from experiments.statistics.tally import Tally
from tests.experiments.statistics.small_record import NEVER_MONTH, context_of, record_of

RULE = rule_of("P50 of the first exhaustion within 2 months; plan differences within 1 month")


def tally_of(first):
    record = record_of(first)
    context = context_of(record)
    tally = Tally(context)
    tally.add(exhaustions(record, context))
    return tally


def alike(futures, months=(5.0, 6.0)):
    """Return futures that are all alike: the baseline runs out in one month, the other plan in another."""
    return np.tile(np.array(months)[None, :, None], (futures, 1, 1))


def even(futures):
    """Return futures of which half run out in month 0, half in month 20, under either plan."""
    return np.repeat(np.where(np.arange(futures) % 2, 20.0, 0.0), 2).reshape(futures, 2, 1)


def test_looks_double_until_the_most_futures():
    assert looks(10_000) == (200, 400, 800, 1600, 3200, 6400, 10_000)
    assert looks(200) == (200,)
    assert looks(30) == (30,)


@pytest.mark.parametrize("most", [30, 200, 201, 10_000, 1_000_000])
def test_the_looks_spend_the_allowed_error_and_no_more(most):
    assert sum(errors(most)) == pytest.approx(ERROR)
    assert len(errors(most)) == len(looks(most))
    assert min(errors(most)) > 0


def test_the_first_of_four_quarters_spends_what_pocock_s_function_says():
    # 0.05 ln(1 + 1.71828 / 4) = 0.017869.
    assert errors(800)[0] == pytest.approx(0.017869, abs=1e-6)


def test_what_is_sure_is_enough():
    look = judge(RULE, tally_of(alike(200)), most_futures=1000)
    assert look.holds
    assert [(reach.plan, reach.interval.estimate) for reach in look.reaches] == [
        ("today", 5.0), ("build", 6.0), ("build", 1.0)]


def test_the_error_of_a_look_is_shared_among_what_is_cited():
    look = judge(RULE, tally_of(alike(200)), most_futures=800)
    assert look.confidence == pytest.approx(1 - 0.017869 / 3, abs=1e-6)


def test_what_is_spread_is_not_enough():
    look = judge(RULE, tally_of(even(200)), most_futures=1000)
    assert not look.holds
    # The median is 0 or 20: 20 months are too wide for either plan; the difference is 0 in every future.
    assert [(reach.plan, reach.interval.reach, reach.holds) for reach in look.reaches] == [
        ("today", 20.0, False), ("build", 20.0, False), ("build", 0.0, True)]


def test_a_date_beyond_the_horizon_is_known_but_one_on_its_edge_is_not():
    never = tally_of(np.full((200, 2, 1), NEVER_MONTH))
    assert judge(RULE, never, most_futures=1000).holds
    edge = np.where(even(200) == 0, 3.0, NEVER_MONTH)
    look = judge(RULE, tally_of(edge), most_futures=1000)
    assert [reach.text for reach in look.too_wide] == ["P50 of the first exhaustion open"] * 2


def test_a_look_that_is_not_due_is_refused():
    with pytest.raises(ValueError, match=r"a look after 150 futures; of at most 1000, looks are due after 200, 400, "
                                         r"800 and 1000"):
        judge(RULE, tally_of(alike(150)), most_futures=1000)


def test_the_bar_tells_what_is_known_least():
    assert progress(RULE, tally_of(even(150))) == "P50 of the first exhaustion +-20 months"
    assert progress(rule_of("P(exhausted) within 5 %"), tally_of(alike(100))) == "P(exhausted) +-3.7 %"


def test_a_run_that_stops_early_says_why():
    look = judge(RULE, tally_of(alike(200)), most_futures=1000)
    assert why(RULE, look, most_futures=1000) == (
        "Stopped after 200 of at most 1,000 futures, because all that was asked for is known closely enough: P50 of "
        "the first exhaustion within 2 months; plan differences within 1 month.")


def test_a_run_that_comes_to_its_end_says_what_is_still_too_wide():
    look = judge(RULE, tally_of(even(100)), most_futures=100)
    assert why(RULE, look, most_futures=100) == (
        "Stopped after 100 futures, the most allowed, before all that was asked for was known closely enough: P50 of "
        "the first exhaustion within 2 months; plan differences within 1 month. Too wide: P50 of the first exhaustion "
        "+-20 months under today and P50 of the first exhaustion +-20 months under build.")


def test_the_account_of_every_look_is_json_without_infinities():
    seen = [judge(RULE, tally_of(months), most_futures=400) for months in (even(200), np.full((400, 2, 1), np.inf))]
    told = json.loads(json.dumps(account(RULE, seen, most_futures=400), allow_nan=False))
    assert (told["until"], told["looks_due"], told["reached"]) == (RULE.text, [200, 400], True)
    assert [(look["futures"], look["holds"]) for look in told["looks"]] == [(200, False), (400, True)]
    assert told["looks"][0]["figures"][0] == {
        "figure": "P50 of the first exhaustion", "plan": "today", "unit": "month", "estimate": 0.0, "low": 0.0,
        "high": 20.0, "reach": 20.0, "within": 2.0, "holds": False}
    assert told["looks"][1]["figures"][0]["estimate"] is None
