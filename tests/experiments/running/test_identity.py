"""A run's name: another wherever a result could differ, the same wherever it could not."""

from dataclasses import replace

import pytest

from experiments.running.identity import NAME_LENGTH, code_version, run_id, versions
from experiments.study import Study, new_study
from sim.policy import Office


@pytest.fixture(scope="module")
def county() -> Study:
    return Study.read("county")


def name(study: Study, *plans: str, futures: int = 10) -> str:
    return run_id(study, [study.plan(plan) for plan in plans or ("today", "balanced")], futures=futures)


def test_equal_questions_have_equal_names(county):
    assert name(county) == name(Study.read("county"))
    assert len(name(county)) == NAME_LENGTH


def test_the_folder_that_holds_a_study_does_not_matter(tmp_path):
    places = [tmp_path / "here" / "copy", tmp_path / "there" / "copy"]
    for place in places:
        place.parent.mkdir()
        new_study(place)
    assert len({name(Study.read(place)) for place in places}) == 1


def test_an_edited_number_gives_another_name(tmp_path):
    new_study(tmp_path / "copy")
    before = name(Study.read(tmp_path / "copy"))
    firms = tmp_path / "copy" / "firms.csv"
    firms.write_text(firms.read_text(encoding="utf-8").replace("0.65", "0.64", 1), encoding="utf-8")
    assert name(Study.read(tmp_path / "copy")) != before


def test_line_ends_give_no_other_name(tmp_path):
    new_study(tmp_path / "copy")
    before = name(Study.read(tmp_path / "copy"))
    firms = tmp_path / "copy" / "firms.csv"
    firms.write_bytes(firms.read_bytes().replace(b"\n", b"\r\n"))
    assert name(Study.read(tmp_path / "copy")) == before


def test_seed_futures_plans_and_their_order_each_give_another_name(county):
    names = {name(county), name(replace(county, seed=1)), name(county, futures=11), name(county, "today"),
             name(county, "balanced", "today")}
    assert len(names) == 5


def test_a_delay_gives_another_name(county):
    plan = county.plan("substation_first")
    late = plan.delayed("substation_110kv_stage_1", months=12)
    assert run_id(county, [plan], futures=1) != run_id(county, [late], futures=1)


def test_another_policy_gives_another_name(county):
    policy = county.policy
    offices = dict(policy.offices) | {"serial": (Office("one", 1, 1.0),)}
    names = {name(county), name(county.with_policy(policy.connect())),
             name(county.with_policy(replace(policy, approval="one_meeting"))),
             name(county.with_policy(replace(policy, offices=offices)))}
    assert len(names) == 4


def test_code_and_libraries_are_told():
    assert len(code_version()) == 64
    assert {"python", "numpy", "pandapower", "numba"} <= set(versions())
