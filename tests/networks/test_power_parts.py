"""Stations that do not feel each other turn their taps apart: positions add up, and every answer is pandapower's."""

import numpy as np
import pandapower as pp
import pandas as pd
import pytest
from pandapower.control import DiscreteTapControl

from networks.power import PowerSystem
from networks.power_faults import faults_of
from networks.power_parts import parts, parts_of_branches
from sim.park import Area
from tests.networks.small_net import empty, limits, system

BAND = (0.985, 1.015)
POSITIONS = 17
POWER_FACTOR = 0.95


def stations(count: int, *, fed: tuple[int, ...]):
    """Return 110 kV bars in a row, some of them fed, with a transformer and an area's feeder at each."""
    net = pp.create_empty_network(sn_mva=1.0)
    bars = [pp.create_bus(net, 110.0, name=f"bar_{at}") for at in range(count)]
    for at in fed:
        pp.create_ext_grid(net, bars[at], name=f"grid_{at}")
    for at, bar in enumerate(bars):
        low, area = pp.create_bus(net, 10.0, name=f"low_{at}"), pp.create_bus(net, 10.0, name=f"bus_{at}")
        pp.create_transformer_from_parameters(
            net, bar, low, 50.0, 110.0, 10.5, 0.4, 10.5, 40.0, 0.3, shift_degree=330.0, tap_side="hv", tap_neutral=0,
            tap_min=-8, tap_max=8, tap_step_percent=1.25, tap_pos=0, tap_changer_type="Ratio", name=f"transformer_{at}")
        pp.create_line_from_parameters(net, low, area, 4.0, 0.0601, 0.09, 0.0, 0.52, parallel=4, name=f"feeder_{at}")
    for at, (one, other) in enumerate(zip(bars, bars[1:], strict=False)):
        pp.create_line_from_parameters(net, one, other, 40.0, 0.107, 0.4, 0.0, 0.3, name=f"line_{at}")
    return net


def tables(net) -> tuple[list, pd.DataFrame, tuple[Area, ...]]:
    """Return limits, tap changers and areas of stations in a row."""
    count, nan = len(net.trafo), float("nan")
    rows = [(f"line_{at}", f"line_{at}", "line", 0.8, nan) for at in range(count - 1)]
    rows += [(f"transformer_{at}", f"transformer_{at}", "transformer", 0.8, nan) for at in range(count)]
    rows += [(f"voltage_{at}", f"bus_{at}", "voltage", nan, 0.93) for at in range(count)]
    turning = pd.DataFrame([{
        "transformer": f"transformer_{at}", "lowest_voltage_pu": BAND[0], "highest_voltage_pu": BAND[1],
        "lowest_position": -8, "neutral_position": 0, "highest_position": 8, "step_percent": 1.25,
        "source": "assumption", "confidence": "D"} for at in range(count)])
    return rows, turning, tuple(Area(f"area_{at}", "Area", 10.0, f"bus_{at}", "", "") for at in range(count))


def power_of(net) -> PowerSystem:
    rows, turning, areas = tables(net)
    return system(net, *rows, areas=areas, rules=empty("switching"), taps=turning)


def assessed(power: PowerSystem, power_mw: np.ndarray) -> np.ndarray:
    demand = {"power_mw": power_mw, "power_factor": np.full((len(power_mw), 1, 1), POWER_FACTOR),
              "coincidence_areas": np.ones((len(power_mw), 1, 1))}
    answer = power.assess(demand, np.ones((len(power_mw), 0), dtype=bool))
    assert not answer.unsolved.any()
    return answer.utilisation[:, :-1]


