"""Tables and futures of a run made again from what its folder keeps."""

import stat
from pathlib import Path

import pytest

from experiments.command import reproduce_command
from experiments.command.parser import parser
from experiments.command.reproduce_command import run as reproduce
from experiments.command.verify_command import run as verify
from experiments.running import kept as kept_module
from experiments.running.batch_files import BatchFiles
from experiments.running.crew import alone
from experiments.running.kept import KeptRun
from experiments.verifying import anew, recomputed
from experiments.verifying.anew import compared_anew
from experiments.verifying.cells import differing_cells
from experiments.verifying.recomputed import check_tables
from tests.experiments.damage import copy_of, flip


@pytest.fixture
def place(left_run, tmp_path) -> Path:
    return copy_of(left_run, tmp_path)


@pytest.fixture
def texts(left_run, monkeypatch) -> dict[str, str]:
    """Return the tables of the run by file, which need not be calculated for every test."""
    made = {file.name: file.read_text(encoding="utf-8") for file in left_run.glob("*.csv")}
    for module in (anew, recomputed):
        monkeypatch.setattr(module, "table_texts", lambda comparison: ((name, iter([made[name]])) for name in made))
    return made


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def asked(*words: str):
    return parser().parse_args(list(words))


def test_equal_tables_differ_in_nothing_wherever_their_text_is_cut():
    assert differing_cells(["plan,p\nto", "day,1\n"], ["plan,p\ntoday,1", "\n"]) is None


def test_rows_and_columns_of_one_alone_are_counted():
    assert str(differing_cells(["a,b\n1,2\n"], ["a,b\n1,2\n3,4\n"])) == (
        "2 cells differ, the first in line 3, a row of one alone")
    assert str(differing_cells(["a,b\n1,2\n"], ["a,b\n1,2,3\n"])) == (
        "1 cell differs, the first in line 2, column 3: '', now '3'")


def test_a_quotation_mark_out_of_place_spoils_its_own_line_alone():
    differing = differing_cells(['a,b\n"1,2\n3,4\n'], ["a,b\n1,2\n3,4\n"])
    assert (differing.cells, differing.line) == (2, 2)


def test_a_table_that_is_not_that_of_the_batches_is_told_with_its_first_cell(place, small_comparison, texts):
    edit(place / "exhaustion.csv", "today,power,", "today,poker,")
    check = check_tables(small_comparison, place)
    assert check.found == f"{len(texts) - 1} of {len(texts)} tables recomputed from the batches, equal to the last byte"
    (problem,) = check.problems
    assert problem == (f"{place / 'exhaustion.csv'}: is not the table that the batches give: 1 cell differs, the first "
                       "in line 2, column system: 'poker', now 'power'")


def test_what_came_out_otherwise_is_told_table_by_table(place, small_comparison, texts):
    flip(next((place / "batches").glob("000001-*")))
    (place / "losses.csv").unlink()
    edit(place / "costs.csv", "today", "todai")
    BatchFiles(place).put(7, b"left by one that went on too far")
    before = BatchFiles(small_comparison.study.folder.parent / "results" / place.name)
    name, batches, tables = compared_anew(KeptRun.read(place), small_comparison, before)
    assert (name.found, name.problems) == (f"{place.name}, the same", ())
    assert batches.found == "1 of 2 batches equal to the last bit"
    (problem,) = batches.problems
    assert problem.endswith("was damaged")
    assert tables.found == f"{len(texts) - 2} of {len(texts)} tables equal to the last byte"
    assert sorted(tables.problems)[0].endswith("column plan: 'todai', now 'today'")
    assert sorted(tables.problems)[1] == f"{place / 'losses.csv'}: is missing"


def test_a_whole_run_in_a_folder_that_may_only_be_read_is_confirmed(place, capsys):
    before = {path: path.stat().st_mtime_ns for path in (place, *place.rglob("*"))}
    for path in before:
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    assert verify(asked("verify", place.name[:5], "--results", str(place.parent), "--states", "1")) == 0
    said = capsys.readouterr().out
    assert "\ncode: code, libraries and processor are those of the run\ntables: 27 of 27 tables recomputed" in said
    assert "\nfutures: 3 futures (0, 1, 2) simulated again, equal to the last bit\n" in said
    assert said.endswith("solved by other means, with the differences above\nconfirmed\n")
    assert {path: path.stat().st_mtime_ns for path in (place, *place.rglob("*"))} == before


def test_a_damaged_run_is_not_confirmed_and_the_way_out_is_told(place, capsys):
    flip(next((place / "batches").glob("000001-*")))
    assert verify(asked("verify", str(place))) == 1
    *_, last = capsys.readouterr().out.splitlines()
    assert last.startswith("not confirmed: 1 problem; the command that made it computes anew what is damaged")
    assert last.endswith(f"headroom compare {place / 'study'} --plans today,balanced --futures 3 --results "
                         f"{place.parent}")


def test_a_run_that_is_nowhere_is_a_mistake(tmp_path, capsys):
    for command, word in ((verify, "verify"), (reproduce, "reproduce")):
        assert command(asked(word, "abc", "--results", str(tmp_path))) == 2
        assert "no run of that name" in capsys.readouterr().err


def test_a_run_comes_out_again_to_the_last_bit_and_nothing_of_it_is_left(place, capsys, monkeypatch, texts):
    monkeypatch.setattr(reproduce_command, "crew_of", lambda arguments, passed, batches: lambda: alone(passed))
    assert reproduce(asked("reproduce", str(place))) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "code: code, libraries and processor are those of the run", f"run id: {place.name}, the same",
        "batches: 2 of 2 batches equal to the last bit", f"tables: {len(texts)} of {len(texts)} tables equal to the "
        "last byte", "reproduced to the last bit"]
    assert list(place.parent.iterdir()) == [place]


def test_other_code_is_told_first_and_a_run_that_was_stopped_leaves_nothing(place, capsys, monkeypatch):
    def stop(arguments, passed, batches):
        raise KeyboardInterrupt

    monkeypatch.setattr(kept_module, "code_version", lambda: "c0de")
    monkeypatch.setattr(reproduce_command, "crew_of", stop)
    assert reproduce(asked("reproduce", str(place))) == 130
    told = capsys.readouterr()
    assert told.out.splitlines()[1].startswith("code: differs from that of the run in Headroom's code; where results")
    assert told.err.endswith("stopped; nothing of it is left\n")
    assert list(place.parent.iterdir()) == [place]


def test_a_run_whose_question_is_damaged_cannot_be_asked_again(place, capsys):
    flip(place / "study" / "land.csv")
    assert reproduce(asked("reproduce", str(place))) == 2
    said = capsys.readouterr().err
    assert "what the run was asked is not whole, so it cannot be asked again; `headroom verify" in said


def test_an_unfinished_run_has_nothing_to_be_compared_with(place, capsys):
    (place / "manifest.json").unlink()
    assert reproduce(asked("reproduce", str(place))) == 2
    assert "is not finished, so there is nothing to compare with; go on with it: headroom compare" in (
        capsys.readouterr().err)
