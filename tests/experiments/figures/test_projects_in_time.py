"""The projects below demand and capacity: when they wait and when they are built."""

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from experiments.figures import demand_against_capacity, style
from tests.experiments.figures.small_tables import date, facts_of, tables_of

BEGUN, BUILT_FROM, FINISHED = 14, 24, 36
"""Months of the made-up projects [month]."""


def bars(figure) -> list[tuple[str, float, float]]:
    """Return colour, beginning and end [month] of every bar of the first project."""
    found = [patch for axes in figure.axes for patch in axes.patches
             if isinstance(patch, Rectangle) and 0.0 < patch.get_y() < 0.5]
    return [(to_hex(patch.get_facecolor()), 12 * (patch.get_x() - 2027),
             12 * (patch.get_x() + patch.get_width() - 2027)) for patch in found]


def drawn(**dates):
    facts = facts_of(plans=2, years=5, systems=("power",))
    tables = tables_of(facts)
    for column, month in dates.items():
        tables["projects"][column] = date(facts, month)
    (_, figure), = demand_against_capacity.figures(tables, facts)
    return figure


def test_a_project_waits_until_its_construction_begins_and_is_built_until_it_is_in_service():
    waiting, building = bars(drawn())
    assert waiting == ("#ffffff", pytest.approx(BEGUN), pytest.approx(BUILT_FROM))
    assert building == (to_hex(style.GREY), pytest.approx(BUILT_FROM), pytest.approx(FINISHED))


def test_a_project_that_most_futures_never_build_only_waits():
    (waiting,) = bars(drawn(built_from_p50=999, finished_p50=999))
    assert waiting == ("#ffffff", pytest.approx(BEGUN), pytest.approx(60))


def test_what_is_still_built_at_the_horizon_ends_with_it():
    assert bars(drawn(finished_p50=999))[1] == (to_hex(style.GREY), pytest.approx(BUILT_FROM), pytest.approx(60))


def test_the_key_tells_waiting_from_building():
    said = {text.get_text() for text in drawn().findobj(Text)}
    assert {"waiting: permits, what must stand before, money", "building", "in service"} <= said
