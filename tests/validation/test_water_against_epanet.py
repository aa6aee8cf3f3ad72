"""Steady heads in trees of water mains against EPA EPANET's engine."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from networks.water import WaterSystem
from sim.park import Area

toolkit = pytest.importorskip("epanet.toolkit", reason="EPANET's engine has no wheel for this machine")

DROP_RELATIVE = 5e-5
"""All drops differ by 3.45e-5: EPANET's 4.727 in feet and its feet in a metre against 10.667 in metres."""

FLOW_RELATIVE, FLOW_M3_PER_D = 1e-6, 0.01
"""Where mains side by side lose next to nothing EPANET takes the drop as linear in the flow."""

HEAD_M, DIAMETERS_MM = 500.0, (100, 150, 200, 250, 300, 400, 500, 600)


def drawn(count: int, *, seed: int, second: float) -> tuple[pd.DataFrame, dict[str, float]]:
    """Return mains that grow from ``start``, some doubled, and what is asked at each node [m3/d]."""
    chance = np.random.default_rng(seed)
    rows = []
    for at in range(count):
        start = "start" if at == 0 else f"n{chance.integers(max(0, at - 4), at)}"
        for name in (f"p{at}", *([f"q{at}"] if chance.random() < second else [])):
            rows.append({"pipe": name, "from_node": start, "to_node": f"n{at}",
                         "length_m": float(chance.uniform(200.0, 2000.0)),
                         "diameter_mm": float(chance.choice(DIAMETERS_MM[3:] if at < 8 else DIAMETERS_MM)),
                         "hazen_williams_c": float(chance.choice([100.0, 120.0, 130.0, 150.0]))})
    table = pd.DataFrame(rows).assign(asset="all", priority=0, label="")
    return table, {f"n{at}": float(chance.uniform(20.0, 200.0)) for at in range(count)}


def ours(table: pd.DataFrame, asked: dict[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Return head lost by node [m] and flow by pipe [m3/d], every hour alike and nothing leaking."""
    areas = tuple(Area(name, name, 1.0, "", "", "") for name in asked)
    nodes = pd.DataFrame(
        [("start", "source", "", "all", 1e6, HEAD_M), *((name, "node", name, "", 0.0, 0.0) for name in asked)],
        columns=["node", "kind", "area", "asset", "capacity_m3_per_d", "head_m"]).assign(
            elevation_m=0.0, required_head_m=0.0, label="", x_km=0.0, y_km=0.0)
    numbers = pd.DataFrame({"quantity": ["hour_factor", "leakage_share"], "value": [1.0, 0.0]})
    water = WaterSystem.from_tables({"nodes": nodes, "pipes": table, "numbers": numbers}, areas)
    demand = {"water_m3_per_d": np.array(list(asked.values())).reshape(1, -1, 1)}
    everything = np.ones((1, len(water.assets)), dtype=bool)
    used = water.assess(demand, everything).utilisation[0]
    lost = {limit.element: float(used[at] * HEAD_M) for at, limit in enumerate(water.limits)
            if limit.kind == "pressure"}
    return lost, dict(zip(table["pipe"], water.flows(demand, everything)[0].tolist(), strict=True))


def theirs(table: pd.DataFrame, asked: dict[str, float], folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Return the same as EPANET finds it."""
    written = folder / "mains.inp"
    written.write_text(_inp(table, asked), encoding="utf-8")
    project = toolkit.createproject()
    toolkit.open(project, str(written), str(folder / "mains.rpt"), str(folder / "mains.out"))
    try:
        toolkit.openH(project)
        toolkit.initH(project, 0)
        toolkit.runH(project)
        lost = {name: HEAD_M - toolkit.getnodevalue(project, toolkit.getnodeindex(project, name), toolkit.HEAD)
                for name in asked}
        flow = {pipe: toolkit.getlinkvalue(project, toolkit.getlinkindex(project, pipe), toolkit.FLOW)
                for pipe in table["pipe"]}
        toolkit.closeH(project)
    finally:
        toolkit.close(project)
        toolkit.deleteproject(project)
    return lost, flow


def _inp(table: pd.DataFrame, asked: dict[str, float]) -> str:
    pipes = table.to_dict("records")
    sections = {
        "JUNCTIONS": [f"{name} 0 {flow:.12f}" for name, flow in asked.items()],
        "RESERVOIRS": [f"start {HEAD_M}"],
        "PIPES": [f"{row['pipe']} {row['from_node']} {row['to_node']} {row['length_m']:.12f} {row['diameter_mm']} "
                  f"{row['hazen_williams_c']} 0 Open" for row in pipes],
        "OPTIONS": ["UNITS CMD", "HEADLOSS H-W", "TRIALS 200", "ACCURACY 0.000001"],
        "TIMES": ["DURATION 0"],
    }
    return "\n".join(f"[{name}]\n" + "\n".join(lines) + "\n" for name, lines in (sections | {"END": []}).items())


@pytest.mark.parametrize(("count", "seed", "second"), [(6, 1, 0.0), (20, 2, 0.0), (40, 3, 0.3), (60, 4, 0.5)])
def test_mains_lose_the_head_that_epanet_finds(count, seed, second, tmp_path):
    table, asked = drawn(count, seed=seed, second=second)
    (our_lost, our_flow), (their_lost, their_flow) = ours(table, asked), theirs(table, asked, tmp_path)
    assert our_flow == pytest.approx(their_flow, rel=FLOW_RELATIVE, abs=FLOW_M3_PER_D)
    assert our_lost == pytest.approx(their_lost, rel=DROP_RELATIVE)
    assert max(our_lost.values()) > 0.5
