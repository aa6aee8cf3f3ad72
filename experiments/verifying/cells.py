"""How two tables differ, cell by cell, whatever their length."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest


@dataclass(frozen=True)
class Differing:
    """What differs between two tables.

    Parameters
    ----------
    cells
        How many cells; of a row that only one of them has, all.
    line
        First line that differs; the first of a file is 1.
    column
        Name of its first column that differs; empty for a row that only one of them has.
    first, second
        What stands there.
    """

    cells: int
    line: int
    column: str
    first: str
    second: str

    def __str__(self) -> str:
        where = f"column {self.column}: {self.first!r}, now {self.second!r}" if self.column else "a row of one alone"
        many = "cell differs" if self.cells == 1 else "cells differ"
        return f"{self.cells:,} {many}, the first in line {self.line}, {where}"


def differing_cells(first: Iterable[str], second: Iterable[str]) -> Differing | None:
    r"""Return how two tables differ; None where every cell is equal.

    Parameters
    ----------
    first, second
        Their text as CSV, in parts wherever they are cut.

    Examples
    --------
    >>> str(differing_cells(["plan,p\ntoday,1\n", "base,2\n"], ["plan,p\ntoday,3\nbase,4\n"]))
    "2 cells differ, the first in line 2, column p: '1', now '3'"
    >>> differing_cells(["plan,p\n"], ["plan,p\n"])
    """
    header: list[str] = []
    cells, found = 0, None
    for line, (one, other) in enumerate(zip_longest(_lines(first), _lines(second)), start=1):
        header = header or _cells(one or other or "")
        if one == other:
            continue
        if one is None or other is None:
            cells += len(_cells(one or other or ""))
            found = found or (line, "", "", "")
            continue
        pairs = enumerate(zip_longest(_cells(one), _cells(other), fillvalue=""))
        unequal = [(at, before, now) for at, (before, now) in pairs if before != now]
        cells += len(unequal)
        for at, before, now in unequal[:1]:
            found = found or (line, header[at] if at < len(header) else str(at + 1), before, now)
    return None if found is None else Differing(cells, *found)


def _cells(line: str) -> list[str]:
    # Line by line, no cell of ours holds a line feed: a damaged quotation mark does not swallow the rest of the file.
    return next(csv.reader([line]), [])


def _lines(parts: Iterable[str]) -> Iterator[str]:
    # A part may end within a line of the file, as the pieces of a file on the disk do.
    rest = ""
    for part in parts:
        *whole, rest = (rest + part).split("\n")
        yield from whole
    if rest:
        yield rest
