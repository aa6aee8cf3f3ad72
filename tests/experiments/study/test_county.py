"""The county's YAML files."""

import pandas as pd
import pytest

from experiments.study import Study
from experiments.study.copying import STUDIES
from networks.registry import UNLESS_SAID
from sim.plan import OnDate, OnTrigger, without_works

ARTERIAL, SECONDARY, REPAIR = 2800, 1800, 1070
"""Typical cost of a road of 24 to 30 m, of one of 18 m, and of a repair [wan yuan/km]."""


@pytest.fixture(scope="module")
def county() -> Study:
    return Study.read("county")


def in_the_ground(county: Study, plan: str) -> dict:
    """Return when a plan starts what is built of power, roads and sewers, the works that take years and money."""
    return {name: start for name, start in county.plans[plan].starts.items()
            if county.projects[name].system in UNLESS_SAID}


def test_the_park_has_six_areas_of_a_thousand_mu_with_65_percent_for_enterprises(county):
    assert len(county.park.areas) == 6
    net_ha = 1000 * 666.67 / 10_000 * 0.65
    assert [area.land_ha for area in county.park.areas] == [pytest.approx(net_ha, abs=0.05)] * 6


def test_an_area_meets_each_network_at_a_place_of_its_own_name(county):
    for area in county.park.areas:
        assert (area.power_bus, area.road_zone, area.sewer_manhole) == (
            f"bus_{area.name}", f"zone_{area.name}", f"mh_{area.name}")


def test_every_asset_stands_or_is_built_by_one_project(county):
    built = [asset for project in county.projects.values() for asset in project.assets]
    assert sorted([*county.park.standing, *built]) == sorted(
        asset for system in county.systems().values() for asset in without_works(system.assets))


def test_the_repair_closes_lanes_while_it_lasts(county):
    roads = county.systems()["roads"]
    assert set(roads.assets) - set(without_works(roads.assets)) == {"roads_repair.works"}


def test_there_are_seven_plans_beginning_with_today(county):
    assert list(county.plans) == [
        "today", "reinforce_35kv", "substation_first", "sewage_first", "balanced", "triggered",
        "reforms"]
    assert county.baseline == "today"
    assert county.plans["today"].starts == {}


def test_the_phased_plans_build_the_same_things_at_other_times(county):
    assert set(county.plans["substation_first"].starts) == set(county.plans["sewage_first"].starts)


@pytest.mark.parametrize("name", ["substation_first", "sewage_first", "balanced"])
def test_no_more_than_three_projects_of_a_phased_plan_begin_in_a_year(county, name):
    years = [county.year_of(start.month) for start in in_the_ground(county, name).values() if isinstance(start, OnDate)]
    assert max(years.count(year) for year in years) <= 3


def test_the_triggered_plan_waits_for_70_percent_at_the_works_and_80_elsewhere(county):
    starts = in_the_ground(county, "triggered")
    dated = [name for name, start in county.plans["triggered"].starts.items() if not isinstance(start, OnTrigger)]
    assert dated == ["special_fund"]
    assert {name: start.utilisation for name, start in starts.items()} == {
        name: 0.7 if name.startswith("works") else 0.8 for name in starts}
    assert {name: start.system for name, start in starts.items()} == {
        name: county.projects[name].system for name in starts}


def test_a_second_stage_is_triggered_only_after_the_first_had_time_to_help(county):
    starts = county.plans["triggered"].starts
    for first, second in (("substation_110kv_stage_1", "substation_110kv_stage_2"),
                          ("works_module_1", "works_module_2")):
        assert starts[second].months >= starts[first].months + county.times[first].typical_months


def test_roads_cost_what_their_length_says(county):
    links = pd.read_csv(STUDIES / "county/roads/link.csv", keep_default_na=False)
    roads = links[links["facility_type"] != "connector"]
    for phase in ("roads_phase_1", "roads_phase_2", "roads_phase_3"):
        km = roads[roads["asset"] == phase].groupby("facility_type")["length"].sum()
        wan_yuan = km.get("arterial", 0) * ARTERIAL + (km.sum() - km.get("arterial", 0)) * SECONDARY
        # Rounded to a hundred in the file.
        assert county.projects[phase].cost_wan_yuan == pytest.approx(wan_yuan, abs=51)
    repaired_km = roads[roads["repaired_by"] == "roads_repair"]["length"].sum()
    assert county.projects["roads_repair"].cost_wan_yuan == pytest.approx(repaired_km * REPAIR, abs=51)


def test_the_works_cost_what_the_fit_to_built_ones_says(county):
    # 1100 wan yuan x Q^0.85, Q in 1000 m3/d.
    assert county.projects["works_module_1"].cost_wan_yuan == pytest.approx(1100 * 5**0.85, abs=5)
    assert county.projects["works_module_2"].cost_wan_yuan == pytest.approx(1100 * (10**0.85 - 5**0.85), abs=5)
