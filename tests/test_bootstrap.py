"""The set-up on first use: when it is made anew, what it says where something is missing, what it hands on."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import headroom

LOCK = "alpha==1.0 \\\n    --hash=sha256:00\nbeta==2.0 ; sys_platform == 'win32' \\\n    --hash=sha256:11\n"
ROOT = Path(headroom.__file__).parent

posix_only = pytest.mark.skipif(os.name == "nt", reason="processes are replaced on POSIX only")


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Return a folder with a lock of two packages, on a machine without uv where every step succeeds."""
    (tmp_path / "requirements.lock").write_text(LOCK)
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(headroom, "last_error_of", steps_that(None))
    return tmp_path


def steps_that(error, *, log=None):
    """Return a stand-in for the steps of a set-up: it makes the interpreter and reports this error."""

    def step(command, root, turn):
        if log is not None:
            log.append(command)
        python = Path(headroom.python_of(root))
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        return error

    return step


def stamp(checkout):
    return checkout / ".venv" / "headroom.stamp"


def test_an_environment_made_from_todays_lock_is_used_as_it_is(checkout, monkeypatch):
    headroom.ready_python(str(checkout))
    monkeypatch.setattr(headroom, "make_environment", pytest.fail)
    assert headroom.ready_python(str(checkout)) == headroom.python_of(str(checkout))


def test_a_changed_lock_makes_a_new_environment(checkout):
    headroom.ready_python(str(checkout))
    leftover = checkout / ".venv" / "leftover"
    leftover.touch()
    (checkout / "requirements.lock").write_text(LOCK.replace("2.0", "2.1"))
    assert not headroom.is_ready(str(checkout))
    headroom.ready_python(str(checkout))
    assert headroom.is_ready(str(checkout))
    assert not leftover.exists()


def test_an_environment_without_a_stamp_is_half_made(checkout):
    headroom.ready_python(str(checkout))
    stamp(checkout).unlink()
    assert not headroom.is_ready(str(checkout))


def test_an_environment_whose_interpreter_went_away_is_not_ready(checkout):
    headroom.ready_python(str(checkout))
    Path(headroom.python_of(str(checkout))).unlink()
    assert not headroom.is_ready(str(checkout))


def test_a_moved_checkout_makes_a_new_environment(checkout):
    headroom.ready_python(str(checkout))
    moved = checkout.with_name(checkout.name + "_moved")
    checkout.rename(moved)
    assert not headroom.is_ready(str(moved))


def test_another_version_of_python_makes_a_new_environment(checkout, monkeypatch):
    headroom.ready_python(str(checkout))
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert not headroom.is_ready(str(checkout))


def test_a_failed_set_up_leaves_no_environment_and_says_why_in_one_line(checkout, monkeypatch, capsys):
    monkeypatch.setattr(headroom, "last_error_of", steps_that("ERROR: no route to host"))
    assert headroom.main(["compare", "county"], str(checkout)) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert "ERROR: no route to host" in last
    assert str(checkout / ".venv.log") in last
    assert not (checkout / ".venv").exists()


def test_ctrl_c_during_the_set_up_leaves_no_environment(checkout, monkeypatch, capsys):
    def interrupted(command, root, turn):
        Path(root, ".venv").mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(headroom, "last_error_of", interrupted)
    assert headroom.main([], str(checkout)) == 130
    assert "interrupted" in capsys.readouterr().err
    assert not (checkout / ".venv").exists()


def test_a_checkout_that_cannot_be_written_to_is_told_in_one_line(checkout, monkeypatch, capsys):
    (checkout / ".venv.lock").mkdir()
    assert headroom.main([], str(checkout)) == 1
    assert "cannot write beside headroom.py" in capsys.readouterr().err


