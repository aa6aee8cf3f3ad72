"""Sums whose bits do not depend on how many are added up beside them."""

from collections.abc import Iterable

from sim.capacity import Floats


def added(parts: Iterable[Floats]) -> Floats:
    """Return the sum of arrays, one addition after the other.

    Parameters
    ----------
    parts
        At least one, all of one shape.

    Notes
    -----
    A sum along an axis may be taken in another order for another number of worlds.

    Examples
    --------
    >>> import numpy as np
    >>> added([np.array([1.0, 2.0]), np.array([3.0, 4.0])]).tolist()
    [4.0, 6.0]
    """
    first, *others = parts
    total: Floats = first.copy()
    for part in others:
        total += part
    return total
