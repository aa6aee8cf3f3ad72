"""The table of what services take off other systems: its draws, and its mistakes."""

import numpy as np
import pandas as pd
import pytest

from demand.model import DemandModel
from demand.relief import SHAPES, relief_faults, reliefs_of
from tests.networks.county import county_areas, county_tables

TABLES, AREAS = county_tables(DemandModel), county_areas()
RELIEF = TABLES["relief"]
BY_BUS = "commuter_buses/takes_off/car_pcu_per_h"


def model(relief: pd.DataFrame) -> DemandModel:
    return DemandModel.from_tables(TABLES | {"relief": relief}, AREAS, seed=20270101, horizon_months=240,
                                   start=(2027, 1), project_times={}, project_costs={})


def test_the_county_tells_what_its_buses_and_beds_relieve():
    assert [relief.name for relief in reliefs_of(RELIEF)] == [
        BY_BUS, "commuter_buses/puts_on/bus_pcu_per_h", "housing/takes_off/car_pcu_per_h",
        "housing/takes_off/bus_pcu_per_h"]
    assert DemandModel.faults(TABLES, AREAS) == []


def test_a_value_is_drawn_once_a_future_half_of_them_below_the_typical_one():
    drawn = np.array([model(RELIEF).future(number).relief[BY_BUS] for number in range(60)])
    assert 0.1 <= drawn.min() < drawn.max() <= 0.4
    # Of 60 draws 30 lie below, give or take three standard deviations of 3.9.
    assert 18 <= (drawn < 0.25).sum() <= 42


def test_a_further_row_moves_no_other_draw():
    one, other = model(RELIEF.iloc[[0]]).future(3), model(RELIEF.iloc[::-1]).future(3)
    assert one.relief[BY_BUS] == other.relief[BY_BUS]
    assert dict(one.conditions) == dict(other.conditions)
    assert all(np.array_equal(asked, other.prospects.needs[need]) for need, asked in one.prospects.needs.items())


def test_a_study_without_the_table_has_no_relief():
    nothing = model(RELIEF.iloc[:0])
    assert nothing.reliefs == ()
    assert dict(nothing.future(0).relief) == {}


def test_a_range_upside_down_and_a_row_given_twice_are_told():
    wrong = pd.concat([RELIEF.iloc[:1].assign(low=0.3), RELIEF.iloc[:1]], ignore_index=True)
    assert [(fault.row, fault.message) for fault in relief_faults(wrong)] == [
        (0, "car_pcu_per_h that commuter_buses takes_off is 0.3, 0.25, 0.4; low must not be above typical, typical not "
            "above high"),
        (1, "commuter_buses takes_off car_pcu_per_h twice; make one row of them")]


@pytest.mark.parametrize("column", ["low", "typical", "high"])
def test_nothing_negative_is_taken_off(column):
    (declared,) = [each for each in SHAPES["relief"].columns if each.name == column]
    assert declared.low == 0
