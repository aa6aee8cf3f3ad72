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
        Ends its waiting: with the month in which the committee admits it, or with None when its patience ends.
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
            self.admitted.succeed(None)


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
            exit_month = self._exit_month(enterprise, 0)
            if exit_month < scene.horizon_months:
                self._env.process(self._operate(enterprise, exit_month))
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
        self.waiting.pop(enterprise).admitted.succeed(month)
        crowd, row = self._crowd, self._row
        crowd.waiting[row, enterprise] = False
        crowd.connected[row, enterprise] = True
        crowd.connected_at[row, enterprise] = month
        steps = self.enterprises.prospects.ramp.shape[1]
        self._ramp_months.update(month + int(MONTHS_PER_RAMP_STEP) * step for step in range(1, steps))
        # What is required counts those who wait and those who draw alike.
        self.drawn_is_stale = True

    def refuse(self, enterprise: int, systems: Iterable[str]) -> None:
        """Let a waiting enterprise wait on, held by some systems; its patience runs from when it was ready."""
        case = self.waiting[enterprise]
        if not case.held_by:
            patience = self._env.timeout(case.leaves_at - self._env.now)
            patience.callbacks.append(case.give_up)
        case.held_by.update(systems)
        case.refused = True

    def begin(self, watch: Watch, month: int) -> None:
        """Begin the project that a trigger waits for at the beginning of a month."""
        # The clock is left behind while nothing happens; whoever looks at it must see the right time.
        if self._env.now < month:
            self._env.run(until=month)
        watch.fired.succeed()

    def _come(self, enterprise: int) -> Generator[simpy.Event, int | None, None]:
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
        admitted_month = yield case.admitted
        if admitted_month is None:
            del self.waiting[enterprise]
            self._crowd.waiting[self._row, enterprise] = False
            self.required_is_stale = True
            self._free_ha[area] += land_ha
            self.departures.append(Departure(enterprise, env.now, frozenset(case.held_by)))
            return
        exit_month = self._exit_month(enterprise, admitted_month)
        # Who outlives the study needs no further event.
        if exit_month < self._scene.horizon_months:
            yield from self._operate(enterprise, exit_month)

    def _exit_month(self, enterprise: int, connected_month: int) -> float:
        life_months = self.enterprises.prospects.life_months[self.enterprises.number[enterprise]]
        return float(connected_month + life_months)

    def _operate(self, enterprise: int, exit_month: float) -> Generator[simpy.Event, object, None]:
        yield self._env.timeout(exit_month - self._env.now)
        self._crowd.connected[self._row, enterprise] = False
        self._free_ha[self._area[enterprise]] += self._land_ha[enterprise]
        self.drawn_is_stale = self.required_is_stale = True
        self.reconsider()
