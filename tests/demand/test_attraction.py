"""The tables of what draws enterprises: their terms, and their mistakes."""

import numpy as np
import pandas as pd
import pytest

from demand.attraction import FACTORS, attraction_faults, terms_of
from demand.model import DemandModel
from demand.shapes import own_table
from tests.networks.county import county_areas, county_tables

TABLES, AREAS = county_tables(DemandModel), county_areas()
SECTORS = tuple(own_table("sector_shapes")["sector"])
ASSETS = frozenset({"one_meeting", "area_assessment", "incentive_fund", "works_module_1"})


def changed(key: str, column: str, row: int, value: object) -> dict[str, pd.DataFrame]:
    tables = {name: TABLES[name].copy() for name in ("attraction", "measures", "upstream")}
    tables[key][column] = tables[key][column].astype(object)
    tables[key].loc[row, column] = value
    return tables


def messages(tables: dict[str, pd.DataFrame]) -> list[str]:
    return [fault.message for fault in attraction_faults(
        tables["attraction"], tables["measures"], tables["upstream"], sectors=SECTORS, assets=ASSETS)]


def county_model(tables: dict) -> DemandModel:
    return DemandModel.from_tables(tables, AREAS, seed=1, horizon_months=240, start=(2027, 1),
                                   project_times={}, project_costs={})


def test_the_county_says_what_draws_enterprises_without_a_mistake():
    assert DemandModel.faults(TABLES, AREAS, assets=ASSETS) == []
    terms = county_model(TABLES).terms
    assert terms is not None
    assert terms.reforms.one_meeting == {"one_meeting"}
    assert terms.reforms.saved_share == {"area_assessment": 0.2}


def test_a_study_that_says_nothing_has_no_attraction():
    assert county_model(TABLES | {"attraction": TABLES["attraction"].iloc[:0]}).terms is None


def test_dyers_gain_half_the_weight_of_spinners_by_the_countys_own_weight():
    terms = terms_of(TABLES["attraction"], TABLES["measures"], own_table("upstream"), sectors=SECTORS)
    assert terms.upstream[SECTORS.index("weaving_dyeing"), SECTORS.index("cotton_spinning")] == 0.5 * 0.6


def test_who_comes_to_a_park_of_attraction_1_is_who_came_before_there_was_any():
    prospects = county_model(TABLES).future(0).prospects
    assert prospects.comes.tolist() == (prospects.comes_at < 1.0).tolist()
    assert (prospects.comes_at[prospects.stands] == 0.0).all()


@pytest.mark.parametrize("probability", [0.1, 0.26, 1 / 3, 0.7])
def test_the_largest_draw_below_a_probability_comes_and_the_probability_itself_does_not(probability):
    assert np.nextafter(probability, 0.0) / probability < 1.0
    assert probability / probability == 1.0


@pytest.mark.parametrize(("key", "column", "row", "value", "told"), [
    ("measures", "asset", 0, "one_meetin", "asset 'one_meetin' neither stands nor is built by a project; did you mean "
                                           "'one_meeting'?"),
    ("measures", "value", 1, 1.0, "area_assessment saves 1 of the time of approval; allowed: a share below 1"),
    ("attraction", "reference", 0, np.nan, "shortage has no reference; give what enterprises find elsewhere"),
    ("attraction", "today", 2, np.nan, "land_price has no price today; give it in wan yuan/mu"),
    ("attraction", "weight", 4, 9.0, "most is 9; allowed: above 0 and up to 4"),
])
def test_a_mistake_is_told_with_what_is_allowed(key, column, row, value, told):
    assert messages(changed(key, column, row, value)) == [told]


def test_every_missing_factor_is_told():
    tables = changed("attraction", "unit", 0, "-")
    tables["attraction"] = tables["attraction"].iloc[:1]
    assert messages(tables) == [f"factor {factor!r} is missing; add a row, with weight 0 if it counts for nothing"
                                for factor in FACTORS[1:]]


def test_an_asset_with_one_effect_twice_is_told():
    tables = changed("measures", "value", 0, 1.0)
    tables["measures"] = pd.concat([tables["measures"], tables["measures"].iloc[:1]], ignore_index=True)
    assert messages(tables) == ["one_meeting has effect 'one_meeting' twice; make one row of them"]


def test_a_sector_that_nobody_knows_is_told():
    tables = changed("attraction", "unit", 0, "-")
    tables["upstream"] = own_table("upstream").assign(upstream_sector="cotton_spining").iloc[:1]
    assert messages(tables) == ["no sector 'cotton_spining'; did you mean 'cotton_spinning'?"]
