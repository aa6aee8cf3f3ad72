"""headroom assumptions: the list, its filters, its file, and mistakes in asking for it."""

import csv

import pytest

from tests.experiments.command.run import headroom


def rows_of(file) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> list[dict[str, str]]:
    place = tmp_path_factory.mktemp("assumed")
    done = headroom("assumptions", "county", "--csv", "assumed.csv", "--sources", cwd=place)
    assert done.returncode == 0, done.stderr
    return rows_of(place / "assumed.csv")


def test_the_list_begins_with_what_is_assumed_and_ends_with_counts(written):
    done = headroom("assumptions", "county")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("county: line, name, low / typical / high")
    assert lines[2].startswith("D: assumed, to be replaced")
    assumed = sum(row["confidence"] == "D" for row in written)
    assert any(line.split()[:4] == ["D", f"{assumed:,}", f"{100 * assumed / len(written):.0f}", "%"] for line in lines)
    assert lines[-1].split() == ["all", f"{len(written):,}"]


def test_the_file_holds_place_value_source_and_what_follows(written):
    (found,) = [row for row in written if row["quantity"] == "power_factor"]
    assert {key: found[key] for key in ("confidence", "file", "low", "typical", "high", "source", "systems")} == {
        "confidence": "C", "file": "uncertain.csv", "low": "0.9", "typical": "0.95", "high": "0.98",
        "source": "SUPPLYRULES", "systems": "power"}
    assert found["source_text"].startswith("Rules for the supply and use of electricity")


def test_letters_and_systems_filter_together(tmp_path, written):
    # Services that a table declares are systems like the others.
    done = headroom("assumptions", "county", "--confidence", "C,A-", "--system", "sewage,waste", "--csv", "some.csv",
                    cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    wanted = [row for row in written
              if row["confidence"] in ("C", "A-") and {"sewage", "waste"} & {*row["systems"].split()}]
    assert [(row["file"], row["line"]) for row in rows_of(tmp_path / "some.csv")] == [
        (row["file"], row["line"]) for row in wanted]
    assert {("sewers/effluents.csv", "sewage"), ("demand/needs.csv", "waste")} <= {
        (row["file"], row["systems"]) for row in wanted}


def test_sources_are_told_in_full():
    said = headroom("assumptions", "county", "--confidence", "B-", "--sources").stdout
    assert "FIBREEIA: Summary of an environmental impact assessment: 400 kt/a of polyester fibre on 401 mu." in said


def test_every_mistake_in_asking_is_told_at_once(tmp_path):
    (tmp_path / "mine.csv").write_text("mine")
    done = headroom("assumptions", "conty", "--confidence", "E", "--csv", "mine.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "--confidence: 'E' is not known; known: D, C, B-, B, A-, A",
        "--csv: mine.csv is there already and is not overwritten; name another file, or delete it",
        "conty: no study of that name and no such folder; did you mean 'county'?"]
    assert (tmp_path / "mine.csv").read_text() == "mine"


def test_unknown_system_is_told_with_the_near_name():
    done = headroom("assumptions", "county", "--system", "sewer")
    assert (done.returncode, done.stderr) == (2, "--system: 'sewer' is not known; did you mean 'sewage'?\n")


def test_a_folder_that_is_not_there_is_told(tmp_path):
    done = headroom("assumptions", "county", "--csv", "nowhere/a.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("nowhere/a.csv: cannot be written")
