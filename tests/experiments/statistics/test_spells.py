"""Spells of exhaustion: their ends, their limits, their relief."""

from dataclasses import replace
from math import inf

import pandas as pd

from experiments.statistics.spells import spells
from sim.lockstep import simulate
from tests.experiments.statistics.gathered import Parted
from tests.experiments.statistics.small_record import TRANSFORMER, context_of, months_above, record_of
from tests.small_park import future_of, scene_of, second_pot_in


def spells_of(record, context=None):
    context = context or context_of(record)
    return pd.concat(spells(record, context))


def spell_from_three_to_seven():
    record = record_of([[[inf]]], plans=["today"])
    record.required[0, 0, :, 0] = months_above(3, 7)
    return record


def test_a_spell_has_its_first_and_last_month():
    (spell,) = spells_of(spell_from_three_to_seven()).to_dict("records")
    assert (spell["from"], spell["until"], spell["months"]) == ("2027-04", "2027-08", 5)


def test_a_spell_that_lasts_through_the_last_month_ends_later_than_the_horizon():
    (spell,) = spells_of(record_of([[[20.0]]], plans=["today"])).to_dict("records")
    assert (spell["from"], spell["until"], spell["months"]) == ("2028-09", "> 2028-12", 4)


def test_a_spell_may_begin_in_the_first_month():
    (spell,) = spells_of(record_of([[[0.0]]], plans=["today"])).to_dict("records")
    assert (spell["from"], spell["months"]) == ("2027-01", 24)


def test_two_runs_are_two_spells():
    record = spell_from_three_to_seven()
    record.required[0, 0, 10:12, 0] = 2.0
    assert spells_of(record)["months"].tolist() == [5, 2]


def test_the_limit_is_the_one_at_the_beginning():
    record = spell_from_three_to_seven()
    record.binding[0, 0, 3] = TRANSFORMER
    (spell,) = spells_of(record).to_dict("records")
    assert (spell["limit"], spell["label"], spell["cause"]) == ("transformer", "transformer", "the transformer is full")


def test_without_exhaustion_there_is_no_spell_but_every_column():
    table = spells_of(record_of([[[inf, inf]]], plans=["today"]))
    assert table.empty
    assert list(table.columns) == ["future", "plan", "system", "from", "until", "months", "limit", "label", "cause",
                                   "relieved_by"]


def relief(*, finished, column=0):
    record = spell_from_three_to_seven()
    record.project_finished[0, 0, column] = finished
    return spells_of(record)["relieved_by"].tolist()


def test_a_project_finished_in_the_month_after_the_last_relieves():
    # Month 7 is judged at 8.0 before what happens then; month 8 at 9.0.
    assert relief(finished=8.0) == relief(finished=8.9) == ["second_line"]


def test_a_project_finished_earlier_or_later_does_not():
    assert relief(finished=7.9) == relief(finished=9.0) == [""]


def test_a_project_of_another_system_does_not():
    assert relief(finished=8.5, column=1) == [""]


def test_the_simulation_s_own_spell_is_relieved_by_the_project_that_ended_it():
    firms = [{"enquiry_month": 0.5, "patience_months": 99.0}] * 3
    scene = scene_of(second_pot_in(1))
    record = simulate(scene, [future_of(*firms, permit_months=3.0, build_months=4.5)])
    frame = context_of(record_of([[[0.0]]], plans=record.plans))
    context = replace(frame, systems=scene.systems, projects=scene.projects)
    (spell,) = spells_of(record, context).to_dict("records")
    assert (spell["from"], spell["until"], spell["relieved_by"]) == ("2027-01", "2027-08", "second_pot")


def test_spells_in_parts_are_those_of_all_futures_at_once():
    record = record_of([[[3.0, inf], [inf, 5.0]], [[inf, inf], [inf, inf]], [[1.0, 9.0], [4.0, 4.0]]])
    expected = spells_of(record)
    assert spells_of(Parted(record, [1, 2]), context_of(record)).to_dict("records") == expected.to_dict("records")
    assert expected["future"].tolist() == [0, 0, 2, 2, 2, 2]
