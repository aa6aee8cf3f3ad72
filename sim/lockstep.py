"""The lockstep: all futures under all plans march month by month, and each different state is assessed once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.admission import Site, decide
from sim.assessing import Answers, State
from sim.capacity import FULL, Bools, CapacitySystem
from sim.enterprises import AreaDemand, Enterprises
from sim.future import Future
from sim.headroom import largest_further_need
from sim.keeping import Keeping
from sim.record import Record
from sim.scene import Scene
from sim.world import World

MONTHS_PER_YEAR = 12


def simulate(scene: Scene, futures: Sequence[Future], *, passed: Callable[[int], None] | None = None) -> Record:
    """Return what happens in some futures under every plan.

    Parameters
    ----------
    scene
        Park, rules, plans, systems.
    futures
        The futures of this batch, at least one.
    passed
        Told after each month how many park-months have passed, one for each future and plan.

    Returns
    -------
    Record
        A pure function of the arguments; a future's part of it does not depend on the other futures, nor a
        plan's on the other plans, to the last bit.
    """
    march = _March(scene, futures)
    for month in range(scene.horizon_months):
        march.pass_month(month)
        if passed is not None:
            passed(len(march.worlds))
    return march.record()


@dataclass
class _Place:
    """Where a world's last states are found among the answers, and which versions of it they answer."""

    drawn: dict[str, int] = field(default_factory=dict)
    required: dict[str, int] = field(default_factory=dict)
    seen: tuple[int, ...] = ()


class _March:
    def __init__(self, scene: Scene, futures: Sequence[Future]) -> None:
        self.scene = scene
        self.futures = futures
        self.answers = {name: Answers(system, kept_states=scene.kept_states)
                        for name, system in scene.systems.items()}
        self.holding = {name: answers for name, answers in self.answers.items() if scene.policy.holds[name]}
        areas = len(scene.park.areas)
        self.worlds = []
        for future in futures:
            enterprises = Enterprises.of(future, scene.needs, areas=areas, horizon_months=scene.horizon_months)
            self.worlds += [World(scene, plan, enterprises) for plan in scene.plans]
        self.places = [_Place() for _ in self.worlds]
        self.sites = [self._site(world, world.enterprises.future.conditions_in(0)) for world in self.worlds]
        self.service_seen = [0] * len(self.worlds)
        self.conditions_version = [0] * len(self.worlds)
        self.heard = {condition for name in self.holding for condition in scene.systems[name].conditions}
        self.watched = {kinds: self._mask(*kinds) for kinds in self._watched_kinds()}
        self.keeping = Keeping(scene, [future.number for future in futures], self.answers)

    def record(self) -> Record:
        return self.keeping.record(self.worlds)

    def pass_month(self, month: int) -> None:
        # A month is judged by the state in which it ends, which is where the next begins.
        end = month + 1
        for world in self.worlds:
            world.run_to(end)
        self._renew_sites(month)
        self._assess(end)
        drawn = {name: np.array([place.drawn[name] for place in self.places]) for name in self.answers}
        required = {name: np.array([place.required[name] for place in self.places]) for name in self.answers}
        self.keeping.note(month, drawn=drawn, required=required)
        self._watch(end, required)
        all_fit = np.ones(len(self.worlds), dtype=bool)
        for name, answers in self.holding.items():
            all_fit &= answers.peak(required[name]) <= FULL
        decide(end, self.sites, all_fit=all_fit, holding=self.holding)
        if end % MONTHS_PER_YEAR == 0:
            year = month // MONTHS_PER_YEAR
            self.keeping.note_year(year, self.worlds)
            for name, system in self.scene.systems.items():
                self.keeping.note_headroom(year, name, self._headroom(name, system))

    def _site(self, world: World, conditions: Mapping[str, float]) -> Site:
        standing = world.in_service()
        in_service: dict[str, Bools] = {
            name: np.array([asset in standing for asset in system.assets])
            for name, system in self.scene.systems.items()}
        return Site(world, conditions, in_service)

    def _renew_sites(self, month: int) -> None:
        if month % MONTHS_PER_YEAR == 0:
            self._turn_year(month // MONTHS_PER_YEAR)
        for at, world in enumerate(self.worlds):
            if world.service_version != self.service_seen[at]:
                self.service_seen[at] = world.service_version
                self.sites[at] = self._site(world, self.sites[at].conditions)

    def _turn_year(self, year: int) -> None:
        for at, world in enumerate(self.worlds):
            before, conditions = self.sites[at].conditions, world.enterprises.future.conditions_in(year)
            if conditions == before:
                continue
            self.sites[at] = self._site(world, conditions)
            self.conditions_version[at] += 1
            # What did not fit under last year's conditions may fit under these.
            if any(conditions[name] != before[name] for name in self.heard):
                world.reconsider()

    def _assess(self, end: int) -> None:
        asked: list[tuple[dict[str, int], Site, AreaDemand]] = []
        for site, place, version in zip(self.sites, self.places, self.conditions_version, strict=True):
            world = site.world
            versions = (world.drawn_version, world.service_version, world.committed_version, world.waiting_version,
                        version)
            if versions == place.seen:
                continue
            # Assets and conditions alter both states, a commitment nearly always; what did not change is found.
            asked.append((place.drawn, site, world.drawn(end)))
            asked.append((place.required, site, world.required()))
            place.seen = versions
        for name, answers in self.answers.items():
            rows = answers.rows([site.state(name, demand) for _, site, demand in asked])
            for (found, _, _), row in zip(asked, rows, strict=True):
                found[name] = row

    def _watched_kinds(self) -> set[tuple[str, tuple[str, ...]]]:
        return {(watch.on.system, watch.on.kinds) for world in self.worlds for watch in world.builders.watches}

    def _mask(self, system: str, kinds: tuple[str, ...]) -> Bools:
        limits = self.scene.systems[system].limits
        return np.array([not kinds or limit.kind in kinds for limit in limits])

    def _watch(self, end: int, required: Mapping[str, np.ndarray]) -> None:
        if not self.watched:
            return
        peaks = {
            (system, kinds): self.answers[system].utilisation(required[system])[:, mask].max(axis=1)
            for (system, kinds), mask in self.watched.items()}
        for at, world in enumerate(self.worlds):
            for watch in world.watches(end):
                watch.see(float(peaks[watch.on.system, watch.on.kinds][at]))

    def _headroom(self, name: str, system: CapacitySystem) -> np.ndarray:
        states: list[State] = [site.state(name, site.world.committed()) for site in self.sites]
        # Plans that have not parted yet share their states: each is searched once.
        rows = np.array(self.answers[name].rows(states))
        _, first, back = np.unique(rows, return_index=True, return_inverse=True)
        return largest_further_need(system, [states[at] for at in first.tolist()])[back]
