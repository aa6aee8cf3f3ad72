"""Mistakes in the demand's tables: each told with its place and the way out."""

import pandas as pd
import pytest

from demand.faults import faults_of
from demand.model import DemandModel
from tests.networks.county import county_areas, county_tables

TABLES, AREAS = county_tables(DemandModel), county_areas()


def told(**changed: pd.DataFrame) -> list[tuple[str, int | None, str]]:
    return [(fault.file, fault.row, fault.message) for fault in faults_of(TABLES | changed, AREAS)]


def changed(key: str, row: int, **cells: object) -> pd.DataFrame:
    table = TABLES[key].copy()
    for column, value in cells.items():
        table.loc[row, column] = value
    return table


def uncertain(parameter: str, **cells: float) -> tuple[pd.DataFrame, int]:
    row = TABLES["uncertain"]["parameter"].tolist().index(parameter)
    return changed("uncertain", row, **cells), row


def test_the_countys_tables_have_no_fault():
    assert told() == []


def test_unknown_sector_is_told_with_the_near_name():
    faults = told(firms=changed("firms", 2, sector="primary_procesing"))
    assert faults == [("firms.csv", 2, "no sector 'primary_procesing'; did you mean 'primary_processing'?")]


def test_unknown_area_is_told():
    faults = told(arrivals=changed("arrivals", 0, area="east_coton"))
    assert faults == [("arrivals.csv", 0, "no area 'east_coton'; did you mean 'east_cotton'?")]


def test_shares_that_do_not_add_up_are_told():
    faults = told(arrivals=changed("arrivals", 0, share=0.16))
    assert faults == [("arrivals.csv", None, "the shares add up to 1.1; they must add up to 1")]


def test_two_rows_of_one_kind_are_told():
    rows = TABLES["arrivals"]
    twice = pd.concat([rows, rows[rows["share"] == 0].head(1)], ignore_index=True)
    assert "are given twice" in told(arrivals=twice)[0][2]


def test_plots_out_of_order_are_told():
    assert "low must not be above typical" in told(arrivals=changed("arrivals", 0, land_mu_low=500.0))[0][2]


def test_firms_that_stand_on_more_land_than_there_is_are_told():
    faults = told(firms=changed("firms", 0, land_ha=60.0))
    assert "it has 43.3 ha" in faults[0][2]


def test_investor_with_a_firms_name_is_told():
    name = TABLES["firms"]["firm"][0]
    assert "is a firm of firms.csv already" in told(investors=changed("investors", 0, investor=name))[0][2]


def test_months_out_of_order_are_told():
    faults = told(course=changed("course", 1, from_month="2026-01"))
    assert faults == [("arrivals_over_time.csv", 1, "2026-01 stands below 2027-01; months must ascend")]


def test_course_without_rows_is_told():
    assert "has no row" in told(course=TABLES["course"].head(0))[0][2]


def test_missing_parameter_is_told():
    rows = TABLES["uncertain"]
    faults = told(uncertain=rows[rows["parameter"] != "patience_months"].reset_index(drop=True))
    assert faults == [("uncertain.csv", None, "parameter 'patience_months' is missing; add a row with low, typical and "
                                              "high")]


@pytest.mark.parametrize(("parameter", "cells", "words"), [
    ("patience_months", {"low": 30.0}, "low must not be above typical"),
    ("power_factor", {"high": 1.2}, "it is a share, 1 at most"),
    ("persons_per_car", {"low": 0.0}, "it must be above 0"),
    ("car_share", {"high": 0.9}, "nobody commutes twice"),
])
def test_parameter_out_of_range_is_told(parameter, cells, words):
    table, _ = uncertain(parameter, **cells)
    assert words in told(uncertain=table)[0][2]


def own(**cells: object) -> pd.DataFrame:
    row = {"sector": "biomedicine", "quantity": "jobs_per_ha", "low": 1.0, "typical": 2.0, "high": 3.0,
           "unit": "persons/ha", "source": "assumption", "confidence": "D"}
    return pd.DataFrame([row | cells])


def test_own_row_of_a_sector_is_sound():
    assert told(sectors=own()) == []


@pytest.mark.parametrize(("cells", "words"), [
    ({"sector": "biomedicin"}, "did you mean 'biomedicine'?"),
    ({"low": 9.0}, "low must not be above typical"),
    ({"unit": "persons"}, "its unit is 'persons/ha'"),
])
def test_own_row_with_a_mistake_is_told(cells, words):
    assert words in told(sectors=own(**cells))[0][2]


def test_columns_that_were_exchanged_show_in_what_a_hectare_asks():
    firms = TABLES["firms"].assign(power_mw=TABLES["firms"]["sewage_m3_per_d"] + 1000.0)
    faults = told(firms=firms)
    assert len(faults) == len(firms)
    first = firms.iloc[0]
    assert faults[0] == ("firms.csv", 0, f"power_mw is {first['power_mw']:g} on {first['land_ha']:g} ha; allowed: up "
                                         "to 20 a hectare; is it in another unit, or in another's column?")


def test_plot_larger_than_its_area_is_told():
    faults = told(arrivals=changed("arrivals", 0, land_mu_high=99999.0))
    assert faults == [("arrivals.csv", 0, "land_mu_high is 99999; area 'east_cotton' has 649.5 mu in all")]
