"""A study of two areas and two systems, small enough to see at a glance, and folders that hold it with a mistake."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

import pandas as pd

from experiments.study import Study, StudyError
from sim.capacity import Limit
from sim.park import Area
from sim.table import Column, Fault, TableShape


@dataclass(frozen=True)
class Wires:
    """A system that tells its assets from its tables."""

    assets: tuple[str, ...]
    areas: tuple[Area, ...]

    shapes: ClassVar[Mapping[str, TableShape]] = {
        "wires": TableShape("power/wires.csv", (
            Column("wire"), Column("allowed_mw", "number", above=0), Column("asset")), key="wire"),
        "net": TableShape("power/net.json"),
    }
    limit_kinds: ClassVar[tuple[str, ...]] = ("line", "absent")
    needs: ClassVar[tuple[str, ...]] = ("power_mw",)

    @classmethod
    def asset_names(cls, tables: Mapping[str, pd.DataFrame | str]) -> tuple[str, ...]:
        return tuple(tables["wires"]["asset"])

    @classmethod
    def faults(cls, tables: Mapping[str, pd.DataFrame | str], areas: tuple[Area, ...], *,
               assets: frozenset[str]) -> list[Fault]:
        return [Fault("power/wires.csv", row, f"asset {asset!r} is neither there nor built")
                for row, asset in enumerate(tables["wires"]["asset"]) if asset not in assets]

    @classmethod
    def from_tables(cls, tables: Mapping[str, pd.DataFrame | str], areas: tuple[Area, ...]) -> Self:
        return cls(cls.asset_names(tables), areas)


@dataclass(frozen=True)
class Drains:
    """A system that must be built to tell its assets."""

    assets: tuple[str, ...]
    limits: tuple[Limit, ...]

    shapes: ClassVar[Mapping[str, TableShape]] = {
        "pipes": TableShape("sewers/pipes.csv", (Column("pipe"), Column("asset")), key="pipe"),
        "pumps": TableShape("sewers/pumps.csv", (Column("pump"), Column("lift_m", "number")), optional=True),
    }
    needs: ClassVar[tuple[str, ...]] = ("sewage_m3_per_d",)

    @classmethod
    def faults(cls, tables: Mapping[str, pd.DataFrame | str], areas: tuple[Area, ...], *,
               assets: frozenset[str]) -> list[Fault]:
        return [] if len(tables["pipes"]) else [Fault("sewers/pipes.csv", None, "there is no pipe")]

    @classmethod
    def from_tables(cls, tables: Mapping[str, pd.DataFrame | str], areas: tuple[Area, ...]) -> Self:
        return cls(tuple(tables["pipes"]["asset"]), (Limit("works", "works", "the works are full", "works", "works"),))


@dataclass(frozen=True)
class Crowd:
    """A demand that only remembers what it was given."""

    firms: pd.DataFrame
    given: Mapping[str, object]

    shapes: ClassVar[Mapping[str, TableShape]] = {
        "firms": TableShape("firms.csv", (
            Column("firm"), Column("area"), Column("land_ha", "number", above=0, high=100),
            Column("jobs", "integer", low=0), Column("since", "month", optional=True),
            Column("share", "number", low=0, high=1, optional=True, default=0.5),
            Column("size", allowed=("bulk", "small"), optional=True, default="small")), key="firm"),
    }

    @classmethod
    def faults(cls, tables: Mapping[str, pd.DataFrame | str], areas: tuple[Area, ...], *,
               assets: frozenset[str] | None = None) -> list[Fault]:
        known = {area.name for area in areas}
        return [Fault("firms.csv", row, f"no area {area!r}")
                for row, area in enumerate(tables["firms"]["area"]) if area not in known]

    @classmethod
    def from_tables(cls, tables: Mapping[str, pd.DataFrame | str], areas: tuple[Area, ...],
                    **given: object) -> Self:
        return cls(tables["firms"], given)


SYSTEMS = {"power": f"{__name__}:Wires", "sewage": f"{__name__}:Drains"}
DEMAND = f"{__name__}:Crowd"

FILES: Mapping[str, str] = {
    "study.yaml": """\
name: small
label: Small park
start: 2027-01
horizon_months: 24
futures: 3
seed: 1
baseline: today
policy:
  holds:
    sewage: false
  approval: serial
  offices:
    serial:
      - {name: filing, cases_at_once: 2, share: 0.4, source: assumption, confidence: D}
      - {name: permit, cases_at_once: 1, share: 0.6, source: assumption, confidence: D}
    one_meeting:
      - {name: one meeting, cases_at_once: 1, share: 1, source: assumption, confidence: D}
""",
    "park.yaml": """\
name: small
standing: [wire_1, drain]
areas:
  - name: north
    label: North
    land_ha: 10
    power_bus: bus_north
    road_zone: zone_north
    sewer_manhole: mh_north
    source: assumption
    confidence: D
  - name: south
    label: South
    land_ha: 20.5
    power_bus: bus_south
    road_zone: zone_south
    sewer_manhole: mh_south
    source: assumption
    confidence: D
""",
    "projects.yaml": """\
projects:
  second_wire:
    label: Second wire
    system: power
    assets: [wire_2]
    cost_wan_yuan: {typical: 100, source: assumption, confidence: D}
    permit_months: {low: 1, typical: 2, high: 3, source: assumption, confidence: D}
    build_months: {low: 3, typical: 4, high: 5, source: assumption, confidence: D}
  third_wire:
    label: Third wire
    system: power
    assets: [wire_3]
    after: [second_wire]
    cost_wan_yuan: {low: 90, typical: 100, high: 120, source: assumption, confidence: D}
    permit_months: {low: 1, typical: 1, high: 1, source: assumption, confidence: D}
    build_months: {low: 2, typical: 2, high: 2, source: assumption, confidence: D}
""",
    "plans/today.yaml": "label: Today\n",
    "plans/early.yaml": "label: Early\nstarts:\n  second_wire: 2027-03\n",
    "plans/both.yaml": "label: Both\nlike: early\nstarts:\n  third_wire: {trigger: 0.8, months: 6, kinds: [line]}\n",
    "power/wires.csv": "wire,allowed_mw,asset\na,1,wire_1\nb,2.5,wire_2\nc,4,wire_3\n",
    "power/net.json": "{}\n",
    "sewers/pipes.csv": "pipe,asset\np,drain\n",
    "firms.csv": "firm,area,land_ha,jobs,since\nmill,north,2.5,40,2019-05\nbakery,south,1,8,\n",
}


def written(folder: Path, changes: Mapping[str, str | bytes | None]) -> Path:
    """Write the small study with some files changed; None leaves a file out."""
    for name, content in {**FILES, **changes}.items():
        if content is None:
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def with_(file: str, old: str, new: str) -> dict[str, str]:
    """Return the change of one piece of text in one file."""
    if old not in FILES[file]:
        raise ValueError(f"{file} does not hold {old!r}")
    return {file: FILES[file].replace(old, new, 1)}


def read(folder: Path) -> Study:
    """Read a study with the small systems."""
    return Study.read(folder, systems=SYSTEMS, demand=DEMAND)


def mistakes(folder: Path, changes: Mapping[str, str | bytes | None]) -> list[str]:
    """Return what is wrong with a changed small study, without the folder's own path."""
    written(folder, changes)
    try:
        read(folder)
    except StudyError as error:
        return [line.replace(f"{folder.as_posix()}/", "").replace(folder.as_posix(), "FOLDER")
                for line in str(error).splitlines()]
    return []
