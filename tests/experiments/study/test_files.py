from os import mkfifo

import pytest

from experiments.study.files import MOST_BYTES
from tests.experiments.study.small_study import FILES, mistakes, read, with_, written


@pytest.mark.parametrize("file", ["park.yaml", "projects.yaml", "firms.csv", "power/net.json", "sewers/pipes.csv"])
def test_a_missing_file_is_told(tmp_path, file):
    assert mistakes(tmp_path, {file: None}) == [
        f"{file}: is missing; `headroom new DIR` makes a complete study to compare with"]


def test_a_folder_in_place_of_a_file_is_told(tmp_path):
    (tmp_path / "firms.csv").mkdir()
    assert mistakes(tmp_path, {"firms.csv": None})[0].startswith("firms.csv: cannot be read: ")


def test_text_in_another_encoding_is_told_with_its_line(tmp_path):
    gbk = b"firm,area,land_ha,jobs\nmill,north,1,1\n\xb2\xe2,north,1,1\n"
    assert mistakes(tmp_path, {"firms.csv": gbk}) == [
        "firms.csv:3: is not UTF-8 text; save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"]


def test_a_zero_byte_is_told_with_its_line(tmp_path):
    assert mistakes(tmp_path, {"park.yaml": "name: small\n\0"}) == [
        "park.yaml:2: holds a zero byte, so it is no text; save it again as UTF-8"]


def test_a_byte_order_mark_and_line_ends_of_another_system_change_nothing(tmp_path):
    plain = read(written(tmp_path / "plain", {}))
    windows = {name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in FILES.items()}
    other = read(written(tmp_path / "windows", windows))
    assert other.hashes == plain.hashes
    assert other.tables["demand"]["firms"].equals(plain.tables["demand"]["firms"])


def test_the_hashes_follow_the_content_of_every_file_and_not_the_folder(tmp_path):
    plain = read(written(tmp_path / "one", {}))
    assert read(written(tmp_path / "two", {})).hashes == plain.hashes
    changed = read(written(tmp_path / "three", with_("firms.csv", "2.5", "2.6")))
    assert changed.hashes != plain.hashes
    assert {file for file, digest in changed.hashes.items() if digest != plain.hashes[file]} == {"firms.csv"}
    assert set(plain.hashes) == set(FILES)


def test_mistakes_come_file_by_file_and_line_by_line(tmp_path):
    changes = {**with_("firms.csv", "2.5,40", "-1,x"), **with_("study.yaml", "seed: 1", "seed: -1"),
               **with_("park.yaml", "land_ha: 20.5", "land_ha: 0"), **with_("sewers/pipes.csv", "p,", ",")}
    assert [line.split(": ")[0] for line in mistakes(tmp_path, changes)] == [
        "study.yaml:6", "park.yaml:14", "sewers/pipes.csv:2", "firms.csv:2", "firms.csv:2"]


def linked(folder, file, target):
    (folder / file).unlink()
    (folder / file).symlink_to(target)
    return mistakes(folder, {file: None})


def test_a_link_out_of_the_study_is_not_followed(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text(FILES["firms.csv"], encoding="utf-8")
    study = written(tmp_path / "study", {})
    assert linked(study, "firms.csv", secret) == [
        "firms.csv: leads out of the study's folder by a link; put the file itself there"]


def test_a_link_within_the_study_is_followed(tmp_path):
    study = written(tmp_path / "study", {"people.csv": FILES["firms.csv"]})
    assert linked(study, "firms.csv", "people.csv") == []


def test_a_study_may_itself_be_reached_by_a_link(tmp_path):
    written(tmp_path / "study", {})
    (tmp_path / "short").symlink_to(tmp_path / "study")
    assert read(tmp_path / "short").name == "small"


def test_links_in_a_circle_are_told(tmp_path):
    study = written(tmp_path / "study", {})
    (study / "firms.csv").unlink()
    (study / "firms.csv").symlink_to("firms.csv")
    assert len(mistakes(study, {"firms.csv": None})) == 1


def test_a_folder_of_plans_that_is_a_link_out_of_the_study_is_not_looked_into(tmp_path):
    study = written(tmp_path / "study", {"plans/today.yaml": None, "plans/early.yaml": None, "plans/both.yaml": None})
    written(tmp_path / "other", {})
    (study / "plans").symlink_to(tmp_path / "other" / "plans")
    told = mistakes(study, {"plans/today.yaml": None, "plans/early.yaml": None, "plans/both.yaml": None})
    assert told[0] == "plans: leads out of the study's folder by a link; put the file itself there"
    assert not any("early" in line for line in told)


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    study = written(tmp_path, {"firms.csv": None})
    mkfifo(study / "firms.csv")
    assert mistakes(study, {"firms.csv": None}) == ["firms.csv: is a device or a pipe; put a file there"]


def test_a_file_larger_than_any_study_is_refused_unread(tmp_path):
    study = written(tmp_path, {})
    with (study / "firms.csv").open("r+b") as file:
        file.truncate(MOST_BYTES + 1)
    assert mistakes(study, {"firms.csv": None}) == [
        "firms.csv: has 33,554,433 bytes; 33,554,432 are allowed"]
