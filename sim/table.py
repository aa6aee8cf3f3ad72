"""What a file of a study must look like, declared by whoever needs it and checked in one place."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMES = 12
"""Names that a sentence lists; more would hide the mistake."""

SUM_TOLERANCE = 1e-6
"""How far shares may be from 1 in sum [-]: the rounding of a spreadsheet."""

LINE_ENDS = "\x85\u2028\u2029"
"""Characters above the blank that Python takes for spaces and that end a line."""

Confidence = Literal["A", "A-", "B", "B-", "C", "D"]
"""How sure a number is: A published, B derived from what is, C recalled and to be checked, D an assumption."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        Heading, with its unit.
    kind
        ``text``, ``number``, ``integer`` or ``month`` (``2029-07``).
    low, high
        Allowed range, both ends included.
    above
        Value that must be exceeded.
    allowed
        The only values allowed; empty allows all.
    optional
        True where the heading or a cell may be missing; a missing number is then ``default``.
    default
        Value of a missing cell.
    """

    name: str
    kind: Literal["text", "number", "integer", "month"] = "text"
    low: float | None = None
    high: float | None = None
    above: float | None = None
    allowed: tuple[str, ...] = ()
    optional: bool = False
    default: str | float | int | None = None


PROOF = (Column("source"), Column("confidence", allowed=get_args(Confidence)))
"""Columns with which every number of a table says whence it comes; keys of sources resolve in SOURCES.md."""


@dataclass(frozen=True)
class TableShape:
    """One CSV file of a study, or a text file handed on as it is.

    Parameters
    ----------
    file
        Path inside the study folder.
    columns
        Its columns; empty hands the file on as text.
    key
        Column whose values must be unique; empty for none.
    optional
        True where the file may be missing; an empty table stands for it.
    """

    file: str
    columns: tuple[Column, ...] = ()
    key: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Fault:
    """One mistake in an input, told so that its author can mend it.

    Parameters
    ----------
    file
        Path inside the study folder.
    row
        Row of the table (0 is the first below the headings); None for the whole file.
    message
        What is wrong, the value, what is allowed and the way out, in one line.
    """

    file: str
    row: int | None
    message: str


Tables = Mapping[str, "pd.DataFrame | str"]
"""A system's or the demand's tables by short key; a file without columns is its text."""


def frame(tables: Tables, key: str) -> "pd.DataFrame":
    """Return a table that is no text.

    Parameters
    ----------
    tables
        Tables by short key.
    key
        The table's.

    Raises
    ------
    TypeError
        If it was handed on as text.
    """
    table = tables[key]
    if isinstance(table, str):
        raise TypeError(f"{key} is text, not a table")
    return table


def disorder(low: float, typical: float, high: float) -> str:
    """Return what to tell of a range that is out of order, or nothing where it is not.

    Parameters
    ----------
    low, typical, high
        In the same unit.

    Examples
    --------
    >>> disorder(1.0, 3.0, 2.0)
    'is 1, 3, 2; low must not be above typical, typical not above high'
    >>> disorder(1.0, 2.0, 2.0)
    ''
    """
    if low <= typical <= high:
        return ""
    return f"is {low:g}, {typical:g}, {high:g}; low must not be above typical, typical not above high"


def unprintable(text: str) -> str:
    r"""Return the first character of a text that acts instead of being read, or nothing where there is none.

    Parameters
    ----------
    text
        A name or a label of a study.

    Notes
    -----
    Control characters move a terminal's cursor, overrides turn the direction of reading, half a character cannot be
    written down again, and what has no width makes two names look like one. Spaces of every width are text.

    Examples
    --------
    >>> unprintable("Zone \u3000南区 2"), unprintable("red \x1b[31m"), unprintable("\u202eevil")
    ('', '\x1b', '\u202e')
    """
    if text.isprintable():
        return ""
    return next((letter for letter in text if not (letter.isprintable() or letter.isspace() and letter > " "
                                                   and letter not in LINE_ENDS)), "")


def way_out(value: str, known: Collection[str]) -> str:
    """Return the end of a sentence about a name that is not known.

    Parameters
    ----------
    value
        The name that was given.
    known
        The names that are allowed.

    Examples
    --------
    >>> way_out("powr", ("power", "roads"))
    "did you mean 'power'?"
    >>> way_out("gas", ("power", "roads"))
    'known: power, roads'
    """
    # A set has no order of its own, and equal mistakes must be told in equal words.
    names = sorted(known) if isinstance(known, Set) else list(known)
    near = get_close_matches(value, names, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    shown = ", ".join(names[:MOST_NAMES]) or "none"
    return f"known: {shown}{f' and {len(names) - MOST_NAMES} more' if len(names) > MOST_NAMES else ''}"
