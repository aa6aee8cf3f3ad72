"""Tables as text, the same bytes on every machine."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from math import isfinite, isnan
from typing import Any

import pandas as pd

from experiments.study.escaping import inert_cell

DIGITS = 6
"""Significant digits of every number [-]; more than any standard error over futures supports."""


class NotANumberError(ValueError):
    """A table holds NaN where a number is due."""


def csv_text(table: pd.DataFrame) -> str:
    r"""Return a table as CSV: no index, lines ended by a line feed, numbers to six significant digits.

    Parameters
    ----------
    table
        Numbers, text and empty text; infinity is written ``inf``. Text that a spreadsheet would take for a formula
        begins with an apostrophe.

    Raises
    ------
    NotANumberError
        If a cell is NaN, which would read as an empty cell and pass for "not applicable".

    Examples
    --------
    >>> csv_text(pd.DataFrame({"plan": ["today", "b, c"], "p": [1 / 3, 1.0], "firms": [2, 1234567]}))
    'plan,p,firms\ntoday,0.333333,2\n"b, c",1,1234567\n'
    """
    columns = [[_cell(value, str(name)) for value in table[name].tolist()] for name in table.columns]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue()


def csv_parts(parts: Iterable[pd.DataFrame]) -> Iterator[str]:
    """Yield the text of a table that comes in parts, at least one; together it is that of the whole table.

    Parameters
    ----------
    parts
        Tables of the same columns.
    """
    for at, part in enumerate(parts):
        text = csv_text(part)
        # Only the first part tells the names of the columns, which hold no line feed.
        yield text if at == 0 else text.split("\n", 1)[1]


def _cell(value: Any, column: str) -> str:
    if isinstance(value, str):
        return inert_cell(value)
    if not isinstance(value, float):
        return str(value)
    if isnan(value):
        raise NotANumberError(f"column {column!r} holds NaN; write a number, infinity, or empty text")
    if not isfinite(value):
        return str(value)
    rounded = float(f"{value:.{DIGITS}g}")
    # Adding zero turns minus zero, a rounding of nothing, into zero.
    return str(int(rounded)) if rounded.is_integer() else repr(rounded + 0.0)
