"""What flow costs in mains that run full: head of water, squared pressure of gas, and how fast steam may run."""

from math import pi

import numpy as np

from sim.capacity import Floats

SECONDS_PER_DAY = 86_400.0
SECONDS_PER_HOUR = 3600.0
KG_PER_T = 1000.0
MPA_PER_BAR = 0.1

HAZEN_WILLIAMS = 10.667
"""Of the Hazen-Williams formula in m and m3/s: EPANET's 4.727 in ft and ft3/s (ROSSMAN2020)."""

HAZEN_WILLIAMS_FLOW, HAZEN_WILLIAMS_DIAMETER = 1.852, 4.871
"""Its exponents [-] (ROSSMAN2020)."""

RENOUARD = 48_600.0
"""Of Renouard's quadratic formula in bar2, km, m3/h and mm (PAMFORMULAIRE)."""

RENOUARD_FLOW, RENOUARD_DIAMETER = 1.82, 4.82
"""Its exponents [-] (PAMFORMULAIRE)."""

DARCY_FLOW, DARCY_DIAMETER = 2.0, 5.0
"""Exponents [-] of rough turbulent flow, by which steam parts between two mains (Darcy-Weisbach)."""


def head_per_m3_per_d(length_m: Floats, diameter_mm: Floats, *, hazen_williams_c: Floats) -> Floats:
    """Return what a water main costs in head at a flow of 1 m3/d.

    Parameters
    ----------
    length_m
        Length [m].
    diameter_mm
        Inner diameter [mm].
    hazen_williams_c
        Smoothness C of Hazen and Williams [-]; new lined iron 130, old iron 100.

    Returns
    -------
    numpy.ndarray
        r in h = r Q^1.852, h in m, Q in m3/d.

    Notes
    -----
    h = 10.667 L Q^1.852 / (C^1.852 d^4.871) in m and m3/s [1]_. Water of ordinary temperature, turbulent flow, from
    about 50 mm and 0.5 to 3 m/s; no losses at bends and valves.

    References
    ----------
    .. [1] Rossman, L. A. et al. (2020). EPANET 2.2 User Manual, table 3.1 (key ROSSMAN2020).

    Examples
    --------
    A kilometre of DN 300, C 130, at 5000 m3/d:

    >>> resistance = head_per_m3_per_d(np.array([1000.0]), np.array([300.0]), hazen_williams_c=np.array([130.0]))
    >>> (resistance * 5000.0**1.852).round(2).tolist()
    [2.33]
    """
    per_m3_per_s = HAZEN_WILLIAMS * length_m / (
        hazen_williams_c**HAZEN_WILLIAMS_FLOW * (diameter_mm / 1000.0)**HAZEN_WILLIAMS_DIAMETER)
    return np.asarray(per_m3_per_s / SECONDS_PER_DAY**HAZEN_WILLIAMS_FLOW)


def squared_mpa_per_m3_per_h(length_m: Floats, diameter_mm: Floats, *, relative_density: float) -> Floats:
    """Return what a gas main costs in squared pressure at a flow of 1 Nm3/h.

    Parameters
    ----------
    length_m
        Length [m].
    diameter_mm
        Inner diameter [mm].
    relative_density
        Of the gas to air [-]; natural gas 0.55 to 0.65.

    Returns
    -------
    numpy.ndarray
        r in p1^2 - p2^2 = r Q^1.82, absolute pressures in MPa, Q in Nm3/h.

    Notes
    -----
    Renouard's quadratic formula p1^2 - p2^2 = 48600 s L Q^1.82 d^-4.82 in bar, km, m3/h and mm [1]_: isothermal flow
    with the friction factor 0.172 Re^-0.18. For more than 0.05 bar of gauge pressure and Q/d up to 150 m3/h per mm;
    height, bends and valves are left out.

    References
    ----------
    .. [1] Pont-à-Mousson (1989). Formulaire. Lavoisier (key PAMFORMULAIRE).

    Examples
    --------
    A kilometre of DN 150 at 1000 Nm3/h, from 0.4 MPa:

    >>> resistance = squared_mpa_per_m3_per_h(np.array([1000.0]), np.array([150.0]), relative_density=0.6)
    >>> np.sqrt(0.4**2 - resistance * 1000.0**1.82).round(4).tolist()
    [0.3966]
    """
    in_bar = RENOUARD * relative_density * (length_m / 1000.0) * diameter_mm**-RENOUARD_DIAMETER
    return np.asarray(in_bar * MPA_PER_BAR**2)


def steam_t_per_h(diameter_mm: Floats, velocity_m_per_s: Floats, *, kg_per_m3: float) -> Floats:
    """Return what a steam main carries at a velocity.

    Parameters
    ----------
    diameter_mm
        Inner diameter [mm].
    velocity_m_per_s
        Of the steam [m/s].
    kg_per_m3
        Its density at the least pressure of the main [kg/m3].

    Returns
    -------
    numpy.ndarray
        Flow [t/h].

    Examples
    --------
    >>> steam_t_per_h(np.array([400.0]), np.array([60.0]), kg_per_m3=5.0).round(1).tolist()
    [135.7]
    """
    area_m2 = pi * (diameter_mm / 1000.0)**2 / 4
    return np.asarray(area_m2 * velocity_m_per_s * kg_per_m3 * SECONDS_PER_HOUR / KG_PER_T)
