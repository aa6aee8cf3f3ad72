"""The description of a run by the rules of RO-Crate 1.1 and Process Run Crate 0.5."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from experiments.running.crate import AUTHORS, CRATE, TITLE, VERSION, File, crate
from experiments.running.folder import hash_of

ROOT = Path(__file__).parents[3]
FACTS = {"run_id": "0123456789ab", "study": "park", "written": "2026-11-28T12:00:00+00:00", "plans": ["today"],
         "futures": 1, "horizon_months": 18, "seed": 7, "code": "c0de", "versions": {"numpy": "2.0"}, "set_aside": {},
         "machine": {"system": "Linux", "processor": "x86_64"}, "stopped": {"why": "Stopped."}}


@pytest.fixture(scope="module")
def graph(left_run) -> dict[str, dict[str, Any]]:
    """Return what is described of a finished run, by name."""
    entities = json.loads((left_run / CRATE).read_text(encoding="utf-8"))["@graph"]
    assert len({entity["@id"] for entity in entities}) == len(entities)
    return {entity["@id"]: entity for entity in entities}


def references(value: object) -> list[str]:
    """Return the names that a description refers to."""
    if isinstance(value, list):
        return [name for each in value for name in references(each)]
    return [value["@id"]] if isinstance(value, dict) else []


def named(entity: dict[str, Any], key: str) -> list[str]:
    """Return what an entity refers to by a key."""
    return references(entity.get(key, []))


def test_the_descriptor_leads_to_the_root(graph):
    assert graph[CRATE] == {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"},
                            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}}
    root = graph["./"]
    assert root["@type"] == "Dataset"
    assert root["conformsTo"] == {"@id": "https://w3id.org/ro/wfrun/process/0.5"}
    assert all(root[key] for key in ("name", "description", "datePublished", "license", "hasPart", "mentions"))


def test_everything_referred_to_in_the_crate_is_described_there(graph):
    told = {name for entity in graph.values() for key, value in entity.items() if key != "@id"
            for name in references(value)}
    assert {name for name in told if not re.match(r"https?://", name)} <= set(graph)
    assert {"https://spdx.org/licenses/MIT", "https://w3id.org/ro/wfrun/process/0.5"} <= set(graph)


def test_every_part_is_there_with_its_hash_and_its_length(graph, left_run):
    parts = [name for entity in graph.values() for name in named(entity, "hasPart")]
    assert len(parts) == len(set(parts))
    for name in parts:
        place = left_run / unquote(name)
        if name.endswith("/"):
            assert place.is_dir()
            assert graph[name]["@type"] == "Dataset"
            continue
        assert graph[name]["@type"] == "File"
        assert place.is_file()
        if name != "manifest.json":
            assert graph[name]["sha256"] == hash_of(place)
            assert graph[name]["contentSize"] == str(place.stat().st_size)


def test_every_file_of_the_run_is_a_part(graph, left_run):
    there = {file.relative_to(left_run).as_posix() for file in left_run.rglob("*") if file.is_file()}
    files = {unquote(name) for name, entity in graph.items() if entity["@type"] == "File"}
    assert there - files == {CRATE, "batches/.claims"}
    assert files <= there


def test_the_action_tells_what_was_used_and_what_was_made(graph, left_run):
    (action,) = (entity for entity in graph.values() if entity["@type"] == "CreateAction")
    assert named(graph["./"], "mentions") == [action["@id"]]
    assert action["startTime"] <= action["endTime"]
    assert graph[action["instrument"]["@id"]]["@type"] == "SoftwareApplication"
    assert {"study/park.yaml", "#setting-seed", "#setting-futures", "#setting-plans"} <= set(named(action, "object"))
    assert {"losses.csv", "figures/", "batches/"} <= set(named(action, "result"))
    assert graph["#setting-plans"]["value"] == ["today", "balanced"]


def test_the_software_is_what_it_is_cited_as(graph):
    cited = dict(line.split(": ", 1) for line in (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
                 if re.match(r"[a-z-]+: .", line))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cited["version"] == project["version"] == VERSION
    assert json.loads(cited["title"]) == TITLE
    assert cited["license"] == "MIT"
    assert f'name: "{AUTHORS}"' in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert graph["#headroom"]["softwareVersion"] == VERSION
    assert graph["#headroom"]["license"] == {"@id": "https://spdx.org/licenses/MIT"}


def test_results_are_not_given_away_under_the_licence_of_the_program(graph):
    rights = graph[graph["./"]["license"]["@id"]]
    assert rights["name"] == "Rights in the study's data"


def test_names_are_escaped_but_for_the_letters_of_other_scripts():
    told = crate(FACTS, [File("study/plans/almost 50%.yaml", "aa", 1), File("study/plans/方案.yaml", "bb", 2)])
    names = [entity["@id"] for entity in told["@graph"]]
    assert "study/plans/almost%2050%25.yaml" in names
    assert "study/plans/方案.yaml" in names


def test_half_years_and_single_plans_are_told_in_words():
    root = crate(FACTS, [])["@graph"][1]
    assert root["description"].endswith("under 1 plan in 1 random future of 1.5 years")
