"""The builders of a plan: permits, prerequisites, construction, and the assets that come of it."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Protocol

import simpy

from sim.plan import OnDate, OnTrigger, Plan, Project


class Pays(Protocol):
    """Whoever finds the money for a project."""

    def __call__(self, project: Project, month: float, /, *, build_months: float) -> bool:
        """Find the money for a project that would be built from a moment on; tell whether it was there."""
        ...


@dataclass
class Watch:
    """A trigger that waits for its system to be hard pressed long enough.

    Parameters
    ----------
    on
        What it watches for.
    fired
        Succeeds when the project may begin.
    months_above
        How many months in a row the threshold has been exceeded [month].
    """

    on: OnTrigger
    fired: simpy.Event
    months_above: int = 0

    def see(self, utilisation: float) -> bool:
        """Take note of one month's required utilisation [-]; return whether it has lasted long enough."""
        self.months_above = self.months_above + 1 if utilisation > self.on.utilisation else 0
        return self.months_above >= self.on.months


class Builders:
    """The projects of one plan in one future, each a process on the world's clock.

    Parameters
    ----------
    env
        The clock.
    plan
        Which projects, and when they begin.
    projects
        All projects by name.
    permit_months, build_months
        Durations of this future by project name [month].
    pays
        Whether a project can be paid that would be built from now on; none where money is no object.
    built
        Called in the moment in which a project is finished.

    Attributes
    ----------
    begun, built_from, finished
        When each project was begun, when its construction began and when it was finished, by name [month]; those that
        have been.
    watches
        The plan's triggers.
    """

    def __init__(self, env: simpy.Environment, plan: Plan, *, projects: Mapping[str, Project],
                 permit_months: Mapping[str, float], build_months: Mapping[str, float],
                 pays: Pays | None = None, built: Callable[[], None] = lambda: None) -> None:
        self._env, self._built = env, built
        self._permit_months = permit_months
        self._build_months = build_months
        self._pays = pays
        self._in_service = {name: env.event() for name in plan.starts}
        self.begun: dict[str, float] = {}
        self.built_from: dict[str, float] = {}
        self.finished: dict[str, float] = {}
        self.watches: list[Watch] = []
        for name, start in plan.starts.items():
            env.process(self._build(projects[name], self._start(start)))

    def _start(self, start: OnDate | OnTrigger) -> simpy.Event:
        if isinstance(start, OnDate):
            return self._env.timeout(start.month)
        watch = Watch(start, self._env.event())
        self.watches.append(watch)
        return watch.fired

    def _build(self, project: Project, start: simpy.Event) -> Generator[simpy.Event, object, None]:
        yield start
        self.begun[project.name] = self._env.now
        yield self._env.timeout(self._permit_months[project.name])
        for earlier in project.after:
            # A prerequisite outside the plan stands already: the study's check refuses anything else.
            if earlier in self._in_service:
                yield self._in_service[earlier]
        build_months = self._build_months[project.name]
        # What cannot be paid yet asks again at the beginning of the next month.
        while self._pays is not None and not self._pays(project, self._env.now, build_months=build_months):
            yield self._env.timeout(int(self._env.now) + 1 - self._env.now)
        self.built_from[project.name] = self._env.now
        yield self._env.timeout(build_months)
        self.finished[project.name] = self._env.now
        self._in_service[project.name].succeed()
        self._built()
