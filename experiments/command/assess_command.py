"""headroom assess: the utilisation of every limit in one state, so that others can check us."""

import argparse
import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from demand.shapes import DIVISORS, SHARES
from experiments.command.failure import tell
from experiments.study.csv_tables import NUMBER
from sim.capacity import FULL
from sim.table import way_out

if TYPE_CHECKING:
    from experiments.study import Study
    from sim.capacity import Assessment, Bools, CapacitySystem, Floats

COLUMNS = ("area", "need", "period", "value")
LARGEST = 1e9
"""Largest need that a state may hold, in the need's unit: beyond every park, and no number overflows."""


class DemandFileError(ValueError):
    """A demand file with mistakes, one a line."""


def run(arguments: argparse.Namespace) -> int:
    """Assess one state by hand and print every limit; return the exit code."""
    from experiments.study import Study, StudyError

    try:
        study = Study.read(arguments.study)
        # Normal and firm stand side by side, whatever the study judges by.
        systems = study.with_policy(replace(study.policy, criterion={})).systems()
        standing = _in_service(study, systems, arguments.in_service)
        demand = _demand(study, systems, arguments.demand)
    except (StudyError, DemandFileError) as error:
        return tell(str(error).splitlines())
    for system in systems.values():
        _print(system, demand, standing)
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
    conditions = {name: model.typical_conditions[name] for system in systems.values() for name in system.conditions}
    demand |= {name: np.full((1, 1, 1), value) for name, value in conditions.items()}
    mistakes = []
    first: dict[tuple[str, ...], int] = {}
    for line, row in _rows(file):
        try:
            _not_twice(row, line, first)
            _set(demand, row, areas=areas, conditions=tuple(conditions))
        except DemandFileError as error:
            mistakes.append(f"{file}:{line}: {error}")
    if mistakes:
        raise DemandFileError("\n".join(mistakes))
    return demand


def _not_twice(row: Mapping[str, str], line: int, first: dict[tuple[str, ...], int]) -> None:
    # A row for the whole day and one for an hour of it contradict each other too.
    area, need, period = row["area"], row["need"], row.get("period", "")
    told = [key for key in first if key[:2] == (area, need) and (not period or key[2] in ("", period))]
    if told:
        raise DemandFileError(f"{need} of {area or 'the park'} is given twice, first on line {first[told[0]]}")
    first[area, need, period] = line


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines)
            whole = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(cells)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or "it is no CSV in UTF-8"
        raise DemandFileError(f"{file}: cannot be read: {reason}") from None
    heading = whole[0][1] if whole else []
    wrong = [f"{file}:1: unknown column {name!r}; {way_out(name, COLUMNS)}" for name in heading if name not in COLUMNS]
    wrong += [f"{file}:1: column {name!r} is given twice; delete one" for name in dict.fromkeys(heading)
              if heading.count(name) > 1]
    wrong += [f"{file}:1: column {name!r} is missing; a file has area, need, value and may have period"
              for name in ("area", "need", "value") if name not in heading]
    wrong += [f"{file}:{line}: {len(cells)} cells where the first line names {len(heading)} columns; write 6.5, not 6,5"
              for line, cells in whole[1:] if heading and len(cells) != len(heading)]
    if wrong:
        raise DemandFileError("\n".join(wrong))
    return [(line, dict(zip(heading, cells, strict=True))) for line, cells in whole[1:]]


def _set(demand: dict[str, "Floats"], row: Mapping[str, str], *, areas: list[str],
         conditions: tuple[str, ...]) -> None:
    area, need, period = row["area"], row["need"], row.get("period", "")
    value = _number(row["value"], condition="" if area else need, place=f"{need} of {area or 'the park'}")
    if not area:
        if period:
            raise DemandFileError(f"{need} holds the whole day; leave its period empty")
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


