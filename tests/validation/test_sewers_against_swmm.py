"""Steady flow in sewers against EPA SWMM's dynamic wave, on networks that do not overflow."""

import numpy as np
import pytest

from networks.open_channel import partly_full_m3_per_d
from tests.validation.swmm_networks import Network, drawn, ours, shares_of, steady

FLOW_RELATIVE = 1e-6
"""At rest the two agree to 1e-13. SWMM takes long to come to rest where water is shallow: at less than half of these
loads surges of 1e-3 are left after its twelve hours and 1e-4 after a day, so that smaller loads are not compared."""

FULL_RELATIVE = 1e-3
"""SWMM's Manning is in feet with 1.486 for 1.4859, 6e-5 off; pipes so near to full that this decides are left out."""


def flows(network: Network, used: dict[str, float]) -> dict[str, float]:
    """Return the product's flow by pipe [m3/s]: utilisation at filling 1 times Manning's full flow."""
    table = network.pipes
    full = partly_full_m3_per_d(table["diameter_mm"].to_numpy() / 1000, table["slope"].to_numpy(),
                                manning_n=table["manning_n"].to_numpy(), filling=np.ones(len(table))) / 86_400
    return {pipe: used[pipe] * carried for pipe, carried in zip(table["pipe"], full, strict=True)}


@pytest.mark.parametrize(("manholes", "seed", "times"), [
    (20, 1, 1.0), (40, 2, 0.5), (40, 2, 1.0), (40, 2, 2.0), (60, 3, 1.5)])
def test_trees_with_two_outfalls_carry_what_swmm_finds(manholes, seed, times, tmp_path):
    network = drawn(manholes, seed=seed, second_pipes=0.0)
    theirs, used = steady(network, times, tmp_path), ours(network, times, {})
    assert theirs.overflow == 0.0
    assert flows(network, used) == pytest.approx(theirs.flow, rel=FLOW_RELATIVE)
    clear = {pipe for pipe, full in used.items() if abs(full - 1) > FULL_RELATIVE}
    assert {pipe for pipe in clear if used[pipe] > 1} == theirs.over_full & clear


def test_loads_of_these_trees_reach_from_no_full_pipe_to_many():
    network = drawn(40, seed=2, second_pipes=0.0)
    counts = [sum(full > 1 for full in ours(network, times, {}).values()) for times in (0.1, 1.0, 2.0)]
    assert counts[0] == 0 < counts[1] < counts[2]


@pytest.mark.parametrize(("manholes", "seed", "times"), [(25, 4, 1.0), (30, 2, 0.5), (30, 2, 1.0), (50, 5, 0.5)])
def test_branching_sewers_carry_what_swmm_finds_where_flow_parts_as_swmm_parts_it(manholes, seed, times, tmp_path):
    # How a flow parts is hydraulics that the product takes as given; all else must follow from it.
    network = drawn(manholes, seed=seed, second_pipes=0.3)
    theirs = steady(network, times, tmp_path)
    shares = shares_of(network, theirs.flow)
    assert theirs.overflow == 0.0
    assert len(shares) >= 4
    assert all(0 < share < 1 for share in shares.values())
    used = ours(network, times, shares)
    assert flows(network, used) == pytest.approx(theirs.flow, rel=FLOW_RELATIVE)
    clear = {pipe for pipe, full in used.items() if abs(full - 1) > FULL_RELATIVE}
    assert {pipe for pipe in clear if used[pipe] > 1} == theirs.over_full & clear
