"""Storing a run that lies there already: left as it is where it is whole, written anew where it is not."""

import errno
import os
from pathlib import Path

import pytest

from experiments.running import durable, storing
from experiments.running import folder as running_folder
from experiments.running.folder import MANIFEST, ResultsError, hash_of, manifest_of
from tests.experiments.conftest import sketch
from tests.experiments.damage import copy_of, cut, flip


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """Return a list that takes the name of every run that is drawn."""
    runs: list[str] = []

    def draw(comparison, folder):
        runs.append(comparison.run_id)
        sketch(comparison, folder)

    monkeypatch.setattr(storing, "draw", draw)
    return runs


@pytest.fixture
def texts(left_run, monkeypatch) -> dict[str, str]:
    """Return the tables of the run by file, which need not be calculated for every test."""
    made = {file.name: file.read_text(encoding="utf-8") for file in left_run.glob("*.csv")}
    monkeypatch.setattr(storing, "table_texts", lambda comparison: ((name, iter([made[name]])) for name in made))
    return made


@pytest.fixture
def again(small_comparison, left_run, texts):
    """Return what stores the run once more, told what it tells."""
    batches = list(manifest_of(left_run)["batches"])

    def stored(place: Path, **measured: object) -> list[str]:
        told: list[str] = []
        storing.store(small_comparison, place.parent, measured=measured, batches=batches, told=told.append)
        return told

    return stored


def times(place: Path) -> dict[str, int]:
    """Return when each file was written."""
    return {file.name: file.stat().st_mtime_ns for file in place.rglob("*") if file.is_file()}


def test_a_whole_run_is_left_as_it_lies_and_that_is_told(left_run, again, drawn, tmp_path):
    place = copy_of(left_run, tmp_path)
    before = times(place)
    assert again(place) == ["tables and figures were there already, whole and the same; they are left as they are"]
    assert drawn == []
    assert times(place) == before


def test_a_new_verification_is_told_without_drawing_anything(left_run, again, drawn, tmp_path):
    place = copy_of(left_run, tmp_path)
    again(place, verified={"power": {"states": 9}}, simulated_s=1.0)
    assert drawn == []
    assert manifest_of(place)["measured"]["verified"] == {"power": {"states": 9}}
    assert manifest_of(place)["outputs"] == manifest_of(left_run)["outputs"]


@pytest.mark.parametrize(("name", "damage"), [
    ("losses.csv", flip), ("assumptions.csv", cut), ("figures/capacity_power.png", flip),
    ("ro-crate-metadata.json", flip), ("manifest.json", flip), ("manifest.json", cut),
    ("figures/capacity_power.png", Path.unlink)])
def test_what_is_damaged_or_cut_or_gone_is_written_anew(left_run, again, drawn, tmp_path, name, damage):
    place = copy_of(left_run, tmp_path)
    damage(place / name)
    assert again(place) == []
    assert drawn == [place.name]
    outputs = manifest_of(place)["outputs"]
    assert {name: hash_of(place / name) for name in outputs} == outputs
    if not name.endswith(".json"):
        assert (place / name).read_bytes() == (left_run / name).read_bytes()


def test_tables_that_no_longer_are_those_of_the_batches_are_written_anew(left_run, again, texts, drawn, tmp_path):
    place = copy_of(left_run, tmp_path)
    texts["assumptions.csv"] = "other assumptions\n"
    assert again(place) == []
    assert drawn == [place.name]
    assert (place / "assumptions.csv").read_text(encoding="utf-8") == "other assumptions\n"


class Failing:
    """Lets one of the calls that write a run's results fail: opening a file, syncing it, putting it in its place."""

    def __init__(self, patch: pytest.MonkeyPatch, fails_at: int, error: int) -> None:
        self.count, self._fails_at, self._error = 0, fails_at, error
        opened = Path.open

        def opening(path: Path, mode: str = "r", *args, **kwargs):
            if "w" in mode:
                self._step()
            return opened(path, mode, *args, **kwargs)

        patch.setattr(Path, "open", opening)
        for module, name in ((durable.os, "fsync"), (running_folder.os, "replace")):
            patch.setattr(module, name, self._wrapped(getattr(os, name)))

    def _wrapped(self, real):
        def call(*args, **kwargs):
            self._step()
            return real(*args, **kwargs)

        return call

    def _step(self) -> None:
        self.count += 1
        if self.count == self._fails_at:
            raise OSError(self._error, os.strerror(self._error))


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EROFS])
def test_every_write_in_turn_may_fail_and_no_cut_file_has_a_final_name(left_run, again, drawn, tmp_path, error):
    whole = {name: (left_run / name).read_bytes() for name in manifest_of(left_run)["outputs"]}
    place = copy_of(left_run, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        (place / MANIFEST).unlink()
        failing = Failing(patch, 0, error)
        again(place)
    assert failing.count > 2 * len(whole)
    for at in range(1, failing.count + 1, 5):
        (place / MANIFEST).unlink()
        with pytest.MonkeyPatch.context() as patch, pytest.raises(ResultsError) as told:
            Failing(patch, at, error)
            again(place)
        assert os.strerror(error) in str(told.value)
        assert str(told.value).count("--results DIR") == 1
        assert [file.name for file in tmp_path.iterdir()] == [place.name]
        # The one that tells when it was written differs; what has a name is whole.
        for name in whole.keys() - {"ro-crate-metadata.json"}:
            assert (place / name).read_bytes() == whole[name], (at, name)
        again(place)
        assert manifest_of(place)["outputs"].keys() == whole.keys()
