import pytest

from tests.experiments.study.small_study import mistakes, read, with_, written

HEADING = "firm,area,land_ha,jobs"


@pytest.mark.parametrize(("old", "new", "told"), [
    ("land_ha", "land_mu", ["firms.csv:1: unknown column 'land_mu'; did you mean 'land_ha'?"]),
    ("since", "weather",
     ["firms.csv:1: unknown column 'weather'; known: since, share, size"]),
    (",jobs,", ",,", ["firms.csv:1: unknown column ''; delete it, or give it one of the names",
                      "firms.csv:1: column 'jobs' is missing"]),
    ("area,land_ha", "land_ha,land_ha", ["firms.csv:1: column 'area' is missing",
                                         "firms.csv:1: column 'land_ha' is given twice; delete one"]),
    ("firm,area,land_ha,jobs,since", "firm;area;land_ha;jobs;since",
     ["firms.csv:1: the first line does not name the columns; it must name firm, area, land_ha, jobs, since, share, "
      "size, with commas between them"]),
])
def test_wrong_headings_are_told(tmp_path, old, new, told):
    assert mistakes(tmp_path, with_("firms.csv", old, new)) == told


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_table_is_told(tmp_path, text):
    assert mistakes(tmp_path, {"firms.csv": text}) == [
        "firms.csv: is empty; its first line names the columns firm, area, land_ha, jobs, since, share, size"]


@pytest.mark.parametrize(("old", "new", "told"), [
    (",2.5,", ",nan,", "land_ha is 'nan'; allowed: a number above 0 and 100 or less; leave no number open, give an "
                       "estimate"),
    (",2.5,", ",-inf,", "land_ha is '-inf'; allowed: a number above 0 and 100 or less; leave no number open, give an "
                        "estimate"),
    (",2.5,", ",#DIV/0!,", "land_ha is '#DIV/0!'; allowed: a number above 0 and 100 or less; leave no number open, "
                           "give an estimate"),
    (",2.5,", ",1e999,", "land_ha is '1e999'; allowed: a number above 0 and 100 or less"),
    (",2.5,", ",1_0,", "land_ha is '1_0'; allowed: a number above 0 and 100 or less"),
    (",2.5,", ",0,", "land_ha is '0'; allowed: a number above 0 and 100 or less"),
    (",2.5,", ",100.1,", "land_ha is '100.1'; allowed: a number above 0 and 100 or less"),
    (",2.5,", ",,", "land_ha is empty; allowed: a number above 0 and 100 or less"),
    (",2.5,", ',"2,500",', "land_ha is '2,500'; allowed: a number above 0 and 100 or less; write thousands without "
                           "commas"),
    (",2.5,", ",85 %,", "land_ha is '85 %'; allowed: a number above 0 and 100 or less; write a share as 0.85, not "
                        "85 %"),
    (",2.5,", ",2,500,", "6 cells where the first line names 5 columns; text with a comma needs quotation marks"),
    (",40,", ",40.5,", "jobs is '40.5'; allowed: a whole number 0 or more"),
    (",40,", ",-4,", "jobs is '-4'; allowed: a whole number 0 or more"),
    (",40,", ",99999999999999999999,", "jobs is '99999999999999999999'; allowed: a whole number 0 or more"),
    ("2019-05", "May 2019", "since is 'May 2019'; allowed: a month such as 2029-07"),
    ("2019-05", "2019-00", "since is '2019-00'; allowed: a month such as 2029-07"),
    ("north", "", "area is empty; allowed: text"),
    ("mill", '"mill', "is no valid CSV here: unexpected end of data; look for a single quotation mark"),
])
def test_a_cell_that_is_not_allowed_is_told_with_its_line(tmp_path, old, new, told):
    assert mistakes(tmp_path, with_("firms.csv", old, new)) == [f"firms.csv:2: {told}"]


def test_every_wrong_cell_is_told(tmp_path):
    text = f"{HEADING},share,size\na,north,1,1,1.5,smal\nb,north,1,x,0.5,huge\n"
    assert mistakes(tmp_path, {"firms.csv": text}) == [
        "firms.csv:2: share is '1.5'; allowed: a number from 0 to 1",
        "firms.csv:2: size is 'smal'; allowed: bulk, small; did you mean 'small'?",
        "firms.csv:3: jobs is 'x'; allowed: a whole number 0 or more",
        "firms.csv:3: size is 'huge'; allowed: bulk, small"]


