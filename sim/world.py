"""One future under one plan: the lives of its enterprises and its builders on one SimPy clock."""

import math
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import simpy

from sim.approval import Desks
from sim.building import Builders, Pays, Watch
from sim.calendar import MONTHS_PER_YEAR
from sim.crowd import DESKS, MONTHS_PER_RAMP_STEP, NO_DESK, Crowd
from sim.enterprises import Enterprises
from sim.entry import Gate
from sim.land import LandRegister
from sim.plan import Plan
from sim.policy import Reforms
from sim.record import ATTRACTION, ENTRY
from sim.scene import Scene

ROUNDING_MONTHS = 1e-6
"""Rounding of the clock that must not put a departure before the meeting it waits for [month]."""


@dataclass
class Waiting:
    """An enterprise that is ready to connect.

    Parameters
    ----------
    leaves_at
        When its patience ends [month].
    held_by
        Systems that have refused it so far.
    refused
        True while a further test would give the same answer.
    """

    leaves_at: float
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
    other
        What else it was lost to, if it was no system and no plot.
    """

    enterprise: int
    at_month: float
    held_by: frozenset[str] | None
    other: str = ""


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
    pays
        Whoever finds the money for its projects; none where money is no object.

    Attributes
    ----------
    land
        Who holds which plot.
    drawn_is_stale, required_is_stale, service_is_stale
        True from a change of what is drawn, of what is required, of the assets in service, until the march has seen
        it: a month in which nothing changed costs nothing.

    Notes
    -----
    An enterprise's life is a chain of timeouts: approved, ready, its patience at an end if it was refused, its exit if
    it falls within the horizon. Each is one event that calls the next step; a process of its own would need twice as
    many, and there are a hundred lives in every world.
    """

    def __init__(self, scene: Scene, plan: Plan, enterprises: Enterprises, *, crowd: Crowd, row: int,
                 pays: Pays | None = None) -> None:
        self.enterprises = enterprises
        self.plan = plan
        self.waiting: dict[int, Waiting] = {}
        self.departures: list[Departure] = []
        self.drawn_is_stale = self.required_is_stale = True
        self.service_is_stale = False
        self._scene = scene
        self._env = simpy.Environment()
        self._crowd, self._row = crowd, row
        future = enterprises.future
        self.builders = Builders(self._env, plan, projects=scene.projects, permit_months=future.permit_months,
                                 build_months=future.build_months, pays=pays, built=lambda: self._gate.let_in())
        self.land = LandRegister(scene.park.areas, enterprises, scene.land if scene.policy.feedback else None,
                                 price_ratio=self._land_price_ratio)
        self._counts_plots = any(need.of == "plot" for need in scene.needs)
        self._projects_finished = self._works_begun = 0
        self._ramp_months: set[int] = set()
        stands = np.flatnonzero(enterprises.prospects.stands[enterprises.number])
        crowd.connected[row, stands], crowd.connected_at[row, stands] = True, -np.inf
        for enterprise in stands.tolist():
            self.land.settle(enterprise)
            crowd.plotted[row, enterprise] = True
            self._operate(enterprise, from_month=0)
        self._desks = Desks(self._env, scene.policy, scene.terms.reforms if scene.terms is not None else Reforms())
        self._standing = scene.park.standing
        self._counted = 0, 0
        self._gate = Gate(self._env, scene.entry, enterprises, standing=self.in_service, turned_out=self._turn_out)
        for enterprise, month in enumerate(enterprises.approved_month):
            if math.isfinite(month):
                self._after(month, partial(self._gate.pass_through, self._seek_plot), enterprise)
        if self.land.rules is not None:
            self.land.grant(scene.park.standing)
            self._release_yearly()

    def run_to(self, month: int) -> None:
        """Let time pass up to the beginning of a month; what happens in that very moment belongs to that month."""
        env = self._env
        while env.peek() < month:
            env.step()
        if month in self._ramp_months:
            self.drawn_is_stale = True
        self._see_builders(month)

    def _see_builders(self, month: int) -> None:
        works_begun, finished = len(self.builders.built_from), len(self.builders.finished)
        if finished != self._projects_finished or (works_begun != self._works_begun and self._under_construction()):
            self.drawn_is_stale = self.required_is_stale = self.service_is_stale = True
        if finished != self._projects_finished:
            self.reconsider()
            self._grant(month)
        self._works_begun, self._projects_finished = works_begun, finished

    def in_service(self) -> frozenset[str]:
        """Return the assets in service now, and the works that some system sees."""
        finished = self.builders.finished
        counted = len(self.builders.built_from), len(finished)
        if counted != self._counted:
            self._counted = counted
            built = (asset for project in finished for asset in self._scene.projects[project].assets)
            self._standing = self._scene.park.standing.union(built, *self._under_construction())
        return self._standing

    def stands_since(self, asset: str) -> float:
        """Return when an asset came into service [month]: 0 if it stands today, infinity if it does not stand yet."""
        if asset in self._scene.park.standing:
            return 0.0
        return self.builders.finished.get(self._scene.builder_of.get(asset, ""), math.inf)

    def _land_price_ratio(self) -> float:
        return 1.0 if self._scene.terms is None else self._scene.terms.land_price_ratio(self.in_service())

    def _under_construction(self) -> list[frozenset[str]]:
        # By project that is being built: its works, where a system sees any.
        builders, works = self.builders, self._scene.works
        return [works[project] for project in works.keys() & (builders.built_from.keys() - builders.finished.keys())]

    def approval_months(self, typical_months: Mapping[str, float]) -> float:
        """Return how long an application handed in now will take [month]; see ``sim.approval.Desks``."""
        return self._desks.expected_months(self._desks.way(self.in_service()), typical_months)

    def call(self, enterprise: int, *, hand_in_month: float) -> None:
        """Let an enterprise that comes hand in its application in some month, this one or a later one."""
        if hand_in_month < self._scene.horizon_months:
            self._after(hand_in_month - self._env.now, partial(self._gate.pass_through, self._apply), enterprise)

    def turn_away(self, enterprise: int, *, month: int) -> None:
        """Note that an enterprise does not come for want of attraction."""
        self.departures.append(Departure(enterprise, float(month), frozenset(), ATTRACTION))

    def reconsider(self) -> None:
        """Let the committee test everyone again: there is more room than before."""
        for case in self.waiting.values():
            case.refused = False

    def admit(self, enterprise: int, month: int) -> None:
        """Connect a waiting enterprise at the beginning of a month."""
        del self.waiting[enterprise]
        crowd, row = self._crowd, self._row
        crowd.waiting[row, enterprise] = False
        crowd.connected[row, enterprise] = True
        crowd.connected_at[row, enterprise] = month
        steps = self.enterprises.prospects.ramp.shape[1]
        self._ramp_months.update(month + int(MONTHS_PER_RAMP_STEP) * step for step in range(1, steps))
        # What is required counts those who wait and those who draw alike.
        self.drawn_is_stale = True
        self._operate(enterprise, from_month=month)

    def refuse(self, enterprise: int, systems: Iterable[str]) -> None:
        """Let a waiting enterprise wait on, held by some systems; its patience runs from when it was ready."""
        case = self.waiting[enterprise]
        if not case.held_by:
            self._after(case.leaves_at - self._env.now, self._give_up, enterprise)
        case.held_by.update(systems)
        case.refused = True

    def begin(self, watch: Watch, month: int) -> None:
        """Begin the project that a trigger waits for at the beginning of a month."""
        self._catch_up(month)
        watch.fired.succeed()

    def _after(self, months: float, step: Callable[[int], None], enterprise: int) -> None:
        # The next step of an enterprise's life.
        timeout = self._env.timeout(months)
        timeout.callbacks.append(lambda _: step(enterprise))

    def _turn_out(self, enterprise: int) -> None:
        self.departures.append(Departure(enterprise, self._env.now, frozenset(), ENTRY))

    def _catch_up(self, month: int) -> None:
        # The clock is left behind while nothing happens; whoever looks at it must see the right time.
        if self._env.now < month:
            self._env.run(until=month)

    def _apply(self, enterprise: int) -> None:
        self._env.process(self._pass_desk(enterprise))

    def _pass_desk(self, enterprise: int) -> Generator[simpy.Event, object, None]:
        # By what stands when the application is handed in: a reform does not fetch back what is under way.
        way = self._desks.way(self.in_service())
        desk, handled = self._crowd.desk[self._row], self._crowd.handled[self._row]
        official = self.enterprises.prospects.approval_months[way.mode]
        official_months = float(official[self.enterprises.number[enterprise]])
        desk[enterprise] = DESKS["reformed" if way.is_reformed else "usual"]
        yield from self._desks.handle(way, official_months, seen=partial(handled.__setitem__, enterprise))
        desk[enterprise], handled[enterprise] = NO_DESK, False
        self._seek_plot(enterprise)

    def _seek_plot(self, enterprise: int) -> None:
        if self.land.take(enterprise, self._env.now):
            self._build(enterprise)
        elif self.land.rules is None:
            self.departures.append(Departure(enterprise, self._env.now, None))
        else:
            self.land.seek(enterprise)
            self._crowd.seeking[self._row, enterprise] = True
            self._note_plots()
            self._after(self.enterprises.patience_months[enterprise], self._go_without_plot, enterprise)

    def _build(self, enterprise: int) -> None:
        self._crowd.plotted[self._row, enterprise] = self.land.has_plot(enterprise)
        self._note_plots()
        self._after(self.enterprises.construction_months[enterprise], self._wait, enterprise)
        self._within_horizon(self.land.months_to_sale(enterprise), self._buy_plot, enterprise)
        self._within_horizon(self.land.term_months(enterprise), self._end_term, enterprise)

    def _within_horizon(self, months: float, step: Callable[[int], None], enterprise: int) -> None:
        # Terms may be longer than the study.
        if self._env.now + months < self._scene.horizon_months:
            self._after(months, step, enterprise)

    def _go_without_plot(self, enterprise: int) -> None:
        # It may have been served meanwhile.
        if self.land.forget(enterprise):
            self._crowd.seeking[self._row, enterprise] = False
            self._note_plots()
            self.departures.append(Departure(enterprise, self._env.now, None))

    def _serve(self, area: int) -> None:
        for enterprise in self.land.serve(area, self._env.now):
            self._crowd.seeking[self._row, enterprise] = False
            self._build(enterprise)

    def _serve_everywhere(self) -> None:
        for area in range(len(self._scene.park.areas)):
            self._serve(area)

    def _release_yearly(self) -> None:
        # What is released for this year is there; next year's comes with its beginning.
        if self.land.has_quota and self._env.now + MONTHS_PER_YEAR < self._scene.horizon_months:
            self._env.timeout(MONTHS_PER_YEAR).callbacks.append(lambda _: self._turn_year())

    def _turn_year(self) -> None:
        self.land.release()
        self._serve_everywhere()
        self._release_yearly()

    def _grant(self, month: int) -> None:
        if self.land.rules is None:
            return
        self._catch_up(month)
        self.land.grant(self.in_service())
        self._serve_everywhere()

    def _buy_plot(self, enterprise: int) -> None:
        self.land.buy(enterprise, self._env.now)

    def _end_term(self, enterprise: int) -> None:
        if not self.land.renews(enterprise):
            # Who builds goes on; who waits leaves, as who is connected does.
            (self._exit if self._crowd.connected[self._row, enterprise] else self._give_up)(enterprise)
        if self.land.is_idle(enterprise):
            self._return_plot(enterprise)
        elif self.land.holds(enterprise):
            self.land.sell(enterprise, self._env.now)
            self._within_horizon(self.land.term_months(enterprise), self._end_term, enterprise)

    def _note_plots(self) -> None:
        # Where no system asks for plots, nothing changes with them.
        if self._counts_plots:
            self.drawn_is_stale = self.required_is_stale = True

    def _wait(self, enterprise: int) -> None:
        now = self._env.now
        # Nobody leaves before the committee has heard him.
        to_meeting = 1.0 - now % 1.0
        patience_months = max(self.enterprises.patience_months[enterprise], to_meeting + ROUNDING_MONTHS)
        self.waiting[enterprise] = Waiting(now + patience_months)
        self._crowd.waiting[self._row, enterprise] = self.required_is_stale = True

    def _give_up(self, enterprise: int) -> None:
        case = self.waiting.pop(enterprise, None)
        if case is None:
            # It was admitted meanwhile.
            return
        self._crowd.waiting[self._row, enterprise] = False
        self.required_is_stale = True
        self._leave_plot(enterprise)
        self.departures.append(Departure(enterprise, self._env.now, frozenset(case.held_by)))

    def _operate(self, enterprise: int, *, from_month: int) -> None:
        exit_month = from_month + self.enterprises.life_months[enterprise]
        # Who outlives the study needs no further event.
        if exit_month < self._scene.horizon_months:
            self._after(exit_month - self._env.now, self._exit, enterprise)

    def _exit(self, enterprise: int) -> None:
        if not self._crowd.connected[self._row, enterprise]:
            # It left when the term of its plot was over.
            return
        self._crowd.connected[self._row, enterprise] = False
        self._leave_plot(enterprise)
        self.drawn_is_stale = self.required_is_stale = True
        self.reconsider()

    def _leave_plot(self, enterprise: int) -> None:
        idle_months = self.land.leave(enterprise)
        if idle_months > 0:
            self._after(idle_months, self._return_plot, enterprise)
        else:
            self._return_plot(enterprise)

    def _return_plot(self, enterprise: int) -> None:
        if not self.land.holds(enterprise):
            # It came back when its term was over.
            return
        self.land.give_back(enterprise)
        self._crowd.plotted[self._row, enterprise] = False
        self._note_plots()
        self._serve(self.enterprises.area[enterprise])
