"""Sewers drawn at random, and what EPA SWMM's engine makes of them in steady dynamic-wave flow."""

from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
from swmm.toolkit import solver
from swmm.toolkit.shared_enum import LinkResult, ObjectType

from networks.sewage import SewageSystem
from sim.park import Area

DIAMETERS_MM = (200, 300, 400, 500, 600, 800, 1000, 1200)
HOURS = 12
"""Long enough for these networks to fill and come to rest."""

DEEP_M = 500.0
"""Depth of every manhole: a surcharged pipe presses its water up there, and nothing overflows."""

OUTFALLS = ("outfall_0", "outfall_1")
MAX_DAY_OVER_AVERAGE = 1.25


@dataclass(frozen=True)
class Network:
    """Pipes that fall towards two outfalls; the manhole of a number drains to smaller ones."""

    pipes: pd.DataFrame
    invert_m: dict[str, float]
    inflow_m3_per_s: dict[str, float]


@dataclass(frozen=True)
class Steady:
    """What SWMM found at the end: flow by pipe [m3/s], pipes above their full flow, overflow [m3]."""

    flow: dict[str, float]
    over_full: frozenset[str]
    overflow: float


def drawn(manholes: int, *, seed: int, second_pipes: float) -> Network:
    """Return a network; ``second_pipes`` is the share of manholes that drain by two pipes."""
    chance = np.random.default_rng(seed)
    rows: list[dict] = []
    invert_m = dict.fromkeys(OUTFALLS, 0.0)
    inflow = {f"m{at}": float(chance.uniform(0.001, 0.02)) for at in range(manholes)}
    for at in range(manholes):
        below = ([OUTFALLS[at]] if at < 2 else
                 [f"m{to}" for to in chance.choice(np.arange(max(0, at - 8), at), replace=False, size=1 + int(
                     at > 2 and chance.random() < second_pipes))])
        for to in below:
            slope, length = float(chance.uniform(0.003, 0.01)), float(chance.uniform(40.0, 150.0))
            rows.append({"pipe": f"p{len(rows)}", "from_manhole": f"m{at}", "to_manhole": to, "length_m": length,
                         "slope": slope, "fall_m": slope * length / sqrt(1 + slope**2),
                         "diameter_mm": float(chance.choice(DIAMETERS_MM[:4] if at > 10 else DIAMETERS_MM[2:]))})
        invert_m[f"m{at}"] = max(invert_m[row["to_manhole"]] + row["fall_m"] for row in rows[-len(below):])
    table = pd.DataFrame(rows).assign(manning_n=0.013, allowed_filling=1.0, kind="gravity", capacity_m3_per_d=0.0,
                                      priority=0, share=0.0, asset="all", label="")
    return Network(table, invert_m, inflow)


def steady(network: Network, times: float, folder: Path) -> Steady:
    """Return where SWMM's dynamic wave comes to rest while inflows are so many times the network's."""
    written, report, binary = (folder / name for name in ("sewers.inp", "sewers.rpt", "sewers.out"))
    written.write_text(_inp(network, times), encoding="utf-8")
    solver.swmm_open(str(written), str(report), str(binary))
    try:
        solver.swmm_start(0)
        while solver.swmm_stride(3600) > 0:
            at_rest = {pipe: solver.link_get_result(solver.project_get_index(ObjectType.LINK, pipe), LinkResult.FLOW)
                       for pipe in network.pipes["pipe"]}
        # Hours above full normal flow; the filling at first counts too, so that half of them are asked for.
        over_full = frozenset(pipe for pipe in at_rest if solver.link_get_stats(
            solver.project_get_index(ObjectType.LINK, pipe)).timeFullFlow > HOURS / 2)
        overflow = sum(solver.node_get_stats(solver.project_get_index(ObjectType.NODE, name)).volFlooded
                       for name in network.inflow_m3_per_s)
        solver.swmm_end()
    finally:
        solver.swmm_close()
    return Steady(at_rest, over_full, overflow)


