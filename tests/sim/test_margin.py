"""The share of a demand that still solves, against an edge that is known."""

from dataclasses import dataclass

import numpy as np
import pandapower as pp
import pytest

from sim.capacity import Assessment
from sim.margin import solvable_share
from tests.networks.small_net import asked, system
from tests.small_park import Pot


@dataclass(frozen=True)
class Edge(Pot):
    """A pot that has no answer above what it holds."""

    def assess(self, demand, in_service):
        answer = super().assess(demand, in_service)
        return Assessment(answer.utilisation, answer.period, answer.utilisation[:, 0] > 1.0)


def test_the_share_is_what_is_held_over_what_is_asked():
    pot = Edge("pot", {"pot_1": 2.0})
    demand = {"need_mw": np.array([[[3.0], [1.0]], [[80.0], [0.0]]])}
    assert solvable_share(pot, demand, np.ones((2, 1), dtype=bool)) == pytest.approx([0.5, 0.025], abs=1e-3)


def test_nothing_at_all_is_told_as_zero():
    pot = Edge("pot", {"pot_1": 0.0})
    assert solvable_share(pot, {"need_mw": np.ones((1, 1, 1))}, np.ones((1, 1), dtype=bool)).tolist() == [0.0]


def test_a_line_solves_up_to_its_largest_power():
    # Behind R + jX a load of power factor 1 draws at most U^2 / (2 (|Z| + R)): 35^2 / (2 (5 + 3)) = 76.5625 MW.
    net = pp.create_empty_network(sn_mva=1.0)
    source, north = pp.create_bus(net, 35.0, name="source"), pp.create_bus(net, 35.0, name="bus_north")
    pp.create_ext_grid(net, source)
    pp.create_line_from_parameters(net, source, north, 10.0, 0.3, 0.4, 0.0, 0.4, name="line_north")
    power = system(net, ("line_north", "line_north", "line", 1.0, float("nan")))
    share = solvable_share(power, asked(100.0), np.array([[True]]))
    assert share == pytest.approx([0.765625], abs=1e-3)
    assert share[0] <= 0.765625
