"""What a run leaves on disk: all of it, or nothing."""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, ENOSPC
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp
from typing import Any

from experiments.running.durable import sync_file, sync_folder

MANIFEST = "manifest.json"
"""What a finished run is known by."""

RUN = "run.json"
"""What a run is known by from its beginning."""

RESULTS = "results"
"""Folder of all runs where nobody names another."""

SEAL = "seal"
"""Key of a manifest that holds the hash of all its others."""

UNFINISHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9_]{8}")
"""What the folder of an unfinished run is called: a run id, and what the system adds so that no two are alike."""

FULL = (ENOSPC, EDQUOT, EFBIG)
"""What a system says when there is no room left."""

MEGABYTE = 1e6
"""Bytes."""


def results_folder() -> Path:
    """Return the folder of a question script's results: the script's first argument, or ``results``."""
    return Path(sys.argv[1] if len(sys.argv) > 1 else RESULTS)


class ResultsError(ValueError):
    """A place where results cannot be kept."""


def nearest_folder(results: Path) -> Path:
    """Return the folder of results, or where it is not there yet the nearest one above it that is."""
    return next(folder for folder in (results.absolute(), *results.absolute().parents) if folder.exists())


def check_place(results: Path, *, name: str = "") -> None:
    """Refuse a folder in which results could not be written, before anything is calculated.

    Parameters
    ----------
    results
        Folder of all runs.
    name
        The run's name, where it is known.

    Raises
    ------
    ResultsError
        If the place is a file, may not be written to, or holds something of the run's name that is no run.
    """
    try:
        nearest = nearest_folder(results)
    except OSError as error:
        raise ResultsError(f"{results}: cannot be looked into: {error.strerror}; name another folder with "
                           "--results DIR") from None
    if not nearest.is_dir():
        raise ResultsError(f"{nearest}: is a file, results need a folder; name another with --results DIR")
    _check_writable(nearest)
    if name and (results / name).exists():
        _check_run(results / name)
        _check_writable(results / name)


def _check_writable(folder: Path) -> None:
    try:
        # Rights alone do not tell of a disk that is read-only or full.
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ResultsError(f"{folder}: this folder may not be written to ({error.strerror}); name another with "
                           "--results DIR") from None


def _check_run(place: Path) -> None:
    if not (place / MANIFEST).is_file() and not (place / RUN).is_file():
        raise ResultsError(f"{place}: is there already and is no run of ours; move it away or use --results DIR")


@contextmanager
def whole_folder(results: Path, name: str) -> Iterator[Path]:
    """Give a folder to write in, and put it in its place once everything is there.

    Parameters
    ----------
    results
        Folder of all runs; made if missing. What runs that were killed left in it is swept away.
    name
        The run's name. A finished run of the same name holds the same results: its files give way one by one, and
        what else lies beside them stays.

    Yields
    ------
    pathlib.Path
        A folder that vanishes if the block fails or is interrupted.
    """
    with passing_folder(results, name) as unfinished:
        # A folder made for one user only would keep the results from the colleagues.
        unfinished.chmod(0o755)
        yield unfinished
        _put(unfinished, results / name)


@contextmanager
def passing_folder(results: Path, name: str) -> Iterator[Path]:
    """Give a folder beside the runs that is gone once the block ends, however it ends.

    Parameters
    ----------
    results
        Folder of all runs; made if missing. What processes that were killed left in it is swept away.
    name
        Name of the run that it is for.
    """
    results.mkdir(parents=True, exist_ok=True)
    _sweep(results)
    with _folder_of_ours(results, name) as folder:
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def out_of_room(error: OSError, place: Path, *, needed_bytes: float) -> str:
    """Return what to tell of a run that could not be written.

    Parameters
    ----------
    error
        What the system said.
    place
        Where the run should have gone.
    needed_bytes
        About how much it takes [byte].
    """
    if error.errno not in FULL:
        return f"{place}: {error.strerror or error}; name another folder with --results DIR"
    free = shutil.disk_usage(nearest_folder(place)).free
    return (f"{place}: {error.strerror}: the run takes about {needed_bytes / MEGABYTE:,.0f} MB, {free / MEGABYTE:,.0f} "
            "MB are free there; make room, or name a folder on another disk with --results DIR")


def _put(unfinished: Path, place: Path) -> None:
    if not place.exists():
        try:
            unfinished.rename(place)
            return
        except OSError:
            # Another run of the same name may have come first: then this one's files go among its files.
            if not place.exists():
                raise
    _check_run(place)
    files = [file for file in sorted(unfinished.rglob("*")) if file.is_file()]
    # One after the other: of two that end together the manifest would be that of one, and some files the other's.
    lock = _lock(place, waits=True)
    try:
        # The manifest last: it tells of files that are there.
        for file in sorted(files, key=lambda file: file == unfinished / MANIFEST):
            target = place / file.relative_to(unfinished)
            target.parent.mkdir(parents=True, exist_ok=True)
            sync_file(file)
            os.replace(file, target)
        for folder in {place, *(place / file.relative_to(unfinished).parent for file in files)}:
            sync_folder(folder)
    finally:
        _unlock(lock)


@contextmanager
def _folder_of_ours(results: Path, name: str) -> Iterator[Path]:
    # Locked as long as this process lives, however it ends: others see by it that somebody still writes there.
    while True:
        folder = Path(mkdtemp(prefix=f".{name}.", dir=results))
        lock = _lock(folder, waits=True)
        if folder.exists():
            break
        # Somebody swept it away between its making and its locking.
        _unlock(lock)
    try:
        yield folder
    finally:
        _unlock(lock)


def _sweep(results: Path) -> None:
    for folder in results.iterdir():
        if not UNFINISHED.fullmatch(folder.name) or folder.is_symlink() or not folder.is_dir():
            continue
        lock = _lock(folder, waits=False)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            _unlock(lock)


def _lock(folder: Path, *, waits: bool) -> int | None:
    # None where another holds it, or where the system knows no such locks: then nothing is swept.
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _unlock(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)


def manifest_of(place: Path) -> dict[str, Any]:
    """Return what the manifest of a run tells, or nothing where there is none that is whole."""
    told = manifest_told(place)
    return told if told.get(SEAL) == seal_of(told) else {}


def manifest_told(place: Path) -> dict[str, Any]:
    """Return what the manifest of a run tells, sealed or not; nothing where it cannot be read."""
    try:
        told = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in a folder, by name."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): hash_of(file) for file in files}


def hash_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    # Read bit by bit: the list of all enterprises lost may be larger than memory.
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def write_manifest(folder: Path, facts: Mapping[str, object]) -> None:
    """Write what the run is, the hash of everything it left, and a seal: the hash of all that is told here."""
    told = dict(facts) | {"outputs": hashes(folder)}
    (folder / MANIFEST).write_text(manifest_text(told), encoding="utf-8", newline="\n")


def manifest_text(told: Mapping[str, object]) -> str:
    """Return what a manifest tells as its text, sealed anew."""
    rest = {name: value for name, value in told.items() if name != SEAL}
    return json.dumps(rest | {SEAL: seal_of(rest)}, indent=2) + "\n"


def seal_of(told: Mapping[str, object]) -> str:
    """Return the hash of what a manifest tells, its own seal left out."""
    rest = {name: value for name, value in told.items() if name != SEAL}
    return sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
