"""Mistakes in the power files: each told with its place and the way out."""

import json

import pandapower as pp
import pandas as pd
import pytest

from networks.power_faults import faults_of
from networks.power_reading import elements_of
from tests.networks.small_net import AREA, empty, limits, line_net, switching

LINE = ("line", "line_north", "line", 1.0, float("nan"))
KNOWN = frozenset({"line_north"})


def numbers(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["element", "quantity", "value"]).assign(source="assumption", confidence="D")


def told(net=None, *, text: str | None = None, rows=(LINE,), rules: pd.DataFrame | None = None, areas=(AREA,),
         taps: pd.DataFrame | None = None, generation: pd.DataFrame | None = None,
         sources: pd.DataFrame | None = None) -> list:
    tables = {
        "net": text if text is not None else pp.to_json(net if net is not None else line_net()),
        "switching": switching(line_north="line_north") if rules is None else rules,
        "limits": limits(*rows),
        "tap_changers": empty("tap_changers") if taps is None else taps,
        "net_numbers": empty("net_numbers") if sources is None else sources,
        "generation": empty("generation") if generation is None else generation,
    }
    return [(fault.file, fault.row, fault.message) for fault in faults_of(tables, areas, assets=KNOWN)]


def only_message(faults: list) -> str:
    assert len(faults) == 1, faults
    return faults[0][2]


def test_sound_files_have_no_fault():
    assert told() == []


@pytest.mark.parametrize("text", ["{}", "[]", json.dumps({"_class": "pandapowerNet"}), "3"])
def test_json_that_is_no_net_is_told(text):
    assert "no net that pandapower saved" in only_message(told(text=text))


def test_area_at_a_bus_that_the_net_lacks_is_told_with_the_near_name():
    from dataclasses import replace

    faults = told(areas=(replace(AREA, power_bus="bus_nort"),))
    assert only_message(faults) == ("area 'north' draws from bus 'bus_nort', which the net lacks; did you mean "
                                    "'bus_north'?")


def test_bus_that_no_line_reaches_is_told():
    net = line_net()
    net.line.drop(index=0, inplace=True)
    messages = [message for _, _, message in told(net, rows=(), rules=switching())]
    assert messages == ["area 'north': no line leads from a source to bus 'bus_north', whatever is built; add one"]


def test_load_in_the_net_is_told():
    net = line_net()
    pp.create_load(net, 1, 5.0)
    assert "the net has 1 load (number 0); allowed: bus, ext_grid, line, trafo" in only_message(told(net))


def test_net_without_a_source_is_told():
    net = line_net()
    net.ext_grid.drop(index=0, inplace=True)
    assert only_message(told(net)) == "the net has no ext_grid; it needs at least one"


def test_missing_rating_is_told_by_the_elements_name():
    net = line_net()
    net.line.loc[0, "max_i_ka"] = float("nan")
    assert only_message(told(net)) == "line 'line_north': max_i_ka is missing; allowed: a number"


def test_negative_length_is_told():
    net = line_net()
    net.line.loc[0, "length_km"] = -1.0
    assert only_message(told(net)) == "line 'line_north': length_km is -1.0; allowed: above 0"


def test_two_elements_of_one_name_are_told():
    net = line_net(areas=2)
    net.line["name"] = "line_north"
    assert "2 elements are called 'line_north'" in only_message(told(net))


def test_rule_for_an_element_that_the_net_lacks_is_told_with_its_row():
    faults = told(rules=switching(line_nort="line_north"))
    assert faults == [("power/switching.csv", 0, "element 'line_nort' is no line, transformer, sgen or shunt of the "
                                                 "net; did you mean 'line_north'?")]


def test_asset_that_nobody_builds_is_told_with_its_row():
    faults = told(rules=switching(line_north="line_south"))
    assert faults[0][:2] == ("power/switching.csv", 0)
    assert "asset 'line_south' neither stands nor is built by a project" in faults[0][2]


def test_limit_on_an_element_that_the_net_lacks_is_told():
    assert "is no transformer of the net" in only_message(told(rows=(("t", "line_north", "transformer", 1.0, 0.9),)))


@pytest.mark.parametrize(("kind", "element", "column"), [
    ("line", "line_north", "planning_ratio"), ("voltage", "bus_north", "lowest_voltage_pu")])
def test_limit_without_its_number_is_told(kind, element, column):
    row = ("limit", element, kind, float("nan"), float("nan"))
    assert only_message(told(rows=(row,))) == f"limit 'limit' of kind '{kind}' has no {column}; give one"


def test_tables_of_a_net_are_read_without_pandapower():
    net = line_net()
    read = elements_of(pp.to_json(net))
    assert read["line"]["length_km"].tolist() == [10.0]
    assert read["bus"]["name"].tolist() == ["source", "bus_north"]


