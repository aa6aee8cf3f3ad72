"""Gas down the mains: what a reader can check by hand, and the county's mains."""

import numpy as np
import pytest

from networks.gas import GasSystem
from sim.capacity import CapacitySystem
from tests.networks.county import county_areas, county_tables
from tests.networks.small_trees import asked, nodes, service, system, used


def lost_bar2(flow_m3_per_h: float, *, length_km: float = 1.0, diameter_mm: float = 150.0) -> float:
    """Return the squared pressure lost by Renouard's formula, natural gas of relative density 0.6 [bar2]."""
    return 48_600 * 0.6 * length_km * flow_m3_per_h**1.82 * diameter_mm**-4.82


def gas(**other: object) -> GasSystem:
    return system(GasSystem, **other)


def ask(*m3_per_h: float) -> dict:
    return asked(GasSystem, *m3_per_h)


def test_gas_keeps_the_protocol():
    assert isinstance(gas(), CapacitySystem)


def test_station_is_full_at_its_rate():
    assert used(gas(), ask(1500.0, 500.0))["start"] == pytest.approx(1.0)


def test_pressure_is_used_by_what_is_lost_of_its_square():
    found = used(gas(), ask(600.0, 400.0))
    # From 5 bar to 3 bar absolute 16 bar2 may be lost.
    near = lost_bar2(1000.0)
    assert found["pressure_near"] == pytest.approx(near / 16)
    assert found["pressure_far"] == pytest.approx((near + lost_bar2(400.0)) / 16)


def test_pressure_is_full_when_just_the_needed_pressure_is_left():
    places = nodes(GasSystem)
    left_bar = np.sqrt(5.0**2 - lost_bar2(2000.0))
    places.loc[places["node"] == "near_node", "required_mpa"] = left_bar / 10 - 0.1
    assert used(gas(nodes_of=places), ask(2000.0, 0.0))["pressure_near"] == pytest.approx(1.0, rel=1e-12)


def test_pressure_beyond_what_the_main_can_lose_is_over_full_and_no_error():
    found = used(gas(), ask(1e6, 1e6))
    assert found["pressure_far"] > found["pressure_near"] > 100.0


def test_thin_air_leaves_less_to_lose():
    # At 0.08 MPa of atmosphere the squares are 4.8 and 2.8 bar: 15.2 bar2.
    found = used(gas(atmosphere_mpa=0.08), ask(1000.0, 0.0))
    assert found["pressure_near"] == pytest.approx(lost_bar2(1000.0) / 15.2)


def test_nothing_built_is_absent():
    mains = gas()
    answer = mains.assess(ask(1.0, 0.0), ~service(mains))
    assert mains.limits[answer.binding[0]].kind == "absent"
    assert answer.peak[0] == np.inf


COUNTY = GasSystem.from_tables(county_tables(GasSystem), county_areas())


def test_mains_of_the_county_carry_all_that_its_station_gives():
    share = {"east_cotton": 0.02, "smart_manufacturing": 0.07, "building_materials": 0.68, "agri_processing": 0.1,
             "biomedicine": 0.12, "trade_logistics": 0.01}
    found = used(COUNTY, ask(*(6000.0 * share[area.name] for area in COUNTY.areas)))
    assert found["gas_station"] == pytest.approx(1.0)
    assert 0.4 < max(value for name, value in found.items() if name.startswith("pressure")) < 0.8


def test_mains_of_the_county_stay_within_what_the_formula_holds_for():
    # Q/d up to 150 m3/h per mm, even if all that the station gives ran through each of them.
    assert (6000.0 / COUNTY.pipes["diameter_mm"] < 150.0).all()
