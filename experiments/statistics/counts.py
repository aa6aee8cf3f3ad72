"""Futures counted by month or by whole number: order statistics of any number of them, exact, in bounded memory."""

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.estimators import CONFIDENCE, quantile_ranks, rank_of
from sim.capacity import Bools, Floats, Integers

WORTH_A_MERGE = 1.0
"""What has come, over what is counted already, that is merged together [-]: more takes room, less takes time."""


class MonthCounts:
    """In how many futures something happens first in each month, or later than the horizon.

    Parameters
    ----------
    shape
        Of how many things that is told.
    horizon_months
        Length of a future [month].

    Examples
    --------
    >>> first = MonthCounts((), 24)
    >>> first.add(np.array([3.0, inf])); first.add(np.array([5.7, inf]))
    >>> first.happened.tolist(), first.before(np.array([4, 12])).tolist()
    (2, [1, 2])
    >>> [float(month) for month in first.quantiles((0.25, 0.5, 0.9))]
    [3.0, 5.0, inf]
    """

    def __init__(self, shape: tuple[int, ...], horizon_months: int) -> None:
        self.counts: Integers = np.zeros((*shape, horizon_months + 1), dtype=np.int64)

    def add(self, months: NDArray[Any]) -> None:
        """Count the months of some futures.

        Parameters
        ----------
        months
            One row a future, in the shape; from the horizon on, infinity included, later than it [month].
        """
        self._count(months, np.ones(months.shape, dtype=bool))

    def add_where(self, months: NDArray[Any], told: Bools) -> None:
        """Count the months of some futures where there is one to tell.

        Parameters
        ----------
        months, told
            One row a future, in the shape: the months, and whether they count.
        """
        self._count(months, told)

    def _count(self, months: NDArray[Any], told: Bools) -> None:
        # Infinity has no integer, so months are bounded before they become places.
        places = self.counts.shape[-1]
        month = np.where(told, np.clip(months, 0, places - 1), 0).astype(np.int64)
        cell = np.arange(self.counts[..., 0].size).reshape(months.shape[1:]) * places
        np.add.at(self.counts.reshape(-1), (cell + month)[told], 1)

    @property
    def happened(self) -> Integers:
        """In how many futures it happens within the horizon."""
        return self.counts[..., :-1].sum(axis=-1)

    def before(self, ends: Integers) -> Integers:
        """Return in how many futures it has happened before some months, one after the other along the last axis."""
        return self.counts.cumsum(axis=-1)[..., ends - 1]

    def quantiles(self, shares: Sequence[float]) -> list[Floats]:
        """Return order statistics as ``estimators.quantiles`` does, infinity for later than the horizon [month]."""
        total = self.counts.sum(axis=-1)
        return [months_at(self.counts, rank_of(share, total)) for share in shares]


def months_at(counts: Integers, rank: NDArray[Any] | int) -> Floats:
    """Return the month of some rank among futures in the order of their months, infinity for later than the horizon.

    Parameters
    ----------
    counts
        Futures by month, in the last place those later than the horizon, int [..., months + 1].
    rank
        Rank from 1 in each of them [-].

    Examples
    --------
    >>> months_at(np.array([0, 2, 1, 3]), 3).tolist(), months_at(np.array([0, 2, 1, 3]), 4).tolist()
    (2.0, inf)
    """
    passed = counts.cumsum(axis=-1) < np.asarray(rank)[..., None]
    month = passed.sum(axis=-1)
    return np.where(month < counts.shape[-1] - 1, month, inf)


