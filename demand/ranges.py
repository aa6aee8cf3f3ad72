"""From low, typical and high to a value, and from hazards to a life."""

import numpy as np

from sim.capacity import Floats

Span = tuple[Floats | float, Floats | float, Floats | float]
"""Low, typical and high."""


def within(uniform: Floats | float, span: Span) -> Floats:
    """Return the value of a quantity at a uniform number.

    Parameters
    ----------
    uniform
        Between 0 and 1 [-].
    span
        Least, median and largest value, in the quantity's unit.

    Returns
    -------
    numpy.ndarray
        In the quantity's unit.

    Notes
    -----
    The quantile function is straight from low to typical and from typical to high: half of the values lie on
    either side of the typical one, none outside the range.

    Examples
    --------
    >>> within(np.array([0.25, 0.5, 0.75]), (100.0, 200.0, 600.0)).tolist()
    [150.0, 200.0, 400.0]
    """
    low, typical, high = span
    below = low + (typical - np.asarray(low)) * np.minimum(2.0 * np.asarray(uniform), 1.0)
    return np.asarray(below + (high - np.asarray(typical)) * np.maximum(2.0 * np.asarray(uniform) - 1.0, 0.0))


def life_years(uniform: Floats, *, hazard_per_a: Floats, multiplier: Floats | float = 1.0) -> Floats:
    """Return how long enterprises operate.

    Parameters
    ----------
    uniform
        Share of enterprises that live longer than this one [-].
    hazard_per_a
        Exit hazard in the first, second, ... year of operation [1/a]; the last one holds ever after.
    multiplier
        Factor on the hazard [-].

    Returns
    -------
    numpy.ndarray
        Years [a].

    Notes
    -----
    Inverse transform of the survival exp(-H(t)) with the cumulative hazard H, piecewise straight.

    Examples
    --------
    >>> life_years(np.exp([-0.05, -0.2]), hazard_per_a=np.array([0.1])).round(6).tolist()
    [0.5, 2.0]
    """
    years = np.arange(len(hazard_per_a) + 1.0)
    cumulated = np.concatenate([[0.0], np.cumsum(hazard_per_a)])
    spent = -np.log(uniform) / multiplier
    last = hazard_per_a[-1]
    beyond = years[-1] + (spent - cumulated[-1]) / last if last > 0 else np.full_like(spent, np.inf)
    return np.where(spent <= cumulated[-1], np.interp(spent, cumulated, years), beyond)
