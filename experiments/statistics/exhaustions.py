"""When each system is exhausted in each future, and which limit binds: what several tables are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import inf

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.chronicle import Part
from experiments.statistics.context import RunContext
from experiments.statistics.vocabulary import ANY
from sim.capacity import ABSENT, FULL, Bools, Floats, Integers, Limit

UNSOLVED = Limit("unsolved", "no solution", "the network has no state that carries the demand", "unsolved", "")
"""Stands for the binding limit of a state that did not solve, where every limit is infinite and none binds."""


@dataclass(frozen=True)
class Spells:
    """Runs of months in which a system is exhausted, one row each, by future, plan, system and month.

    Parameters
    ----------
    future, plan, system
        Row of the future; index of the plan and of the system.
    begin, last
        First and last month [month].
    limit
        Which limit binds when it begins.
    """

    future: NDArray[np.signedinteger]
    plan: NDArray[np.signedinteger]
    system: NDArray[np.signedinteger]
    begin: NDArray[np.signedinteger]
    last: NDArray[np.signedinteger]
    limit: NDArray[np.signedinteger]


@dataclass(frozen=True)
class Exhaustions:
    """When what is exhausted. F futures, P plans, S systems; ``any`` follows the systems.

    Parameters
    ----------
    systems
        Names of the systems, then ``any``.
    months
        In how many months required utilisation exceeds 1 [month], int [F, P, S + 1].
    first
        First month in which it does [month], infinity for later than the horizon, float [F, P, S + 1].
    missing
        True where a system is needed before anything of it stands, bool [F, P, S]. It is exhausted then, but it does
        not run out: such months are no part of ``any``, and ``order`` leaves them out.
    runs_out
        First month in which it is exhausted though something of it stands [month], infinity for later than the
        horizon, float [F, P, S]; ``first`` where it is not missing.
    order
        Systems in the order in which they run out, int [F, P, S]. Of two that run out in the same month the one with
        the larger required utilisation in that month comes first, and of two equal ones the one that the record names
        first.
    limits
        The limits of all systems, one after the other, then ``UNSOLVED``.
    binding_first
        Which of ``limits`` binds at first exhaustion, -1 for none, int [F, P, S + 1]; of ``any`` that of the system
        that runs out first.
    spells
        When each system is exhausted.
    """

    systems: tuple[str, ...]
    months: Integers
    first: Floats
    missing: Bools
    runs_out: Floats
    order: Integers
    limits: tuple[Limit, ...]
    binding_first: Integers
    spells: Spells


def exhaustions(part: Part, context: RunContext) -> Exhaustions:
    """Return when what is exhausted in the futures of one part.

    Parameters
    ----------
    part, context
        What happened in some futures, and the frame, which names plans and systems in the order of the record.
    """
    by_system = [system.limits for system in context.systems.values()]
    limits = limits_of(context)
    starts = np.cumsum([0, *(len(each) for each in by_system)])[:-1].tolist()
    shape = (len(part.futures), len(context.plans), len(context.systems))
    months = np.zeros((*shape[:2], shape[2] + 1), dtype=np.int64)
    first = np.full(months.shape, inf)
    missing = np.zeros(shape, dtype=bool)
    runs_out, peak = np.full(shape, inf), np.zeros(shape, dtype=np.float32)
    at_first, at_end = (np.full(shape, -1, dtype=np.int64) for _ in range(2))
    spells = []
    for plan in range(shape[1]):
        any_exhausted = np.zeros((shape[0], context.horizon_months), dtype=bool)
        for system, (name, start) in enumerate(zip(context.systems, starts, strict=True)):
            seen = _System(part, plan, (system, name), limits=limits, start=start)
            found = seen.spells()
            spells.append(found)
            months[:, plan, system], first[:, plan, system] = seen.exhausted.sum(axis=1), first_months(seen.exhausted)
            rows, opening = np.unique(found.future, return_index=True)
            at_first[rows, plan, system] = found.limit[opening]
            there = seen.exhausted & ~seen.missing
            missing[:, plan, system] = seen.missing.any(axis=1)
            runs_out[:, plan, system] = first_months(there)
            (rows,) = np.nonzero(there.any(axis=1))
            begin = there[rows].argmax(axis=1)
            at_end[rows, plan, system], peak[rows, plan, system] = seen.limit(rows, begin), seen.required[rows, begin]
            any_exhausted |= there
        months[:, plan, -1], first[:, plan, -1] = any_exhausted.sum(axis=1), first_months(any_exhausted)
    order = np.lexsort((-peak, runs_out), axis=-1)
    leader = np.take_along_axis(at_end, order[..., :1], axis=-1)
    return Exhaustions((*context.systems, ANY), months, first, missing, runs_out, order, limits,
                       np.concatenate([at_first, leader], axis=-1), _in_order(spells))


def limits_of(context: RunContext) -> tuple[Limit, ...]:
    """Return the limits of all systems, one after the other, then ``UNSOLVED``.

    Parameters
    ----------
    context
        The frame, which knows the systems.
    """
    return (*(limit for system in context.systems.values() for limit in system.limits), UNSOLVED)


def first_months(happens: Bools) -> Floats:
    """Return the first month in which something happens [month], infinity for never.

    Parameters
    ----------
    happens
        Bool [..., months].

    Examples
    --------
    >>> first_months(np.array([[False, True, True], [False, False, False]])).tolist()
    [1.0, inf]
    """
    return np.where(happens.any(axis=-1), happens.argmax(axis=-1), inf)


class _System:
    """One system, by its index and name, under one plan in the futures of a part."""

    def __init__(self, part: Part, plan: int, system: tuple[int, str], *, limits: Sequence[Limit], start: int) -> None:
        self.plan, (self.system, name) = plan, system
        self.required = part.of("required", plan, name)
        self.exhausted: Bools = self.required > FULL
        # The system's own limits begin at ``start`` among all.
        self._binding, self._start = part.of("binding", plan, name), start
        self._unsolved, self._none = part.of("unsolved", plan, name), len(limits) - 1
        self._absent = np.array([each.kind == ABSENT for each in limits])
        nothing = part.of("capacity", plan, name) == 0
        self.missing: Bools = self.exhausted & nothing & self._absent[self._binding + start]

    def limit(self, future: Integers, month: Integers) -> Integers:
        """Return which of all limits binds in some months of some futures, int [months]."""
        limit = self._binding[future, month].astype(np.int64) + self._start
        lost = self._unsolved[future, month] & np.isinf(self.required[future, month])
        return np.where(lost & ~self._absent[limit], self._none, limit)

    def spells(self) -> Spells:
        """Return its spells."""
        no: Bools = np.zeros((len(self.exhausted), 1), dtype=bool)
        begins = self.exhausted & ~np.concatenate([no, self.exhausted[:, :-1]], axis=1)
        lasts = self.exhausted & ~np.concatenate([self.exhausted[:, 1:], no], axis=1)
        future, begin = np.nonzero(begins)
        # Spells are many and months few: small numbers keep them light.
        return Spells(
            future=future.astype(np.int32),
            plan=np.full(len(future), self.plan, dtype=np.int16),
            system=np.full(len(future), self.system, dtype=np.int16),
            begin=begin.astype(np.int16),
            last=np.nonzero(lasts)[1].astype(np.int16),
            limit=self.limit(future, begin).astype(np.int16))


def _in_order(parts: Sequence[Spells]) -> Spells:
    columns = {column.name: np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(Spells)}
    order = np.lexsort((columns["begin"], columns["system"], columns["plan"], columns["future"]))
    return Spells(**{name: values[order] for name, values in columns.items()})
