"""CSV files against the shapes that systems declare, cell by cell, with the line of every row."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

import pandas as pd

from experiments.study.files import StudyFiles
from experiments.study.forms import LONGEST_TEXT, MONTH_PATTERN, readable_text
from networks.sound_json import JsonError, sound_json
from sim.table import Column, TableShape, unprintable, way_out

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
INTEGER = re.compile(r"[+-]?[0-9]+")
NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)|#n/a|#div/0!|n/a|null", re.IGNORECASE)
LONGEST_SHOWN = 40
"""Characters of a wrong cell that are shown."""

LARGEST_NUMBER, SMALLEST_NUMBER = 1e15, 1e-15
"""Beyond the one, and between 0 and the other, nothing of a park is measured; sums and quotients would overflow."""

LARGEST_INTEGER = 2**53
"""Beyond it not every whole number is a floating-point number, nor anything that a study counts."""

Cell = str | float | int | None


@dataclass(frozen=True)
class ReadTable:
    """A table of a study and where its rows lie.

    Parameters
    ----------
    table
        The rows with exactly the declared columns, or the text of a file that declares none.
    lines
        Line of each row in the file, the first is 1.
    """

    table: pd.DataFrame | str
    lines: tuple[int, ...]


def read_table(files: StudyFiles, shape: TableShape) -> ReadTable | None:
    """Return a table of a study, or nothing where it has faults.

    Parameters
    ----------
    files
        The study folder; takes note of the faults.
    shape
        What the file must look like.
    """
    if shape.optional and not files.exists(shape.file):
        return ReadTable(_frame(shape, []), ()) if shape.columns else ReadTable("", ())
    text = files.text(shape.file)
    if text is None:
        return None
    if not shape.columns:
        # A text's rows are its lines.
        lines = tuple(range(1, text.count("\n") + 2))
        return ReadTable(text, lines) if _is_sound(text, shape.file, files=files) else None
    rows = _rows(text, shape.file, files=files)
    if rows is None:
        return None
    if not rows:
        files.fault(shape.file, None, f"is empty; its first line names the columns {_names(shape)}")
        return None
    heading, *body = rows
    return _Reading(shape, files, [name.strip() for name in heading[1]]).table(body)


def _is_sound(text: str, file: str, *, files: StudyFiles) -> bool:
    if not file.endswith(".json"):
        return True
    try:
        sound_json(text)
    except JsonError as error:
        files.fault(file, error.line, error.message)
        return False
    return True


class CsvError(ValueError):
    """A file that is no CSV from some line on."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"is no valid CSV here: {reason}; look for a single quotation mark")
        self.line = line


def numbered_rows(lines: Iterable[str], *, strict: bool = True) -> Iterator[tuple[int, list[str]]]:
    r"""Yield the rows of a CSV file that hold anything, each with the line on which it begins.

    Parameters
    ----------
    lines
        The file, line by line.
    strict
        Whether a quotation mark out of place is a mistake.

    Raises
    ------
    CsvError
        From the first row on that is no CSV.

    Examples
    --------
    >>> list(numbered_rows(["a,b\n", " ,\n", '"1\n', '2",3\n', "4,5\n"]))
    [(1, ['a', 'b']), (3, ['1\n2', '3']), (5, ['4', '5'])]
    """
    reader = csv.reader(lines, strict=strict)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise CsvError(line, str(error)) from None


def _rows(text: str, file: str, *, files: StudyFiles) -> list[tuple[int, list[str]]] | None:
    try:
        return list(numbered_rows(StringIO(text)))
    except CsvError as error:
        files.fault(file, error.line, str(error))
        return None


