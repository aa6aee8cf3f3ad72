"""One future under one plan: the lives of its enterprises and its builders on one SimPy clock."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

import numpy as np
import simpy

from sim.building import Builders, Watch
from sim.crowd import MONTHS_PER_RAMP_STEP, Crowd
from sim.enterprises import Enterprises
from sim.plan import Plan
from sim.scene import Scene

LAND_TOLERANCE_HA = 1e-9
"""Rounding of repeated subtraction that must not refuse the last plot [ha]."""

ROUNDING_MONTHS = 1e-6
"""Rounding of the clock that must not put a departure before the meeting it waits for [month]."""


@dataclass
class Waiting:
    """An enterprise that is ready to connect.

    Parameters
    ----------
    admitted
        Ends its waiting: true when the committee admits it, false when its patience ends.
    leaves_at
        When its patience ends [month].
    held_by
        Systems that have refused it so far.
    refused
        True while a further test would give the same answer.
    """

    admitted: simpy.Event
    leaves_at: float
    held_by: set[str] = field(default_factory=set)
    refused: bool = False

    def give_up(self, _: simpy.Event) -> None:
        """End its waiting without connection, unless it has been admitted meanwhile."""
        if not self.admitted.triggered:
            self.admitted.succeed(False)


@dataclass(frozen=True)
class Departure:
    """An enterprise lost to the park.

    Parameters
    ----------
    enterprise
        Its number among the future's enterprises.
    at_month
        When it left [month].
    held_by
        Systems that held it; None where no plot was left.
    """

    enterprise: int
    at_month: float
    held_by: frozenset[str] | None


class World:
    """One future under one plan.

    Parameters
    ----------
    scene
        Park, policy, projects.
    plan
        What is built when.
    enterprises
        Who may come; shared with the future's other worlds.
    crowd
        Who is where in all worlds of the batch.
    row
        This world's row in it.

    Attributes
    ----------
    drawn_is_stale, required_is_stale, service_is_stale
        True from a change of what is drawn, of what is required, of the assets in service, until the march has seen
        it: a month in which nothing changed costs nothing.
    """

    def __init__(self, scene: Scene, plan: Plan, enterprises: Enterprises, *, crowd: Crowd, row: int) -> None:
        self.enterprises = enterprises
        self.plan = plan
        self.waiting: dict[int, Waiting] = {}
        self.departures: list[Departure] = []
        self.drawn_is_stale = self.required_is_stale = True
        self.service_is_stale = False
        self._scene = scene
        self._env = simpy.Environment()
        self._crowd, self._row = crowd, row
        prospects, number = enterprises.prospects, enterprises.number
        future = enterprises.future
        self.builders = Builders(self._env, plan, projects=scene.projects, permit_months=future.permit_months,
                                 build_months=future.build_months)
        self._area = prospects.area[number].tolist()
        self._land_ha = prospects.land_ha[number].tolist()
        self._free_ha = [area.land_ha for area in scene.park.areas]
        self._assets_finished = 0
        self._ramp_months: set[int] = set()
        stands = np.flatnonzero(prospects.stands[number])
        crowd.connected[row, stands], crowd.connected_at[row, stands] = True, -np.inf
        for enterprise in stands.tolist():
            self._free_ha[self._area[enterprise]] -= self._land_ha[enterprise]
            self._begin(self._operate(enterprise), enterprise)
        for enterprise in np.flatnonzero(np.isfinite(enterprises.approved_month)).tolist():
            self._env.process(self._come(enterprise))

    def run_to(self, month: int) -> None:
        """Let time pass up to the beginning of a month; what happens in that very moment belongs to that month."""
        env = self._env
        while env.peek() < month:
            env.step()
        if month in self._ramp_months:
            self.drawn_is_stale = True
        if len(self.builders.finished) != self._assets_finished:
            self._assets_finished = len(self.builders.finished)
            self.drawn_is_stale = self.required_is_stale = self.service_is_stale = True
            self.reconsider()

    def in_service(self) -> frozenset[str]:
        """Return the assets in service now."""
        built = (asset for project in self.builders.finished for asset in self._scene.projects[project].assets)
        return self._scene.park.standing.union(built)

    def reconsider(self) -> None:
        """Let the committee test everyone again: there is more room than before."""
        for case in self.waiting.values():
            case.refused = False

    def admit(self, enterprise: int, month: int) -> None:
        """Connect a waiting enterprise at the beginning of a month."""
        self._catch_up(month)
        self.waiting.pop(enterprise).admitted.succeed(True)
        crowd, row = self._crowd, self._row
        crowd.waiting[row, enterprise] = False
        crowd.connected[row, enterprise] = True
        crowd.connected_at[row, enterprise] = month
        steps = self.enterprises.prospects.ramp.shape[1]
        self._ramp_months.update(month + int(MONTHS_PER_RAMP_STEP) * step for step in range(1, steps))
        # What is required counts those who wait and those who draw alike.
        self.drawn_is_stale = True

    def refuse(self, enterprise: int, month: int, systems: Iterable[str]) -> None:
        """Let a waiting enterprise wait on, held by some systems; its patience runs from when it was ready."""
        case = self.waiting[enterprise]
        if not case.held_by:
            self._catch_up(month)
            patience = self._env.timeout(max(case.leaves_at - month, 0.0))
            patience.callbacks.append(case.give_up)
        case.held_by.update(systems)
        case.refused = True

    def watches(self, month: int) -> list[Watch]:
        """Return the triggers that have not fired, the clock set to the beginning of a month."""
        watches = self.builders.watches
        if watches:
            self._catch_up(month)
        return watches

    def _catch_up(self, month: int) -> None:
        # The clock is left behind while nothing happens; whoever acts now must act at the right time.
        if self._env.now < month:
            self._env.run(until=month)

    def _come(self, enterprise: int) -> Generator[simpy.Event, bool, None]:
        prospects, env = self.enterprises.prospects, self._env
        row = self.enterprises.number[enterprise]
        yield env.timeout(self.enterprises.approved_month[enterprise])
        area, land_ha = self._area[enterprise], self._land_ha[enterprise]
        if self._free_ha[area] < land_ha - LAND_TOLERANCE_HA:
            self.departures.append(Departure(enterprise, env.now, None))
            return
        self._free_ha[area] -= land_ha
        yield env.timeout(prospects.construction_months[row])
        # Nobody leaves before the committee has heard him.
        to_meeting = 1.0 - env.now % 1.0
        patience_months = max(prospects.patience_months[row], to_meeting + ROUNDING_MONTHS)
        case = Waiting(env.event(), env.now + patience_months)
        self.waiting[enterprise] = case
        self._crowd.waiting[self._row, enterprise] = self.required_is_stale = True
        admitted = yield case.admitted
        if not admitted:
            del self.waiting[enterprise]
            self._crowd.waiting[self._row, enterprise] = False
            self.required_is_stale = True
            self._free_ha[area] += land_ha
            self.departures.append(Departure(enterprise, env.now, frozenset(case.held_by)))
            return
        self._begin(self._operate(enterprise), enterprise)

    def _begin(self, operation: Generator[simpy.Event, object, None], enterprise: int) -> None:
        # Who outlives the study needs no event.
        life_months = self.enterprises.prospects.life_months[self.enterprises.number[enterprise]]
        if self._env.now + life_months < self._scene.horizon_months:
            self._env.process(operation)

    def _operate(self, enterprise: int) -> Generator[simpy.Event, object, None]:
        yield self._env.timeout(self.enterprises.prospects.life_months[self.enterprises.number[enterprise]])
        self._crowd.connected[self._row, enterprise] = False
        self._free_ha[self._area[enterprise]] += self._land_ha[enterprise]
        self.drawn_is_stale = self.required_is_stale = True
        self.reconsider()
