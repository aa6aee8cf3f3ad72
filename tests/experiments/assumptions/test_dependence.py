"""What follows from a number: the systems that ask for it, and the tables that tell of it."""

from dataclasses import replace

import numpy as np
import pytest

from demand import prospects
from experiments.assumptions import Number, assumptions_of
from experiments.assumptions.dependence import ALL, OF_A_WARNING, OF_FIRMS, ONLY_IN
from experiments.study import Study
from tests.experiments.statistics.test_tables import COLUMNS

EVERY = ("power", "roads", "sewage")


@pytest.fixture(scope="module")
def study() -> Study:
    return Study.read("county")


@pytest.fixture(scope="module")
def county(study) -> tuple[Number, ...]:
    return assumptions_of(study)


def systems_of(numbers, quantity: str) -> tuple[str, ...]:
    (found,) = {number.systems for number in numbers if number.quantity == quantity}
    return found


@pytest.mark.parametrize(("quantity", "systems"), [
    ("power_kw_per_ha", ("power",)),
    ("water_m3_per_ha_d", ("sewage",)),
    ("wastewater_ratio", ("sewage",)),
    ("truck_trips_per_ha_d", ("roads",)),
    ("busy_hour_share", ("roads",)),
    ("tax_wan_per_mu_a", ()),
    ("power_factor", ("power",)),
    ("coincidence_enterprises", ("power",)),
    ("infiltration_ratio", ("sewage",)),
    ("through_traffic_growth_per_a", ("roads",)),
    ("car_share", ("roads",)),
    ("approval_serial_working_days", EVERY),
    ("rented_share", EVERY),
    ("patience_months", EVERY),
    ("signed_projects_per_a", EVERY),
    ("cases_at_once", EVERY),
    ("hazard_per_a", EVERY),
    ("land_ha", EVERY),
    ("sewage_m3_per_d", ("sewage",)),
    ("jobs", ("roads",)),
    ("share_of_peak", ("power",)),
    ("share_of_busiest", ("roads",)),
    ("planning_ratio", ("power",)),
    ("vk_percent", ("power",)),
    ("manning_n", ("sewage",)),
    ("lanes", ("roads",)),
    ("cost_wan_yuan", ()),
    ("x_coord", ()),
    ("WORKING_DAYS_PER_MONTH", EVERY),
    ("KZ_EXPONENT", ("sewage",)),
])
def test_a_quantity_moves_the_systems_that_ask_for_it(county, quantity, systems):
    assert systems_of(county, quantity) == systems


def test_a_projects_time_moves_its_own_system(county):
    told = {number.subject: number.systems for number in county if number.quantity == "permit_months"}
    assert (told["roads_repair"], told["works_module_1"], told["reinforce_35kv_line"]) == (
        ("roads",), ("sewage",), ("power",))


def test_cost_is_told_beside_the_projects_only(county):
    assert {number.tables for number in county if number.quantity == "cost_wan_yuan"} == {("projects",)}


def test_tax_is_told_where_firms_are_counted(county):
    assert {number.tables for number in county if number.quantity == "tax_wan_per_mu_a"} == {OF_FIRMS}


def test_who_makes_nobody_leave_moves_no_table_of_losses(study, county):
    assert {number.tables for number in county if number.quantity == "lanes"} == {OF_A_WARNING}
    holding = study.with_policy(replace(study.policy, holds={**study.policy.holds, "roads": True}))
    assert {number.tables for number in assumptions_of(holding) if number.quantity == "lanes"} == {ALL}


def test_jobs_are_told_with_the_firms_beside_what_they_do_to_the_roads(county):
    (tables,) = {number.tables for number in county if number.quantity == "jobs_per_ha"}
    assert set(tables) == {*OF_A_WARNING, *OF_FIRMS}


def test_every_table_that_is_named_is_one_of_a_runs():
    named = {*OF_A_WARNING, *OF_FIRMS, *(table for tables in ONLY_IN.values() for table in tables)}
    assert named - {"figures"} <= set(COLUMNS)


def test_nothing_is_said_to_move_nothing(county):
    # Every number of the county decides something, or is told somewhere.
    assert [number.place for number in county if not number.tables] == []


def test_the_ways_of_a_bus_move_buses_and_no_other_need(study, county, monkeypatch):
    before = study.demand_model().future(0).prospects.needs
    monkeypatch.setattr(prospects, "BUS_DIRECTIONS", prospects.BUS_DIRECTIONS / 2)
    after = study.demand_model().future(0).prospects.needs
    assert {need for need in before if not np.array_equal(before[need], after[need])} == {"bus_pcu_per_h"}
    assert systems_of(county, "BUS_DIRECTIONS") == ("roads",)
