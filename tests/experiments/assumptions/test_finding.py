"""Numbers are found wherever source and confidence stand: in tables, in YAML, in code."""

import re
from pathlib import Path

import pytest

from experiments.assumptions.constants import ROOMS, ROOT, code_numbers, constants_of, users_of
from experiments.assumptions.mappings import document_numbers
from experiments.assumptions.rows import key_of, rows_of, table_numbers
from experiments.study.documents import read_document
from experiments.study.files import StudyFiles


def of_table(text: str, **kinds: str) -> list[tuple[str, ...]]:
    return [(number.subject, number.at, number.quantity, number.low, number.typical, number.high, number.unit)
            for number in table_numbers("t.csv", rows_of(text), kinds=kinds)]


def of_yaml(text: str) -> list[tuple[str, ...]]:
    document = read_document(StudyFiles(Path(), Path(), texts={"money.yaml": text}), "money.yaml")
    assert document is not None
    return [(number.subject, number.quantity, number.low, number.typical, number.high, number.unit, number.source,
             number.line) for number in document_numbers(document)]


def test_three_columns_of_a_range_are_one_number():
    assert of_table("sector,land_mu_low,land_mu_typical,land_mu_high,source,confidence\nfood,8,15,30,assumption,D\n") \
        == [("food", "", "land_mu", "8", "15", "30", "mu")]


def test_a_value_is_called_by_its_quantity_and_takes_the_tables_unit():
    assert of_table("boiler,quantity,value,unit,source,confidence\nb1,efficiency,0.9,-,assumption,D\n"
                    "b1,steam,75,t/h,assumption,D\n") == [
        ("b1", "", "efficiency", "", "0.9", "", "-"), ("b1", "", "steam", "", "75", "", "t/h")]


def test_a_bare_range_is_called_by_the_rows_first_name():
    assert of_table("need,sector,low,typical,high,unit,source,confidence\nsteam,food,0,1,2,t/(h.ha),assumption,D\n"
                    "steam,yarn,0,2,3,t/(h.ha),assumption,D\n")[0] == ("food", "", "steam", "0", "1", "2", "t/(h.ha)")


def test_a_column_with_a_unit_of_its_own_does_not_take_the_tables():
    assert of_table("service,unit,capacity,x_km,source,confidence\nwaste,t/d,8,1.5,assumption,D\n") == [
        ("waste", "", "capacity", "", "8", "", "t/d"), ("waste", "", "x_km", "", "1.5", "", "km")]


def test_an_hour_tells_which_number_and_is_none():
    assert of_table("shape,hour,share,source,confidence\nday,0,0.2,assumption,D\nday,1,0.3,assumption,D\n") == [
        ("day", "hour 0", "share", "", "0.2", "", "-"), ("day", "hour 1", "share", "", "0.3", "", "-")]


def test_names_that_are_digits_are_names():
    assert of_table("link_id,to_node_id,length,source,confidence\n7,12,1.5,assumption,D\n") == [
        ("7", "", "length", "", "1.5", "", "km")]


def test_columns_name_a_row_only_as_far_as_they_tell_it_from_others():
    told = of_table("works,kind,asset,capacity_m3_per_d,source,confidence\nw,works,a,5000,assumption,D\n"
                    "w,works,b,4000,assumption,D\n")
    assert [(subject, typical) for subject, _, _, _, typical, *_ in told] == [("w a", "5000"), ("w b", "4000")]


def test_an_empty_cell_is_no_number():
    assert of_table("firm,power_mw,jobs,source,confidence\nmill,2.5,,assumption,D\n", power_mw="number",
                    jobs="number") == [("mill", "", "power_mw", "", "2.5", "", "MW")]


def test_lines_are_those_of_the_file_whatever_a_cell_holds():
    rows = rows_of('a,label,source,confidence\n1,"two\nlines",assumption,D\n\n2,x,assumption,D\n')
    assert [line for line, _ in rows] == [2, 5]


def test_a_row_is_about_its_names_whatever_its_numbers_and_proof():
    first, second = ({"sector": "food", "quantity": "tax", "low": low, "unit": "-", "source": source}
                     for low, source in (("1", "assumption"), ("2", "METERS")))
    assert key_of(first) == key_of(second) == ("food", "tax")


