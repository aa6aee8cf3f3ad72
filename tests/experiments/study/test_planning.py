import pytest

from experiments.study.study import UnknownPlanError
from sim.plan import OnDate, OnTrigger
from tests.experiments.study.small_study import mistakes, read, with_, written


def plans(tmp_path, changes):
    return read(written(tmp_path, changes)).plans


def test_a_date_becomes_months_after_the_start(tmp_path):
    assert plans(tmp_path, {})["early"].starts == {"second_wire": OnDate(2)}


def test_a_trigger_watches_the_system_of_its_project_if_it_names_none(tmp_path):
    assert plans(tmp_path, {})["both"].starts["third_wire"] == OnTrigger("power", 0.8, 6, ("line",))


def test_a_trigger_may_watch_another_system(tmp_path):
    changes = with_("plans/both.yaml", "kinds: [line]", "system: sewage")
    assert plans(tmp_path, changes)["both"].starts["third_wire"] == OnTrigger("sewage", 0.8, 6, ())


def test_a_plan_like_another_has_its_starts_and_its_own(tmp_path):
    assert list(plans(tmp_path, {})["both"].starts) == ["second_wire", "third_wire"]


def test_a_plan_like_another_may_start_a_project_otherwise(tmp_path):
    changes = {"plans/late.yaml": "label: Late\nlike: early\nstarts:\n  second_wire: 2028-03\n"}
    assert plans(tmp_path, changes)["late"].starts == {"second_wire": OnDate(14)}


def test_a_plan_like_another_may_leave_a_project_out(tmp_path):
    changes = {"plans/none.yaml": "label: None\nlike: early\nstarts:\n  second_wire: never\n"}
    assert plans(tmp_path, changes)["none"].starts == {}


def test_plans_come_as_the_study_lists_them_then_the_baseline_then_by_name(tmp_path):
    assert list(plans(tmp_path / "a", {})) == ["today", "both", "early"]
    listed = with_("study.yaml", "baseline: today", "baseline: today\nplans: [early]")
    assert list(plans(tmp_path / "b", listed)) == ["early", "today", "both"]


@pytest.mark.parametrize(("old", "new", "told"), [
    ("second_wire", "second_wir", "plan 'early' starts 'second_wir', which is no project; did you mean 'second_wire'?"),
    ("2027-03", "2026-12", "starts.second_wire is '2026-12', before the study begins; allowed: 2027-01 or later"),
    ("2027-03", "soon", "starts.second_wire is 'soon'; allowed: a month such as 2029-07, never, or {trigger: 0.8, "
                        "months: 6}"),
    ("2027-03", "", "starts.second_wire is empty; allowed: a month such as 2029-07, never, or {trigger: 0.8, "
                    "months: 6}"),
    ("2027-03", "[2027-03]", "starts.second_wire is a list; allowed: a month such as 2029-07, never, or {trigger: "
                             "0.8, months: 6}"),
])
def test_a_start_that_makes_no_sense_is_told_once_and_not_by_plans_like_it(tmp_path, old, new, told):
    assert mistakes(tmp_path, with_("plans/early.yaml", old, new)) == [f"plans/early.yaml:3: {told}"]


def test_a_plan_that_lacks_what_a_project_needs_is_told(tmp_path):
    changes = with_("plans/early.yaml", "second_wire", "third_wire") | {"plans/both.yaml": None}
    assert mistakes(tmp_path, changes) == [
        "plans/early.yaml:3: plan 'early' builds 'third_wire' without 'second_wire', which must stand before it; add "
        "second_wire to starts"]


def test_a_plan_needs_no_project_whose_assets_stand_already(tmp_path):
    changes = with_("plans/early.yaml", "second_wire", "third_wire") | with_("park.yaml", "drain]", "drain, wire_2]")
    assert plans(tmp_path, changes)["early"].starts == {"third_wire": OnDate(2)}


def test_a_plan_that_builds_a_thing_before_what_it_needs_is_told(tmp_path):
    # The second wire takes 2 + 4 months, the third 1 + 2: ready in 2028-03 and 2028-01.
    changes = with_("plans/early.yaml", "2027-03", "2027-09\n  third_wire: 2027-10") | {"plans/both.yaml": None}
    assert mistakes(tmp_path, changes) == [
        "plans/early.yaml:4: plan 'early' builds 'third_wire' before what it needs: it would be ready in 2028-01, "
        "'second_wire' in 2028-03; start it in 2027-12 or later"]


def test_a_plan_may_build_a_thing_just_when_what_it_needs_is_ready(tmp_path):
    changes = with_("plans/early.yaml", "2027-03", "2027-09\n  third_wire: 2027-12") | {"plans/both.yaml": None}
    assert plans(tmp_path, changes)["early"].starts["third_wire"] == OnDate(11)


@pytest.mark.parametrize(("new", "told"), [
    ("system: sewrage", "starts.third_wire watches system 'sewrage', which nobody knows; did you mean 'sewage'?"),
    ("kinds: [lines]", "starts.third_wire watches limits of kind 'lines', which power does not have; "
                       "did you mean 'line'?"),
    ("system: sewage, kinds: [line]", "starts.third_wire watches limits of kind 'line', which sewage does not have; "
                                      "known: works"),
])
def test_a_trigger_that_watches_what_is_not_there_is_told(tmp_path, new, told):
    assert mistakes(tmp_path, with_("plans/both.yaml", "kinds: [line]", new)) == [f"plans/both.yaml:4: {told}"]


