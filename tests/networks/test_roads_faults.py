"""Mistakes in the road tables: each told with its place and the way out."""

from dataclasses import replace

import pytest

from networks.roads import RoadSystem
from networks.roads_tables import SHAPES
from sim.park import Area
from tests.networks.county import county_areas, county_tables
from tests.networks.small_roads import (
    AREA,
    INBOUND,
    NODES,
    ROAD,
    SECOND,
    TYPE,
    WAY,
    classes_table,
    gates_table,
    links_table,
    nodes_table,
    tables,
    through_table,
    types_table,
)

NODE, LINK = "roads/node.csv", "roads/link.csv"
TYPES, CLASSES, GATES, THROUGH = (
    "roads/road_types.csv", "roads/classes.csv", "roads/gates.csv", "roads/through_traffic.csv")
KNOWN = frozenset({"road", "repair"})
BOTH = {"nodes": nodes_table(NODES | {"zone_south": "zone"}), "areas": (AREA, SECOND)}


def told(*, areas: tuple[Area, ...] = (AREA,), **other) -> list[tuple[str, int | None, str]]:
    """Return the faults of one area, one road and one gate with other tables in their places."""
    faults = RoadSystem.faults(tables(**other), areas, assets=KNOWN)
    return [(fault.file, fault.row, fault.message) for fault in faults]


def test_sound_tables_have_no_fault():
    assert told() == []


def test_the_countys_tables_have_no_fault():
    county = county_tables(RoadSystem)
    stands = RoadSystem.from_tables(county, county_areas()).assets
    assert RoadSystem.faults(county, county_areas(), assets=frozenset(stands)) == []


def test_small_tables_have_the_declared_columns():
    declared = {key: {column.name for column in shape.columns} for key, shape in SHAPES.items()}
    assert {key: set(table) for key, table in tables().items()} == declared


def test_node_that_is_not_listed_is_told_with_the_near_name():
    links = links_table(WAY, ("road", "crosss", *ROAD[2:]))
    assert told(links=links) == [
        (LINK, 1, "link 'road' joins node 'crosss', which node.csv does not list; did you mean 'cross'?")]


def test_node_without_a_near_name_is_told_with_all_names():
    links = links_table(WAY, ROAD, ("other", "xyz", *ROAD[2:]))
    assert told(links=links) == [
        (LINK, 2, "link 'other' joins node 'xyz', which node.csv does not list; known: zone_north, cross, gate")]


def test_link_from_a_node_to_itself_is_told():
    links = links_table(WAY, ROAD, ("loop", "cross", "cross", *ROAD[3:]))
    assert told(links=links) == [
        (LINK, 2, "link 'loop' begins and ends at node 'cross'; a link joins two nodes")]


@pytest.mark.parametrize("columns", [("road", "repairs"), ("repairs", "")])
def test_asset_that_nobody_builds_is_told(columns):
    links = links_table(WAY, (*ROAD[:-2], *columns))
    assert told(links=links) == [
        (LINK, 1, "link 'road' belongs to asset 'repairs', which neither stands today nor is built by a project; "
                  "did you mean 'repair'?")]


def test_link_that_is_repaired_by_the_asset_it_comes_with_is_told():
    links = links_table(WAY, (*ROAD[:-1], "road"))
    assert told(links=links) == [
        (LINK, 1, "link 'road' comes with asset 'road' and is repaired by it; name the repair's own asset in "
                  "'repaired_by', or leave it empty")]


@pytest.mark.parametrize(("lanes", "capacity"), [(0, 500.0), (2, 0.0)])
def test_road_without_capacity_is_told(lanes, capacity):
    links = links_table(WAY, (*ROAD[:6], lanes, capacity, *ROAD[8:]))
    assert told(links=links) == [
        (LINK, 1, f"link 'road' has {lanes} lanes of {capacity:g} pcu/h, so no capacity; give both above 0, or "
                  "facility_type 'connector' for a way that has no limit")]


@pytest.mark.parametrize("ends", [("cross", "gate"), ("gate", "cross")])
def test_two_links_of_one_asset_between_the_same_nodes_are_told(ends):
    links = links_table(WAY, ROAD, ("again", *ends, *ROAD[3:]))
    assert told(links=links) == [
        (LINK, 2, "link 'again' joins the same nodes as 'road' and comes with the same asset 'road'; delete one, or "
                  "add its lanes to the other")]


