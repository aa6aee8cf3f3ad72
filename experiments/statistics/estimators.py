"""Estimates over futures and how sure they are: intervals of shares, order statistics and their ranks."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from math import inf
from statistics import NormalDist
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.capacity import Floats

CONFIDENCE = 0.95
"""Confidence of every interval [-]."""

ROUNDING = 1e-9
"""Rounding of a probability, or of a share times a count, that must not move an order statistic [-]."""

TENTHS = (0.1, 0.5, 0.9)
"""Shares of the futures [-] at which every distribution is told: P10, P50, P90."""

TENTHS_NAMES = tuple(f"p{round(100 * share)}" for share in TENTHS)


def wilson(successes: ArrayLike, trials: ArrayLike, *, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Return the Wilson score interval of a share, without continuity correction.

    Parameters
    ----------
    successes
        In how many trials it happened, any shape.
    trials
        How many there were, at least one, of the same shape or one for all.
    confidence
        Confidence of the interval [-].

    Returns
    -------
    low, high
        Ends of the interval [-], in the shape of ``successes``.

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
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
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
def quantile_ranks(count: int, share: float, *, confidence: float = CONFIDENCE) -> tuple[int | None, int | None]:
    """Return the ranks, from 1, of the order statistics that bound a quantile with at least a confidence.

    Parameters
    ----------
    count
        How many values there are, at least one.
    share
        Share [-] of all that the quantile is not exceeded by, between 0 and 1.
    confidence
        Confidence of both ends together [-].

    Returns
    -------
    lower, upper
        A pair that no rank can be taken from; None on a side that no order statistic bounds.

    Notes
    -----
    The number of values that do not exceed the quantile is binomial with its share, whatever the distribution [1]_.
    The textbook's pair leaves out at most half of what is missing from the confidence on either side, and holds too
    often, because ranks are whole. So where both sides are bounded a rank is taken from it while the confidence
    allows, from the side where the quantile is less likely; where both are alike, from above, which leaves the pair
    around the median of an even count symmetric about ``rank_of``. A distribution with steps, as that of whole
    months, can only raise the confidence.

    References
    ----------
    .. [1] Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd ed., section 3.2. Wiley.

    Examples
    --------
    >>> quantile_ranks(10, 0.5), quantile_ranks(100, 0.5), quantile_ranks(200, 0.1)
    ((2, 9), (40, 60), (12, 29))
    >>> quantile_ranks(5, 0.5), quantile_ranks(20, 0.1)
    ((None, None), (None, 6))
    """
    from scipy.special import bdtr, bdtrc

    def fewer(rank: int) -> float:
        # Probability that fewer values than a rank do not exceed the quantile.
        return float(bdtr(rank - 1, count, share)) if rank else 0.0

    tail = (1 - confidence) / 2
    # Ranks 0 and count + 1 stand for a side that nothing bounds.
    lower = bisect_right(range(1, count + 1), tail, key=fewer)
    upper = 1 + bisect_left(range(1, count + 1), -tail, key=lambda rank: -float(bdtrc(rank - 1, count, share)))
    while lower and upper <= count:
        less, more = fewer(lower + 1) - fewer(lower), fewer(upper) - fewer(upper - 1)
        if fewer(upper) - fewer(lower) - min(less, more) < confidence:
            break
        lower, upper = (lower + 1, upper) if less < more - ROUNDING else (lower, upper - 1)
    return lower or None, upper if upper <= count else None


def quantile_interval(values: NDArray[Any], share: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the distribution-free interval of a quantile.

    Parameters
    ----------
    values
        One value a future; infinity stands for later than anything.
    share
        Share [-] of the quantile.
    confidence
        Confidence of the interval [-].

    Returns
    -------
    low, high
        Two of the values; minus or plus infinity where they are too few to bound that side.

    Examples
    --------
    >>> quantile_interval(np.arange(1.0, 11.0), 0.5), quantile_interval(np.arange(1.0, 21.0), 0.1)
    ((2.0, 9.0), (-inf, 6.0))
    """
    lower, upper = quantile_ranks(len(values), share, confidence=confidence)
    ordered = np.sort(values)
    return (-inf if lower is None else float(ordered[lower - 1]),
            inf if upper is None else float(ordered[upper - 1]))


@cache
def student(count: int, *, confidence: float = CONFIDENCE) -> float:
    """Return how many standard errors the interval of a mean reaches to either side.

    Parameters
    ----------
    count
        How many values the mean is made of.
    confidence
        Confidence of the interval [-].

    Returns
    -------
    float
        Student's quantile of ``count`` - 1 degrees of freedom; infinite for one value. It holds for many values, or
        for values near a normal distribution.

    Examples
    --------
    >>> round(student(5), 3), student(1)
    (2.776, inf)
    """
    from scipy.special import stdtrit

    return float(stdtrit(count - 1, 0.5 + confidence / 2)) if count > 1 else inf
