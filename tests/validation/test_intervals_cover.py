"""Intervals that hold: of a park whose answers are known, 95 % intervals must contain them 95 times in 100."""

from collections import Counter
from functools import cache

import numpy as np
import pytest

from demand.strata import StratifiedStreams
from experiments.statistics.estimators import student, wilson
from experiments.statistics.looks import Look, judge, looks
from experiments.statistics.precision import Figure, rule_of
from experiments.statistics.tally import Tally
from tests.validation.step_capacity import Park, part_of

# Five arrivals fill it, seven from its fortieth year on. They are rare and the horizon is a century, so that a month
# is short beside what is told in months: steps of a distribution only ever raise the confidence of an order statistic.
PARK = Park(per_month=0.01, room=4, more_room=2, built_month=480, horizon_months=1200)
YEARS = (2052, 2066, 2086)

REPEATS = 2000
"""A share of 95 in 100 has a standard error of half a hundredth."""

MOST_FUTURES = 800
RULES = (
    "P50 of the first exhaustion of power within 110 months; plan differences of power within 28 months",
    "P(exhausted by 2066) of power within 15 %; P10-P90 of the first exhaustion of power within 150 months",
    "restricted mean of power within 70 months; plan differences of power within 24 months",
)


def truths(park=PARK):
    """Return what every figure of every plan is in truth."""
    known = {}
    mean = park.restricted_mean()
    for at, plan in enumerate(park.context.plans):
        known |= {(Figure("quantile", "power", share), plan): park.quantile(share)[at] for share in (0.1, 0.5, 0.9)}
        known |= {(Figure("share", "power", year), plan): park.share_by(year)[at] for year in YEARS}
        known[Figure("mean", "power"), plan] = mean[at]
    known[Figure("difference", "power"), "build"] = mean[1] - mean[0]
    return known


def coverage(tallies, known):
    """Return in which share of the repeats each figure's plain 95 % interval holds what is true."""
    held = Counter()
    for tally in tallies:
        for (figure, plan), truth in known.items():
            interval = tally.interval(figure, plan)
            held[figure, plan] += interval.low <= truth <= interval.high
    return {f"{figure.text} under {plan}": held[figure, plan] / len(tallies) for figure, plan in known}


def outside(covered):
    """Return what covers too seldom or too often: off by more than four standard errors."""
    return {name: share for name, share in covered.items() if not 0.93 <= share <= 0.97}


def met(park, futures, *, seed):
    """Return what is known after so many futures, for every repeat."""
    generator = np.random.default_rng(seed)
    tallies = []
    for first in park.first_months(generator, REPEATS, futures):
        tally = Tally(park.context)
        tally.add(part_of(first))
        tallies.append(tally)
    return tallies


@cache
def stopped(text):
    """Return what is known when a rule stops, and its last look, for every repeat."""
    rule, generator = rule_of(text), np.random.default_rng(2)
    found: list[tuple[Tally, Look]] = []
    for _ in range(REPEATS):
        tally = Tally(PARK.context)
        for due in looks(MOST_FUTURES):
            tally.add(part_of(PARK.first_months(generator, due - tally.futures)))
            look = judge(rule, tally, most_futures=MOST_FUTURES)
            if look.holds:
                break
        found.append((tally, look))
    return found


def test_what_is_known_of_the_park_is_what_many_futures_tell():
    first = PARK.first_months(np.random.default_rng(5), 200_000)
    months = np.minimum(first, PARK.horizon_months)
    # Standard deviations of 215 and 300 months, root of 200,000: 0.5 and 0.7 months, four of them.
    assert PARK.restricted_mean() == pytest.approx(months.mean(axis=0), abs=2.8)
    for month in (240, 480, 600, 1000):
        assert PARK.share_before(month) == pytest.approx((first < month).mean(axis=0), abs=4 * 0.5 / 200_000**0.5)


def test_the_quantile_of_whole_months_is_the_first_that_enough_futures_reach():
    assert PARK.share_before(PARK.quantile(0.5)[0])[0] < 0.5 <= PARK.share_before(PARK.quantile(0.5)[0] + 1)[0]


@pytest.mark.parametrize("futures", [100, 200, 400])
def test_intervals_of_a_fixed_number_of_futures_cover(futures):
    assert outside(coverage(met(PARK, futures, seed=1), truths())) == {}


@cache
def stratified():
    """Return two names' draws of stratified futures, float [400 repeats, 100 futures, names]."""
    streams, names = StratifiedStreams(20270101), ("parameter/one", "parameter/other")
    drawn = [streams.of_future(number, names, "value") for number in range(400 * 100)]
    return np.array(drawn).reshape(400, 100, 2)


def test_intervals_of_stratified_futures_are_far_too_wide_for_what_adds_up():
    low, high = wilson((stratified().sum(axis=-1) > 1.0).sum(axis=1), 100)
    assert ((low <= 0.5) & (high >= 0.5)).mean() >= 0.99


def test_intervals_of_stratified_futures_hold_for_what_two_do_only_together():
    together = (stratified() - 0.5).prod(axis=-1)
    reach = student(100) * together.std(axis=1, ddof=1) / 10
    # Its variance is a fiftieth above that of independent futures at most; 400 repeats tell a coverage to a hundredth.
    assert (abs(together.mean(axis=1)) <= reach).mean() == pytest.approx(0.95, abs=2 * 0.011)


def test_a_quantile_later_than_the_horizon_is_covered_at_least_as_often_as_promised():
    short = Park(per_month=0.01, room=4, more_room=2, built_month=480, horizon_months=960)
    late = Figure("quantile", "power", 0.9)
    assert short.quantile(0.9)[1] == np.inf
    (share,) = coverage(met(short, 200, seed=3), {(late, "build"): np.inf}).values()
    # Nothing is later than later: the interval can only miss on one side.
    assert share >= 0.95


def test_the_rules_stop_at_every_look():
    assert {tally.futures for text in RULES for tally, _ in stopped(text)} == set(looks(MOST_FUTURES))


@pytest.mark.parametrize("text", RULES)
def test_plain_intervals_of_what_a_rule_cites_cover_when_it_stops(text):
    cited = {(reach.figure, reach.plan) for reach in stopped(text)[0][1].reaches}
    known = {key: truth for key, truth in truths().items() if key in cited}
    assert len(known) == len(cited)
    assert outside(coverage([tally for tally, _ in stopped(text)], known)) == {}


@pytest.mark.parametrize("text", RULES)
def test_whatever_a_rule_calls_known_is_within_its_tolerance_and_its_interval(text):
    known = truths()
    reached = [look for _, look in stopped(text) if look.holds]
    # Months of which both are later than the horizon have no difference.
    near = sum(all(known[reach.figure, reach.plan] == reach.interval.estimate or
                   abs(known[reach.figure, reach.plan] - reach.interval.estimate) <= reach.within
                   for reach in look.reaches) for look in reached)
    held = sum(all(reach.interval.low <= known[reach.figure, reach.plan] <= reach.interval.high
                   for reach in look.reaches) for look in reached)
    assert len(reached) > REPEATS / 4
    # Promised for all figures together, at 95 in 100: intervals are added up as if each missed by itself.
    assert min(near, held) >= 0.95 * len(reached)
