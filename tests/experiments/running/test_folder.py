"""What a run leaves on disk: all of it, or nothing."""

import errno
import json
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest

from experiments.running import folder as running_folder
from experiments.running.folder import (
    MANIFEST,
    ResultsError,
    check_place,
    manifest_of,
    out_of_room,
    passing_folder,
    whole_folder,
    write_manifest,
)

ROOT = Path(__file__).parents[3]
WRITER = """
import sys, time
from pathlib import Path
from experiments.running.folder import whole_folder
with whole_folder(Path(sys.argv[1]), "0123456789ab") as folder:
    (folder / "table.csv").write_text("half")
    print("writing", flush=True)
    time.sleep(600)
"""
"""A run that writes until it is ended."""


def writer(results):
    command = [sys.executable, "-c", WRITER, str(results)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with running.stdout as told:
        assert told.readline() == "writing\n"
    return running


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
    assert told.pop("seal")
    assert told == {"run_id": "abc", "outputs": {"table.csv": sha256(b"a\n").hexdigest()}}


def test_manifest_that_was_changed_tells_nothing(tmp_path):
    leave(tmp_path, "a\n")
    assert manifest_of(tmp_path / "abc")["run_id"] == "abc"
    file = tmp_path / "abc" / MANIFEST
    file.write_text(file.read_text().replace('"abc"', '"abd"'))
    assert manifest_of(tmp_path / "abc") == {}


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


def test_what_a_user_put_beside_the_tables_stays(tmp_path):
    leave(tmp_path, "a\n")
    (tmp_path / "abc" / "notes.txt").write_text("mine")
    (tmp_path / "abc" / "figures").mkdir()
    (tmp_path / "abc" / "figures" / "sketch.png").write_text("mine too")
    leave(tmp_path, "b\n")
    assert names(tmp_path) == ["abc"]
    assert names(tmp_path / "abc") == ["figures", MANIFEST, "notes.txt", "table.csv"]
    assert (tmp_path / "abc" / "notes.txt").read_text() == "mine"
    assert (tmp_path / "abc" / "figures" / "sketch.png").read_text() == "mine too"
    assert (tmp_path / "abc" / "table.csv").read_text() == "b\n"
    # The manifest tells of what the run left, not of what others did.
    assert list(json.loads((tmp_path / "abc" / MANIFEST).read_text())["outputs"]) == ["table.csv"]


def test_two_runs_of_one_name_at_once_leave_one_whole_run(tmp_path):
    with whole_folder(tmp_path, "abc") as folder:
        leave(tmp_path, "a\n")
        (folder / "table.csv").write_text("a\n")
        write_manifest(folder, {"run_id": "abc"})
    assert names(tmp_path) == ["abc"]
    assert names(tmp_path / "abc") == [MANIFEST, "table.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
@pytest.mark.skipif(os.name == "nt", reason="locks of POSIX")
def test_manifest_of_runs_that_end_in_the_same_moment_tells_of_the_files_that_lie_there(tmp_path, monkeypatch):
    leave(tmp_path, "a\n")
    second, real = Thread(target=leave, args=(tmp_path, "c\n")), running_folder.sync_file

    def held_up(file: Path) -> None:
        # The other run comes to its end just before the first one puts its manifest in its place.
        if file.name == MANIFEST and second.ident is None:
            second.start()
            second.join(timeout=0.5)
        real(file)

    monkeypatch.setattr(running_folder, "sync_file", held_up)
    leave(tmp_path, "b\n")
    second.join()
    lies = sha256((tmp_path / "abc" / "table.csv").read_bytes()).hexdigest()
    assert manifest_of(tmp_path / "abc")["outputs"] == {"table.csv": lies}


def test_what_a_killed_run_left_is_swept_by_the_next(tmp_path):
    killed = writer(tmp_path)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert len(names(tmp_path)) == 1
    leave(tmp_path, "a\n")
    assert names(tmp_path) == ["abc"]


@pytest.mark.parametrize("reason", [KeyboardInterrupt, ValueError])
def test_a_passing_folder_is_gone_however_its_block_ends(tmp_path, reason):
    with passing_folder(tmp_path, "0123456789ab") as folder:
        (folder / "batch").write_text("half")
    assert names(tmp_path) == []
    with pytest.raises(reason), passing_folder(tmp_path, "0123456789ab") as folder:
        (folder / "batch").write_text("half")
        raise reason
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
def test_a_run_that_still_writes_is_not_swept(tmp_path):
    running = writer(tmp_path)
    try:
        leave(tmp_path, "a\n")
        (unfinished,) = (name for name in names(tmp_path) if name != "abc")
        assert (tmp_path / unfinished / "table.csv").read_text() == "half"
    finally:
        running.kill()
        running.wait()


def test_a_folder_swept_before_it_was_locked_is_made_again(tmp_path, monkeypatch):
    made = []

    def swept_once(prefix, dir):  # noqa: A002
        made.append(real(prefix=prefix, dir=dir))
        if len(made) == 1:
            os.rmdir(made[0])
        return made[-1]

    real = running_folder.mkdtemp
    monkeypatch.setattr(running_folder, "mkdtemp", swept_once)
    leave(tmp_path, "a\n")
    assert len(made) == 2
    assert names(tmp_path) == ["abc"]


def test_hidden_folders_of_others_are_never_swept(tmp_path):
    for name in (".git", ".0123456789ab", ".0123456789ab.notes", ".0123456789ab.a1b2c3d4.earlier", "0123456789ab"):
        (tmp_path / name).mkdir()
    before = names(tmp_path)
    leave(tmp_path, "a\n")
    assert names(tmp_path) == sorted([*before, "abc"])


def test_a_place_that_is_taken_is_told_before_anything_is_calculated(tmp_path):
    (tmp_path / "abc").mkdir()
    check_place(tmp_path, name="other")
    with pytest.raises(ResultsError, match="is no run of ours; move it away or use --results DIR"):
        check_place(tmp_path, name="abc")


def test_a_folder_that_takes_no_file_is_told_before_anything_is_calculated(tmp_path, monkeypatch):
    def refuse(**_):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(running_folder, "TemporaryFile", refuse)
    with pytest.raises(ResultsError, match=r"may not be written to \(Read-only file system\); name another with"):
        check_place(tmp_path)


def test_a_full_disk_is_told_with_what_the_run_takes_and_the_way_out(tmp_path):
    told = out_of_room(OSError(errno.ENOSPC, "No space left on device"), tmp_path / "abc", needed_bytes=12.4e6)
    assert told.startswith(f"{tmp_path / 'abc'}: No space left on device: the run takes about 12 MB, ")
    assert told.endswith("MB are free there; make room, or name a folder on another disk with --results DIR")
