"""Roads that can be followed by hand: an area, a crossing, a road to the gate."""

import numpy as np
import pandas as pd

from networks.roads import THROUGH_TRAFFIC, RoadSystem
from networks.roads_tables import NEEDS, QUANTITIES, WORKS_RATIOS
from sim.park import Area

AREA = Area("north", "North", 10.0, "", "zone_north", "")
SECOND = Area("south", "South", 10.0, "", "zone_south", "")

NODES = {"zone_north": "zone", "cross": "crossing", "gate": "gate"}
WAY = ("way", "zone_north", "cross", 0, "connector", 0.5, 0, 0.0, 30.0, "road", "")
ROAD = ("road", "cross", "gate", 0, "arterial", 1.0, 2, 500.0, 60.0, "road", "")
"""1000 pcu/h in each direction, one minute."""

TYPE = {"bpr_alpha": 0.15, "bpr_beta": 4.0, "allowed_volume_to_capacity": 0.8, "worn_capacity_ratio": 0.75,
        "worn_speed_ratio": 0.5}
INBOUND = {"car_pcu_per_h": 0.8, "bus_pcu_per_h": 0.5, "truck_pcu_per_h": 0.5}


def nodes_table(kinds: dict[str, str]) -> pd.DataFrame:
    """Return nodes by name and type, in a row one kilometre apart."""
    return proved(pd.DataFrame({
        "node_id": list(kinds), "name": [name.title() for name in kinds], "x_coord": np.arange(float(len(kinds))),
        "y_coord": np.zeros(len(kinds)), "node_type": list(kinds.values())}))


def links_table(*rows: tuple) -> pd.DataFrame:
    """Return links: name, from, to, directed, type, km, lanes, pcu/h and lane, km/h, asset, repair."""
    columns = ("link_id", "from_node_id", "to_node_id", "directed", "facility_type", "length", "lanes", "capacity",
               "free_speed", "asset", "repaired_by")
    table = pd.DataFrame(rows, columns=columns)
    return proved(table.assign(name=table["link_id"].str.title()))


def types_table(**of_types: dict[str, float]) -> pd.DataFrame:
    """Return the coefficients of facility types."""
    rows = [(kind, quantity, values[quantity]) for kind, values in of_types.items()
            for quantity in (*QUANTITIES, *WORKS_RATIOS)
            if quantity in values]
    return proved(pd.DataFrame(rows, columns=["facility_type", "quantity", "value"]))


def classes_table(inbound: dict[str, float]) -> pd.DataFrame:
    """Return the inbound share by need in the morning; in the evening traffic turns round."""
    morning = np.array(list(inbound.values()))
    return proved(pd.DataFrame({"need": list(inbound), "morning_inbound_share": morning,
                                "evening_inbound_share": 1.0 - morning}))


def gates_table(**shares: float) -> pd.DataFrame:
    """Return the shares of gates, the same for all needs."""
    rows = [(need, gate, share) for need in NEEDS for gate, share in shares.items()]
    return proved(pd.DataFrame(rows, columns=["need", "gate", "share"]))


def through_table(*rows: tuple[str, str, float], evening: float = 0.0) -> pd.DataFrame:
    """Return through traffic: from, to, pcu/h in the morning; in the evening a share of it."""
    table = pd.DataFrame(rows, columns=["from_gate", "to_gate", "morning_pcu_per_h"])
    return proved(table.assign(evening_pcu_per_h=evening * table["morning_pcu_per_h"].astype(float)))


def proved(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose numbers are assumptions."""
    return table.assign(source="assumption", confidence="D")


def tables(**other: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return one area, one road and one gate, or other tables in their places."""
    return {"nodes": nodes_table(NODES), "links": links_table(WAY, ROAD), "road_types": types_table(arterial=TYPE),
            "classes": classes_table(INBOUND), "gates": gates_table(gate=1.0), "through": through_table(), **other}


def system(*, areas: tuple[Area, ...] = (AREA,), **other: pd.DataFrame) -> RoadSystem:
    """Return the road system of such tables."""
    return RoadSystem.from_tables(tables(**other), areas)


def asked(*, car: tuple[float, ...] = (0.0,), bus: tuple[float, ...] = (), truck: tuple[float, ...] = (),
          evening: float = 0.0, through_traffic_ratio: float = 1.0) -> dict:
    """Return a demand of one state from every area's trips in the morning [pcu/h] and what is left in the evening."""
    asked_for = zip(NEEDS, (car, bus, truck), strict=True)
    demand = {}
    for need, trips in asked_for:
        morning = np.array(trips or [0.0] * len(car), dtype=float)
        # Nothing of what is endless, or no number, is nothing.
        demand[need] = np.stack([morning, evening * morning if evening else np.zeros_like(morning)], axis=1)[None]
    return demand | {THROUGH_TRAFFIC: np.full((1, 1, 1), through_traffic_ratio)}


def standing(roads: RoadSystem, *assets: str) -> np.ndarray:
    """Return one state with some assets in service."""
    return np.array([[asset in assets for asset in roads.assets]])
