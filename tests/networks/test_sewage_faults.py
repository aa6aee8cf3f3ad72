"""Mistakes in the sewer tables: each told with its place and the way out."""

from dataclasses import replace

import pandas as pd
import pytest

from networks.sewage_faults import faults_of
from tests.networks.small_sewers import AREAS, effluents, manholes, pipes

ASSETS = frozenset({"old", "trunk", "permit", "module_1", "module_2"})
OLD = ("old_lower", "lower", "outfall", "old", 0)


def told(*, places: pd.DataFrame | None = None, ways: pd.DataFrame | None = None, areas=AREAS, assets=ASSETS,
         sent: pd.DataFrame | None = None) -> list:
    tables = {"manholes": manholes() if places is None else places, "pipes": pipes() if ways is None else ways,
              "effluents": effluents() if sent is None else sent}
    return [(fault.file, fault.row, fault.message) for fault in faults_of(tables, areas, assets=assets)]


def test_sound_tables_have_no_fault():
    assert told() == []


def test_circle_is_told_with_its_manholes():
    faults = told(ways=pipes(("a", "upper", "lower", "old", 0), ("b", "lower", "upper", "old", 0), OLD))
    assert faults == [("sewers/pipes.csv", 0, "sewage runs in a circle: upper -> lower -> upper; turn or remove one of "
                                              "these pipes")]


def test_circle_is_told_at_a_pipe_of_its_own_not_at_another_from_the_same_manhole():
    faults = told(ways=pipes(("out", "upper", "outfall", "old", 0), ("a", "upper", "lower", "old", 0),
                             ("b", "lower", "upper", "old", 0)))
    assert [fault[:2] for fault in faults] == [("sewers/pipes.csv", 1)]


def test_pipe_to_itself_does_not_hide_the_circle_beside_it():
    faults = told(ways=pipes(("s", "upper", "upper", "old", 0), ("a", "upper", "lower", "old", 0),
                             ("b", "lower", "upper", "old", 0), OLD))
    assert [message.split(";")[0] for _, _, message in faults] == [
        "pipe 's' leads from 'upper' to itself", "sewage runs in a circle: upper -> lower -> upper"]


def test_every_circle_is_told():
    faults = told(ways=pipes(("a", "upper", "lower", "old", 0), ("b", "lower", "upper", "old", 0), OLD,
                             ("c", "outfall", "works", "old", 0), ("d", "works", "outfall", "old", 0)))
    assert [message.split(";")[0] for _, _, message in faults] == [
        "sewage runs in a circle: upper -> lower -> upper", "sewage runs in a circle: outfall -> works -> outfall"]


def test_pipe_from_an_unknown_manhole_is_told_with_the_near_name():
    faults = told(ways=pipes(("a", "uper", "lower", "old", 0), ("c", "upper", "lower", "old", 0), OLD))
    assert faults == [("sewers/pipes.csv", 0, "pipe 'a': from_manhole 'uper' is no row of sewers/manholes.csv; did "
                                              "you mean 'upper'?")]


def test_pipe_to_an_unknown_manhole_is_told_with_the_near_name():
    faults = told(ways=pipes(("a", "upper", "lover", "old", 0), ("c", "upper", "lower", "old", 0), OLD))
    assert faults[0] == ("sewers/pipes.csv", 0, "pipe 'a': to_manhole 'lover' is no row of sewers/manholes.csv; did "
                                                "you mean 'lower'?")


def test_pipe_to_itself_is_told_once():
    faults = told(ways=pipes(("a", "upper", "upper", "old", 0), ("c", "upper", "lower", "old", 0), OLD))
    assert faults == [("sewers/pipes.csv", 0, "pipe 'a' leads from 'upper' to itself; give it another end")]


def test_area_at_an_unknown_manhole_is_told():
    areas = (replace(AREAS[0], sewer_manhole="uper"), AREAS[1])
    assert told(areas=areas) == [("sewers/manholes.csv", None, "area 'upper' drains to manhole 'uper', which is no row "
                                                               "here; did you mean 'upper'?")]


def test_area_that_drains_nowhere_is_told():
    faults = told(ways=pipes(OLD))
    assert faults == [("sewers/pipes.csv", None, "no pipe leads from area 'upper' (manhole 'upper') to an outfall or "
                                                 "works")]


def test_asset_that_nobody_builds_is_told_with_its_row():
    faults = told(assets=ASSETS - {"trunk"})
    assert [fault[:2] for fault in faults] == [("sewers/pipes.csv", 2)]
    assert "asset 'trunk' neither stands nor is built by a project" in faults[0][2]


def test_works_without_an_asset_are_told():
    places = manholes(("upper", "manhole", "", 0.0), ("lower", "manhole", "", 0.0), ("outfall", "outfall", "", 1000.0),
                      ("works", "works", "module_1", 1.0))
    assert "outfall 'outfall' has no asset" in told(places=places)[0][2]


def test_outfall_that_may_take_nothing_is_told():
    places = manholes()
    places.loc[2, "capacity_m3_per_d"] = 0.0
    assert told(places=places) == [("sewers/manholes.csv", 2, "outfall 'outfall' takes 0 m3/d; give it a "
                                                              "capacity_m3_per_d above 0")]


