"""What a run leaves on disk: all of it, or nothing."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from tempfile import mkdtemp

MANIFEST = "manifest.json"
"""What a finished run is known by."""

RESULTS = "results"
"""Folder of all runs where nobody names another."""


def results_folder() -> Path:
    """Return the folder of a question script's results: the script's first argument, or ``results``."""
    return Path(sys.argv[1] if len(sys.argv) > 1 else RESULTS)


class ResultsError(ValueError):
    """A place where results cannot be kept."""


def nearest_folder(results: Path) -> Path:
    """Return the folder of results, or where it is not there yet the nearest one above it that is."""
    return next(folder for folder in (results.absolute(), *results.absolute().parents) if folder.exists())


def check_place(results: Path) -> None:
    """Refuse a folder in which results could not be written, before anything is calculated.

    Raises
    ------
    ResultsError
        If the place is a file, or may not be written to.
    """
    nearest = nearest_folder(results)
    if not nearest.is_dir():
        raise ResultsError(f"{nearest}: is a file, results need a folder; name another with --results DIR")
    if not os.access(nearest, os.W_OK):
        raise ResultsError(f"{nearest}: this folder may not be written to; name another with --results DIR")


@contextmanager
def whole_folder(results: Path, name: str) -> Iterator[Path]:
    """Give a folder to write in, and put it in its place once everything is there.

    Parameters
    ----------
    results
        Folder of all runs; made if missing.
    name
        The run's name. A finished run of the same name holds the same results and gives way.

    Yields
    ------
    pathlib.Path
        A folder that vanishes if the block fails or is interrupted.
    """
    results.mkdir(parents=True, exist_ok=True)
    unfinished = Path(mkdtemp(prefix=f".{name}.", dir=results))
    # A folder made for one user only would keep the results from the colleagues.
    unfinished.chmod(0o755)
    try:
        yield unfinished
        _put(unfinished, results / name)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _put(unfinished: Path, place: Path) -> None:
    if place.exists():
        if not (place / MANIFEST).is_file():
            raise ResultsError(f"{place}: is there already and is no run of ours; move it away or use --results DIR")
        earlier = unfinished.with_name(f"{unfinished.name}.earlier")
        place.rename(earlier)
        unfinished.rename(place)
        shutil.rmtree(earlier)
        return
    unfinished.rename(place)


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in a folder, by name."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    found = {}
    for file in files:
        # Read bit by bit: the list of all enterprises lost may be larger than memory.
        with file.open("rb") as content:
            found[file.relative_to(folder).as_posix()] = file_digest(content, "sha256").hexdigest()
    return found


def write_manifest(folder: Path, facts: Mapping[str, object]) -> None:
    """Write what the run is and the hash of everything it left."""
    told = dict(facts) | {"outputs": hashes(folder)}
    (folder / MANIFEST).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8", newline="\n")
