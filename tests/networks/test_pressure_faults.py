"""Mistakes in the tables of water, gas and heat: each told with its place and the way out."""

import pandas as pd
import pytest

from networks.gas import GasSystem
from networks.heat import HeatSystem
from networks.water import WaterSystem
from tests.networks.small_trees import AREAS, PIPES, nodes, numbers, pipes

ASSETS = frozenset({"main", "works"})
FAR = PIPES[1]


def told(kind=WaterSystem, *, places: pd.DataFrame | None = None, ways: pd.DataFrame | None = None,
         assets=ASSETS, areas=AREAS, **other: float) -> list:
    tables = {"nodes": nodes(kind) if places is None else places, "pipes": pipes(kind) if ways is None else ways,
              "numbers": numbers(kind, **other)}
    return [(fault.file, fault.row, fault.message) for fault in kind.faults(tables, areas, assets=assets)]


def changed(system, node: str, **values: object) -> pd.DataFrame:
    table = nodes(system)
    for column, value in values.items():
        table.loc[table["node"] == node, column] = value
    return table


@pytest.mark.parametrize("kind", [WaterSystem, GasSystem, HeatSystem])
def test_sound_tables_have_no_fault(kind):
    assert told(kind) == []


@pytest.mark.parametrize(("kind", "column"), [
    (WaterSystem, "length_m"), (WaterSystem, "diameter_mm"), (WaterSystem, "hazen_williams_c"),
    (GasSystem, "length_m"), (GasSystem, "diameter_mm"), (HeatSystem, "diameter_mm"),
    (HeatSystem, "velocity_m_per_s")])
@pytest.mark.parametrize("value", [0.0, -3.0])
def test_number_of_a_pipe_that_must_be_above_zero_is_told(kind, column, value):
    ways = pipes(kind)
    ways.loc[1, column] = value
    assert told(kind, ways=ways) == [(f"{kind.words.folder}/pipes.csv", 1, f"pipe 'to_far' has {column} {value:g}; "
                                                                           "give it one above 0")]


def test_pipe_from_an_unknown_node_is_told_with_the_near_name():
    ways = pipes(WaterSystem, *PIPES, ("third", "neer_node", "far_node", "main", 1))
    assert told(ways=ways) == [("water/pipes.csv", 2, "pipe 'third': from_node 'neer_node' is no row of "
                                                      "water/nodes.csv; did you mean 'near_node'?")]


def test_pipe_to_itself_is_told_once():
    ways = pipes(WaterSystem, *PIPES, ("third", "far_node", "far_node", "main", 1))
    assert told(ways=ways) == [("water/pipes.csv", 2, "pipe 'third' leads from 'far_node' to itself; give it another "
                                                      "end")]


def test_circle_is_told_with_its_pipes():
    ways = pipes(GasSystem, *PIPES, ("back", "far_node", "near_node", "main", 1))
    assert told(GasSystem, ways=ways) == [
        ("gas/pipes.csv", 1, "pipes 'to_far', 'back' run in a circle; turn or remove one")]


def test_loop_is_told_with_its_pipes():
    ways = pipes(WaterSystem, *PIPES, ("short_cut", "start", "far_node", "main"))
    assert told(ways=ways) == [
        ("water/pipes.csv", 2, "pipes 'to_far', 'short_cut' close a loop: with one priority they feed 'far_node' from "
                               "'near_node' and 'start'; give one a higher priority, or remove it")]


def test_two_mains_between_the_same_nodes_are_no_loop():
    assert told(ways=pipes(WaterSystem, *PIPES, ("second", "start", "near_node", "main"))) == []


def test_two_ways_of_different_priority_are_no_loop():
    assert told(ways=pipes(WaterSystem, *PIPES, ("short_cut", "start", "far_node", "main", 1))) == []


def test_area_that_no_main_reaches_when_all_is_built_is_told():
    ways = pipes(HeatSystem, PIPES[0])
    assert told(HeatSystem, ways=ways) == [
        ("heat/nodes.csv", 2, "no pipe leads from a plant to area 'far' (node 'far_node') even when all is built; lay "
                              "one, or leave the area empty")]


def test_area_without_a_node_is_no_fault():
    assert told(places=changed(WaterSystem, "far_node", area="")) == []


def test_unknown_area_is_told_with_the_near_name():
    faults = told(places=changed(WaterSystem, "far_node", area="fer"))
    assert faults == [("water/nodes.csv", 2, "node 'far_node' serves area 'fer', which is not in the park; did you "
                                             "mean 'far'?")]


def test_area_at_two_nodes_is_told():
    faults = told(places=changed(WaterSystem, "far_node", area="near"))
    assert faults == [("water/nodes.csv", 2, "area 'near' is served at 'near_node' and at 'far_node'; leave it at one "
                                             "node")]


