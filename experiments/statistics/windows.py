"""Many numbers of many cells counted fast: each cell has a window round where its first numbers lie."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.counts import Counts
from sim.capacity import Integers

REACH = 500
"""How far a window reaches from the middle of the first numbers of its cell at most [-]: on the logarithmic grid of
half a per cent a factor of 148 to either side."""

MARGIN = 8
"""One in so many of a window's places is added at either end, for what is larger or smaller than the first [-]."""


class Windows:
    """How often each whole number comes in each of many cells, all of which tell one number a row.

    A window has a count for every number in it, used or not, which is several times as fast as to look for those that
    have come before, and takes half the room where most are used. What comes to lie outside is counted by ``Counts``:
    windows decide how fast counting is, never what is counted.

    Parameters
    ----------
    first
        The first numbers, by which windows are laid, int [rows, cells]; they are not counted yet.
    least, most
        The smallest and the largest number that may come.

    Examples
    --------
    >>> windows = Windows(np.array([[7], [3]]), least=0, most=99)
    >>> windows.add(np.array([[7], [3], [99]]))
    >>> windows.counts().quantile(0.5, np.arange(1)).tolist(), windows.counts().quantile(1.0, np.arange(1)).tolist()
    ([7], [99])
    """

    def __init__(self, first: Integers, *, least: int, most: int) -> None:
        self._bounds = {"least": least, "most": most}
        middle = np.sort(first, axis=0)[len(first) // 2]
        low, high = np.maximum(first.min(axis=0), middle - REACH), np.minimum(first.max(axis=0), middle + REACH)
        margin = (high - low) // MARGIN + 1
        self._low: Integers = low - margin
        self._width: Integers = high - low + 1 + 2 * margin
        self._start: Integers = np.cumsum(self._width) - self._width
        self._cells: Integers = np.arange(len(low))
        self._inside: NDArray[np.int32] = np.zeros(int(self._width.sum()), dtype=np.int32)
        self._outside = Counts(len(low), **self._bounds)

    def add(self, numbers: NDArray[Any]) -> None:
        """Count some numbers.

        Parameters
        ----------
        numbers
            Numbers in rows, int [rows, cells].
        """
        place = numbers - self._low
        is_inside = (place >= 0) & (place < self._width)
        place += self._start
        self._inside += np.bincount(place[is_inside], minlength=len(self._inside)).astype(np.int32)
        if not is_inside.all():
            _, cell = np.nonzero(~is_inside)
            self._outside.add(cell, numbers[~is_inside])

    def counts(self) -> Counts:
        """Return all that was counted, in order."""
        place = np.flatnonzero(self._inside)
        cell = np.repeat(self._cells, self._width)[place]
        counts = Counts(len(self._cells), **self._bounds)
        counts.add_counted(cell, place - self._start[cell] + self._low[cell], self._inside[place])
        counts.add_all(self._outside)
        return counts
