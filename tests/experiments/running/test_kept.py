"""A run as its folder keeps it: found by name, read again, refused where it is not what it says."""

import json

import pytest

from experiments.running.folder import RUN
from experiments.running.identity import code_version, name_of, versions
from experiments.running.kept import (
    DamagedRunError,
    KeptRun,
    NoSuchRunError,
    changed_since,
    command_again,
    found_run,
    read_told,
)
from tests.experiments.damage import copy_of


@pytest.fixture
def runs(tmp_path):
    """Return a folder of two runs, a folder of notes and one that is half made."""
    for name in ("0123456789ab", "0123ffffffff", "notes", ".0123456789ab.a1b2c3d4"):
        (tmp_path / name).mkdir()
    for name in ("0123456789ab", "0123ffffffff", ".0123456789ab.a1b2c3d4"):
        (tmp_path / name / RUN).write_text("{}", encoding="utf-8")
    return tmp_path


def test_a_run_is_found_by_its_name_the_beginning_of_it_and_its_folder(runs):
    wanted = runs / "0123456789ab"
    assert [found_run(asked, runs) for asked in ("0123456789ab", "01234", str(wanted))] == [wanted] * 3


@pytest.mark.parametrize(("asked", "says"), [
    ("0123", "is the beginning of 2 runs in .*: 0123456789ab, 0123ffffffff; tell more of the name"),
    ("abc", "'abc': no run of that name in .*, and no such folder; it holds 0123456789ab, 0123ffffffff; name another"),
    ("", "'': no run of that name")])
def test_what_names_no_run_or_several_is_refused_with_the_way_out(runs, asked, says):
    with pytest.raises(NoSuchRunError, match=says):
        found_run(asked, runs)


def test_a_folder_that_is_no_run_and_runs_that_are_nowhere_are_refused(runs):
    with pytest.raises(NoSuchRunError, match=r"notes: is no run: it holds neither run\.json nor manifest\.json"):
        found_run(str(runs / "notes"), runs)
    with pytest.raises(NoSuchRunError, match="it holds no run; name another folder of runs with --results DIR"):
        found_run("0123", runs / "nowhere")


def test_a_kept_run_asks_what_the_run_was_asked(left_run, small_comparison):
    kept = KeptRun.read(left_run)
    assert (kept.run, kept.futures, kept.until, kept.rule) == (left_run.name, 3, "", None)
    assert kept.plans == small_comparison.plans
    assert kept.run_now() == kept.run
    assert [list(kept.job.numbers(batch, futures=3)) for batch in kept.job.batches(3)] == [[0, 1], [2]]


def test_the_command_that_asks_the_same_names_plans_and_futures(left_run):
    told = read_told(left_run)
    assert command_again(told | {"feedback": False}, study="my_park", results=left_run.parent) == (
        f"headroom compare my_park --plans today,balanced --futures 3 --no-feedback --results {left_run.parent}")
    told["identity"]["until"] = "P50 of the first exhaustion within 1 month"
    assert " --until 'P50 of the first exhaustion within 1 month' " in command_again(
        told, study="my_park", results=left_run.parent)


def test_a_question_that_was_changed_is_refused(left_run, tmp_path):
    file = copy_of(left_run, tmp_path) / RUN
    told = json.loads(file.read_text(encoding="utf-8"))
    told["identity"]["futures"] = 4
    file.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(DamagedRunError, match=rf"run\.json: was changed: it says run {left_run.name}"):
        read_told(file.parent)
    told["run_id"] = name_of(told["identity"])
    file.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(DamagedRunError, match=f"and the folder bears the name of {left_run.name}"):
        read_told(file.parent)


@pytest.mark.parametrize(("key", "value", "says"), [
    ("plans", ["today"], "it does not give run .*, which differs in the plans"),
    ("plans", ["tomorrow"], r"does not go with .*study: study 'my_park' has no plan 'tomorrow'"),
    ("plans", [7], r"does not go with .*study: "),
    ("batch_futures", 0, "batch_futures is 0; allowed: a whole number from 1"),
    ("feedback", False, "it does not give run .*, which differs in the policy")])
def test_what_is_told_beside_the_hash_must_go_with_it(left_run, tmp_path, key, value, says):
    file = copy_of(left_run, tmp_path) / RUN
    told = json.loads(file.read_text(encoding="utf-8")) | {key: value}
    file.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(DamagedRunError, match=says):
        KeptRun.read(file.parent)


def test_a_study_with_a_mistake_gives_no_run(left_run, tmp_path):
    place = copy_of(left_run, tmp_path)
    (place / "study" / "park.yaml").unlink()
    with pytest.raises(DamagedRunError, match=r"park\.yaml"):
        KeptRun.read(place)


def test_other_code_libraries_and_processors_are_named():
    here = {"code": code_version(), "versions": dict(versions())}
    assert changed_since(here) == []
    other = {"code": "c0de", "versions": {**versions(), "simpy": "1.0"}}
    assert changed_since(other, {"system": "Plan 9"}) == [
        "Headroom's code", f"simpy (1.0, now {versions()['simpy']})", changed_since(here, {"system": "Plan 9"})[0]]
    assert changed_since(here, {"system": "Plan 9"})[0].startswith("the system (Plan 9, now ")
