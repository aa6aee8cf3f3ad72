"""The approval desk: chains, queues, and the waiting time that queueing theory gives."""

from math import factorial

import numpy as np
import pytest
import simpy

from sim.approval import ApprovalDesk, Desks
from sim.policy import Office, Policy, Reforms


def days_until_done(offices, *cases):
    env = simpy.Environment()
    desk = ApprovalDesk(env, offices)
    done = []

    def application(months):
        yield from desk.handle(months)
        done.append(env.now)

    for months in cases:
        env.process(application(months))
    env.run()
    return done


def test_a_chain_takes_the_official_time_when_nobody_queues():
    offices = (Office("filing", 1, 0.25), Office("permits", 1, 0.75))
    assert days_until_done(offices, 8.0) == [8.0]


def test_two_cases_queue_at_an_office_that_handles_one():
    assert days_until_done((Office("meeting", 1, 1.0),), 2.0, 2.0) == [2.0, 4.0]


def test_two_cases_are_handled_side_by_side_by_two_officers():
    assert days_until_done((Office("meeting", 2, 1.0),), 2.0, 2.0) == [2.0, 2.0]


def test_a_chain_works_on_the_next_case_while_the_first_is_further_on():
    offices = (Office("filing", 1, 0.5), Office("permits", 1, 0.5))
    assert days_until_done(offices, 2.0, 2.0) == [2.0, 3.0]


def erlang_c_wait(arrivals_per_month: float, handled_per_month: float, officers: int) -> float:
    """Return the mean wait of M/M/c [month] (Erlang 1917; Gross and Harris, Fundamentals of Queueing Theory)."""
    offered = arrivals_per_month / handled_per_month
    busy = offered**officers / factorial(officers) / (1 - offered / officers)
    waits = busy / (sum(offered**k / factorial(k) for k in range(officers)) + busy)
    return waits / (officers * handled_per_month - arrivals_per_month)


@pytest.mark.parametrize(("officers", "arrivals"), [(1, 0.7), (2, 1.5), (3, 2.4)])
def test_the_mean_wait_is_that_of_erlang(officers, arrivals):
    draws = np.random.Generator(np.random.Philox(key=officers))
    env = simpy.Environment()
    desk = ApprovalDesk(env, (Office("meeting", officers, 1.0),))
    waits = []

    def application(months):
        came = env.now
        yield from desk.handle(months)
        waits.append(env.now - came - months)

    def applications():
        for gap, months in zip(draws.exponential(1 / arrivals, 60_000), draws.exponential(1.0, 60_000), strict=True):
            yield env.timeout(gap)
            env.process(application(months))

    env.process(applications())
    env.run()
    # The standard error, from 60 batches: waits within a batch hang together, batches hardly do.
    batches = np.mean(np.reshape(waits[: len(waits) // 60 * 60], (60, -1)), axis=1)
    error = batches.std(ddof=1) / np.sqrt(60)
    assert np.mean(waits) == pytest.approx(erlang_c_wait(arrivals, 1.0, officers), abs=3 * error)
    assert error < 0.1 * np.mean(waits)


def test_whoever_comes_behind_a_queue_is_told_his_own_time_and_that_of_the_queue():
    env = simpy.Environment()
    offices = (Office("filing", 2, 0.25), Office("permits", 2, 0.75))
    desks = Desks(env, Policy({}, "serial", {"serial": offices}), Reforms())
    way = desks.way(())
    for _ in range(4):
        env.process(desks.handle(way, 8.0, seen=lambda _: None))
    expected = [desks.expected_months(way, {"serial": 8.0})]
    # Two are handled and two queue at the filing office of two, which takes 2 of the 8 months.
    env.run(until=1.0)
    expected.append(desks.expected_months(way, {"serial": 8.0}))
    assert expected == [8.0, 8.0 + 2.0 / 2 * 2.0]


def test_a_desk_is_reformed_only_while_the_asset_stands_and_where_it_was_not_so_before():
    offices = {mode: (Office("desk", 1, 1.0),) for mode in ("serial", "one_meeting")}
    reforms = Reforms(frozenset({"meeting"}), {"area": 0.2, "file": 0.5})
    serial, meeting = (Desks(simpy.Environment(), Policy({}, mode, offices), reforms) for mode in offices)
    assert not serial.way({"area"}).is_reformed
    assert serial.way({"meeting"}).is_reformed
    assert not meeting.way({"meeting"}).is_reformed
    assert serial.way({"area", "file"}).left_share == pytest.approx(0.8 * 0.5)
