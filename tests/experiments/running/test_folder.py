"""What a run leaves on disk: all of it, or nothing."""

import json
from hashlib import sha256

import pytest

from experiments.running.folder import MANIFEST, ResultsError, check_place, whole_folder, write_manifest


def leave(results, text):
    with whole_folder(results, "abc") as folder:
        (folder / "table.csv").write_text(text)
        write_manifest(folder, {"run_id": "abc"})


def names(results):
    return sorted(path.name for path in results.iterdir())


def test_a_finished_run_lies_under_its_name(tmp_path):
    leave(tmp_path / "results", "a\n")
    assert names(tmp_path / "results") == ["abc"]
    assert names(tmp_path / "results" / "abc") == [MANIFEST, "table.csv"]


def test_the_manifest_holds_the_hash_of_every_file(tmp_path):
    leave(tmp_path, "a\n")
    told = json.loads((tmp_path / "abc" / MANIFEST).read_text())
    assert told == {"run_id": "abc", "outputs": {"table.csv": sha256(b"a\n").hexdigest()}}


@pytest.mark.parametrize("reason", [KeyboardInterrupt, ValueError])
def test_an_interrupted_run_leaves_nothing(tmp_path, reason):
    with pytest.raises(reason), whole_folder(tmp_path, "abc") as folder:
        (folder / "table.csv").write_text("half")
        raise reason
    assert names(tmp_path) == []


def test_an_interrupted_run_leaves_the_earlier_one_as_it_was(tmp_path):
    leave(tmp_path, "a\n")
    with pytest.raises(ValueError, match="broken"), whole_folder(tmp_path, "abc") as folder:
        (folder / "table.csv").write_text("half")
        raise ValueError("broken")
    assert (tmp_path / "abc" / "table.csv").read_text() == "a\n"
    assert names(tmp_path) == ["abc"]


def test_the_same_run_takes_its_own_place(tmp_path):
    leave(tmp_path, "a\n")
    leave(tmp_path, "a\n")
    assert names(tmp_path) == ["abc"]


def test_a_folder_that_is_no_run_is_never_replaced(tmp_path):
    (tmp_path / "abc").mkdir()
    (tmp_path / "abc" / "thesis.txt").write_text("mine")
    with pytest.raises(ResultsError, match="is no run of ours; move it away or use --results DIR"):
        leave(tmp_path, "a\n")
    assert (tmp_path / "abc" / "thesis.txt").read_text() == "mine"
    assert names(tmp_path) == ["abc"]


def test_a_file_is_no_place_for_results(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(ResultsError, match="is a file, results need a folder"):
        check_place(tmp_path / "taken" / "results")
