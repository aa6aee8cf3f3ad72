"""The states of a run: what its systems were asked, in the order and the stacks in which they were asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np

from sim.assessing import State
from sim.capacity import Assessment, Bools, CapacitySystem, Demand
from sim.future import Future
from sim.lockstep import simulate
from sim.record import Record
from sim.scene import Scene

Stack = tuple[Demand, Bools]
"""Demand and assets in service of several states, as a system assesses them."""

Told = tuple[float, float, float]
"""Peak utilisation [-], load and capacity [headline unit] of a state, as a record keeps them."""


@dataclass
class Recorder:
    """A system that remembers every different state it is asked for.

    Parameters
    ----------
    system
        The system that answers.
    stacks
        The states, each once, in the stacks in which they came.
    asked
        How many states it was asked for, equal ones counted again.
    told
        By what a record tells of a state: stack and row of the first such state.
    """

    system: CapacitySystem
    stacks: list[Stack] = field(default_factory=list)
    asked: int = 0
    told: dict[Told, tuple[int, int]] = field(default_factory=dict)
    _seen: set[bytes] = field(default_factory=set)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.system, name)

    def assess(self, demand: Demand, in_service: Bools) -> Assessment:
        """Return the system's answer and remember what is new of the states."""
        answer = self.system.assess(demand, in_service)
        self.asked += len(in_service)
        new = self._new(demand, in_service)
        if len(new):
            kept = {name: values[new].copy() for name, values in demand.items()}, in_service[new].copy()
            self.stacks.append(kept)
            load, capacity = self.system.load(kept[0]), self.system.capacity(kept[1])
            for row, told in enumerate(zip(answer.peak[new], load, capacity, strict=True)):
                self.told.setdefault(_as_recorded(*told), (len(self.stacks) - 1, row))
        return answer

    def __len__(self) -> int:
        return len(self._seen)

    def _new(self, demand: Demand, in_service: Bools) -> Sequence[int]:
        named = (*self.system.needs, *self.system.conditions)
        parts = [np.ascontiguousarray(demand[name]).reshape(len(in_service), -1).view(np.uint8) for name in named]
        table = np.hstack([*parts, np.ascontiguousarray(in_service).view(np.uint8)])
        new = []
        for row, key in enumerate(map(bytes, table)):
            if key not in self._seen:
                self._seen.add(key)
                new.append(row)
        return new

    def state(self, told: Told) -> State | None:
        """Return the state of which a record tells this, or nothing where it was never asked for."""
        if told not in self.told:
            return None
        stack, row = self.told[told]
        demand, in_service = self.stacks[stack]
        return State({need: demand[need][row] for need in self.system.needs},
                     {name: float(demand[name][row, 0, 0]) for name in self.system.conditions}, in_service[row])


@dataclass(frozen=True)
class ParkMonth:
    """One month of one future under one plan: what each system was asked in it.

    Parameters
    ----------
    future
        The future.
    plan
        Name of the plan.
    month
        Months after the start [month].
    drawn, required
        The states by system.
    """

    future: Future
    plan: str
    month: int
    drawn: Mapping[str, State]
    required: Mapping[str, State]


def recorded(scene: Scene, futures: Sequence[Future]) -> tuple[Record, dict[str, Recorder]]:
    """Return the record of a simulation and what its systems were asked, firm ones under a name of their own."""
    systems = {name: Recorder(system) for name, system in scene.systems.items()}
    firm = {name: Recorder(system) for name, system in scene.firm.items()}
    watched = replace(scene, systems=cast(Mapping[str, CapacitySystem], systems),
                      firm=cast(Mapping[str, CapacitySystem], firm))
    record = simulate(watched, futures)
    return record, systems | {f"{name} after a loss": recorder for name, recorder in firm.items()}


def park_months(scene: Scene, futures: Sequence[Future], *, every: int) -> list[ParkMonth]:
    """Return park-months of a simulation with their states, evenly over the horizon.

    Parameters
    ----------
    scene
        The fixed part of the simulation.
    futures
        The futures.
    every
        Months from one to the next.

    Notes
    -----
    A record keeps no states, but tells peak, load and capacity of every month: the state that was assessed with these
    three is the month's. Months of which a system was asked something that tells the same twice are the first.
    """
    record, recorders = recorded(scene, futures)
    found = []
    for at, future in enumerate(futures):
        for plan, name in enumerate(record.plans):
            for month in range(every // 2, scene.horizon_months, every):
                drawn = _states(record, recorders, of=(at, plan, month), peak=record.drawn, load=record.load_drawn)
                required = _states(record, recorders, of=(at, plan, month), peak=record.required,
                                   load=record.load_required)
                if drawn is not None and required is not None:
                    found.append(ParkMonth(future, name, month, drawn, required))
    return found


def _states(record: Record, recorders: Mapping[str, Recorder], *, of: tuple[int, int, int], peak: Any,
            load: Any) -> dict[str, State] | None:
    states = {}
    for at, name in enumerate(record.systems):
        state = recorders[name].state(_as_recorded(peak[*of, at], load[*of, at], record.capacity[*of, at]))
        if state is None:
            return None
        states[name] = state
    return states


def _as_recorded(peak: float, load: float, capacity: float) -> Told:
    return float(np.float32(peak)), float(np.float32(load)), float(np.float32(capacity))
