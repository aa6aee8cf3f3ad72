"""Where the batches of a run lie: files that bear the hash of their content, verified whenever they are read."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import Any, Protocol
from weakref import finalize

from experiments.running.durable import sweep_unfinished, write_whole
from experiments.running.packing import DamagedBatchError

BATCHES = "batches"
"""Folder of a run's batches."""

CLAIMS = ".claims"
"""File whose bytes are locked: byte n by whoever is at work on batch n. It holds nothing, so it cannot be stale."""

NAMED = re.compile(r"(\d{6,})-([0-9a-f]{64})\.npz")
"""What the file of a batch is called: its number and the SHA-256 of its content."""


class StoreError(RuntimeError):
    """A disk that does not take the record."""


class BatchStore(Protocol):
    """What keeps the batches of a run."""

    def present(self) -> set[int]:
        """Return the numbers of the batches that are there."""

    def put(self, batch: int, content: bytes) -> None:
        """Keep a batch."""

    def content(self, batch: int) -> bytes:
        """Return the bytes of a batch."""

    def discard(self, batch: int) -> None:
        """Take away a batch that is not what it should be."""

    def claim(self, batch: int) -> bool:
        """Return whether the batch is this process's to simulate from now on."""

    def release(self, batch: int) -> None:
        """Give a claim back."""


