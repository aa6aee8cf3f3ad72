"""What follows from each number of the demand, found by changing it.

Asking the model cannot fall behind the model, as a list of what it does would.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from demand.shapes import sector_rows
from experiments.assumptions.number import BOUNDS
from experiments.assumptions.rows import NAMES_OF_QUANTITIES
from experiments.study import Study
from networks.registry import class_at
from sim.table import TableShape

DEMAND = "demand"
SECTORS = "sectors"
HALF = 0.5
"""Factor by which a number is changed [-]: large enough that among hundreds of prospects some decide otherwise."""

WATCHED = 0
"""Number of the future that is looked at."""

Effects = Mapping[tuple[str, str], frozenset[str]]
"""By file and quantity: the fields of a future that follow from it, such as ``needs.power_mw``."""


def effects_of(study: Study) -> Effects:
    """Return what of a future follows from each quantity in the study's own tables of the demand.

    Parameters
    ----------
    study
        The study.

    Notes
    -----
    All numbers of a quantity are halved and one future is drawn again by the same random numbers; what differs
    follows from it. A quantity that decides nothing in that future, because no row of it is in use, has no effect.
    """
    shapes: Mapping[str, TableShape] = class_at(study.demand_place).shapes
    before = _told(_future(study))
    found = {}
    for key, shape in shapes.items():
        for quantity, changed in _changes(study, key, shape):
            tables = {**study.tables[DEMAND], key: changed}
            after = _told(_future(replace(study, tables={**study.tables, DEMAND: tables})))
            names = {name for name in before.keys() | after.keys() if not _same(before.get(name), after.get(name))}
            found[shape.file, quantity] = frozenset(names)
    return found


def _future(study: Study) -> Any:
    return study.demand_model().future(WATCHED)


def _changes(study: Study, key: str, shape: TableShape) -> Iterator[tuple[str, pd.DataFrame]]:
    table = study.tables[DEMAND][key]
    if isinstance(table, str):
        return
    # A study's rows stand in for some of ours; all of them are changed together.
    table = sector_rows(study.tables[DEMAND]) if key == SECTORS else table
    numeric = [column.name for column in shape.columns if column.kind in ("number", "integer")]
    naming = next((name for name in NAMES_OF_QUANTITIES if name in table), None)
    if naming is not None:
        for quantity in dict.fromkeys(table[naming]):
            yield str(quantity), _halved(table, numeric, rows=table[naming] == quantity)
        return
    starts = {name.removesuffix("low") for name in numeric if name.endswith("low")}
    ranged = {start: [name for name in numeric if name in {f"{start}{end}" for end in BOUNDS}] for start in starts}
    for start, columns in ranged.items():
        yield start.rstrip("_"), _halved(table, columns)
    for name in numeric:
        if all(name not in columns for columns in ranged.values()):
            yield name, _halved(table, [name])


def _halved(table: pd.DataFrame, columns: list[str], *, rows: Any = slice(None)) -> pd.DataFrame:
    changed = table.copy()
    changed[columns] = changed[columns].astype(float)
    changed.loc[rows, columns] *= HALF
    return changed


def _told(value: Any, name: str = "") -> dict[str, Any]:
    # Everything that a future says, each value by its way there; a mapping's parts are told one by one.
    if is_dataclass(value):
        parts: Mapping[str, Any] = {each.name: getattr(value, each.name) for each in fields(value)}
    elif isinstance(value, Mapping):
        parts = value
    else:
        return {name: value}
    told: dict[str, Any] = {}
    for key, part in parts.items():
        told |= _told(part, f"{name}.{key}" if name else str(key))
    return told


def _same(before: Any, after: Any) -> bool:
    left, right = np.asarray(before), np.asarray(after)
    return np.array_equal(left, right, equal_nan=left.dtype.kind == right.dtype.kind == "f")
