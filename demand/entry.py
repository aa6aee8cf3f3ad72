"""From the table of sectors that may not enter to the rules that a march reads, and what is wrong in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import pandas as pd

from sim.entry import NEVER, Bar, EntryRules
from sim.park import EVERY_AREA, Area
from sim.table import PROOF, Column, Fault, TableShape, way_out

ENTRY = "entry.csv"

SHAPES: Mapping[str, TableShape] = {
    "entry": TableShape(ENTRY, (
        Column("sector"), Column("area"),
        Column("until", optional=True, default=""),
        *PROOF), optional=True),
}
"""A study without ``entry.csv`` lets every sector in."""


def rules_of(entry: pd.DataFrame, areas: Sequence[Area], *, sectors: Sequence[str]) -> EntryRules | None:
    """Return the rules of a table without faults; None where it keeps nobody out.

    Parameters
    ----------
    entry
        ``sector``, ``area`` (``all`` for every one), ``until`` (an asset; empty for good).
    areas
        The park's areas.
    sectors
        Names of the sectors in the order of their numbers.
    """
    if entry.empty:
        return None
    return EntryRules.of(Bar(sectors.index(told["sector"]), at, told["until"]) for told in entry.to_dict("records")
                         for at, area in enumerate(areas) if told["area"] in (EVERY_AREA, area.name))


def entry_faults(entry: pd.DataFrame, areas: Sequence[Area], *, sectors: Sequence[str],
                 assets: Collection[str] | None) -> Iterator[Fault]:
    """Yield the mistakes of the table.

    Parameters
    ----------
    entry
        The table, its cells checked already.
    areas
        The park's areas.
    sectors
        Known sectors.
    assets
        Assets that stand or are built; None where they cannot be told.
    """
    known = [EVERY_AREA, *(area.name for area in areas)]
    for row, told in enumerate(entry.to_dict("records")):
        if told["sector"] not in sectors:
            yield Fault(ENTRY, row, f"no sector {told['sector']!r}; {way_out(told['sector'], sectors)}")
        # Without areas the park has faults of its own, and each row would repeat them.
        if areas and told["area"] not in known:
            yield Fault(ENTRY, row, f"no area {told['area']!r}; {way_out(told['area'], known)}")
        if told["until"] and assets is not None and told["until"] not in assets:
            yield Fault(ENTRY, row, f"asset {told['until']!r} neither stands nor is built by a project; "
                                    f"{way_out(told['until'], sorted(assets))}")
    yield from _idle(entry)


def _idle(entry: pd.DataFrame) -> Iterator[Fault]:
    # Rules that another one makes idle: the same told for every area or twice, and any beside one that holds for good.
    rows = entry.to_dict("records")
    for row, told in enumerate(rows):
        for other, wider in enumerate(rows):
            covers = wider["sector"] == told["sector"] and wider["area"] in (told["area"], EVERY_AREA)
            is_stricter = covers and wider["until"] in (told["until"], NEVER)
            is_twin = wider["area"] == told["area"] and wider["until"] == told["until"]
            # Of twins the second is told.
            if is_stricter and other != row and not (is_twin and other > row):
                why = "for good" if wider["until"] == NEVER else f"until {wider['until']!r}"
                yield Fault(ENTRY, row, f"{told['sector']} in {told['area']} is barred {why} already by a row for "
                                        f"{wider['area']!r}; delete one")
                break
