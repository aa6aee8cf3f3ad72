"""The one place where figures become files."""

from pathlib import Path

from matplotlib import style as matplotlib_style
from matplotlib.figure import Figure

from experiments.figures.style import RULES
from experiments.study.escaping import is_file_name

DOTS_PER_INCH = 150


def save(figure: Figure, folder: Path, name: str) -> tuple[Path, Path]:
    """Write a figure as PNG and as SVG; the same figure gives the same bytes.

    Parameters
    ----------
    figure
        The figure.
    folder
        Folder that takes it; made if missing.
    name
        Name of the files without their endings; letters, digits, _, + and - alone.

    Returns
    -------
    tuple
        The two files.

    Raises
    ------
    ValueError
        If the name could lead out of the folder.
    """
    if not is_file_name(name):
        raise ValueError(f"figure {name!r}: a name of a file has letters, digits, _, + and - alone")
    folder.mkdir(parents=True, exist_ok=True)
    picture, drawing = folder / f"{name}.png", folder / f"{name}.svg"
    # Dates and versions in a file's head would make equal figures differ.
    with matplotlib_style.context(["default", RULES]):
        figure.savefig(picture, dpi=DOTS_PER_INCH, metadata={"Software": None})
        figure.savefig(drawing, metadata={"Date": None, "Creator": None})
    return picture, drawing
