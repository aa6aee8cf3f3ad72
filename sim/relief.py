"""What a service that is used takes off other systems: buses and beds take cars off the roads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.capacity import CapacitySystem, Floats, Integers
from sim.crowd import Asked
from sim.future import Future, Need
from sim.sums import added

Effect = Literal["takes_off", "puts_on"]


@dataclass(frozen=True)
class Relief:
    """What a served unit of one system does to a need of another.

    Parameters
    ----------
    system
        Whose service relieves; it has one need, which nobody relieves.
    effect
        Whether a served unit takes some of the need off, or puts some on.
    need
        Need of another system.
    """

    system: str
    effect: Effect
    need: str

    @property
    def name(self) -> str:
        """Name under which a future tells how much it is (``commuter_buses/takes_off/car_pcu_per_h``)."""
        return f"{self.system}/{self.effect}/{self.need}"


class Reliefs:
    """The reliefs of a batch of worlds, and how much of each service stands in every world.

    Parameters
    ----------
    reliefs
        What relieves what.
    systems
        All systems by name.
    needs
        The needs of the scene.
    futures
        The futures, each with as many worlds as there are plans.
    plans
        How many plans there are.

    Notes
    -----
    Served is what is asked of a service, summed over areas, at most the capacity that stands; it spreads over areas in
    proportion to what each asks. What is asked counts in full, before coincidence, whatever the hour. What is taken off
    an area's need goes off all of its profiles alike and never beyond nothing; what is put on is added after that.
    """

    def __init__(self, reliefs: Sequence[Relief], *, systems: Mapping[str, CapacitySystem], needs: Sequence[Need],
                 futures: Sequence[Future], plans: int) -> None:
        worlds = len(futures) * plans
        self._reliefs = tuple(reliefs)
        self._need_of = {relief.system: systems[relief.system].needs[0] for relief in reliefs}
        self._profiles = {need.name: len(need.profiles) for need in needs}
        self._standing = {system: np.zeros(worlds) for system in self._need_of}
        self._value = {relief.name: np.array([future.relief[relief.name] for future in futures]).repeat(plans)
                       for relief in reliefs}
        self._of = {name: tuple(relief for relief in reliefs if relief.need in system.needs)
                    for name, system in systems.items()}

    @property
    def services(self) -> tuple[str, ...]:
        """Systems whose service relieves others."""
        return tuple(self._need_of)

    def read_by(self, system: str) -> tuple[str, ...]:
        """Return the needs of other systems that must be known for a system's states."""
        return tuple(dict.fromkeys(self._need_of[relief.system] for relief in self._of[system]))

    def renew(self, service: str, world: int, capacity: float) -> None:
        """Take note of how much of a service stands in a world from now on, in the unit of its need."""
        self._standing[service][world] = capacity

    def relieved(self, system: str, worlds: Integers, asked: Asked) -> dict[str, Floats]:
        """Return what is asked of a system once the services are used.

        Parameters
        ----------
        system
            Name of the system.
        worlds
            Rows of the worlds, int [states].
        asked
            What is asked there, of the system and of the services.

        Returns
        -------
        dict
            By need that is relieved: what is asked in each cell, float [states, cells].
        """
        reliefs = self._of[system]
        if not reliefs:
            return {}
        served = {service: self._served(service, worlds, asked)
                  for service in dict.fromkeys(relief.system for relief in reliefs)}
        found = {}
        for need in dict.fromkeys(relief.need for relief in reliefs):
            changes: dict[Effect, Floats] = {"takes_off": np.zeros((1, 1)), "puts_on": np.zeros((1, 1))}
            for relief in reliefs:
                if relief.need == need:
                    units = served[relief.system] * self._value[relief.name][worlds, None]
                    changes[relief.effect] = changes[relief.effect] + units
            found[need] = _changed(self._by_profile(need, asked), off=changes["takes_off"], on=changes["puts_on"])
        return found

    def _served(self, service: str, worlds: Integers, asked: Asked) -> Floats:
        # By area.
        wanted = added(np.moveaxis(self._by_profile(self._need_of[service], asked), 2, 0))
        total = added(wanted.T)
        share = np.divide(self._standing[service][worlds], total, out=np.ones(len(total)), where=total > 0)
        return np.asarray(wanted * np.minimum(share, 1.0)[:, None])

    def _by_profile(self, need: str, asked: Asked) -> Floats:
        cells = asked[need]
        return cells.reshape(len(cells), -1, self._profiles[need])


def _changed(by_profile: Floats, *, off: Floats, on: Floats) -> Floats:
    whole = added(np.moveaxis(by_profile, 2, 0))
    # Where nothing is asked nothing can be taken off, and what is put on spreads over all profiles alike.
    kept = np.divide(np.maximum(whole - off, 0.0), whole, out=np.zeros_like(whole), where=whole > 0)
    even = np.full_like(by_profile, 1.0 / by_profile.shape[2])
    shares = np.divide(by_profile, whole[:, :, None], out=even, where=whole[:, :, None] > 0)
    changed = by_profile * kept[:, :, None]
    changed += shares * on[..., None]
    return changed.reshape(len(changed), -1)
