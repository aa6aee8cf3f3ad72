"""Columns of plain text beside each other, and the lines that explain them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

WIDTH = 110
"""Characters of the widest line [-]."""

GAP = "  "


@dataclass(frozen=True)
class Column:
    """One column of the printed table.

    Parameters
    ----------
    heading
        Lines above it.
    cells
        Lines of every plan's cell.
    right
        Whether its lines end, rather than begin, at the same place.
    """

    heading: Sequence[str]
    cells: Sequence[Sequence[str]]
    right: bool

    @property
    def width(self) -> int:
        """Characters of its longest line [-]."""
        return max(len(line) for cell in (self.heading, *self.cells) for line in cell)

    def line(self, cell: Sequence[str], at: int) -> str:
        """Return one line of a cell, filled to the column's width."""
        text = cell[at] if at < len(cell) else ""
        return text.rjust(self.width) if self.right else text.ljust(self.width)


def bank(columns: Sequence[Column], *, rows: int) -> Iterator[str]:
    """Yield the lines of columns beside each other: headings, a rule, and as many rows of cells.

    Parameters
    ----------
    columns
        The columns.
    rows
        Cells of each column [-].
    """
    yield from _lines(columns, [column.heading for column in columns])
    yield GAP.join("-" * column.width for column in columns)
    for at in range(rows):
        yield from _lines(columns, [column.cells[at] for column in columns])


def told(word: str, meaning: str) -> list[str]:
    """Return the lines that tell what a word of a table means.

    Parameters
    ----------
    word, meaning
        The word, of at most seven letters, and what it means.

    Examples
    --------
    >>> told("lost", "firms gone")
    ['  lost   firms gone']
    """
    return wrap(meaning, WIDTH, initial_indent=f"  {word:<7}", subsequent_indent=" " * 9)


def plan_name(plan: str, label: str, *, width: int) -> list[str]:
    """Return the lines of a plan's name and, below it, its label.

    Parameters
    ----------
    plan, label
        Short name and planner's name.
    width
        Characters of a line [-].
    """
    return [*wrap(plan, width), *(wrap(label, width) if label != plan else [])]


def _lines(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> Iterator[str]:
    for at in range(max(len(cell) for cell in cells)):
        yield GAP.join(column.line(cell, at) for column, cell in zip(columns, cells, strict=True)).rstrip()
