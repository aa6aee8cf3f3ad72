"""Means, their errors and paired differences, gathered part by part: no future need stand in memory for them."""

from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.capacity import Floats


class Moments:
    """Mean and spread of numbers that come in parts; one number or many at once.

    Parameters
    ----------
    count
        How many have come [-].

    Notes
    -----
    Parts are merged by their means and their sums of squared deviations [1]_, which loses no digits where the spread
    is small beside the mean. The result follows from the parts and their order alone, and differs from that of all
    numbers at once by its rounding.

    References
    ----------
    .. [1] Chan, T. F., Golub, G. H. and LeVeque, R. J. (1983). Algorithms for computing the sample variance: analysis
       and recommendations. The American Statistician 37, 242-247.

    Examples
    --------
    >>> jobs = Moments()
    >>> jobs.add(np.array([1.0, 2.0])); jobs.add(np.array([3.0, 4.0, 5.0]))
    >>> float(jobs.mean), float(jobs.variance), round(float(jobs.error), 4)
    (3.0, 2.5, 0.7071)
    """

    def __init__(self) -> None:
        self.count = 0
        self._mean: Floats = np.zeros(())
        self._squares: Floats = np.zeros(())
        self._low: NDArray[Any] = np.full((), np.inf)
        self._high: NDArray[Any] = np.full((), -np.inf)

    def add(self, values: NDArray[Any]) -> None:
        """Take some more.

        Parameters
        ----------
        values
            One row a future, finite.
        """
        if not len(values):
            return
        self._low = np.minimum(self._low, values.min(axis=0))
        self._high = np.maximum(self._high, values.max(axis=0))
        self._take(values)
        self.count += len(values)

    def add_zeros(self, count: int, shape: tuple[int, ...]) -> None:
        """Take futures of which nothing need be told but that all is zero.

        Parameters
        ----------
        count, shape
            How many futures, at least one, and the shape of a row.
        """
        nothing = np.zeros(shape)
        self._low, self._high = np.minimum(self._low, nothing), np.maximum(self._high, nothing)
        self._merge(nothing, nothing, count)
        self.count += count

    @property
    def mean(self) -> Floats:
        """Their mean."""
        return self._mean

    @property
    def squares(self) -> Floats:
        """Sum of their squared deviations from the mean."""
        return self._squares

    @property
    def varies(self) -> NDArray[np.bool_]:
        """Whether two of them differ. Asked of the numbers: the mean of equal ones may differ by its rounding."""
        return np.asarray(self._low < self._high)

    @property
    def variance(self) -> Floats:
        """Their sample variance; infinite for one, which tells nothing of it."""
        if self.count < 2:
            return np.full(self.mean.shape, np.inf)
        return np.where(self.varies, self.squares / (self.count - 1), 0.0)

    @property
    def error(self) -> Floats:
        """Standard error of their mean; infinite for one."""
        return np.asarray(np.sqrt(self.variance) / sqrt(self.count))

    def _take(self, values: NDArray[Any]) -> None:
        # In double precision whatever comes: sums of many singles lose digits.
        mean = np.asarray(values.mean(axis=0, dtype=np.float64))
        self._merge(mean, np.asarray(((values - mean) ** 2).sum(axis=0)), len(values))

    def _merge(self, mean: Floats, squares: Floats, more: int) -> None:
        if not self.count:
            self._mean, self._squares = mean, squares
            return
        total, apart = self.count + more, mean - self._mean
        self._mean = self._mean + apart * (more / total)
        self._squares = self._squares + squares + apart**2 * (self.count * more / total)


class WholeMoments(Moments):
    """Mean and spread of whole numbers, months for one: their sums are exact, in whatever parts and order they come.

    Examples
    --------
    >>> months = WholeMoments()
    >>> months.add(np.array([[3], [4]])); months.add(np.array([[8]]))
    >>> months.mean.tolist(), months.squares.tolist()
    ([5.0], [14.0])
    """

    def __init__(self) -> None:
        super().__init__()
        self._sum = np.zeros((), dtype=np.int64)
        self._sum_of_squares = np.zeros((), dtype=np.int64)

    @property
    def mean(self) -> Floats:
        """Their mean."""
        return np.asarray(self._sum / max(self.count, 1))

    @property
    def squares(self) -> Floats:
        """Sum of their squared deviations from the mean."""
        # Python's own whole numbers: the product of two sums may be longer than 64 bits.
        sums, squares = self._sum.astype(object), self._sum_of_squares.astype(object)
        return np.asarray((self.count * squares - sums**2) / max(self.count, 1), dtype=np.float64)

    def _take(self, values: NDArray[Any]) -> None:
        whole = values.astype(np.int64)
        self._sum = self._sum + whole.sum(axis=0)
        self._sum_of_squares = self._sum_of_squares + (whole**2).sum(axis=0)

    def _merge(self, mean: Floats, squares: Floats, _more: int) -> None:
        # Zeros alone come so, and add nothing to any sum but their shape.
        self._sum = self._sum + mean.astype(np.int64)
        self._sum_of_squares = self._sum_of_squares + squares.astype(np.int64)


class Pairs:
    """Values beside those of a baseline in the same futures, gathered part by part.

    Parameters
    ----------
    moments
        What gathers each of the two: ``Moments``, or ``WholeMoments`` for whole numbers.

    Notes
    -----
    The covariance follows from the spread of sums and of differences of the pairs,
    cov = (var(x + y) - var(x - y)) / 4: four spreads of one kind, and for whole numbers no rounding before the end.

    Examples
    --------
    >>> pairs = Pairs(Moments)
    >>> pairs.add(np.array([3.0, 5.0, 7.0]), np.array([2.0, 3.0, 4.0]))
    >>> float(pairs.difference.mean), round(float(pairs.difference.error), 4), float(pairs.correlation)
    (2.0, 0.5774, 1.0)
    >>> float(pairs.variance_ratio)
    5.0
    """

    def __init__(self, moments: Callable[[], Moments]) -> None:
        self.values, self.baseline, self.difference, self._sum = (moments() for _ in range(4))

    def add(self, values: NDArray[Any], baseline: NDArray[Any]) -> None:
        """Take some more pairs.

        Parameters
        ----------
        values, baseline
            One row a future, finite; the baseline's spreads over the values.
        """
        baseline = np.broadcast_to(baseline, values.shape)
        self.values.add(values)
        self.baseline.add(baseline)
        self.difference.add(values - baseline)
        self._sum.add(values + baseline)

    @property
    def correlation(self) -> Floats:
        """Between the two of a pair [-]; NaN where one of them never varies."""
        both = self.values.varies & self.baseline.varies
        together = (self._sum.squares - self.difference.squares) / 4
        scale = np.sqrt(self.values.squares * self.baseline.squares)
        return np.where(both, np.clip(together / np.where(both, scale, 1.0), -1.0, 1.0), np.nan)

    @property
    def variance_ratio(self) -> Floats:
        """Both variances together over that of the difference [-]; NaN where the difference never varies.

        How many times as many futures two independent samples would need for the same error.
        """
        differs = self.difference.varies
        apart = np.where(differs, self.difference.squares, 1.0)
        return np.where(differs, (self.values.squares + self.baseline.squares) / apart, np.nan)
