"""The list of assumptions as a planner reads it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from textwrap import wrap

from experiments.assumptions.number import ASSUMPTION, LETTERS, Number

NARROWEST, WIDEST = 80, 160
"""Characters of a line [-]: a wider one is not read, a narrower one holds no number."""

SUBJECT_SHARE = 0.45
"""Share of a line [-] that names may take."""

KEPT = "\N{NO-BREAK SPACE}"
"""Stands between words that stay on one line until the line is made."""


def printed_numbers(numbers: Sequence[Number], *, systems: Collection[str], width: int) -> str:
    """Return numbers as text, by letter and file, one row of a file a line.

    Parameters
    ----------
    numbers
        The numbers, the least sure first.
    systems
        Names of all systems.
    width
        Characters of a line [-].
    """
    wide = min(max(width, NARROWEST), WIDEST)
    blocks = []
    for letter, of_letter in groupby(numbers, key=lambda number: number.confidence):
        mine = list(of_letter)
        blocks.append("\n".join(wrap(f"{letter}: {LETTERS[letter]}; {_many(mine)}", wide)))
        blocks += ["\n".join(_file(list(of_file), systems=systems, width=wide))
                   for _, of_file in groupby(mine, key=lambda number: number.file)]
    return "\n\n".join(blocks)


def printed_counts(numbers: Sequence[Number]) -> str:
    """Return how many numbers have which letter, and the share of those that are assumed.

    Parameters
    ----------
    numbers
        The numbers.
    """
    lines = ["letter  numbers  share"]
    for letter in LETTERS:
        mine = [number for number in numbers if number.confidence == letter]
        if mine:
            lines.append(f"{letter:<6}  {len(mine):>7,}  {_share(len(mine), len(numbers)):>5}  {LETTERS[letter]}")
    lines.append(f"{'all':<6}  {len(numbers):>7,}")
    return "\n".join(lines)


def printed_sources(numbers: Sequence[Number], texts: Mapping[str, str], *, width: int) -> str:
    """Return what the sources of numbers stand for.

    Parameters
    ----------
    numbers
        The numbers.
    texts
        What each key stands for.
    width
        Characters of a line [-].
    """
    wide = min(max(width, NARROWEST), WIDEST)
    keys = sorted({number.source for number in numbers} - {ASSUMPTION})
    return "\n".join(line for key in keys for line in wrap(
        f"{key}: {texts.get(key, 'not in SOURCES.md')}", wide, initial_indent="  ", subsequent_indent="    ",
        break_long_words=False, break_on_hyphens=False))


@dataclass(frozen=True)
class _Line:
    """One row of a file, or several that are one series."""

    first: int
    last: int
    subject: str
    values: str
    feeds: str
    source: str


def _many(numbers: Sequence[Number]) -> str:
    return f"{len(numbers):,} number{'s' if len(numbers) > 1 else ''}"


def _share(count: int, whole: int) -> str:
    # What is there is never told as none of it, nor what is not everything as all.
    percent = 100 * count / whole
    return "< 1 %" if percent < 1 else f"{min(percent, 99) if count < whole else percent:.0f} %"


def _file(numbers: Sequence[Number], *, systems: Collection[str], width: int) -> Iterator[str]:
    lines = list(_lines(numbers, systems=systems))
    # What holds for all lines of a file is said once.
    feeds, sources = {line.feeds for line in lines}, {line.source for line in lines}
    common = f"{numbers[0].file}{_cited(sources)}{_led_to(feeds)}"
    yield from (part.replace(KEPT, " ") for part in wrap(common, width, subsequent_indent="    ",
                                                         break_on_hyphens=False))
    places = [_place(line) for line in lines]
    left = max(map(len, places)) + 2
    names = min(max(len(line.subject) for line in lines), int(width * SUBJECT_SHARE))
    right = width - left - names - (4 if names else 2)
    for place, line in zip(places, lines, strict=True):
        told = line.values + ("" if len(sources) == 1 else _cited({line.source}))
        told += "" if len(feeds) == 1 else _led_to({line.feeds})
        subject = wrap(line.subject, names, break_on_hyphens=False) if names else []
        values = [part.replace(KEPT, " ") for part in wrap(told, right, break_on_hyphens=False)]
        for at, (name, value) in enumerate(zip_longest(subject, values, fillvalue="")):
            middle = f"  {name:<{names}}" if names else ""
            yield f"{place if at == 0 else '':>{left}}{middle}  {value}".rstrip()


def _place(line: _Line) -> str:
    return str(line.first) if line.first == line.last else f"{line.first}-{line.last}"


def _cited(sources: Collection[str]) -> str:
    (source, *others) = sources
    return "" if others or source == ASSUMPTION else f" [{source}]"


def _led_to(feeds: Collection[str]) -> str:
    (told, *others) = feeds
    return "" if others else f" ->{KEPT}{told}"


def _lines(numbers: Sequence[Number], *, systems: Collection[str]) -> Iterator[_Line]:
    for (subject, source), alike in groupby(numbers, key=lambda number: (number.subject, number.source)):
        mine = list(alike)
        quantities = {number.quantity for number in mine}
        if len(mine) > 1 and len(quantities) == 1 and all(number.at for number in mine):
            yield _Line(mine[0].line, mine[-1].line, subject, _series(mine), _feeds(mine, systems), source)
            continue
        for line, of_line in groupby(mine, key=lambda number: number.line):
            row = list(of_line)
            told = " ".join(filter(None, (subject, row[0].at)))
            yield _Line(line, line, told, ", ".join(map(_value, row)), _feeds(row, systems), source)


def _series(numbers: Sequence[Number]) -> str:
    told = [number.at.rpartition(" ") for number in numbers]
    values = ", ".join(f"{place}:{KEPT}{number.typical}" for (_, _, place), number in zip(told, numbers, strict=True))
    return f"{numbers[0].quantity}{_unit(numbers[0])} by {told[0][0]}; {values}"


def _value(number: Number) -> str:
    told = " / ".join(filter(None, (number.low, number.typical, number.high)))
    return f"{number.quantity} {told}{_unit(number)}".replace(" ", KEPT)


def _unit(number: Number) -> str:
    return "" if number.is_named_with_unit else f" {number.unit}"


def _feeds(numbers: Sequence[Number], systems: Collection[str]) -> str:
    found = {name for number in numbers for name in number.systems}
    if found and found == set(systems):
        return "every system"
    if found:
        return ", ".join(name for name in systems if name in found)
    tables = dict.fromkeys(name for number in numbers for name in number.tables)
    return ", ".join(tables) or "nothing here"
