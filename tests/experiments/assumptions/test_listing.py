"""Every number of the county's study is listed once, and the study's own rows go before ours."""

import csv
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from experiments.assumptions import LETTERS, assumption_table, assumptions_of
from experiments.assumptions.sources import source_texts
from experiments.study import Study, StudyError, new_study
from sim.table import Confidence

ROOT = Path(__file__).parents[3]
COUNTY = ROOT / "experiments" / "studies" / "county"


def proven(study: Study) -> list[tuple[str, int, str]]:
    """Return file, line and letter of every row with a source that the study reads or that comes with Headroom."""
    mine = [row for row in proven_rows(COUNTY) if row[0] in study.texts]
    return [*mine, *proven_rows(ROOT / "demand", "demand/"), *proven_rows(ROOT / "networks", "networks/")]


def proven_rows(folder: Path, beginning: str = "") -> list[tuple[str, int, str]]:
    """Return file, line and letter of every row of a folder's tables that names its source."""
    found = []
    for file in sorted(folder.rglob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            found += [(beginning + file.relative_to(folder).as_posix(), at, row["confidence"])
                      for at, row in enumerate(csv.DictReader(lines), start=2) if "confidence" in row]
    return found


def of_tables(numbers) -> set[tuple[str, int, str]]:
    return {(number.file, number.line, number.confidence) for number in numbers if number.file.endswith(".csv")}


def test_every_row_of_every_table_is_listed_with_its_letter(study, county):
    assert of_tables(county) == set(proven(study))


def test_rows_count_by_letter_as_the_tables_do(study, county):
    assert Counter(letter for _, _, letter in of_tables(county)) == Counter(letter for _, _, letter in proven(study))


def test_every_proof_of_a_yaml_file_is_listed(study, county):
    # One proof a line, or a block whose only number is its land.
    told = {file: text.count("confidence:") for file, text in study.texts.items() if file.endswith(".yaml")}
    listed = Counter(file for file, _ in {(number.file, number.line) for number in county})
    assert {file: listed[file] for file in told} == told


def test_no_number_is_listed_twice(county):
    places = Counter((number.file, number.line, number.subject, number.quantity) for number in county)
    assert [place for place, times in places.items() if times > 1] == []


def test_the_least_sure_stand_first(county):
    letters = [number.confidence for number in county]
    assert letters == sorted(letters, key=list(LETTERS).index)
    assert letters[0] == "D"
    assert letters[-1] == "A"


def test_every_letter_that_a_study_may_give_has_a_meaning():
    assert set(LETTERS) == set(get_args(Confidence))


def test_no_number_is_without_value_source_and_letter(county):
    assert [number for number in county if not (number.typical and number.quantity and number.source)] == []


def test_every_key_of_a_source_is_resolved(county):
    texts = source_texts(COUNTY)
    assert {number.source for number in county} - {"assumption"} <= set(texts)


def test_a_number_has_its_range_unit_and_place(county):
    (found,) = [number for number in county
                if number.quantity == "power_kw_per_ha" and number.subject == "cotton_spinning"]
    assert (found.low, found.typical, found.high, found.unit) == ("250", "550", "1400", "kW/ha")
    assert (found.place, found.source, found.confidence) == ("demand/sectors.csv:2", "SPINDLECARDS", "B")


def test_a_rows_own_choice_is_listed_where_it_holds_no_number(county):
    (found,) = [number for number in county
                if number.file == "demand/sector_shapes.csv" and number.subject == "agri_food"]
    assert (found.quantity, found.typical) == ("load_shape", "food_cold")


def test_a_studys_own_row_of_a_sector_or_a_need_stands_in_place_of_ours(tmp_path, county):
    new_study(tmp_path / "park")
    (tmp_path / "park" / "sectors.csv").write_text(
        "sector,quantity,low,typical,high,unit,source,confidence\n"
        "cotton_spinning,power_kw_per_ha,300,400,500,kW/ha,METERS,A\n")
    (tmp_path / "park" / "needs.csv").write_text(
        "need,basis,sector,low,typical,high,unit,source,confidence\n"
        "gas_m3_per_h,land_ha,biomedicine,2,3,4,m3/(h.ha),METERS,A\n")
    found = assumptions_of(Study.read(tmp_path / "park"))
    mine = {number.quantity: number for number in found if number.source == "METERS"}
    ours = {number.quantity: number.systems for number in county if number.file.startswith("demand/")}
    power, gas = mine["power_kw_per_ha"], mine["gas_m3_per_h"]
    assert (power.place, power.typical, gas.place, gas.typical) == ("sectors.csv:2", "400", "needs.csv:2", "3")
    assert (power.systems, gas.systems) == (ours["power_kw_per_ha"], ours["gas_m3_per_h"])
    assert len(found) == len(county)


def test_an_edit_after_reading_does_not_move_the_list(tmp_path, county):
    new_study(tmp_path / "park")
    study = Study.read(tmp_path / "park")
    firms = tmp_path / "park" / "firms.csv"
    firms.write_text(firms.read_text(encoding="utf-8").replace("0.65", "0.64"), encoding="utf-8")
    assert assumptions_of(study) == county


def test_a_table_that_no_run_reads_is_no_number_of_the_study(tmp_path, county):
    new_study(tmp_path / "park")
    levels = tmp_path / "park" / "sewers" / "levels.csv"
    levels.write_text("manhole,invert_m,source,confidence\nworks,9,assumption,D\n", encoding="utf-8")
    assert len(assumptions_of(Study.read(tmp_path / "park"))) == len(county)


def test_the_table_has_a_text_in_every_cell(county):
    table = assumption_table(county, source_texts=source_texts(COUNTY))
    assert len(table) == len(county)
    assert all(isinstance(cell, str) for name in table for cell in table[name])
    told = dict(zip(table["source"], table["source_text"], strict=True))
    assert told["assumption"] == ""
    assert told["BPR1964"].startswith("Bureau of Public Roads (1964).")


def test_a_list_of_sources_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "SOURCES.md").write_bytes(b"- **GB1**: \xb2\xe2\n")
    with pytest.raises(StudyError, match=r"SOURCES.md:1: is not UTF-8 text"):
        source_texts(tmp_path)
