"""A study of many parks like the county's side by side, written as a folder of its own."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.benchmarks.larger_net import larger_net, second_half
from experiments.study import StudyError
from experiments.study.copying import PATTERN_STUDY, STUDIES, check_free
from experiments.study.faults import StudyFault
from sim.park import EVERY_AREA

PARK_KM = (15.0, 6.0)
"""How far apart the copies lie, along and across [km]."""

GATED_EVERY = 4
"""Of how many copies one keeps its gates; the others' gates become crossings."""

JOINTS = (
    # From a node of a copy to one of its neighbour along, or across: what the copies are joined by.
    ("along", "m8", "m0"),
    ("along", "s8", "s0"),
    ("across", "m1", "m1"),
    ("across", "m4", "m4"),
    ("across", "m7", "m7"),
)
JOINT_LENGTH_KM = {"along": 2.0, "across": 4.0}

NAMES: Mapping[str, tuple[str, ...]] = {
    "firms.csv": ("firm", "area"),
    "investors.csv": ("investor", "area"),
    "arrivals.csv": ("area",),
    "power/limits.csv": ("limit", "element"),
    "power/switching.csv": ("element", "stands_with", "open_with"),
    "power/tap_changers.csv": ("transformer",),
    "roads/node.csv": ("node_id",),
    "roads/link.csv": ("link_id", "from_node_id", "to_node_id", "asset", "repaired_by"),
    "roads/gates.csv": ("gate",),
    "roads/through_traffic.csv": ("from_gate", "to_gate"),
    "sewers/manholes.csv": ("manhole", "asset"),
    "sewers/pipes.csv": ("pipe", "from_manhole", "to_manhole", "asset"),
    "sewers/effluents.csv": ("area",),
    "water/nodes.csv": ("node", "area", "asset"),
    "water/pipes.csv": ("pipe", "from_node", "to_node", "asset"),
    "heat/nodes.csv": ("node", "area", "asset"),
    "heat/pipes.csv": ("pipe", "from_node", "to_node", "asset"),
    "gas/nodes.csv": ("node", "area", "asset"),
    "gas/pipes.csv": ("pipe", "from_node", "to_node", "asset"),
    "drainage/nodes.csv": ("node", "area", "asset"),
    "drainage/drains.csv": ("drain", "from_node", "to_node", "asset"),
    "services.csv": ("asset", "by_area"),
    "land.csv": ("area", "asset"),
}
"""Columns that hold names, which differ from copy to copy, by table."""

ONCE = ("arrivals_over_time.csv", "relief.csv", "roads/classes.csv", "roads/road_types.csv", "water/numbers.csv",
        "heat/numbers.csv", "gas/numbers.csv", "drainage/catchments.csv", "drainage/rain.csv")
"""Tables that hold for all copies."""

SERVICES, LAND = "services.csv", "land.csv"
Rows = pd.DataFrame


@dataclass(frozen=True)
class Copy:
    """One of the parks side by side.

    Parameters
    ----------
    number
        The first is 1.
    times
        How many there are.
    """

    number: int
    times: int

    @property
    def place(self) -> tuple[int, int]:
        """Where it lies: along and across, in parks."""
        along = math.ceil(math.sqrt(self.times))
        return (self.number - 1) % along, (self.number - 1) // along

    @property
    def is_gated(self) -> bool:
        """Whether it has gates of its own."""
        return (self.number - 1) % GATED_EVERY == 0

    def named(self, cell: str) -> str:
        """Return a name, or several joined by a plus, as this copy has it; nothing stays nothing."""
        return " + ".join(f"{name.strip()}_{self.number}" for name in cell.split("+")) if cell else cell

    def neighbours(self) -> list[tuple[str, "Copy"]]:
        """Return the next copy along and the next across, where there are any."""
        along, across = self.place
        others = {Copy(number, self.times).place: Copy(number, self.times) for number in range(1, self.times + 1)}
        wanted = (("along", (along + 1, across)), ("across", (along, across + 1)))
        return [(way, others[place]) for way, place in wanted if place in others]


