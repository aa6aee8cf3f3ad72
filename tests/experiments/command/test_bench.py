"""The bench command: ratios printed, a larger park written, mistakes told in one line."""

import re

import pytest

from experiments.command import bench_command
from experiments.command.parser import parser
from experiments.study import Study, new_study
from tests.experiments.command.run import headroom

HORIZON = "horizon_months: 240"
PLANS = "plans: [today, reinforce_35kv, substation_first, sewage_first, balanced, triggered, reforms]"


@pytest.fixture
def short_study(tmp_path):
    """Return the folder of a study of two years and two plans."""
    folder = tmp_path / "short"
    new_study(folder)
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    assert HORIZON in text
    assert PLANS in text
    short = text.replace(HORIZON, "horizon_months: 24").replace(PLANS, "plans: [today, balanced]")
    (folder / "study.yaml").write_text(short, encoding="utf-8")
    return folder


def test_ratios_parts_and_growth_are_printed(short_study, monkeypatch, capsys):
    for name, value in (("QUICK_FUTURES", (1,)), ("QUICK_YEARS", 1), ("QUICK_PARKS", (1,))):
        monkeypatch.setattr(bench_command, name, value)
    assert bench_command.run(parser().parse_args(["bench", str(short_study), "--quick", "--futures", "1"])) == 0
    told = capsys.readouterr().out
    # Which parts are met by chance in so short a run nobody can say.
    for line in (r"^park-months a second: \d+", r"^ratio to the loop: \d+", r"^ratio to the loop at equal work: \d+",
                 r"^ratio to the floor: \d+\.\d\d", r"^  [a-z].* +\d+\.\d%", r"^  1 futures ", r"^  2 years ",
                 r"^  1 x the park "):
        assert re.search(line, told, re.MULTILINE), line


def test_larger_park_is_written_and_can_be_checked(tmp_path):
    done = headroom("bench", "--write-park", "2", "pair", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "headroom compare pair" in done.stdout
    assert len(Study.read(tmp_path / "pair").park.areas) == 12
    checked = headroom("check", "pair", cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("times", ["0", "two", "101", "-3", "1.5"])
def test_park_of_no_number_is_refused_in_one_line(tmp_path, times):
    done = headroom("bench", "--write-park", times, "pair", cwd=tmp_path)
    assert done.returncode == 2
    assert not (tmp_path / "pair").exists()
    if not times.startswith("-"):
        assert done.stderr.strip() == f"--write-park: {times!r} is no number of parks; give 1 to 100"


def test_folder_that_holds_something_is_not_written_over(tmp_path):
    (tmp_path / "pair").mkdir()
    (tmp_path / "pair" / "mine.txt").write_text("mine")
    done = headroom("bench", "--write-park", "2", "pair", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.strip() == "pair: is not empty; name a folder that does not exist yet"


def test_unknown_study_is_told_in_one_line(tmp_path):
    done = headroom("bench", "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
