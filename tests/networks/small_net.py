"""A power net that can be followed by hand: one source, one line, one area."""

from dataclasses import replace

import numpy as np
import pandapower as pp
import pandas as pd

from networks.power import PowerSystem
from networks.power_tables import SHAPES
from sim.park import Area

AREA = Area("north", "North", 10.0, "bus_north", "", "")
SECOND = Area("south", "South", 10.0, "bus_south", "", "")


def line_net(*, areas: int = 1, length_km: float = 10.0, r_ohm_per_km: float = 0.3, x_ohm_per_km: float = 0.4,
             max_i_ka: float = 0.4, vn_kv: float = 35.0):
    """Return a net of one source and one line a bus, each from the source."""
    net = pp.create_empty_network(sn_mva=1.0)
    source = pp.create_bus(net, vn_kv, name="source")
    pp.create_ext_grid(net, source)
    for name in ("north", "south")[:areas]:
        bus = pp.create_bus(net, vn_kv, name=f"bus_{name}")
        pp.create_line_from_parameters(net, source, bus, length_km, r_ohm_per_km, x_ohm_per_km, 0.0, max_i_ka,
                                       name=f"line_{name}")
    return net


def switching(**rules: str) -> pd.DataFrame:
    """Return a switching table from elements and the assets they stand with."""
    return pd.DataFrame({"element": list(rules), "stands_with": list(rules.values()), "open_with": "",
                         "when_cut_off": ""})


def limits(*rows: tuple[str, str, str, float, float]) -> pd.DataFrame:
    """Return limits from name, element, kind, planning ratio and lowest voltage."""
    columns = ("limit", "element", "kind", "planning_ratio", "lowest_voltage_pu")
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(emergency_ratio=np.maximum(1.0, table["planning_ratio"]), label=table["limit"],
                        cause="it is full", source="assumption", confidence="D")


def empty(key: str) -> pd.DataFrame:
    """Return an optional table that a study does without."""
    return pd.DataFrame(columns=[column.name for column in SHAPES[key].columns])


def system(net, *rows, areas=(AREA,), rules: pd.DataFrame | None = None, taps: pd.DataFrame | None = None,
           generation: pd.DataFrame | None = None) -> PowerSystem:
    """Return a power system; by default every line stands with an asset of its own name."""
    rules = switching(**{name: name for name in net.line["name"]}) if rules is None else rules
    tables = {"net": pp.to_json(net), "switching": rules, "limits": limits(*rows),
              "tap_changers": empty("tap_changers") if taps is None else taps,
              "net_numbers": empty("net_numbers"),
              "generation": empty("generation") if generation is None else generation}
    return PowerSystem.from_tables(tables, areas)


def asked(*power_mw: float, power_factor: float = 1.0, coincidence: float = 1.0, states: int = 1) -> dict:
    """Return a demand of one period, constant over the states."""
    one = np.array(power_mw, dtype=float).reshape(1, -1, 1)
    return {
        "power_mw": np.repeat(one, states, axis=0),
        "power_factor": np.full((states, 1, 1), power_factor),
        "coincidence_areas": np.full((states, 1, 1), coincidence),
    }


def all_stand(power: PowerSystem, states: int = 1) -> np.ndarray:
    """Return every asset in service."""
    return np.ones((states, len(power.assets)), dtype=bool)


def every_hour(power: PowerSystem) -> PowerSystem:
    """Return the system in which everything stands with every hour solved."""
    stand = np.ones(len(power.assets), dtype=bool)
    topology = replace(power.topology(stand), is_monotone=False)
    topology.__dict__["nearness"] = np.full_like(topology.nearness, 1e300)
    return replace(power, _topologies={stand.tobytes(): topology})
