"""The net's branches, read from its tables without pandapower."""

from math import sqrt

import pytest

from tests.networks.test_power_devices import power_of, station


def test_a_lines_rating_follows_from_its_current_and_a_transformers_is_its_own():
    branches = {branch.name: branch for branch in power_of(station()).net.branches()}
    line, transformer = branches["line_110kv"], branches["transformer_1"]
    assert (line.is_transformer, transformer.is_transformer) == (False, True)
    # 110 kV and 0.3 kA; 50 MVA.
    assert line.rating_mva == pytest.approx(sqrt(3) * 110 * 0.3)
    assert transformer.rating_mva == 50.0
    assert branches["line_north"].circuits == 4


def test_closed_branches_are_those_named_lines_before_transformers():
    net = power_of(station(transformers=2)).net
    closed = frozenset({"transformer_2", "line_north", "capacitors"})
    assert [branch.name for branch in net.branches(closed)] == ["line_north", "transformer_2"]