def by_pandapower(net, power_mw: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Return the limits' utilisation and the tap positions of one hour, every controller beginning at neutral."""
    solved = pp.from_json_string(pp.to_json(net))
    for at, drawn in enumerate(power_mw):
        bus = int(solved.bus.index[solved.bus["name"] == f"bus_{at}"][0])
        pp.create_load(solved, bus, drawn, drawn * np.sqrt(1 - POWER_FACTOR**2) / POWER_FACTOR)
        DiscreteTapControl(solved, at, *BAND, side="lv")
    pp.runpp(solved, run_control=True)
    lines = dict(zip(solved.line["name"], solved.res_line["loading_percent"] / 80.0, strict=True))
    at_areas = solved.res_bus["vm_pu"][solved.bus["name"].str.startswith("bus_")]
    return np.array([*(lines[f"line_{at}"] for at in range(len(power_mw) - 1)),
                     *solved.res_trafo["loading_percent"] / 80.0,
                     *np.maximum(0.0, (1.0 - at_areas) / 0.07)]), solved.trafo["tap_pos"].astype(int).tolist()


@pytest.mark.parametrize(("fed", "circuits"), [
    pytest.param((0, 1, 2), POSITIONS, id="a source at every bar"),
    pytest.param((0, 2), POSITIONS, id="a bar between two sources"),
    pytest.param((0,), POSITIONS**2, id="two bars behind one source"),
])
def test_stations_turn_as_pandapowers_control_loop_lets_them(fed, circuits):
    net = stations(3, fed=fed)
    power = power_of(net)
    assert len(power.topology(np.ones(0, dtype=bool)).idle) == circuits
    hours_mw = np.random.default_rng(1).uniform(0.5, 24.0, (8, 3))
    found, stood = assessed(power, hours_mw[:, :, None]), set()
    for hour, answer in zip(hours_mw, found, strict=True):
        expected, positions = by_pandapower(net, hour)
        # pandapower's own tolerance on power is 1e-8 MVA.
        assert answer == pytest.approx(expected, abs=1e-6)
        stood |= set(positions)
    assert len(stood) > 2


def test_what_other_stations_ask_turns_no_tap_behind_a_source():
    net = stations(3, fed=(0, 1, 2))
    mine, others = np.full((4, 1), 12.0), np.array([[0.0], [5.0], [15.0], [25.0]])
    found = assessed(power_of(net), np.stack([others, mine, others[::-1]], axis=1))
    ours = [at for at, row in enumerate(tables(net)[0]) if row[0] in ("transformer_1", "voltage_1")]
    # The load flow comes to rest when no voltage of the net moves by more than 1e-10 pu.
    assert found[:, ours] == pytest.approx(np.repeat(found[:1, ours], 4, axis=0), abs=1e-8)


def test_twenty_stations_with_sources_of_their_own_have_no_more_circuits_than_one():
    power = power_of(stations(20, fed=tuple(range(20))))
    assert len(power.topology(np.ones(0, dtype=bool)).idle) == POSITIONS


def faults(net) -> list[str]:
    rows, turning, areas = tables(net)
    return [fault.message for fault in faults_of(
        {"net": pp.to_json(net), "switching": empty("switching"), "limits": limits(*rows), "tap_changers": turning,
         "generation": empty("generation"), "net_numbers": empty("net_numbers")}, areas, assets=frozenset())]


def test_positions_that_multiply_beyond_what_is_kept_are_told_with_the_transformers():
    assert not faults(stations(4, fed=(0, 1, 2, 3)))
    (told,) = faults(stations(5, fed=(0,)))
    assert told == ("the positions of transformer_1, transformer_2, transformer_3, transformer_4, which feel each "
                    "other, combine to 83,521 circuits; 5,000 are allowed, so leave some transformers at fixed "
                    "positions")


def test_a_source_parts_what_it_joins_and_a_branch_belongs_to_its_other_end():
    # 0 and 3 are sources: 1 hangs on 0, 2 between both, 0 and 3 are joined.
    is_source = np.array([True, False, False, True])
    start, end = np.array([0, 2, 3, 0]), np.array([1, 0, 2, 3])
    of_bus = parts(is_source, start, end)
    assert len(set(of_bus.tolist())) == 4
    assert parts_of_branches(is_source, start, end).tolist() == of_bus[[1, 2, 2, 3]].tolist()
