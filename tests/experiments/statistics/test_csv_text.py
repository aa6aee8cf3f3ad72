"""Tables as text."""

import numpy as np
import pandas as pd
import pytest

from experiments.statistics.csv_text import NotANumberError, csv_parts, csv_text


def written(*values):
    return csv_text(pd.DataFrame({"value": pd.Series(values)})).splitlines()[1:]


def test_lines_end_with_a_line_feed_and_there_is_no_index():
    assert csv_text(pd.DataFrame({"plan": ["today"], "firms": [3]})) == "plan,firms\ntoday,3\n"


def test_numbers_have_six_significant_digits_at_most():
    assert written(2 / 3, 123456.789, 1234567.0) == ["0.666667", "123457", "1234570"]


def test_a_whole_number_has_no_decimals():
    assert written(2.0, -3.0) == ["2", "-3"]


def test_minus_zero_is_zero():
    assert written(-0.0) == ["0"]


def test_single_precision_shows_no_digits_of_its_rounding():
    assert written(np.float32(0.1)) == ["0.1"]


def test_infinity_is_written_as_inf():
    assert written(np.inf, -np.inf) == ["inf", "-inf"]


def test_numbers_may_stand_beside_empty_text():
    assert written(0.5, "") == ["0.5", '""']


def test_text_with_a_comma_is_quoted():
    assert written("a, b") == ['"a, b"']


def test_nan_is_refused_with_the_column_that_holds_it():
    with pytest.raises(NotANumberError, match="'value' holds NaN"):
        written(0.5, np.nan)


def test_a_table_without_rows_has_its_heading():
    assert csv_text(pd.DataFrame(columns=["plan", "firms"])) == "plan,firms\n"


def test_parts_together_are_the_text_of_the_whole_table():
    table = pd.DataFrame({"plan": ["a", "b", "c"], "firms": [1, 2, 3]})
    parts = [table[:0], table[:1], table[1:1], table[1:]]
    assert "".join(csv_parts(parts)) == csv_text(table)


def test_text_that_a_spreadsheet_would_calculate_begins_with_an_apostrophe():
    assert written("=1+1", "+today", "-0.5", "mill") == ["'=1+1", "'+today", "-0.5", "mill"]


def test_negative_numbers_stay_numbers():
    assert written(-1.5, -2.0) == ["-1.5", "-2"]
