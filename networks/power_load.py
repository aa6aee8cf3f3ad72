"""What the areas draw in many states, as the load flow takes it."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from networks.power_tables import COINCIDENCE, NEED, POWER_FACTOR
from sim.capacity import Bools, Demand, Floats, Integers


@dataclass(frozen=True)
class PowerLoad:
    """Constant power loads of the areas, one row a state.

    Parameters
    ----------
    power_mw
        Active power of each area by itself [MW], float [states, areas, hours].
    reactive_share
        Reactive over active power [-], float [states].
    coincidence
        Of the areas: what they draw together over the sum of what each draws [-], float [states].
    """

    power_mw: Floats
    reactive_share: Floats
    coincidence: Floats

    @classmethod
    def of(cls, demand: Demand) -> Self:
        """Return the load of a demand as ``PowerSystem.assess`` takes it."""
        factor = demand[POWER_FACTOR][:, 0, 0]
        # One memory layout, so that one compiled kernel serves every call.
        return cls(np.ascontiguousarray(demand[NEED]), np.sqrt(1.0 - factor**2) / factor,
                   np.ascontiguousarray(demand[COINCIDENCE][:, 0, 0]))

    def __len__(self) -> int:
        return len(self.power_mw)

    def __getitem__(self, rows: Integers) -> Self:
        return type(self)(self.power_mw[rows], self.reactive_share[rows], self.coincidence[rows])

    def asks_at(self, areas: Integers) -> Bools:
        """Return in which states one of these areas asks for power in some hour, bool [states]."""
        return np.asarray((self.power_mw[:, areas] > 0).any(axis=(1, 2)))