def test_two_links_of_two_assets_between_the_same_nodes_are_sound():
    assert told(links=links_table(WAY, ROAD, ("wider", *ROAD[1:-2], "repair", ""))) == []


def test_two_opposite_one_way_links_are_sound():
    there, back = (*ROAD[:3], 1, *ROAD[4:]), ("back", "gate", "cross", 1, *ROAD[4:])
    assert told(links=links_table(WAY, there, back)) == []


def test_unknown_facility_type_is_told_once():
    links = links_table(WAY, (*ROAD[:4], "arterail", *ROAD[5:]), ("other", *ROAD[1:4], "arterail", *ROAD[5:-2],
                                                                  "repair", ""))
    assert told(links=links) == [
        (LINK, 1, "facility_type 'arterail' is not in road_types.csv; did you mean 'arterial'?")]


def test_missing_coefficients_are_told():
    few = {"bpr_alpha": 0.15, "bpr_beta": 4.0, "worn_speed_ratio": 0.5}
    assert told(road_types=types_table(arterial=few)) == [
        (TYPES, None, "facility_type 'arterial' has no allowed_volume_to_capacity, worn_capacity_ratio; give a row for "
                      "each")]


def test_coefficient_given_twice_is_told():
    once = types_table(arterial=TYPE)
    twice = types_table(arterial=TYPE).iloc[[0, 1, 2, 3, 4, 1]].reset_index(drop=True)
    assert told(road_types=once) == []
    assert told(road_types=twice) == [(TYPES, 5, "bpr_beta of 'arterial' is given twice; delete one row")]


@pytest.mark.parametrize("quantity", ["worn_capacity_ratio", "worn_speed_ratio", "works_capacity_ratio",
                                      "works_speed_ratio"])
@pytest.mark.parametrize("value", [0.0, 1.2])
def test_worn_ratio_beyond_its_range_is_told(quantity, value):
    faults = told(road_types=types_table(arterial=TYPE | {quantity: value}))
    assert [message for _, _, message in faults] == [
        f"{quantity} of 'arterial' is {value:g}; it lies above 0 and is at most 1"]


@pytest.mark.parametrize("value", [0.0, 85.0])
def test_allowed_ratio_of_nought_or_in_percent_is_told(value):
    assert told(road_types=types_table(arterial=TYPE | {"allowed_volume_to_capacity": value})) == [
        (TYPES, 2, f"allowed_volume_to_capacity of 'arterial' is {value:g}; it lies above 0, usually 0.85, and is at "
                   "most 2, for it is no percentage")]


def test_exponent_below_one_is_told():
    assert told(road_types=types_table(arterial=TYPE | {"bpr_beta": 0.5})) == [
        (TYPES, 1, "bpr_beta of 'arterial' is 0.5; it is at least 1, or an empty road would be infinitely touchy")]


def test_exponent_of_a_constant_time_does_not_matter():
    assert told(road_types=types_table(arterial=TYPE | {"bpr_alpha": 0.0, "bpr_beta": 0.0})) == []


def test_park_without_a_gate_is_told():
    faults = told(nodes=nodes_table(NODES | {"gate": "crossing"}))
    assert faults[0] == (NODE, None, "no node has node_type 'gate'; trips need at least one way out of the park")


def test_share_of_a_node_that_is_no_gate_is_told():
    gates = gates_table(gate=0.4, cross=0.6)
    assert told(gates=gates)[0] == (GATES, 1, "gate 'cross' is no node of node_type 'gate'; known: gate")


@pytest.mark.parametrize("share", [0.9, 1.2])
def test_shares_that_do_not_add_up_to_one_are_told_for_every_need(share):
    assert told(gates=gates_table(gate=share)) == [
        (GATES, None, f"the shares of {need} over the gates add up to {share:g}; they must add up to 1")
        for need in INBOUND]


def test_need_without_shares_is_told():
    gates = gates_table(gate=1.0)
    assert told(gates=gates[gates["need"] != "bus_pcu_per_h"].reset_index(drop=True)) == [
        (GATES, None, "the shares of bus_pcu_per_h over the gates add up to 0; they must add up to 1")]


def test_shares_rounded_in_a_spreadsheet_are_sound():
    third = 0.3333333
    nodes = nodes_table(NODES | {"east": "gate", "west": "gate"})
    links = links_table(WAY, ROAD, ("to_east", "cross", "east", *ROAD[3:]), ("to_west", "cross", "west", *ROAD[3:]))
    assert told(nodes=nodes, links=links, gates=gates_table(gate=third, east=third, west=third)) == []