def interval_of(counts: Integers, share: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the distribution-free interval of a quantile of months.

    Parameters
    ----------
    counts
        Futures by month, in the last place those later than the horizon, int [months + 1].
    share
        Share of the futures that the quantile leaves behind [-].
    confidence
        Confidence of the interval [-].

    Returns
    -------
    low, high
        Two of the months, infinity for later than the horizon; minus infinity for the lower one, infinity for the upper
        one, where there are too few futures to bound it.
    """
    lower, upper = quantile_ranks(int(counts.sum()), share, confidence=confidence)
    return (-inf if lower is None else float(months_at(counts, lower)),
            inf if upper is None else float(months_at(counts, upper)))


class Counts:
    """How often each whole number comes in each of many cells; only numbers that come take room.

    Parameters
    ----------
    cells
        How many cells there are at most.
    least, most
        The smallest and the largest number that may come.

    Notes
    -----
    Counts add up, so that neither the order of what comes nor its parts can matter.

    Examples
    --------
    >>> firms = Counts(2, least=0, most=99)
    >>> firms.add(np.array([0, 0, 1]), np.array([7, 3, 5])); firms.add(np.array([0]), np.array([7]))
    >>> firms.quantile(0.5, np.arange(2)).tolist()
    [7, 5]
    """

    def __init__(self, cells: int, *, least: int, most: int) -> None:
        self._least, self._span = least, most - least + 1
        # Half the room where half the digits do.
        kind = np.int32 if cells * self._span <= np.iinfo(np.int32).max else np.int64
        self._codes: NDArray[np.signedinteger] = np.zeros(0, dtype=kind)
        self._counts: NDArray[np.signedinteger] = np.zeros(0, dtype=np.int32)
        self._waiting: list[NDArray[np.signedinteger]] = []
        self._ahead = 0

    def add(self, cells: Integers, numbers: Integers) -> None:
        """Count some numbers.

        Parameters
        ----------
        cells, numbers
            The cell and the number of each, int [numbers].
        """
        self._waiting.append(self._coded(cells, numbers))
        self._ahead += len(cells)
        # To merge costs as much as all that is there already: a good part of that must have come before it pays.
        if self._ahead > WORTH_A_MERGE * len(self._codes):
            self._settle()

    def add_counted(self, cells: Integers, numbers: Integers, times: NDArray[np.signedinteger]) -> None:
        """Count some numbers, each as often as is told.

        Parameters
        ----------
        cells, numbers, times
            The cell, the number, and how often it comes, int [numbers]; in the order of cells and, in each of them, of
            numbers, and none twice.
        """
        self._settle()
        self._merge(self._coded(cells, numbers), times)

    def add_all(self, others: "Counts") -> None:
        """Count what others of as many cells and the same bounds have counted."""
        others._settle()
        self._settle()
        self._merge(others._codes, others._counts)

    def fill(self, cells: Integers, number: int, total: int) -> None:
        """Count a number as often as is left to a total in each of some cells.

        Parameters
        ----------
        cells
            Different cells, int [cells].
        number, total
            The number, and how many there are in every cell afterwards.
        """
        self._settle()
        begin, end = self._bounds(cells)
        passed = self._passed()
        codes = self._coded(cells, np.asarray(number))
        order = np.argsort(codes)
        self._merge(codes[order], (total - passed[end] + passed[begin])[order])

    def quantile(self, share: float, cells: Integers) -> Integers:
        """Return an order statistic of some cells, each of which holds a number, as ``estimators.quantiles`` does.

        Parameters
        ----------
        share
            Share of the numbers [-].
        cells
            The cells.
        """
        self._settle()
        begin, end = self._bounds(cells)
        passed = self._passed()
        rank = rank_of(share, passed[end] - passed[begin])
        place = np.searchsorted(passed[1:], passed[begin] + rank)
        return np.asarray(self._codes[place] - cells * self._span + self._least)

    def _coded(self, cells: Integers, numbers: Integers) -> NDArray[np.signedinteger]:
        return (cells * self._span + (numbers - self._least)).astype(self._codes.dtype)

    def _settle(self) -> None:
        if self._waiting:
            waiting, self._waiting, self._ahead = np.concatenate(self._waiting), [], 0
            self._merge(*np.unique(waiting, return_counts=True))

    def _passed(self) -> Integers:
        # How many come before each code.
        return np.concatenate([[0], np.cumsum(self._counts, dtype=np.int64)])

    def _bounds(self, cells: Integers) -> Integers:
        # Where the codes of each cell begin and end.
        return np.searchsorted(self._codes, np.stack([cells, cells + 1]) * self._span)

    def _merge(self, codes: NDArray[np.signedinteger], counts: NDArray[np.signedinteger]) -> None:
        # Both in order and without repeats.
        place = np.searchsorted(self._codes, codes)
        known = np.zeros(len(codes), dtype=bool)
        inside = place < len(self._codes)
        known[inside] = self._codes[place[inside]] == codes[inside]
        self._counts[place[known]] += counts[known].astype(np.int32)
        if known.all():
            return
        new = ~known
        self._codes = np.insert(self._codes, place[new], codes[new])
        self._counts = np.insert(self._counts, place[new], counts[new])
