"""The storm sewers of the table: nine lines, runoff and capacity of each."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from networks.drainage import DrainageSystem
from sim.park import Area

M_PER_FT, HA_PER_ACRE, CFS_PER_M3_PER_S = 0.3048, 0.404686, 35.3147
L_PER_S_HA_OF_IN_PER_H = 25.4 / 3600 * 10_000
MANNING_N = 0.013
"""Roughness of the book's full-pipe capacities, e.g. 3.3 cubic feet a second in 12 inches at 0.85 %."""

RAIN_IN_PER_H, RAIN_B_MIN = 130.2, 15.2
"""Rain of 130.2 / (t + 15.2) in/h, fitted to the column of rainfall, which prints 3.7 at 20 min and 3.2 at 26 min."""


def measured() -> dict[str, float]:
    """Return runoff at, and full capacity of, each line [cubic feet a second]."""
    with (Path(__file__).parent / "lines.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    names = [line["from_manhole"] for line in lines]
    areas = tuple(Area(name, name, 0.01, "", "", "") for name in names)
    coefficients = own_coefficients(lines)
    proof = {"source": "assumption", "confidence": "D"}
    nodes = pd.DataFrame({
        "node": [*names, "outfall"], "label": "", "kind": [*["node"] * len(names), "outfall"], "area": [*names, ""],
        "x_km": 0.0, "y_km": 0.0, "asset": [*[""] * len(names), "built"],
        "capacity_m3_per_s": [*[0.0] * len(names), 1 / CFS_PER_M3_PER_S], **proof})
    drains = pd.DataFrame({
        "drain": [f"line_{name}" for name in names], "label": "", "from_node": names,
        "to_node": [line["to_manhole"] for line in lines],
        "length_m": [float(line["length_ft"]) * M_PER_FT for line in lines],
        "diameter_mm": [float(line["diameter_in"]) * 25.4 for line in lines],
        "slope": [float(line["slope_percent"]) / 100 for line in lines], "manning_n": MANNING_N, "asset": "built",
        "priority": 0, "share": 0.0, **proof})
    # Each manhole's coefficient is made of field at 0 and plots at 1, so that the mixing is measured, too.
    gross = {name: float(line["area_acres"]) * HA_PER_ACRE for name, line in zip(names, lines, strict=True)}
    told = [*((name, "gross_ha", ha) for name, ha in gross.items()), ("all", "field_runoff", 0.0),
            ("all", "built_runoff", 1.0), ("all", "inlet_min", 20.0)]
    catchments = pd.DataFrame(told, columns=["area", "quantity", "value"]).assign(unit="-", **proof)
    rain = pd.DataFrame({"parameter": ["a1", "c", "b_min", "n", "return_period_a"], "value": [
        RAIN_IN_PER_H * L_PER_S_HA_OF_IN_PER_H / 167, 0.0, RAIN_B_MIN, 1.0, 1.0], "unit": "-", **proof})
    tables = {"nodes": nodes, "drains": drains, "catchments": catchments, "rain": rain}
    system = DrainageSystem.from_tables(tables, areas)
    built = np.array([coefficients[name] * gross[name] for name in names]).reshape(1, -1, 1)
    everything = np.ones((1, len(system.assets)), dtype=bool)
    used = system.assess({"built_ha": built}, everything).utilisation[0]
    full = {name: float(np.pi / 4 * (diameter / 1000)**2 * (diameter / 4000)**(2 / 3) * slope**0.5 / MANNING_N)
            for name, diameter, slope in zip(names, drains["diameter_mm"], drains["slope"], strict=True)}
    flows = {f"runoff_at_{name}": float(share) * full[name] * CFS_PER_M3_PER_S
             for name, share in zip(names, used, strict=False)}
    return flows | {f"full_at_{name}": value * CFS_PER_M3_PER_S for name, value in full.items()}


def own_coefficients(lines: list[dict[str, str]]) -> dict[str, float]:
    """Return each manhole's own runoff coefficient from the means that the book prints, all land above counted."""
    above: dict[str, tuple[float, float]] = {}
    own: dict[str, float] = {}
    for line in lines:
        name, acres = line["from_manhole"], float(line["area_acres"])
        arriving, runoff = above.get(name, (0.0, 0.0))
        whole = float(line["mean_runoff_coefficient"]) * (arriving + acres)
        own[name] = (whole - runoff) / acres
        before = above.get(line["to_manhole"], (0.0, 0.0))
        above[line["to_manhole"]] = before[0] + arriving + acres, before[1] + whole
    return own
