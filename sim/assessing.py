"""A system that is asked about every state only once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from sim.capacity import Bools, CapacitySystem, Demand, Floats, Integers
from sim.enterprises import AreaDemand

ROWS_AT_FIRST = 1024
"""Rows that the memory of answers begins with; it doubles as it fills."""


@dataclass(frozen=True)
class State:
    """One state of one system.

    Parameters
    ----------
    demand
        By need: float [areas, periods].
    conditions
        By condition: its value.
    in_service
        Which of the system's assets stand, bool [assets].
    """

    demand: AreaDemand
    conditions: Mapping[str, float]
    in_service: Bools


def stacked(system: CapacitySystem, states: Sequence[State]) -> tuple[Demand, Bools]:
    """Return states as the arrays that a system assesses.

    Parameters
    ----------
    system
        Whose needs and conditions are wanted.
    states
        At least one.

    Returns
    -------
    demand
        By need float [states, areas, periods], by condition float [states, 1, 1].
    in_service
        Bool [states, assets].
    """
    demand: dict[str, Floats] = {need: np.stack([state.demand[need] for state in states]) for need in system.needs}
    for condition in system.conditions:
        values = [state.conditions[condition] for state in states]
        demand[condition] = np.array(values, dtype=np.float64).reshape(-1, 1, 1)
    return demand, np.stack([state.in_service for state in states])


@dataclass(frozen=True)
class Sample:
    """A state of a run with the answer that the run went by.

    Parameters
    ----------
    key
        Hash of the state; the samples of a run are those with the smallest, which is as good as drawn.
    state
        The state.
    utilisation
        Used over allowed by limit [-], float [limits].
    unsolved
        True where the physics found no solution.
    """

    key: bytes
    state: State
    utilisation: Floats
    unsolved: bool


class Answers:
    """The answers of one system, one row for every different state.

    Equal states get the same row, whichever future, plan or month they come from; since an answer never depends
    on its neighbours in a batch, sharing moves no bit.

    Parameters
    ----------
    system
        The system that is asked.
    kept_states
        How many states are kept as samples.
    """

    def __init__(self, system: CapacitySystem, *, kept_states: int = 0) -> None:
        self.system = system
        self._kept_states = kept_states
        self._kept: dict[bytes, State] = {}
        self._row_of: dict[bytes, int] = {}
        limits = len(system.limits)
        self._utilisation: Floats = np.empty((ROWS_AT_FIRST, limits))
        self._facts: Floats = np.empty((ROWS_AT_FIRST, 4))

    def __len__(self) -> int:
        return len(self._row_of)

    def rows(self, states: Sequence[State]) -> list[int]:
        """Return the row of every state, assessing those that are new.

        Parameters
        ----------
        states
            Any number of states, in any mixture.
        """
        keys = [self._key(state) for state in states]
        new = {key: state for key, state in zip(keys, states, strict=True) if key not in self._row_of}
        if new:
            self._assess(new)
        return [self._row_of[key] for key in keys]

    def samples(self) -> tuple[Sample, ...]:
        """Return the kept states with their answers, in the order of their keys."""
        return tuple(
            Sample(key, state, self._utilisation[self._row_of[key]].copy(), bool(self._facts[self._row_of[key], 3] > 0))
            for key, state in sorted(self._kept.items()))

    def utilisation(self, rows: Sequence[int] | Integers) -> Floats:
        """Return utilisation by limit [-], float [rows, limits]."""
        return self._utilisation[rows]

    def peak(self, rows: Sequence[int] | Integers) -> Floats:
        """Return the largest utilisation [-], float [rows]."""
        return self._facts[rows, 0]

    def load(self, rows: Sequence[int] | Integers) -> Floats:
        """Return the demand in the system's headline unit, float [rows]."""
        return self._facts[rows, 1]

    def capacity(self, rows: Sequence[int] | Integers) -> Floats:
        """Return the nominal capacity in the system's headline unit, float [rows]."""
        return self._facts[rows, 2]

    def unsolved(self, rows: Sequence[int] | Integers) -> NDArray[np.bool_]:
        """Return where the physics found no solution, bool [rows]."""
        return self._facts[rows, 3] > 0

    def _key(self, state: State) -> bytes:
        parts = [state.demand[need].tobytes() for need in self.system.needs]
        parts += [np.float64(state.conditions[condition]).tobytes() for condition in self.system.conditions]
        return blake2b(b"".join([*parts, state.in_service.tobytes()]), digest_size=16).digest()

    def _assess(self, new: Mapping[bytes, State]) -> None:
        demand, in_service = stacked(self.system, list(new.values()))
        answer = self.system.assess(demand, in_service)
        first, last = len(self._row_of), len(self._row_of) + len(new)
        if last > len(self._facts):
            self._grow(last)
        self._utilisation[first:last] = answer.utilisation
        facts = (answer.peak, self.system.load(demand), self.system.capacity(in_service), answer.unsolved)
        self._facts[first:last] = np.stack(facts, axis=1)
        self._row_of.update(zip(new, range(first, last), strict=True))
        if self._kept_states:
            both = {**self._kept, **new}
            self._kept = {key: both[key] for key in sorted(both)[:self._kept_states]}

    def _grow(self, rows: int) -> None:
        room = max(rows, 2 * len(self._facts)) - len(self._facts)
        self._utilisation = np.concatenate([self._utilisation, np.empty((room, self._utilisation.shape[1]))])
        self._facts = np.concatenate([self._facts, np.empty((room, 4))])
