import pytest

from tests.experiments.study.small_study import mistakes, with_


@pytest.mark.parametrize(("file", "old", "new", "told"), [
    ("park.yaml", "land_ha: 10", "land_mu: 150",
     "park.yaml:6: unknown key 'land_mu' in areas[1]; did you mean 'land_ha'?"),
    ("park.yaml", "name: small", "names: small", "park.yaml:1: unknown key 'names'; did you mean 'name'?"),
    ("study.yaml", "seed: 1", "seed: 1\nweather: wet",
     "study.yaml:7: unknown key 'weather'; known: name, label, start, horizon_months, futures, seed, baseline, plans, "
     "systems, sampling, until, policy"),
    ("study.yaml", "cases_at_once: 2", "cases_at_one: 2",
     "study.yaml:14: unknown key 'cases_at_one' in policy.offices.serial[1]; did you mean 'cases_at_once'?"),
    ("projects.yaml", "{typical: 100", "{typical: 100, hgih: 120",
     "projects.yaml:6: unknown key 'hgih' in projects.second_wire.cost_wan_yuan; did you mean 'high'?"),
    ("plans/early.yaml", "starts:", "start:", "plans/early.yaml:2: unknown key 'start'; did you mean 'starts'?"),
    ("plans/both.yaml", "months: 6", "moths: 6",
     "plans/both.yaml:4: unknown key 'moths' in starts.third_wire; did you mean 'months'?"),
])
def test_an_unknown_key_is_told_with_the_one_that_was_meant(tmp_path, file, old, new, told):
    assert mistakes(tmp_path, with_(file, old, new)) == [told]


@pytest.mark.parametrize(("file", "old", "told"), [
    ("park.yaml", "    land_ha: 10\n", "park.yaml:4: key 'land_ha' is missing in areas[1]"),
    ("study.yaml", "seed: 1\n", "study.yaml:1: key 'seed' is missing"),
    ("study.yaml", "cases_at_once: 2, ", "study.yaml:14: key 'cases_at_once' is missing in policy.offices.serial[1]"),
    ("projects.yaml", "typical: 100, ",
     "projects.yaml:6: key 'typical' is missing in projects.second_wire.cost_wan_yuan"),
    ("projects.yaml", "source: assumption, ",
     "projects.yaml:6: key 'source' is missing in projects.second_wire.cost_wan_yuan"),
    ("plans/early.yaml", "label: Early\n", "plans/early.yaml:1: key 'label' is missing"),
])
def test_a_missing_key_is_told(tmp_path, file, old, told):
    assert mistakes(tmp_path, with_(file, old, "")) == [told]


