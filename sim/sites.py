"""The worlds of a batch as the systems see them: conditions and what stands there."""

from collections.abc import Sequence

import numpy as np

from sim.assessing import States
from sim.capacity import Bools, CapacitySystem, Floats, Integers
from sim.crowd import Asked
from sim.future import Future
from sim.relief import Reliefs
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
        self._reliefs = Reliefs(scene.reliefs, systems=systems, needs=scene.needs, futures=futures, plans=plans)
        self._read_by = {name: frozenset([*system.needs, *self._reliefs.read_by(name)])
                         for name, system in systems.items()}
        self._factors = {name: _factors(system, futures, year=0).repeat(plans, axis=0)
                         for name, system in systems.items()}
        self._in_service: dict[str, Bools] = {
            name: np.zeros((worlds, len(system.assets)), dtype=bool) for name, system in systems.items()}
        for at in range(worlds):
            self.renew(at, scene.park.standing)

    def begin_year(self, year: int) -> dict[str, Bools]:
        """Take over what conditions are in a year.

        Parameters
        ----------
        year
            Years since the study's start; 0 is the first.

        Returns
        -------
        dict
            By system: in which worlds they differ from what they were, bool [worlds].
        """
        plans = len(self._scene.plans)
        changed = {}
        for name, system in self._scene.systems.items():
            before = self._factors[name]
            self._factors[name] = _factors(system, self._futures, year=year).repeat(plans, axis=0)
            changed[name] = (self._factors[name] != before).any(axis=1)
        return changed

    def renew(self, world: int, standing: frozenset[str]) -> None:
        """Take note of the assets that stand in a world from now on."""
        for name, system in self._scene.systems.items():
            self._in_service[name][world] = [asset in standing for asset in system.assets]
        for name in self._reliefs.services:
            capacity = self._scene.systems[name].capacity(self._in_service[name][world][None])
            self._reliefs.renew(name, world, float(capacity[0]))

    def read_by(self, system: str) -> frozenset[str]:
        """Return the needs that must be known for a system's states: its own, and those of services that relieve it."""
        return self._read_by[system]

    def states(self, system: str, worlds: Integers, asked: Asked) -> States:
        """Return the states of one system in some worlds.

        Parameters
        ----------
        system
            Name of the system.
        worlds
            Rows of the worlds, int [states].
        asked
            What is asked there, of everything that ``read_by`` names.
        """
        mine = {need: asked[need] for need in self._scene.systems[system].needs}
        mine |= self._reliefs.relieved(system, worlds, asked)
        return States(mine, self._factors[system][worlds], self._in_service[system][worlds])


def _factors(system: CapacitySystem, futures: Sequence[Future], *, year: int) -> Floats:
    # The coincidence of the system's needs, then its conditions, by future.
    told = [[*(future.coincidence.get(need, 1.0) for need in system.needs),
             *(future.condition(name, year) for name in system.conditions)] for future in futures]
    return np.array(told, dtype=np.float64).reshape(len(futures), -1)
