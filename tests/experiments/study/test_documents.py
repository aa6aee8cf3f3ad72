import pytest

from tests.experiments.study.small_study import mistakes, read, with_, written


def first(tmp_path, text):
    (mistake,) = mistakes(tmp_path, {"park.yaml": text})
    return mistake


def test_a_tab_is_told_with_its_line(tmp_path):
    assert first(tmp_path, "name: small\n\tx: 1\n") == (
        "park.yaml:2: is no valid YAML here: while scanning for the next token, found character '\\t' that cannot "
        "start any token")


def test_a_folded_text_is_one_line_without_the_marks_of_its_folds(tmp_path):
    folded = with_("study.yaml", "label: Small park", "label: >-\n  Small\n  park")
    assert read(written(tmp_path, folded)).label == "Small park"


def test_an_open_bracket_is_told(tmp_path):
    assert first(tmp_path, "name: [1\nb: 2\n") == (
        "park.yaml:2: is no valid YAML here: while parsing a flow sequence, expected ',' or ']', but got ':'")


def test_a_second_document_is_told(tmp_path):
    assert first(tmp_path, "a: 1\n---\nb: 1\n") == (
        "park.yaml:2: is no valid YAML here: expected a single document in the stream, but found another document")


def test_a_control_character_is_told_with_its_line(tmp_path):
    assert first(tmp_path, "a: 1\nb: \x07\n") == (
        "park.yaml:2: is no valid YAML here: character '\\x07' is not allowed; delete it")


def test_a_key_given_twice_is_told_with_both_lines(tmp_path):
    assert mistakes(tmp_path, with_("park.yaml", "name: small\n", "name: small\nname: big\n")) == [
        "park.yaml:2: key 'name' is given twice, first on line 1; delete one"]


def test_a_key_that_is_a_list_is_told(tmp_path):
    assert first(tmp_path, "{[a]: b}\n") == "park.yaml:1: a key is a list or a mapping; give a plain name"


def test_a_value_that_holds_itself_is_told(tmp_path):
    assert first(tmp_path, "name: &a [*a]\n") == "park.yaml:1: a value holds itself by an alias (*); write it out"


def test_brackets_without_end_are_told(tmp_path):
    assert first(tmp_path, "[" * 5000) == "park.yaml: is no valid YAML: brackets in brackets without end"


def test_another_yaml_version_is_refused_because_it_reads_yes_as_true(tmp_path):
    assert first(tmp_path, "%YAML 1.1\n---\nname: yes\n") == (
        "park.yaml:1: names a YAML version, '%YAML 1.1'; delete the line")


@pytest.mark.parametrize(("text", "told"), [
    ("", "park.yaml:1: key 'name' is missing"),
    ("- a\n", "park.yaml:1: the file is a list; allowed: a mapping (key: value)"),
    ("small\n", "park.yaml:1: the file is 'small'; allowed: a mapping (key: value)"),
])
def test_a_file_that_is_no_mapping_is_told(tmp_path, text, told):
    assert mistakes(tmp_path, {"park.yaml": text})[0] == told


def test_numbers_may_be_written_as_yaml_allows(tmp_path):
    study = read(written(tmp_path, {**with_("park.yaml", "20.5", "2.05e1"), **with_("study.yaml", "seed: 1",
                                                                                    "seed: 0x10")}))
    assert study.park.areas[1].land_ha == 20.5
    assert study.seed == 16
