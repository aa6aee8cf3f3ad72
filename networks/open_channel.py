"""Steady uniform flow in circular sewers, and how sewage peaks."""

import numpy as np

from sim.capacity import Floats

SECONDS_PER_DAY = 86_400.0
KZ_HIGHEST, KZ_LOWEST = 2.3, 1.3
"""Bounds of the peaking factor [-] (GB50014)."""

KZ_FROM_L_PER_S = 1.0
"""Flow below which the formula is not asked [L/s]; its bound has been reached long before."""


def partly_full_m3_per_d(diameter_m: Floats, slope: Floats, *, manning_n: Floats, filling: Floats) -> Floats:
    """Return the flow of circular sewers at a filling.

    Parameters
    ----------
    diameter_m
        Inner diameter [m].
    slope
        Fall per length [-].
    manning_n
        Roughness [s/m^(1/3)].
    filling
        Depth over diameter [-], above 0 and up to 1.

    Returns
    -------
    numpy.ndarray
        Flow [m3/d].

    Notes
    -----
    Manning's equation with the hydraulic radius of the wetted segment [1]_. Steady uniform flow only: no
    surcharge, no backwater.

    References
    ----------
    .. [1] Chow, V. T. (1959). Open-Channel Hydraulics. McGraw-Hill.

    Examples
    --------
    >>> round(float(partly_full_m3_per_d(0.30, 0.004, manning_n=0.013, filling=1.0)))
    5284
    """
    angle = 2 * np.arccos(1 - 2 * np.asarray(filling))
    area_m2 = diameter_m**2 / 8 * (angle - np.sin(angle))
    radius_m = diameter_m / 4 * (1 - np.sin(angle) / angle)
    return area_m2 * radius_m ** (2 / 3) * np.sqrt(slope) / manning_n * SECONDS_PER_DAY


def peaking_factor(average_l_per_s: Floats) -> Floats:
    """Return the ratio of the peak flow to the average flow of sewage.

    Parameters
    ----------
    average_l_per_s
        Average flow at the pipe [L/s].

    Returns
    -------
    numpy.ndarray
        Peaking factor Kz [-].

    Notes
    -----
    Kz = 2.7 / Q^0.11, kept between 2.3 (up to 5 L/s) and 1.3 (1000 L/s and more); it reproduces the printed table
    after rounding [1]_.

    References
    ----------
    .. [1] GB 50014-2006, table 3.1.3 (key GB50014).

    Examples
    --------
    >>> peaking_factor(np.array([5.0, 40.0, 100.0])).round(1).tolist()
    [2.3, 1.8, 1.6]
    """
    flow = np.maximum(average_l_per_s, KZ_FROM_L_PER_S)
    return np.clip(2.7 / flow**0.11, KZ_LOWEST, KZ_HIGHEST)
