"""Sewers that can be followed by hand: two areas, an interim outfall, a trunk to works of two modules."""

import numpy as np
import pandas as pd

from networks.sewage import SewageSystem
from sim.park import Area

AREAS = (Area("upper", "Upper", 10.0, "", "", "upper"), Area("lower", "Lower", 10.0, "", "", "lower"))
PERMIT_M3_PER_D, MODULE_M3_PER_D = 1000.0, 5000.0


def manholes(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    """Return manholes from name, kind, asset and capacity."""
    rows = rows or (
        ("upper", "manhole", "", 0.0), ("lower", "manhole", "", 0.0), ("outfall", "outfall", "permit", PERMIT_M3_PER_D),
        ("works", "works", "module_1", MODULE_M3_PER_D), ("works", "works", "module_2", MODULE_M3_PER_D))
    table = pd.DataFrame(rows, columns=["manhole", "kind", "asset", "capacity_m3_per_d"])
    return table.assign(label=table["manhole"].str.title(), x_km=1.0, y_km=2.0, receiving_depth_m=0.0,
                        source="assumption", confidence="D")


def pipes(*rows: tuple[str, str, str, str, int]) -> pd.DataFrame:
    """Return pipes of DN 300 from name, ends, asset and priority."""
    rows = rows or (
        ("old_upper", "upper", "lower", "old", 0), ("old_lower", "lower", "outfall", "old", 0),
        ("trunk", "lower", "works", "trunk", 1))
    table = pd.DataFrame(rows, columns=["pipe", "from_manhole", "to_manhole", "asset", "priority"])
    return table.assign(label=table["pipe"], length_m=1000.0, diameter_mm=300.0, slope=0.004, manning_n=0.013,
                        allowed_filling=1.0,
                        kind="gravity", capacity_m3_per_d=0.0, share=0.0, source="assumption", confidence="D")


def effluents(*rows: tuple[str, float, float]) -> pd.DataFrame:
    """Return what areas send down from their names, domestic shares and industrial peaks."""
    told = [(area, quantity, value) for area, share, peak in rows
            for quantity, value in (("domestic_share", share), ("industrial_peak", peak))]
    table = pd.DataFrame(told, columns=["area", "quantity", "value"])
    return table.assign(source="assumption", confidence="D")


def system(*, areas: tuple[Area, ...] = AREAS, manholes_of: pd.DataFrame | None = None,
           pipes_of: pd.DataFrame | None = None, effluents_of: pd.DataFrame | None = None) -> SewageSystem:
    """Return the sewers, or others."""
    tables = {"manholes": manholes() if manholes_of is None else manholes_of,
              "pipes": pipes() if pipes_of is None else pipes_of,
              "effluents": effluents() if effluents_of is None else effluents_of}
    return SewageSystem.from_tables(tables, areas)


def asked(*sewage_m3_per_d: float, infiltration: float = 0.0) -> dict:
    """Return the demand of one state."""
    return {"sewage_m3_per_d": np.array(sewage_m3_per_d, dtype=float).reshape(1, -1, 1),
            "infiltration_ratio": np.full((1, 1, 1), infiltration)}


def used(sewers: SewageSystem, demand: dict, *standing: str) -> dict[str, float]:
    """Return the utilisation of every limit by its name."""
    in_service = np.array([[asset in standing for asset in sewers.assets]])
    answer = sewers.assess(demand, in_service)
    return dict(zip([limit.name for limit in sewers.limits], answer.utilisation[0].tolist(), strict=True))