def _number(text: str, *, condition: str, place: str) -> float:
    if not NUMBER.fullmatch(text):
        raise DemandFileError(f"{place}: value {text!r} is no number; give a finite number such as 6.5")
    value = float(text)
    least = "above 0" if condition in DIVISORS else "0 or more"
    if not 0 <= value <= LARGEST or (condition in DIVISORS and value == 0):
        raise DemandFileError(f"{place}: value {text!r} is not allowed; give a finite number, {least}, "
                              f"{LARGEST:g} at most")
    if condition in SHARES and value > 1:
        raise DemandFileError(f"{condition} {text!r} is not allowed; it is a share, 1 at most")
    return value


def _print(system: "CapacitySystem", demand: Mapping[str, "Floats"], standing: frozenset[str]) -> None:
    from sim.capacity import WithFirm

    in_service = np.array([[asset in standing for asset in system.assets]])
    asked = {name: demand[name] for name in (*system.needs, *system.conditions)}
    judged = system.firm() if isinstance(system, WithFirm) else None
    firm = None if judged is None else judged.assess(asked, in_service)
    answer = system.assess(asked, in_service)
    load, capacity = system.load(asked)[0], system.capacity(in_service)[0]
    beside = "" if judged is None else f", firm {judged.capacity(in_service)[0]:,.4g} {system.unit}"
    print(f"{system.label}: {load:,.4g} of nominally {capacity:,.4g} {system.unit}{beside}")
    if system.conditions:
        held = ", ".join(f"{name} {demand[name][0, 0, 0]:g}" for name in system.conditions)
        print(f"  under {held} (a row without an area sets another)")
    if answer.unsolved[0]:
        print(f"  UNSOLVED: no solution was found for this state; no limit can be called kept"
              f"{_solvable(system, asked, in_service)}")
    if judged is not None and firm is not None:
        for line in _told_of_losses(judged, firm, asked, in_service):
            print(f"  {line}")
    width = max(len(limit.name) for limit in system.limits)
    if firm is not None:
        print(f"  {'whole':>9}{'firm':>11}  (firm: the worst after the loss of any one transformer or circuit)")
    for at in np.argsort(-answer.utilisation[0], kind="stable"):
        limit, used = system.limits[at], answer.utilisation[0, at]
        after = "" if firm is None else f"  {firm.utilisation[0, at]:9.4f}"
        excess = "  EXCEEDED" if used > FULL else ""
        if firm is not None and not excess and firm.utilisation[0, at] > FULL:
            excess = "  EXCEEDED after a loss"
        print(f"  {used:9.4f}{after}  {limit.name:<{width}}  period {answer.period[0, at]:>2}  {limit.label}{excess}")
    _print_warnings(system, demand, in_service)
    print()


def _told_of_losses(firm: "CapacitySystem", answer: "Assessment", demand: Mapping[str, "Floats"],
                    in_service: "Bools") -> list[str]:
    from experiments.statistics.wording import listed

    single_sources: Callable[[Bools], Mapping[str, tuple[str, ...]]] | None = getattr(firm, "single_sources", None)
    lines = [f"NO FIRM SUPPLY: the loss of {element!r} leaves {listed(list(areas))} without supply"
             for element, areas in (single_sources(in_service[0]).items() if single_sources else ())]
    if answer.unsolved[0]:
        lines.append(f"UNSOLVED after a loss: no limit can be called kept{_solvable(firm, demand, in_service)}")
    return lines


def _solvable(system: "CapacitySystem", demand: Mapping[str, "Floats"], in_service: "Bools") -> str:
    from sim.margin import solvable_share

    share = solvable_share(system, demand, in_service)[0]
    scaled = {name: values * share if name in system.needs else values for name, values in demand.items()}
    return (f"; {share:.1%} of every need would have one, {system.load(scaled)[0]:,.4g} {system.unit} in all"
            if share > 0 else "; no tenth of a percent of it would have one either")


def _print_warnings(system: "CapacitySystem", demand: Mapping[str, "Floats"], in_service: "Bools") -> None:
    from sim.capacity import WithWarnings

    if not isinstance(system, WithWarnings):
        return
    stands = system.warn({name: demand[name] for name in (*system.needs, *system.conditions)}, in_service)[0]
    told = [caution.label for caution, tells in zip(system.warnings, stands, strict=True) if tells]
    print("  warnings, not limits:" if told else "  warnings, not limits: none")
    for label in told:
        print(f"    {label}")
