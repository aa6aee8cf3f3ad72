"""Whom a system serves with what stands today."""

from dataclasses import replace

import pytest

from experiments.command.served import unserved_areas
from experiments.study import Study


@pytest.fixture(scope="module")
def county() -> Study:
    return Study.read("county")


@pytest.mark.parametrize("system", ["power", "roads", "sewage"])
def test_every_area_of_the_county_is_served_today(county, system):
    assert unserved_areas(county, county.systems()[system]) == ()


@pytest.mark.parametrize("system", ["power", "sewage"])
def test_nobody_is_served_where_nothing_stands(county, system):
    bare = replace(county, park=replace(county.park, standing=frozenset()))
    assert unserved_areas(bare, bare.systems()[system]) == tuple(area.name for area in county.park.areas)
