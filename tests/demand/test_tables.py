"""The tables that come with Headroom: whole, and every number with its source."""

import pytest

from demand.shapes import QUANTITIES, own_table

CONFIDENCE = {"A", "A-", "B", "B-", "C", "D"}


@pytest.mark.parametrize("name", ["sectors", "sector_shapes", "load_shapes", "busy_hours", "exit_hazard", "upstream"])
def test_every_row_has_a_source_and_a_confidence(name):
    table = own_table(name)
    assert set(table["confidence"]) <= CONFIDENCE
    assert (table["source"].str.len() > 0).all()
    assert (table["confidence"][table["source"] == "assumption"].isin(["C", "D"])).all()


def test_every_sector_tells_every_quantity_once():
    table = own_table("sectors")
    pairs = list(zip(table["sector"], table["quantity"], strict=True))
    assert len(set(pairs)) == len(pairs)
    assert set(pairs) == {(sector, quantity) for sector in own_table("sector_shapes")["sector"]
                          for quantity in QUANTITIES}


def test_units_are_those_of_the_code():
    table = own_table("sectors")
    assert table["unit"].tolist() == [QUANTITIES[quantity] for quantity in table["quantity"]]


def test_every_load_shape_has_24_hours_and_reaches_its_peak():
    for _, rows in own_table("load_shapes").groupby("load_shape"):
        assert rows["hour"].tolist() == list(range(24))
        assert rows["share_of_peak"].max() == 1.0


def test_every_sector_has_a_load_shape_that_exists():
    assert set(own_table("sector_shapes")["load_shape"]) <= set(own_table("load_shapes")["load_shape"])
