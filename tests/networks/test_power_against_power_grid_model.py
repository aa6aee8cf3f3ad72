"""The batched load flow against a second, independent engine: power-grid-model's batch Newton-Raphson."""

import numpy as np
import pandapower as pp
import pytest
from power_grid_model import (
    CalculationMethod,
    ComponentType,
    DatasetType,
    LoadGenType,
    PowerGridModel,
    WindingType,
    initialize_array,
)

from networks.power import PowerSystem
from tests.networks.county import county_areas, county_tables
from tests.networks.test_power import random_demand

STATES = 200
STIFF_VA = 1e18
"""Short-circuit power of the sources [VA]: so stiff that they hold their voltage, as pandapower's do."""

TABLES = county_tables(PowerSystem)
SERVICE = {
    "today": ("line_35kv_1", "station_35kv"),
    "two circuits": ("line_35kv_1", "station_35kv", "line_35kv_2", "station_35kv_uprated"),
    "substation": ("line_35kv_1", "station_35kv", "line_110kv", "substation_110kv_1", "substation_110kv_2"),
}


@pytest.fixture(scope="module")
def county() -> PowerSystem:
    return PowerSystem.from_tables(TABLES, county_areas())


def rows(kind: ComponentType, **columns: object) -> np.ndarray:
    count = max(len(np.atleast_1d(values)) for values in columns.values())
    array = initialize_array(DatasetType.input, kind, count)
    for name, values in columns.items():
        array[name] = values
    return array


def model_of(net, areas) -> tuple[PowerGridModel, list[int], np.ndarray]:
    """Return the net in power-grid-model, its loads' ids, and its nodes' nominal voltages."""
    bus, line, trafo = net.bus, net.line, net.trafo
    at = {name: int(index) for index, name in bus["name"].items()}
    parallel = line["parallel"].to_numpy()
    side_by_side = trafo["parallel"].to_numpy()
    lines, trafos, loads = 100 + np.arange(len(line)), 200 + np.arange(len(trafo)), 300 + np.arange(len(areas))
    rated_w = trafo["sn_mva"].to_numpy() * 1e6
    grid = {
        ComponentType.node: rows(ComponentType.node, id=bus.index.to_numpy(), u_rated=bus["vn_kv"].to_numpy() * 1e3),
        ComponentType.line: rows(
            ComponentType.line, id=lines, from_node=line["from_bus"].to_numpy(), to_node=line["to_bus"].to_numpy(),
            from_status=line["in_service"].to_numpy(), to_status=line["in_service"].to_numpy(),
            r1=(line["r_ohm_per_km"] * line["length_km"]).to_numpy() / parallel,
            x1=(line["x_ohm_per_km"] * line["length_km"]).to_numpy() / parallel, c1=0.0, tan1=0.0),
        ComponentType.transformer: rows(
            ComponentType.transformer, id=trafos, from_node=trafo["hv_bus"].to_numpy(),
            to_node=trafo["lv_bus"].to_numpy(), from_status=trafo["in_service"].to_numpy(),
            to_status=trafo["in_service"].to_numpy(), u1=trafo["vn_hv_kv"].to_numpy() * 1e3,
            u2=trafo["vn_lv_kv"].to_numpy() * 1e3, sn=rated_w * side_by_side,
            uk=trafo["vk_percent"].to_numpy() / 100,
            pk=trafo["vkr_percent"].to_numpy() / 100 * rated_w * side_by_side,
            i0=trafo["i0_percent"].to_numpy() / 100, p0=trafo["pfe_kw"].to_numpy() * 1e3 * side_by_side,
            winding_from=WindingType.wye_n, winding_to=WindingType.delta, clock=11, tap_side=0, tap_pos=0, tap_min=-3,
            tap_max=3, tap_size=0.0),
        ComponentType.sym_load: rows(
            ComponentType.sym_load, id=loads, node=[at[area.power_bus] for area in areas], status=1,
            type=LoadGenType.const_power, p_specified=0.0, q_specified=0.0),
        ComponentType.source: rows(
            ComponentType.source, id=400 + np.arange(len(net.ext_grid)), node=net.ext_grid["bus"].to_numpy(), status=1,
            u_ref=net.ext_grid["vm_pu"].to_numpy(), sk=STIFF_VA),
    }
    return PowerGridModel(grid), loads.tolist(), bus["name"].to_numpy()


@pytest.mark.parametrize("service", SERVICE)
def test_every_voltage_limit_agrees_on_random_states(county, service):
    standing = np.array([asset in SERVICE[service] for asset in county.assets])
    net = pp.from_json_string(TABLES["net"])
    closed = county.closed(standing)
    for table in ("line", "trafo"):
        net[table]["in_service"] = net[table]["name"].isin(closed)
    demand = random_demand(county, STATES, seed=21, largest_mw=2.0)
    demand["power_mw"] = demand["power_mw"][:, :, :1]
    model, loads, names = model_of(net, county.net.areas)
    drawn_mw = demand["power_mw"][:, :, 0] * demand["coincidence_areas"][:, 0]
    factor = demand["power_factor"][:, 0]
    update = initialize_array(DatasetType.update, ComponentType.sym_load, (STATES, len(loads)))
    update["id"] = loads
    update["p_specified"] = drawn_mw * 1e6
    update["q_specified"] = drawn_mw * 1e6 * np.sqrt(1 - factor**2) / factor
    found = model.calculate_power_flow(
        update_data={ComponentType.sym_load: update}, calculation_method=CalculationMethod.newton_raphson,
        error_tolerance=1e-10, output_component_types=[ComponentType.node])
    of_node = found[ComponentType.node]
    answer = county.assess(demand, np.tile(standing, (STATES, 1)))
    compared = 0
    for limit, row in enumerate(TABLES["limits"].to_dict("records")):
        if row["kind"] != "voltage":
            continue
        at = names.tolist().index(row["element"])
        u_pu = of_node["u_pu"][:, at]
        energized = of_node["energized"][:, at] == 1
        told = np.where(energized, np.maximum(0, (1 - u_pu) / (1 - row["lowest_voltage_pu"])), 0.0)
        # A tenth of the allowed drop is 1e-2 pu; the engines differ by 4e-7 pu, pi against T transformers.
        assert answer.utilisation[:, limit] == pytest.approx(told, abs=5e-5)
        compared += int(energized.sum())
    assert compared > STATES * 5
