"""Files that are there whole or not at all, whatever happens to the machine meanwhile."""

import contextlib
import os
from pathlib import Path
from tempfile import mkstemp

UNFINISHED = ".part"
"""How the name of a file ends that is still being written; such a file is nobody's."""


def write_whole(place: Path, content: bytes) -> None:
    """Write a file so that its name never stands for a part of it, after a loss of power too.

    Parameters
    ----------
    place
        Where it goes; what lies there is replaced.
    content
        Its bytes.

    Raises
    ------
    OSError
        If the disk does not take it; then nothing of it is left, and what lay there is as it was.
    """
    descriptor, name = mkstemp(prefix=f".{place.name}.", suffix=UNFINISHED, dir=place.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # What is made for one user only would be kept from the colleagues.
        unfinished.chmod(0o644)
        os.replace(unfinished, place)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
    sync_folder(place.parent)


def sync_file(place: Path) -> None:
    """Have the disk keep a file that was written by others.

    Parameters
    ----------
    place
        The file.
    """
    descriptor = os.open(place, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder, where the system can be asked to.

    Parameters
    ----------
    folder
        The folder.
    """
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep_unfinished(folder: Path, name: str) -> None:
    """Remove what killed processes left of a file.

    Parameters
    ----------
    folder
        Where it would lie.
    name
        How its name begins; nobody else may be writing such a file now.
    """
    for left in folder.glob(f".{name}*{UNFINISHED}"):
        with contextlib.suppress(OSError):
            left.unlink()
