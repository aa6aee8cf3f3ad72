"""Every number's source resolves, and every source is used."""

import csv
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KEY = re.compile(r"^- \*\*([A-Z0-9]+)\*\*:", re.MULTILINE)
ASSUMPTION = "assumption"
TABLES = sorted([*(ROOT / "demand").glob("*.csv"), *(ROOT / "experiments" / "studies").rglob("*.csv")])
YAML_SOURCE = re.compile(r"\bsource: ([A-Za-z0-9]+)(?:, confidence: |\n\s+confidence: )([A-D]-?)")


def keys() -> set[str]:
    return set(KEY.findall((ROOT / "SOURCES.md").read_text(encoding="utf-8")))


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def told() -> list[tuple[str, str, str]]:
    """Return place, source and confidence of every number in the tables and YAML files."""
    found = [(f"{file.name}:{at + 2}", row["source"], row["confidence"])
             for file in TABLES for at, row in enumerate(rows(file)) if "source" in row]
    for file in sorted((ROOT / "experiments" / "studies").rglob("*.yaml")):
        found += [(file.name, source, confidence)
                  for source, confidence in YAML_SOURCE.findall(file.read_text(encoding="utf-8"))]
    return found


def cited_in_code() -> set[str]:
    cited = re.compile(r"[\[(](?:key )?([A-Z]{2,}[0-9]+|[A-Z]{4,})[,)\]]")
    rooms = ("sim", "networks", "demand", "experiments")
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    return {word for file in files for word in cited.findall(file.read_text(encoding="utf-8"))} & keys()


def cited_in_cases() -> set[str]:
    cases = (ROOT / "tests" / "validation" / "cases").glob("*/case.toml")
    return {tomllib.loads(case.read_text(encoding="utf-8"))["source_key"] for case in cases}


@pytest.mark.parametrize("file", TABLES, ids=lambda file: file.name)
def test_every_table_of_numbers_names_its_sources(file):
    heading = set(rows(file)[0])
    assert {"source", "confidence"} <= heading or file.name == "switching.csv"


def test_every_source_resolves():
    unknown = [(place, source) for place, source, _ in told() if source not in keys() | {ASSUMPTION}]
    assert unknown == []


def test_every_case_of_validation_has_a_source():
    assert cited_in_cases() <= keys()


def test_an_assumption_never_looks_like_a_published_number():
    assert [row for row in told() if row[1] == ASSUMPTION and row[2] not in {"C", "D"}] == []


def test_every_source_is_used():
    used = {source for _, source, _ in told()} | cited_in_cases() | cited_in_code()
    assert keys() - used == set()
