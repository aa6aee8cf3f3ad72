"""What else may happen beside a run: edited inputs, a clock that is set back, what others have left behind."""

import errno
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from experiments.running.batch_files import BATCHES, CLAIMS, BatchFiles
from experiments.running.durable import sweep_unfinished
from experiments.running.folder import ResultsError
from experiments.running.identity import identity, name_of
from experiments.running.run_folder import RUN, STUDY, RunFolder, told_run, unfinished_others
from experiments.study import Study, new_study
from tests.faults import toy
from tests.faults.test_disks import fill


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Return a copy of the county's study."""
    place = tmp_path_factory.mktemp("studies") / "my_park"
    new_study(place)
    return place


def told_of(study: Study, **options):
    return identity(study, list(study.plans.values()), futures=4, **options)


def begun(results: Path, study: Study, **options) -> RunFolder:
    return RunFolder.begin(results, told_of(study, **options), study, plans=list(study.plans))


def test_run_keeps_the_study_as_it_was_read_whatever_is_edited_meanwhile(place, tmp_path):
    study = Study.read(place)
    edited = place / "firms.csv"
    before = edited.read_text(encoding="utf-8")
    edited.write_text(before.replace("0.65", "0.64", 1), encoding="utf-8")
    try:
        folder = begun(tmp_path, study)
    finally:
        edited.write_text(before, encoding="utf-8")
    assert (folder.place / STUDY / "firms.csv").read_text(encoding="utf-8") == before
    kept = Study.read(folder.place / STUDY)
    assert dict(kept.hashes) == dict(study.hashes)
    assert name_of(told_of(kept)) == folder.run


def test_edited_study_is_another_run_and_the_unfinished_one_is_told_with_what_differs(place, tmp_path):
    study = Study.read(place)
    folder = begun(tmp_path, study)
    folder.batches.put(0, b"a batch")
    edited = place / "firms.csv"
    before = edited.read_text(encoding="utf-8")
    edited.write_text(before.replace("0.65", "0.64", 1), encoding="utf-8")
    try:
        other = Study.read(place)
    finally:
        edited.write_text(before, encoding="utf-8")
    (told,) = unfinished_others(tmp_path, told_of(other), study=other.name)
    assert told.startswith(f"{folder.place} is unfinished (1 batch) and is not gone on with: this run differs from "
                           "it in the study's files (firms.csv); ")
    assert begun(tmp_path, other).place != folder.place


@pytest.mark.parametrize(("key", "value", "words"), [
    ("seed", 1, "the seed (20270101, now 1)"), ("code", "0" * 64, "Headroom's code"),
    ("futures", 5, "the number of futures (4, now 5)"), ("versions", {"numpy": "1.0"}, "the libraries (")])
def test_every_other_change_is_told_too(place, tmp_path, key, value, words):
    study = Study.read(place)
    begun(tmp_path, study)
    (told,) = unfinished_others(tmp_path, told_of(study) | {key: value}, study=study.name)
    assert f"differs from it in {words}" in told


def test_finished_runs_and_runs_of_other_studies_are_not_told(place, tmp_path):
    study = Study.read(place)
    folder = begun(tmp_path, study)
    assert unfinished_others(tmp_path, told_of(study) | {"seed": 1}, study="another") == []
    (folder.place / "manifest.json").write_text("{}")
    assert unfinished_others(tmp_path, told_of(study) | {"seed": 1}, study=study.name) == []


def test_run_under_the_name_of_another_is_refused_with_what_differs(place, tmp_path):
    study = Study.read(place)
    mine, other = begun(tmp_path, study), told_of(study) | {"seed": 1}
    mine.place.rename(tmp_path / name_of(other))
    with pytest.raises(ResultsError, match=rf"holds run {mine.run} under another name, .* in the seed \(20270101, now"):
        RunFolder.begin(tmp_path, other, study, plans=[])