def test_a_mapping_with_a_range_and_a_proof_is_one_number():
    assert of_yaml("projects:\n  line:\n    cost_wan_yuan: {low: 1, typical: 2, high: 3.5, source: CARDS, "
                   "confidence: B}\n") == [("line", "cost_wan_yuan", "1", "2", "3.5", "wan yuan", "CARDS", 3)]


def test_every_number_beside_a_proof_is_one():
    assert of_yaml("loans:\n  - name: bank\n    tenor_years: 10\n    rate: 0.04\n    open: true\n    source: NEWS\n"
                   "    confidence: C\n") == [
        ("bank", "tenor_years", "", "10", "", "years", "NEWS", 3), ("bank", "rate", "", "0.04", "", "-", "NEWS", 4)]


def test_a_proof_holds_for_what_stands_within_its_mapping():
    assert of_yaml("fund:\n  source: NEWS\n  confidence: C\n  by_year:\n    first: 100\n    later: {value: 50, unit: "
                   "wan yuan, source: CARDS, confidence: B}\n") == [
        ("by_year", "first", "", "100", "", "-", "NEWS", 5),
        ("by_year", "later", "", "50", "", "wan yuan", "CARDS", 6)]


def test_a_name_around_a_list_or_a_price_by_need_tells_the_unit():
    told = of_yaml("income:\n  fund_wan: {by_year: [20, 30], source: NEWS, confidence: C}\n  tariff_wan_per_unit_a:\n"
                   "    sewage_m3_per_d: {value: 0.04, source: NEWS, confidence: C}\n")
    assert [(subject, quantity, typical, unit) for subject, quantity, _, typical, _, unit, *_ in told] == [
        ("fund_wan by_year", "1", "20", "wan"), ("fund_wan by_year", "2", "30", "wan"),
        ("tariff_wan_per_unit_a", "sewage_m3_per_d", "0.04", "wan/(unit.a)")]


def test_a_number_without_a_proof_is_a_setting():
    assert of_yaml("horizon_months: 240\nstarts: {line: {trigger: 0.8}}\n") == []


def test_constants_of_one_line_are_two_numbers():
    told = list(constants_of("a.py", 'HIGHEST, LOWEST = 2.3, 1.3\n"""Bounds [-] (GB50014, confidence A-)."""\n'))
    assert [(number.quantity, number.typical, number.source, number.confidence) for number in told] == [
        ("HIGHEST", "2.3", "GB50014", "A-"), ("LOWEST", "1.3", "GB50014", "A-")]


def test_every_letter_that_code_gives_a_number_is_listed():
    # Where a docstring names a letter in another way than the list understands, the two counts differ.
    letters = re.compile(r"confidence\s+[A-D]\b")
    told = {file.relative_to(ROOT).as_posix(): len(letters.findall(file.read_text(encoding="utf-8")))
            for room in ROOMS for file in (ROOT / room).rglob("*.py")}
    listed: dict[str, set[int]] = {}
    for number in code_numbers():
        listed.setdefault(number.file, set()).add(number.line)
    assert {file: count for file, count in told.items() if count} == {file: len(at) for file, at in listed.items()}


def test_a_value_in_code_is_the_one_that_code_calculates_with():
    from demand import prospects

    (found,) = [number for number in code_numbers() if number.quantity == "WORKING_DAYS_PER_MONTH"]
    assert float(found.typical) == prospects.WORKING_DAYS_PER_MONTH
    assert (found.unit, found.source, found.confidence) == ("1/month", "assumption", "D")


@pytest.mark.parametrize(("module", "name", "user", "stranger"), [
    ("networks.open_channel", "KZ_EXPONENT", "networks.sewage:SewageSystem", "networks.drainage:DrainageSystem"),
    ("networks.open_channel", "SECONDS_PER_DAY", "networks.drainage:DrainageSystem", "networks.roads:RoadSystem"),
    ("networks.equilibrium", "equilibria", "networks.roads:RoadSystem", "networks.power:PowerSystem"),
])
def test_who_calculates_with_a_name_mentions_it_at_any_distance(module, name, user, stranger):
    # The storm drains use the laws of open channels as the sewers do, but not the daily peak of sewage.
    assert user in users_of(module, name)
    assert stranger not in users_of(module, name)
