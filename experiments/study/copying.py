"""The studies that come with Headroom, and copies of them to edit."""

import re
from pathlib import Path

from experiments.study.faults import StudyError, StudyFault

STUDIES = Path(__file__).parents[1] / "studies"
"""Folder of the studies that come with Headroom, one folder each."""

STUDY_FILE = "study.yaml"
PATTERN_STUDY = "county"
"""The study that a new one begins as."""

NAMELESS = "my_park"
"""Name of a copy whose folder has no letter that a name may have."""


def known_studies() -> tuple[str, ...]:
    """Return the names of the studies that come with Headroom."""
    return tuple(sorted(file.parent.name for file in STUDIES.glob(f"*/{STUDY_FILE}")))


def check_free(target: Path) -> None:
    """Refuse a folder for a new study in which something lies already.

    Raises
    ------
    StudyError
        If anything is there already.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        kind = "is not empty" if target.is_dir() else "is a file"
        raise StudyError([StudyFault(target.as_posix(), None, f"{kind}; name a folder that does not exist yet")])


def new_study(target: Path) -> list[Path]:
    """Copy the county's study into a folder of one's own.

    Parameters
    ----------
    target
        The folder; must not exist yet, or be empty.

    Returns
    -------
    list[pathlib.Path]
        The files written.

    Raises
    ------
    StudyError
        If anything is there already, or the folder cannot be written.
    """
    pattern = STUDIES / PATTERN_STUDY
    files = sorted(file for file in pattern.rglob("*") if file.is_file() and not _is_by_product(file))
    try:
        check_free(target)
        return [_copied(file, target / file.relative_to(pattern), name=_name(target)) for file in files]
    except OSError as error:
        raise StudyError([StudyFault(target.as_posix(), None, f"cannot be written: {error.strerror}")]) from None


def _is_by_product(file: Path) -> bool:
    return any(part.startswith((".", "__")) for part in file.relative_to(STUDIES).parts)


def _name(target: Path) -> str:
    # The copy is called as its folder, as far as a name allows.
    name = re.sub(r"[^A-Za-z0-9-]+", "_", target.resolve().name).strip("_")
    if not name:
        return NAMELESS
    return name if name[:1].isalpha() else f"study_{name}"


def _copied(file: Path, place: Path, *, name: str) -> Path:
    content = file.read_bytes()
    if file.name == STUDY_FILE:
        content = content.replace(f"name: {PATTERN_STUDY}\n".encode(), f"name: {name}\n".encode(), 1)
    place.parent.mkdir(parents=True, exist_ok=True)
    # "x": whatever came into being meanwhile is not overwritten.
    with place.open("xb") as copy:
        copy.write(content)
    return place