@pytest.mark.parametrize("kind", ["cut", "flipped"])
@pytest.mark.parametrize("file", [RUN, f"{STUDY}/park.yaml"])
def test_damaged_description_of_a_run_is_written_anew(place, tmp_path, file, kind):
    study = Study.read(place)
    folder = begun(tmp_path, study)
    damaged = folder.place / file
    whole = damaged.read_bytes()
    for at in range(0, len(whole), max(len(whole) // 25, 1)):
        content = bytearray(whole)
        content[at] ^= 4
        damaged.write_bytes(whole[:at] if kind == "cut" else content)
        assert begun(tmp_path, study).repaired == (damaged,)
        assert damaged.read_bytes() == whole


def test_description_that_contradicts_itself_is_not_believed(place, tmp_path):
    folder = begun(tmp_path, Study.read(place))
    told = json.loads((folder.place / RUN).read_text(encoding="utf-8"))
    told["identity"]["seed"] += 1
    (folder.place / RUN).write_text(json.dumps(told), encoding="utf-8")
    assert told_run(folder.place) is None


def test_lock_that_a_dead_process_left_holds_nobody_up(tmp_path):
    # Its file stays; what it locked went with the process.
    program = ("import os, sys; from pathlib import Path; from experiments.running.batch_files import BatchFiles\n"
               "store = BatchFiles(Path(sys.argv[1])); print(all(store.claim(at) for at in range(3)), flush=True)\n"
               "os.kill(os.getpid(), 9)")
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=toy.ROOT, capture_output=True, text=True)
    assert done.stdout == "True\n"
    assert (tmp_path / BATCHES / CLAIMS).exists()
    fill(tmp_path)
    assert len(toy.names(tmp_path)) == 3


def test_disk_that_knows_no_locks_lets_everybody_simulate_everything(tmp_path, monkeypatch):
    def unknown(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.lockf", unknown)
    fill(tmp_path)
    assert len(toy.names(tmp_path)) == 3


def test_batch_that_another_sweeps_away_while_it_is_written_is_written_again(tmp_path, monkeypatch):
    store, sweeps, real = BatchFiles(tmp_path), [0], os.replace

    def swept(unfinished, place) -> None:
        if sweeps:
            sweep_unfinished(store.folder, f"{sweeps.pop():06d}-")
        real(unfinished, place)

    monkeypatch.setattr(os, "replace", swept)
    store.put(0, toy.content_of(0))
    assert sweeps == []
    assert toy.names(tmp_path) == toy.expected_names(range(1), tmp_path / "expected")


def test_what_a_killed_process_left_half_written_is_swept(tmp_path):
    expected = toy.expected_names(range(3), tmp_path / "expected")
    (tmp_path / BATCHES).mkdir()
    left = tmp_path / BATCHES / f".{expected[1]}.a1b2c3d4.part"
    left.write_bytes(b"half")
    fill(tmp_path)
    assert not left.exists()
    assert toy.names(tmp_path) == expected


def test_clock_that_is_set_back_by_years_changes_nothing(tmp_path, monkeypatch):
    expected = toy.expected_names(range(3), tmp_path / "expected")
    real, began = time.time, time.time()

    def back() -> float:
        # Runs backwards, a day for every second.
        return began - 86400 * (real() - began)

    monkeypatch.setattr(time, "time", back)
    fill(tmp_path / "run")
    for file in (tmp_path / "run" / BATCHES).iterdir():
        os.utime(file, (0, 0))
    fill(tmp_path / "run")
    assert toy.names(tmp_path / "run") == expected


def test_folder_that_vanishes_under_a_run_is_made_again(tmp_path):
    store = BatchFiles(tmp_path)
    store.put(0, toy.content_of(0))
    (tmp_path / BATCHES / toy.names(tmp_path)[0]).unlink()
    assert [part.futures[0] for part in toy.archive(tmp_path, range(2)).parts()] == [0, toy.FUTURES]


def test_two_threads_of_one_process_may_write_the_same_batch(tmp_path):
    threads = [threading.Thread(target=BatchFiles(tmp_path).put, args=(0, toy.content_of(0))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert toy.names(tmp_path) == toy.expected_names(range(1), tmp_path / "expected")
    assert [file.name for file in (tmp_path / BATCHES).iterdir()] == toy.names(tmp_path)