def test_share_given_twice_is_told():
    halves = gates_table(gate=0.5).iloc[[0, 0, 1, 1, 2, 2]].reset_index(drop=True)
    assert told(gates=halves) == [
        (GATES, at, f"the share of {need} through gate 'gate' is given twice; delete one row")
        for at, need in zip((1, 3, 5), INBOUND, strict=True)]


def test_need_without_inbound_shares_is_told():
    few = {need: share for need, share in INBOUND.items() if need != "truck_pcu_per_h"}
    assert told(classes=classes_table(few)) == [
        (CLASSES, None, "no row for need 'truck_pcu_per_h'; give its morning_inbound_share and "
                        "evening_inbound_share")]


def test_through_traffic_of_an_unknown_gate_is_told():
    assert told(through=through_table(("gate", "gat", 10.0))) == [
        (THROUGH, 0, "gate 'gat' is no node of node_type 'gate'; did you mean 'gate'?")]


def test_through_traffic_back_to_where_it_came_from_is_told():
    assert told(through=through_table(("gate", "gate", 10.0))) == [
        (THROUGH, 0, "through traffic begins and ends at gate 'gate'; it passes between two gates")]


def test_through_traffic_given_twice_is_told():
    nodes = nodes_table(NODES | {"far": "gate"})
    twice = through_table(("gate", "far", 10.0), ("far", "gate", 10.0), ("gate", "far", 5.0))
    assert told(nodes=nodes, through=twice) == [
        (THROUGH, 2, "traffic from gate 'gate' to gate 'far' is given twice; add the rows up")]


def test_area_at_a_node_that_is_not_listed_is_told():
    assert told(areas=(replace(AREA, road_zone="zone_nord"),)) == [
        (NODE, None, "area 'north' has road_zone 'zone_nord', which node.csv does not list; did you mean "
                     "'zone_north'?")]


def test_area_at_a_crossing_is_told_with_the_nodes_row():
    assert told(areas=(replace(AREA, road_zone="cross"),)) == [
        (NODE, 1, "area 'north' lies at node 'cross' of node_type 'crossing'; it must be a 'zone', which traffic does "
                  "not pass through")]


def test_two_areas_at_one_zone_are_told():
    assert told(areas=(AREA, replace(SECOND, road_zone="zone_north"))) == [
        (NODE, None, "areas 'north' and 'south' share the road_zone 'zone_north'; give each its own node")]


def test_area_without_a_road_is_told():
    assert told(**BOTH) == [
        (LINK, None, "area 'south' has no road: no link begins or ends at its node 'zone_south'")]


def test_area_that_cannot_be_reached_is_told():
    out_only = ("out", "zone_south", "cross", 1, *WAY[4:])
    assert told(**BOTH, links=links_table(WAY, ROAD, out_only)) == [
        (LINK, None, "no way leads from gate 'gate' to area 'south', even with every asset in service")]


def test_area_that_cannot_be_left_is_told():
    in_only = ("in", "cross", "zone_south", 1, *WAY[4:])
    assert told(**BOTH, links=links_table(WAY, ROAD, in_only)) == [
        (LINK, None, "no way leads from area 'south' to gate 'gate', even with every asset in service")]


def test_area_whose_only_way_leads_through_another_area_is_told():
    behind = ("behind", "zone_south", "zone_north", 0, *WAY[4:])
    assert [message for _, _, message in told(**BOTH, links=links_table(WAY, ROAD, behind))] == [
        "no way leads from area 'south' to gate 'gate', even with every asset in service",
        "no way leads from gate 'gate' to area 'south', even with every asset in service"]


def test_gate_that_nobody_uses_needs_no_road():
    nodes = nodes_table(NODES | {"far": "gate"})
    assert told(nodes=nodes, gates=gates_table(gate=1.0, far=0.0)) == []


def test_area_whose_road_is_yet_to_be_built_is_sound():
    later = ("later", "zone_south", *WAY[2:-2], "repair", "")
    assert told(**BOTH, links=links_table(WAY, ROAD, later)) == []


def test_every_mistake_is_told_at_once():
    links = links_table((*WAY[:2], "crosss", *WAY[3:]), (*ROAD[:6], 0, *ROAD[7:]))
    faults = told(links=links, gates=gates_table(gate=0.5), areas=(replace(AREA, road_zone="cross"),))
    assert {file for file, _, _ in faults} == {NODE, LINK, GATES}
    assert len(faults) == 2 + 3 + 1
