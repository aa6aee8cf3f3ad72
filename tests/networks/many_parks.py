"""Many parks side by side: copies of the county's power tables, each with sources of its own."""

import pandapower as pp
import pandas as pd

from networks.power import PowerSystem
from networks.power_reading import CARRIED
from sim.park import Area
from tests.networks.county import county_areas, county_tables

NAMING = {"switching": ("element",), "limits": ("limit", "element"), "tap_changers": ("transformer",),
          "generation": ("generator",)}


def many_parks(copies: int, *, tap_changers: bool = False) -> PowerSystem:
    """Return a system of several parks that share their assets and nothing else."""
    tables = county_tables(PowerSystem)
    whole = pp.from_json_string(tables["net"])
    buses = whole.bus.index.max() + 1
    parts = {table: [] for table in CARRIED}
    for copy in range(copies):
        for table, rows in parts.items():
            part = whole[table].copy()
            part["name"] = [f"{name}_{copy}" for name in part["name"]]
            for column in ("bus", "from_bus", "to_bus", "hv_bus", "lv_bus"):
                if column in part:
                    part[column] += copy * buses
            if table == "bus":
                part.index += copy * buses
            rows.append(part)
    for table, rows in parts.items():
        whole[table] = pd.concat(rows, ignore_index=table != "bus")
    grown = {"net": pp.to_json(whole)}
    for key, columns in NAMING.items():
        copied = [tables[key].assign(**{column: tables[key][column] + f"_{copy}" for column in columns})
                  for copy in range(copies)]
        grown[key] = pd.concat(copied, ignore_index=True)
    if not tap_changers:
        grown["tap_changers"] = grown["tap_changers"].iloc[:0]
    areas = tuple(Area(f"{area.name}_{copy}", area.label, area.land_ha, f"{area.power_bus}_{copy}", "", "")
                  for copy in range(copies) for area in county_areas())
    return PowerSystem.from_tables(grown, areas)
