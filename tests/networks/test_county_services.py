"""The county's simple services and storm drains: what its tables say, and what follows from them."""

from itertools import product

import numpy as np
import pytest

from networks.drainage import DrainageSystem
from networks.services import SimpleServices
from networks.storm_rain import HECTARES_OF_VALIDITY
from tests.networks.county import county_areas, county_tables

AREAS = county_areas()
TABLES = county_tables(SimpleServices)
SERVICES = SimpleServices.systems(TABLES, AREAS)
DRAINS = DrainageSystem.from_tables(county_tables(DrainageSystem), AREAS)
PLOTS_HA = 43.3
STANDING_HA = 2.3
"""Land of an area's standing firms [ha], from firms.csv."""

TODAY = {"approval_offices", "waste_transfer_old", "county_landfill_share", "hazardous_haulier", "exchange_old",
         "green_today", "lighting_old", "worker_beds_old", "bus_fleet_today", "county_labour_pool", "skilled_pool",
         "cod_quota", "ammonia_quota", "energy_quota", *(f"land_{area.name}" for area in AREAS)}


def drained(built_ha: float, *standing: str) -> np.ndarray:
    """Return the utilisation of every limit with the same land built in each area."""
    in_service = np.array([[asset in standing for asset in DRAINS.assets]])
    return DRAINS.assess({"built_ha": np.full((1, len(AREAS), 1), built_ha)}, in_service).utilisation[0]


def test_tables_have_no_fault():
    assert SimpleServices.faults(TABLES, AREAS, assets=frozenset(SimpleServices.asset_names(TABLES))) == []
    assert DrainageSystem.faults(county_tables(DrainageSystem), AREAS, assets=frozenset(DRAINS.assets)) == []


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda service: service.name)
def test_every_service_has_one_thing_that_stands_today_and_one_that_can_be_built(service):
    # Plots are the land of each area; the one meeting comes with a reform.
    today = 0 if service.name == "one_meeting" else len(AREAS) if service.by_area else 1
    assert len(TODAY & set(service.assets)) == today
    assert TODAY.issuperset(service.assets[:today])
    assert len(service.assets) > today


def test_plots_are_the_land_of_the_areas():
    standing = np.array([asset in TODAY for asset in SERVICES["plots"].assets])
    assert SERVICES["plots"].capacity(standing[None])[0] == pytest.approx(sum(area.land_ha for area in AREAS))


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda service: service.name)
def test_every_service_keeps_what_all_systems_promise(service):
    draw = np.random.default_rng(1)
    need = {service.need: draw.uniform(0, 1e4, (24, len(AREAS), 1))}
    standing = draw.random((24, len(service.assets))) < 0.6
    answer = service.assess(need, standing)
    assert answer.utilisation.shape == answer.period.shape == (24, len(service.limits))
    assert not np.isnan(answer.utilisation).any()
    nothing = service.assess(need, np.zeros_like(standing))
    assert np.isinf(nothing.peak).all()
    assert {service.limits[at].kind for at in nothing.binding} == {"absent"}
    assert (service.load(need) > 0).all()
    assert (service.capacity(standing) >= 0).all()


def test_old_drains_carry_the_fields_and_the_firms_that_stand():
    assert 0.5 < drained(0.0, "drains_existing").max() < drained(STANDING_HA, "drains_existing").max() < 1.0


def test_old_drains_are_full_when_a_quarter_of_the_plots_is_built():
    assert drained(0.25 * PLOTS_HA, "drains_existing").max() < 1.0 < drained(0.3 * PLOTS_HA, "drains_existing").max()


def test_new_drains_carry_the_park_with_all_plots_built():
    assert 0.9 < drained(PLOTS_HA, *DRAINS.assets).max() < 1.0


def test_more_drains_never_raise_the_peak_of_the_county():
    # True of these drains, not of any: a wider drain above may bring water sooner to a narrow one below.
    states = np.array(list(product((False, True), repeat=len(DRAINS.assets))))
    demand = {"built_ha": np.full((len(states), len(AREAS), 1), 20.0)}
    peak, capacity = DRAINS.assess(demand, states).peak, DRAINS.capacity(states)
    for less, more in product(range(len(states)), repeat=2):
        if (states[less] <= states[more]).all():
            assert peak[more] <= peak[less]
            assert capacity[more] >= capacity[less]


def test_fields_alone_exhaust_no_drain_whatever_is_built():
    states = np.array(list(product((False, True), repeat=len(DRAINS.assets))))
    assert DRAINS.assess({"built_ha": np.zeros((len(states), len(AREAS), 1))}, states).peak.max() < 1.0


def test_no_drain_of_the_county_is_beyond_the_method_or_silts_up():
    everything = np.ones((1, len(DRAINS.assets)), dtype=bool)
    assert not DRAINS.warn({"built_ha": np.zeros((1, len(AREAS), 1))}, everything).any()
    assert DRAINS.lasting_warnings() == ()
    assert HECTARES_OF_VALIDITY == 200.0


def test_storm_of_the_county_is_that_of_lanzhou_every_second_year():
    # q = 1140 (1 + 0.96 lg 2) / (15 + 8)^0.8 = 1469.4 / 12.28.
    assert DRAINS.rain.intensity(np.array(15.0)) == pytest.approx(119.6, abs=0.2)
