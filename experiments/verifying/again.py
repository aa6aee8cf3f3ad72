"""Some futures of a run simulated again: they must come out to the last bit, and their states are solved anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from experiments.running.archive import Archive
from experiments.running.job import Bench
from experiments.running.packing import BY_PLAN, BY_SYSTEM, Packed
from experiments.study import Study
from sim.assessing import Sample
from sim.plan import Plan
from sim.record import MONTHLY, Losses, Record

FUTURES_AGAIN = 5
"""Futures of a run that are simulated again [-]: enough to meet every plan in different worlds, few enough to wait."""


@dataclass(frozen=True)
class Again:
    """What simulating some futures again has shown.

    Parameters
    ----------
    futures
        Their numbers.
    differing
        Columns of the record that came out otherwise, by name.
    samples
        By system: some of their states.
    """

    futures: tuple[int, ...]
    differing: tuple[str, ...]
    samples: Mapping[str, tuple[Sample, ...]]


def simulated_again(study: Study, plans: Sequence[Plan], record: Archive, *, run: str, states: int) -> Again:
    """Simulate some futures of a run again, and compare them with what is stored.

    Parameters
    ----------
    study, plans
        The run's.
    record
        What is stored.
    run
        The run's name, which chooses the futures: the same ones in every repetition.
    states
        How many states of each system are kept.
    """
    numbers = chosen(record.futures.tolist(), run=run)
    again = Bench(study, plans, kept_states=states).simulate(numbers)
    differing: list[str] = []
    for part in record.parts():
        here = [number for number in numbers if number in part.futures]
        if here:
            differing += _differing(part, again, numbers=here)
    return Again(tuple(numbers), tuple(dict.fromkeys(differing)), again.samples)


def chosen(futures: Sequence[int], *, run: str) -> list[int]:
    """Return which futures are simulated again.

    Parameters
    ----------
    futures
        Numbers of all.
    run
        The run's name.

    Examples
    --------
    >>> chosen([3, 4], run="0123456789ab")
    [3, 4]
    """
    by_lot = sorted(futures, key=lambda number: sha256(f"{run}/{number}".encode()).digest())
    return sorted(by_lot[:FUTURES_AGAIN])


def _differing(part: Packed, again: Record, *, numbers: Sequence[int]) -> list[str]:
    stored, anew = (np.flatnonzero(np.isin(futures, numbers)) for futures in (part.futures, again.futures))
    found = []
    for plan in range(len(part.plans)):
        asked = [(column, system) for column in MONTHLY for system in part.systems]
        asked += [(column, name) for column in BY_SYSTEM for name in getattr(again, column)]
        for column, system in [*asked, *((column, None) for column in BY_PLAN)]:
            if not _same(part.of(column, plan, system)[stored], again.of(column, plan, system)[anew]):
                found.append(column if system is None else f"{column} of {system}")
    losses = [_of_futures(lost, numbers) for lost in (part.losses, again.losses)]
    found += [f"losses: {column.name}" for column in fields(Losses)
              if not _same(*(getattr(lost, column.name) for lost in losses))]
    return found


def _of_futures(losses: Losses, numbers: Sequence[int]) -> Losses:
    mine = np.isin(losses.future, numbers)
    return Losses(**{column.name: getattr(losses, column.name)[mine] for column in fields(Losses)})


def _same(first: NDArray, second: NDArray) -> bool:
    if first.dtype.kind == "U":
        return bool(np.array_equal(first, second))
    return first.dtype == second.dtype and first.shape == second.shape and first.tobytes() == second.tobytes()
