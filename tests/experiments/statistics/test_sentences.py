"""The sentence of a plan."""

from math import inf

from experiments.statistics import sentences, tables
from tests.experiments.statistics.small_record import context_of, record_of


def told(record):
    context = context_of(record)
    return sentences(tables(record, context), context)["today"]


def futures(*months, **changes):
    """One plan: one future a pair of months, of power and of roads."""
    return record_of([[list(pair)] for pair in months], plans=["today"], **changes)


def test_the_first_system_is_named_with_its_years_and_its_cause_and_who_follows():
    assert told(futures(*[(3, 14)] * 18, (15, 20), (15, 20), losses=[{"held_by": ["power"]}] * 20)) == (
        "Under `today`, power runs out first, in 2027 in 8 futures of 10, because the line reaches its rating; "
        "roads follow in 2028 in 8 futures of 10; on average 1 firm with 100 jobs is lost, all for want of power.")


def test_years_that_differ_are_a_range():
    assert "power runs out first, between 2027 and 2028 in 8 futures of 10" in told(
        futures(*[(3, inf)] * 10, *[(15, inf)] * 10))


def test_exhausted_from_the_start_is_told_so():
    assert "power runs out first, from the first month on in both futures" in told(futures((0, inf), (0, inf)))


def test_where_nothing_runs_out_the_sentence_says_how_sure_that_is():
    # Wilson of 0 in 20 ends at 16.1 %.
    assert told(futures(*[(inf, inf)] * 20)) == (
        "Under `today`, nothing runs out by 2028-12 in any of 20 futures, so it may in up to 16 % of all; "
        "no firm is lost.")


def test_where_fewer_than_half_run_out_the_sentence_begins_with_those_that_do_not():
    text = told(futures(*[(inf, inf)] * 15, *[(3, inf)] * 3, *[(inf, 3)] * 2))
    assert text.startswith("Under `today`, nothing runs out by 2028-12 in 15 of 20 futures; in the others power runs "
                           "out first in 3 and roads in 2, most often because the line reaches its rating;")


def test_where_no_system_is_clearly_first_each_has_its_count():
    text = told(futures(*[(3, inf)] * 12, *[(inf, 3)] * 6, *[(inf, inf)] * 2))
    assert text.startswith("Under `today`, power runs out first in 12 of 20 futures and roads in 6, nothing in 2; "
                           "the first shortage comes in 2027 in 8 futures of 10, most often because")


def test_a_system_that_lasts_is_named():
    assert "; roads do not run out by 2028-12;" in told(futures(*[(3, inf)] * 20))


def test_a_follower_that_is_not_sure_has_its_count():
    assert "; roads follow in 5 of 20 futures, by 2028 in a tenth of all;" in told(
        futures(*[(3, 15)] * 5, *[(3, inf)] * 15))


def test_losses_for_want_of_two_together_name_both():
    text = told(futures(*[(3, 3)] * 20, losses=[{"future": at, "held_by": ["power", "roads"]} for at in range(20)]))
    assert "on average 1 firm with 100 jobs is lost, all for want of power and roads." in text


def test_losses_without_a_main_cause_name_none():
    rows = [{"future": at, "held_by": held} for at in range(20) for held in (["power"], ["roads"], [])]
    assert told(futures(*[(3, 3)] * 20, losses=rows)).endswith("on average 3 firms with 300 jobs are lost.")


def test_unsolved_months_are_told_as_what_they_are():
    record = futures(*[(3, inf)] * 20)
    record.unsolved[:, 0, 20:, 0] = True
    record.required[:, 0, 20:, 0] = inf
    record.solvable_share[3, 0, 22, 0] = 0.873
    assert told(record).endswith("; power has no solution in 80 of 480 months, which count as exhausted; at worst 0.87 "
                                 "of the load would have one.")


def test_a_system_that_first_fails_to_solve_is_not_blamed_on_a_limit():
    record = futures(*[(3, inf)] * 20)
    record.unsolved[:, 0, 3:, 0] = True
    record.required[:, 0, 3:, 0] = inf
    assert "because the network has no state that carries the demand" in told(record)


def test_few_futures_are_called_a_first_look():
    assert told(futures((3, inf), (5, inf))).endswith(" With only 2 futures this is a first look.")


def test_one_future_has_neither_averages_nor_shares():
    assert told(futures((3, 15), losses=[{"held_by": ["power"]}])) == (
        "Under `today`, power runs out first, in 2027, because the line reaches its rating; roads follow in 2028; "
        "1 firm with 100 jobs is lost, all for want of power. One future alone tells nothing of chance.")
