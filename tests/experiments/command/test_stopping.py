"""A run that its user stops leaves nothing half done behind, and is gone on with."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.experiments.command.run import ROOT

STOPPED = 130
PATIENCE_S = 60.0


def is_gone(group: int) -> bool:
    """Return whether the last process of a group has ended, giving the last ones a moment to notice."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.2)
    return False


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_leaves_finished_batches_alone_no_traceback_and_no_process(tmp_path, workers):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "kept.txt").write_text("kept")
    command = [sys.executable, "-m", "experiments", "compare", "county", "--futures", "400", "--workers", workers]
    run = subprocess.Popen(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, text=True, start_new_session=True)
    # Long enough for the workers to be at work; wherever it is stopped, the same must hold.
    time.sleep(8.0)
    # A terminal's Ctrl-C reaches every process of the group.
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=PATIENCE_S)
    assert run.returncode == STOPPED, said
    assert "stopped; 0 finished batches are kept in results/" in said
    assert "and the same command goes on from there" in said
    assert "Traceback" not in said, said
    assert (tmp_path / "results" / "kept.txt").read_text() == "kept"
    (folder,) = (file for file in (tmp_path / "results").iterdir() if file.is_dir())
    assert {file.name for file in folder.iterdir()} <= {"run.json", "study", "batches"}
    assert is_gone(run.pid)
