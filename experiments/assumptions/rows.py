"""The numbers of a CSV table whose rows name their source."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from experiments.assumptions.number import BOUNDS, PROOF, Number, unit_in, unit_of
from experiments.study.csv_tables import NUMBER, numbered_rows

PLACES = ("hour", "period", "year", "year_of_operation", "from_month")
"""Columns that tell which of a series a number is, and are no number of their own."""

NAMES_OF_QUANTITIES = ("quantity", "parameter")
"""Columns that tell what the row's number is."""

VALUE = "value"
"""Column of a number that another column, or the row, gives its name."""

UNNAMED = ("label", "label_zh", "name", "cause", "unit", "directed", "priority", *PROOF)
"""Columns that neither name a row nor are a number: words for readers, and how things hang together."""

Row = Mapping[str, str]


def rows_of(text: str) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a CSV file with their lines; cells that a row lacks are empty.

    Parameters
    ----------
    text
        Its content; the first line names the columns.
    """
    # A file that nobody declares may be quoted in its own way.
    found = [(line, [cell.strip() for cell in cells]) for line, cells in numbered_rows(StringIO(text), strict=False)]
    if not found:
        return []
    (_, heading), *body = found
    return [(at, dict(zip(heading, [*cells, *[""] * len(heading)], strict=False))) for at, cells in body]


def has_proof(text: str) -> bool:
    """Return whether a CSV file's first line names source and confidence."""
    heading = next(csv.reader(StringIO(text)), [])
    return set(PROOF) <= {name.strip() for name in heading}


def table_numbers(file: str, rows: Sequence[tuple[int, Row]], *, kinds: Mapping[str, str]) -> Iterator[Number]:
    """Yield the numbers of a table, row by row; a row without one yields what it chooses.

    Parameters
    ----------
    file
        Path as it is shown.
    rows
        Lines and cells.
    kinds
        Kind of each declared column; empty for a table that nobody declares.
    """
    if not rows:
        return
    table = _Table.of([row for _, row in rows], kinds=kinds)
    for line, row in rows:
        yield from table.numbers(file, line, row)


def key_of(row: Row) -> tuple[str, ...]:
    """Return what a row is about: two rows of one table that agree in it contradict each other."""
    return tuple(value for name, value in row.items()
                 if name not in UNNAMED and (name in PLACES or not NUMBER.fullmatch(value)))


@dataclass(frozen=True)
class _Table:
    """What the columns of a table are."""

    naming: tuple[str, ...]
    triples: tuple[str, ...]
    single: tuple[str, ...]
    choices: tuple[str, ...]

    @classmethod
    def of(cls, rows: Sequence[Row], *, kinds: Mapping[str, str]) -> "_Table":
        columns = [name for name in rows[0] if name not in (*UNNAMED, *PLACES)]
        numeric = [name for name in columns if _is_numeric(name, rows, kinds=kinds, first=next(iter(rows[0])))]
        triples = [name.removesuffix("low") for name in numeric
                   if name.endswith("low") and all(f"{name.removesuffix('low')}{end}" in numeric for end in BOUNDS)]
        single = [name for name in numeric if name not in {f"{start}{end}" for start in triples for end in BOUNDS}]
        words = [name for name in columns if name not in (*numeric, *NAMES_OF_QUANTITIES)]
        naming = _naming(words, rows)
        return cls(naming, tuple(triples), tuple(single), tuple(name for name in words if name not in naming))

    def numbers(self, file: str, line: int, row: Row) -> Iterator[Number]:
        names = [row[name] for name in self.naming if row[name]]
        told = next((row[name] for name in NAMES_OF_QUANTITIES if row.get(name)), "")
        at = ", ".join(f"{name} {row[name]}" for name in PLACES if row.get(name))
        # A bare value, or range, that no column calls by name is what the row's first name says.
        nameless = not told and (VALUE in self.single or "" in self.triples)
        quantity, subject = (names[0], names[1:]) if nameless and names else (told, names)

        def number(quantity: str, low: str, typical: str, high: str, *, unit: str) -> Number:
            return Number(file, line, " ".join(dict.fromkeys(subject)), quantity, low, typical, high, unit,
                          row["source"], row["confidence"], at, row)

        given = row.get("unit", "")
        found = [number(name, *(row[f"{start}{end}"] for end in BOUNDS), unit=given or unit_of(name))
                 for start in self.triples if any(row[f"{start}{end}"] for end in BOUNDS)
                 for name in [start.rstrip("_") or quantity]]
        found += [number(quantity, "", row[name], "", unit=given or unit_of(quantity)) if name == VALUE and quantity
                  else number(name, "", row[name], "", unit=unit_in(name) or given or unit_of(name))
                  for name in self.single if row[name]]
        if not found:
            chosen = next(iter(self.choices), "")
            found = [number(chosen, "", row.get(chosen, ""), "", unit=given or "-")]
        yield from found


def _is_numeric(name: str, rows: Sequence[Row], *, kinds: Mapping[str, str], first: str) -> bool:
    if name in kinds:
        return kinds[name] in ("number", "integer")
    given = [row[name] for row in rows if row[name]]
    # Names of things may be digits; those stand first, or say that they are names.
    return name != first and not name.endswith("_id") and bool(given) and all(map(NUMBER.fullmatch, given))


def _naming(words: Sequence[str], rows: Sequence[Row]) -> tuple[str, ...]:
    # The first column, and those further ones that help to tell the rows apart.
    beside = [name for name in (*NAMES_OF_QUANTITIES, *PLACES) if name in rows[0]]

    def told_apart(columns: Sequence[str]) -> int:
        return len({tuple(row[name] for name in (*columns, *beside)) for row in rows})

    naming = list(words[:1])
    for name in words[1:]:
        if told_apart([*naming, name]) > told_apart(naming):
            naming.append(name)
    return tuple(naming)