def shares_of(network: Network, flow: dict[str, float]) -> dict[str, float]:
    """Return how SWMM's flow parts where a manhole drains by several pipes [-]."""
    shares = {}
    for _, rows in network.pipes.groupby("from_manhole"):
        if len(rows) > 1:
            whole = sum(flow[pipe] for pipe in rows["pipe"])
            shares |= {pipe: flow[pipe] / whole for pipe in rows["pipe"]}
    return shares


def ours(network: Network, times: float, shares: dict[str, float]) -> dict[str, float]:
    """Return the product's utilisation by pipe for the same inflow, every factor of peaking cancelled."""
    areas = tuple(Area(name, name, 1.0, "", "", name) for name in network.inflow_m3_per_s)
    places = pd.DataFrame(
        [(name, "manhole", "", 0.0) for name in network.inflow_m3_per_s]
        + [(name, "outfall", "all", 1e6) for name in OUTFALLS],
        columns=["manhole", "kind", "asset", "capacity_m3_per_d"]).assign(label="", receiving_depth_m=0.0)
    # No sewage is domestic, and the industrial peak cancels the step from the largest day to the average one.
    effluents = pd.DataFrame(
        [(area.name, quantity, value) for area in areas
         for quantity, value in (("domestic_share", 0.0), ("industrial_peak", MAX_DAY_OVER_AVERAGE))],
        columns=["area", "quantity", "value"])
    pipes = network.pipes.assign(share=network.pipes["pipe"].map(shares).fillna(0.0))
    sewers = SewageSystem.from_tables({"manholes": places, "pipes": pipes, "effluents": effluents}, areas)
    inflow = np.array([list(network.inflow_m3_per_s.values())])[:, :, None] * times * 86_400
    answer = sewers.assess({"sewage_m3_per_d": inflow, "infiltration_ratio": np.zeros((1, 1, 1))},
                           np.ones((1, len(sewers.assets)), dtype=bool))
    return dict(zip(pipes["pipe"], answer.utilisation[0, :len(pipes)].tolist(), strict=True))


def _inp(network: Network, times: float) -> str:
    invert, pipes = network.invert_m, network.pipes.to_dict("records")
    sections = {
        "OPTIONS": [
            "FLOW_UNITS CMS", "FLOW_ROUTING DYNWAVE", "LINK_OFFSETS DEPTH", "MIN_SLOPE 0", "ALLOW_PONDING NO",
            "START_DATE 01/01/2027", "START_TIME 00:00:00", "END_DATE 01/01/2027", f"END_TIME {HOURS}:00:00",
            "REPORT_START_DATE 01/01/2027", "REPORT_STEP 01:00:00", "ROUTING_STEP 2", "VARIABLE_STEP 0",
            "INERTIAL_DAMPING PARTIAL", "NORMAL_FLOW_LIMITED BOTH", "FORCE_MAIN_EQUATION H-W", "THREADS 1"],
        "JUNCTIONS": [f"{name} {invert[name]:.12f} {DEEP_M} 0 0 0" for name in network.inflow_m3_per_s],
        "OUTFALLS": [f"{name} {invert[name]:.12f} FREE NO" for name in OUTFALLS],
        "CONDUITS": [
            f"{row['pipe']} {row['from_manhole']} {row['to_manhole']} {row['length_m']:.12f} {row['manning_n']} "
            f"0 {_drop(row, invert):.12f} 0 0" for row in pipes],
        "XSECTIONS": [f"{row['pipe']} CIRCULAR {row['diameter_mm'] / 1000} 0 0 0 1" for row in pipes],
        "INFLOWS": [f'{name} FLOW "" FLOW 1.0 1.0 {flow * times:.15f}'
                    for name, flow in network.inflow_m3_per_s.items()],
    }
    return "\n".join(f"[{name}]\n" + "\n".join(lines) + "\n" for name, lines in sections.items())


def _drop(pipe: dict, invert_m: dict[str, float]) -> float:
    return max(invert_m[pipe["from_manhole"]] - pipe["fall_m"] - invert_m[pipe["to_manhole"]], 0.0)
