"""What is told of drainage tables that do not fit together."""

import pandas as pd
import pytest

from networks.drainage import DrainageSystem
from tests.networks.small_drains import AREAS, catchments, drains, nodes, rain, tables

ASSETS = frozenset({"old", "gully", "culvert", "culvert_mouth"})


def told(*, assets: frozenset[str] = ASSETS, **tables_of: pd.DataFrame) -> list[tuple[str, int | None, str]]:
    return [(fault.file, fault.row, fault.message)
            for fault in DrainageSystem.faults(tables(**tables_of), AREAS, assets=assets)]


def messages(**tables_of: pd.DataFrame) -> list[str]:
    return [message for _, _, message in told(**tables_of)]


def test_sound_tables_have_no_fault():
    assert told() == []


def test_node_that_is_not_there_is_told_with_its_way_out():
    ways = drains(("old_upper", "n_uper", "n_lower", "old", 0), ("old_lower", "n_lower", "gully", "old", 0),
                  ("spare", "n_upper", "gully", "old", 0))
    assert told(drains_of=ways) == [("drainage/drains.csv", 0, "drain 'old_upper': from_node 'n_uper' is no row of "
                                                               "drainage/nodes.csv; did you mean 'n_upper'?")]


def test_asset_that_nobody_builds_is_told():
    assert [row for _, row, _ in told(assets=ASSETS - {"culvert"})] == [2]


def test_drains_in_a_circle_are_told():
    ways = drains(("a", "n_upper", "n_lower", "old", 0), ("b", "n_lower", "n_upper", "old", 0),
                  ("c", "n_lower", "gully", "old", 0))
    assert messages(drains_of=ways) == [
        "storm water runs in a circle: n_upper -> n_lower -> n_upper; turn or remove one of these drains"]


def test_area_without_a_node_and_a_node_of_no_area_are_told():
    places = nodes(("n_upper", "node", "uper", "", 0.0), ("n_lower", "node", "lower", "", 0.0),
                   ("gully", "outfall", "", "gully", 4.0), ("river", "outfall", "", "culvert_mouth", 20.0))
    assert messages(nodes_of=places) == [
        "node 'n_upper': no area 'uper'; did you mean 'upper'?",
        "no node has area 'upper'; name the one that its land drains to"]


def test_area_with_two_nodes_is_told():
    places = nodes(("n_upper", "node", "upper", "", 0.0), ("n_lower", "node", "lower", "", 0.0),
                   ("n_other", "node", "upper", "", 0.0), ("gully", "outfall", "", "gully", 4.0),
                   ("river", "outfall", "", "culvert_mouth", 20.0))
    assert "area 'upper' drains to two nodes; name it in one row" in messages(nodes_of=places)


def test_area_that_nothing_leads_away_from_is_told():
    ways = drains(("old_lower", "n_lower", "gully", "old", 0), ("culvert", "n_lower", "river", "culvert", 1))
    assert messages(drains_of=ways) == ["no drain leads from area 'upper' (node 'n_upper') to an outfall"]


@pytest.mark.parametrize(("column", "value", "words"), [
    ("length_m", 0.0, "is 0 m long"), ("slope", 0.0, "does not fall: slope 0"), ("slope", -0.01, "rises: slope -0.01"),
    ("diameter_mm", 0.0, "diameter_mm 0"), ("manning_n", 0.1, "allowed: 0.008 to 0.03"), ("share", 1.5, "share 1.5")])
def test_number_that_no_drain_has_is_told_with_its_drain(column, value, words):
    ways = drains()
    ways.loc[0, column] = value
    faults = told(drains_of=ways)
    assert any(words in message and "drain 'old_upper'" in message for _, _, message in faults)


def test_catchment_out_of_range_given_twice_or_missing_is_told():
    land = catchments(("upper", "gross_ha", 100.0), ("upper", "gross_ha", 100.0), ("all", "field_runoff", 1.2),
                      ("all", "built_runoff", 0.8), ("all", "inlet_min", 10.0), ("uper", "inlet_min", 0.5))
    assert messages(catchments_of=land) == [
        "gross_ha of area 'upper' is given twice; delete one",
        "field_runoff of area 'all' is 1.2; allowed: 0 to 1",
        "no area 'uper'; did you mean 'upper'?",
        "inlet_min of area 'uper' is 0.5; allowed: 1 to 60",
        "nothing tells gross_ha of lower; give a row for each, or one for area 'all'",
        "area 'upper': built_runoff 0.8 is below field_runoff 1.2; roofs shed more than fields",
        "area 'lower': built_runoff 0.8 is below field_runoff 1.2; roofs shed more than fields"]


def test_land_smaller_than_its_plots_is_told():
    land = catchments(("all", "gross_ha", 40.0), ("all", "field_runoff", 0.2), ("all", "built_runoff", 0.8),
                      ("all", "inlet_min", 10.0))
    assert messages(catchments_of=land) == ["gross_ha of area 'upper' is 40, less than its plots of 60 ha; give all "
                                            "its land"]


def test_rain_that_is_missing_or_out_of_range_is_told():
    storms = rain(a1=500.0)
    storms = storms[storms["parameter"] != "n"].reset_index(drop=True)
    assert messages(rain_of=storms) == ["a1 is 500; allowed: 0.01 to 200", "parameter 'n' is missing; give it a row"]


def test_storm_without_rain_is_told():
    assert messages(rain_of=rain(c=2.0, return_period_a=0.25)) == [
        "a storm of 0.25 years has no rain with c 2; raise return_period_a, or lower c"]


def test_outfall_that_takes_nothing_is_told():
    places = nodes()
    places.loc[2, "capacity_m3_per_s"] = 0.0
    assert messages(nodes_of=places) == ["outfall 'gully' takes 0 m3/s; give it a capacity_m3_per_s above 0"]


def test_outfall_needs_the_name_of_no_drain():
    places = nodes(("n_upper", "node", "upper", "", 0.0), ("n_lower", "node", "lower", "", 0.0),
                   ("old_upper", "outfall", "", "gully", 4.0), ("river", "outfall", "", "culvert_mouth", 20.0))
    found = messages(nodes_of=places)
    assert "drain 'old_upper' has the name of an outfall or of what finds no way; give it another" in found
