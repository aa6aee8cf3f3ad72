"""How long a text is on paper, and how it is broken or shortened to fit."""

from dataclasses import replace
from functools import cache

import pandas as pd
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

from experiments.figures.facts import Facts, Tables

FONT = "DejaVu Sans"
"""The font that comes with matplotlib: the same letters on every machine."""

POINTS_PER_INCH = 72
PARTS_PER_POINT = 64
"""Unit in which the font's file gives lengths [1/pt]."""

SPARE = 1.04
"""Factor [-] by which a screen's rounding of letters may lengthen a text."""

DOTS = "..."


@cache
def width_in(text: str, *, size_pt: float, weight: str = "normal") -> float:
    """Return the width of one line of text [in].

    Parameters
    ----------
    text
        The line.
    size_pt
        Size of its letters [pt].
    weight
        ``normal`` or ``bold``.
    """
    if not text.strip():
        return 0.0
    font = get_font(findfont(FontProperties(family=FONT, weight=weight)))
    font.set_size(size_pt, POINTS_PER_INCH)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / PARTS_PER_POINT * SPARE / POINTS_PER_INCH


@cache
def _known_letters() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=FONT))).get_charmap())


def legible(label: str, name: str) -> str:
    """Return a label, or the name it stands for where the font lacks one of its letters.

    Parameters
    ----------
    label
        What a planner calls it.
    name
        Short name used in every file.

    Examples
    --------
    >>> legible("Süd", "south"), legible("南区", "south")
    ('Süd', 'south')
    """
    known = _known_letters()
    if label.strip() and all(ord(letter) in known for letter in label):
        return label
    return "".join(letter if ord(letter) in known else "?" for letter in name)


def legible_facts(facts: Facts) -> Facts:
    """Return the facts with every label in letters that the font has."""
    systems = {name: replace(shown, label=legible(shown.label, name), unit=legible(shown.unit, "?"))
               for name, shown in facts.systems.items()}
    areas = tuple(replace(area, label=legible(area.label, area.name)) for area in facts.areas)
    return replace(
        facts, study=legible(facts.study, "?"), areas=areas, systems=systems,
        area_labels={name: legible(label, name) for name, label in facts.area_labels.items()},
        plans={name: legible(label, name) for name, label in facts.plans.items()},
        elements={system: _legible_labels(table, names="element") for system, table in facts.elements.items()})


def legible_tables(tables: Tables) -> Tables:
    """Return the tables with every label in letters that the font has."""
    names = {"limits": "limit", "limits_by_year": "limit", "projects": "project", "capital_by_year": "payer"}
    return {stem: _legible_labels(table, names=names[stem]) if stem in names else table
            for stem, table in tables.items()}


def _legible_labels(table: pd.DataFrame, *, names: str) -> pd.DataFrame:
    if all(str(label).strip() and str(label).isascii() for label in table["label"].unique()):
        return table
    labels = [legible(str(label), str(name)) for label, name in zip(table["label"], table[names], strict=True)]
    return table.assign(label=labels)


def shortened(text: str, room_in: float, *, size_pt: float, weight: str = "normal") -> str:
    """Return a text that fits one line, its end replaced by dots where it must be.

    Parameters
    ----------
    text
        The text.
    room_in
        Room for it [in].
    size_pt, weight
        As in ``width_in``.
    """
    if width_in(text, size_pt=size_pt, weight=weight) <= room_in:
        return text
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        fits = width_in(text[:middle].rstrip() + DOTS, size_pt=size_pt, weight=weight) <= room_in
        low, high = (middle, high) if fits else (low, middle)
    return text[:low].rstrip() + DOTS


def wrapped(text: str, room_in: float, *, size_pt: float, lines: int, weight: str = "normal") -> str:
    """Return a text broken into lines that fit, the last one shortened where it must be.

    Parameters
    ----------
    text
        The text.
    room_in
        Room for a line [in].
    size_pt, weight
        As in ``width_in``.
    lines
        Most lines [-].
    """
    broken: list[str] = []
    rest = text.split()
    while rest and len(broken) < lines - 1:
        taken = 1
        while taken < len(rest) and width_in(" ".join(rest[:taken + 1]), size_pt=size_pt, weight=weight) <= room_in:
            taken += 1
        broken.append(shortened(" ".join(rest[:taken]), room_in, size_pt=size_pt, weight=weight))
        rest = rest[taken:]
    if rest:
        broken.append(shortened(" ".join(rest), room_in, size_pt=size_pt, weight=weight))
    return "\n".join(broken)
