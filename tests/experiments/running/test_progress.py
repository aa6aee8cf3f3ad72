"""What is told of a run while it goes on."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest

from experiments.running.folder import ResultsError
from experiments.running.progress import Progress


class Terminal(StringIO):
    """A standard error that somebody watches."""

    def isatty(self) -> bool:
        return True


@contextmanager
def terminal() -> Iterator[Terminal]:
    # Within the test: what is put in the place of standard error before it is put back when it begins.
    with pytest.MonkeyPatch.context() as patch:
        seen = Terminal()
        patch.setattr(sys, "stderr", seen)
        yield seen


def test_nothing_is_written_where_nobody_watches(capsys):
    with Progress("county", found=0, months=240) as progress:
        progress.until(100)
        progress.passed(240)
        progress.told("stored", batch=0, futures=50, by="a worker")
        assert not progress.is_watched
    assert capsys.readouterr() == ("", "")


def test_bar_tells_futures_done_and_widths_and_begins_where_the_last_run_stopped():
    with terminal() as seen, Progress("county", found=100, months=240) as progress:
        progress.show_widths(lambda batch: f"P50 +-{batch} months")
        progress.until(200)
        progress.passed(50 * 240)
        progress.told("stored", batch=2, futures=50, by="a worker")
    said = seen.getvalue()
    assert "county:" in said
    # A hundred of two hundred futures were there: 24,000 of 48,000 park-months, and fifty more came.
    assert "county: 24.0k" in said
    assert "36.0k/48.0k" in said
    assert "150/200 futures, P50 +-2 months" in said


def test_rate_counts_what_this_run_simulates_and_not_what_it_found():
    with terminal(), Progress("county", found=1_000_000, months=1) as progress:
        progress.until(1_000_010)
        progress.passed(10)
        assert progress._bar.format_dict["initial"] == 1_000_000
        assert progress._bar.format_dict["n"] == 1_000_010


def test_log_holds_a_line_of_json_for_everything_that_happens_behind_what_it_held(tmp_path):
    log = tmp_path / "log.json"
    log.write_text('{"event": "earlier"}\n')
    with pytest.raises(KeyboardInterrupt), Progress("county", found=0, months=240, log=log) as progress:
        progress.until(50)
        progress.told("failed", batch=3, attempt=1, error="MemoryError")
        raise KeyboardInterrupt
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["event"] for line in lines] == ["earlier", "begun", "failed", "stopped"]
    assert lines[2]["batch"] == 3
    assert all(line["after_s"] >= 0 for line in lines[1:])


def test_log_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(ResultsError, match="--log .*: cannot be written to: Is a directory; name another file"):
        Progress("county", found=0, months=240, log=tmp_path)


def test_whoever_is_asked_may_stop_the_run():
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Progress("county", found=0, months=240, heed=stop) as progress:
        progress.heed()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_log_on_a_full_disk_is_given_up_and_the_run_goes_on(capsys):
    with Progress("county", found=0, months=240, log=Path("/dev/full")) as progress:
        progress.until(100)
        progress.told("stored", batch=0, futures=50, by="a worker")
    said = capsys.readouterr().err
    assert said.count("--log /dev/full: cannot be written to any more (No space left on device); the run goes on") == 1
