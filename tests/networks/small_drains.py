"""Storm drains that can be followed by hand: two areas, an old ditch, a culvert that takes over."""

import numpy as np
import pandas as pd

from networks.drainage import DrainageSystem
from sim.park import Area

AREAS = (Area("upper", "Upper", 60.0, "", "", ""), Area("lower", "Lower", 30.0, "", "", ""))
INLET_MIN = 10.0
PROOF = {"source": "assumption", "confidence": "D"}


def nodes(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """Return nodes from name, kind, area, asset and capacity."""
    rows = rows or (("n_upper", "node", "upper", "", 0.0), ("n_lower", "node", "lower", "", 0.0),
                    ("gully", "outfall", "", "gully", 4.0), ("river", "outfall", "", "culvert_mouth", 20.0))
    table = pd.DataFrame(rows, columns=["node", "kind", "area", "asset", "capacity_m3_per_s"])
    return table.assign(label=table["node"].str.title(), x_km=1.0, y_km=2.0, **PROOF)


def drains(*rows: tuple[str, str, str, str, int]) -> pd.DataFrame:
    """Return drains of DN 1000 from name, ends, asset and priority."""
    rows = rows or (("old_upper", "n_upper", "n_lower", "old", 0), ("old_lower", "n_lower", "gully", "old", 0),
                    ("culvert", "n_lower", "river", "culvert", 1))
    table = pd.DataFrame(rows, columns=["drain", "from_node", "to_node", "asset", "priority"])
    return table.assign(label=table["drain"], length_m=600.0, diameter_mm=1000.0, slope=0.01, manning_n=0.013,
                        share=0.0, **PROOF)


def catchments(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """Return the land: 100 ha above, 50 ha below, a fifth of the rain runs off fields, four fifths off plots."""
    rows = rows or (("upper", "gross_ha", 100.0), ("lower", "gross_ha", 50.0), ("all", "field_runoff", 0.2),
                    ("all", "built_runoff", 0.8), ("all", "inlet_min", INLET_MIN))
    return pd.DataFrame(rows, columns=["area", "quantity", "value"]).assign(unit="-", **PROOF)


def rain(**values: float) -> pd.DataFrame:
    """Return rain of 1000 / (t + 10) L/(s.ha): 50 at 10 minutes."""
    told = {"a1": 1000 / 167, "c": 0.0, "b_min": 10.0, "n": 1.0, "return_period_a": 1.0} | values
    return pd.DataFrame(list(told.items()), columns=["parameter", "value"]).assign(unit="-", **PROOF)


def system(*, nodes_of: pd.DataFrame | None = None, drains_of: pd.DataFrame | None = None,
           catchments_of: pd.DataFrame | None = None, rain_of: pd.DataFrame | None = None,
           areas: tuple[Area, ...] = AREAS) -> DrainageSystem:
    """Return the drains, or others."""
    return DrainageSystem.from_tables(tables(nodes_of=nodes_of, drains_of=drains_of, catchments_of=catchments_of,
                                             rain_of=rain_of), areas)


def tables(*, nodes_of: pd.DataFrame | None = None, drains_of: pd.DataFrame | None = None,
           catchments_of: pd.DataFrame | None = None, rain_of: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """Return the tables, or others."""
    return {"nodes": nodes() if nodes_of is None else nodes_of, "drains": drains() if drains_of is None else drains_of,
            "catchments": catchments() if catchments_of is None else catchments_of,
            "rain": rain() if rain_of is None else rain_of}


def built(*by_area: float) -> dict:
    """Return the demand of one state [ha]."""
    return {"built_ha": np.array(by_area, dtype=float).reshape(1, -1, 1)}


def service(drainage: DrainageSystem, *standing: str) -> np.ndarray:
    """Return which assets stand in one state."""
    return np.array([[asset in standing for asset in drainage.assets]])


def used(drainage: DrainageSystem, demand: dict, *standing: str) -> dict[str, float]:
    """Return the utilisation of every limit by its name."""
    answer = drainage.assess(demand, service(drainage, *standing))
    return dict(zip([limit.name for limit in drainage.limits], answer.utilisation[0].tolist(), strict=True))
