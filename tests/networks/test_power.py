"""The power system: what a reader can check with Ohm's law, and what must hold for any net."""

from math import sqrt

import numpy as np
import pandapower as pp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.power import PowerSystem
from tests.networks.county import county_areas, county_tables
from tests.networks.small_net import AREA, SECOND, all_stand, asked, line_net, switching, system

LINE = ("line", "line_north", "line", 1.0, float("nan"))
VOLTAGE = ("voltage", "bus_north", "voltage", float("nan"), 0.9)


@pytest.fixture(scope="module")
def county() -> PowerSystem:
    return PowerSystem.from_tables(county_tables(PowerSystem), county_areas())


def in_service(power: PowerSystem, *assets: str) -> np.ndarray:
    return np.array([[asset in assets for asset in power.assets]])


def random_demand(power: PowerSystem, states: int, *, seed: int, largest_mw: float = 6.0) -> dict:
    draw = np.random.default_rng(seed)
    shape = draw.uniform(0.3, 1.0, (states, len(power.net.areas), 24))
    return {
        "power_mw": draw.uniform(0, largest_mw, (states, len(power.net.areas), 1)) * shape,
        "power_factor": draw.uniform(0.9, 1.0, (states, 1, 1)),
        "coincidence_areas": draw.uniform(0.8, 1.0, (states, 1, 1)),
    }


