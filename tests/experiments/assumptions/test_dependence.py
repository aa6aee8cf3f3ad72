"""What follows from a number: the systems that ask for it, and the tables that tell of it."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from demand import prospects
from demand.shapes import need_rows
from experiments.assumptions.dependence import ALL, OF_A_WARNING, OF_FIRMS, OF_HOLDING, OF_MONEY, ONLY_IN, Dependence
from experiments.statistics import tables
from experiments.study.money import MONEY_FILE
from sim.capacity import CapacitySystem
from tests.experiments.statistics.test_tables import COLUMNS
from tests.experiments.statistics.varied_record import varied

OF_EVERYBODY = [
    ("uncertain.csv", "approval_serial_working_days"), ("uncertain.csv", "rented_share"),
    ("uncertain.csv", "patience_months"), ("uncertain.csv", "signed_projects_per_a"), ("study.yaml", "cases_at_once"),
    ("demand/exit_hazard.csv", "hazard_per_a"), ("firms.csv", "land_ha"),
    ("demand/prospects.py", "WORKING_DAYS_PER_MONTH")]


@pytest.fixture(scope="module")
def systems(study) -> Mapping[str, CapacitySystem]:
    return study.systems()


def of(numbers, file: str, quantity: str):
    found = [number for number in numbers if (number.file, number.quantity) == (file, quantity)]
    assert found
    return found


def systems_of(numbers, file: str, quantity: str) -> tuple[str, ...]:
    (found,) = {number.systems for number in of(numbers, file, quantity)}
    return found


def asking(systems, *names: str) -> tuple[str, ...]:
    """Return the systems that ask for one of some needs or conditions."""
    return tuple(name for name, system in systems.items() if {*names} & {*system.needs, *system.conditions})


def with_relieved(study, systems, *names: str) -> tuple[str, ...]:
    """Return systems, and those that they relieve."""
    needs = [relief.need for relief in study.demand_model().reliefs if relief.system in names]
    return tuple(name for name in systems if name in {*names, *asking(systems, *needs)})


def hanging_on(study, *bases: str) -> set[str]:
    """Return needs, and those further ones that are so much for each unit of them."""
    rows = need_rows(study.tables["demand"])
    return {*bases, *rows["need"][rows["basis"].isin(bases)]}


@pytest.mark.parametrize(("file", "quantity", "moved"), [
    ("demand/sectors.csv", "power_kw_per_ha", ["power_mw"]),
    ("demand/sectors.csv", "water_m3_per_ha_d", ["water_m3_per_d", "sewage_m3_per_d"]),
    # Who tells his sewage tells his water: the ratio lies between them.
    ("demand/sectors.csv", "wastewater_ratio", ["water_m3_per_d", "sewage_m3_per_d"]),
    ("firms.csv", "sewage_m3_per_d", ["water_m3_per_d", "sewage_m3_per_d"]),
    ("demand/sectors.csv", "truck_trips_per_ha_d", ["truck_pcu_per_h"]),
    ("demand/sectors.csv", "busy_hour_share", ["car_pcu_per_h", "bus_pcu_per_h"]),
    ("demand/sectors.csv", "tax_wan_per_mu_a", []),
    ("demand/sectors.csv", "jobs_per_ha", ["jobs", "car_pcu_per_h", "bus_pcu_per_h"]),
    ("firms.csv", "jobs", ["jobs", "car_pcu_per_h", "bus_pcu_per_h"]),
    ("uncertain.csv", "power_factor", ["power_factor"]),
    ("uncertain.csv", "coincidence_enterprises", ["power_mw"]),
    ("uncertain.csv", "infiltration_ratio", ["infiltration_ratio"]),
    ("uncertain.csv", "through_traffic_growth_per_a", ["through_traffic_ratio"]),
    ("uncertain.csv", "car_share", ["car_pcu_per_h"]),
])
def test_a_quantity_moves_the_systems_that_ask_for_what_hangs_on_it(study, systems, county, file, quantity, moved):
    assert systems_of(county, file, quantity) == asking(systems, *hanging_on(study, *moved))


def test_the_countys_water_moves_supply_sewers_and_what_is_let_into_the_river(county):
    assert set(systems_of(county, "demand/sectors.csv", "water_m3_per_ha_d")) == {"water", "sewage", "cod", "ammonia"}


@pytest.mark.parametrize(("file", "quantity"), OF_EVERYBODY)
def test_who_comes_and_when_is_every_systems_business(systems, county, file, quantity):
    assert systems_of(county, file, quantity) == tuple(systems)


def test_a_row_that_names_its_need_moves_the_systems_that_ask_for_it_and_those_they_relieve(study, systems, county):
    # Energy hangs on the peak of power, not on how the day's load runs: load shapes are power's alone.
    rows = [number for number in county if number.file.startswith("demand/") and number.cells.get("need")]
    assert {number.file for number in rows} == {"demand/needs.csv", "demand/busy_hours.csv", "demand/seasons.csv"}
    assert [number.place for number in rows
            if number.systems != with_relieved(study, systems, *asking(systems, number.cells["need"]))] == []
    assert systems_of(county, "demand/load_shapes.csv", "share_of_peak") == ("power",)


def test_a_need_that_no_system_asks_for_moves_nothing(study, county):
    (steam, *_) = of(county, "demand/needs.csv", "process_steam_t_per_h")
    places = {name: place for name, place in study.system_places.items() if name != "heat"}
    told = Dependence(replace(study, system_places=places)).told(steam)
    assert (steam.systems, told.systems, told.tables) == (("heat",), (), ())


@pytest.mark.parametrize(("file", "quantity", "system"), [
    ("power/limits.csv", "planning_ratio", "power"),
    ("power/net_numbers.csv", "vk_percent", "power"),
    ("sewers/pipes.csv", "manning_n", "sewage"),
    ("drainage/drains.csv", "manning_n", "drainage"),
    ("roads/link.csv", "lanes", "roads"),
    ("water/numbers.csv", "leakage_share", "water"),
    ("networks/open_channel.py", "KZ_EXPONENT", "sewage"),
    ("networks/power_nominal.py", "NOMINAL_COINCIDENCE", "power"),
])
def test_what_a_network_is_made_of_moves_that_network(county, file, quantity, system):
    assert systems_of(county, file, quantity) == (system,)


def test_a_constant_of_a_system_that_the_study_lacks_moves_nothing(study, county):
    (exponent,) = of(county, "networks/open_channel.py", "KZ_EXPONENT")
    places = {name: place for name, place in study.system_places.items() if name != "sewage"}
    assert Dependence(replace(study, system_places=places)).told(exponent).systems == ()


def test_what_a_service_can_give_moves_that_service_and_whom_it_relieves(study, systems, county):
    capacities = of(county, "services.csv", "capacity")
    assert [number.place for number in capacities
            if number.systems != with_relieved(study, systems, number.cells["service"])] == []
    assert {number.cells["service"] for number in capacities if "roads" in number.systems} == {
        "commuter_buses", "housing"}


def test_what_a_service_takes_off_moves_the_system_that_is_relieved(county):
    reliefs = [number for number in county if number.file == "relief.csv"]
    assert len(reliefs) == 4
    assert {(number.systems, number.tables) for number in reliefs} == {(("roads",), OF_A_WARNING)}


def test_without_feedback_a_service_relieves_nobody(study, county):
    (bus, *_) = [number for number in of(county, "services.csv", "capacity")
                 if number.cells["service"] == "commuter_buses"]
    assert Dependence(study.without_feedback()).told(bus).systems == ("commuter_buses",)


def test_a_projects_time_moves_its_own_system_and_whom_it_relieves(study, systems, county):
    told = {number.subject: number.systems for number in of(county, "projects.yaml", "permit_months")}
    assert told == {name: with_relieved(study, systems, project.system) for name, project in study.projects.items()}


def test_cost_is_told_beside_the_projects_and_paid_where_there_is_money(study, county):
    costs = of(county, "projects.yaml", "cost_wan_yuan")
    assert {frozenset(number.tables) for number in costs} == {frozenset({"projects", "costs", *OF_MONEY})}
    assert Dependence(replace(study, money=None)).told(costs[0]).tables == ("projects", "costs")


def test_places_are_told_on_the_maps_only(county):
    assert {(number.systems, number.tables) for number in county
            if number.quantity in ("x_coord", "y_coord", "x_km", "y_km")} == {((), ("figures",))}


def test_the_terms_of_money_move_the_tables_of_money(county):
    assert {(number.systems, number.tables) for number in county if number.file == MONEY_FILE} == {((), OF_MONEY)}


def test_prices_of_terms_and_leases_move_the_tables_of_money(study, county):
    ratios = [number for number in county if number.quantity in ("flexible_price_ratio", "lease_rent_ratio")]
    assert [(number.typical, number.unit, number.systems, number.tables) for number in ratios] == [
        ("0.73", "-", (), OF_MONEY), ("0.05", "1/a", (), OF_MONEY)]
    assert Dependence(replace(study, money=None)).told(ratios[0]).tables == ()


def test_tax_is_told_where_firms_are_counted_and_what_of_it_returns_where_money_is(county):
    (tables,) = {number.tables for number in of(county, "demand/sectors.csv", "tax_wan_per_mu_a")}
    assert set(tables) == {*OF_FIRMS, *OF_MONEY}
    assert {number.tables for number in of(county, "demand/sectors.csv", "output_wan_per_mu_a")} == {OF_FIRMS}


def test_who_makes_nobody_leave_moves_no_table_of_losses(study, county):
    (lanes, *_) = of(county, "roads/link.csv", "lanes")
    assert lanes.tables == OF_A_WARNING
    holding = study.with_policy(replace(study.policy, holds={**study.policy.holds, "roads": True}))
    assert Dependence(holding).told(lanes).tables == ALL


def test_jobs_are_told_with_the_firms_beside_what_they_do_to_systems_that_only_warn(study, systems, county):
    (jobs, *_) = of(county, "demand/sectors.csv", "jobs_per_ha")
    # Waste hangs on jobs, and who finds nobody to take it is held.
    assert jobs.tables == ALL
    warning = study.with_policy(replace(study.policy, holds=dict.fromkeys(systems, False)))
    assert set(Dependence(warning).told(jobs).tables) == {*OF_A_WARNING, *OF_FIRMS}


def test_every_table_of_a_run_is_told_to_follow_from_something():
    named = {*OF_A_WARNING, *OF_HOLDING, *OF_FIRMS, *(table for tables in ONLY_IN.values() for table in tables)}
    assert named - {"figures"} == set(COLUMNS)
    assert {*OF_MONEY} - named <= set(tables(*varied()))


def test_only_what_nobody_asks_for_is_said_to_move_nothing(systems, county):
    # Every other number of the county decides something, or is told somewhere.
    assert [number.place for number in county
            if not number.tables and (number.file != "demand/needs.csv" or asking(systems, number.quantity))] == []


def test_the_ways_of_a_bus_move_buses_and_no_other_need(study, county, monkeypatch):
    before = study.demand_model().future(0).prospects.needs
    monkeypatch.setattr(prospects, "BUS_DIRECTIONS", prospects.BUS_DIRECTIONS / 2)
    after = study.demand_model().future(0).prospects.needs
    assert {need for need in before if not np.array_equal(before[need], after[need])} == {"bus_pcu_per_h"}
    assert systems_of(county, "demand/prospects.py", "BUS_DIRECTIONS") == ("roads",)
