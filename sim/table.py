"""What a file of a study must look like, declared by whoever needs it and checked in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


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


Settings = Mapping[str, float]
