"""A park small enough to follow by hand: two areas, one need, systems that are full at a number."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.capacity import Assessment, Bools, Demand, Floats, Limit
from sim.future import Future, Need, Prospects
from sim.park import Area, Park
from sim.plan import OnDate, Plan, Project
from sim.policy import Office, Policy
from sim.scene import Scene


@dataclass(frozen=True)
class Pot:
    """A system that is full when all areas together ask for what its assets hold."""

    name: str
    holds: Mapping[str, float]
    needs: tuple[str, ...] = ("need_mw",)
    label: str = "Pot"
    unit: str = "MW"
    conditions: tuple[str, ...] = ()

    @property
    def assets(self) -> tuple[str, ...]:
        return tuple(self.holds)

    @property
    def limits(self) -> tuple[Limit, ...]:
        return (Limit("pot", "pot", "the pot is full", "pot", "pot"),)

    def assess(self, demand: Demand, in_service: Bools) -> Assessment:
        load, capacity = self.load(demand), self.capacity(in_service)
        absent = np.where(load > 0, np.inf, 0.0)
        used = np.divide(load, capacity, out=absent, where=capacity > 0)[:, None]
        return Assessment(used, np.zeros(used.shape, dtype=np.int64), np.zeros(len(used), dtype=bool))

    def load(self, demand: Demand) -> Floats:
        return np.stack([demand[need].sum(axis=1).max(axis=1) for need in self.needs]).sum(axis=0)

    def capacity(self, in_service: Bools) -> Floats:
        return (in_service * np.array(list(self.holds.values()))).sum(axis=1)


def prospects(*rows: Mapping[str, object], needs: tuple[str, ...] = ("need_mw",)) -> Prospects:
    """Return prospects from what differs: by default 1 MW on 1 ha, ready in the month of enquiry, for ever."""
    count = len(rows)

    def column(name: str, default: object) -> np.ndarray:
        return np.array([row.get(name, default) for row in rows])

    return Prospects(
        name=np.array([f"firm/{at:04d}" for at in range(count)], dtype="<U9"),
        sector=column("sector", 0).astype(np.int64),
        area=column("area", 0).astype(np.int64),
        bulk=column("bulk", False).astype(bool),
        stands=column("stands", False).astype(bool),
        comes_at=np.where(column("comes", True).astype(bool), column("comes_at", 0.0).astype(float), np.inf),
        enquiry_month=column("enquiry_month", 0.0).astype(float),
        preparation_months=np.zeros(count),
        approval_months={"serial": column("approval_months", 0.0).astype(float),
                         "one_meeting": column("one_meeting_months", 0.0).astype(float)},
        construction_months=column("construction_months", 0.0).astype(float),
        ramp=np.tile([0.5, 0.75, 1.0], (count, 1)),
        patience_months=column("patience_months", 6.0).astype(float),
        life_months=column("life_months", np.inf).astype(float),
        land_ha=column("land_ha", 1.0).astype(float),
        jobs=np.full(count, 100.0),
        output_wan_per_a=np.full(count, 1000.0),
        tax_wan_per_a=np.full(count, 50.0),
        needs={need: column(need, 1.0).astype(float) for need in needs},
        profile={need: np.zeros(count, dtype=np.int64) for need in needs},
        rented=column("rented", False).astype(bool),
        tenure_draw=column("tenure_draw", 0.5).astype(float),
        renewal_draw=column("renewal_draw", 0.5).astype(float),
    )


def future_of(*rows: Mapping[str, object], number: int = 0, needs: tuple[str, ...] = ("need_mw",),
              permit_months: float = 0.0, build_months: float = 0.0) -> Future:
    """Return a future from rows of what differs."""
    names = ("second_pot", "third_pot")
    return Future(number, prospects(*rows, needs=needs), {}, {}, dict.fromkeys(names, permit_months),
                  dict.fromkeys(names, build_months))


def scene_of(*plans: Plan, holds: Mapping[str, bool] | None = None, systems: tuple[Pot, ...] = (),
             land_ha: float = 100.0, horizon_months: int = 24, after: tuple[str, ...] = ()) -> Scene:
    """Return a scene: by default one pot of 2 MW that stands, a second of 2 MW and a third of 4 MW to be built."""
    systems = systems or (Pot("pot", {"pot_1": 2.0, "pot_2": 2.0, "pot_3": 4.0}),)
    areas = tuple(Area(name, name, land_ha, "", "", "") for name in ("north", "south"))
    projects = {
        "second_pot": Project("second_pot", "Second pot", "pot", ("pot_2",), (), 100.0),
        "third_pot": Project("third_pot", "Third pot", "pot", ("pot_3",), after, 200.0),
    }
    need_names = dict.fromkeys(need for system in systems for need in system.needs)
    return Scene(
        park=Park("park", areas, frozenset({"pot_1", *(system.assets[0] for system in systems)})),
        policy=Policy(holds or {system.name: True for system in systems}, "serial",
                      {"serial": (Office("desk", 1000, 1.0),)}),
        projects=projects,
        plans=plans or (TODAY,),
        systems={system.name: system for system in systems},
        needs=tuple(Need(name, np.ones((1, 1))) for name in need_names),
        horizon_months=horizon_months,
    )


def second_pot_in(month: int) -> Plan:
    """Return the plan that builds the second pot from a month on."""
    return Plan(f"second_{month}", "Second pot", {"second_pot": OnDate(month)})


TODAY = Plan("today", "Today", {})
