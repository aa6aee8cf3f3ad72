"""What the table of the rules of land may say."""

from math import inf

import pandas as pd
import pytest

from sim.land_rules import Grant, LandRules
from sim.park import Area

AREAS = tuple(Area(name, name, 10.0, "", "", "") for name in ("north", "south"))
COLUMNS = ("area", "quantity", "asset", "value", "unit")


def table(*rows: tuple[str, str, str, float, str]) -> dict[str, pd.DataFrame]:
    return {"land": pd.DataFrame(list(rows), columns=list(COLUMNS))}


def told(*rows: tuple[str, str, str, float, str]) -> list[tuple[int | None, str]]:
    faults = LandRules.faults(table(*rows), AREAS, assets=frozenset({"hall_1"}))
    assert {fault.file for fault in faults} <= {"land.csv"}
    return [(fault.row, fault.message) for fault in faults]


def test_an_empty_table_has_no_rules():
    assert LandRules.from_tables(table(), AREAS) is None


def test_rules_follow_from_their_rows():
    rows = [("north", "quota", "", 2.0, "ha/a"), ("all", "reserve", "", 1.0, "ha"),
            ("south", "halls", "hall_1", 5000.0, "m2"), ("all", "lease_share", "", 0.25, "-")]
    assert told(*rows) == []
    rules = LandRules.from_tables(table(*rows), AREAS)
    assert rules.quotas == {"quota": (2.0, inf)} and rules.lease_share == 0.25
    assert rules.grants == (Grant("reserve", 0, "", 1.0), Grant("reserve", 1, "", 1.0),
                            Grant("halls", 1, "hall_1", 5000.0))


def test_a_term_that_is_not_told_costs_the_whole_price_and_a_lease_earns_nothing():
    rules = LandRules.from_tables(table(("all", "flexible_share", "", 0.3, "-")), AREAS)
    assert (rules.flexible_price_ratio, rules.lease_rent_ratio) == (1.0, 0.0)


def test_a_row_for_all_areas_yields_to_the_row_of_one():
    rules = LandRules.from_tables(table(("all", "quota", "", 2.0, "ha/a"), ("south", "quota", "", 5.0, "ha/a"),
                                        ("all", "reserve", "", 1.0, "ha"), ("north", "reserve", "", 3.0, "ha")), AREAS)
    assert rules.quotas == {"quota": (2.0, 5.0)}
    assert rules.grants == (Grant("reserve", 1, "", 1.0), Grant("reserve", 0, "", 3.0))


@pytest.mark.parametrize(("row", "message"), [
    (("nort", "quota", "", 2.0, "ha/a"), "no area 'nort'; did you mean 'north'?"),
    (("north", "quota", "", -2.0, "ha/a"), "quota of 'north' is -2; allowed: 0 or more"),
    (("all", "lease_share", "", 25.0, "-"), "lease_share of 'all' is 25; allowed: from 0 to 1"),
    (("all", "flexible_price_ratio", "", 73.0, "-"), "flexible_price_ratio of 'all' is 73; allowed: from 0 to 1"),
    (("all", "lease_rent_ratio", "", 0.05, "-"), "lease_rent_ratio is told in '-'; tell it in 1/a"),
    (("all", "lease_years", "", 0.0, "a"), "lease_years of 'all' is 0; allowed: from 1 to 1000"),
    (("north", "reserve", "", 60.0, "mu"), "reserve is told in 'mu'; tell it in ha"),
    (("north", "lease_years", "", 5.0, "a"),
     "lease_years is told for area 'north'; it holds for the whole park: write 'all'"),
    (("north", "quota", "hall_1", 5.0, "ha/a"), "quota hangs on asset 'hall_1'; only stock, reserve, halls may"),
    (("north", "halls", "hall_2", 5.0, "m2"),
     "asset 'hall_2' neither stands nor is built by a project; did you mean 'hall_1'?"),
])
def test_a_row_that_is_not_allowed_is_told(row, message):
    assert told(row) == [(0, message)]


def test_a_row_told_twice_is_told():
    assert told(("north", "quota", "", 2.0, "ha/a"), ("north", "quota", "", 3.0, "ha/a")) == [
        (1, "quota of 'north' is told twice; delete one")]


def test_shares_beyond_all_plots_are_told():
    assert told(("all", "flexible_share", "", 0.7, "-"), ("all", "lease_share", "", 0.5, "-")) == [
        (1, "flexible_share and lease_share are 1.2 together; no more than 1")]


def test_only_areas_that_are_given_something_have_more_than_their_own_land():
    rows = table(("north", "halls", "", 5000.0, "m2"), ("south", "halls", "", 0.0, "m2"))
    assert LandRules.areas_with_more(rows, AREAS) == {"north"}
