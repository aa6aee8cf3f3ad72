"""Services that can be followed by hand: waste handled in two steps, a landfill, beds by area."""

import numpy as np
import pandas as pd

from networks.services import SimpleService, SimpleServices
from sim.park import Area

AREAS = (Area("east", "East", 10.0, "", "", ""), Area("west", "West", 10.0, "", "", ""))
NOWHERE = float("nan")
WASTE = ("waste", "Waste handling", "t/d", "rate", "waste_t_per_d")
LANDFILL = ("landfill", "Landfill", "t", "stock", "stored_waste_t")
BEDS = ("housing", "Workers' beds", "beds", "rate", "beds")


def row(service: tuple[str, ...], asset: str, capacity: float, *, by_area: str = "", x_km: float = 1.0,
        y_km: float = 2.0) -> tuple:
    return (*service, asset, capacity, by_area, x_km, y_km, "all of it is in use", "assumption", "D")


def services(*rows: tuple) -> pd.DataFrame:
    """Return the table: two transfer stations, one landfill cell, beds in the east."""
    rows = rows or (row(WASTE, "transfer_1", 10.0), row(WASTE, "transfer_2", 30.0, x_km=3.0),
                    row(LANDFILL, "cell_1", 36_500.0), row(BEDS, "dormitory", 200.0, by_area="east"))
    return pd.DataFrame(rows, columns=["service", "label", "unit", "kind", "need", "asset", "capacity", "by_area",
                                       "x_km", "y_km", "cause", "source", "confidence"])


def system(name: str, *rows: tuple) -> SimpleService:
    """Return one service of the table."""
    return SimpleServices.systems({"services": services(*rows)}, AREAS)[name]


def asked(need: str, *by_area: float) -> dict:
    """Return the demand of one state."""
    return {need: np.array(by_area, dtype=float).reshape(1, -1, 1)}


def used(service: SimpleService, demand: dict, *standing: str) -> dict[str, float]:
    """Return the utilisation of every limit by its name."""
    in_service = np.array([[asset in standing for asset in service.assets]])
    answer = service.assess(demand, in_service)
    return dict(zip([limit.name for limit in service.limits], answer.utilisation[0].tolist(), strict=True))
