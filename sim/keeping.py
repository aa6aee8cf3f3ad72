"""Keeping a march as columns while it happens."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.assessing import Answers
from sim.capacity import FULL, Floats, Integers
from sim.record import FIRM_COLUMNS, NEVER, Losses, Record
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
        years, systems = months // 12, len(scene.systems)
        self._columns = {name: np.zeros((worlds, months, systems), dtype=np.float32)
                         for name in ("drawn", "required", "load_drawn", "load_required", "capacity")}
        self._binding = np.zeros((worlds, months, systems), dtype=np.int16)
        self._unsolved = np.zeros((worlds, months, systems), dtype=bool)
        limits = {name: len(system.limits) for name, system in scene.systems.items()}
        self._first = {name: np.full((worlds, count), NEVER, dtype=np.int16) for name, count in limits.items()}
        self._in_year = {name: np.zeros((worlds, years, count), dtype=bool) for name, count in limits.items()}
        areas = len(scene.park.areas)
        self._headroom = {name: np.zeros((worlds, years, areas), dtype=np.float32) for name in limits}
        self._connected = np.zeros((worlds, years, len(FIRM_COLUMNS)), dtype=np.float32)

    def note(self, month: int, *, drawn: Mapping[str, Integers], required: Mapping[str, Integers]) -> None:
        """Note one month: by system the rows of all worlds' drawn and required states."""
        for at, (name, answers) in enumerate(self._answers.items()):
            uses, needs = drawn[name], required[name]
            utilisation = answers.utilisation(needs)
            # A state without solution exhausts its system; it tells of no single limit that it is exceeded.
            exceeded = (utilisation > FULL) & ~answers.unsolved(needs)[:, None]
            self._columns["drawn"][:, month, at] = answers.peak(uses)
            self._columns["required"][:, month, at] = answers.peak(needs)
            self._columns["load_drawn"][:, month, at] = answers.load(uses)
            self._columns["load_required"][:, month, at] = answers.load(needs)
            self._columns["capacity"][:, month, at] = answers.capacity(needs)
            self._binding[:, month, at] = utilisation.argmax(axis=1)
            self._unsolved[:, month, at] = answers.unsolved(uses) | answers.unsolved(needs)
            first = self._first[name]
            first[exceeded & (first == NEVER)] = month
            self._in_year[name][:, month // 12] |= exceeded

    def note_headroom(self, year: int, system: str, further: Floats) -> None:
        """Note the largest further need that fits, float [worlds, areas], at the end of a year."""
        self._headroom[system][:, year] = further

    def note_year(self, year: int, worlds: Sequence[World]) -> None:
        """Note who is connected at the end of a year and what they bring."""
        for at, world in enumerate(worlds):
            prospects, number = world.enterprises.prospects, world.enterprises.number
            there = number[world.connected]
            gains = [getattr(prospects, column)[there].sum() for column in FIRM_COLUMNS[1:]]
            self._connected[at, year] = [len(there), *gains]

    def record(self, worlds: Sequence[World]) -> Record:
        """Return everything noted, and from the worlds what they hold themselves."""
        scene = self._scene
        shape = (len(self._futures), len(scene.plans))
        projects = list(scene.projects)
        begun = np.full((len(worlds), len(projects)), np.inf, dtype=np.float32)
        finished = begun.copy()
        for at, world in enumerate(worlds):
            for column, name in enumerate(projects):
                begun[at, column] = world.builders.begun.get(name, np.inf)
                finished[at, column] = world.builders.finished.get(name, np.inf)

        def split(values: np.ndarray) -> np.ndarray:
            return values.reshape(*shape, *values.shape[1:])

        return Record(
            futures=self._futures,
            plans=tuple(plan.name for plan in scene.plans),
            systems=tuple(scene.systems),
            binding=split(self._binding),
            unsolved=split(self._unsolved),
            first_exceeded={name: split(values) for name, values in self._first.items()},
            exceeded_in_year={name: split(values) for name, values in self._in_year.items()},
            headroom={name: split(values) for name, values in self._headroom.items()},
            project_begun=split(begun),
            project_finished=split(finished),
            connected=split(self._connected),
            losses=self._losses(worlds),
            samples={name: answers.samples() for name, answers in self._answers.items()},
            **{name: split(values) for name, values in self._columns.items()},
        )

    def _losses(self, worlds: Sequence[World]) -> Losses:
        plans, systems = len(self._scene.plans), list(self._scene.systems)
        last = self._scene.horizon_months - 1
        left = [(at, departure) for at, world in enumerate(worlds) for departure in world.departures]
        rows = [worlds[at].enterprises.number[departure.enterprise] for at, departure in left]

        def column(name: str) -> np.ndarray:
            values = [getattr(worlds[at].enterprises.prospects, name)[row]
                      for (at, _), row in zip(left, rows, strict=True)]
            like = getattr(worlds[0].enterprises.prospects, name)
            return np.array(values, dtype=like.dtype)

        held = [[system in (departure.held_by or ()) for system in systems] for _, departure in left]
        return Losses(
            future=np.array([self._futures[at // plans] for at, _ in left], dtype=np.int64),
            plan=np.array([at % plans for at, _ in left], dtype=np.int64),
            month=np.array([min(int(departure.at_month), last) for _, departure in left], dtype=np.int64),
            prospect=column("name"),
            sector=column("sector"),
            area=column("area"),
            for_land=np.array([departure.held_by is None for _, departure in left], dtype=bool),
            held_by=np.array(held, dtype=bool).reshape(len(left), len(systems)),
            land_ha=column("land_ha"),
            jobs=column("jobs"),
            output_wan_per_a=column("output_wan_per_a"),
            tax_wan_per_a=column("tax_wan_per_a"),
        )
