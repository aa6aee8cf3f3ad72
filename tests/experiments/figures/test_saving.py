"""Figures are kept in their folder."""

import pytest
from matplotlib.figure import Figure

from experiments.figures.saving import save


@pytest.mark.parametrize("name", ["../figure", "a/b", "a\\b", ".hidden", "", "a.b"])
def test_a_figure_cannot_be_named_out_of_its_folder(tmp_path, name):
    with pytest.raises(ValueError, match="letters, digits, _ and - alone"):
        save(Figure(), tmp_path / "figures", name)
    assert list(tmp_path.iterdir()) == []
