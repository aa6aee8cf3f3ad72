"""Every question script still gives the answer that stands beside it."""

import subprocess
import sys
from pathlib import Path

import pytest

from experiments.command.experiments_known import experiments_known
from tests.experiments.command.run import ROOT, headroom

SCRIPTS = experiments_known()


@pytest.mark.parametrize("name", SCRIPTS)
def test_answer_is_the_one_beside_the_script(name, tmp_path):
    done = headroom("run", name, "--results", str(tmp_path / "results"))
    assert done.returncode == 0, done.stderr
    assert done.stdout == SCRIPTS[name].with_suffix(".out").read_text(encoding="utf-8")
    assert {file.name for file in (tmp_path / "results").iterdir()} == {f"{name}.png", f"{name}.svg"}


@pytest.mark.parametrize("name", SCRIPTS)
def test_question_ends_with_its_mark(name):
    assert SCRIPTS[name].read_text(encoding="utf-8").split('"""')[1].strip().endswith("?")


def test_script_may_be_run_by_hand_from_any_folder(tmp_path):
    script = f"import runpy; runpy.run_path({str(SCRIPTS['line_against_substation'])!r})"
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['x', 'here']; {script}"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "here" / "line_against_substation.png").is_file()


def test_there_is_an_answer_for_every_question_and_no_other():
    room = Path(next(iter(SCRIPTS.values()))).parent
    assert {file.stem for file in room.glob("*.out")} == set(SCRIPTS)
