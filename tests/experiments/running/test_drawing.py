"""From a comparison to its figures: what they must know is taken from the study, and every figure is saved."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from experiments.running.comparison import Comparison, compare
from experiments.running.drawing import FIGURES, MAP_COLUMNS, draw, facts_of
from experiments.study import Study


@pytest.fixture(scope="module")
def compared() -> Comparison:
    study = replace(Study.read("county"), horizon_months=24)
    return compare(study, [study.plan("today"), study.plan("reinforce_35kv")], futures=2)


def test_facts_are_those_of_the_run(compared):
    facts = facts_of(compared)
    assert facts.run_id == compared.run_id
    assert (facts.futures, facts.horizon_months) == (2, 24)
    assert list(facts.plans) == ["today", "reinforce_35kv"]
    assert facts.baseline == "today"
    units = {name: shown.unit for name, shown in facts.systems.items()}
    assert list(units) == list(compared.systems)
    assert (units["power"], units["roads"], units["sewage"], units["landfill"]) == ("MW", "pcu/h", "m3/d", "t")


def test_every_system_tells_what_a_map_shows(compared):
    for table in facts_of(compared).elements.values():
        assert set(MAP_COLUMNS) <= set(table.columns)
        assert set(table["shape"]) <= {"line", "point"}


def test_every_limit_of_something_has_its_element_on_the_map(compared):
    # All but "nothing serves this area" and what is no thing, such as a quota, which lie nowhere.
    facts, limits = facts_of(compared), compared.tables["limits"]
    for system, table in facts.elements.items():
        mine = limits[(limits["system"] == system) & (limits["kind"] != "absent")]
        assert set(mine["element"]) - {""} <= set(table["element"])


def test_a_system_without_places_has_an_empty_map(compared):
    placeless = replace(compared)
    steam = {"steam": SimpleNamespace(label="Steam", unit="t/h")}
    vars(placeless)["context"] = replace(compared.context, systems=steam)
    table = facts_of(placeless).elements["steam"]
    assert table.empty
    assert tuple(table.columns) == MAP_COLUMNS


def test_an_area_lies_where_its_traffic_begins(compared):
    nodes = compared.study.tables["roads"]["nodes"].set_index("node_id")
    zones = {area.name: area.road_zone for area in compared.study.park.areas}
    places = facts_of(compared).areas
    assert [place.name for place in places] == list(zones)
    for place in places:
        node = nodes.loc[zones[place.name]]
        assert (place.x_km, place.y_km) == (node["x_coord"], node["y_coord"])


def with_study(compared: Comparison, study: Study) -> Comparison:
    """Return a comparison of another study with what the statistics knew of the first one."""
    other = replace(compared, study=study)
    vars(other)["context"] = compared.context
    return other


def test_an_area_without_a_place_keeps_its_label(compared):
    study = compared.study
    elsewhere = replace(study.park, areas=(replace(study.park.areas[0], road_zone="nowhere"), *study.park.areas[1:]))
    facts = facts_of(with_study(compared, replace(study, park=elsewhere)))
    missing = study.park.areas[0]
    assert missing.name not in {place.name for place in facts.areas}
    assert facts.area_labels[missing.name] == missing.label


def test_a_study_without_roads_has_a_map_without_areas(compared):
    study = compared.study
    roadless = replace(study, tables={name: table for name, table in study.tables.items() if name != "roads"})
    assert facts_of(with_study(compared, roadless)).areas == ()


def test_every_figure_is_saved_as_png_and_as_svg(compared, tmp_path):
    draw(compared, tmp_path / "figures")
    facts = facts_of(compared)
    names = {name for module in FIGURES for name, _ in module.figures(compared.tables, facts)}
    assert {file.name for file in (tmp_path / "figures").iterdir()} == {
        f"{name}.{ending}" for name in names for ending in ("png", "svg")}
    for wanted in ("map_today", "limits_today", "capacity_power", "plans_on_map_sewage", "cash_by_year"):
        assert any(name.startswith(wanted) for name in names), wanted
