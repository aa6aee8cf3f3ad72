"""The sanity figures of planning that the full county park must reproduce."""

import numpy as np
import pytest

from experiments.study import Study
from sim.capacity import FULL

SECTOR_OF = {
    "east_cotton": "cotton_spinning", "smart_manufacturing": "smart_manufacturing",
    "building_materials": "building_materials", "agri_processing": "agri_food", "biomedicine": "biomedicine",
    "trade_logistics": "trade_logistics"}
WEST = [area for area in SECTOR_OF if area != "east_cotton"]


@pytest.fixture(scope="module")
def county() -> Study:
    return Study.read("county")


@pytest.fixture(scope="module")
def model(county):
    return county.demand_model()


@pytest.fixture(scope="module")
def systems(county):
    return county.systems()


def built_out(county, model, *, areas=tuple(SECTOR_OF), share: float = 1.0) -> dict:
    """Return the demand when these areas are built out to a share of their land by typical enterprises."""
    demand = {need.name: np.zeros((1, len(county.park.areas), need.profiles.shape[1])) for need in model.needs}
    for at, area in enumerate(county.park.areas):
        if area.name in areas:
            needs = model.typical_needs(SECTOR_OF[area.name], land_ha=share * area.land_ha)
            for name, value in needs.items():
                demand[name][0, at] = value
    return demand | {name: np.full((1, 1, 1), value) for name, value in model.typical_conditions.items()}


def today(county, system) -> np.ndarray:
    return np.array([[asset in county.park.standing for asset in system.assets]])


def test_the_full_west_asks_55_mw_before_and_46_mw_after_coincidence(county, model, systems):
    demand = built_out(county, model, areas=WEST)
    # 250, 300, 250, 400 and 60 kW/ha on 43.3 ha each.
    assert demand["power_mw"][0].max(axis=1).sum() == pytest.approx(55, abs=1)
    assert systems["power"].load(demand)[0] == pytest.approx(46, abs=1)


def test_the_full_west_asks_9000_m3_of_sewage_on_the_largest_day(county, model):
    assert built_out(county, model, areas=WEST)["sewage_m3_per_d"].sum() == pytest.approx(9000, abs=100)


def test_the_one_line_is_full_at_20_to_40_percent_of_build_out(county, model, systems):
    shares = np.arange(0.05, 1.0, 0.01)
    power = systems["power"]
    full = [share for share in shares
            if power.assess(built_out(county, model, areas=WEST, share=share), today(county, power)).utilisation[
                0, [limit.name for limit in power.limits].index("line_35kv_1")] > FULL]
    assert 0.20 <= full[0] <= 0.40


def test_two_modules_of_the_works_hold_the_full_west(county, model, systems):
    sewage = systems["sewage"]
    demand = built_out(county, model, areas=WEST)
    answer = sewage.assess(demand, np.ones((1, len(sewage.assets)), dtype=bool))
    # 9,006 m3/d and a tenth of infiltration on 10,000.
    assert answer.peak[0] == pytest.approx(0.99, abs=0.01)


def test_firms_that_stand_today_are_some_dozens_and_fit_everywhere(county, model, systems):
    future = model.future(0)
    stands = future.prospects.stands
    assert 24 <= stands.sum() <= 60
    assert 3.5 <= future.prospects.needs["power_mw"][stands].sum() * 0.88 * 0.85 <= 5.0
    assert 300 <= future.prospects.needs["sewage_m3_per_d"][stands].sum() <= 400


def test_trunk_sewers_have_the_lengths_that_projects_pay_for(county):
    pipes = county.tables["sewage"]["pipes"]
    lengths = pipes.groupby("asset")["length_m"].sum()
    assert lengths["trunk_sewer_west"] == 8000
    assert lengths["trunk_sewer_east"] == 4000


def test_line_has_the_length_that_the_report_tells(county, systems):
    lines = systems["power"].net.tables["line"].set_index("name")
    assert lines.loc["line_35kv_1", "length_km"] == 12.0


def test_committed_investors_have_dates(county):
    assert county.tables["demand"]["investors"]["contract_month"].str.match(r"\d{4}-\d{2}").all()


def test_there_are_six_plans_and_today_builds_nothing(county):
    assert len(county.plans) >= 6
    assert county.plans["today"].starts == {}
