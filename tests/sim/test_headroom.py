"""Headroom: the largest further need that fits, against limits that can be solved by hand."""

from dataclasses import dataclass

import numpy as np
import pytest

from sim.assessing import State, stacked
from sim.capacity import Assessment, Limit
from sim.headroom import largest_further_need


@dataclass(frozen=True)
class TwoFeeders:
    """Each area has a feeder of its own, and both hang on one line whose losses grow with the square."""

    feeder_mw: tuple[float, float]
    line_mw: float
    losses: float = 0.0
    solves_up_to_mw: float = np.inf
    name: str = "power"
    label: str = "Power"
    unit: str = "MW"
    needs: tuple[str, ...] = ("power_mw",)
    conditions: tuple[str, ...] = ()
    assets: tuple[str, ...] = ("net",)
    limits: tuple[Limit, ...] = tuple(Limit(name, name, name, "line", name) for name in ("one", "two", "line"))

    def assess(self, demand, in_service):
        area_mw = demand["power_mw"].max(axis=2)
        total = area_mw.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            feeders = np.where(area_mw > 0, area_mw / np.array(self.feeder_mw), 0.0)
        used = np.concatenate([feeders, ((total + self.losses * total**2) / self.line_mw)[:, None]], axis=1)
        unsolved = total > self.solves_up_to_mw
        used[unsolved] = np.inf
        return Assessment(used, np.zeros(used.shape, dtype=np.int64), unsolved)

    def load(self, demand):
        return demand["power_mw"].sum(axis=1).max(axis=1)

    def capacity(self, in_service):
        return np.full(len(in_service), self.line_mw)


WIDTH_MW = 0.002 * 20.0
"""How far below the bound the search may end: 0.2 % of the line's 20 MW."""


def further(system, *areas_mw):
    state = State({"power_mw": np.array(areas_mw, dtype=float)[:, None]}, {}, np.array([True]))
    return largest_further_need(system, *stacked(system, [state]))[0]


def test_it_ends_at_the_first_limit_that_is_reached():
    assert further(TwoFeeders((5.0, 50.0), 20.0), 2.0, 3.0) == pytest.approx([3.0, 15.0], abs=WIDTH_MW, rel=6e-3)


def test_it_never_promises_what_does_not_fit():
    found = further(TwoFeeders((5.0, 50.0), 20.0), 2.0, 3.0)
    assert (found <= np.array([3.0, 15.0]) * (1 + 2e-6)).all()


def test_a_curved_limit_is_solved_for():
    # total + 0.01 total^2 = 20 at 17.082
    assert further(TwoFeeders((99.0, 99.0), 20.0, losses=0.01), 2.0, 3.0) == pytest.approx([12.08, 12.08], rel=6e-3)


def test_the_edge_of_what_solves_is_an_edge():
    assert further(TwoFeeders((99.0, 99.0), 20.0, solves_up_to_mw=9.0), 2.0, 3.0) == pytest.approx([4, 4], rel=2e-2)


def test_a_full_feeder_leaves_the_other_area_its_room():
    assert further(TwoFeeders((2.0, 50.0), 20.0), 4.0, 3.0) == pytest.approx([0.0, 13.0], abs=WIDTH_MW, rel=6e-3)


def test_an_area_that_nothing_serves_has_none_and_the_other_has_its_own():
    assert further(TwoFeeders((0.0, 50.0), 20.0), 4.0, 3.0) == pytest.approx([0.0, 13.0], abs=WIDTH_MW, rel=6e-3)


def test_without_a_limit_there_is_no_bound():
    assert np.isinf(further(TwoFeeders((np.inf, np.inf), np.inf), 1.0, 1.0)).all()


def test_the_answer_of_a_state_does_not_depend_on_its_neighbours():
    system = TwoFeeders((5.0, 50.0), 20.0, losses=0.003)
    states = [State({"power_mw": np.array([[load], [2 * load]])}, {}, np.array([True])) for load in (0.0, 1.3, 2.7)]
    together = largest_further_need(system, *stacked(system, states))
    alone = np.concatenate([largest_further_need(system, *stacked(system, [state])) for state in states])
    assert together.tobytes() == alone.tobytes()