@pytest.mark.parametrize("name", ["works", "outfall", "absent"])
def test_pipe_with_the_name_of_another_limit_is_told(name):
    ways = pipes()
    ways.loc[1, "pipe"] = name
    assert told(ways=ways) == [("sewers/pipes.csv", 1, f"pipe {name!r} has the name of an outfall, of works or of what "
                                                       "finds no way; give it another")]


def test_works_named_as_what_finds_no_way_are_told():
    ways, places = pipes().replace("works", "absent"), manholes().replace({"manhole": {"works": "absent"}})
    assert told(places=places, ways=ways) == [("sewers/manholes.csv", 3, "'absent' is the name of what finds no way; "
                                                                         "give it another")]


def test_asset_of_an_outfall_that_nobody_builds_is_told_with_its_row():
    faults = told(assets=ASSETS - {"permit"})
    assert [fault[:2] for fault in faults] == [("sewers/manholes.csv", 2)]


def test_every_mistake_is_told_at_once():
    faults = told(ways=pipes(("a", "upper", "nowhere", "gone", 0), OLD))
    assert [message.split("; ")[0] for _, _, message in faults] == [
        "pipe 'a': to_manhole 'nowhere' is no row of sewers/manholes.csv",
        "asset 'gone' neither stands nor is built by a project",
        "no pipe leads from area 'upper' (manhole 'upper') to an outfall or works"]


def test_sewers_without_an_end_are_told():
    places = manholes(("upper", "manhole", "", 0.0), ("lower", "manhole", "", 0.0), ("outfall", "manhole", "", 0.0),
                      ("works", "manhole", "", 0.0))
    assert told(places=places)[0][2] == "no row is an outfall or works; sewage must end somewhere"


def test_manhole_given_twice_is_told():
    places = pd.concat([manholes(), manholes().head(1)], ignore_index=True)
    assert "manhole 'upper' is there twice" in told(places=places)[0][2]


def test_modules_at_different_places_are_told():
    places = manholes()
    places.loc[4, "x_km"] = 9.0
    assert "the modules of 'works' lie at different places" in told(places=places)[0][2]


@pytest.mark.parametrize(("column", "value", "words"), [
    ("length_m", 0.0, "pipe 'old_upper' is 0 m long"), ("length_m", -5.0, "pipe 'old_upper' is -5 m long"),
    ("slope", -0.002, "pipe 'old_upper' rises: slope -0.002"), ("slope", 0.0, "pipe 'old_upper' does not fall"),
    ("slope", 0.5, "pipe 'old_upper' is too steep"), ("diameter_mm", 0.0, "pipe 'old_upper' has diameter_mm 0"),
    ("manning_n", 1.3, "pipe 'old_upper' has manning_n 1.3"),
    ("allowed_filling", 1.2, "pipe 'old_upper' has allowed_filling 1.2"),
    ("share", 1.5, "pipe 'old_upper' has share 1.5"),
    ("capacity_m3_per_d", 100.0, "pipe 'old_upper' is a gravity sewer and has a capacity_m3_per_d")])
def test_number_that_no_sewer_has_is_told_with_its_pipe(column, value, words):
    ways = pipes()
    ways.loc[0, column] = value
    ((file, row, message),) = told(ways=ways)
    assert words in message
    assert (file, row) == ("sewers/pipes.csv", 0)


def test_rising_main_may_rise_and_needs_what_its_pumps_lift():
    ways = pipes()
    ways.loc[0, ["kind", "slope", "diameter_mm", "manning_n", "allowed_filling"]] = ["rising_main", -0.01, 0, 0, 0]
    ((_, _, message),) = told(ways=ways)
    assert message.startswith("pipe 'old_upper': its pumps lift 0 m3/d")
    ways.loc[0, "capacity_m3_per_d"] = 900.0
    assert told(ways=ways) == []


def test_pipe_without_a_share_among_those_with_one_is_told():
    ways = pipes(("old_upper", "upper", "lower", "old", 0), ("a", "lower", "outfall", "old", 0),
                 ("b", "lower", "works", "trunk", 0))
    ways.loc[1, "share"] = 0.5
    ((_, _, message),) = told(ways=ways)
    assert message.startswith("pipe 'b' has no share while another that leaves 'lower'")


def test_effluent_of_an_area_that_is_not_there_is_told():
    first, _ = told(sent=effluents(("uper", 0.1, 1.5)))
    assert first == ("sewers/effluents.csv", 0, "no area 'uper'; did you mean 'upper'?")


def test_effluent_out_of_range_or_given_twice_is_told_with_its_area():
    faults = told(sent=effluents(("upper", 1.2, 1.5), ("upper", 0.2, 0.5)))
    assert [message for _, _, message in faults] == [
        "domestic_share of area 'upper' is 1.2; allowed: 0 to 1",
        "domestic_share of area 'upper' is given twice; delete one",
        "industrial_peak of area 'upper' is 0.5; allowed: 1 to 5",
        "industrial_peak of area 'upper' is given twice; delete one"]
