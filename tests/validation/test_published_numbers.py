"""One runner for all published numbers: every case folder holds what was printed and how to measure it."""

import importlib.util
import tomllib
from functools import cache
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"
NEEDED = ("title", "source", "source_key", "expected")
OF_EACH = ("name", "value", "unit", "tolerance", "tolerance_reason")


@cache
def told(case: str) -> dict:
    """Return what a case says was published."""
    return tomllib.loads((CASES / case / "case.toml").read_text(encoding="utf-8"))


@cache
def measured(case: str) -> dict[str, float]:
    """Return what Headroom makes of a case; run once, however many numbers it has."""
    place = CASES / case / "case.py"
    spec = importlib.util.spec_from_file_location(f"case_{case}", place)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.measured()


def names() -> list[str]:
    return sorted(folder.name for folder in CASES.iterdir() if (folder / "case.toml").is_file())


@pytest.mark.parametrize("case", names())
def test_case_says_what_was_printed_where_and_how_close_it_must_come(case):
    content = told(case)
    assert all(content.get(key) for key in NEEDED)
    assert all(set(OF_EACH) <= set(number) and number["tolerance"] > 0 for number in content["expected"])


@pytest.mark.parametrize(("case", "name"), [(case, number["name"]) for case in names()
                                            for number in told(case)["expected"]])
def test_published_number_is_reproduced(case, name):
    number = next(number for number in told(case)["expected"] if number["name"] == name)
    assert measured(case)[name] == pytest.approx(number["value"], abs=number["tolerance"], rel=0)


def test_there_are_cases():
    assert len(names()) >= 5
