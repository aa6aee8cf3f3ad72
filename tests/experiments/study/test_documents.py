import pytest

from tests.experiments.study.small_study import FILES, mistakes, read, with_, written


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
    assert first(tmp_path, "name: x\na: " + "[" * 5000) == (
        "park.yaml:2: more than 20 lists and mappings lie within each other; a study needs few")
    assert first(tmp_path, "{a: " * 5000) == "park.yaml: is no valid YAML: brackets in brackets without end"


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


def test_aliases_of_aliases_are_refused_long_before_they_are_written_out(tmp_path):
    # Nine to the twelfth values in a few lines.
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 12))
    assert first(tmp_path, bomb) == (
        "park.yaml:1: more than 400,000 values, this one by an alias (*) perhaps; a study needs no aliases")


def test_an_alias_of_little_is_what_it_stands_for(tmp_path):
    text = FILES["park.yaml"].replace("source: assumption", "source: &own assumption", 1)
    assert mistakes(tmp_path, {"park.yaml": text.replace("source: assumption", "source: *own")}) == []


def test_nesting_that_no_study_needs_is_told_with_its_line(tmp_path):
    assert first(tmp_path, "name: x\na: " + "[" * 30 + "]" * 30) == (
        "park.yaml:2: more than 20 lists and mappings lie within each other; a study needs few")


def test_a_tag_builds_nothing(tmp_path):
    (told,) = mistakes(tmp_path, with_("park.yaml", "land_ha: 20.5", f"land_ha: !!python/object/apply:os.mkdir "
                                                                      f"['{tmp_path / 'harm'}']"))
    assert told == "park.yaml:14: areas[2].land_ha is a list; allowed: a number"
    assert not (tmp_path / "harm").exists()


def test_a_merge_key_is_a_key_that_nobody_knows(tmp_path):
    (told,) = mistakes(tmp_path, {"plans/today.yaml": "label: Today\n<<: {like: early}\n"})
    assert told.startswith("plans/today.yaml:2: unknown key '<<'")


@pytest.mark.parametrize("digits", ["9" * 400_000, "0x" + "f" * 400_000, "-" + "9" * 5000, "1e400", ".nan", "-.inf"])
def test_a_number_beyond_all_reason_is_refused_with_its_line(tmp_path, digits):
    for file, old in (("park.yaml", "land_ha: 20.5"), ("study.yaml", "seed: 1"), ("study.yaml", "start: 2027-01")):
        key = old.split(":")[0]
        (told,) = mistakes(tmp_path / key, with_(file, old, f"{key}: {digits}"))
        assert told.startswith(f"{file}:")
        assert len(told) < 200


def test_a_file_that_takes_minutes_to_read_is_refused(tmp_path):
    assert first(tmp_path, "#" * 2_000_001) == "park.yaml: has 2,000,001 characters; 2,000,000 are allowed"


@pytest.mark.parametrize(("label", "sign"), [
    (r'"red \e[31m"', "U+001B"), (r'"\u202egnp.exe"', "U+202E"), (r'"two\nlines"', "U+000A"), (r'"bell\a"', "U+0007"),
    (r'"a\u200bb"', "U+200B"), (r'"a\u2028b"', "U+2028"), (r'"a\x85b"', "U+0085")])
def test_a_label_that_would_act_on_a_terminal_or_a_page_is_refused(tmp_path, label, sign):
    assert mistakes(tmp_path, with_("park.yaml", "label: South", f"label: {label}"))[0].endswith(
        f"allowed: text on one line without control characters (it holds {sign}; delete it)")


def test_half_a_character_is_refused(tmp_path):
    (told,) = mistakes(tmp_path, with_("park.yaml", "label: South", r'label: "\ud800"'))
    assert told.startswith("park.yaml:13: areas[2].label is '\\ud800'")
    told.encode()


def test_a_label_of_a_thousand_letters_is_enough(tmp_path):
    assert mistakes(tmp_path / "a", with_("park.yaml", "label: South", f"label: {'x' * 1000}")) == []
    (told,) = mistakes(tmp_path / "b", with_("park.yaml", "label: South", f"label: {'x' * 1001}"))
    assert told.endswith("allowed: at most 1000 characters")
