"""The systems and the demand of a study while their tables are read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.study.csv_tables import read_table
from experiments.study.files import StudyFiles
from networks.registry import SERVICES, class_at
from sim.capacity import ABSENT
from sim.park import Area
from sim.plan import without_works
from sim.table import Fault

SERVICES_TABLE = "services"
PLOTS_NEED = "land_ha"
"""Need of services that tell of plots."""

PLOTS_TOLERANCE_HA = 1e-6
"""Rounding of a sum of areas [ha]."""


@dataclass(frozen=True)
class Known:
    """What the names in plans and projects may refer to in one system.

    Parameters
    ----------
    assets
        Its assets.
    kinds
        The kinds of its limits.
    needs
        What it serves.
    """

    assets: Collection[str]
    kinds: Collection[str]
    needs: Collection[str]


class Part:
    """A system, or the demand, and its tables.

    Parameters
    ----------
    place
        Where its class lies.
    files
        The study folder; takes note of the faults.

    Attributes
    ----------
    is_consistent
        True once a check has found nothing wrong.
    """

    def __init__(self, place: str, files: StudyFiles) -> None:
        self._kind: Any = class_at(place)
        self._files = files
        self._read = {key: read_table(files, shape) for key, shape in self._kind.shapes.items()}
        self.is_consistent = False

    @property
    def tables(self) -> dict[str, pd.DataFrame | str]:
        """The tables that have no fault, by short key."""
        return {key: read.table for key, read in self._read.items() if read is not None}

    @property
    def _whole(self) -> bool:
        return all(read is not None for read in self._read.values())

    def table(self, key: str) -> pd.DataFrame | None:
        """Return a table by its short key, or nothing where it has faults or is text."""
        table = self.tables.get(key)
        return None if isinstance(table, str) else table

    def check(self, areas: tuple[Area, ...], **further: object) -> None:
        """Take note of what contradicts itself in the tables, once each of them is sound by itself.

        Parameters
        ----------
        areas
            The park's areas.
        **further
            What else the class wants to know.
        """
        if not self._whole:
            return
        faults = self._kind.faults(self.tables, areas, **further)
        for fault in faults:
            self._files.fault(fault.file, self._line(fault), fault.message)
        self.is_consistent = not faults

    def fault(self, key: str, row: int, message: str) -> None:
        """Take note of a mistake that somebody else found in one of its tables.

        Parameters
        ----------
        key
            Short key of the table.
        row
            Its row, 0 is the first below the headings.
        message
            What is wrong.
        """
        file = self._kind.shapes[key].file
        self._files.fault(file, self._line(Fault(file, row, message)), message)

    def _line(self, fault: Fault) -> int | None:
        if fault.row is None:
            return None
        for key, shape in self._kind.shapes.items():
            read = self._read[key]
            if shape.file == fault.file and read is not None:
                return read.lines[fault.row] if fault.row < len(read.lines) else None
        return None

    def sectors(self) -> tuple[str, ...] | None:
        """Return a demand's sectors, or nothing where its class does not tell them or its tables are not sound."""
        if not self.is_consistent or not hasattr(self._kind, "sector_names"):
            return None
        return tuple(self._kind.sector_names(self.tables))

    def known(self, areas: tuple[Area, ...]) -> Known | None:
        """Return a system's assets and kinds of limit, or nothing where its tables cannot be understood.

        Parameters
        ----------
        areas
            The park's areas.
        """
        if not self._whole:
            return None
        # Building a net takes seconds: a class that can tell from its tables is not asked to.
        if hasattr(self._kind, "asset_names") and hasattr(self._kind, "limit_kinds"):
            return Known(self._kind.asset_names(self.tables), self._kind.limit_kinds, self._kind.needs)
        if not self.is_consistent:
            return None
        system = self._kind.from_tables(self.tables, areas)
        # Works come and go with the building of an asset; nobody builds them, and none stands at the beginning.
        kinds = tuple(dict.fromkeys(limit.kind for limit in system.limits))
        return Known(without_works(system.assets), kinds, system.needs)


class Services:
    """The systems that a study declares in a table alone.

    Parameters
    ----------
    files
        The study folder; takes note of the faults.
    """

    def __init__(self, files: StudyFiles) -> None:
        self._part = Part(SERVICES, files)

    @property
    def tables(self) -> dict[str, pd.DataFrame | str]:
        """Their table, if it has no fault."""
        return self._part.tables

    @property
    def are_known(self) -> bool:
        """Whether their table could be read."""
        return SERVICES_TABLE in self.tables

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, in the order of the table."""
        table = self._part.table(SERVICES_TABLE)
        return () if table is None else tuple(dict.fromkeys(table["service"]))

    def check_plots(self, plots_ha: Mapping[str, float]) -> None:
        """Take note of services of land, area by area, that have other land than is ever given.

        Parameters
        ----------
        plots_ha
            By area: all land that may ever be given [ha].
        """
        table = self._part.table(SERVICES_TABLE)
        if table is None or not self._part.is_consistent:
            return
        rows = table[(table["need"] == PLOTS_NEED) & (table["by_area"] != "")]
        for (service, by_area), capacity in rows.groupby(["service", "by_area"], sort=False)["capacity"]:
            area = str(by_area)
            if abs(capacity.sum() - plots_ha[area]) > PLOTS_TOLERANCE_HA:
                self._part.fault(SERVICES_TABLE, int(capacity.index[0]),
                                 f"service {service!r} has {capacity.sum():g} ha in area {area!r}, park.yaml and "
                                 f"land.csv {plots_ha[area]:g} ha; make them the same")

    def known(self, areas: tuple[Area, ...], *, assets: Collection[str]) -> dict[str, Known]:
        """Return what each has, taking note of what contradicts itself; nothing where it cannot be understood.

        Parameters
        ----------
        areas
            The park's areas.
        assets
            Assets that stand or are built.
        """
        self._part.check(areas, assets=assets)
        if not self._part.is_consistent:
            return {}
        systems = class_at(SERVICES).systems(self.tables, areas)
        # Limits hang on areas, which a park with mistakes does not tell; their kinds do not.
        return {name: Known(system.assets, (system.kind, ABSENT), system.needs) for name, system in systems.items()}
