import shutil

import pytest

from experiments.study import Study, StudyError
from experiments.study.copying import STUDIES
from tests.experiments.study.small_study import mistakes, read, with_, written


def test_an_area_given_twice_is_told(tmp_path):
    firms = {"firms.csv": "firm,area,land_ha,jobs\n"}
    assert mistakes(tmp_path, with_("park.yaml", "name: south", "name: north") | firms) == [
        "park.yaml:12: area 'north' is given twice, first on line 4; each needs its own name"]


def test_an_area_without_land_is_told_unless_it_has_a_hall(tmp_path):
    landless = with_("park.yaml", "land_ha: 20.5", "land_ha: 0")
    assert mistakes(tmp_path, landless) == ["park.yaml:14: area 'south' has land_ha 0; give it more than 0, or stock, "
                                            "reserve or halls in land.csv"]
    hall = {"land.csv": "area,quantity,asset,value,unit,source,confidence\nsouth,halls,,5000,m2,assumption,D\n"}
    study = read(written(tmp_path / "hall", landless | hall))
    assert study.land_rules().grants[0].amount == 5000.0


def test_a_mistake_in_the_rules_of_land_is_told_with_its_line(tmp_path):
    quota = {"land.csv": "area,quantity,asset,value,unit,source,confidence\n\nsuoth,quota,,5,ha/a,assumption,D\n"}
    assert mistakes(tmp_path, quota) == ["land.csv:3: no area 'suoth'; did you mean 'south'?"]


def test_a_service_of_plots_with_other_land_than_the_area_is_told(tmp_path):
    services = ("service,label,unit,kind,need,asset,capacity,by_area,cause,source,confidence\n"
                "plots,Land,ha,stock,land_ha,wire_1,10,north,no plot is left,assumption,D\n"
                "plots,Land,ha,stock,land_ha,drain,21.5,south,no plot is left,assumption,D\n")
    assert mistakes(tmp_path, {"services.csv": services}) == [
        "services.csv:3: service 'plots' has 21.5 ha in area 'south', park.yaml and land.csv 20.5 ha; "
        "make them the same"]
    reserve = {"land.csv": "area,quantity,asset,value,unit,source,confidence\nsouth,reserve,,1,ha,assumption,D\n"}
    assert read(written(tmp_path / "same", {"services.csv": services} | reserve)).land_rules() is not None


def test_a_standing_asset_that_no_system_has_is_told(tmp_path):
    assert mistakes(tmp_path, with_("park.yaml", "drain]", "drian]")) == [
        "park.yaml:2: asset 'drian' stands, but no system has it; did you mean 'drain'?"]


def test_an_asset_that_stands_twice_is_told(tmp_path):
    assert mistakes(tmp_path, with_("park.yaml", "drain]", "drain, drain]")) == [
        "park.yaml:2: asset 'drain' stands twice; delete one"]


def test_a_standing_asset_is_not_doubted_while_a_system_cannot_be_understood(tmp_path):
    changes = with_("park.yaml", "drain]", "drian]") | {"sewers/pipes.csv": "pipe,asset\n"}
    assert mistakes(tmp_path, changes) == ["sewers/pipes.csv: there is no pipe"]


def test_a_project_of_an_unknown_system_is_told(tmp_path):
    assert mistakes(tmp_path, with_("projects.yaml", "system: power", "system: powr")) == [
        "projects.yaml:4: project 'second_wire' belongs to system 'powr', which nobody knows; did you mean 'power'?"]


def test_a_project_that_builds_what_its_system_does_not_have_is_told(tmp_path):
    assert mistakes(tmp_path, with_("projects.yaml", "[wire_3]", "[wire_3, wire_33]")) == [
        "projects.yaml:12: project 'third_wire' builds asset 'wire_33', which power does not have; "
        "did you mean 'wire_3'?"]


def test_a_project_of_a_system_that_must_be_built_to_know_its_assets_is_checked_too(tmp_path):
    changes = with_("projects.yaml", "system: power\n    assets: [wire_2]", "system: sewage\n    assets: [drein]")
    assert "projects.yaml:5: project 'second_wire' builds asset 'drein', which sewage does not have; " \
           "did you mean 'drain'?" in mistakes(tmp_path, changes)


def test_a_project_after_an_unknown_one_is_told(tmp_path):
    assert mistakes(tmp_path, with_("projects.yaml", "after: [second_wire]", "after: [secnd_wire]")) == [
        "projects.yaml:13: project 'third_wire' comes after 'secnd_wire', which is no project; "
        "did you mean 'second_wire'?"]


def test_projects_that_wait_for_each_other_are_told_once(tmp_path):
    changes = with_("projects.yaml", "assets: [wire_2]", "assets: [wire_2]\n    after: [third_wire]")
    changes |= {"plans/early.yaml": None, "plans/both.yaml": None}
    assert mistakes(tmp_path, changes) == [
        "projects.yaml:6: projects wait for each other: second_wire after third_wire after second_wire; take one out "
        "of an 'after'"]


def test_a_project_that_waits_for_itself_is_told(tmp_path):
    assert mistakes(tmp_path, with_("projects.yaml", "after: [second_wire]", "after: [third_wire]")) == [
        "projects.yaml:13: projects wait for each other: third_wire after third_wire; take one out of an 'after'"]