def write_larger_park(times: int, target: Path) -> None:
    """Write a study of several parks like the county's.

    Parameters
    ----------
    times
        How many parks.
    target
        The folder; must not exist yet, or be empty.

    Raises
    ------
    StudyError
        If anything is there already, or the folder cannot be written.

    Notes
    -----
    Areas, firms, investors, networks, services and projects come once a copy; money, attraction and rules of entry are
    left out.
    Arrivals are as many times as frequent, offices as many times as large. The 110 kV bars of all copies form a ring
    that every second one feeds; feeders and lines are drawn in two sections, as they stand. Roads join neighbours along
    and across; every fourth copy keeps its gates, among which all traffic spreads evenly.
    """
    try:
        check_free(target)
        copies = [Copy(number, times) for number in range(1, times + 1)]
        for file, text in _files(copies, name=f"county_{times}_times").items():
            place = target / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise StudyError([StudyFault(target.as_posix(), None, f"cannot be written: {error.strerror}")]) from None


def _files(copies: list[Copy], *, name: str) -> dict[str, str]:
    pattern = STUDIES / PATTERN_STUDY
    texts = {file: (pattern / file).read_text(encoding="utf-8") for file in ONCE}
    for file in NAMES:
        texts[file] = _as_text(_table(file, copies))
    uncertain = _read("uncertain.csv")
    signed = uncertain["parameter"] == "signed_projects_per_a"
    for column in ("low", "typical", "high"):
        uncertain.loc[signed, column] = [f"{float(value) * len(copies):g}" for value in uncertain.loc[signed, column]]
    texts["uncertain.csv"] = _as_text(uncertain)
    texts["power/net.json"] = larger_net((pattern / "power/net.json").read_text(encoding="utf-8"), times=len(copies))
    return texts | _documents(copies, name=name)


def _table(file: str, copies: list[Copy]) -> Rows:
    rows = _read(file)
    if file == "power/switching.csv":
        rows = _with_sections(rows)
    change = CHANGES.get(file, _same)
    joined = pd.concat([change(_renamed(rows, file, copy), copy) for copy in copies], ignore_index=True)
    if file == LAND:
        joined = joined.drop_duplicates()
    if file == "roads/link.csv":
        return pd.concat([joined, _joints(copies, like=rows)], ignore_index=True)
    return joined


def _read(file: str) -> Rows:
    return pd.read_csv(STUDIES / PATTERN_STUDY / file, dtype=str, keep_default_na=False)


def _as_text(rows: Rows) -> str:
    buffer = StringIO()
    rows.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue()


def _renamed(rows: Rows, file: str, copy: Copy) -> Rows:
    changed = rows.copy()
    for column in NAMES[file]:
        changed[column] = [cell if cell == EVERY_AREA else copy.named(cell) for cell in rows[column]]
    # A service is one for all copies; what stands of it comes once a copy.
    for column in {"label", "name", "cause"} & set(rows.columns) if file != SERVICES else ():
        changed[column] = [f"{cell}, park {copy.number}" for cell in rows[column]]
    return changed


def _with_sections(switching: Rows) -> Rows:
    # The second section of a line stands and falls with the first.
    lines = switching[~switching["element"].str.startswith("transformer")]
    return pd.concat([switching, lines.assign(element=[second_half(name) for name in lines["element"]])],
                     ignore_index=True)


def _same(rows: Rows, _: Copy) -> Rows:
    return rows


def _shared(rows: Rows, copy: Copy) -> Rows:
    return rows.assign(share=[repr(float(share) / copy.times) for share in rows["share"]])


def _gated(rows: Rows, copy: Copy) -> Rows:
    return rows if copy.is_gated else rows.iloc[:0]


def _gates(rows: Rows, copy: Copy) -> Rows:
    gated = sum(Copy(number, copy.times).is_gated for number in range(1, copy.times + 1))
    return _gated(rows, copy).assign(share=lambda kept: [repr(float(share) / gated) for share in kept["share"]])


def _nodes(rows: Rows, copy: Copy) -> Rows:
    moved = _moved("x_coord", "y_coord")(rows, copy)
    kinds = [kind if copy.is_gated or kind != "gate" else "crossing" for kind in rows["node_type"]]
    return moved.assign(node_type=kinds)


def _moved(along: str, across: str) -> Callable[[Rows, Copy], Rows]:
    def moved(rows: Rows, copy: Copy) -> Rows:
        changed = rows.copy()
        for column, at, far in zip((along, across), copy.place, PARK_KM, strict=True):
            changed[column] = [f"{float(value) + at * far:g}" if value else value for value in rows[column]]
        return changed
    return moved


