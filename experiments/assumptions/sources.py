"""What the keys of sources stand for."""

import re
from collections.abc import Mapping
from pathlib import Path

from experiments.study.escaping import visible
from experiments.study.faults import StudyError
from experiments.study.files import StudyFiles

SOURCES = "SOURCES.md"
ROOT = Path(__file__).parents[2]
ENTRY = re.compile(r"^- \*\*([\w-]+)\*\*:((?:.*\n?)(?:^(?!- |#|$).*\n?)*)", re.MULTILINE)


def source_texts(folder: Path) -> Mapping[str, str]:
    """Return what each key of a source stands for.

    Parameters
    ----------
    folder
        The study's folder; sources of its own may stand in its own SOURCES.md and go before ours.

    Returns
    -------
    dict
        Text on one line by key; empty where Headroom is installed without its SOURCES.md.

    Raises
    ------
    StudyError
        If a list of sources is there and cannot be read.
    """
    found: dict[str, str] = {}
    for place in (ROOT, folder):
        files = StudyFiles(place, place)
        if not files.exists(SOURCES):
            continue
        text = files.text(SOURCES)
        if text is None:
            raise StudyError(files.faults)
        found |= {key: visible(told) for key, told in entries(text).items()}
    return found


def entries(text: str) -> dict[str, str]:
    r"""Return the entries of a list of sources.

    Examples
    --------
    >>> entries("# Sources\n\n- **CHOW1959**: Chow, V. T. (1959).\n  Open-Channel Hydraulics.\n- **B**: Two.\n")
    {'CHOW1959': 'Chow, V. T. (1959). Open-Channel Hydraulics.', 'B': 'Two.'}
    """
    return {key: " ".join(told.split()) for key, told in ENTRY.findall(text)}