def random_service(power: PowerSystem, states: int, *, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((states, len(power.assets))) < 0.7


def test_line_is_full_when_its_current_reaches_the_rating():
    power = system(line_net(max_i_ka=0.4, length_km=1.0), LINE)
    at_rating_mw = 35 * sqrt(3) * 0.4
    # The voltage drop over 0.3 + j0.4 ohm raises the current by less than a per cent.
    assert power.assess(asked(at_rating_mw), all_stand(power)).peak[0] == pytest.approx(1.0, rel=1e-2)


def test_planning_ratio_lets_the_line_be_full_earlier():
    full = system(line_net(), LINE).assess(asked(10.0), np.array([[True]])).peak[0]
    planned = system(line_net(), (*LINE[:3], 0.8, float("nan"))).assess(asked(10.0), np.array([[True]])).peak[0]
    assert planned == pytest.approx(full / 0.8)


def test_voltage_is_full_when_the_whole_allowed_drop_is_used():
    power = system(line_net(), VOLTAGE)
    # 10 MW through 3 ohm at 35 kV, unity power factor: a drop of about 10 x 3 / 35^2 = 0.0245 of the allowed 0.1.
    assert power.assess(asked(10.0), all_stand(power)).peak[0] == pytest.approx(0.245, rel=0.06)


def test_two_lines_side_by_side_share_the_current():
    net = line_net()
    pp.create_line_from_parameters(net, 0, 1, 10.0, 0.3, 0.4, 0.0, 0.4, name="second")
    power = system(net, LINE)
    alone = power.assess(asked(10.0), in_service(power, "line_north")).peak[0]
    shared = power.assess(asked(10.0), in_service(power, "line_north", "second")).peak[0]
    assert shared == pytest.approx(alone / 2, rel=0.03)


def test_area_without_a_line_is_absent_only_while_it_asks_for_power():
    power = system(line_net(areas=2), LINE, areas=(AREA, SECOND))
    nothing_south = power.assess(asked(5.0, 0.0), in_service(power, "line_north"))
    south = power.assess(asked(5.0, 0.1), in_service(power, "line_north"))
    assert np.isfinite(nothing_south.utilisation).all()
    assert power.limits[south.binding[0]].name == "absent"
    assert np.isinf(south.peak[0])


def test_element_out_of_service_is_not_used():
    power = system(line_net(areas=2), LINE, ("south", "line_south", "line", 1.0, float("nan")), areas=(AREA, SECOND))
    assert power.assess(asked(5.0, 0.0), in_service(power, "line_north")).utilisation[0, 1] == 0.0


def test_load_beyond_the_line_is_unsolved_and_never_called_kept():
    power = system(line_net(), LINE, VOLTAGE)
    # The most that 3 + j4 ohm carries at 35 kV and unity power factor is 1225 / (2 (5 + 3)) = 77 MW.
    answer = power.assess(asked(90.0), all_stand(power))
    assert answer.unsolved.tolist() == [True]
    assert np.isinf(answer.utilisation).all()


def test_load_just_below_the_largest_that_the_line_carries_still_solves():
    power = system(line_net(), LINE, VOLTAGE)
    answer = power.assess(asked(76.0), all_stand(power))
    assert not answer.unsolved[0]
    # At the nose the voltage is about half of the nominal: a drop of five times the allowed tenth.
    assert answer.utilisation[0, 1] > 3.0


def test_no_demand_uses_nothing_but_the_transformers_own_losses(county):
    demand = random_demand(county, 1, seed=1, largest_mw=0.0)
    everything = np.ones((1, len(county.assets)), dtype=bool)
    assert county.assess(demand, everything).peak[0] < 0.02


def test_nothing_in_service_is_absent_not_an_error(county):
    demand = random_demand(county, 1, seed=1)
    answer = county.assess(demand, np.zeros((1, len(county.assets)), dtype=bool))
    assert np.isinf(answer.utilisation[0, -1])
    assert (answer.utilisation[0, :-1] == 0).all()


def test_feeder_sees_its_own_areas_peak_and_the_line_the_coincident_one():
    rows = (LINE, ("feeder", "line_north", "feeder", 1.0, float("nan")))
    answer = system(line_net(), *rows).assess(asked(8.0, coincidence=0.8), np.array([[True]]))
    line, feeder = answer.utilisation[0, :2]
    assert feeder == pytest.approx(line / 0.8)


def test_period_is_the_hour_that_binds():
    power = system(line_net(), LINE)
    demand = asked(1.0)
    demand["power_mw"] = np.ones((1, 1, 24))
    demand["power_mw"][0, 0, 17] = 5.0
    answer = power.assess(demand, all_stand(power))
    assert answer.period[0, 0] == 17


def test_hours_that_others_outdo_need_not_be_solved(county):
    demand, service = random_demand(county, 60, seed=3), random_service(county, 60, seed=4)
    screened = county.assess(demand, service)
    hourly = []
    for hour in range(24):
        one = demand | {"power_mw": demand["power_mw"][:, :, hour:hour + 1]}
        hourly.append(county.assess(one, service).utilisation)
    assert np.array_equal(screened.utilisation, np.max(hourly, axis=0))


def test_binding_hour_gives_the_utilisation_it_is_named_for(county):
    demand, service = random_demand(county, 20, seed=5), random_service(county, 20, seed=6)
    answer = county.assess(demand, service)
    for state, limit in [(at, int(answer.binding[at])) for at in range(20)]:
        hour = answer.period[state, limit]
        one = {name: values[state:state + 1] for name, values in demand.items()}
        one["power_mw"] = one["power_mw"][:, :, hour:hour + 1]
        assert county.assess(one, service[state:state + 1]).utilisation[0, limit] == answer.peak[state]


def test_state_does_not_depend_on_its_neighbours(county):
    demand, service = random_demand(county, 30, seed=7), random_service(county, 30, seed=8)
    together = county.assess(demand, service).utilisation
    for state in (0, 13, 29):
        alone = {name: values[state:state + 1] for name, values in demand.items()}
        assert np.array_equal(county.assess(alone, service[state:state + 1]).utilisation[0], together[state])


def test_ring_is_solved_in_every_hour():
    net = line_net(areas=2)
    pp.create_line_from_parameters(net, 1, 2, 5.0, 0.3, 0.4, 0.0, 0.4, name="tie")
    power = system(net, LINE, areas=(AREA, SECOND))
    assert power.topology(np.array([False, True, True])).is_monotone
    assert not power.topology(np.array([True, True, True])).is_monotone


def test_rule_takes_an_element_out_when_its_relief_stands(county):
    before = county.closed(in_service(county, "line_35kv_1", "station_35kv")[0])
    after = county.closed(
        in_service(county, "line_35kv_1", "station_35kv", "line_110kv", "substation_110kv_1")[0])
    assert "feeders_35kv_biomedicine" in before - after
    assert "feeders_110kv_biomedicine" in after - before
    assert "feeders_35kv_east_cotton" in after & before


def test_element_without_a_rule_is_always_in_service():
    power = system(line_net(), LINE, rules=switching())
    assert power.assets == ()
    assert power.assess(asked(10.0), np.zeros((1, 0), dtype=bool)).peak[0] > 0


def test_load_is_the_coincident_load_in_its_highest_hour():
    power = system(line_net(areas=2), LINE, areas=(AREA, SECOND))
    demand = asked(0.0, 0.0, coincidence=0.9)
    demand["power_mw"] = np.array([[[3.0, 1.0], [1.0, 4.0]]])
    assert power.load(demand).tolist() == [pytest.approx(0.9 * 5.0)]


def test_nominal_capacity_is_what_the_narrowest_element_carries(county):
    # 35 kV x sqrt(3) x 0.36 kA x 0.81 (40 C) x 0.8 x power factor 0.95.
    today = in_service(county, "line_35kv_1", "station_35kv")
    assert county.capacity(today)[0] == pytest.approx(sqrt(3) * 35 * 0.36 * 0.81 * 0.8 * 0.95)
    # With two circuits the transformers are the narrowest: 2 x 10 MVA x 0.8 x 0.95.
    two = in_service(county, "line_35kv_1", "station_35kv", "line_35kv_2")
    assert county.capacity(two)[0] == pytest.approx(2 * 10 * 0.8 * 0.95)


def test_nothing_in_service_has_no_capacity(county):
    assert county.capacity(np.zeros((1, len(county.assets)), dtype=bool)).tolist() == [0.0]


def test_every_limit_but_the_absent_one_lies_on_the_map(county):
    shown = set(county.map_elements()["element"])
    assert {limit.element for limit in county.limits[:-1]} <= shown


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(0, 5), st.floats(0.0, 2.0))
def test_more_load_never_lowers_a_utilisation(county, seed, area, more_mw):
    demand, service = random_demand(county, 1, seed=seed, largest_mw=3.0), random_service(county, 1, seed=seed + 1)
    more = demand | {"power_mw": demand["power_mw"].copy()}
    more["power_mw"][:, area] += more_mw
    before, after = county.assess(demand, service), county.assess(more, service)
    # Both are solved to 1e-10 pu of voltage.
    assert (after.utilisation >= before.utilisation - 1e-7).all()
