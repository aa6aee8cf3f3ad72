"""What is told of gravity sewers beside their limits: flow too slow to cleanse, and backwater from below."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from networks.gravity_routes import Route
from networks.open_channel import cleansing_m3_per_d, normal_filling, partly_full_m3_per_d
from networks.sewage_tables import RISING_MAIN
from sim.capacity import Bools, Caution, Floats, Integers

CLEANSING_M_PER_S = 0.6
"""Velocity that carries solids along [m/s], asked for at the design filling (GB50014, confidence A-)."""

TOLERANCE_M = 0.01
"""Height of water that a screen does not tell apart [m]."""


@dataclass(frozen=True)
class Sewers:
    """What the warnings need to know of all pipes.

    Parameters
    ----------
    falls
        True for gravity sewers, bool [pipes].
    length_m, diameter_m, slope, filling
        Of each pipe [m, m, -, -]; filling is the allowed one.
    full_m3_per_d
        Flow just full [m3/d]; 0 for rising mains.
    cleansing_m3_per_d
        Flow from which the water is fast enough [m3/d]; infinity where it never is, 0 for rising mains.
    receiving_m
        Water at each manhole that is an outfall or works above the invert of what ends there [m], float [manholes].
    """

    falls: Bools
    length_m: Floats
    diameter_m: Floats
    slope: Floats
    filling: Floats
    full_m3_per_d: Floats
    cleansing_m3_per_d: Floats
    receiving_m: Floats

    @classmethod
    def of(cls, manholes: pd.DataFrame, pipes: pd.DataFrame) -> Self:
        """Return what the tables say."""
        falls = (pipes["kind"] != RISING_MAIN).to_numpy()
        length_m, slope, manning_n, filling = (
            pipes[name].to_numpy(np.float64) for name in ("length_m", "slope", "manning_n", "allowed_filling"))
        diameter_m = pipes["diameter_mm"].to_numpy(np.float64) / 1000.0
        full, cleansing = np.zeros(len(pipes)), np.zeros(len(pipes))
        full[falls] = partly_full_m3_per_d(diameter_m[falls], slope[falls], manning_n=manning_n[falls],
                                           filling=np.ones(int(falls.sum())))
        cleansing[falls] = cleansing_m3_per_d(diameter_m[falls], slope[falls], manning_n=manning_n[falls],
                                              velocity_m_per_s=CLEANSING_M_PER_S)
        receiving = manholes.drop_duplicates("manhole")["receiving_depth_m"].to_numpy(np.float64)
        return cls(falls, length_m, diameter_m, slope, filling, full, cleansing, receiving)


def warnings_of(pipes: pd.DataFrame) -> tuple[Caution, ...]:
    """Return the warnings of the gravity sewers: first all that are slow, then all with backwater."""
    sewers = list(pipes.loc[pipes["kind"] != RISING_MAIN, ["pipe", "label"]].itertuples(index=False))
    slow = [Caution(f"{pipe}_slow", f"{label}: average flow is slower than {CLEANSING_M_PER_S} m/s and does not "
                                    "cleanse", "slow", pipe) for pipe, label in sewers]
    back = [Caution(f"{pipe}_backwater", f"{label}: water from below stands above its allowed filling", "backwater",
                    pipe) for pipe, label in sewers]
    return (*slow, *back)


def warn(sewers: Sewers, route: Route, *, average_m3_per_d: Floats, peak_m3_per_d: Floats) -> Bools:
    """Return which warnings stand in states of one route, bool [states, warnings].

    Parameters
    ----------
    sewers
        All pipes.
    route
        How sewage runs.
    average_m3_per_d, peak_m3_per_d
        Flow with infiltration [m3/d], float [states, pipes].

    Notes
    -----
    A screen, not a calculation of surcharge: one pass from the discharges upstream, in steady flow. Water at the lower
    end of a pipe is the highest that the pipes below or the receiving water put there; it reaches the upper end level,
    or with the friction slope of the full pipe where that is full. Pipes meet crown to crown; where a wider one runs
    into a narrower one, invert to invert. Pumps keep their wells drawn down.
    """
    slow = (average_m3_per_d > 0) & (average_m3_per_d < sewers.cleansing_m3_per_d)
    backwater = _backwater(sewers, route, peak_m3_per_d)
    return np.hstack([slow[:, sewers.falls], backwater[:, sewers.falls]])


def _backwater(sewers: Sewers, route: Route, peak: Floats) -> Bools:
    stands = np.zeros(peak.shape, dtype=np.bool_)
    leaving: dict[int, list[int]] = {}
    for step, start in enumerate(route.start.tolist()):
        leaving.setdefault(start, []).append(step)
    upper_m = np.zeros((len(route.pipe), len(peak)))
    for step in reversed(range(len(route.pipe))):
        pipe = int(route.pipe[step])
        if not sewers.falls[pipe]:
            continue
        flow, wide = peak[:, pipe], sewers.diameter_m[pipe]
        own = normal_filling(flow / sewers.full_m3_per_d[pipe]) * wide
        end = int(route.end[step])
        below = (_below(sewers, route.pipe, leaving[end], upper_m, wide=float(wide)) if end in leaving
                 else np.full(len(peak), sewers.receiving_m[end]))
        stands[:, pipe] = (flow > 0) & (below > np.maximum(own, sewers.filling[pipe] * wide) + TOLERANCE_M)
        lower, fall = np.maximum(below, own), sewers.slope[pipe] * sewers.length_m[pipe]
        rise = np.where(lower < wide, 0.0, (flow / sewers.full_m3_per_d[pipe])**2 * fall)
        upper_m[step] = np.maximum(lower + rise - fall, own)
    return stands


def _below(sewers: Sewers, pipes: Integers, steps: list[int], upper_m: Floats, *, wide: float) -> Floats:
    # Water that the pipes which leave a manhole put above the invert of one that enters it.
    below = np.zeros(upper_m.shape[1])
    for step in steps:
        if sewers.falls[pipes[step]]:
            below = np.maximum(below, upper_m[step] - max(float(sewers.diameter_m[pipes[step]]) - wide, 0.0))
    return below


def lasting_warnings(pipes: pd.DataFrame, sewers: Sewers) -> tuple[str, ...]:
    """Return a sentence for each gravity sewer that is too slow even at its allowed filling."""
    names, told = pipes["pipe"].tolist(), []
    for at in np.flatnonzero(sewers.falls):
        needed = sewers.cleansing_m3_per_d[at] / sewers.full_m3_per_d[at]
        if np.isinf(needed) or normal_filling(np.array(needed)) > sewers.filling[at]:
            told.append(f"pipe {names[at]!r} runs slower than {CLEANSING_M_PER_S} m/s even at its allowed filling and "
                        "does not cleanse; lay it steeper")
    return tuple(told)