def test_a_name_given_twice_is_told_with_both_lines(tmp_path):
    assert mistakes(tmp_path, with_("firms.csv", "bakery", "mill")) == [
        "firms.csv:3: firm 'mill' is given twice, first on line 2; each needs its own"]


def test_a_fault_that_a_system_finds_gets_the_line_of_its_row(tmp_path):
    # Blank lines and a name on two lines stand before the row.
    text = 'wire,allowed_mw,asset\n\n"a\nb",1,wire_1\n,,\nc,2,wire_2\nd,2,wire_3\ne,2,wire_4\n'
    assert mistakes(tmp_path, {"power/wires.csv": text}) == [
        "power/wires.csv:8: asset 'wire_4' is neither there nor built"]


def test_a_fault_of_a_whole_table_has_no_line(tmp_path):
    assert mistakes(tmp_path, {"sewers/pipes.csv": "pipe,asset\n"}) == ["sewers/pipes.csv: there is no pipe"]


def test_broken_json_is_told_with_its_line(tmp_path):
    assert mistakes(tmp_path, {"power/net.json": "{\n"}) == [
        "power/net.json:2: is no valid JSON here: Expecting property name enclosed in double quotes"]


def test_brackets_without_end_are_told_in_json(tmp_path):
    assert mistakes(tmp_path, {"power/net.json": "[" * 100_000}) == [
        "power/net.json: is no valid JSON: brackets in brackets without end"]


def test_a_table_has_the_declared_columns_in_their_order_with_defaults(tmp_path):
    study = read(written(tmp_path, {"firms.csv": "jobs,land_ha,area,firm\n40, 2.5 ,north,mill\n"}))
    firms = study.tables["demand"]["firms"]
    assert firms.to_dict("records") == [
        {"firm": "mill", "area": "north", "land_ha": 2.5, "jobs": 40, "since": "", "share": 0.5, "size": "small"}]
    assert [str(kind) for kind in firms.dtypes] == [
        "object", "object", "float64", "int64", "object", "float64", "object"]


def test_a_file_without_declared_columns_comes_as_its_text(tmp_path):
    assert read(written(tmp_path, {})).tables["power"]["net"] == "{}\n"


def test_an_optional_file_that_is_missing_is_an_empty_table(tmp_path):
    pumps = read(written(tmp_path, {})).tables["sewage"]["pumps"]
    assert list(pumps.columns) == ["pump", "lift_m"]
    assert len(pumps) == 0


def test_an_optional_file_that_is_there_is_checked(tmp_path):
    assert mistakes(tmp_path, {"sewers/pumps.csv": "pump,lift_m\np,high\n"}) == [
        "sewers/pumps.csv:2: lift_m is 'high'; allowed: a number"]


@pytest.mark.parametrize(("cell", "told"), [
    ("٣", "land_ha is '٣'; allowed: a number above 0 and 100 or less"),
    ("１０", "land_ha is '１０'; allowed: a number above 0 and 100 or less"),
    ("1_000", "land_ha is '1_000'; allowed: a number above 0 and 100 or less"),
    ("1e400", "land_ha is '1e400'; allowed: a number above 0 and 100 or less"),
    ("0x10", "land_ha is '0x10'; allowed: a number above 0 and 100 or less"),
])
def test_a_number_is_written_in_plain_digits(tmp_path, cell, told):
    assert mistakes(tmp_path, with_("firms.csv", "2.5", cell)) == [f"firms.csv:2: {told}"]


def test_a_month_is_written_in_plain_digits(tmp_path):
    assert mistakes(tmp_path, with_("firms.csv", "2019-05", "２０１９-05")) == [
        "firms.csv:2: since is '２０１９-05'; allowed: a month such as 2029-07"]


@pytest.mark.parametrize(("cell", "sign"), [
    ("mill\x1b[31m", "U+001B"), ("\u202ellim", "U+202E"), ("mi\u200bll", "U+200B")])
def test_text_that_would_act_where_it_is_shown_is_refused(tmp_path, cell, sign):
    (told,) = mistakes(tmp_path, with_("firms.csv", "mill", cell))
    assert told.startswith("firms.csv:2: firm is ")
    assert sign in told
    assert told.isprintable()