def _land(rows: Rows, copy: Copy) -> Rows:
    # What an asset brings to all areas it brings to those of its own copy.
    areas = [copy.named(area["name"]) for area in _yaml(STUDIES / PATTERN_STUDY / "park.yaml")["areas"]]
    told = [row | {"area": area} for row in rows.to_dict("records")
            for area in (areas if row["area"] == EVERY_AREA and row["asset"] else [row["area"]])]
    return pd.DataFrame(told, columns=rows.columns)


CHANGES: Mapping[str, Callable[[Rows, Copy], Rows]] = {
    "arrivals.csv": _shared,
    "roads/node.csv": _nodes,
    "roads/gates.csv": _gates,
    "roads/through_traffic.csv": _gated,
    "sewers/manholes.csv": _moved("x_km", "y_km"),
    "water/nodes.csv": _moved("x_km", "y_km"),
    "heat/nodes.csv": _moved("x_km", "y_km"),
    "gas/nodes.csv": _moved("x_km", "y_km"),
    "drainage/nodes.csv": _moved("x_km", "y_km"),
    SERVICES: _moved("x_km", "y_km"),
    LAND: _land,
}
"""What differs from copy to copy beside names, by table."""


def _joints(copies: list[Copy], *, like: Rows) -> Rows:
    main_road = like.iloc[0]
    rows = []
    for copy in copies:
        for way, neighbour in copy.neighbours():
            rows += [
                main_road.to_dict() | {
                    "link_id": f"joint_{start}_{copy.number}_{end}_{neighbour.number}",
                    "name": f"Joint of parks {copy.number} and {neighbour.number} at {start} and {end}",
                    "from_node_id": copy.named(start), "to_node_id": neighbour.named(end),
                    "length": f"{JOINT_LENGTH_KM[way]:g}", "repaired_by": "",
                    "asset": copy.named("roads_existing" if start.startswith("m") else "roads_phase_3"),
                } for along, start, end in JOINTS if along == way]
    return pd.DataFrame(rows, columns=like.columns)


def _documents(copies: list[Copy], *, name: str) -> dict[str, str]:
    pattern = STUDIES / PATTERN_STUDY
    study, park, projects = (_yaml(pattern / file) for file in ("study.yaml", "park.yaml", "projects.yaml"))
    study |= {"name": name, "label": f"{study['label']}, {len(copies)} times"}
    for office in (office for chain in study["policy"]["offices"].values() for office in chain):
        office["cases_at_once"] *= len(copies)
    park |= {"name": name, "standing": [copy.named(asset) for copy in copies for asset in park["standing"]],
             "areas": [_area(area, copy) for copy in copies for area in park["areas"]]}
    projects["projects"] = {copy.named(key): _project(project, copy)
                            for copy in copies for key, project in projects["projects"].items()}
    texts = {"study.yaml": _text(study), "park.yaml": _text(park), "projects.yaml": _text(projects)}
    for plan in study["plans"]:
        told = _yaml(pattern / "plans" / f"{plan}.yaml")
        if "starts" in told:
            told["starts"] = {copy.named(key): start for copy in copies for key, start in told["starts"].items()}
        texts[f"plans/{plan}.yaml"] = _text(told)
    return texts


def _area(area: Mapping[str, Any], copy: Copy) -> dict[str, Any]:
    places = {key: copy.named(area[key]) for key in ("name", "power_bus", "road_zone", "sewer_manhole")}
    labels = {key: f"{area[key]} {copy.number}" for key in ("label", "label_zh") if key in area}
    return {**area, **places, **labels}


def _project(project: Mapping[str, Any], copy: Copy) -> dict[str, Any]:
    lists = {key: [copy.named(name) for name in project[key]] for key in ("assets", "after") if key in project}
    return {**project, **lists, "label": f"{project['label']}, park {copy.number}"}


def _yaml(file: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML

    found: dict[str, Any] = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    return found


def _text(document: Mapping[str, Any]) -> str:
    from ruamel.yaml import YAML

    writer = YAML(typ="safe")
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    # What two copies have in common is written out for each: the files are there to be edited.
    writer.representer.ignore_aliases = lambda _: True
    buffer = StringIO()
    writer.dump(dict(document), buffer)
    return buffer.getvalue()