def test_a_python_without_ensurepip_is_told_the_package_to_install(checkout, monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert headroom.main([], str(checkout)) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert "apt install python3-venv" in last


def test_a_python_that_is_too_old_is_told_which_newer_one_is_there(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr("shutil.which", lambda name: name if name == "python3.12" else None)
    assert headroom.main([], str(tmp_path)) == 1
    assert capsys.readouterr().err == "headroom: needs Python 3.11 or newer, this is 3.9; try: python3.12 headroom.py\n"


def test_uv_is_used_where_it_is_there(checkout, monkeypatch):
    steps = []
    monkeypatch.setattr("shutil.which", lambda _: "/somewhere/uv")
    monkeypatch.setattr(headroom, "last_error_of", steps_that(None, log=steps))
    headroom.ready_python(str(checkout))
    assert [step[0] for step in steps] == ["/somewhere/uv", "/somewhere/uv"]
    assert "--require-hashes" in steps[1]


def test_pip_is_used_where_uv_fails(checkout, monkeypatch):
    steps = []

    def only_uv_fails(command, root, turn):
        return steps_that("error: no index" if command[0] == "/somewhere/uv" else None, log=steps)(command, root, turn)

    monkeypatch.setattr("shutil.which", lambda _: "/somewhere/uv")
    monkeypatch.setattr(headroom, "last_error_of", only_uv_fails)
    headroom.ready_python(str(checkout))
    assert headroom.is_ready(str(checkout))
    assert steps[-1][:3] == [headroom.python_of(str(checkout)), "-m", "pip"]
    assert "--require-hashes" in steps[-1]


def test_packages_are_counted_by_their_pins(checkout):
    assert headroom.packages_in(str(checkout)) == 2


def test_a_failed_step_gives_the_last_error_of_its_output(tmp_path):
    script = "import sys; print('ERROR: first'); print('ERROR: last'); print('bye'); sys.exit(3)"
    with headroom.OneAtATime(str(tmp_path)) as turn:
        assert headroom.last_error_of([sys.executable, "-c", script], str(tmp_path), turn) == "ERROR: last"
        assert headroom.last_error_of([sys.executable, "-c", ""], str(tmp_path), turn) is None
    assert "bye" in (tmp_path / ".venv.log").read_text()


def test_a_second_first_use_waits_for_its_turn(tmp_path, monkeypatch, capsys):
    first = headroom.OneAtATime(str(tmp_path))
    first.__enter__()
    monkeypatch.setattr(time, "sleep", lambda _: first.__exit__())
    with headroom.OneAtATime(str(tmp_path)):
        assert "waiting" in capsys.readouterr().err


@posix_only
def test_arguments_are_handed_on_to_the_environment_with_its_own_modules(checkout, monkeypatch):
    became = []
    monkeypatch.setattr(os, "execve", lambda *call: became.append(call) or 0)
    monkeypatch.setenv("PYTHONPATH", "/somebody/else")
    monkeypatch.setenv("PYTHONHOME", "/somewhere/else")
    assert headroom.main(["compare", "county", "--futures", "20"], str(checkout)) == 0
    ((python, command, surroundings),) = became
    assert python == command[0] == headroom.python_of(str(checkout))
    assert command[1:] == ["-P", "-m", "experiments", "compare", "county", "--futures", "20"]
    assert surroundings["PYTHONPATH"] == str(checkout)
    assert "PYTHONHOME" not in surroundings


def test_a_command_that_is_waited_for_passes_its_exit_code_on():
    assert headroom.exit_code_of([sys.executable, "-c", "raise SystemExit(7)"], dict(os.environ)) == 7


@posix_only
def test_ctrl_c_while_waiting_leaves_the_exit_code_to_the_command():
    # Both get the signal, as from a terminal; the command needs a moment to tidy up and says how it ended.
    child = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGINT, lambda *_: (time.sleep(0.2), sys.exit(9)))\n"
        "print('up', flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = f"import headroom, os, sys; sys.exit(headroom.exit_code_of([sys.executable, '-c', {child!r}], os.environ))"
    process = subprocess.Popen([sys.executable, "-c", parent], cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True)
    with process:
        assert process.stdout.readline() == b"up\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=30) == 9


def test_nothing_but_a_stamp_is_read_once_set_up():
    # What --help waits for; a set-up's own modules would cost several times the rest.
    script = "import headroom, sys; headroom.is_ready('.'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-S", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"subprocess", "shutil", "pathlib", "venv", "tempfile"} & set(done.stdout.split())
