"""Tap changers, generation and shunts: against pandapower's own, and hours that are proved not to bind."""

import numpy as np
import pandapower as pp
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandapower.control import DiscreteTapControl

from networks.power import PowerSystem
from networks.power_screening import bound_hour
from tests.networks.small_net import AREA, SECOND, every_hour, system

ROWS = (("line_110kv", "line_110kv", "line", 0.8, float("nan")),
        ("transformer_1", "transformer_1", "transformer", 0.8, float("nan")),
        ("line_south", "line_south", "feeder", 0.8, float("nan")),
        ("voltage_north", "bus_north", "voltage", float("nan"), 0.93),
        ("voltage_south", "bus_south", "voltage", float("nan"), 0.93))
BAND = (0.985, 1.015)
SUN = np.clip(np.sin((np.arange(24) - 6) / 12 * np.pi), 0.0, None)


def station(*, transformers: int = 1, tie: bool = False, pv_mw: float = 0.0, shunt_mvar: float = 0.0):
    """Return a 110 kV line, transformers side by side, and feeders to two areas."""
    net = pp.create_empty_network(sn_mva=1.0)
    source, high, low = (pp.create_bus(net, kv, name=name)
                         for kv, name in ((110.0, "source"), (110.0, "high"), (10.0, "low")))
    pp.create_ext_grid(net, source)
    pp.create_line_from_parameters(net, source, high, 40.0, 0.107, 0.4, 0.0, 0.3, name="line_110kv")
    for at in range(1, transformers + 1):
        pp.create_transformer_from_parameters(
            net, high, low, 50.0, 110.0, 10.5, 0.4, 10.5, 40.0, 0.3, shift_degree=330.0, tap_side="hv", tap_neutral=0,
            tap_min=-8, tap_max=8, tap_step_percent=1.25, tap_pos=0, tap_changer_type="Ratio", name=f"transformer_{at}")
    for area, km in (("north", 3.0), ("south", 5.0)):
        bus = pp.create_bus(net, 10.0, name=f"bus_{area}")
        pp.create_line_from_parameters(net, low, bus, km, 0.0601, 0.09, 0.0, 0.52, parallel=4, name=f"line_{area}")
    if tie:
        pp.create_line_from_parameters(net, 3, 4, 2.0, 0.0601, 0.09, 0.0, 0.52, parallel=2, name="tie")
    if pv_mw:
        pp.create_sgen(net, 3, p_mw=pv_mw, q_mvar=0.1 * pv_mw, name="roofs_north")
    if shunt_mvar:
        pp.create_shunt(net, 2, q_mvar=-shunt_mvar, p_mw=0.0, name="capacitors")
    return net


def taps(*names: str) -> pd.DataFrame:
    """Return tap changers of eight positions either way."""
    return pd.DataFrame([{"transformer": name, "lowest_voltage_pu": BAND[0], "highest_voltage_pu": BAND[1],
                          "lowest_position": -8, "neutral_position": 0, "highest_position": 8, "step_percent": 1.25,
                          "source": "assumption", "confidence": "D"} for name in names])


def sunny(*names: str) -> pd.DataFrame:
    """Return a day of sunshine for each generator."""
    return pd.DataFrame([{"generator": name, "hour": hour, "share_of_peak": share} for name in names
                         for hour, share in enumerate(SUN)])


def power_of(net, *, turning: tuple[str, ...] = ()) -> PowerSystem:
    """Return the system in which everything stands, some transformers turning."""
    rules = pd.DataFrame({"element": ["line_110kv"], "stands_with": "line_110kv", "open_with": "", "when_cut_off": ""})
    return system(net, *ROWS, areas=(AREA, SECOND), rules=rules, taps=taps(*turning) if turning else None,
                  generation=sunny(*net.sgen["name"]) if len(net.sgen) else None)


def days(states: int, *, seed: int, largest_mw: float = 20.0) -> dict:
    rng = np.random.default_rng(seed)
    level = rng.uniform(0.1, largest_mw, (states, 2, 1))
    return {"power_mw": level * rng.uniform(0.2, 1.0, (states, 2, 24)),
            "power_factor": rng.uniform(0.9, 1.0, (states, 1, 1)),
            "coincidence_areas": rng.uniform(0.8, 1.0, (states, 1, 1))}


def by_pandapower(net, demand: dict, state: int, hour: int, *, turning: tuple[str, ...] = ()):
    """Return the net solved by pandapower in one hour, its tap changers turning from the neutral position."""
    solved = pp.from_json_string(pp.to_json(net))
    solved.trafo["tap_pos"] = 0
    solved.sgen["scaling"] = SUN[hour]
    factor = demand["power_factor"][state, 0, 0]
    for at, bus in enumerate((3, 4)):
        drawn = demand["power_mw"][state, at, hour] * demand["coincidence_areas"][state, 0, 0]
        pp.create_load(solved, bus, drawn, drawn * np.sqrt(1 - factor**2) / factor)
    for name in turning:
        DiscreteTapControl(solved, int(solved.trafo.index[solved.trafo["name"] == name][0]), *BAND, side="lv")
    pp.runpp(solved, run_control=bool(turning))
    return solved


