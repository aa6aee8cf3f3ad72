"""Tables of a record, one by one, and records that come in parts."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.gathering import gather, gather_courses
from sim.record import Losses, Record


def told_by(table: Any, record: Chronicle, context: RunContext) -> pd.DataFrame:
    """Return a table that has seen a record."""
    if hasattr(table, "courses"):
        gather_courses(record, [table])
    else:
        gather(record, context, [table])
    return table.table()


class Parted:
    """A record that is told in parts of some sizes, as one on disk is."""

    def __init__(self, record: Record, sizes: Sequence[int]) -> None:
        self._record, self._sizes = record, sizes
        self.passes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._record, name)

    def parts(self) -> Iterator[Record]:
        self.passes += 1
        for begin, end in pairwise(np.cumsum([0, *self._sizes]).tolist()):
            yield cut(self._record, slice(begin, end))


def cut(record: Record, rows: slice) -> Record:
    """Return some futures of a record."""
    def part(values: Any) -> Any:
        return {name: array[rows] for name, array in values.items()} if isinstance(values, dict) else values[rows]

    futures = record.futures[rows]
    lost = np.isin(record.losses.future, futures)
    whole = {"plans", "systems", "samples", "other_causes", "losses"}
    return replace(
        record, losses=Losses(**{column.name: getattr(record.losses, column.name)[lost] for column in fields(Losses)}),
        **{column.name: part(getattr(record, column.name)) for column in fields(Record) if column.name not in whole})
