"""When each system is exhausted in each future, and which limit binds: what several tables are made of."""

from dataclasses import dataclass
from math import inf

import numpy as np

from experiments.statistics.context import RunContext
from sim.capacity import FULL, Bools, Floats, Integers, Limit
from sim.record import Record

ANY = "any"
"""Name under which the tables keep the first of all systems."""

ABSENT = "absent"
"""Kind of the limit that says that no asset serves a need."""

UNSOLVED = Limit("unsolved", "no solution", "the network has no state that carries the demand", "unsolved", "")
"""Stands for the binding limit of a state that did not solve, where every limit is infinite and none binds."""


@dataclass(frozen=True)
class Exhaustions:
    """When what is exhausted. F futures, P plans, M months, S systems; ``any`` follows the systems.

    Parameters
    ----------
    systems
        Names of the systems, then ``any``.
    exhausted
        Whether required utilisation exceeds 1, bool [F, P, M, S + 1].
    first
        First month in which it does, infinity for later than the horizon, float [F, P, S + 1].
    order
        Systems in the order of their first exhaustion, int [F, P, S]. Of two that are first exhausted in the same
        month the one with the larger required utilisation in that month comes first, and of two equal ones the one
        that the record names first.
    limits
        The limits of all systems, one after the other, then ``UNSOLVED``.
    binding
        Which of ``limits`` binds, int [F, P, M, S].
    binding_first
        Which of ``limits`` binds at first exhaustion, -1 for none, int [F, P, S + 1].
    """

    systems: tuple[str, ...]
    exhausted: Bools
    first: Floats
    order: Integers
    limits: tuple[Limit, ...]
    binding: Integers
    binding_first: Integers


def exhaustions(record: Record, context: RunContext) -> Exhaustions:
    """Return when what is exhausted.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """
    exhausted = record.required > FULL
    exhausted = np.concatenate([exhausted, exhausted.any(axis=-1, keepdims=True)], axis=-1)
    first = first_months(exhausted)
    limits, binding = _binding(record, context)
    at = _month_of(first[..., :-1])
    peak = np.take_along_axis(record.required, at, axis=2)[:, :, 0]
    order = np.lexsort((-peak, first[..., :-1]), axis=-1)
    at_first = np.take_along_axis(binding, at, axis=2)[:, :, 0]
    leader = np.take_along_axis(at_first, order[..., :1], axis=-1)
    binding_first = np.where(np.isfinite(first), np.concatenate([at_first, leader], axis=-1), -1)
    return Exhaustions((*record.systems, ANY), exhausted, first, order, limits, binding, binding_first)


def first_months(happens: Bools) -> Floats:
    """Return the first month in which something happens, infinity for never.

    Parameters
    ----------
    happens
        Bool [futures, plans, months, ...].

    Examples
    --------
    >>> first_months(np.array([[[[False], [True], [True]]], [[[False], [False], [False]]]])).tolist()
    [[[1.0]], [[inf]]]
    """
    return np.where(happens.any(axis=2), happens.argmax(axis=2), inf)


def _month_of(first: Floats) -> Integers:
    # Month 0 stands in for never; what it leads to is masked afterwards.
    return np.where(np.isfinite(first), first, 0).astype(np.int64)[:, :, None]


def _binding(record: Record, context: RunContext) -> tuple[tuple[Limit, ...], Integers]:
    by_system = [context.systems[name].limits for name in record.systems]
    limits = (*(limit for each in by_system for limit in each), UNSOLVED)
    starts = np.cumsum([0, *(len(each) for each in by_system)])[:-1]
    binding = record.binding.astype(np.int64) + starts
    absent = np.array([limit.kind == ABSENT for limit in limits])
    lost = record.unsolved & np.isinf(record.required) & ~absent[binding]
    return limits, np.where(lost, len(limits) - 1, binding)
