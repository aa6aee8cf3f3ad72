"""Somebody else's text is harmless where it is shown."""

import pytest

from experiments.study import StudyFault
from experiments.study.escaping import inert_cell, is_file_name, visible


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+2", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=1"])
def test_a_formula_becomes_text(text):
    assert inert_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-0.5", "+3", "-1e-05", "-", "today+housing", "", "南区", "1=1"])
def test_numbers_and_plain_text_stay_as_they_are(text):
    assert inert_cell(text) == text


def test_a_fault_is_one_line_that_moves_no_cursor_whatever_a_file_is_called():
    told = str(StudyFault("plans/\x1b[2J\nall is well\u202e.yaml", None, "is no plan\r\x1b[1A"))
    assert told == "plans/\\x1b[2J\\nall is well\\u202e.yaml: is no plan \\x1b[1A"


def test_half_a_character_can_be_told():
    assert visible("a\ud800b") == "a\\ud800b"


@pytest.mark.parametrize(("name", "leads_nowhere"), [
    ("capacity_power_2", True), ("map_line-1", True), ("limits_today+housing", True), ("../x", False), ("a/b", False),
    ("a\\b", False), (".x", False), ("", False), ("a\n", False), ("con:", False), ("南", False)])
def test_a_name_of_a_file_leads_to_no_other_folder(name, leads_nowhere):
    assert is_file_name(name) is leads_nowhere
