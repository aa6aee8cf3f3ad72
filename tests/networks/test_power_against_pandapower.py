"""The batched load flow against pandapower's own, state by state, on random loads and topologies."""

import numpy as np
import pandapower as pp
import pytest

from networks.power import PowerSystem
from networks.power_tables import CURRENT_KINDS
from tests.networks.county import COUNTY, county_areas, county_tables
from tests.networks.test_power import random_demand, random_service

STATES = 40
TABLES = county_tables(PowerSystem)
# Every transformer at its fixed position; those that turn are compared elsewhere.
TABLES["tap_changers"] = TABLES["tap_changers"].iloc[:0]


@pytest.fixture(scope="module")
def county() -> PowerSystem:
    return PowerSystem.from_tables(TABLES, county_areas())


def solved_by_pandapower(power: PowerSystem, power_mw, *, factor: float, standing) -> pp.pandapowerNet | None:
    """Return the net with its results, or nothing where pandapower finds none."""
    net = pp.from_json_string(TABLES["net"])
    closed = power.closed(standing)
    for table in ("line", "trafo"):
        net[table]["in_service"] = net[table]["name"].isin(closed)
    at = {name: bus for bus, name in net.bus["name"].items()}
    for area, p_mw in zip(power.net.areas, power_mw, strict=True):
        pp.create_load(net, at[area.power_bus], p_mw=p_mw, q_mvar=p_mw * np.sqrt(1 - factor**2) / factor)
    try:
        pp.runpp(net, numba=False)
    except pp.LoadflowNotConverged:
        return None
    return net


def told_by_pandapower(net, limit: dict, *, coincidence: float) -> float:
    """Return a limit's utilisation from pandapower's tables of results."""
    if limit["kind"] == "voltage":
        vm_pu = net.res_bus["vm_pu"].to_numpy()[net.bus["name"] == limit["element"]][0]
        return 0.0 if np.isnan(vm_pu) else max(0.0, (1 - vm_pu) / (1 - limit["lowest_voltage_pu"]))
    table = CURRENT_KINDS[limit["kind"]]
    loading = net[f"res_{table}"]["loading_percent"].to_numpy()[net[table]["name"] == limit["element"]][0] / 100
    own = coincidence if limit["kind"] == "feeder" else 1.0
    return float(np.nan_to_num(loading)) / limit["planning_ratio"] / own


@pytest.mark.parametrize("largest_mw", [3.0, 9.0])
def test_every_limit_agrees_on_random_states_and_topologies(county, largest_mw):
    demand, service = random_demand(county, STATES, seed=11, largest_mw=largest_mw), random_service(
        county, STATES, seed=12)
    compared = 0
    for state in range(STATES):
        hour = state % 24
        one = {name: values[state:state + 1] for name, values in demand.items()}
        one["power_mw"] = one["power_mw"][:, :, hour:hour + 1]
        answer = county.assess(one, service[state:state + 1])
        coincidence = float(one["coincidence_areas"][0, 0, 0])
        drawn_mw = one["power_mw"][0, :, 0] * coincidence
        net = solved_by_pandapower(county, drawn_mw, factor=float(one["power_factor"][0, 0, 0]),
                                   standing=service[state])
        if net is None or answer.unsolved[0]:
            assert net is None, "a state that pandapower solves was called unsolved"
            continue
        told = [told_by_pandapower(net, limit, coincidence=coincidence)
                for limit in TABLES["limits"].to_dict("records")]
        # pandapower stops at 1e-8 MVA; 1e-6 pu of voltage is 1e-5 of the allowed drop.
        assert answer.utilisation[0, :-1] == pytest.approx(told, abs=1e-6)
        compared += 1
    assert compared > STATES / 2


def test_net_opens_in_pandapower_as_it_is():
    net = pp.from_json(str(COUNTY / "power" / "net.json"))
    pp.runpp(net, numba=False)
    assert net.converged


def test_every_number_with_a_source_stands_in_the_net_as_it_is_told():
    net = pp.from_json(str(COUNTY / "power" / "net.json"))
    rows = [line.split(",") for line in (COUNTY / "power" / "net_numbers.csv").read_text("utf-8").splitlines()[1:]]
    assert rows
    for element, quantity, value, _, _ in rows:
        found = [table.loc[(table["std_type"] == element) | (table["name"] == element), quantity]
                 for table in (net.line, net.trafo) if quantity in table]
        found += [net.ext_grid.loc[net.ext_grid["name"] == element, quantity]] if quantity in net.ext_grid else []
        values = [float(number) for column in found for number in column]
        assert values, (element, quantity)
        assert values == pytest.approx([float(value)] * len(values)), (element, quantity)


