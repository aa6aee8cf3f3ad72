"""Hashes of a run: every damage is found and named with its place, and nothing is touched."""

import json
from pathlib import Path

import pytest

from experiments.running.batch_files import LookedAtBatches, StoreError
from experiments.running.folder import MANIFEST, manifest_of, manifest_text
from experiments.running.packing import DamagedBatchError
from experiments.verifying.check import Check
from experiments.verifying.stored import check_batches, check_manifest, check_outputs, check_question, check_study
from tests.experiments.damage import copy_of, cut, flip

EVERY = (check_manifest, check_question, check_study, check_outputs, check_batches)


@pytest.fixture
def place(left_run, tmp_path) -> Path:
    return copy_of(left_run, tmp_path)


def bytes_of(place: Path) -> dict[str, bytes]:
    return {file.relative_to(place).as_posix(): file.read_bytes() for file in place.rglob("*") if file.is_file()}


def found(place: Path) -> list[Check]:
    """Return what every check finds, and see to it that none of them touches anything."""
    before = bytes_of(place)
    checks = [check(place) for check in EVERY]
    assert bytes_of(place) == before
    return checks


def problems(place: Path) -> list[str]:
    return [problem.removeprefix(f"{place}/") for check in found(place) for problem in check.problems]


def batch(place: Path, number: int) -> Path:
    (file,) = (place / "batches").glob(f"{number:06d}-*.npz")
    return file


def test_a_whole_run_has_no_problem_and_everything_is_counted(left_run):
    checks = found(left_run)
    assert [(check.problems, check.notes) for check in checks] == [((), ())] * len(EVERY)
    files = len(manifest_of(left_run)["inputs"])
    assert [check.found for check in checks] == [
        "sealed", f"run.json gives the run's name, {left_run.name}", f"{files} of {files} files as the run read them",
        "29 of 29 files as they were written", "2 of 2 batches whole, 3 futures"]


def test_what_is_not_the_runs_is_named_and_no_problem(place):
    (place / "notes.txt").write_text("mine", encoding="utf-8")
    assert check_outputs(place).notes == (f"{place / 'notes.txt'}: is not the run's",)
    assert problems(place) == []


def test_line_ends_of_the_study_do_not_matter(place):
    file = place / "study" / "park.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert problems(place) == []


@pytest.mark.parametrize(("name", "damage", "says"), [
    ("losses.csv", flip, "losses.csv: was changed: its SHA-256 is not that of the manifest"),
    ("figures/capacity_power.png", cut, "figures/capacity_power.png: was changed"),
    ("ro-crate-metadata.json", Path.unlink, "ro-crate-metadata.json: is missing"),
    ("study/land.csv", flip, "study/land.csv: "),
    ("study/land.csv", Path.unlink, "study/land.csv: is missing"),
    ("manifest.json", Path.unlink, "manifest.json: is missing: the run is not finished"),
    ("manifest.json", cut, "manifest.json: cannot be read as JSON"),
    ("run.json", cut, "run.json: cannot be read: "),
    ("run.json", Path.unlink, "run.json: is missing; experiments, which keep no batches, leave none")])
def test_damage_is_told_once_with_its_place(place, name, damage, says):
    damage(place / name)
    (problem,) = problems(place)
    assert problem.startswith(says)


def test_a_manifest_that_was_edited_is_no_longer_sealed(place):
    file = place / MANIFEST
    file.write_text(file.read_text(encoding="utf-8").replace('"seed": 2', '"seed": 3'), encoding="utf-8")
    assert problems(place) == ["manifest.json: was changed: its seal is not that of what it tells"]


def test_a_manifest_sealed_for_another_run_is_found(place):
    told = manifest_of(place) | {"seed": 1}
    (place / MANIFEST).write_text(manifest_text(told), encoding="utf-8")
    assert problems(place) == ["manifest.json: tells another seed than run.json"]


@pytest.mark.parametrize("damage", [flip, cut])
def test_a_damaged_batch_is_told_and_stays(place, damage):
    file = batch(place, 1)
    damage(file)
    assert problems(place) == [f"batches/{file.name}: was damaged: its SHA-256 is not that of its name"]
    assert check_batches(place).found == "1 of 2 batches whole, 2 futures"
    with pytest.raises(DamagedBatchError, match="batch 1 was damaged on the disk"):
        LookedAtBatches(place).content(1)
    with pytest.raises(StoreError, match="its batches are only looked at"):
        LookedAtBatches(place).put(1, b"")
    assert file.is_file()


def test_a_missing_batch_is_told_whether_a_manifest_lists_it_or_not(place):
    file = batch(place, 0)
    file.unlink()
    assert problems(place) == [f"batches/{file.name}: is missing"]
    (place / MANIFEST).unlink()
    assert "batches: batch 0 is missing" in problems(place)


def test_a_batch_under_the_number_of_another_is_found(place):
    first, second = batch(place, 0), batch(place, 1)
    second.unlink()
    (place / "batches" / first.name.replace("000000-", "000001-")).write_bytes(first.read_bytes())
    assert problems(place) == [
        f"batches/{second.name}: is missing",
        f"batches: batch 1: is batch 0 of run {place.name}, not batch 1 of run {place.name}"]


def test_a_batch_that_was_set_aside_is_not_missed(place):
    file = batch(place, 1)
    file.unlink()
    told = manifest_of(place)
    told |= {"batches": [name for name in told["batches"] if name != file.name], "set_aside": {"1": "no luck"}}
    (place / MANIFEST).write_text(manifest_text(told), encoding="utf-8")
    assert problems(place) == []
    assert check_batches(place).found == "1 of 1 batch whole, 2 futures; 1 batch set aside by the run"


def test_a_run_that_keeps_nothing_but_its_outputs_is_told_from_one_that_lost_them(place):
    told = json.loads((place / "run.json").read_text(encoding="utf-8"))
    (place / "run.json").write_text(json.dumps(told | {"run_id": "0" * 12}), encoding="utf-8")
    assert check_batches(place).found == "not checked: nothing tells which run's they should be"


def test_what_the_runs_name_does_not_hold_is_told_twice_and_must_agree(place):
    told = json.loads((place / "run.json").read_text(encoding="utf-8"))
    (place / "run.json").write_text(json.dumps(told | {"study": "another"}), encoding="utf-8")
    assert problems(place) == ["manifest.json: tells another study than run.json"]
