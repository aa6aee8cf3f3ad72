"""What a park can carry: limits, assessments, and the contract that every system keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]
Demand = Mapping[str, Floats]

FULL = 1.0 + 1e-6
"""Utilisation [-] above which a limit counts as exceeded; the excess over 1 is the solvers' own tolerance."""

BYTES_OF_A_WORD = 8

ABSENT = "absent"
"""Name and kind of the limit of a system for needs that nothing serves."""


@dataclass(frozen=True)
class Limit:
    """One inequality of a system: what is used against what is allowed.

    Parameters
    ----------
    name
        Unique within its system, in the study's own words (``line_35kv_1``).
    label
        What a planner calls it ("35 kV line 1").
    cause
        The end of a sentence that begins with "because" ("the 35 kV line reaches its rating").
    kind
        Group for figures and triggers (``line``, ``transformer``, ``voltage``, ``link``, ``pipe``, ``works``).
    element
        Name of the network element it belongs to, for maps.
    """

    name: str
    label: str
    cause: str
    kind: str
    element: str


@dataclass(frozen=True)
class Assessment:
    """The answer of a system for many states.

    Parameters
    ----------
    utilisation
        Used over allowed, float [states, limits]; 1.0 is full, infinity where nothing serves a need or where
        the state did not solve; never NaN.
    period
        The period of the need that binds each limit, int [states, limits].
    unsolved
        True where the physics found no solution, bool [states].
    """

    utilisation: Floats
    period: Integers
    unsolved: Bools

    @property
    def peak(self) -> Floats:
        """Largest utilisation of each state [-], float [states]."""
        return self.utilisation.max(axis=1)

    @property
    def binding(self) -> Integers:
        """Column of the limit with the largest utilisation, int [states]."""
        return self.utilisation.argmax(axis=1)


@runtime_checkable
class CapacitySystem(Protocol):
    """One infrastructure that carries needs; it knows physics, neither time nor enterprises.

    ``demand`` maps every name in ``needs`` to float [states, places, periods] and every name in
    ``conditions`` (parameters of a future that the physics reads) to float [states, 1, 1].
    The answer for a state must not depend, to the last bit, on the other rows of the batch.
    Among its ``assets`` a system may list the works of one (``sim.plan.works_of``): they are in service while it is
    being built.
    """

    name: str
    label: str
    unit: str
    needs: tuple[str, ...]
    conditions: tuple[str, ...]
    assets: tuple[str, ...]
    limits: tuple[Limit, ...]

    def assess(self, demand: Demand, in_service: Bools) -> Assessment:
        """Return the utilisation of every limit; ``in_service`` is bool [states, assets]."""
        ...

    def load(self, demand: Demand) -> Floats:
        """Return the system's whole demand in its headline ``unit``, float [states]; for figures."""
        ...

    def capacity(self, in_service: Bools) -> Floats:
        """Return the nominal capacity in the headline ``unit``, float [states]; for figures and reliefs."""
        ...


@runtime_checkable
class WithFirm(Protocol):
    """A system that can also be judged by what is left of it after the loss of any one element."""

    def firm(self) -> CapacitySystem:
        """Return the system after any one loss: same needs, conditions and assets, limits of the same names."""
        ...


@runtime_checkable
class WithNeedUnit(Protocol):
    """A system whose headline unit is not that of what it is asked for: drains carry water and are asked for land."""

    need_unit: str


def need_unit(system: CapacitySystem) -> str:
    """Return the unit of what a system is asked for."""
    return system.need_unit if isinstance(system, WithNeedUnit) else system.unit


@runtime_checkable
class AnswersAtOnce(Protocol):
    """A system that assesses a state sooner than it could be recognised among those that it has assessed before."""

    answers_at_once: bool


@dataclass(frozen=True)
class Caution:
    """Something that a planner should know of a state and that is no limit.

    Parameters
    ----------
    name
        Unique within its system.
    label
        The whole sentence that a planner reads.
    kind
        Group (``slow``, ``backwater``).
    element
        Name of the network element it belongs to, for maps.
    """

    name: str
    label: str
    kind: str
    element: str


@runtime_checkable
class WithWarnings(Protocol):
    """A system that warns of what is no limit: it exhausts nothing, holds nobody and never counts as capacity."""

    warnings: tuple[Caution, ...]

    def warn(self, demand: Demand, in_service: Bools) -> Bools:
        """Return which warnings stand, bool [states, warnings]; ``demand`` and ``in_service`` as in ``assess``."""
        ...


@runtime_checkable
class WithLastingWarnings(Protocol):
    """A system whose tables alone give cause to warn."""

    def lasting_warnings(self) -> tuple[str, ...]:
        """Return what the tables alone warn of, whatever flows: one sentence each."""
        ...


@runtime_checkable
class WithReach(Protocol):
    """A system that can tell whom it serves without assessing a state."""

    def serves(self, in_service: Bools) -> Bools:
        """Return which areas something serves while some assets stand, bool [areas]; ``in_service`` bool [assets]."""
        ...


def standing(assets: Sequence[str], in_service: Bools) -> frozenset[str]:
    """Return the names of what is in service.

    Parameters
    ----------
    assets
        Names of a system's assets.
    in_service
        Which of them stand, bool [assets].
    """
    return frozenset(asset for asset, stands in zip(assets, in_service, strict=True) if stands)


def by_assets(in_service: Bools) -> list[tuple[Bools, Integers]]:
    """Return every different set of assets with the states in which it stands.

    Parameters
    ----------
    in_service
        Bool [states, assets].

    Returns
    -------
    list
        Bool [assets] and rows of the states in rising order, int [some states].
    """
    table = np.ascontiguousarray(in_service)
    if not len(table):
        return []
    if (table == table[:1]).all():
        return [(table[0], np.arange(len(table)))]
    # A set becomes a number of 64 bits, or where that is not enough a row of bytes.
    bits = np.packbits(table, axis=1)
    words = np.zeros((len(table), -(-bits.shape[1] // BYTES_OF_A_WORD) * BYTES_OF_A_WORD), dtype=np.uint8)
    words[:, :bits.shape[1]] = bits
    codes = words.view(np.uint64 if words.shape[1] == BYTES_OF_A_WORD else f"V{words.shape[1]}")[:, 0]
    _, first, of = np.unique(codes, return_index=True, return_inverse=True)
    by_set = np.argsort(of, kind="stable")
    ends = np.cumsum(np.bincount(of)).tolist()
    return [(table[at], by_set[begin:end]) for at, begin, end in zip(first.tolist(), [0, *ends], ends, strict=False)]
