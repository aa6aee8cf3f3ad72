"""For want of what enterprises are lost: an open list, as the record tells it."""

from dataclasses import replace
from math import inf

import numpy as np
import pandas as pd
import pytest

from experiments.running.packing import Packed, packed
from experiments.statistics.causes import MOST, TooManyCausesError, causes_of, causes_told
from experiments.statistics.losses import LossesByCause, LostTo, lost_enterprises
from tests.experiments.statistics.gathered import told_by
from tests.experiments.statistics.small_record import context_of, record_of

OTHERS = ("land", "attraction", "approval")


def with_others(*rows, others=OTHERS, futures=1):
    """Return a record whose losses are held by systems and have other causes, each by name."""
    record = record_of([[[inf, inf]]] * futures, plans=["today"], losses=rows)
    other = np.array([[name in row["other"] for name in others] for row in rows], dtype=bool)
    lost = replace(record.losses, other=other.reshape(len(rows), len(others)))
    return replace(record, other_causes=others, losses=lost)


def table_of(kind, record):
    context = context_of(record)
    return told_by(kind(record, context), record, context)


def firms(kind, record):
    table = table_of(kind, record)
    return dict(zip(table["cause"], table["firms"], strict=True))


def test_a_record_that_names_no_causes_has_its_systems_and_land():
    assert causes_of(record_of([[[inf, inf]]], plans=["today"])) == ("power", "roads", "land")


def test_causes_that_a_record_names_follow_its_systems():
    assert causes_of(with_others()) == ("power", "roads", "land", "attraction", "approval")


def test_a_cause_of_the_record_has_its_row_even_where_nothing_is_lost_to_it():
    record = with_others({"held_by": ["power"], "other": []})
    assert firms(LossesByCause, record) == {"power": 1, "roads": 0, "land": 0, "attraction": 0, "approval": 0, "all": 1}


def test_who_did_not_come_for_shortage_and_slow_approval_counts_once_in_losses_and_for_both_in_lost_to():
    record = with_others({"held_by": [], "other": ["attraction", "approval"]}, {"held_by": [], "other": ["land"]})
    assert firms(LossesByCause, record) == {"power": 0, "roads": 0, "attraction + approval": 1, "land": 1,
                                            "attraction": 0, "approval": 0, "all": 2}
    assert firms(LostTo, record) == {"power": 0, "roads": 0, "land": 1, "attraction": 1, "approval": 1, "all": 2}


def test_a_system_and_another_cause_may_lose_an_enterprise_together():
    record = with_others({"held_by": ["power"], "other": ["attraction"]})
    table = pd.concat(lost_enterprises(record, context_of(record)))
    assert table["cause"].tolist() == ["power + attraction"]


def test_land_that_is_a_system_of_its_own_is_one_cause_and_not_two():
    record = with_others({"held_by": [], "other": ["roads"]}, {"held_by": ["roads"], "other": []}, others=("roads",))
    assert firms(LossesByCause, record) == {"power": 0, "roads": 2, "all": 2}


def test_a_loss_that_nothing_explains_is_unknown():
    assert causes_told(with_others(), {0})[0] == "unknown"


def test_causes_go_with_the_record_onto_the_disk():
    def causes(record):
        return causes_of(Packed(packed(record, run="run", batch=0)))

    assert causes(record_of([[[inf, inf]]], plans=["today"])) == ("power", "roads", "land")
    assert causes(with_others({"held_by": ["power"], "other": []})) == ("power", "roads", *OTHERS)


def test_more_causes_than_can_be_told_apart_are_refused():
    with pytest.raises(TooManyCausesError, match=f"at most {MOST} can be told apart"):
        causes_of(with_others(others=tuple(f"cause_{at}" for at in range(MOST - 1))))
