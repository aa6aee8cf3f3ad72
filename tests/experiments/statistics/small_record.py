"""Records small enough to judge by eye: two years, a few systems, and only what differs from an empty park."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.statistics import RunContext
from sim.capacity import Limit
from sim.future import FIRM_COLUMNS
from sim.plan import Project
from sim.record import NEVER, Losses, Record

MONTHS, YEARS = 24, 2
NEVER_MONTH = float("inf")
ABOVE, BELOW = 2.0, 0.5


@dataclass(frozen=True)
class Wires:
    """A system of which the statistics only read words."""

    name: str
    label: str
    unit: str
    limits: tuple[Limit, ...]


POWER = Wires("power", "Power", "MW", (
    Limit("line", "35 kV line", "the line reaches its rating", "line", "line_1"),
    Limit("transformer", "transformer", "the transformer is full", "transformer", "station"),
    Limit("absent", "a line to the area", "no line serves it", "absent", ""),
))
ROADS = Wires("roads", "roads", "pcu/h", (
    Limit("street", "Main Street", "Main Street is full", "link", "street"),
))
MORE = {name: Wires(name, label, unit, (Limit("works", f"{label} works", f"the {name} works are full", "works", name),))
        for name, label, unit in (("sewage", "Sewage", "m3/d"), ("water", "Water", "m3/d"), ("heat", "Heat", "t/h"),
                                  ("beds", "Rental housing, beds and commuter buses", "beds"))}
SYSTEMS = {"power": POWER, "roads": ROADS, **MORE}
"""Records take as many of them as they have columns."""

LINE, TRANSFORMER, ABSENT = range(3)

PROJECTS = {
    "second_line": Project("second_line", "Second line", "power", ("line_2",), (), 960.0),
    "wider_street": Project("wider_street", "Wider street", "roads", ("street_2",), (), 500.0),
}


def context_of(record: Record, *, baseline: str = "today", start: tuple[int, int] = (2027, 1),
               holding: Sequence[str] = ()) -> RunContext:
    """Return the frame of a record, in which some systems may hold enterprises."""
    return RunContext(
        plans={plan: plan.capitalize() for plan in record.plans}, baseline=baseline,
        systems={name: SYSTEMS[name] for name in record.systems}, areas=("north", "south"), sectors=("food", "steel"),
        projects=PROJECTS, start=start, horizon_months=MONTHS,
        holding=frozenset(holding))


def months_above(first: float, last: float = NEVER_MONTH) -> np.ndarray:
    """Return required utilisation by month: above 1 from one month to another."""
    months = np.arange(MONTHS)
    return np.where((months >= first) & (months <= last), ABOVE, BELOW)


def record_of(first: Sequence[Sequence[Sequence[float]]], *, plans: Sequence[str] = ("today", "build"),
              losses: Sequence[Mapping[str, object]] = (), **changes: object) -> Record:
    """Return a record in which each system is exhausted from a month on, by future, plan and system."""
    months = np.array(first, dtype=float)
    futures, _, systems = months.shape
    names = tuple(SYSTEMS)[:systems]
    shape = (futures, len(plans), MONTHS, systems)
    required = np.stack([[[months_above(each) for each in plan] for plan in future] for future in months.tolist()])
    required = np.moveaxis(required, -1, 2).astype(np.float32)

    def by_limit(dtype: type, fill: object, *middle: int) -> dict[str, np.ndarray]:
        return {name: np.full((*shape[:2], *middle, len(SYSTEMS[name].limits)), fill, dtype=dtype) for name in names}

    projects = np.full((*shape[:2], len(PROJECTS)), np.inf, dtype=np.float32)
    record = Record(
        futures=np.arange(futures), plans=tuple(plans), systems=names,
        drawn=np.full(shape, BELOW, dtype=np.float32), required=required,
        binding=np.zeros(shape, dtype=np.int16), unsolved=np.zeros(shape, dtype=bool),
        load_drawn=np.ones(shape, dtype=np.float32), load_required=np.ones(shape, dtype=np.float32),
        capacity=np.full(shape, 2.0, dtype=np.float32),
        first_exceeded=by_limit(np.int16, NEVER), exceeded_in_year=by_limit(bool, False, YEARS),
        headroom={name: np.zeros((*shape[:2], YEARS, 2), dtype=np.float32) for name in names},
        firm_headroom={names[0]: np.zeros((*shape[:2], YEARS, 2), dtype=np.float32)},
        solvable_share=np.ones(shape, dtype=np.float32),
        project_begun=projects, project_built_from=projects.copy(), project_finished=projects.copy(),
        project_wan=np.tile(np.float32([project.cost_wan_yuan for project in PROJECTS.values()]), (*shape[:2], 1)),
        connected=np.zeros((*shape[:2], YEARS, len(FIRM_COLUMNS)), dtype=np.float32),
        samples={},
        losses=_losses(losses, names))
    return replace(record, **changes)


def _losses(rows: Sequence[Mapping[str, object]], systems: tuple[str, ...]) -> Losses:
    # Held by nothing means: no plot was left.
    def column(name: str, default: object, dtype: object) -> np.ndarray:
        return np.array([row.get(name, default) for row in rows], dtype=dtype)

    held = [[system in row.get("held_by", ()) for system in systems] for row in rows]
    return Losses(
        future=column("future", 0, np.int64), plan=column("plan", 0, np.int64), month=column("month", 0, np.int64),
        prospect=column("prospect", "firm", np.str_), sector=column("sector", 0, np.int64),
        area=column("area", 0, np.int64),
        held_by=np.array(held, dtype=bool).reshape(len(rows), len(systems)),
        other=np.array([not row.get("held_by", ()) for row in rows], dtype=bool)[:, None],
        land_ha=column("land_ha", 1.0, float), jobs=column("jobs", 100.0, float),
        output_wan_per_a=column("output_wan_per_a", 1000.0, float), tax_wan_per_a=column("tax_wan_per_a", 50.0, float))


def row_of(table, **wanted):
    """Return the one row of a table that has these values."""
    for column, value in wanted.items():
        table = table[table[column] == value]
    (row,) = table.to_dict("records")
    return row
