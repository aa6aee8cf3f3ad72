"""Order statistics of real numbers over any number of futures: exact for a thousand, to half a per cent for more."""

from collections.abc import Sequence
from math import log
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.estimators import quantiles
from experiments.statistics.windows import Windows
from sim.capacity import Floats, Integers

EXACT_FUTURES = 1000
"""Up to so many futures [-] every number is kept, and order statistics are exact."""

FIRST_FUTURES = 200
"""So many are kept before counting begins where it is known that there will be many [-]."""

ALPHA = 0.005
"""Largest relative error of an order statistic of more futures [-]; a fraction of what their own chance leaves open."""

NEAREST_BIN = 75_000
"""Added to the number of a bin, so that those of all doubles, from -74,445 on, are positive [-]."""

INFINITE, UNKNOWN = 150_000, 150_001
"""Places of infinity, beyond the bins of all doubles, and of what is no number, which no table passes [-]."""


class Grid(Protocol):
    """Places in which numbers are counted, in the order of the numbers."""

    @property
    def most(self) -> int:
        """The last place; the first is its opposite."""

    def places(self, values: NDArray[Any]) -> Integers:
        """Return the place of each number."""

    def values(self, places: Integers) -> Floats:
        """Return the number that stands for a place."""


class Logarithmic:
    """A grid whose places are equally wide as ratios: what stands for a number differs from it by ``ALPHA`` at most.

    Notes
    -----
    DDSketch [1]_: a positive number x lies in bin ceil(log(x) / log(gamma)) with gamma = (1 + alpha) / (1 - alpha), and
    2 gamma^k / (gamma + 1) = gamma^k (1 - alpha) stands for all of bin k: |told - x| <= alpha x, for all x that a
    double holds up to 1e308. Negative numbers have the bins of their opposites; zero and the infinities have places of
    their own and are exact.

    References
    ----------
    .. [1] Masson, C., Rim, J. E. and Lee, H. K. (2019). DDSketch: a fast and fully-mergeable quantile sketch with
       relative-error guarantees. Proceedings of the VLDB Endowment 12(12), 2195-2205.

    Examples
    --------
    >>> LOGARITHMIC.values(LOGARITHMIC.places(np.array([-np.inf, 0.0, np.inf]))).tolist()
    [-inf, 0.0, inf]
    >>> abs(float(LOGARITHMIC.values(LOGARITHMIC.places(np.array([-0.7])))[0]) / -0.7 - 1) < 0.005
    True
    """

    most = UNKNOWN
    _width = log((1 + ALPHA) / (1 - ALPHA))

    def places(self, values: NDArray[Any]) -> Integers:
        """Return the place of each number."""
        size = np.abs(values, dtype=np.float64)
        # The logarithms of zero and infinity are infinite, and so bounded by the places of these.
        with np.errstate(divide="ignore"):
            place = np.clip(np.ceil(np.log(size) / self._width) + NEAREST_BIN, 0, INFINITE)
        return np.nan_to_num(np.copysign(place, values), nan=UNKNOWN).astype(np.int64)

    def values(self, places: Integers) -> Floats:
        """Return the number that stands for a place."""
        size = np.abs(places)
        # Beyond the bins of doubles, where there are none, the power would overflow.
        bins = np.where((size > 0) & (size < INFINITE), size - NEAREST_BIN, 0)
        found = np.exp(bins * self._width + log(1 - ALPHA))
        for place, told in ((0, 0.0), (INFINITE, np.inf), (UNKNOWN, np.nan)):
            found = np.where(size == place, told, found)
        return np.where(places < 0, -found, found)


class Whole:
    """A grid of whole numbers, counts of firms for one, each in a place of its own: they stay exact.

    Examples
    --------
    >>> WHOLE.values(WHOLE.places(np.array([0.0, 7.0, 123456.0]))).tolist()
    [0.0, 7.0, 123456.0]
    """

    most = 2**30

    def places(self, values: NDArray[Any]) -> Integers:
        """Return the place of each number."""
        return np.rint(values).astype(np.int64)

    def values(self, places: Integers) -> Floats:
        """Return the number that stands for a place."""
        return places.astype(np.float64)


LOGARITHMIC, WHOLE = Logarithmic(), Whole()


class Spread:
    """Numbers of futures that come in parts, and their order statistics; one number a future or many at once.

    Up to ``exact`` futures every number is kept and order statistics are those of ``estimators.quantiles``. From then
    on numbers are counted on a grid: the place of an order statistic is exact, and what is told for it lies in its
    place, on the logarithmic grid within ``ALPHA`` of it, and never outside of all that came, so that what is the same
    in all futures is exact. Neither order nor parts can move it.

    Parameters
    ----------
    grid
        Where numbers are counted when they are many.
    exact
        Futures up to which all are kept, and by which windows are laid then; ``FIRST_FUTURES`` where it is known that
        there will be many.

    Examples
    --------
    >>> cash = Spread()
    >>> cash.add(np.array([5.0, np.inf])); cash.add(np.array([3.0, 4.0]))
    >>> [float(value) for value in cash.quantiles((0.1, 0.5, 0.9))]
    [3.0, 4.0, inf]
    """

    def __init__(self, grid: Grid = LOGARITHMIC, *, exact: int = EXACT_FUTURES) -> None:
        self._grid, self._exact = grid, exact
        self._rows: list[NDArray[Any]] = []
        self._seen = 0
        self._shape: tuple[int, ...] = ()
        self._windows: Windows | None = None
        self._low: NDArray[Any] = np.full((), np.inf)
        self._high: NDArray[Any] = np.full((), -np.inf)

    def add(self, values: NDArray[Any]) -> None:
        """Take those of some futures.

        Parameters
        ----------
        values
            One row a future; infinity is more than anything.
        """
        self._seen += len(values)
        self._shape = values.shape[1:]
        if self._seen <= self._exact:
            # A copy: a view would hold all that its part has read.
            self._rows.append(np.array(values))
            return
        self._count(np.concatenate([*self._rows, values]))
        self._rows = []

    def quantiles(self, shares: Sequence[float]) -> list[Floats]:
        """Return order statistics over all futures, at least one, in the shape of a row.

        Parameters
        ----------
        shares
            Shares [-] between 0 and 1.
        """
        if self._windows is None:
            return quantiles(np.concatenate(self._rows), shares)
        counts, cells = self._windows.counts(), np.arange(int(np.prod(self._shape)))
        found = [self._grid.values(counts.quantile(share, cells)).reshape(self._shape) for share in shares]
        return [np.clip(values, self._low, self._high) for values in found]

    def _count(self, rows: NDArray[Any]) -> None:
        self._low, self._high = np.minimum(self._low, rows.min(axis=0)), np.maximum(self._high, rows.max(axis=0))
        places = self._grid.places(rows).reshape(len(rows), int(np.prod(self._shape)))
        if self._windows is None:
            self._windows = Windows(places, least=-self._grid.most, most=self._grid.most)
        self._windows.add(places)
