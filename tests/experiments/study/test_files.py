import pytest

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