@pytest.mark.parametrize(("table", "column", "value", "words"), [
    ("ext_grid", "va_degree", float("nan"), "va_degree is missing; allowed: a number"),
    ("ext_grid", "in_service", False, "is out of service and no rule ever puts it in; delete it or set in_service"),
    ("bus", "name", "bus_north", "2 buses are called 'bus_north'; give each a name of its own"),
    ("line", "x_ohm_per_km", 0.0, "line 'line_north': x_ohm_per_km is 0.0; allowed: above 0"),
    ("line", "df", 0.0, "line 'line_north': df is 0.0; allowed: above 0"),
    ("line", "parallel", 0, "line 'line_north': parallel is 0; allowed: above 0"),
    ("line", "parallel", 1.5, "line 'line_north': parallel is 1.5; allowed: a whole number"),
    ("line", "g_us_per_km", float("nan"), "line 'line_north': g_us_per_km is missing; allowed: a number"),
])
def test_a_value_that_no_net_can_have_is_told_by_the_elements_name(table, column, value, words):
    net = line_net()
    net[table][column] = [value] * len(net[table])
    assert words in only_message(told(net))


def station_net():
    net = pp.create_empty_network(sn_mva=1.0)
    high, low = pp.create_bus(net, 35.0, name="source"), pp.create_bus(net, 10.0, name="bus_north")
    pp.create_ext_grid(net, high, name="grid")
    pp.create_transformer_from_parameters(net, high, low, 10.0, 35.0, 10.5, 0.5, 7.5, 10.0, 0.4, name="line_north")
    return net


@pytest.mark.parametrize(("change", "words"), [
    ({"hv_bus": 1, "lv_bus": 0}, "hv_bus has 10 kV and lv_bus 35 kV; exchange them"),
    ({"vkr_percent": 20.0}, "vkr_percent 20 is above vk_percent 7.5, of which it is a part"),
    ({"lv_bus": 0}, "begins and ends at the same bus; give it another end"),
    ({"tap_dependency_table": True}, "takes its values from a table by tap position, which is not understood"),
    ({"shift_degree": float("nan")}, "shift_degree is missing; allowed: a number"),
])
def test_a_transformer_that_makes_no_sense_is_told_by_its_name(change, words):
    net = station_net()
    for column, value in change.items():
        net.trafo[column] = value
    assert any(words in message and "'line_north'" in message for _, _, message in told(net, rows=()))


def test_a_line_between_two_voltages_and_a_second_source_at_a_bus_are_told():
    net = line_net()
    net.bus.loc[1, "vn_kv"] = 10.0
    pp.create_ext_grid(net, 0, vm_pu=1.05)
    messages = [message for _, _, message in told(net)]
    assert messages == ["line 'line_north' joins buses of 35 and 10 kV; only a transformer may",
                        "2 ext_grid stand at bus 'source'; leave one"]


def test_an_element_that_is_not_understood_is_named():
    net = line_net()
    pp.create_switch(net, 0, 0, et="l", closed=False, name="breaker")
    assert "the net has 1 switch ('breaker'); allowed: " in only_message(told(net))


def test_number_that_contradicts_its_table_of_sources_is_told():
    assert told(sources=numbers(("line_north", "r_ohm_per_km", 0.3), ("line_north", "x_ohm_per_km", 4.0))) == [
        ("power/net_numbers.csv", 1, "x_ohm_per_km of 'line_north' is 4 here and 0.4 in power/net.json, which is what "
                                     "is calculated with; change one of them")]


def test_source_of_a_number_that_no_element_has_is_told():
    faults = told(sources=numbers(("line_nort", "r_ohm_per_km", 0.3), ("line_north", "r_ohm_per_k", 0.3)))
    assert [(row, message.split(";")[0]) for _, row, message in faults] == [
        (0, "element 'line_nort' is no name or type of the net"), (1, "line 'line_north' has no 'r_ohm_per_k'")]


@pytest.mark.parametrize(("table", "column", "value", "sentence"), [
    ("ext_grid", "vm_pu", 35.0, "vm_pu is 35; allowed: 0.8 to 1.2, for it is a source's voltage relative to its bus, "
                                "not in kV"),
    ("line", "max_i_ka", 360.0, "max_i_ka is 360; allowed: 0 to 100, for it is a current in kA, not in A"),
    ("line", "length_km", 12000.0, "length_km is 12000; allowed: 0 to 1000, for it is a length in km, not in m")])
def test_number_in_another_unit_is_told(table, column, value, sentence):
    net = line_net()
    net[table].loc[0, column] = value
    assert sentence in only_message(told(net))


def test_bus_that_nothing_reaches_is_told_by_its_name():
    net = line_net()
    pp.create_bus(net, 10.0, name="lonely")
    assert only_message(told(net)) == ("bus 'lonely': no line leads from a source to it, whatever is built; add one, "
                                       "or delete the bus")


def test_a_name_that_would_move_a_cursor_is_told():
    net = line_net()
    net.bus.loc[1, "name"] = "bus_\x1b[31m"
    assert any("allowed: a name without control characters" in message for _, _, message in told(net))


@pytest.mark.parametrize("place", ['{"coordinates": [1]}', "[1, 2]", '{"coordinates": ["a", 2]}', "{", "7"])
def test_a_place_that_is_none_is_told(place):
    net = line_net()
    net.bus["geo"] = [place, None]
    assert "geo is" in only_message(told(net))
