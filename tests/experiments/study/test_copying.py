import pytest

from experiments.study import StudyError, known_studies, new_study
from experiments.study.copying import STUDIES


def test_the_county_is_known():
    assert "county" in known_studies()


def test_a_new_study_holds_every_file_of_the_county(tmp_path):
    written = new_study(tmp_path / "my_park")
    assert {file.relative_to(tmp_path / "my_park") for file in written} == {
        file.relative_to(STUDIES / "county") for file in (STUDIES / "county").rglob("*") if file.is_file()}
    assert (tmp_path / "my_park/park.yaml").read_bytes() == (STUDIES / "county/park.yaml").read_bytes()


@pytest.mark.parametrize(("folder", "name"), [("my_park", "my_park"), ("My park", "My_park"), ("2027", "study_2027")])
def test_a_new_study_is_called_as_its_folder(tmp_path, folder, name):
    new_study(tmp_path / folder)
    assert f"\nname: {name}\n" in (tmp_path / folder / "study.yaml").read_text(encoding="utf-8")


def test_an_empty_folder_may_be_filled(tmp_path):
    assert new_study(tmp_path)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "park.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(StudyError) as told:
        new_study(tmp_path)
    assert str(told.value) == f"{tmp_path}: is not empty; name a folder that does not exist yet"
    assert [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()] == ["mine"]


def test_a_file_in_place_of_the_folder_is_left_alone(tmp_path):
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(StudyError) as told:
        new_study(tmp_path / "mine")
    assert str(told.value) == f"{tmp_path}/mine: is a file; name a folder that does not exist yet"


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(StudyError, match=r"mine/park: cannot be written: Not a directory$"):
        new_study(tmp_path / "mine" / "park")


@pytest.mark.parametrize(("folder", "name"), [
    ("west park", "west_park"), ("我的 园区", "my_park"), ("2030", "study_2030"), ("park-2", "park-2")])
def test_copy_is_called_as_its_folder_as_far_as_a_name_allows(tmp_path, folder, name):
    new_study(tmp_path / folder)
    assert f"name: {name}\n" in (tmp_path / folder / "study.yaml").read_text(encoding="utf-8")
