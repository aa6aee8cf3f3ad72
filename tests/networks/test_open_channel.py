"""Flow in circular sewers and its peaks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.open_channel import KZ_HIGHEST, KZ_LOWEST, partly_full_m3_per_d, peaking_factor


def flow(diameter_m: float = 0.3, slope: float = 0.004, *, manning_n: float = 0.013, filling: float = 1.0) -> float:
    return float(partly_full_m3_per_d(np.array(diameter_m), np.array(slope), manning_n=np.array(manning_n),
                                      filling=np.array(filling)))


def test_four_times_the_slope_doubles_the_flow():
    assert flow(slope=0.016) == pytest.approx(2 * flow(slope=0.004))


def test_twice_the_roughness_halves_the_flow():
    assert flow(manning_n=0.026) == pytest.approx(flow(manning_n=0.013) / 2)


def test_twice_the_diameter_carries_2_to_the_8_thirds():
    assert flow(0.6) == pytest.approx(2 ** (8 / 3) * flow(0.3))


def test_the_most_flows_just_before_the_pipe_is_full():
    # Known of circles: the largest flow is 1.076 times the full one, at a filling of 0.938.
    assert flow(filling=0.938) == pytest.approx(1.076 * flow(), rel=1e-3)


def test_three_quarters_full_carries_912_thousandths_of_the_full_flow():
    # The wetted segment spans 240 degrees: area 0.8045 and hydraulic radius 1.2067 of the full pipe's.
    assert flow(filling=0.75) / flow() == pytest.approx(0.8045 * 1.2067 ** (2 / 3), rel=2e-4)
    assert flow(filling=0.75) / flow() == pytest.approx(0.912, abs=5e-4)


def test_pipe_carries_its_area_times_mannings_velocity():
    # 0.070686 m2 at (0.3 / 4)^(2/3) sqrt(0.004) / 0.013 = 0.8652 m/s are 0.06116 m3/s.
    assert flow() / 86_400 == pytest.approx(0.0612, abs=5e-5)


def test_smallest_flows_peak_at_the_upper_bound():
    # 2.7 / Q^0.11 is 2.3 at 4.3 L/s and would be larger below; no flow at all peaks like a trickle.
    assert peaking_factor(np.array([0.0, 0.5, 4.2])).tolist() == [KZ_HIGHEST] * 3


@given(st.floats(0.05, 0.92), st.floats(0.001, 0.01))
def test_more_filling_carries_more_up_to_the_largest_flow(filling, more):
    assert flow(filling=filling + more) > flow(filling=filling)


@given(st.floats(0.0, 1e5), st.floats(0.0, 1e5))
def test_larger_flows_peak_less_but_never_below_the_smaller_flows_peak(first, second):
    small, large = sorted((first, second))
    low, high = peaking_factor(np.array([small, large]))
    assert KZ_LOWEST <= high <= low <= KZ_HIGHEST
    assert small * low <= large * high * (1 + 1e-12)
