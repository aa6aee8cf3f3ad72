"""Arrays with named axes as tables."""

import numpy as np

from experiments.statistics.long_table import long_table


def test_the_last_axis_runs_fastest():
    table = long_table({"plan": ["a", "b"], "year": [1, 2]}, {})
    assert table.to_numpy().tolist() == [["a", 1], ["a", 2], ["b", 1], ["b", 2]]


def test_a_column_spreads_over_the_axes_that_it_lacks():
    table = long_table({"plan": ["a", "b"], "year": [1, 2]}, {"unit": np.array([["MW"], ["t"]])})
    assert table["unit"].tolist() == ["MW", "MW", "t", "t"]


def test_an_empty_axis_gives_an_empty_table_with_all_columns():
    table = long_table({"plan": ["a"], "year": []}, {"share": np.zeros((1, 0))})
    assert list(table.columns) == ["plan", "year", "share"]
    assert table.empty
