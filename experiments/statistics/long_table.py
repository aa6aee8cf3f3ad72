"""Arrays with named axes as tables with one row a cell."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def long_table(axes: Mapping[str, Sequence[Any]],
               columns: Mapping[str, NDArray[Any] | Sequence[Any] | int]) -> pd.DataFrame:
    """Return a table with one row for every combination of the axes' values, the last axis running fastest.

    Parameters
    ----------
    axes
        Values along every axis, by the name of its column.
    columns
        Arrays in the shape of the axes, or anything that spreads over it.

    Examples
    --------
    >>> print(long_table({"plan": ["a", "b"], "year": [2027, 2028]}, {"share": np.array([[0, 1], [2, 3]])}))
      plan  year  share
    0    a  2027      0
    1    a  2028      1
    2    b  2027      2
    3    b  2028      3
    """
    shape = tuple(len(values) for values in axes.values())
    places = np.indices(shape).reshape(len(shape), -1)
    table = {name: np.array(values)[place] for (name, values), place in zip(axes.items(), places, strict=True)}
    for name, values in columns.items():
        table[name] = np.broadcast_to(np.asarray(values), shape).ravel()
    return pd.DataFrame(table)
