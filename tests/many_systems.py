"""A park with as many systems as a whole park has: eighteen pots that fill up one after the other, or never."""

from dataclasses import dataclass, replace

import pandas as pd

from experiments.figures.facts import Facts, SystemShown
from experiments.running.drawing import MAP_COLUMNS
from experiments.statistics import RunContext, Tables, tables
from sim.future import Future
from sim.lockstep import simulate
from sim.plan import OnDate, Plan, Project
from sim.record import Record
from sim.scene import Scene
from tests.small_park import Pot, future_of, scene_of

LABELS = {
    "power": "Power", "roads": "Roads", "sewage": "Sewage", "water": "Water supply", "heat": "Heat and steam",
    "gas": "Gas", "drainage": "Storm drainage", "waste": "Solid waste, daily handling", "landfill": "Landfill",
    "telecom": "Telecom", "green": "Green space", "lighting": "Street lighting", "beds": "Rental housing, beds",
    "labour": "Labour pool", "skilled": "Skilled workers", "cod": "COD discharge cap", "energy": "Energy use cap",
    "approval": "Approval desk"}
"""Planner's names; gas and lighting are large enough for ever."""

FULL_AT = dict(zip(LABELS, (32, 30, 34, 37, 38, 500, 29, 36, 33, 42, 34, 500, 35, 36, 31, 40, 34, 39), strict=True))
"""How many typical firms fill every system [-]."""

WARN = frozenset({"roads", "drainage", "landfill", "green", "telecom", "labour", "skilled", "energy", "approval"})
"""Systems that hold nobody, so that demand goes on growing."""

ASKS = dict(zip(LABELS, (1.0, 0.7, 0.9, 0.8, 1.1, 0.6, 0.4, 1.2, 0.5, 0.3, 0.8, 0.2, 1.3, 0.9, 0.6, 0.7, 1.0, 0.5),
                strict=True))
"""What a firm asks of every system on average [MW]."""

YEARS = 20
FIRMS = 90


@dataclass(frozen=True)
class Many:
    """A run of many systems.

    Parameters
    ----------
    record, context, tables, facts
        What happened, its frame, every table of it, and what figures must know beside them.
    """

    record: Record
    context: RunContext
    tables: Tables
    facts: Facts


def many_systems(*, futures: int = 20, systems: tuple[str, ...] = tuple(LABELS)) -> Many:
    """Return a run of some of the systems under three plans."""
    scene = _scene(systems)
    record = simulate(scene, [_future(number, systems) for number in range(futures)])
    plans = {plan.name: plan.label for plan in scene.plans}
    context = RunContext(plans=plans, baseline="today", systems=scene.systems, areas=("north", "south"),
                         sectors=("food",), projects=scene.projects, start=(2027, 1), horizon_months=12 * YEARS,
                         holding=frozenset(name for name in systems if scene.policy.holds[name]))
    nothing = pd.DataFrame(columns=list(MAP_COLUMNS))
    facts = Facts(
        run_id="0123456789ab", study="Made-up park", futures=futures, start=(2027, 1), horizon_months=12 * YEARS,
        plans=plans, baseline="today",
        systems={name: SystemShown(system.label, system.unit) for name, system in scene.systems.items()},
        elements=dict.fromkeys(systems, nothing), areas=(), area_labels={"north": "North", "south": "South"})
    return Many(record, context, tables(record, context), facts)


def _scene(systems: tuple[str, ...]) -> Scene:
    full = {name: ASKS[name] * FULL_AT[name] for name in systems}
    pots = tuple(Pot(name, {f"{name}_1": holds, f"{name}_2": 0.5 * holds}, needs=(f"{name}_mw",), label=LABELS[name])
                 for name, holds in full.items())
    projects = {f"second_{name}": Project(f"second_{name}", f"More {LABELS[name]}", name, (f"{name}_2",), (),
                                          100.0 * FULL_AT[name]) for name in systems}
    plans = (Plan("today", "Today only", {}),
             Plan("power_first", "Power and sewage first", {f"second_{name}": OnDate(24) for name in systems
                                                            if name in {"power", "sewage"}}),
             Plan("everything", "Everything at once", dict.fromkeys(projects, OnDate(60))))
    scene = scene_of(*plans, holds={pot.name: pot.name not in WARN for pot in pots}, systems=pots, land_ha=17.0,
                     horizon_months=12 * YEARS)
    return replace(scene, projects=projects)


def _future(number: int, systems: tuple[str, ...]) -> Future:
    # Nothing is drawn: what differs between futures and firms runs through fractions of the golden ratio.
    def part(at: int, which: int) -> float:
        return float((0.618034 * (at + 1) * (which + 1) + 0.381966 * (number + 1)) % 1.0)

    pace = 0.6 + 0.8 * part(0, 7)
    rows = []
    for at in range(FIRMS):
        row: dict[str, object] = {"enquiry_month": 240.0 * at / FIRMS / pace, "area": at % 2,
                                  "patience_months": 6.0 + 12.0 * part(at, 3), "life_months": 180.0}
        row |= {f"{name}_mw": ASKS[name] * (0.4 + 1.2 * part(at, which)) * (0.7 + 0.6 * part(1, which + 11))
                for which, name in enumerate(systems)}
        rows.append(row)
    future = future_of(*rows, number=number, needs=tuple(f"{name}_mw" for name in systems))
    months = {f"second_{name}": 12.0 for name in systems}
    return replace(future, permit_months=months, build_months=months)
