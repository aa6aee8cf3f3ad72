"""The lockstep: all futures under all plans march month by month, and each different state is assessed once."""

from collections.abc import Callable, Collection, Sequence
from itertools import product

import numpy as np

from sim.admission import Committee
from sim.assessing import Answers
from sim.calendar import MONTHS_PER_YEAR
from sim.callers import Callers
from sim.capacity import FULL, Bools, Floats, Integers
from sim.crowd import Asked, Crowd
from sim.enterprises import Enterprises
from sim.future import Future
from sim.headroom import largest_further_need
from sim.keeping import Keeping
from sim.record import Record
from sim.scene import Scene
from sim.sites import Sites
from sim.treasury import Treasury
from sim.world import World


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


class _March:
    def __init__(self, scene: Scene, futures: Sequence[Future]) -> None:
        self.scene = scene
        self.answers = {name: Answers(system, scene.needs, kept_states=scene.kept_states)
                        for name, system in scene.systems.items()}
        enterprises = [Enterprises.of(future, scene.needs, policy=scene.policy, horizon_months=scene.horizon_months,
                                      terms=scene.terms)
                       for future in futures]
        self.crowd = Crowd(enterprises, scene.needs, plans=len(scene.plans), areas=len(scene.park.areas))
        self.sites = Sites(scene, futures)
        at_desks = {need.name for need in scene.needs if need.desk} if scene.terms is not None else set()
        moving = at_desks | set(self.crowd.stored)
        self.filling = [name for name in scene.systems if self.sites.read_by(name) & moving]
        self.treasury = None if scene.money is None else Treasury(scene, scene.money, enterprises, self.crowd)
        self.worlds = [World(scene, plan, each, crowd=self.crowd, row=row,
                             pays=None if self.treasury is None else self.treasury.purse(row).pays)
                       for row, (each, plan) in enumerate(product(enterprises, scene.plans))]
        self.holding = {name: answers for name, answers in self.answers.items() if scene.policy.holds[name]}
        self.committee = Committee(self.worlds, self.crowd, self.sites, self.holding)
        nowhere = np.full(len(self.worlds), -1, dtype=np.int64)
        self.drawn = {name: nowhere.copy() for name in self.answers}
        self.required = {name: nowhere.copy() for name in self.answers}
        self.watches = [(at, watch) for at, world in enumerate(self.worlds) for watch in world.builders.watches]
        self.watched = {kinds: self._mask(*kinds)
                        for kinds in {(watch.on.system, watch.on.kinds) for _, watch in self.watches}}
        # A full desk keeps away by the time that it takes, not a second time as a shortage.
        self.callers = None if scene.terms is None else Callers(
            enterprises, worlds=self.worlds, crowd=self.crowd, terms=scene.terms,
            watched={name: answers for name, answers in self.answers.items()
                     if not at_desks.intersection(scene.systems[name].needs)})
        self.keeping = Keeping(scene, [future.number for future in futures], self.answers)

    def record(self) -> Record:
        return self.keeping.record(self.worlds, money={} if self.treasury is None else self.treasury.ledger().columns())

    def pass_month(self, month: int) -> None:
        # A month is judged by the state in which it ends, which is where the next begins.
        end = month + 1
        if self.callers is not None:
            self.callers.call(month, required=self.required)
        for world in self.worlds:
            world.run_to(end)
        self._renew(month)
        self._assess(end)
        self.keeping.note(month, drawn=self.drawn, required=self.required)
        self._watch(end)
        if self.treasury is not None:
            self.treasury.book(month, self.answers, self.drawn, worlds=self.worlds)
        all_fit = np.ones(len(self.worlds), dtype=bool)
        for name, answers in self.holding.items():
            all_fit &= answers.peak(self.required[name]) <= FULL
        self.crowd.store(end)
        self.committee.decide(end, all_fit=all_fit)
        if end % MONTHS_PER_YEAR == 0:
            year = month // MONTHS_PER_YEAR
            self.keeping.note_year(year, self.crowd)
            for name in self.scene.systems:
                self._note_headroom(year, name)

    def _renew(self, month: int) -> None:
        for at, world in enumerate(self.worlds):
            if world.service_is_stale or month == 0:
                self.sites.renew(at, world.in_service())
                world.service_is_stale = False
        if month % MONTHS_PER_YEAR == 0:
            self._turn_year(month // MONTHS_PER_YEAR)

    def _turn_year(self, year: int) -> None:
        for name, changed in self.sites.begin_year(year).items():
            for at in np.flatnonzero(changed).tolist():
                world = self.worlds[at]
                world.drawn_is_stale = world.required_is_stale = True
                # What did not fit under last year's conditions may fit under these.
                if name in self.holding:
                    world.reconsider()

    def _assess(self, end: int) -> None:
        drawn = np.array([at for at, world in enumerate(self.worlds) if world.drawn_is_stale], dtype=np.int64)
        required = np.array([at for at, world in enumerate(self.worlds) if world.required_is_stale], dtype=np.int64)
        for world in self.worlds:
            world.drawn_is_stale = world.required_is_stale = False
        self._look(drawn, required, end, names=[name for name in self.answers if name not in self.filling])
        # What is stored, and what lies at the desk, changes every month, whether or not anybody comes or goes.
        every = np.arange(len(self.worlds))
        self._look(every, every, end, names=self.filling)

    def _look(self, drawn: Integers, required: Integers, end: int, *, names: Collection[str]) -> None:
        worlds = np.concatenate([drawn, required])
        if not len(worlds) or not names:
            return
        needs = {need for name in names for need in self.sites.read_by(name)}
        asked = _joint(self.crowd.drawn(drawn, month=end, needs=needs), self.crowd.required(required, needs=needs))
        for name in names:
            rows = self.answers[name].rows(self.sites.states(name, worlds, asked))
            self.drawn[name][drawn], self.required[name][required] = rows[:len(drawn)], rows[len(drawn):]

    def _mask(self, system: str, kinds: tuple[str, ...]) -> Bools:
        limits = self.scene.systems[system].limits
        return np.array([not kinds or limit.kind in kinds for limit in limits])

    def _watch(self, end: int) -> None:
        if not self.watches:
            return
        peaks = {
            (system, kinds): self.answers[system].utilisation(self.required[system])[:, mask].max(axis=1).tolist()
            for (system, kinds), mask in self.watched.items()}
        waiting = []
        for at, watch in self.watches:
            if watch.see(peaks[watch.on.system, watch.on.kinds][at]):
                self.worlds[at].begin(watch, end)
            else:
                waiting.append((at, watch))
        self.watches = waiting

    def _note_headroom(self, year: int, name: str) -> None:
        every: Integers = np.arange(len(self.worlds))
        answers = self.answers[name]
        states = self.sites.states(name, every, self.crowd.committed(every))
        # Plans that have not parted yet share their states: each is searched once.
        first, back = answers.different(states)
        different = states[first]
        rows = answers.rows(different)
        demand, in_service = answers.demand(different), different.in_service
        room = largest_further_need(self.scene.systems[name], demand, in_service,
                                    answered=(answers.utilisation(rows), answers.unsolved(rows)))
        self.keeping.note_headroom(year, name, room[back])
        if name in self.scene.firm:
            # Whatever is lost, no more fits than before.
            firm = largest_further_need(self.scene.firm[name], demand, in_service, most=room)
            self.keeping.note_firm_headroom(year, name, firm[back])


def _joint(first: Asked, second: Asked) -> dict[str, Floats]:
    return {need: np.concatenate([cells, second[need]]) for need, cells in first.items()}
