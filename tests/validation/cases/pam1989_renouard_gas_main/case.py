"""Squared pressure lost in gas mains: Renouard's formula as the gas system has it, and the general equation."""

from math import pi

import numpy as np

from networks.pressure_laws import squared_mpa_per_m3_per_h

RENOUARD_FLOW = 1.82
AIR_KG_PER_M3, ATMOSPHERE_PA = 1.293, 101_325.0
"""At 0 C."""

WARMTH = 288.15 / 273.15
VISCOSITY_PA_S = 1.1e-5
"""Of natural gas at 15 C, recalled."""

MAINS = ((1000.0, 150.0), (300.0, 100.0), (6000.0, 250.0))
"""Flows [Nm3/h] and diameters [mm]."""


def _general_mpa2(flow_m3_per_h: float, diameter_mm: float, *, relative_density: float) -> float:
    # p1^2 - p2^2 = lambda L/D rho_n p_n T/T_n (Q_n/A)^2 over a kilometre, lambda = 0.172 Re^-0.18.
    density, diameter = relative_density * AIR_KG_PER_M3, diameter_mm / 1000.0
    velocity = flow_m3_per_h / 3600.0 / (pi * diameter**2 / 4)
    friction = 0.172 * (density * velocity * diameter / VISCOSITY_PA_S) ** -0.18
    return friction * 1000.0 / diameter * density * ATMOSPHERE_PA * WARMTH * velocity**2 / 1e12


def _ours_mpa2(flow_m3_per_h: float, diameter_mm: float, *, relative_density: float) -> float:
    return float(squared_mpa_per_m3_per_h(np.array(1000.0), np.array(diameter_mm),
                                          relative_density=relative_density)) * flow_m3_per_h**RENOUARD_FLOW


def measured() -> dict[str, float]:
    """Return the ratios of both for three mains, and of natural gas to town gas."""
    ratios = {f"over_general_dn_{diameter:.0f}": _ours_mpa2(flow, diameter, relative_density=0.6)
              / _general_mpa2(flow, diameter, relative_density=0.6) for flow, diameter in MAINS}
    return ratios | {"natural_over_town_gas": _ours_mpa2(1000.0, 150.0, relative_density=0.54)
                     / _ours_mpa2(1000.0, 150.0, relative_density=0.50)}
