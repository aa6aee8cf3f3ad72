"""A landfill that is filled at a constant rate is full on the day that its volume over the rate says."""

import numpy as np
import pytest

from sim.capacity import FULL
from tests.networks.small_services import LANDFILL, row, system


@pytest.mark.parametrize(("capacity_t", "rate_t_per_d"), [(36_500.0, 10.0), (100_000.0, 27.4), (500.0, 0.5)])
def test_landfill_is_full_when_volume_over_rate_says(capacity_t, rate_t_per_d):
    landfill = system("landfill", row(LANDFILL, "cell_1", capacity_t))
    days = np.arange(1, 2 * int(capacity_t / rate_t_per_d))
    stored = np.zeros((len(days), 2, 1))
    # Two areas fill it, one three times as fast as the other.
    stored[:, 0, 0], stored[:, 1, 0] = 0.75 * rate_t_per_d * days, 0.25 * rate_t_per_d * days
    peak = landfill.assess({"stored_waste_t": stored}, np.ones((len(days), 1), dtype=bool)).peak
    last_day_with_room = days[peak <= FULL][-1]
    assert last_day_with_room == int(capacity_t / rate_t_per_d)
    assert (np.diff(peak) > 0).all()


def test_second_cell_lasts_as_long_again():
    landfill = system("landfill", row(LANDFILL, "cell_1", 1000.0), row(LANDFILL, "cell_2", 1000.0))
    days = np.arange(1, 1001)
    stored = np.repeat((2.0 * days)[:, np.newaxis], 2, axis=1)[:, :, np.newaxis] / 2
    both = np.ones((len(days), 2), dtype=bool)
    peak = landfill.assess({"stored_waste_t": stored}, both).peak
    one = landfill.assess({"stored_waste_t": stored}, both & np.array([True, False])).peak
    assert days[one <= FULL][-1] == 500
    assert days[peak <= FULL][-1] == 1000
