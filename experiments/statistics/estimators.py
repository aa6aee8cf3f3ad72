"""Estimates over futures and how sure they are: intervals of shares, order statistics and their ranks."""

from collections.abc import Sequence
from functools import cache
from statistics import NormalDist
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.capacity import Floats

CONFIDENCE = 0.95
"""Confidence of every interval [-]."""

OUTSIDE = round(1 / (1 - CONFIDENCE))
"""One in so many intervals misses [-]."""

ROUNDING = 1e-9
"""Rounding of a share times a count that must not move an order statistic [-]."""

TENTHS = (0.1, 0.5, 0.9)
"""Shares of the futures [-] at which every distribution is told: P10, P50, P90."""

TENTHS_NAMES = tuple(f"p{round(100 * share)}" for share in TENTHS)


def wilson(successes: ArrayLike, trials: ArrayLike) -> tuple[Floats, Floats]:
    """Return the Wilson score interval of a share, without continuity correction.

    Parameters
    ----------
    successes
        In how many trials it happened, any shape.
    trials
        How many there were, at least one, of the same shape or one for all.

    Returns
    -------
    low, high
        Ends of the 95 % interval [-], in the shape of ``successes``.

    Notes
    -----
    (2 n p + z^2 -+ z sqrt(z^2 + 4 n p q)) / (2 (n + z^2)) with z the normal quantile [1]_, method 3. Trials must be
    independent; the interval holds at any share, also at 0 and 1, where the textbook's has no width.

    References
    ----------
    .. [1] Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion: comparison of seven
       methods. Statistics in Medicine 17, 857-872.

    Examples
    --------
    >>> low, high = wilson(81, 263)
    >>> print(f"{low:.4f} to {high:.4f}")
    0.2553 to 0.3662
    """
    z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
    count, most = np.asarray(successes, dtype=np.float64), np.asarray(trials)
    centre = 2 * count + z**2
    reach = z * np.sqrt(z**2 + 4 * count * (1 - count / most))
    # Rounding must not leave a share of 0 or 1 outside its own interval.
    low = np.where(count == 0, 0.0, (centre - reach) / (2 * (most + z**2)))
    high = np.where(count == most, 1.0, (centre + reach) / (2 * (most + z**2)))
    return low, high


def quantiles(values: NDArray[Any], shares: Sequence[float]) -> list[Floats]:
    """Return order statistics over the first axis: the smallest value that a share of all do not exceed.

    Parameters
    ----------
    values
        Any shape, at least one row; infinity stands for later, or more, than anything.
    shares
        Shares [-] between 0 and 1.

    Returns
    -------
    list
        For every share the values, in the shape of a row.

    Notes
    -----
    The inverse of the empirical distribution function. Nothing is interpolated, so censored values, which are
    infinite, need no special care and integers stay integers.

    Examples
    --------
    >>> [float(value) for value in quantiles(np.array([5.0, np.inf, 3.0, 4.0]), (0.1, 0.5, 0.9))]
    [3.0, 4.0, inf]
    """
    ordered = np.sort(values, axis=0)
    return [ordered[int(rank_of(share, len(ordered))) - 1].astype(np.float64) for share in shares]


def rank_of(share: float, count: ArrayLike) -> NDArray[np.int64]:
    """Return the rank, from 1, of the smallest value that a share of all do not exceed.

    Parameters
    ----------
    share
        Share of the values [-].
    count
        How many values there are, at least one, any shape.

    Examples
    --------
    >>> rank_of(0.5, [4, 5]).tolist()
    [2, 3]
    """
    most = np.asarray(count)
    return np.clip(np.ceil(share * most - ROUNDING), 1, most).astype(np.int64)


class WithQuantiles(Protocol):
    """What has gathered one number a future, and tells their order statistics."""

    def quantiles(self, shares: Sequence[float]) -> list[Floats]:
        """Return order statistics over all futures, as ``estimators.quantiles`` does."""


def tenths(gathered: WithQuantiles, prefix: str) -> dict[str, Floats]:
    """Return the first, fifth and ninth tenth of what was gathered over all futures, by name.

    Parameters
    ----------
    gathered
        What tells the order statistics.
    prefix
        What the names begin with.
    """
    return {f"{prefix}{name}": found for name, found in zip(TENTHS_NAMES, gathered.quantiles(TENTHS), strict=True)}


@cache
def median_ranks(count: int) -> tuple[int, int] | None:
    """Return the ranks, from 1, of the order statistics that bound the median with at least 95 % confidence.

    Parameters
    ----------
    count
        How many values there are.

    Returns
    -------
    tuple or None
        Lower and upper rank; None below six values, where even the smallest and the largest leave the median
        out too often.

    Notes
    -----
    The number of values below the median is binomial with one half, whatever the distribution.

    Examples
    --------
    >>> median_ranks(10), median_ranks(100), median_ranks(5)
    ((2, 9), (40, 61), None)
    """
    # Whole numbers, because one half to the power of many futures is nothing in floating point; each binomial
    # coefficient from the one before, because those of many futures have many digits.
    rank, tail, ways, most = 0, 0, 1, 2**count // (2 * OUTSIDE)
    while (tail := tail + ways) <= most:
        ways = ways * (count - rank) // (rank + 1)
        rank += 1
    return (rank, count + 1 - rank) if rank else None
