"""What the county tells of power, roads and sewage does not depend on what else it is asked."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from experiments.running.passing import passed_through, scene_of
from experiments.study import Study
from networks.registry import UNLESS_SAID

COUNTY = Path(__file__).parents[3] / "experiments" / "studies" / "county"
FUTURES = 2


def edited(file: Path, change) -> None:
    yaml = YAML()
    held = yaml.load(file.read_text(encoding="utf-8"))
    change(held)
    with file.open("w", encoding="utf-8") as out:
        yaml.dump(held, out)


@pytest.fixture(scope="module")
def three_systems(tmp_path_factory) -> Study:
    """The county's study of power, roads and sewage alone: nothing of anything else, no lane that works close."""
    folder = tmp_path_factory.mktemp("three") / "county"
    shutil.copytree(COUNTY, folder)
    for file in ("services.csv", "money.yaml", "land.csv", "measures.csv", "attraction.csv", "entry.csv",
                 "relief.csv"):
        (folder / file).unlink()
    shutil.rmtree(folder / "levers")
    road_types = folder / "roads" / "road_types.csv"
    road_types.write_text("".join(line for line in road_types.read_text(encoding="utf-8").splitlines(keepends=True)
                                  if ",works_" not in line), encoding="utf-8")
    kept = set()

    def projects(held):
        for name in list(held["projects"]):
            if held["projects"][name]["system"] not in UNLESS_SAID:
                del held["projects"][name]
        kept.update(held["projects"])

    edited(folder / "projects.yaml", projects)
    edited(folder / "study.yaml", lambda held: (held.update(systems=list(UNLESS_SAID)),
                                                held["policy"].update(holds={"power": True, "sewage": True})))
    edited(folder / "park.yaml", lambda held: held.update(standing=[
        "line_35kv_1", "station_35kv", "roads_existing", "interim_sewers", "interim_outfall"]))
    for file in (folder / "plans").glob("*.yaml"):
        edited(file, lambda held: held.update(
            starts={name: start for name, start in held.get("starts", {}).items() if name in kept}))
    return Study.read(folder)


@pytest.fixture(scope="module")
def both(three_systems):
    """The records of the county without feedback and of the three systems alone."""
    records = []
    for study in (Study.read("county").without_feedback(), three_systems):
        scene = scene_of(study, list(study.plans.values()))
        records.append(passed_through(scene, study.demand_model().future, range(FUTURES)))
    return records


@pytest.mark.parametrize("column", ["drawn", "required", "binding", "unsolved", "load_drawn", "load_required",
                                    "capacity"])
def test_every_month_is_the_same_to_the_last_bit(both, column):
    whole, three = (getattr(record, column) for record in both)
    assert np.array_equal(whole[..., :len(UNLESS_SAID)], three)


@pytest.mark.parametrize("system", UNLESS_SAID)
def test_so_are_headroom_and_first_exhaustion(both, system):
    whole, three = both
    assert np.array_equal(whole.headroom[system], three.headroom[system])
    assert np.array_equal(whole.first_exceeded[system], three.first_exceeded[system])


def test_and_so_is_everyone_who_is_lost(both):
    whole, three = (record.losses for record in both)
    for column in ("future", "plan", "month", "prospect", "for_land"):
        assert getattr(whole, column).tolist() == getattr(three, column).tolist()
    assert (whole.held_by[:, :len(UNLESS_SAID)] == three.held_by).all()
