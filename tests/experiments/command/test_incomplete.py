"""A run some of whose batches failed again and again says so, wherever its results are seen."""

import json
from dataclasses import replace

import pytest

from experiments.command.compare_command import INCOMPLETE, Timed, _stored_and_told
from experiments.running.run import Ending
from experiments.running.run_folder import RunFolder
from tests.experiments.conftest import FUTURES

REASON = "MemoryError"


@pytest.fixture
def incomplete(small_comparison):
    ending = Ending(FUTURES, "Stopped after the 3 futures that were asked for.", aside={1: REASON})
    return replace(small_comparison, ending=ending)


def test_exit_code_and_words_tell_what_is_missing(incomplete, tmp_path, capsys):
    folder = RunFolder(tmp_path / incomplete.run_id, {})
    code = _stored_and_told(incomplete, folder, measured={}, timed=Timed(2.0, FUTURES), no_figures=True)
    said = capsys.readouterr()
    assert code == INCOMPLETE == 3
    assert said.err.startswith("incomplete: 1 batch, which failed three times each (batch 1: MemoryError); ")
    told = json.loads((tmp_path / incomplete.run_id / "manifest.json").read_text())
    assert told["set_aside"] == {"1": REASON}


def test_whole_run_says_nothing_of_the_kind(small_comparison, tmp_path, capsys):
    folder = RunFolder(tmp_path / small_comparison.run_id, {})
    assert _stored_and_told(small_comparison, folder, measured={}, timed=Timed(2.0, FUTURES), no_figures=True) == 0
    said = capsys.readouterr()
    assert "incomplete" not in said.err + said.out


def test_speed_counts_what_was_simulated_and_not_what_was_there():
    # 50 futures of 240 months under one plan in 10 s: 1,200 a second.
    assert Timed(10.0, 50).text(240) == "; 50 futures simulated in 10 s: 1,200 park-months a second"
    assert Timed(0.3, 0).text(240) == ", all of them there already"
