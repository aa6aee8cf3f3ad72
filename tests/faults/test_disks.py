"""Disks that are full, read-only or broken: a clear message, nothing cut under a final name, and a run that goes on."""

import errno
import os
import resource
import subprocess
import sys

import numpy as np
import pytest

from experiments.running import durable
from experiments.running.batch_files import BatchFiles, StoreError
from experiments.running.crew import alone
from experiments.running.packing import DamagedBatchError
from tests.faults import toy

BATCHES = 3


class Broken:
    """Lets a system call of ``os`` fail when its turn comes."""

    CALLS = ("fdopen", "fsync", "replace", "open")

    def __init__(self, monkeypatch, fails_at: int, error: int) -> None:
        self.count, self._fails_at, self._error = 0, fails_at, error
        for name in self.CALLS:
            monkeypatch.setattr(durable.os, name, self._wrapped(getattr(os, name)))
        monkeypatch.setattr(durable, "mkstemp", self._wrapped(durable.mkstemp))

    def _wrapped(self, real):
        def call(*args, **kwargs):
            self.count += 1
            if self.count == self._fails_at:
                raise OSError(self._error, os.strerror(self._error))
            return real(*args, **kwargs)

        return call


def fill(folder):
    with alone(lambda _: None) as crew:
        # Without notes: nothing but the run itself writes.
        toy.filled(folder, toy.content_of, crew, batches=range(BATCHES))


def calls_of_a_whole_run(folder) -> int:
    with pytest.MonkeyPatch.context() as patch:
        broken = Broken(patch, 0, errno.EIO)
        fill(folder)
    return broken.count


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EROFS])
def test_every_write_in_turn_may_fail(tmp_path, error):
    expected = toy.expected_names(range(BATCHES), tmp_path / "expected")
    calls = calls_of_a_whole_run(tmp_path / "whole")
    assert calls >= 5 * BATCHES
    for at in range(1, calls + 1):
        folder = tmp_path / f"{error}-{at}"
        with pytest.MonkeyPatch.context() as patch, pytest.raises(StoreError) as told:
            Broken(patch, at, error)
            fill(folder)
        assert os.strerror(error) in str(told.value)
        assert "--results DIR" in str(told.value)
        assert "\n" not in str(told.value)
        assert BatchFiles(folder).verified()[1] == []
        fill(folder)
        assert toy.names(folder) == expected


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_disk_that_takes_only_a_part_of_a_file_leaves_no_part(tmp_path, share):
    # A true limit of the system's, which a write meets in its midst.
    most = int(share * len(toy.content_of(0)))
    program = ("import resource, signal, sys; from pathlib import Path; from tests.faults.test_disks import fill\n"
               "from experiments.running.batch_files import StoreError\n"
               f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))\n"
               "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
               "try: fill(Path(sys.argv[1]))\n"
               "except StoreError as error: sys.exit(str(error))")
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=toy.ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in (tmp_path / "batches").iterdir() if not file.name.startswith(".claims")] == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != most


@pytest.mark.sizes(100, 500)
@pytest.mark.parametrize("kind", ["cut", "flipped"])
def test_damaged_batches_are_found_and_simulated_again(tmp_path, kind, size):
    expected = toy.expected_names(range(BATCHES), tmp_path)
    random = np.random.default_rng(11)
    for _ in range(size):
        victim = tmp_path / "batches" / str(random.choice(expected))
        content = bytearray(victim.read_bytes())
        place = int(random.integers(len(content)))
        if kind == "cut":
            victim.write_bytes(content[:place])
        else:
            content[place] ^= 1 << int(random.integers(8))
            victim.write_bytes(content)
        # Whoever reads it without looking at all of them first finds it too.
        store = BatchFiles(tmp_path)
        store.present()
        record = toy.archive(tmp_path, range(BATCHES))
        assert sum(len(part.futures) for part in record.parts()) == BATCHES * toy.FUTURES
        assert toy.names(tmp_path) == expected
        assert BatchFiles(tmp_path).verified() == (set(range(BATCHES)), [])


def test_batch_of_another_run_is_no_batch_of_this_one(tmp_path):
    expected = toy.expected_names(range(BATCHES), tmp_path)
    # Whole, but not what its place says: batch 1 under the name of batch 0.
    other = toy.content_of(1)
    (tmp_path / "batches" / expected[0]).unlink()
    BatchFiles(tmp_path).put(0, other)
    record = toy.archive(tmp_path, range(BATCHES))
    assert [part.futures[0] for part in record.parts()] == [0, toy.FUTURES, 2 * toy.FUTURES]
    # Nor does it stay beside the true one.
    assert BatchFiles(tmp_path).names() == expected


def test_disk_that_damages_a_batch_again_and_again_is_told_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr(BatchFiles, "_read", lambda *_: None)
    with pytest.raises(DamagedBatchError, match="batch 0 was damaged on the disk, though it was simulated again 3 "
                                                "times; name a folder on another disk"):
        toy.archive(tmp_path, range(BATCHES))