def test_a_plan_like_an_unknown_one_is_told(tmp_path):
    assert mistakes(tmp_path, with_("plans/both.yaml", "like: early", "like: erly")) == [
        "plans/both.yaml:2: like is 'erly', which plans/ does not hold; did you mean 'early'?"]


def test_plans_like_each_other_are_told(tmp_path):
    assert mistakes(tmp_path, {"plans/early.yaml": "label: Early\nlike: both\n"}) == [
        "plans/both.yaml:2: plans are like each other: both like early like both; one must stand by itself",
        "plans/early.yaml:2: plans are like each other: early like both like early; one must stand by itself"]


def test_a_file_that_would_be_passed_over_is_told(tmp_path):
    assert mistakes(tmp_path, {"plans/late.yml": "label: Late\n"}) == [
        "plans/late.yml: is no plan; name it late.yaml, or move it away"]


def test_a_plan_without_a_proper_name_is_told(tmp_path):
    assert mistakes(tmp_path, {"plans/very late.yaml": "label: Late\n"}) == [
        "plans/very late.yaml: 'very late' is no name for a plan; allowed: letters, digits, _ and -, beginning with a "
        "letter, 64 at most"]


def test_a_study_without_plans_is_told(tmp_path):
    nothing = {"plans/today.yaml": None, "plans/early.yaml": None, "plans/both.yaml": None}
    assert mistakes(tmp_path, nothing) == ["plans: is missing; it holds one file a plan, such as today.yaml"]
    (tmp_path / "plans").mkdir()
    assert mistakes(tmp_path, nothing) == ["plans: holds no plan; write one file a plan, such as today.yaml"]


def test_plans_are_checked_even_while_the_study_file_is_wrong(tmp_path):
    changes = with_("study.yaml", "start: 2027-01", "start: soon") | with_("plans/early.yaml", "second_", "secnd_")
    assert mistakes(tmp_path, changes) == [
        "study.yaml:3: start is 'soon'; allowed: a month such as 2029-07",
        "plans/early.yaml:3: plan 'early' starts 'secnd_wire', which is no project; did you mean 'second_wire'?"]


LEVER = {"levers/wire.yaml": "label: A second wire\nstarts:\n  second_wire: 2027-06\n"}


def test_a_lever_is_no_plan_of_its_own_and_may_be_added_to_any(tmp_path):
    study = read(written(tmp_path, LEVER))
    assert list(study.plans) == ["today", "both", "early"]
    added = study.plan("today+wire")
    assert (added.name, added.label, added.starts) == ("today+wire", "Today + A second wire",
                                                       {"second_wire": OnDate(5)})


def test_a_lever_moves_what_its_plan_starts_at_another_time(tmp_path):
    assert read(written(tmp_path, LEVER)).plan("early+wire").starts == {"second_wire": OnDate(5)}


def test_a_lever_that_nobody_wrote_is_told(tmp_path):
    study = read(written(tmp_path, LEVER))
    with pytest.raises(UnknownPlanError, match="has no lever 'wires'; did you mean 'wire'"):
        study.plan("today+wires")


def test_a_lever_must_hold_what_its_projects_need(tmp_path):
    changes = {"levers/wire.yaml": "label: A third wire\nstarts:\n  third_wire: 2027-06\n"}
    assert mistakes(tmp_path, changes) == [
        "levers/wire.yaml:3: lever 'wire' builds 'third_wire' without 'second_wire', which must stand before it; add "
        "second_wire to starts"]


def test_what_lies_among_the_levers_and_is_none_is_told(tmp_path):
    changes = LEVER | {"levers/notes.txt": "later", "levers/like.yaml": "label: Like\nlike: early\n"}
    assert mistakes(tmp_path, changes) == [
        "levers/like.yaml:2: like is 'early', which levers/ does not hold; known: like, wire",
        "levers/notes.txt: is no lever; name it notes.yaml, or move it away"]


def test_a_lever_that_leaves_out_what_it_does_not_hold_is_told(tmp_path):
    changes = {"levers/no_wire.yaml": "label: No wire\nstarts:\n  second_wire: never\n"}
    assert mistakes(tmp_path, changes) == [
        "levers/no_wire.yaml:3: starts.second_wire is never, which leaves out nothing; a lever only adds: delete it, "
        "or write a plan that is like another"]


def test_a_plan_that_leaves_out_what_no_other_starts_is_told(tmp_path):
    changes = {"plans/late.yaml": "label: Late\nstarts:\n  second_wire: never\n"}
    assert mistakes(tmp_path, changes) == [
        "plans/late.yaml:3: starts.second_wire is never, which leaves out nothing; delete it, or say in like whose "
        "start is left out"]


def test_a_plan_with_a_lever_is_found_by_its_name_among_the_plans_of_a_study(tmp_path):
    study = read(written(tmp_path, LEVER))
    added = study.plan("today+wire")
    assert study.with_plans([added]).plan("today+wire") is added


def test_a_lever_is_named_once(tmp_path):
    with pytest.raises(UnknownPlanError, match=r"plan 'today\+wire\+wire' names lever 'wire' twice; name it once"):
        read(written(tmp_path, LEVER)).plan("today+wire+wire")