CASES = [
    pytest.param({}, ("transformer_1",), id="one transformer that turns"),
    pytest.param({"transformers": 2}, ("transformer_1", "transformer_2"), id="two that turn together"),
    pytest.param({"pv_mw": 25.0, "shunt_mvar": 4.0}, (), id="roofs and capacitors"),
    pytest.param({"pv_mw": 25.0, "shunt_mvar": 4.0, "tie": True}, ("transformer_1",), id="everything, and a ring"),
]


def used_by_pandapower(net, demand: dict, *, turning: tuple[str, ...]) -> np.ndarray:
    """Return the utilisation of the limits in every hour of the first state, float [24, limits]."""
    found = []
    for hour in range(24):
        solved = by_pandapower(net, demand, 0, hour, turning=turning)
        lines, trafos = (dict(zip(solved[table]["name"], solved[f"res_{table}"]["loading_percent"] / 80.0, strict=True))
                         for table in ("line", "trafo"))
        drop = np.maximum((1.0 - solved.res_bus["vm_pu"].to_numpy()) / 0.07, 0.0)
        found.append([lines["line_110kv"], trafos["transformer_1"],
                      lines["line_south"] / demand["coincidence_areas"][0, 0, 0], drop[3], drop[4]])
    return np.array(found)


@pytest.mark.parametrize(("built", "turning"), CASES)
def test_the_worst_of_all_hours_is_pandapowers(built, turning):
    net, demand = station(**built), days(1, seed=1)
    answer = power_of(net, turning=turning).assess(demand, np.array([[True]]))
    expected = used_by_pandapower(net, demand, turning=turning)
    assert answer.utilisation[0, :-1] == pytest.approx(expected.max(axis=0), abs=1e-6)
    there = answer.utilisation[0, :-1] > 0
    assert answer.period[0, :-1][there].tolist() == expected.argmax(axis=0)[there].tolist()


NETS = [power_of(station(**case.values[0]), turning=case.values[1]) for case in CASES]
EVERY_HOUR = [every_hour(power) for power in NETS]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 3), st.integers(0, 10_000), st.sampled_from([2.0, 12.0, 30.0, 120.0]))
def test_hours_passed_over_change_no_bit_of_the_answer(net, seed, largest_mw):
    demand = days(8, seed=seed, largest_mw=largest_mw)
    service = np.ones((8, 1), dtype=bool)
    screened, every = NETS[net].assess(demand, service), EVERY_HOUR[net].assess(demand, service)
    assert screened.utilisation.tobytes() == every.utilisation.tobytes()
    assert np.array_equal(screened.period, every.period)
    assert np.array_equal(screened.unsolved, every.unsolved)


def test_the_bound_lies_above_what_the_hour_uses_and_tells_a_hopeless_hour():
    power = power_of(station(shunt_mvar=4.0))
    topology = power.topology(np.array([True]))
    apparent = np.array([10.0, 8.0])
    bound, room = np.zeros(len(ROWS)), np.empty(2)
    rest = (topology.nearness, topology.coupled[topology.injection_at], topology.lowest_idle, topology.watched,
            topology.base, topology.reach, topology.reached, topology.own_peak, 1.0, room, bound)
    assert 0.5 < bound_hour(apparent, *rest) < 1.0
    demand = {"power_mw": np.array([[[10.0], [8.0]]]),
              "power_factor": np.ones((1, 1, 1)), "coincidence_areas": np.ones((1, 1, 1))}
    used = power.assess(demand, np.array([[True]])).utilisation[0, :-1]
    assert (used <= bound).all()
    assert used[0] > 0.6 * bound[0]
    assert bound_hour(100.0 * apparent, *rest) == 0.0
    assert np.isinf(bound).all()


def test_a_tap_changer_at_its_end_stop_stays_there():
    power = power_of(station(), turning=("transformer_1",))
    strained = days(1, seed=2)
    strained["power_mw"][:] = 28.0
    answer = power.assess(strained, np.array([[True]]))
    free = power_of(station()).assess(strained, np.array([[True]]))
    assert not answer.unsolved[0]
    assert answer.utilisation[0, 3] < free.utilisation[0, 3]


def test_a_net_in_which_every_bus_is_a_source_flows():
    net = station()
    for bus in net.bus.index[1:]:
        pp.create_ext_grid(net, bus, vm_pu=0.99)
    answer = power_of(net).assess(days(1, seed=1), np.array([[True]]))
    pp.runpp(net)
    assert answer.utilisation[0, 0] == pytest.approx(net.res_line["loading_percent"][0] / 80.0, abs=1e-6)
