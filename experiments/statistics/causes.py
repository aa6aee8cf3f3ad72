"""For want of what enterprises are lost: the record's systems, land, and whatever else the record tells."""

import numpy as np

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.vocabulary import TOGETHER, UNKNOWN
from sim.capacity import Bools, Integers
from sim.record import Losses

MOST = 62
"""Causes [-] whose set is still one whole number of 64 bits."""


class TooManyCausesError(ValueError):
    """A record with more causes than can be told apart."""


def causes_of(record: Chronicle) -> tuple[str, ...]:
    """Return for want of what enterprises may be lost, in the order of every table: the systems first.

    Parameters
    ----------
    record
        What happened. A cause of its ``other_causes`` that is also a system's name, as where land is a system of its
        own, is that system's.

    Raises
    ------
    TooManyCausesError
        If there are more than ``MOST``.
    """
    causes = tuple(dict.fromkeys((*record.systems, *record.other_causes)))
    if len(causes) > MOST:
        raise TooManyCausesError(f"losses: {len(causes)} causes, at most {MOST} can be told apart; let fewer systems "
                                 "hold enterprises")
    return causes


def causes_met(record: Chronicle, lost: Losses) -> Integers:
    """Return the causes of every loss as one number, whose bits they are in the order of ``causes_of``.

    Parameters
    ----------
    record, lost
        What happened, and some of its losses.

    Examples
    --------
    Held by the first and the third of all causes: 1 + 4 = 5.
    """
    causes = causes_of(record)
    met: Bools = np.zeros((len(lost.month), len(causes)), dtype=bool)
    met[:, :len(record.systems)] = lost.held_by
    for at, cause in enumerate(record.other_causes):
        met[:, causes.index(cause)] |= lost.other[:, at]
    return met @ (1 << np.arange(len(causes), dtype=np.int64))


def cause_named(causes: tuple[str, ...], met: int) -> str:
    """Return what a set of causes is called: their names joined, or ``unknown`` for none.

    Parameters
    ----------
    causes
        All causes, in their order.
    met
        The set, as ``causes_met`` tells it.

    Examples
    --------
    >>> cause_named(("power", "roads", "land"), 5), cause_named(("power",), 0)
    ('power + land', 'unknown')
    """
    return TOGETHER.join(name for at, name in enumerate(causes) if met >> at & 1) or UNKNOWN


def causes_told(record: Chronicle, met: set[int]) -> dict[int, str]:
    """Return the causes that a table tells, by the number that stands for each.

    Parameters
    ----------
    record
        What happened.
    met
        The sets of causes that losses have.

    Notes
    -----
    Every single cause has a row even if nothing is lost for want of it, sets of several only where something is: the
    systems, then sets of several, smaller ones first, then what is no system, then ``unknown``.
    """
    causes = causes_of(record)
    single = [1 << at for at in range(len(causes))]
    systems = len(record.systems)
    several = sorted((mask for mask in sorted(met) if mask > 0 and mask not in single), key=int.bit_count)
    masks = [*single[:systems], *several, *single[systems:], *([0] if 0 in met else [])]
    return {mask: cause_named(causes, mask) for mask in masks}
