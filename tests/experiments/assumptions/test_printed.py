"""The printed list: by letter and file, within the width, with counts at its end."""

import pytest

from experiments.assumptions import LETTERS, Number
from experiments.assumptions.printed import printed_counts, printed_numbers, printed_sources

SYSTEMS = ("power", "roads")


def number(line: int, quantity: str, typical: str, **further) -> Number:
    told = {"file": "firms.csv", "subject": "mill", "low": "", "high": "", "unit": "-", "source": "assumption",
            "confidence": "D", "systems": ("power",)}
    return Number(line=line, quantity=quantity, typical=typical, **{**told, **further})


def printed(*numbers: Number, width: int = 80) -> list[str]:
    return printed_numbers(numbers, systems=SYSTEMS, width=width).splitlines()


def test_numbers_of_one_row_stand_on_one_line():
    assert printed(number(2, "power_mw", "2.5", unit="MW"), number(2, "jobs", "40", unit="persons"))[2:] == [
        "firms.csv -> power", "  2  mill  power_mw 2.5, jobs 40 persons"]


def test_a_range_is_low_typical_and_high():
    assert printed(number(2, "land_mu", "15", low="8", high="30", unit="mu"))[3] == "  2  mill  land_mu 8 / 15 / 30"


def test_a_series_is_one_entry():
    told = printed(*(number(2 + hour, "share", f"0.{hour + 1}", at=f"hour {hour}") for hour in range(3)))
    assert told[3] == "  2-4  mill  share by hour; 0: 0.1, 1: 0.2, 2: 0.3"


def test_what_differs_in_a_file_is_told_line_by_line():
    assert printed(number(2, "a", "1"), number(3, "b", "2", systems=("roads",), source="NEWS"))[2:] == [
        "firms.csv", "  2  mill  a 1 -> power", "  3  mill  b 2 [NEWS] -> roads"]


def test_a_number_of_all_systems_or_of_none_is_told_so():
    every, none = number(2, "a", "1", systems=SYSTEMS), number(3, "b", "2", systems=(), tables=("projects",))
    assert printed(every, none)[3:] == ["  2  mill  a 1 -> every system", "  3  mill  b 2 -> projects"]


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(width):
    many = [number(2, f"quantity_number_{at}_m3_per_d", str(at), subject="s" * 70, source="KEY") for at in range(40)]
    lines = printed(*many, width=width)
    assert max(map(len, lines)) <= width
    assert all(f"quantity_number_{at}_m3_per_d {at}" in "\n".join(lines) for at in range(40))


def test_counts_end_with_the_share_of_every_letter():
    numbers = [number(at, "a", "1") for at in range(3)] + [number(9, "b", "2", confidence="A")]
    assert printed_counts(numbers).splitlines() == [
        "letter  numbers  share",
        f"D             3   75 %  {LETTERS['D']}",
        f"A             1   25 %  {LETTERS['A']}",
        "all           4"]


def test_one_of_many_is_not_told_as_none():
    numbers = [number(at, "a", "1") for at in range(999)] + [number(9, "b", "2", confidence="A")]
    assert [line.split("  ")[-2].strip() for line in printed_counts(numbers).splitlines()[1:3]] == ["99 %", "< 1 %"]


def test_a_source_that_is_not_listed_is_told_so():
    assert printed_sources([number(2, "a", "1", source="METERS"), number(3, "b", "2", source="NEWS")],
                           {"NEWS": "News of 2024."}, width=80).splitlines() == [
        "  METERS: not in SOURCES.md", "  NEWS: News of 2024."]
