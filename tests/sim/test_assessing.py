"""Answers: equal states share a row, and systems that answer at once are asked anew."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from sim.lockstep import simulate
from tests.small_park import Pot, future_of, scene_of, second_pot_in


@dataclass(frozen=True)
class QuickPot(Pot):
    """A pot that says whether it answers sooner than a state is recognised."""

    answers_at_once: bool = True
    asked: list = None

    def assess(self, demand, in_service):
        if self.asked is not None:
            self.asked.append(len(in_service))
        return super().assess(demand, in_service)


FIRMS = [{"enquiry_month": month + 0.5, "need_mw": 0.5, "life_months": 7.0} for month in range(8)]
FUTURES = [future_of(*FIRMS), future_of(*FIRMS[:5], number=1)]
POT = {"pot_1": 2.0, "pot_2": 2.0, "pot_3": 4.0}


def march(system):
    return simulate(replace(scene_of(second_pot_in(3), systems=(system,)), kept_states=7), FUTURES)


def told(record):
    return [(sample.key, sample.utilisation.tolist(), {need: values.tolist() for need, values
                                                       in sample.state.demand.items()})
            for sample in record.samples["pot"]]


def test_a_system_that_is_asked_anew_tells_the_same_and_keeps_the_same_samples():
    anew, shared = march(QuickPot("pot", POT)), march(Pot("pot", POT))
    for column in ("drawn", "required", "load_required", "capacity", "binding"):
        assert np.array_equal(getattr(anew, column), getattr(shared, column))
    assert np.array_equal(anew.headroom["pot"], shared.headroom["pot"])
    assert len(told(shared)) == 7
    assert told(anew) == told(shared)


@pytest.mark.parametrize("answers_at_once", [True, False])
def test_only_a_system_that_says_so_is_asked_for_equal_states_again(answers_at_once):
    asked = []
    march(QuickPot("pot", POT, answers_at_once=answers_at_once, asked=asked))
    shared = []
    march(QuickPot("pot", POT, answers_at_once=False, asked=shared))
    assert (sum(asked) > sum(shared)) == answers_at_once
