"""Figures are kept in their folder."""

import pytest
from matplotlib.figure import Figure

from experiments.figures.saving import save


@pytest.mark.parametrize("name", ["../figure", "a/b", "a\\b", ".hidden", "", "a.b"])
def test_a_figure_cannot_be_named_out_of_its_folder(tmp_path, name):
    with pytest.raises(ValueError, match=r"letters, digits, _, \+ and - alone"):
        save(Figure(), tmp_path / "figures", name)
    assert list(tmp_path.iterdir()) == []


def test_a_figure_of_a_plan_with_a_lever_is_saved_under_its_name(tmp_path):
    picture, drawing = save(Figure(), tmp_path, "map_today+housing")
    assert (picture.name, drawing.name) == ("map_today+housing.png", "map_today+housing.svg")
