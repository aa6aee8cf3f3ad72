"""Keeping a march as columns while it happens."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.assessing import Answers
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import FULL, Floats, Integers
from sim.crowd import Crowd
from sim.future import FIRM_COLUMNS
from sim.record import ATTRACTION, ENTRY, LAND, MONTHLY, NEVER, Losses, Record
from sim.scene import Scene
from sim.world import World


class Keeping:
    """The columns of a batch, filled month by month; worlds run future by future, plan by plan.

    Parameters
    ----------
    scene
        Plans, systems, horizon.
    futures
        Numbers of the batch's futures.
    answers
        By system: where the rows lead that the months note.
    """

    def __init__(self, scene: Scene, futures: Sequence[int], answers: Mapping[str, Answers]) -> None:
        self._scene = scene
        self._futures = np.array(futures, dtype=np.int64)
        self._answers = answers
        worlds, months = len(futures) * len(scene.plans), scene.horizon_months
        years = months // MONTHS_PER_YEAR
        self._drawn = {name: np.zeros((worlds, months), dtype=np.int64) for name in scene.systems}
        self._required = {name: np.zeros((worlds, months), dtype=np.int64) for name in scene.systems}
        areas = len(scene.park.areas)
        self._headroom = {name: np.zeros((worlds, years, areas), dtype=np.float32) for name in scene.systems}
        self._firm_headroom = {name: np.zeros((worlds, years, areas), dtype=np.float32) for name in scene.firm}
        self._connected = np.zeros((worlds, years, len(FIRM_COLUMNS)), dtype=np.float32)

    def note(self, month: int, *, drawn: Mapping[str, Integers], required: Mapping[str, Integers]) -> None:
        """Note one month: by system the rows of all worlds' drawn and required states."""
        for name in self._answers:
            self._drawn[name][:, month], self._required[name][:, month] = drawn[name], required[name]

    def note_headroom(self, year: int, system: str, further: Floats) -> None:
        """Note the largest further need that fits, float [worlds, areas], at the end of a year."""
        self._headroom[system][:, year] = further

    def note_firm_headroom(self, year: int, system: str, further: Floats) -> None:
        """Note what fits of it after any one loss, float [worlds, areas], at the end of a year."""
        self._firm_headroom[system][:, year] = further

    def note_year(self, year: int, crowd: Crowd) -> None:
        """Note who is connected at the end of a year and what they bring."""
        self._connected[:, year] = crowd.gains()

    def record(self, worlds: Sequence[World], *, money: Mapping[str, np.ndarray]) -> Record:
        """Return everything noted, from the worlds what they hold themselves, and the account's columns."""
        scene = self._scene
        shape = (len(self._futures), len(scene.plans))
        projects = list(scene.projects)
        begun = np.full((len(worlds), len(projects)), np.inf, dtype=np.float32)
        built_from, finished, cost = begun.copy(), begun.copy(), begun.copy()
        for at, world in enumerate(worlds):
            for column, name in enumerate(projects):
                cost[at, column] = world.enterprises.future.cost_wan(scene.projects[name])
                begun[at, column] = world.builders.begun.get(name, np.inf)
                built_from[at, column] = world.builders.built_from.get(name, np.inf)
                finished[at, column] = world.builders.finished.get(name, np.inf)

        def split(values: np.ndarray) -> np.ndarray:
            return values.reshape(*shape, *values.shape[1:])

        first, in_year = {}, {}
        for name in scene.systems:
            first[name], in_year[name] = self._exceeded(name)
        return Record(
            futures=self._futures,
            plans=tuple(plan.name for plan in scene.plans),
            systems=tuple(scene.systems),
            first_exceeded={name: split(values) for name, values in first.items()},
            exceeded_in_year={name: split(values) for name, values in in_year.items()},
            headroom={name: split(values) for name, values in self._headroom.items()},
            firm_headroom={name: split(values) for name, values in self._firm_headroom.items()},
            project_begun=split(begun),
            project_built_from=split(built_from),
            project_finished=split(finished),
            project_wan=split(cost),
            connected=split(self._connected),
            money=money,
            losses=self._losses(worlds),
            other_causes=self._other_causes,
            samples={name: answers.samples() for name, answers in self._answers.items()},
            **{name: split(values) for name, values in self._months().items()},
        )

    def _months(self) -> dict[str, np.ndarray]:
        # One column a system: what the answers of all months tell.
        found: dict[str, list[np.ndarray]] = {name: [] for name in MONTHLY}
        for name, answers in self._answers.items():
            drawn, required = self._drawn[name], self._required[name]
            binding = answers.utilisation(np.arange(len(answers))).argmax(axis=1).astype(np.int16)
            columns = (answers.peak(drawn), answers.peak(required), answers.load(drawn), answers.load(required),
                       answers.capacity(required), binding[required],
                       answers.unsolved(drawn) | answers.unsolved(required),
                       np.minimum(answers.solvable_share(drawn), answers.solvable_share(required)))
            for column, values in zip(MONTHLY, columns, strict=True):
                found[column].append(values.astype(MONTHLY[column]))
        return {column: np.stack(values, axis=2) for column, values in found.items()}

    def _exceeded(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        # The first month in which each limit is exceeded, and whether it is in each year.
        answers, rows = self._answers[name], self._required[name]
        every = np.arange(len(answers))
        # A state without solution exhausts its system; it tells of no single limit that it is exceeded.
        exceeded = (answers.utilisation(every) > FULL) & ~answers.unsolved(every)[:, None]
        worlds, months = rows.shape
        first = np.full((worlds, exceeded.shape[1]), NEVER, dtype=np.int16)
        in_year = np.zeros((worlds, months // MONTHS_PER_YEAR, exceeded.shape[1]), dtype=bool)
        for month in range(months):
            now = exceeded[rows[:, month]]
            first[now & (first == NEVER)] = month
            in_year[:, month // MONTHS_PER_YEAR] |= now
        return first, in_year

    @property
    def _other_causes(self) -> tuple[str, ...]:
        told = ((ATTRACTION, self._scene.terms), (ENTRY, self._scene.entry))
        return (LAND, *(cause for cause, rules in told if rules is not None))

    def _losses(self, worlds: Sequence[World]) -> Losses:
        plans, systems = len(self._scene.plans), list(self._scene.systems)
        last = self._scene.horizon_months - 1
        left = [(at, departure) for at, world in enumerate(worlds) for departure in world.departures]
        rows = [worlds[at].enterprises.number[departure.enterprise] for at, departure in left]

        def column(name: str) -> np.ndarray:
            values = [getattr(worlds[at].enterprises.prospects, name)[row]
                      for (at, _), row in zip(left, rows, strict=True)]
            kind = getattr(worlds[0].enterprises.prospects, name).dtype
            # Of a text the kind holds the length: that of the first future would cut the names of others.
            return np.array(values, dtype=np.str_ if kind.kind == "U" else kind)

        held = [[system in (departure.held_by or ()) for system in systems] for _, departure in left]
        told = [LAND if departure.held_by is None else departure.other for _, departure in left]
        other = [[cause == name for name in self._other_causes] for cause in told]
        return Losses(
            future=np.array([self._futures[at // plans] for at, _ in left], dtype=np.int64),
            plan=np.array([at % plans for at, _ in left], dtype=np.int64),
            month=np.array([min(int(departure.at_month), last) for _, departure in left], dtype=np.int64),
            prospect=column("name"),
            sector=column("sector"),
            area=column("area"),
            held_by=np.array(held, dtype=bool).reshape(len(left), len(systems)),
            other=np.array(other, dtype=bool).reshape(len(left), len(self._other_causes)),
            land_ha=column("land_ha"),
            jobs=column("jobs"),
            output_wan_per_a=column("output_wan_per_a"),
            tax_wan_per_a=column("tax_wan_per_a"),
        )