def test_a_time_whose_range_is_upside_down_is_told(tmp_path):
    assert mistakes(tmp_path, with_("projects.yaml", "{low: 1, typical: 2", "{low: 3, typical: 2")) == [
        "projects.yaml:7: permit_months of 'second_wire' is 3, 2, 3; low must not be above typical, typical not above "
        "high"]


def test_a_cost_whose_range_is_upside_down_is_told(tmp_path):
    assert mistakes(tmp_path, with_("projects.yaml", "{low: 90", "{low: 190")) == [
        "projects.yaml:14: cost_wan_yuan of 'third_wire' is 190, 100, 120; low must not be above typical, typical not "
        "above high"]


def test_a_rule_for_an_unknown_system_is_told(tmp_path):
    assert mistakes(tmp_path, with_("study.yaml", "sewage: false", "sewerage: false")) == [
        "study.yaml:10: policy.holds names system 'sewerage', which nobody knows; did you mean 'sewage'?"]


def test_a_system_holds_where_the_study_does_not_say_otherwise(tmp_path):
    assert read(written(tmp_path, {})).policy.holds == {"power": True, "sewage": False}


def test_shares_of_offices_that_do_not_add_up_are_told(tmp_path):
    assert mistakes(tmp_path, with_("study.yaml", "share: 0.4", "share: 0.3")) == [
        "study.yaml:13: the shares of the serial offices add up to 0.9; they must add up to 1"]


def test_a_baseline_that_is_no_plan_is_told(tmp_path):
    assert mistakes(tmp_path, with_("study.yaml", "baseline: today", "baseline: tody")) == [
        "study.yaml:7: baseline is plan 'tody', which plans/ does not hold; did you mean 'today'?"]


def test_an_order_that_names_an_unknown_plan_is_told(tmp_path):
    assert mistakes(tmp_path, with_("study.yaml", "baseline: today", "baseline: today\nplans: [today, erly]")) == [
        "study.yaml:8: plans names 'erly', which plans/ does not hold; did you mean 'early'?"]


@pytest.mark.parametrize(("row", "told"), [
    ("comuter_buses,takes_off,car_pcu_per_h,0,1,2", "no system 'comuter_buses'; did you mean 'commuter_buses'?"),
    ("commuter_buses,takes_off,car_pcu,0,1,2",
     "no system of the study serves need 'car_pcu'; did you mean 'car_pcu_per_h'?"),
    ("housing,takes_off,beds,0,1,2", "need 'beds' is served by 'housing' itself; name a need of another system"),
    ("housing,takes_off,bus_seats,0,1,2",
     "need 'bus_seats' is that of 'commuter_buses', which relieves others; name the need that the last of them "
     "relieves"),
    ("roads,takes_off,waste_t_per_d,0,1,2",
     "system 'roads' serves car_pcu_per_h, bus_pcu_per_h, truck_pcu_per_h; only a system with one need of its own has "
     "units that relieve another"),
    ("housing,takes_off,truck_pcu_per_h,-1,1,2", "low is '-1'; allowed: a number from 0 to 100"),
    ("housing,takes_of,truck_pcu_per_h,0,1,2", "effect is 'takes_of'; allowed: takes_off, puts_on; did you mean "
                                               "'takes_off'?"),
])
def test_a_relief_from_or_to_nowhere_is_told_with_its_line(tmp_path, row, told):
    folder = tmp_path / "county"
    shutil.copytree(STUDIES / "county", folder)
    with (folder / "relief.csv").open("a", encoding="utf-8") as file:
        file.write(f"{row},-,assumption,D\n")
    with pytest.raises(StudyError) as error:
        Study.read(folder)
    assert str(error.value).splitlines() == [f"{folder.as_posix()}/relief.csv:6: {told}"]


def test_a_study_may_say_when_a_run_stops_and_it_is_kept_as_everybody_would_type_it(tmp_path):
    study = read(written(tmp_path, with_("study.yaml", "policy:", "until: >\n  p50 of first exhaustion of power within "
                                         "0.5 years;\n  plan differences within 2 months\npolicy:")))
    assert study.until == "P50 of the first exhaustion of power within 6 months; plan differences within 2 months"
    assert read(written(tmp_path / "silent", {})).until == ""


def test_a_slip_in_when_a_run_stops_is_told_with_its_line(tmp_path):
    assert mistakes(tmp_path, with_("study.yaml", "policy:", "until: plan diferences within 2 months\npolicy:")) == [
        "study.yaml:8: until: 'plan diferences within 2 months' asks for 'plan diferences', which is no figure; did "
        "you mean 'plan differences'?; behind it may stand of SYSTEM"]


def test_a_rule_for_a_system_or_a_year_that_the_study_has_not_is_told(tmp_path):
    rule = "until: P(exhausted by 2040) of powr within 5 %\npolicy:"
    assert mistakes(tmp_path, with_("study.yaml", "policy:", rule)) == [
        "study.yaml:8: until: 'P(exhausted by 2040) of powr within 5 %' names system 'powr', which nobody knows; did "
        "you mean 'power'?",
        "study.yaml:8: until: 'P(exhausted by 2040) of powr within 5 %' names year 2040, which is not among the years "
        "of the horizon; allowed: 2027 to 2028"]
