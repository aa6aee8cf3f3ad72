"""How hard it rains, and how much of it a park must carry away: the rational method."""

from dataclasses import dataclass
from math import log10

import numpy as np

from sim.capacity import Floats

L_PER_S_HA = 167.0
"""Rain of 1 mm/min [L/(s.ha)], as the formulas of cities round it."""

HECTARES_OF_VALIDITY = 200.0
"""Largest catchment that the rational method is used for [ha] (GB50318)."""


@dataclass(frozen=True)
class Rain:
    """The formula of rainfall intensity of a place, for one return period.

    Parameters
    ----------
    a1
        Rain of the first year's storm: A1 [mm/min.min^n].
    c
        What a tenfold return period adds [-].
    b_min
        Constant of time [min].
    n
        Exponent [-].
    return_period_a
        Years between two such storms [a].
    """

    a1: float
    c: float
    b_min: float
    n: float
    return_period_a: float

    def intensity(self, duration_min: Floats) -> Floats:
        """Return the intensity of the storm of some duration [L/(s.ha)].

        Parameters
        ----------
        duration_min
            Duration [min], float.

        Notes
        -----
        q = 167 A1 (1 + C lg P) / (t + b)^n, the form that Chinese cities publish their constants for; valid for
        durations up to 180 min (GB50014).

        Examples
        --------
        >>> storm = Rain(a1=10.0, c=0.9, b_min=8.0, n=0.8, return_period_a=1.0)
        >>> storm.intensity(np.array([8.0])).round(1).tolist()
        [181.7]
        """
        storm = L_PER_S_HA * self.a1 * (1 + self.c * log10(self.return_period_a))
        return np.asarray(storm / (np.asarray(duration_min, dtype=np.float64) + self.b_min) ** self.n)


def runoff_coefficient(built_ha: Floats, *, gross_ha: Floats, field: Floats, built: Floats) -> Floats:
    """Return the part of the rain that runs off an area whose plots are built one by one.

    Parameters
    ----------
    built_ha
        Land of plots that are built or being built [ha].
    gross_ha
        All land of the area [ha].
    field, built
        Coefficients of what is still field and of built plots [-].

    Returns
    -------
    numpy.ndarray
        The mean over the land, each part with its share [-].

    Examples
    --------
    >>> runoff_coefficient(np.array(25.0), gross_ha=100.0, field=0.2, built=0.8).round(3).item()
    0.35
    """
    return np.asarray(field + (built - field) * built_ha / gross_ha)
