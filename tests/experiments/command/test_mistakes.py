"""Mistakes of the user's: one line each, exit code 2, never a traceback, nothing written."""

import shutil
from pathlib import Path

import pytest

from experiments.running.identity import run_id
from experiments.study import Study, new_study
from tests.experiments.command.run import headroom


@pytest.fixture
def study(tmp_path) -> Path:
    new_study(tmp_path / "my_park")
    return tmp_path / "my_park"


def changed(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def told(*arguments: str, cwd: Path) -> list[str]:
    """Return the lines of a command that ends with the user's mistakes."""
    done = headroom(*arguments, cwd=cwd)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()


def test_several_mistakes_in_several_files_are_told_at_once(study):
    changed(study / "study.yaml", "futures: 100", "futurs: 100")
    changed(study / "park.yaml", "land_ha: 43.3", "land_ha: .nan")
    changed(study / "plans" / "balanced.yaml", "works_module_1", "works_module_one")
    changed(study / "power" / "limits.csv", "line_35kv_1,line_35kv_1", "line_35kv_1,line_35kv_9")
    lines = told("check", "my_park", cwd=study.parent)
    text = (study / "park.yaml").read_text(encoding="utf-8").splitlines()
    of_land = 1 + next(at for at, line in enumerate(text) if "land_ha: .nan" in line)
    for place in ("my_park/study.yaml:6", f"my_park/park.yaml:{of_land}", "my_park/plans/balanced.yaml:8",
                  "my_park/power/limits.csv:2"):
        assert any(line.startswith(place) for line in lines), lines
    assert any("did you mean 'futures'?" in line for line in lines)


@pytest.mark.parametrize(("file", "before", "after", "words"), [
    ("sewers/pipes.csv", "mh_biomedicine,mh_agri_processing", "mh_biomedicine,mh_east_cotton",
     "sewage runs in a circle"),
    ("park.yaml", "zone_biomedicine", "zone_biomedicin", "zone_biomedicin"),
    ("park.yaml", "bus_biomedicine", "bus_bio", "which the net lacks"),
    ("park.yaml", "  - station_35kv\n", "  - station_53kv\n", "did you mean 'station_35kv'?"),
    ("plans/triggered.yaml", "works_module_1: {trigger: 0.7", "works_module_1: {trigger: 7o%", "trigger"),
    ("plans/reinforce_35kv.yaml", "starts:", "starts:\n  substation_110kv_stage_2: 2029-01",
     "without 'substation_110kv_stage_1', which must stand before it"),
    ("arrivals.csv", "cotton_spinning,east_cotton", "cotton_spinning,east_coton", "did you mean 'east_cotton'?"),
    ("uncertain.csv", "power_factor,0.9", "power_factor,NaN", "allowed: a number"),
    ("firms.csv", "land_ha", "land_mu", "did you mean 'land_ha'?"),
    ("power/net.json", "pandapowerNet", "pandapowerNot", "no net that pandapower saved"),
    ("roads/link.csv", "roads_phase_1", "roads_phase_9", "roads_phase_9"),
])
def test_mistake_is_told_with_its_file(study, file, before, after, words):
    changed(study / file, before, after)
    lines = told("check", "my_park", cwd=study.parent)
    assert any(words in line for line in lines), lines
    assert all(line.startswith("my_park/") for line in lines)


def test_missing_file_is_told(study):
    (study / "sewers" / "pipes.csv").unlink()
    assert any("my_park/sewers/pipes.csv: is missing" in line for line in told("check", "my_park", cwd=study.parent))


def test_file_that_is_no_text_is_told(study):
    (study / "firms.csv").write_bytes(b"\xff\xfe\x00broken")
    assert any("my_park/firms.csv" in line and "UTF-8" in line for line in told("check", "my_park", cwd=study.parent))


def test_area_without_a_road_is_told(study):
    link = study / "roads" / "link.csv"
    rows = link.read_text(encoding="utf-8").splitlines()
    link.write_text("\n".join(row for row in rows if "zone_biomedicine" not in row) + "\n", encoding="utf-8")
    assert any("area 'biomedicine' has no road" in line for line in told("check", "my_park", cwd=study.parent))


def test_compare_of_a_study_with_mistakes_overwrites_nothing(study):
    results = study.parent / "results"
    results.mkdir()
    (results / "kept.txt").write_text("kept")
    changed(study / "study.yaml", "seed: 20270101", "seed: one")
    told("compare", "my_park", "--futures", "1", cwd=study.parent)
    assert [file.name for file in results.iterdir()] == ["kept.txt"]


def test_plans_and_levers_that_nobody_wrote_are_told_all_at_once(tmp_path):
    assert told("compare", "county", "--plans", "tody,today+hous", cwd=tmp_path) == [
        "--plans: study 'county' has no plan 'tody'; did you mean 'today'?",
        "--plans: study 'county' has no lever 'hous'; did you mean 'housing'?"]
    assert not list(tmp_path.iterdir())


def test_unknown_study_is_told_with_the_near_name(tmp_path):
    assert told("check", "conty", cwd=tmp_path) == [
        "conty: no study of that name and no such folder; did you mean 'county'?"]


@pytest.mark.parametrize("futures", ["0", "-3", "ten", "1.5"])
def test_futures_that_are_no_count_are_told(futures, tmp_path):
    assert "give 1 or more" in told("compare", "county", "--futures", futures, cwd=tmp_path)[-1]


def test_folder_in_the_place_of_the_run_is_refused_before_anything_runs(study):
    read = Study.read(study)
    place = study.parent / "results" / run_id(read, list(read.plans.values()), futures=1000)
    place.mkdir(parents=True)
    # A thousand futures would take minutes.
    lines = told("compare", "my_park", "--futures", "1000", cwd=study.parent)
    assert lines == [f"results/{place.name}: is there already and is no run of ours; move it away or use --results DIR"]


def test_results_in_the_place_of_a_file_are_refused_before_anything_runs(tmp_path):
    (tmp_path / "results").write_text("mine")
    lines = told("compare", "county", cwd=tmp_path)
    assert "is a file, results need a folder" in lines[0]
    assert (tmp_path / "results").read_text() == "mine"


def test_new_does_not_write_over_a_folder(study):
    lines = told("new", "my_park", cwd=study.parent)
    assert len(lines) == 1
    assert "my_park" in lines[0]


def test_unknown_experiment_is_told_with_the_near_name(tmp_path):
    lines = told("run", "line_against_substatoin", cwd=tmp_path)
    assert "did you mean 'line_against_substation'?" in lines[0]


@pytest.mark.parametrize(("text", "words"), [
    ("area,need,value\neast_coton,power_mw,1\n", "did you mean 'east_cotton'?"),
    ("area,need,value\neast_cotton,power_mv,1\n", "did you mean 'power_mw'?"),
    ("area,need,value\neast_cotton,power_mw,nan\n", "give a finite number"),
    ("area,need,value\neast_cotton,power_mw,-1\n", "power_mw of east_cotton: value '-1' is not allowed"),
    ("area,need,period,value\neast_cotton,power_mw,24,1\n", "is not one of 0 to 23"),
    ("area,ned,value\n", "unknown column 'ned'; did you mean 'need'?"),
    ("area,need,value\n,power_factr,0.9\n", "did you mean 'power_factor'?"),
    ("area,need,value\n,power_factor,1.7\n", "power_factor"),
    ("area,need,value\neast_cotton,power_mw,6,5\n", "4 cells where the first line names 3 columns"),
    ("area,need,value\neast_cotton,power_mw,6_5\n", "is no number"),
    ("area,need,value\neast_cotton,power_mw,1e308\n", "1e+09 at most"),
    ("area,need,value,value\neast_cotton,power_mw,1,2\n", "column 'value' is given twice"),
    ("area,need,value\neast_cotton,power_mw,1\neast_cotton,power_mw,2\n", "is given twice, first on line 2"),
    ("area,need,period,value\neast_cotton,power_mw,3,1\neast_cotton,power_mw,,2\n", "is given twice, first on line 2"),
    ("area,need,period,value\n,power_factor,3,0.9\n", "leave its period empty"),
])
def test_demand_file_with_a_mistake_is_told_with_its_line(tmp_path, text, words):
    (tmp_path / "loads.csv").write_text(text)
    lines = told("assess", "county", "--demand", "loads.csv", cwd=tmp_path)
    assert any(words in line for line in lines), lines
    assert lines[0].startswith("loads.csv:")


def test_unknown_asset_in_service_is_told(tmp_path):
    (tmp_path / "loads.csv").write_text("area,need,value\n")
    lines = told("assess", "county", "--demand", "loads.csv", "--in-service", "line_35kv_3", cwd=tmp_path)
    assert "no asset 'line_35kv_3'" in lines[0]


def test_demand_file_that_is_not_there_is_told(tmp_path):
    assert "loads.csv" in told("assess", "county", "--demand", "loads.csv", cwd=tmp_path)[0]


def test_every_mistake_of_a_broken_study_names_a_place(study):
    shutil.rmtree(study / "plans")
    lines = told("check", "my_park", cwd=study.parent)
    assert all(line.startswith("my_park/") for line in lines), lines


def test_a_price_of_land_that_is_not_the_one_at_which_it_is_sold_is_told(study):
    changed(study / "attraction.csv", "land_price,0.05,5.6,5.6", "land_price,0.05,5.6,4.5")
    (line,) = told("check", "my_park", cwd=study.parent)
    assert line == ("my_park/attraction.csv:4: land_price today is 4.5 wan yuan/mu, but money.yaml sells land at 5.6 "
                    "(income.land_wan_per_mu); make them the same")


@pytest.mark.parametrize(("file", "before", "after", "line"), [
    ("services.csv", "waste_transfer_old,8,", "waste_transfer_old,eight,",
     "my_park/services.csv:2: capacity is 'eight'; allowed: a number"),
    ("gas/nodes.csv", ",0.35,", ",350,", "pressure_mpa 350; allowed: up to 10"),
    ("water/pipes.csv", ",130,", ",1e9,", "hazen_williams_c 1e+09; allowed: up to 160"),
    ("measures.csv", "incentive_fund,incentive,0.1", "incentive_fund,incentive,10",
     "my_park/measures.csv:4: incentive_fund adds 10 of attraction; allowed: up to 4, as a share and not in per cent"),
    ("projects.yaml", "assets: [works_module_2]", "assets: [works_module_2, works_module_1]",
     "project 'works_module_2' builds asset 'works_module_1', which 'works_module_1' builds, too"),
])
def test_a_slip_is_told_in_one_line_and_in_no_other_words(study, file, before, after, line):
    text = (study / file).read_text(encoding="utf-8")
    assert before in text
    (study / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    (told_line,) = told("check", "my_park", cwd=study.parent)
    assert line in told_line


def test_a_lever_with_the_name_of_a_plan_is_told(study):
    (study / "levers" / "today.yaml").write_text("label: Today\n", encoding="utf-8")
    assert told("check", "my_park", cwd=study.parent) == [
        "my_park/levers/today.yaml: has the name of a plan; give the lever another"]


def test_a_copy_that_would_never_be_meant_is_not_made(tmp_path):
    (line,) = told("new", "county", cwd=tmp_path)
    assert line == ("county: a study of that name comes with Headroom and would be meant by check and compare; name "
                    "the folder otherwise, such as my_county")
    assert not list(tmp_path.iterdir())
