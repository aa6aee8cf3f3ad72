"""A record of any number of futures: its columns lie on disk, and one plan and system of them is read at a time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from math import prod
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import Any
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from sim.assessing import Sample
from sim.capacity import Integers
from sim.record import MONTHLY, Losses, Record, fewest, joined_losses

BY_SYSTEM = ("first_exceeded", "exceeded_in_year", "headroom", "firm_headroom", "money")
"""Columns that have parts by name, most of them one of every system, by future and plan."""

BY_PLAN = ("project_begun", "project_built_from", "project_finished", "project_wan", "connected")
"""Columns by future and plan."""


class ShelfError(RuntimeError):
    """A disk that does not take the record."""


@dataclass(frozen=True)
class _Place:
    # Plans one after the other, in each all futures: what is read together lies together.
    start: int
    dtype: np.dtype[Any]
    row: tuple[int, ...]

    @property
    def row_bytes(self) -> int:
        return self.dtype.itemsize * prod(self.row)


class Shelf:
    """What happened in all futures of a run; takes the records of batches in any order.

    The file has no name: the system frees it with the last process that holds it, however that ends.

    Parameters
    ----------
    futures
        How many futures there will be, numbered from 0.
    folder
        Folder on whose disk the record lies; None for the system's own place for what is temporary.
    kept_states
        How many samples of each system are kept.
    """

    def __init__(self, futures: int, *, folder: Path | None = None, kept_states: int = 0) -> None:
        self.futures: Integers = np.arange(futures, dtype=np.int64)
        self.plans: tuple[str, ...] = ()
        self.systems: tuple[str, ...] = ()
        self.firm_systems: tuple[str, ...] = ()
        self.other_causes: tuple[str, ...] = ()
        self._folder = folder
        self._kept_states = kept_states
        self._most: dict[str, int] = {}
        self._samples: dict[str, tuple[Sample, ...]] = {}
        self._places: dict[tuple[str, str | None], _Place] = {}
        self._losses: dict[int, int] = {}
        with self._trouble():
            # A folder of many little files would outlive a run that is killed.
            self._columns: Any = TemporaryFile(dir=folder)  # noqa: SIM115
            finalize(self, self._columns.close)
            self._lost: Any = TemporaryFile(dir=folder)  # noqa: SIM115
            finalize(self, self._lost.close)

    @property
    def samples(self) -> Mapping[str, tuple[Sample, ...]]:
        """By system: some of the states that were assessed, the same in whatever order batches came."""
        return {name: samples[:self._most[name]] for name, samples in self._samples.items()}

    def put(self, record: Record) -> None:
        """Take the record of a batch of neighbouring futures.

        Raises
        ------
        ShelfError
            If the disk does not take it.
        """
        if not self._places:
            self._plan_for(record)
        first = int(record.futures[0])
        with self._trouble():
            for (column, system), place in self._places.items():
                for plan in range(len(self.plans)):
                    self._columns.seek(self._offset(place, plan) + first * place.row_bytes)
                    self._columns.write(record.of(column, plan, system).tobytes())
            self._columns.flush()
            self._losses[first] = self._lost.seek(0, 2)
            for values in vars(record.losses).values():
                np.lib.format.write_array(self._lost, values, allow_pickle=False)
            self._lost.flush()
        for name, samples in record.samples.items():
            self._most[name] = max(self._most.get(name, 0), len(samples))
            self._samples[name] = fewest([self._samples.get(name, ()), samples], self._kept_states)

    def plan_index(self, plan: str) -> int:
        """Return the index of a plan."""
        return self.plans.index(plan)

    def of(self, column: str, plan: int, system: str | None = None) -> NDArray[Any]:
        """Return what a column tells of one plan, and of one system where it tells of systems; futures first."""
        place = self._places[column, system]
        self._columns.seek(self._offset(place, plan))
        found = self._columns.read(len(self.futures) * place.row_bytes)
        return np.frombuffer(found, dtype=place.dtype).reshape(len(self.futures), *place.row)

    def losses_in_parts(self) -> Iterator[Losses]:
        """Yield all losses; those of one future in one part, and futures in their order."""
        for first in sorted(self._losses):
            self._lost.seek(self._losses[first])
            columns = {column.name: np.lib.format.read_array(self._lost) for column in fields(Losses)}
            yield Losses(**columns)

    def parts(self) -> Iterator[Record]:
        """Yield all of it in one part."""
        yield self.whole()

    def whole(self) -> Record:
        """Return all of it as one record in memory; for few futures."""
        def plans(column: str, system: str | None = None) -> NDArray[Any]:
            return np.stack([self.of(column, plan, system) for plan in range(len(self.plans))], axis=1)

        monthly = {column: np.stack([plans(column, name) for name in self.systems], axis=-1) for column in MONTHLY}
        by_system = {column: {name: plans(column, name) for at, name in self._places if at == column}
                     for column in BY_SYSTEM}
        return Record(
            futures=self.futures, plans=self.plans, systems=self.systems, samples=self.samples,
            other_causes=self.other_causes,
            losses=joined_losses(list(self.losses_in_parts())),
            **monthly, **by_system, **{column: plans(column) for column in BY_PLAN})  # type: ignore[arg-type]

    def _plan_for(self, record: Record) -> None:
        self.plans, self.systems, self.firm_systems = record.plans, record.systems, record.firm_systems
        self.other_causes = record.other_causes
        kept = [*((column, name) for column in MONTHLY for name in record.systems),
                *((column, name) for column in BY_SYSTEM for name in getattr(record, column)),
                *((column, None) for column in BY_PLAN)]
        start = 0
        for column, system in kept:
            values = record.of(column, 0, system)
            self._places[column, system] = place = _Place(start, values.dtype, values.shape[1:])
            start += len(self.plans) * len(self.futures) * place.row_bytes

    def _offset(self, place: _Place, plan: int) -> int:
        return place.start + plan * len(self.futures) * place.row_bytes

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ShelfError(f"{self._folder or gettempdir()}: the record of {len(self.futures)} futures could not be "
                             f"kept there: {error}; name a folder on a disk with more room with --results DIR, or try "
                             "fewer with --futures") from error
