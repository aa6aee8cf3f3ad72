"""A system that is asked about every state only once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.capacity import AnswersAtOnce, Assessment, Bools, CapacitySystem, Demand, Floats, Integers, by_assets
from sim.crowd import Asked, spread
from sim.future import Need
from sim.margin import solvable_share

ROWS_AT_FIRST = 1024
"""Rows that the memory of answers begins with; it doubles as it fills."""

FACTS = 4
"""What is kept of every answer beside the utilisation: peak, load, unsolved, solvable share."""

PENDING_STATES = 2048
"""Unsolved states that gather before their solvable share is searched for: together, because the search is long and
a batch of one costs as much time as a batch of hundreds."""


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

    demand: Mapping[str, Floats]
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
class States:
    """States of one system as they come from the crowd, not yet spread over periods.

    Parameters
    ----------
    asked
        By need: what is asked in each cell, float [states, cells].
    factors
        The coincidence of each of the system's needs, then each of its conditions [-], float [states, values].
    in_service
        Which of the system's assets stand, bool [states, assets].
    """

    asked: Asked
    factors: Floats
    in_service: Bools

    def __len__(self) -> int:
        return len(self.in_service)

    def __getitem__(self, rows: Integers) -> "States":
        asked = {need: cells[rows] for need, cells in self.asked.items()}
        return States(asked, self.factors[rows], self.in_service[rows])


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
    on its neighbours in a batch, sharing moves no bit. A system that answers sooner than a state is recognised is
    asked anew each time.

    Parameters
    ----------
    system
        The system that is asked.
    needs
        The study's needs.
    kept_states
        How many states are kept as samples.
    """

    def __init__(self, system: CapacitySystem, needs: Sequence[Need], *, kept_states: int = 0) -> None:
        self.system = system
        self._profiles = {need.name: need.profiles for need in needs}
        self._kept_states = kept_states
        self._kept: dict[bytes, tuple[int, State]] = {}
        self._row_of: dict[bytes, int] = {}
        self._is_asked_anew = isinstance(system, AnswersAtOnce) and system.answers_at_once
        self._count = 0
        limits = len(system.limits)
        self._utilisation: Floats = np.empty((ROWS_AT_FIRST, limits))
        self._facts: Floats = np.empty((ROWS_AT_FIRST, FACTS))
        self._in_service: Bools = np.empty((ROWS_AT_FIRST, len(system.assets)), dtype=bool)
        self._pending: list[tuple[Integers, Demand, Bools]] = []

    def __len__(self) -> int:
        return self._count

    def rows(self, states: States) -> Integers:
        """Return the row of every state, assessing those that are new, int [states]."""
        if self._is_asked_anew:
            return self._anew(states)
        known, following = self._row_of, len(self)
        keys = self._keys(states)
        rows, new = [], []
        for at, key in enumerate(keys):
            row = known.setdefault(key, following)
            rows.append(row)
            if row == following:
                new.append(at)
                following += 1
        if new:
            self._assess([keys[at] for at in new], states[np.array(new)])
        return np.array(rows, dtype=np.int64)

    def different(self, states: States) -> tuple[Integers, Integers]:
        """Return the first of all equal states, int [different], and which of them each state is, int [states]."""
        number: dict[bytes, int] = {}
        back = [number.setdefault(key, len(number)) for key in self._keys(states)]
        _, first = np.unique(back, return_index=True)
        return first.astype(np.int64), np.array(back, dtype=np.int64)

    def _anew(self, states: States) -> Integers:
        first = len(self)
        if len(states):
            # Only samples are told by their keys.
            self._assess(self._keys(states) if self._kept_states else [], states)
        return np.arange(first, len(self))

    def demand(self, states: States) -> Demand:
        """Return the demand of states as the system assesses it, spread over periods, coincidence applied."""
        needs = self.system.needs
        demand: dict[str, Floats] = {
            need: spread(states.asked[need], self._profiles[need]) * states.factors[:, at, None, None]
            for at, need in enumerate(needs)}
        for at, condition in enumerate(self.system.conditions, start=len(needs)):
            demand[condition] = states.factors[:, at, None, None].copy()
        return demand

    def samples(self) -> tuple[Sample, ...]:
        """Return the kept states with their answers, in the order of their keys."""
        return tuple(
            Sample(key, state, self._utilisation[row].copy(), bool(self._facts[row, 2] > 0))
            for key, (row, state) in sorted(self._kept.items(), key=lambda kept: kept[0]))

    def utilisation(self, rows: Integers) -> Floats:
        """Return utilisation by limit [-], float [rows, limits]."""
        return self._utilisation[rows]

    def peak(self, rows: Integers) -> Floats:
        """Return the largest utilisation [-], float [rows]."""
        return self._facts[rows, 0]

    def load(self, rows: Integers) -> Floats:
        """Return the demand in the system's headline unit, float [rows]."""
        return self._facts[rows, 1]

    def capacity(self, rows: Integers) -> Floats:
        """Return the nominal capacity in the system's headline unit, float [rows]."""
        capacity = np.empty(len(self))
        for standing, those in by_assets(self._in_service[:len(self)]):
            capacity[those] = self.system.capacity(standing[None, :])
        return capacity[rows]

    def unsolved(self, rows: Integers) -> NDArray[np.bool_]:
        """Return where the physics found no solution, bool [rows]."""
        return self._facts[rows, 2] > 0

    def solvable_share(self, rows: Integers) -> Floats:
        """Return the share of the demand up to which the physics finds a solution [-], float [rows]; 1 if solved."""
        self._find_shares()
        return self._facts[rows, 3]

    def _keys(self, states: States) -> list[bytes]:
        # The cells stand for the demand: spreading them over periods is the same for all.
        numbers = np.hstack([*(states.asked[need] for need in self.system.needs), states.factors])
        table = np.hstack([np.ascontiguousarray(numbers).view(np.uint8), states.in_service.view(np.uint8)])
        width, text = table.shape[1], table.tobytes()
        return [blake2b(text[first:first + width], digest_size=16).digest() for first in range(0, len(text), width)]

    def _assess(self, keys: Sequence[bytes], states: States) -> None:
        demand, in_service = self.demand(states), states.in_service
        answer = self.system.assess(demand, in_service)
        first, last = len(self), len(self) + len(in_service)
        if last > len(self._facts):
            self._grow(last)
        self._utilisation[first:last] = answer.utilisation
        self._in_service[first:last] = in_service
        facts = self._facts[first:last]
        facts[:, 0], facts[:, 1] = answer.peak, self.system.load(demand)
        facts[:, 2], facts[:, 3] = answer.unsolved, 1.0
        self._put_off(first, answer, demand, in_service)
        if self._kept_states:
            self._keep(keys, first, demand, in_service)
        self._count = last

    def _put_off(self, first: int, answer: Assessment, demand: Demand, in_service: Bools) -> None:
        (lost,) = np.nonzero(answer.unsolved)
        if not len(lost):
            return
        part = {name: values[lost] for name, values in demand.items()}
        self._pending.append((first + lost, part, in_service[lost]))
        if sum(len(rows) for rows, _, _ in self._pending) >= PENDING_STATES:
            self._find_shares()

    def _find_shares(self) -> None:
        if not self._pending:
            return
        rows, demands, in_service = zip(*self._pending, strict=True)
        demand = {name: np.concatenate([each[name] for each in demands]) for name in demands[0]}
        self._facts[np.concatenate(rows), 3] = solvable_share(self.system, demand, np.concatenate(in_service))
        self._pending.clear()

    def _keep(self, keys: Sequence[bytes], first: int, demand: Demand, in_service: Bools) -> None:
        smallest = sorted({*self._kept, *keys})[:self._kept_states]
        at_of = dict(zip(keys, range(len(keys)), strict=True))

        def state(at: int) -> State:
            return State({need: demand[need][at].copy() for need in self.system.needs},
                         {name: float(demand[name][at, 0, 0]) for name in self.system.conditions},
                         in_service[at].copy())

        self._kept = {key: self._kept[key] if key in self._kept else (first + at_of[key], state(at_of[key]))
                      for key in smallest}

    def _grow(self, rows: int) -> None:
        room = max(rows, 2 * len(self._facts))
        self._utilisation = _longer(self._utilisation, room)
        self._facts = _longer(self._facts, room)
        self._in_service = _longer(self._in_service, room)


def _longer(table: NDArray[Any], rows: int) -> NDArray[Any]:
    # The new rows are not touched: memory that nobody fills costs nothing.
    grown = np.empty((rows, table.shape[1]), dtype=table.dtype)
    grown[:len(table)] = table
    return grown
