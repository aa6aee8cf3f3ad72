"""Firm capacity: what is left after the loss of one transformer or circuit."""

import numpy as np
import pandapower as pp
import pandas as pd
import pytest

from networks.power import PowerSystem
from networks.power_firm import FirmPowerSystem
from sim.assessing import State, stacked
from sim.headroom import largest_further_need
from tests.networks.county import county_areas, county_tables
from tests.networks.small_net import AREA, asked, line_net, system

NAN = float("nan")
FIRST, SECOND = (("line_1", "line_1", "line", 0.8, NAN), ("line_2", "line_2", "line", 0.8, NAN))


def two_lines(*, stands_by: str = "") -> PowerSystem:
    """Return two short lines side by side to one area, the second standing by if told so."""
    net = line_net(areas=0, length_km=1.0)
    north = pp.create_bus(net, 35.0, name="bus_north")
    for name in ("line_1", "line_2"):
        pp.create_line_from_parameters(net, 0, north, 1.0, 0.01, 0.02, 0.0, 0.4, name=name)
    rules = pd.DataFrame({"element": ["line_1", "line_2"], "stands_with": ["line_1", "line_2"],
                          "open_with": ["", "line_2" if stands_by else ""], "when_cut_off": ["", stands_by]})
    return system(net, FIRST, SECOND, areas=(AREA,), rules=rules)


def standing(power: PowerSystem, *assets: str) -> np.ndarray:
    return np.array([[asset in assets for asset in power.assets]])


def test_one_line_alone_has_no_firm_capacity_and_is_named_as_the_single_source():
    power = two_lines()
    firm, alone = power.firm(), standing(power, "line_1")
    answer = firm.assess(asked(1.0), alone)
    assert answer.utilisation[0, -1] == np.inf
    assert not answer.unsolved[0]
    assert firm.capacity(alone).tolist() == [0.0]
    assert firm.single_sources(alone[0]) == {"line_1": ("north",)}
    state = State({"power_mw": np.array([[1.0]])}, {"power_factor": 1.0, "coincidence_areas": 1.0}, alone[0])
    assert largest_further_need(firm, *stacked(firm, [state])).tolist() == [[0.0]]


def test_an_area_that_asks_for_nothing_misses_nothing():
    power = two_lines()
    assert power.firm().assess(asked(0.0), standing(power, "line_1")).peak[0] < 1e-6


def test_of_two_lines_one_must_carry_everything_at_its_emergency_ratio():
    power = two_lines()
    firm, both = power.firm(), standing(power, "line_1", "line_2")
    # One line of 0.4 kA at 35 kV carries 24.2 MW; each of two carries half.
    full_mw = 3**0.5 * 35.0 * 0.4
    answer, whole = (each.assess(asked(0.9 * full_mw), both).utilisation[0] for each in (firm, power))
    assert answer[:2] == pytest.approx([0.9, 0.9], rel=2e-3)
    assert whole[:2] == pytest.approx([0.45 / 0.8] * 2, rel=2e-3)
    assert firm.single_sources(both[0]) == {}
    # Firm is one line at 1.0; the whole net is planned for two at 0.8.
    assert firm.capacity(both)[0] / power.capacity(both)[0] == pytest.approx(1.0 / 1.6)


def test_firm_is_never_less_strict_than_the_whole_net():
    power = two_lines()
    both = standing(power, "line_1", "line_2")
    for load_mw in (0.0, 5.0, 20.0, 60.0, 900.0):
        firm, whole = power.firm().assess(asked(load_mw), both), power.assess(asked(load_mw), both)
        assert (firm.utilisation >= whole.utilisation).all()


def test_what_stands_by_closes_when_the_loss_cuts_an_area_off():
    power = two_lines(stands_by="closes")
    both = standing(power, "line_1", "line_2")
    assert power.closed(both[0]) == {"line_1"}
    firm = power.firm()
    assert firm.single_sources(both[0]) == {}
    assert firm.assess(asked(12.0), both).utilisation[0, 1] == pytest.approx(12.0 / (3**0.5 * 35.0 * 0.4), rel=2e-3)


def test_of_parallel_transformers_in_one_row_one_is_lost():
    net = pp.create_empty_network(sn_mva=1.0)
    high, low = pp.create_bus(net, 35.0, name="source"), pp.create_bus(net, 10.0, name="bus_north")
    pp.create_ext_grid(net, high)
    pp.create_transformer_from_parameters(net, high, low, 10.0, 35.0, 10.5, 0.5, 7.5, 10.0, 0.4, parallel=2,
                                          name="transformers")
    rules = pd.DataFrame({"element": ["transformers"], "stands_with": ["transformers"], "open_with": "",
                          "when_cut_off": ""})
    power = system(net, ("transformers", "transformers", "transformer", 0.8, NAN), areas=(AREA,), rules=rules)
    there = np.array([[True]])
    whole, firm = power.assess(asked(8.0), there), power.firm().assess(asked(8.0), there)
    assert power.firm().single_sources(there[0]) == {}
    # One of two carries twice the load, against 1.0 instead of 0.8.
    assert firm.utilisation[0, 0] / whole.utilisation[0, 0] == pytest.approx(2.0 * 0.8, rel=2e-2)


def county_firm() -> tuple[PowerSystem, FirmPowerSystem]:
    power = PowerSystem.from_tables(county_tables(PowerSystem), county_areas())
    return power, power.firm()


def test_the_county_of_today_hangs_on_one_line_and_stage_two_has_a_firm_supply():
    power, firm = county_firm()
    today = standing(power, "line_35kv_1", "station_35kv")
    assert set(firm.single_sources(today[0])) == {"line_35kv_1"}
    assert firm.capacity(today)[0] == 0.0
    grown = standing(power, *power.assets)
    assert firm.single_sources(grown[0]) == {}
    # After the loss of the 110 kV line the 35 kV station takes over: the smaller of the two is what is firm.
    assert 0 < firm.capacity(grown)[0] < power.capacity(grown)[0]