@pytest.mark.parametrize(("file", "old", "new", "told"), [
    ("park.yaml", "land_ha: 10", "land_ha: -3", "park.yaml:6: areas[1].land_ha is -3; allowed: 0 or more"),
    ("park.yaml", "land_ha: 10", "land_ha: .nan", "park.yaml:6: areas[1].land_ha is nan; allowed: a finite number"),
    ("park.yaml", "land_ha: 10", "land_ha: .inf", "park.yaml:6: areas[1].land_ha is inf; allowed: a finite number"),
    ("park.yaml", "land_ha: 10", "land_ha: 150 mu", "park.yaml:6: areas[1].land_ha is '150 mu'; allowed: a number"),
    ("park.yaml", "label: South", "label:", "park.yaml:13: areas[2].label is empty; allowed: text"),
    ("park.yaml", "label: South", "label: 7", "park.yaml:13: areas[2].label is 7; allowed: text"),
    ("park.yaml", "name: south", "name: 南",
     "park.yaml:12: areas[2].name is '南'; allowed: letters, digits, _ and -, beginning with a letter, "
     "64 at most"),
    ("park.yaml", "[wire_1, drain]", "wire_1", "park.yaml:2: standing is 'wire_1'; allowed: a list ([a, b])"),
    ("study.yaml", "futures: 3", "futures: 0", "study.yaml:5: futures is 0; allowed: 1 or more"),
    ("study.yaml", "futures: 3", "futures: 2.5", "study.yaml:5: futures is 2.5; allowed: a whole number"),
    ("study.yaml", "futures: 3", "futures: !!int many", "study.yaml:5: futures is 'many'; allowed: a whole number"),
    ("study.yaml", "futures: 3", "futures: true", "study.yaml:5: futures is true; allowed: a whole number"),
    ("study.yaml", "futures: 3", "futures: 3000000", "study.yaml:5: futures is 3000000; allowed: 1000000 or less"),
    ("study.yaml", "horizon_months: 24", "horizon_months: 30",
     "study.yaml:4: horizon_months is 30; allowed: a multiple of 12"),
    ("study.yaml", "horizon_months: 24", "horizon_months: 0", "study.yaml:4: horizon_months is 0; allowed: 12 or more"),
    ("study.yaml", "horizon_months: 24", "horizon_months: 6000",
     "study.yaml:4: horizon_months is 6000; allowed: 1200 or less"),
    ("study.yaml", "seed: 1", "sampling: stratifed\nseed: 1",
     "study.yaml:6: sampling is 'stratifed'; allowed: 'independent' or 'stratified'"),
    ("study.yaml", "seed: 1", "until: 3\nseed: 1", "study.yaml:6: until is 3; allowed: text"),
    ("study.yaml", "seed: 1", "seed: -1", "study.yaml:6: seed is -1; allowed: 0 or more"),
    ("study.yaml", "start: 2027-01", "start: 2027", "study.yaml:3: start is '2027'; allowed: a month such as 2029-07"),
    ("study.yaml", "start: 2027-01", "start: 2027-13",
     "study.yaml:3: start is '2027-13'; allowed: a month such as 2029-07"),
    ("study.yaml", "approval: serial", "approval: fast",
     "study.yaml:11: policy.approval is 'fast'; allowed: 'serial' or 'one_meeting'"),
    ("study.yaml", "sewage: false", "sewage: no", "study.yaml:10: policy.holds.sewage is 'no'; allowed: true or false"),
    ("study.yaml", "share: 0.4", "share: 40",
     "study.yaml:14: policy.offices.serial[1].share is 40; allowed: 1 or less"),
    ("projects.yaml", "[wire_2]", "[]",
     "projects.yaml:5: projects.second_wire.assets is empty; allowed: a list of at least 1"),
    ("projects.yaml", "confidence: D", "confidence: E",
     "projects.yaml:6: projects.second_wire.cost_wan_yuan.confidence is 'E'; allowed: 'A', 'A-', 'B', 'B-', 'C' or "
     "'D'"),
    ("projects.yaml", "second_wire:", "second wire:",
     "projects.yaml:2: name 'second wire' is not allowed; allowed: letters, digits, _ and -, beginning with a letter, "
     "64 at most"),
    ("projects.yaml", "build_months: {low: 3, typical: 4, high: 5, source: assumption, confidence: D}",
     "build_months: 4", "projects.yaml:8: projects.second_wire.build_months is 4; allowed: a mapping (key: value)"),
    ("plans/both.yaml", "trigger: 0.8", "trigger: 0", "plans/both.yaml:4: starts.third_wire.trigger is 0; "
                                                      "allowed: above 0"),
    ("plans/both.yaml", "months: 6", "months: 0", "plans/both.yaml:4: starts.third_wire.months is 0; "
                                                  "allowed: 1 or more"),
])
def test_a_value_that_is_not_allowed_is_told_with_what_is(tmp_path, file, old, new, told):
    assert mistakes(tmp_path, with_(file, old, new)) == [told]


def test_every_mistake_of_a_file_is_told(tmp_path):
    text = "name: small\nstanding: wire_1\nareas: []\nareaz: 1\n"
    assert mistakes(tmp_path, {"park.yaml": text}) == [
        "park.yaml:2: standing is 'wire_1'; allowed: a list ([a, b])",
        "park.yaml:3: areas is empty; allowed: a list of at least 1",
        "park.yaml:4: unknown key 'areaz'; did you mean 'areas'?"]
