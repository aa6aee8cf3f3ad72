"""The worlds of a batch as the systems see them: conditions and what stands there."""

from collections.abc import Sequence

import numpy as np

from sim.assessing import States
from sim.capacity import Bools, Floats, Integers
from sim.crowd import Asked
from sim.future import Future
from sim.scene import Scene


class Sites:
    """Conditions and assets in service of every world of a batch.

    Parameters
    ----------
    scene
        Park and systems.
    futures
        The futures, each with as many worlds as the scene has plans.
    """

    def __init__(self, scene: Scene, futures: Sequence[Future]) -> None:
        self._scene = scene
        self._futures = futures
        plans, systems = len(scene.plans), scene.systems
        worlds = len(futures) * plans
        self._factors: dict[str, Floats] = {
            name: np.repeat([[*(future.coincidence.get(need, 1.0) for need in system.needs),
                              *(_first(future, condition) for condition in system.conditions)]
                             for future in futures], plans, axis=0).astype(np.float64).reshape(worlds, -1)
            for name, system in systems.items()}
        self._in_service: dict[str, Bools] = {
            name: np.zeros((worlds, len(system.assets)), dtype=bool) for name, system in systems.items()}
        for at in range(worlds):
            self.renew(at, scene.park.standing)

    def begin_year(self, year: int) -> bool:
        """Take over what conditions are in a year; return whether any differs from what it was.

        Parameters
        ----------
        year
            Years since the study's start; 0 is the first.
        """
        changed = False
        plans = len(self._scene.plans)
        for name, system in self._scene.systems.items():
            before = self._factors[name].copy()
            for at, condition in enumerate(system.conditions, start=len(system.needs)):
                for future, row in zip(self._futures, range(0, len(before), plans), strict=True):
                    if condition in future.yearly:
                        self._factors[name][row:row + plans, at] = future.yearly[condition][year]
            changed = changed or not np.array_equal(before, self._factors[name])
        return changed

    def renew(self, world: int, standing: frozenset[str]) -> None:
        """Take note of the assets that stand in a world from now on."""
        for name, system in self._scene.systems.items():
            self._in_service[name][world] = [asset in standing for asset in system.assets]

    def states(self, system: str, worlds: Integers, asked: Asked) -> States:
        """Return the states of one system in some worlds.

        Parameters
        ----------
        system
            Name of the system.
        worlds
            Rows of the worlds, int [states].
        asked
            What is asked there.
        """
        mine = {need: asked[need] for need in self._scene.systems[system].needs}
        return States(mine, self._factors[system][worlds], self._in_service[system][worlds])


def _first(future: Future, condition: str) -> float:
    return float(future.yearly[condition][0]) if condition in future.yearly else future.conditions[condition]
