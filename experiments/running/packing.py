"""A batch of futures as bytes: every column a member of its own, so that one can be read without the others."""

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cached_property
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo
from zlib import error as zlib_error

import numpy as np
from numpy.typing import NDArray

from sim.capacity import Integers
from sim.record import MONTHLY, Losses, Record

BY_SYSTEM = ("first_exceeded", "exceeded_in_year", "headroom", "firm_headroom", "money")
"""Columns that have parts by name, most of them one of every system, by future and plan."""

BY_PLAN = ("project_begun", "project_built_from", "project_finished", "project_wan", "connected")
"""Columns by future and plan."""

ABOUT, LOSSES = "about", "losses"

COMPRESSION = 1
"""Level of zlib [-]: 6 takes twice the time and saves a tenth of the disk."""


class DamagedBatchError(ValueError):
    """Bytes that are not the batch that they should be."""


def packed(record: Record, *, run: str, batch: int) -> bytes:
    """Return the record of a batch as the bytes of an npz file, the same for the same record.

    Parameters
    ----------
    record
        What happened; its samples are not kept.
    run
        The run's name.
    batch
        Number of the batch.
    """
    about = {"run": run, "batch": batch, "plans": record.plans, "systems": record.systems,
             "firm_systems": record.firm_systems, "other_causes": record.other_causes,
             "parts": {column: list(getattr(record, column)) for column in BY_SYSTEM}}
    members = {ABOUT: np.frombuffer(json.dumps(about).encode(), dtype=np.uint8), "futures": record.futures}
    for plan in range(len(record.plans)):
        members |= {_name(column, plan): getattr(record, column)[:, plan] for column in (*MONTHLY, *BY_PLAN)}
        members |= {_name(column, plan, part): values[:, plan] for column in BY_SYSTEM
                    for part, values in getattr(record, column).items()}
    members |= {f"{LOSSES}.{column.name}": getattr(record.losses, column.name) for column in fields(Losses)}
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, values in members.items():
            # A member without a date: the same record gives the same bytes.
            told = ZipInfo(f"{name}.npy")
            told.compress_type = ZIP_DEFLATED
            member = BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(values), allow_pickle=False)
            archive.writestr(told, member.getvalue(), compresslevel=COMPRESSION)
    return content.getvalue()


class Packed:
    """The record of a batch in packed form; a column is unpacked when it is asked for.

    Parameters
    ----------
    content
        Bytes as ``packed`` gives them.

    Raises
    ------
    DamagedBatchError
        If they are not such bytes.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._members: Mapping[str, NDArray[Any]] = np.load(BytesIO(content), allow_pickle=False)
            self.about: dict[str, Any] = json.loads(self._members[ABOUT].tobytes())
            self.futures: Integers = self._members["futures"]
            self.plans: tuple[str, ...] = tuple(self.about["plans"])
            self.systems: tuple[str, ...] = tuple(self.about["systems"])
            self.firm_systems: tuple[str, ...] = tuple(self.about["firm_systems"])
            self.other_causes: tuple[str, ...] = tuple(self.about["other_causes"])
        except (BadZipFile, zlib_error, OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise DamagedBatchError(f"no batch of futures: {error}") from error
        self._read: dict[str, NDArray[Any]] = {}

    def check(self, *, run: str, batch: int) -> None:
        """Refuse a batch of another run or of another number.

        Raises
        ------
        DamagedBatchError
            If it is one.
        """
        if (self.about.get("run"), self.about.get("batch")) != (run, batch):
            raise DamagedBatchError(f"is batch {self.about.get('batch')} of run {self.about.get('run')}, not batch "
                                    f"{batch} of run {run}")

    def of(self, column: str, plan: int, system: str | None = None) -> NDArray[Any]:
        """Return what a column tells of one plan, and of one system where it tells of systems; futures first."""
        if column in MONTHLY and system is not None:
            return self._member(_name(column, plan))[..., self.systems.index(system)]
        return self._member(_name(column, plan, system))

    @cached_property
    def losses(self) -> Losses:
        """Enterprises lost."""
        return Losses(**{column.name: self._members[f"{LOSSES}.{column.name}"] for column in fields(Losses)})

    def whole(self) -> Record:
        """Return all of it as a record in memory."""
        def plans(column: str, part: str | None = None) -> NDArray[Any]:
            return np.stack([self._member(_name(column, plan, part)) for plan in range(len(self.plans))], axis=1)

        columns: dict[str, Any] = {column: plans(column) for column in (*MONTHLY, *BY_PLAN)}
        columns |= {column: {part: plans(column, part) for part in self.about["parts"][column]} for column in BY_SYSTEM}
        return Record(futures=self.futures, plans=self.plans, systems=self.systems, samples={}, losses=self.losses,
                      other_causes=self.other_causes, **columns)

    def _member(self, name: str) -> NDArray[Any]:
        # Asked for system by system, a column is unpacked once.
        if name not in self._read:
            self._read[name] = self._members[name]
        return self._read[name]


def _name(column: str, plan: int, part: str | None = None) -> str:
    return f"{column}.{plan}" if part is None else f"{column}.{plan}.{part}"
