"""Hours that are handed to the load flow: the heaviest alone while tap changers surely stand still."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.power_hours import hours_to_solve
from networks.power_load import PowerLoad
from tests.networks.small_net import every_hour
from tests.networks.test_power_devices import days, power_of, station

POWER_FACTOR = 0.95
REACTIVE_SHARE = np.array([np.sqrt(1 - POWER_FACTOR**2) / POWER_FACTOR])
TURNING = power_of(station(), turning=("transformer_1",))
"""Idle 1.05 pu behind a transformer of 110/10.5 kV: without load above its band of 0.985 to 1.015 pu."""


def chosen(*hours_mw: float, power=TURNING) -> list[bool]:
    day_mw = np.array([hours_mw, hours_mw], dtype=float)[None]
    topology = power.topology(np.ones(len(power.assets), dtype=bool))
    return hours_to_solve(PowerLoad(day_mw, REACTIVE_SHARE, np.ones(1)), topology=topology)[0].tolist()


def test_without_tap_changers_the_heaviest_hour_stands_for_all():
    assert chosen(1.0, 3.0, 2.0, power=power_of(station())) == [False, True, False]


def test_an_hour_too_light_for_the_neutral_position_makes_all_hours_count():
    assert chosen(1.0, 3.0, 2.0) == [True, True, True]


def test_within_the_band_of_the_lightest_and_the_heaviest_no_other_hour_counts():
    # Somewhere between no load and a heavy one the voltage passes through the band of 0.03 pu.
    within = next(mw for mw in np.arange(5.0, 45.0, 0.25) if chosen(mw) == [True] and chosen(mw, mw)[1] is False)
    assert chosen(within, within + 0.2, within + 0.1) == [False, True, False]


@given(seed=st.integers(0, 10_000), largest_mw=st.sampled_from([5.0, 20.0, 40.0]))
@settings(max_examples=40, deadline=None)
def test_the_hours_chosen_answer_for_all_of_them(seed, largest_mw):
    demand = days(8, seed=seed, largest_mw=largest_mw)
    stand = np.ones((8, len(TURNING.assets)), dtype=bool)
    ours, all_hours = TURNING.assess(demand, stand), every_hour(TURNING).assess(demand, stand)
    assert ours.utilisation.tobytes() == all_hours.utilisation.tobytes()
    assert (ours.unsolved == all_hours.unsolved).all()
