"""Mains that can be followed by hand: a source, a junction and two areas."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from networks.gas import GasSystem
from networks.heat import HeatSystem
from networks.pressure_tree import TreeSystem
from networks.water import WaterSystem
from sim.park import Area

AREAS = (Area("near", "Near", 10.0, "", "", ""), Area("far", "Far", 10.0, "", "", ""))

NODE_OF = {
    WaterSystem: {"kind": "source", "capacity_m3_per_d": 2400.0, "head_m": 50.0},
    GasSystem: {"kind": "station", "capacity_m3_per_h": 2000.0, "pressure_mpa": 0.4},
    HeatSystem: {"kind": "plant", "capacity_t_per_h": 40.0},
}
PIPE_OF = {
    WaterSystem: {"length_m": 1000.0, "diameter_mm": 200.0, "hazen_williams_c": 130.0},
    GasSystem: {"length_m": 1000.0, "diameter_mm": 150.0},
    HeatSystem: {"length_m": 1000.0, "diameter_mm": 200.0, "velocity_m_per_s": 35.0},
}
NEEDED = {WaterSystem: {"required_head_m": 28.0}, GasSystem: {"required_mpa": 0.2}, HeatSystem: {}}
NUMBERS = {
    WaterSystem: {"hour_factor": 1.5, "leakage_share": 0.1, "fast_m_per_s": 2.0},
    GasSystem: {"relative_density": 0.6, "atmosphere_mpa": 0.1},
    HeatSystem: {"steam_kg_per_m3": 4.0, "loss_share_per_km": 0.1},
}
PIPES = (("to_near", "start", "near_node", "main"), ("to_far", "near_node", "far_node", "main"))


def nodes(kind: type[TreeSystem], *further: Mapping[str, object]) -> pd.DataFrame:
    """Return a source with the asset ``works``, the nodes of both areas, and further nodes."""
    plain = {"kind": "node", "asset": "", "area": "", kind.words.capacity: 0.0}
    if kind.words.level:
        plain |= {kind.words.level: 0.0, kind.words.needed: 0.0}
    if kind is WaterSystem:
        plain |= {"elevation_m": 0.0}
    rows = [plain | {"node": "start", "asset": "works"} | NODE_OF[kind],
            plain | {"node": "near_node", "area": "near"} | NEEDED[kind],
            plain | {"node": "far_node", "area": "far"} | NEEDED[kind],
            *(plain | dict(row) for row in further)]
    table = pd.DataFrame(rows)
    return table.assign(label=table["node"].str.title(), x_km=1.0, y_km=2.0, source="assumption", confidence="D")


def pipes(kind: type[TreeSystem], *rows: tuple, **columns: object) -> pd.DataFrame:
    """Return mains from name, ends, asset and perhaps priority; columns are given to all of them."""
    table = pd.DataFrame([(*row, 0)[:5] for row in rows or PIPES],
                         columns=["pipe", "from_node", "to_node", "asset", "priority"])
    return table.assign(label=table["pipe"], source="assumption", confidence="D", **PIPE_OF[kind] | columns)


def numbers(kind: type[TreeSystem], **other: float) -> pd.DataFrame:
    """Return the numbers of the whole system, some of them others."""
    told = NUMBERS[kind] | other
    return pd.DataFrame({"quantity": list(told), "value": list(told.values())}).assign(
        source="assumption", confidence="D")


def system(kind: type[TreeSystem], *, nodes_of: pd.DataFrame | None = None, pipes_of: pd.DataFrame | None = None,
           areas: tuple[Area, ...] = AREAS, **other: float) -> TreeSystem:
    """Return the mains, or others."""
    return kind.from_tables({"nodes": nodes(kind) if nodes_of is None else nodes_of,
                             "pipes": pipes(kind) if pipes_of is None else pipes_of,
                             "numbers": numbers(kind, **other)}, areas)


def asked(kind: type[TreeSystem], *values: float) -> dict[str, np.ndarray]:
    """Return the demand of one state whose areas ask some values, in all periods and for each need."""
    periods = 2 if kind is HeatSystem else 1
    one = np.repeat(np.array(values, dtype=float).reshape(1, -1, 1), periods, axis=2)
    return {need: one.copy() if need == kind.needs[0] else np.zeros_like(one) for need in kind.needs}


def service(mains: TreeSystem, *standing: str) -> np.ndarray:
    """Return which assets stand, all of them where none is named."""
    return np.array([[not standing or asset in standing for asset in mains.assets]])


def used(mains: TreeSystem, demand: Mapping[str, np.ndarray], *standing: str) -> dict[str, float]:
    """Return the utilisation of every limit by its name."""
    answer = mains.assess(demand, service(mains, *standing))
    return dict(zip([limit.name for limit in mains.limits], answer.utilisation[0].tolist(), strict=True))
