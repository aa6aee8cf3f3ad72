"""Steady uniform flow in circular sewers, and how sewage peaks."""

import numpy as np

from sim.capacity import Floats

SECONDS_PER_DAY = 86_400.0
LITRES_PER_M3 = 1000.0
MAX_DAY_OVER_AVERAGE = 1.25
"""Sewage of the largest day over that of the average day [-] (GB50318, confidence C)."""

KZ_COEFFICIENT, KZ_EXPONENT = 2.7, 0.11
"""Of the peaking factor Kz = 2.7 / Q^0.11, Q in L/s (GB50014, confidence A-)."""

KZ_HIGHEST, KZ_LOWEST = 2.3, 1.3
"""Bounds of the peaking factor [-] (GB50014, confidence A-)."""

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
    angle = _angle(np.asarray(filling))
    area_m2 = diameter_m**2 / 8 * (angle - np.sin(angle))
    radius_m = diameter_m / 4 * (1 - np.sin(angle) / angle)
    return area_m2 * radius_m ** (2 / 3) * np.sqrt(slope) / manning_n * SECONDS_PER_DAY


def normal_filling(flow_over_full: Floats) -> Floats:
    """Return how full a circular sewer runs in steady uniform flow.

    Parameters
    ----------
    flow_over_full
        Flow over the flow just full [-].

    Returns
    -------
    numpy.ndarray
        Depth over diameter [-], 1 where more flows than the pipe carries at any filling.

    Examples
    --------
    >>> normal_filling(np.array([0.0, 0.5, 1.2])).round(3).tolist()
    [0.0, 0.5, 1.0]
    """
    return np.where(np.asarray(flow_over_full) > _OVER_FULL[-1], 1.0, np.interp(flow_over_full, _OVER_FULL, _FILLINGS))


def cleansing_m3_per_d(diameter_m: Floats, slope: Floats, *, manning_n: Floats, velocity_m_per_s: float) -> Floats:
    """Return the least flow at which water in circular sewers reaches a velocity.

    Parameters
    ----------
    diameter_m
        Inner diameter [m].
    slope
        Fall per length [-].
    manning_n
        Roughness [s/m^(1/3)].
    velocity_m_per_s
        Wanted velocity [m/s].

    Returns
    -------
    numpy.ndarray
        Flow [m3/d]; infinity where no filling makes it that fast.

    Examples
    --------
    >>> slope = np.array([0.004, 0.0004])
    >>> cleansing_m3_per_d(0.30, slope, manning_n=0.013, velocity_m_per_s=0.6).round().tolist()
    [698.0, inf]
    """
    # The hydraulic radius that this velocity needs; it grows with the filling up to where water is fastest.
    needed = (velocity_m_per_s * manning_n / np.sqrt(slope))**1.5 / (np.asarray(diameter_m) / 4)
    filling = np.interp(needed, _RADIUS_OVER_FULL, _FILLINGS_TO_FASTEST)
    flow = partly_full_m3_per_d(diameter_m, slope, manning_n=manning_n, filling=filling)
    return np.where(needed > _RADIUS_OVER_FULL[-1], np.inf, flow)


def _angle(filling: Floats) -> Floats:
    # Seen from the centre, between both ends of the water's surface [rad].
    return 2 * np.arccos(1 - 2 * filling)


# Where most flows, and where water is fastest: from there on more filling brings less.
_FILLINGS = np.linspace(0.0, 0.938, 2000)
_ANGLES = _angle(_FILLINGS[1:])
_OVER_FULL = np.concatenate([[0.0], (_ANGLES - np.sin(_ANGLES))**(5 / 3) / _ANGLES**(2 / 3) / (2 * np.pi)])
_FILLINGS_TO_FASTEST = np.linspace(0.001, 0.8128, 2000)
_RADIUS_OVER_FULL = 1 - np.sin(_angle(_FILLINGS_TO_FASTEST)) / _angle(_FILLINGS_TO_FASTEST)


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
    return np.clip(KZ_COEFFICIENT / flow**KZ_EXPONENT, KZ_LOWEST, KZ_HIGHEST)
