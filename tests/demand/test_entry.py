"""The table of sectors that may not enter: its rules, and its mistakes."""

import pandas as pd
import pytest

from demand.entry import entry_faults, rules_of
from demand.model import DemandModel
from demand.shapes import own_table
from tests.networks.county import county_areas, county_tables

AREAS = county_areas()
SECTORS = tuple(own_table("sector_shapes")["sector"])
ASSETS = frozenset({"works_module_1"})


def table(*rows):
    return pd.DataFrame([dict(zip(("sector", "area", "until"), row, strict=True)) for row in rows],
                        columns=["sector", "area", "until"])


def messages(*rows):
    return [fault.message for fault in entry_faults(table(*rows), AREAS, sectors=SECTORS, assets=ASSETS)]


def test_a_table_without_rows_keeps_nobody_out():
    assert rules_of(table(), AREAS, sectors=SECTORS) is None


def test_all_stands_for_every_area_and_a_name_for_one():
    dyers, fibre = SECTORS.index("weaving_dyeing"), SECTORS.index("chemical_fibre")
    rules = rules_of(table(("weaving_dyeing", "all", "works_module_1"), ("chemical_fibre", AREAS[2].name, "")), AREAS,
                     sectors=SECTORS)
    assert all(rules.bars(dyers, area, ()) for area in range(len(AREAS)))
    assert not any(rules.bars(dyers, area, ASSETS) for area in range(len(AREAS)))
    assert [rules.bars_for_good(fibre, area) for area in range(len(AREAS))] == [False, False, True, False, False, False]


def test_the_county_keeps_dyers_out_until_its_sewage_works_stand():
    tables = county_tables(DemandModel)
    assert messages(*tables["entry"][["sector", "area", "until"]].itertuples(index=False, name=None)) == []
    rules = rules_of(tables["entry"], AREAS, sectors=SECTORS)
    assert rules.bars(SECTORS.index("weaving_dyeing"), 0, ())
    assert not rules.bars(SECTORS.index("weaving_dyeing"), 0, ASSETS)


@pytest.mark.parametrize(("row", "message"), [
    (("dyers", "all", ""), "no sector 'dyers'"),
    (("biomedicine", "north", ""), "no area 'north'"),
    (("biomedicine", "all", "works_module_2"),
     "asset 'works_module_2' neither stands nor is built by a project; did you mean 'works_module_1'?"),
])
def test_a_name_that_nobody_knows_is_told(row, message):
    (told,) = messages(row)
    assert message in told


@pytest.mark.parametrize(("rows", "message"), [
    ((("biomedicine", "all", "works_module_1"), ("biomedicine", "all", "works_module_1")),
     "biomedicine in all is barred until 'works_module_1' already by a row for 'all'; delete one"),
    ((("biomedicine", "all", "works_module_1"), ("biomedicine", "biomedicine", "works_module_1")),
     "biomedicine in biomedicine is barred until 'works_module_1' already by a row for 'all'; delete one"),
    ((("biomedicine", "all", ""), ("biomedicine", "biomedicine", "works_module_1")),
     "biomedicine in biomedicine is barred for good already by a row for 'all'; delete one"),
])
def test_a_rule_that_another_one_makes_idle_is_a_mistake(rows, message):
    assert messages(*rows) == [message]


def test_rules_for_one_area_and_for_all_with_different_assets_both_hold():
    rules = rules_of(table(("biomedicine", "all", "works"), ("biomedicine", AREAS[0].name, "heat")), AREAS,
                     sectors=SECTORS)
    medicine = SECTORS.index("biomedicine")
    assert rules.bars(medicine, 0, {"works"}) and not rules.bars(medicine, 1, {"works"})