@dataclass(frozen=True)
class _Reading:
    """One table while its cells are read."""

    shape: TableShape
    files: StudyFiles
    heading: list[str]

    def table(self, body: list[tuple[int, list[str]]]) -> ReadTable | None:
        if not self._heading_fits():
            return None
        rows = [(line, self._row(line, cells)) for line, cells in body if self._width_fits(line, cells)]
        if self.shape.key:
            self._keys_differ(rows)
        if self.files.faulty(self.shape.file):
            return None
        return ReadTable(_frame(self.shape, [row for _, row in rows]), tuple(line for line, _ in rows))

    def _fault(self, line: int | None, message: str) -> None:
        self.files.fault(self.shape.file, line, message)

    def _heading_fits(self) -> bool:
        known = [column.name for column in self.shape.columns]
        unknown = [name for name in self.heading if name not in known]
        wanted = [column.name for column in self.shape.columns if column.name not in self.heading]
        if unknown and not set(known) & set(self.heading):
            self._fault(1, f"the first line does not name the columns; it must name {_names(self.shape)}, "
                           "with commas between them")
            return False
        for name in unknown:
            # A column that is there by another name is not missing as well.
            hint = way_out(name[:LONGEST_SHOWN], wanted or known) if name else "delete it, or give it one of the names"
            self._fault(1, f"unknown column {_shown(name)}; {hint}")
            wanted = [other for other in wanted if repr(other) not in hint]
        for column in self.shape.columns:
            if column.name in wanted and not column.optional:
                self._fault(1, f"column {column.name!r} is missing")
        for name in dict.fromkeys(name for name in self.heading if name in known and self.heading.count(name) > 1):
            self._fault(1, f"column {name!r} is given twice; delete one")
        return not self.files.faulty(self.shape.file)

    def _width_fits(self, line: int, cells: list[str]) -> bool:
        if len(cells) == len(self.heading):
            return True
        self._fault(line, f"{len(cells)} cells where the first line names {len(self.heading)} columns; text with a "
                          "comma needs quotation marks")
        return False

    def _row(self, line: int, cells: list[str]) -> dict[str, Cell]:
        # A spreadsheet breaks a long cell into lines; in a table of results or on a map it is one.
        given = dict(zip(self.heading, (cell.strip().replace("\n", " ") for cell in cells), strict=True))
        row: dict[str, Cell] = {}
        for column in self.shape.columns:
            text = given.get(column.name, "")
            if not text:
                if not column.optional:
                    self._fault(line, f"{column.name} is empty; allowed: {_allowed(column)}")
                row[column.name] = column.default
                continue
            value = _converted(column, text)
            if value is None:
                self._fault(line, f"{column.name} is {_shown(text)}; allowed: {_allowed(column)}{_meant(column, text)}")
            row[column.name] = value
        return row

    def _keys_differ(self, rows: list[tuple[int, dict[str, Cell]]]) -> None:
        first: dict[Cell, int] = {}
        for line, row in rows:
            value = row[self.shape.key]
            if value is not None and value in first:
                self._fault(line, f"{self.shape.key} {value!r} is given twice, first on line {first[value]}; each "
                                  "needs its own")
            first.setdefault(value, line)


def _converted(column: Column, text: str) -> Cell:
    # None is a cell that is not allowed.
    if column.kind == "month":
        return text if re.match(MONTH_PATTERN, text) else None
    if column.kind == "text":
        is_readable = len(text) <= LONGEST_TEXT and not unprintable(text)
        return text if is_readable and (not column.allowed or text in column.allowed) else None
    if not (INTEGER if column.kind == "integer" else NUMBER).fullmatch(text):
        return None
    number = float(text)
    if not _is_measurable(number) or not _in_range(column, number):
        return None
    if column.kind == "number":
        return number
    # Told exactly by the number up to there; of thousands of digits, zeros for one, Python reads no whole number.
    return int(number) if abs(number) <= LARGEST_INTEGER else None


def _is_measurable(number: float) -> bool:
    # Also false for what is no number, and for what is infinite.
    return number == 0 or SMALLEST_NUMBER <= abs(number) <= LARGEST_NUMBER


def _in_range(column: Column, number: float) -> bool:
    return ((column.low is None or number >= column.low) and (column.high is None or number <= column.high)
            and (column.above is None or number > column.above))


def _allowed(column: Column) -> str:
    if column.kind == "month":
        return "a month such as 2029-07"
    if column.kind == "text":
        return ", ".join(column.allowed) or "text"
    kind = "a whole number" if column.kind == "integer" else "a number"
    bounds = [*([f"above {column.above:g}"] if column.above is not None else []),
              *([f"{column.low:g} or more"] if column.low is not None else []),
              *([f"{column.high:g} or less"] if column.high is not None else [])]
    if column.low is not None and column.high is not None:
        bounds = [f"from {column.low:g} to {column.high:g}"]
    return " ".join([kind, " and ".join(bounds)]).strip()


def _meant(column: Column, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        return f"; {len(text)} characters are more than {LONGEST_TEXT}"
    if unprintable(text):
        return f"; {readable_text(unprintable(text))}"
    if column.allowed:
        hint = way_out(text, column.allowed)
        return f"; {hint}" if hint.startswith("did") else ""
    if column.kind in ("number", "integer"):
        if NOT_FINITE.fullmatch(text):
            return "; leave no number open, give an estimate"
        if column.kind == "number" and NUMBER.fullmatch(text) and _in_range(column, float(text)):
            return f"; no number but 0 is beyond {LARGEST_NUMBER:g} or below {SMALLEST_NUMBER:g}"
        if re.fullmatch(r"[+-]?[\d,.]+\s*%", text):
            return "; write a share as 0.85, not 85 %"
        if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", text):
            return "; write thousands without commas"
    return ""


def _shown(text: str) -> str:
    return repr(text) if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]!r}..."


def _names(shape: TableShape) -> str:
    return ", ".join(column.name for column in shape.columns)


def _frame(shape: TableShape, rows: list[dict[str, Cell]]) -> pd.DataFrame:
    return pd.DataFrame(dict(_series(shape, rows)))


def _series(shape: TableShape, rows: list[dict[str, Cell]]) -> Iterator[tuple[str, "pd.Series"]]:
    for column in shape.columns:
        values = [row[column.name] for row in rows]
        if column.kind in ("text", "month"):
            yield column.name, pd.Series(["" if value is None else value for value in values], dtype=object)
        elif column.kind == "integer" and None not in values:
            yield column.name, pd.Series(values, dtype="int64")
        else:
            yield column.name, pd.Series(values, dtype="float64")
