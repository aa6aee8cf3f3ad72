"""headroom assess: the utilisation of every limit in one state, so that others can check us."""

import argparse
import csv
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from demand.shapes import SHARES
from experiments.command.failure import tell
from sim.table import way_out

if TYPE_CHECKING:
    from experiments.study import Study
    from sim.capacity import CapacitySystem, Floats

COLUMNS = ("area", "need", "period", "value")


class DemandFileError(ValueError):
    """A demand file with mistakes, one a line."""


def run(arguments: argparse.Namespace) -> int:
    """Assess one state by hand and print every limit; return the exit code."""
    from experiments.study import Study, StudyError

    try:
        study = Study.read(arguments.study)
        systems = study.systems()
        asked = _in_service(study, systems, arguments.in_service)
        demand = _demand(study, systems, arguments.demand)
    except (StudyError, DemandFileError) as error:
        return tell(str(error).splitlines())
    for system in systems.values():
        _print(system, demand, asked)
    return 0


def _in_service(study: "Study", systems: Mapping[str, "CapacitySystem"],
                names: tuple[str, ...] | None) -> frozenset[str]:
    if names is None:
        return study.park.standing
    known = [asset for system in systems.values() for asset in system.assets]
    unknown = [f"--in-service: no asset {name!r}; {way_out(name, known)}" for name in names if name not in known]
    if unknown:
        raise DemandFileError("\n".join(unknown))
    return frozenset(names)


def _demand(study: "Study", systems: Mapping[str, "CapacitySystem"], file: Path) -> dict[str, "Floats"]:
    model = study.demand_model()
    areas = [area.name for area in study.park.areas]
    demand = {need.name: np.zeros((1, len(areas), need.profiles.shape[1])) for need in model.needs}
    conditions = {name: value for system in systems.values() for name, value in
                  ((name, model.typical_conditions[name]) for name in system.conditions)}
    demand |= {name: np.full((1, 1, 1), value) for name, value in conditions.items()}
    mistakes = []
    for line, row in _rows(file):
        try:
            _set(demand, row, areas=areas, conditions=tuple(conditions))
        except DemandFileError as error:
            mistakes.append(f"{file}:{line}: {error}")
    if mistakes:
        raise DemandFileError("\n".join(mistakes))
    return demand


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            heading = reader.fieldnames or ()
            rows = [(reader.line_num, {key: (value or "").strip() for key, value in row.items() if key is not None})
                    for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DemandFileError(f"{file}: cannot be read as CSV in UTF-8: {error}") from None
    wrong = [f"{file}:1: unknown column {name!r}; {way_out(str(name), COLUMNS)}" for name in heading
             if name not in COLUMNS]
    wrong += [f"{file}:1: column {name!r} is missing; a file has area, need, value and may have period"
              for name in ("area", "need", "value") if name not in heading]
    if wrong:
        raise DemandFileError("\n".join(wrong))
    return rows


def _set(demand: dict[str, "Floats"], row: Mapping[str, str], *, areas: list[str],
         conditions: tuple[str, ...]) -> None:
    area, need, period = row["area"], row["need"], row.get("period", "")
    value = _number(row["value"], condition="" if area else need)
    if not area:
        if need not in conditions:
            raise DemandFileError(f"a row without an area sets a condition, and {need!r} is none; "
                                  f"{way_out(need, conditions)}")
        demand[need][:] = value
        return
    needs = [name for name in demand if name not in conditions]
    if area not in areas:
        raise DemandFileError(f"no area {area!r}; {way_out(area, areas)}")
    if need not in needs:
        raise DemandFileError(f"no need {need!r}; {way_out(need, needs)}")
    periods = demand[need].shape[2]
    if not period:
        demand[need][0, areas.index(area)] = value
        return
    if not period.isdecimal() or int(period) >= periods:
        raise DemandFileError(f"period {period!r} of {need} is not one of 0 to {periods - 1}")
    demand[need][0, areas.index(area), int(period)] = value


def _number(text: str, *, condition: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise DemandFileError(f"value {text!r} is no number") from None
    if not math.isfinite(value) or value < 0 or (condition and value == 0):
        least = "above 0" if condition else "0 or more"
        raise DemandFileError(f"value {text!r} is not allowed; give a finite number, {least}")
    if condition in SHARES and value > 1:
        raise DemandFileError(f"{condition} {text!r} is not allowed; it is a share, 1 at most")
    return value


def _print(system: "CapacitySystem", demand: Mapping[str, "Floats"], standing: frozenset[str]) -> None:
    in_service = np.array([[asset in standing for asset in system.assets]])
    answer = system.assess({name: demand[name] for name in (*system.needs, *system.conditions)}, in_service)
    load, capacity = system.load(demand)[0], system.capacity(in_service)[0]
    print(f"{system.label}: {load:,.4g} of {capacity:,.4g} {system.unit}")
    if answer.unsolved[0]:
        print("  UNSOLVED: no solution was found for this state; no limit can be called kept")
    width = max(len(limit.name) for limit in system.limits)
    for at in np.argsort(-answer.utilisation[0], kind="stable"):
        limit, used = system.limits[at], answer.utilisation[0, at]
        excess = "  EXCEEDED" if used > 1 + 1e-6 else ""
        print(f"  {used:9.4f}  {limit.name:<{width}}  period {answer.period[0, at]:>2}  {limit.label}{excess}")
    print()
