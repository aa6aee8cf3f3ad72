"""Damage as disks do it: a bit, or the end of a file."""

from pathlib import Path
from shutil import copytree


def copy_of(place: Path, results: Path) -> Path:
    """Return a copy of a run's folder that may be damaged."""
    return Path(copytree(place, results / place.name))


def flip(file: Path) -> None:
    """Turn one bit in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def cut(file: Path) -> None:
    """Leave the first half of a file."""
    content = file.read_bytes()
    file.write_bytes(content[:len(content) // 2])
