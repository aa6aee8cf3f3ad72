"""Head lost in a plastic pipe of 3.048 inches, from the water system's own limit."""

import numpy as np
import pandas as pd

from networks.water import WaterSystem
from sim.park import Area

M_PER_FT, MM_PER_INCH = 0.3048, 25.4
M3_PER_D_OF_A_GALLON_PER_MINUTE = 0.003785411784 * 1440
HEAD_M = 100.0


def _lost_ft(length_ft: float) -> float:
    nodes = pd.DataFrame([("start", "source", "", "all", 1e6, HEAD_M), ("end", "node", "end", "", 0.0, 0.0)],
                         columns=["node", "kind", "area", "asset", "capacity_m3_per_d", "head_m"])
    pipes = pd.DataFrame([("pipe", "start", "end", length_ft * M_PER_FT, 3.048 * MM_PER_INCH, 140.0, "all", 0)],
                         columns=["pipe", "from_node", "to_node", "length_m", "diameter_mm", "hazen_williams_c",
                                  "asset", "priority"])
    water = WaterSystem.from_tables({
        "nodes": nodes.assign(label="", elevation_m=0.0, required_head_m=0.0), "pipes": pipes.assign(label=""),
        "numbers": pd.DataFrame({"quantity": ["hour_factor", "leakage_share"], "value": [1.0, 0.0]})},
        (Area("end", "End", 1.0, "", "", ""),))
    asked = np.full((1, 1, 1), 200.0 * M3_PER_D_OF_A_GALLON_PER_MINUTE)
    used = water.assess({"water_m3_per_d": asked}, np.ones((1, 1), dtype=bool)).utilisation[0]
    return float(used[[limit.kind for limit in water.limits].index("pressure")]) * HEAD_M / M_PER_FT


def measured() -> dict[str, float]:
    """Return the head lost at 200 gallons a minute in two lengths of the pipe."""
    return {"lost_in_100_ft": _lost_ft(100.0), "lost_in_30_ft": _lost_ft(30.0)}
