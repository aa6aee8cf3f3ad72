"""One future under one plan: the lives of its enterprises and its builders on one SimPy clock."""

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
import simpy

from sim.approval import ApprovalDesk
from sim.building import Builders, Watch
from sim.capacity import Bools, Floats
from sim.enterprises import AreaDemand, Enterprises
from sim.plan import Plan
from sim.scene import Scene

LAND_TOLERANCE_HA = 1e-9
"""Rounding of repeated subtraction that must not refuse the last plot [ha]."""

ROUNDING_MONTHS = 1e-6
"""Rounding of the clock that must not put a departure before the meeting it waits for [month]."""

MONTHS_PER_RAMP_STEP = 12.0
"""Length of one step of an enterprise's ramp-up [month]."""


@dataclass
class Waiting:
    """An enterprise that is ready to connect.

    Parameters
    ----------
    connected
        Succeeds when the committee admits it.
    held_by
        Systems that have refused it so far.
    refused
        True while a further test would give the same answer.
    """

    connected: simpy.Event
    held_by: set[str] = field(default_factory=set)
    refused: bool = False


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
    """

    def __init__(self, scene: Scene, plan: Plan, enterprises: Enterprises) -> None:
        self.enterprises = enterprises
        self.plan = plan
        self.waiting: dict[int, Waiting] = {}
        self.departures: list[Departure] = []
        self._scene = scene
        self._env = simpy.Environment()
        prospects, number = enterprises.prospects, enterprises.number
        future = enterprises.future
        self.builders = Builders(self._env, plan, projects=scene.projects, permit_months=future.permit_months,
                                 build_months=future.build_months)
        policy = scene.policy
        self._desk = ApprovalDesk(self._env, policy.offices[policy.approval])
        self._approval_months = prospects.approval_months[policy.approval]
        self.connected: Bools = prospects.stands[number].copy()
        self._connected_at = np.where(self.connected, -np.inf, np.inf)
        self._free_ha = [area.land_ha for area in scene.park.areas]
        self._assets_finished = 0
        self._ramp_steps: set[int] = set()
        self.committed_version = 0
        self.waiting_version = 0
        self.drawn_version = 0
        for enterprise, row in enumerate(number.tolist()):
            if prospects.stands[row]:
                self._free_ha[prospects.area[row]] -= prospects.land_ha[row]
                self._env.process(self._operate(enterprise, row))
            else:
                self._env.process(self._come(enterprise, row))

    def run_to(self, month: int) -> None:
        """Let time pass up to the beginning of a month; what happens in that very moment belongs to that month."""
        if self._env.peek() < month:
            self._env.run(until=month)
        if month in self._ramp_steps:
            self.drawn_version += 1
        if len(self.builders.finished) != self._assets_finished:
            self._assets_finished = len(self.builders.finished)
            self.reconsider()

    def in_service(self) -> frozenset[str]:
        """Return the assets in service now."""
        built = (asset for project in self.builders.finished for asset in self._scene.projects[project].assets)
        return self._scene.park.standing.union(built)

    @property
    def service_version(self) -> int:
        """Number of projects finished; a change means other assets."""
        return self._assets_finished

    def drawn(self, month: int) -> AreaDemand:
        """Return what connected enterprises use at the beginning of a month, by their step of ramp-up."""
        prospects, number = self.enterprises.prospects, self.enterprises.number
        # An enterprise that stands since ever, or is not there at all, has an infinite age: both ends are bounded.
        age = np.clip((month - self._connected_at) / MONTHS_PER_RAMP_STEP, 0.0, prospects.ramp.shape[1] - 1.0)
        share = prospects.ramp[number, age.astype(np.int64)]
        return self.enterprises.demand(np.where(self.connected, share, 0.0))

    def committed(self, *, further: tuple[int, ...] = ()) -> AreaDemand:
        """Return the contracted full need of the connected enterprises and of some further ones."""
        there = self.connected.astype(np.float64)
        there[list(further)] = 1.0
        return self.enterprises.demand(there)

    def required(self) -> AreaDemand:
        """Return committed and waiting need together."""
        return self.committed(further=tuple(self.waiting))

    def alone(self, enterprise: int) -> AreaDemand:
        """Return the contracted full need of one enterprise in an empty park."""
        share: Floats = np.zeros(len(self.connected))
        share[enterprise] = 1.0
        return self.enterprises.demand(share)

    def reconsider(self) -> None:
        """Let the committee test everyone again: there is more room than before."""
        for case in self.waiting.values():
            case.refused = False

    def admit(self, enterprise: int, month: int) -> None:
        """Connect a waiting enterprise at the beginning of a month."""
        self._catch_up(month)
        self.waiting.pop(enterprise).connected.succeed()
        self.connected[enterprise] = True
        self._connected_at[enterprise] = month
        steps = self.enterprises.prospects.ramp.shape[1]
        self._ramp_steps.update(month + int(MONTHS_PER_RAMP_STEP) * step for step in range(1, steps))
        self.committed_version += 1
        self.drawn_version += 1

    def _catch_up(self, month: int) -> None:
        # The clock is left behind while nothing happens; whoever acts now must act at the right time.
        if self._env.now < month:
            self._env.run(until=month)

    def watches(self, month: int) -> list[Watch]:
        """Return the triggers that have not fired, the clock set to the beginning of a month."""
        watches = self.builders.watches
        if watches:
            self._catch_up(month)
        return watches

    def _come(self, enterprise: int, row: int) -> Generator[simpy.Event, object, None]:
        prospects, env = self.enterprises.prospects, self._env
        # Nobody else takes part in the enquiry and in the owner's preparation: one event for both.
        yield env.timeout(prospects.enquiry_month[row] + prospects.preparation_months[row])
        yield from self._desk.handle(self._approval_months[row])
        area, land_ha = prospects.area[row], prospects.land_ha[row]
        if self._free_ha[area] < land_ha - LAND_TOLERANCE_HA:
            self.departures.append(Departure(enterprise, env.now, None))
            return
        self._free_ha[area] -= land_ha
        yield env.timeout(prospects.construction_months[row])
        case = Waiting(env.event())
        self.waiting[enterprise] = case
        self.waiting_version += 1
        # Nobody leaves before the committee has heard him.
        to_meeting = 1.0 - env.now % 1.0
        yield case.connected | env.timeout(max(prospects.patience_months[row], to_meeting + ROUNDING_MONTHS))
        if not self.connected[enterprise]:
            del self.waiting[enterprise]
            self.waiting_version += 1
            self._free_ha[area] += land_ha
            self.departures.append(Departure(enterprise, env.now, frozenset(case.held_by)))
            return
        yield from self._operate(enterprise, row)

    def _operate(self, enterprise: int, row: int) -> Generator[simpy.Event, object, None]:
        prospects = self.enterprises.prospects
        life_months = prospects.life_months[row]
        if not np.isfinite(life_months):
            return
        yield self._env.timeout(life_months)
        self.connected[enterprise] = False
        self._free_ha[prospects.area[row]] += prospects.land_ha[row]
        self.committed_version += 1
        self.drawn_version += 1
        self.reconsider()