def test_tables_without_a_source_are_told():
    faults = told(places=changed(WaterSystem, "start", kind="node", asset="", capacity_m3_per_d=0.0))
    assert faults == [("water/nodes.csv", None, "no row is a source or works; water must come from somewhere")]


def test_source_that_gives_nothing_or_less_is_told_once():
    for value in (0.0, -5.0):
        faults = told(GasSystem, places=changed(GasSystem, "start", capacity_m3_per_h=value))
        assert faults == [("gas/nodes.csv", 0, f"station 'start' gives {value:g} Nm3/h; give it a capacity_m3_per_h "
                                               "above 0")]


def test_source_without_an_asset_is_told():
    faults = told(places=changed(WaterSystem, "start", asset=""))
    assert faults == [("water/nodes.csv", 0, "source 'start' has no asset; name the one that makes it serve")]


def test_negative_pressures_are_told():
    assert told(places=changed(WaterSystem, "far_node", required_head_m=-1.0)) == [
        ("water/nodes.csv", 2, "node 'far_node' has required_head_m -1; give it 0 or more")]
    assert told(GasSystem, places=changed(GasSystem, "near_node", required_mpa=-1.0)) == [
        ("gas/nodes.csv", 1, "node 'near_node' has required_mpa -1; give it 0 or more")]


def test_area_too_high_for_its_source_is_told():
    assert told(places=changed(WaterSystem, "far_node", elevation_m=22.0)) == [
        ("water/nodes.csv", 2, "area 'far' needs 50 (required_head_m on its ground) and 'start' gives 50: no flow "
                               "would reach it; raise head_m or lower required_head_m")]


def test_node_twice_is_told_and_modules_of_one_source_are_not():
    twice = nodes(WaterSystem, {"node": "far_node", "area": "far", "required_head_m": 28.0})
    assert told(places=twice) == [("water/nodes.csv", 3, "node 'far_node' is there twice; only modules of one source "
                                                         "share a name")]
    module = {"node": "start", "kind": "source", "asset": "works", "capacity_m3_per_d": 100.0}
    assert told(places=nodes(WaterSystem, module | {"head_m": 50.0})) == []
    (fault,) = told(places=nodes(WaterSystem, module | {"head_m": 40.0}))
    assert fault[1] == 3
    assert fault[2].startswith("the modules of 'start' differ in place, pressure or area; give them one x_km, y_km")


@pytest.mark.parametrize("name", ["start", "absent", "pressure_far"])
def test_pipe_with_the_name_of_another_limit_is_told(name):
    ways = pipes(WaterSystem).replace({"pipe": {"to_far": name}})
    assert told(ways=ways) == [("water/pipes.csv", 1, f"pipe {name!r} has the name of a source or of a limit; give it "
                                                      "another")]


def test_pipe_twice_is_told():
    ways = pipes(WaterSystem, *PIPES, PIPES[0])
    assert told(ways=ways) == [("water/pipes.csv", 2, "pipe 'to_near' is there twice; give one another name")]


def test_asset_that_nobody_builds_is_told_with_its_row():
    faults = told(assets=frozenset({"main", "work"}))
    assert faults == [("water/nodes.csv", 0, "asset 'works' neither stands nor is built by a project; did you mean "
                                             "'work'?")]
    assert [fault[1] for fault in told(assets=frozenset({"works"}))] == [0, 1]


@pytest.mark.parametrize(("kind", "name", "value", "allowed"), [
    (WaterSystem, "hour_factor", 0.9, "1 to 4"), (WaterSystem, "leakage_share", 1.0, "0 to 0.5"),
    (GasSystem, "relative_density", 0.0, "0.3 to 2"), (HeatSystem, "loss_share_per_km", -0.1, "0 to 0.5")])
def test_number_of_the_whole_system_out_of_its_range_is_told(kind, name, value, allowed):
    (fault,) = told(kind, **{name: value})
    assert fault[2] == f"{name} is {value:g}; allowed: {allowed}"


def test_every_mistake_is_told_at_once():
    ways = pipes(WaterSystem, ("to_near", "start", "near_node", "gone"), FAR, ("x", "nowhere", "far_node", "main", 1))
    ways.loc[0, "diameter_mm"] = 0.0
    faults = told(ways=ways, places=changed(WaterSystem, "start", capacity_m3_per_d=0.0), hour_factor=9.0)
    assert [fault[:2] for fault in faults] == [
        ("water/pipes.csv", 2), ("water/pipes.csv", 0), ("water/nodes.csv", 0), ("water/pipes.csv", 0),
        ("water/numbers.csv", 0)]
