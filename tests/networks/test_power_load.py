"""What areas draw, as the load flow takes it."""

import numpy as np
import pytest

from networks.power_load import PowerLoad
from tests.networks.small_net import asked


def test_reactive_power_is_three_quarters_of_the_active_at_a_power_factor_of_four_fifths():
    load = PowerLoad.of(asked(3.0, power_factor=0.8, coincidence=0.9, states=2))
    assert load.reactive_share == pytest.approx([0.75, 0.75])
    assert load.coincidence.tolist() == [0.9, 0.9]
    assert len(load) == 2


def test_an_area_asks_if_it_does_in_any_hour():
    power_mw = np.zeros((3, 2, 24))
    power_mw[1, 1, 17] = 0.5
    load = PowerLoad(power_mw, np.zeros(3), np.ones(3))
    assert load.asks_at(np.array([1])).tolist() == [False, True, False]
    assert load.asks_at(np.array([0])).tolist() == [False, False, False]
    assert load.asks_at(np.array([], dtype=np.int64)).tolist() == [False, False, False]
    assert load[np.array([1, 2])].asks_at(np.array([1])).tolist() == [True, False]
