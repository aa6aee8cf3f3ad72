import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.study import Study, StudyError, UnknownPlanError
from networks.registry import SYSTEMS, UnknownSystemError, system_class
from tests.experiments.study.small_study import read, with_, written

ROOT = Path(__file__).parents[3]


@pytest.fixture
def study(tmp_path):
    return read(written(tmp_path, {}))


def test_a_study_says_what_its_files_say(study):
    assert (study.name, study.label, study.start, study.horizon_months) == ("small", "Small park", (2027, 1), 24)
    assert (study.futures, study.seed, study.baseline) == (3, 1, "today")
    assert [(area.name, area.land_ha) for area in study.park.areas] == [("north", 10.0), ("south", 20.5)]
    assert study.park.standing == {"wire_1", "drain"}
    assert list(study.projects) == ["second_wire", "third_wire"]
    assert study.projects["third_wire"].after == ("second_wire",)
    assert study.projects["second_wire"].cost_wan_yuan == 100.0
    assert study.times["second_wire"].build_months == (3.0, 4.0, 5.0)
    assert study.times["second_wire"].typical_months == 6.0
    assert list(study.costs.values()) == [(100.0, 100.0, 100.0), (90.0, 100.0, 120.0)]
    assert [office.share for office in study.policy.offices["serial"]] == [0.4, 0.6]


def test_months_are_told_as_a_reader_knows_them(study):
    assert [study.month_label(month) for month in (0, 11, 12, 30)] == ["2027-01", "2027-12", "2028-01", "2029-07"]
    assert [study.year_of(month) for month in (0, 11, 12)] == [2027, 2027, 2028]


def test_a_plan_is_found_by_name(study):
    assert study.plan("early").label == "Early"


def test_an_unknown_plan_is_told_with_the_one_that_was_meant(study):
    with pytest.raises(UnknownPlanError, match=r"^study 'small' has no plan 'erly'; did you mean 'early'\?$"):
        study.plan("erly")


def test_a_variant_leaves_the_study_as_it_is(study):
    late = study.plan("early").delayed("second_wire", months=12)
    assert list(study.with_plans([late]).plans) == ["early.second_wire+12m"]
    meeting = study.with_policy(replace(study.policy, approval="one_meeting"))
    assert (meeting.policy.approval, study.policy.approval) == ("one_meeting", "serial")
    assert list(study.plans) == ["today", "both", "early"]


def test_systems_are_built_from_the_tables_in_the_registrys_order(study):
    systems = study.systems()
    assert list(systems) == ["power", "sewage"]
    assert systems["power"].assets == ("wire_1", "wire_2", "wire_3")
    assert systems["power"].areas == study.park.areas


def test_the_demand_gets_the_seed_the_horizon_the_start_and_the_times_of_projects(study):
    model = study.demand_model()
    assert model.given == {"seed": 1, "horizon_months": 24, "start": (2027, 1), "project_times": study.times,
                           "project_costs": study.costs, "sampling": "independent"}
    assert list(model.firms["firm"]) == ["mill", "bakery"]


def test_a_study_travels_to_a_worker(study):
    copy = pickle.loads(pickle.dumps(study))
    assert copy.hashes == study.hashes
    assert copy.plans == study.plans
    assert copy.systems()["power"].assets == study.systems()["power"].assets


def test_mistakes_travel_from_a_worker(tmp_path):
    with pytest.raises(StudyError) as told:
        read(written(tmp_path, {"park.yaml": None}))
    assert str(pickle.loads(pickle.dumps(told.value))) == str(told.value)


def test_an_unknown_name_is_told_with_the_one_that_was_meant():
    with pytest.raises(StudyError) as told:
        Study.read("conty")
    assert str(told.value) == "conty: no study of that name and no such folder; did you mean 'county'?"


def test_a_file_in_place_of_a_folder_is_told(tmp_path):
    with pytest.raises(StudyError) as told:
        read(written(tmp_path, {}) / "study.yaml")
    assert str(told.value) == f"{tmp_path}/study.yaml: is a file; give the folder of the study"


def test_a_folder_without_a_study_is_told(tmp_path):
    with pytest.raises(StudyError) as told:
        read(tmp_path)
    assert str(told.value) == f"{tmp_path}: holds no study.yaml, so it is no study; `headroom new DIR` makes one"


def test_the_registry_loads_a_system_by_name():
    assert list(SYSTEMS) == ["power", "roads", "sewage", "water", "heat", "gas", "drainage"]
    assert system_class("roads").__name__ == "RoadSystem"


def test_a_system_that_nobody_has_written_is_told():
    with pytest.raises(UnknownSystemError, match=r"^no system 'air'; known: power, roads, sewage, water, heat, gas, "
                                                 r"drainage$"):
        system_class("air")


def test_reading_a_study_loads_neither_solver_nor_figure():
    loaded = "import sys, experiments.study.reading; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    names = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"pandapower", "numba", "matplotlib", "power_grid_model", "scipy"} & set(names.stdout.split())


def test_a_study_may_let_futures_share_the_range_of_what_is_drawn_once_a_future(tmp_path):
    stratified = read(written(tmp_path, with_("study.yaml", "policy:", "sampling: stratified\npolicy:")))
    assert stratified.sampling == "stratified"
    assert stratified.demand_model().given["sampling"] == "stratified"