class BatchFiles:
    """Batches as files in the folder of a run, shared by all processes that work on it.

    Parameters
    ----------
    folder
        The run's folder.

    Notes
    -----
    The index is in the names. A list beside the files could be cut or damaged itself, and two processes would have to
    take turns writing it; a file whose name is the hash of its content tells by itself whether it is whole.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / BATCHES
        self._claims: int | None = None
        self._names: dict[int, str] = {}

    def verified(self) -> tuple[set[int], list[str]]:
        """Read every batch; return the numbers of those that are whole, and the names of those that were not.

        What is not whole is removed: it will be simulated again.
        """
        whole, damaged = set(), []
        for name in self._listed():
            if self._read(name) is None:
                damaged.append(name)
                self._remove(name)
            else:
                whole.add(number_of(name))
        return whole, damaged

    def present(self) -> set[int]:
        """Return the numbers of the batches that are there now, whoever put them there."""
        # Of two files of one batch, which only different kinds of processor can leave, everybody takes the same.
        self._names = {number_of(name): name for name in sorted(self._listed(), reverse=True)}
        return set(self._names)

    def names(self) -> list[str]:
        """Return the name of every file of a batch that is there now, whole or not."""
        return sorted(self._listed())

    def put(self, batch: int, content: bytes) -> None:
        """Keep a batch.

        Raises
        ------
        StoreError
            If the disk does not take it.
        """
        name = f"{batch:06d}-{sha256(content).hexdigest()}.npz"
        with self._trouble(batch):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                write_whole(self.folder / name, content)
            except FileNotFoundError:
                # Written without a claim, by whoever takes over or mends a batch, it is swept away by who claims it.
                write_whole(self.folder / name, content)
        self._names[batch] = name

    def content(self, batch: int) -> bytes:
        """Return the bytes of a batch.

        Raises
        ------
        DamagedBatchError
            If they are no longer what was put there; the file is removed.
        """
        if batch not in self._names:
            self.present()
        if batch not in self._names:
            raise DamagedBatchError(f"batch {batch} is not there")
        content = self._read(self._names[batch])
        if content is None:
            self._remove(self._names[batch])
            raise DamagedBatchError(f"batch {batch} was damaged on the disk")
        return content

    def discard(self, batch: int) -> None:
        """Take away a batch that is whole and not what it should be: its name would be read again and again."""
        if batch in self._names:
            self._remove(self._names.pop(batch))

    def names_of(self, batches: Iterable[int]) -> list[str]:
        """Return the name of the file of each of some batches that is there now."""
        self.present()
        return sorted(self._names[batch] for batch in batches if batch in self._names)

    def claim(self, batch: int) -> bool:
        """Return whether the batch is this process's from now on.

        The system gives a claim back when its process ends, however it ends. Where it knows no such locks everybody
        may have it: two processes then do the same work twice, with the same result.
        """
        if sys.platform == "win32":
            return True
        import fcntl

        if self._claims is None:
            with self._trouble(batch):
                self.folder.mkdir(parents=True, exist_ok=True)
                self._claims = os.open(self.folder / CLAIMS, os.O_RDWR | os.O_CREAT, 0o666)
            finalize(self, os.close, self._claims)
        try:
            fcntl.lockf(self._claims, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, batch)
        except (BlockingIOError, PermissionError):
            # Another has it: systems say it by one or the other.
            return False
        except OSError:
            # A disk without locks, as some of a network are.
            return True
        sweep_unfinished(self.folder, f"{batch:06d}-")
        return True

    def release(self, batch: int) -> None:
        """Give a claim back."""
        if sys.platform != "win32" and self._claims is not None:
            import fcntl

            with suppress(OSError):
                fcntl.lockf(self._claims, fcntl.LOCK_UN, 1, batch)

    def _read(self, name: str) -> bytes | None:
        # The bytes of a file, or nothing where they are not those of its name.
        try:
            content = (self.folder / name).read_bytes()
        except OSError:
            return None
        return content if sha256(content).hexdigest() == _told(name)[1] else None

    def _remove(self, name: str) -> None:
        # Where it cannot be removed, a whole file of the same name takes its place.
        with suppress(OSError):
            (self.folder / name).unlink()

    @contextmanager
    def _trouble(self, batch: int) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(f"{self.folder}: batch {batch} could not be kept there: {error.strerror or error}; what "
                             "was kept before stays; make room or name another folder with --results DIR, and give "
                             "the same command again") from error

    def _listed(self) -> list[str]:
        try:
            return [name for name in os.listdir(self.folder) if NAMED.fullmatch(name)]
        except FileNotFoundError:
            return []




class LookedAtBatches(BatchFiles):
    """Batches in a folder of which nothing is touched: what is damaged is told and stays where it is.

    Parameters
    ----------
    folder
        The run's folder; it may be read-only.
    """

    def put(self, batch: int, content: bytes) -> None:  # noqa: ARG002
        """Refuse.

        Raises
        ------
        StoreError
            In any case.
        """
        raise StoreError(f"{self.folder}: batch {batch} is not put there: its batches are only looked at")

    def claim(self, batch: int) -> bool:  # noqa: ARG002
        """Return False: nothing is simulated here."""
        return False

    def _remove(self, name: str) -> None:
        """Leave it: whoever looks may want to see what has become of it."""


def number_of(name: str) -> int:
    """Return the number of the batch that a file is called after."""
    return _told(name)[0]


def _told(name: str) -> tuple[int, str]:
    # The number of the batch, and the hash of its content.
    found = NAMED.fullmatch(name)
    if found is None:
        raise DamagedBatchError(f"{name}: is no name of a batch")
    return int(found[1]), found[2]


class LooseBatches:
    """Batches of a run that leaves nothing: one file without a name, which the system frees with its process.

    Parameters
    ----------
    folder
        Folder on whose disk they lie; None for the system's own place for what is temporary.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._places: dict[int, tuple[int, int]] = {}
        # A folder of many little files would outlive a run that is killed.
        self._file: Any = TemporaryFile(dir=folder)  # noqa: SIM115
        finalize(self, self._file.close)

    def present(self) -> set[int]:
        """Return the numbers of the batches that are there."""
        return set(self._places)

    def put(self, batch: int, content: bytes) -> None:
        """Keep a batch.

        Raises
        ------
        StoreError
            If the disk does not take it.
        """
        try:
            start = self._file.seek(0, os.SEEK_END)
            self._file.write(content)
            self._file.flush()
        except OSError as error:
            raise StoreError(f"{self._folder or gettempdir()}: batch {batch} could not be kept there: "
                             f"{error.strerror or error}; make room, or try fewer futures") from error
        self._places[batch] = start, len(content)

    def content(self, batch: int) -> bytes:
        """Return the bytes of a batch."""
        start, length = self._places[batch]
        self._file.seek(start)
        return bytes(self._file.read(length))

    def discard(self, batch: int) -> None:
        """Forget a batch that is not what it should be."""
        self._places.pop(batch, None)

    def claim(self, batch: int) -> bool:  # noqa: ARG002
        """Return True: nobody else knows of these batches."""
        return True

    def release(self, batch: int) -> None:
        """Give a claim back."""
