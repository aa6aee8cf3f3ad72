"""What every figure promises: it fits its sheet, no words lie upon others, and it is the same every time."""

from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path

import matplotlib.pyplot
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.figures.facts import Facts
from experiments.figures.saving import save
from experiments.running.drawing import FIGURES
from tests.experiments.figures.small_tables import MANY, facts_of, money_of, tables_of

KINDS = {module.__name__.rsplit(".", maxsplit=1)[-1]: module for module in FIGURES}
TOUCH_PX = 1.0
"""Overlap of two boxes [px] that is only the rounding of letters."""

SHEETS = 2
"""Sheets of a kind [-] that are looked at: further ones differ in the plan alone."""

RUNS = {
    "six plans": ({}, {}),
    "one plan": ({"plans": 1}, {}),
    "one year": ({"years": 1}, {}),
    "one future": ({"futures": 1}, {}),
    "twelve plans": ({"plans": 12}, {}),
    "one system": ({"systems": ("power",)}, {}),
    "two plans of one system": ({"plans": 2, "systems": ("power",)}, {}),
    "nothing exceeded": ({}, {"exceeded": False}),
    "long labels": ({"label": "A plan {} whose name goes on and on until no sheet of paper could ever hold it"},
                    {"label": "A limit {} with a name that goes on and on until no sheet of paper could hold it all"}),
    "eighteen systems": ({"systems": tuple(MANY), "plans": 3, "years": 8}, {}),
    "twelve plans of eighteen systems": ({"systems": tuple(MANY), "plans": 12, "years": 2}, {}),
    "Chinese labels": ({"label": "方案 {}"}, {"label": "三十五千伏线路 {}"}),
    "labels with signs of formulas": ({"label": "Plan $x_{}^2$ & 50 %"}, {"label": "Limit \\frac{}$"}),
}
PARKS = {
    "a park that is taller than wide": ({"park": "tall", "plans": 2}, {}),
    "areas on top of each other": ({"park": "crowded", "plans": 2}, {}),
    "everything at one place": ({"park": "one place", "plans": 2}, {}),
    "a region of a hundred kilometres": ({"park": "wide", "plans": 2}, {}),
}
MAPS = ("park_map", "plans_on_map")


def made(run: str) -> tuple[dict, Facts]:
    frame, content = (RUNS | PARKS)[run]
    facts = facts_of(**frame)
    return tables_of(facts, **content) | money_of(facts), facts


def drawn(kind: str, run: str, *, most: int | None = None) -> list[tuple[str, Figure]]:
    return list(islice(KINDS[kind].figures(*made(run)), most))


def words(figure: Figure) -> list[Text]:
    """Return every text that shows."""
    unseen = {id(label) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)
              for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()] for label in (tick.label1, tick.label2)
              if not axes.axison or not is_within(tick.get_loc(), axis.get_view_interval())}
    return [text for text in figure.findobj(Text)
            if text.get_text().strip() and text.get_visible() and id(text) not in unseen]


def is_within(place: float, view) -> bool:
    """Return whether a tick lies on the part of an axis that shows; matplotlib keeps others, undrawn."""
    low, high = sorted(view)
    return low - 1e-9 * (high - low) <= place <= high + 1e-9 * (high - low)


def boxes(figure: Figure) -> list[tuple[str, object]]:
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    found = [(text.get_text(), text.get_window_extent(renderer)) for text in words(figure)]
    return [(text, box) for text, box in found if box.width > 0]


def overlap(one, other) -> bool:
    return (min(one.x1, other.x1) - max(one.x0, other.x0) > TOUCH_PX
            and min(one.y1, other.y1) - max(one.y0, other.y0) > TOUCH_PX)


def check_words(name: str, figure: Figure) -> None:
    found = boxes(figure)
    upon = [(first, second) for at, (first, one) in enumerate(found) for second, other in found[at + 1:]
            if overlap(one, other)]
    assert upon == [], (name, upon[:5])
    outside = [text for text, box in found
               if box.x0 < figure.bbox.x0 - TOUCH_PX or box.x1 > figure.bbox.x1 + TOUCH_PX
               or box.y0 < figure.bbox.y0 - TOUCH_PX or box.y1 > figure.bbox.y1 + TOUCH_PX]
    assert outside == [], (name, outside[:5])


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_words_lie_upon_others_and_none_leave_the_sheet(kind, run):
    for name, figure in drawn(kind, run, most=SHEETS):
        check_words(name, figure)


@pytest.mark.parametrize("run", PARKS)
@pytest.mark.parametrize("kind", MAPS)
def test_words_on_a_map_keep_apart_whatever_the_park_looks_like(kind, run):
    maps = drawn(kind, run, most=SHEETS)
    assert maps
    for name, figure in maps:
        check_words(name, figure)


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_carries_the_run_and_the_number_of_futures(kind):
    sheets = drawn(kind, "six plans", most=SHEETS)
    assert sheets
    for _, figure in sheets:
        said = " ".join(text.get_text() for text in words(figure))
        assert "0123456789ab" in said
        assert "100 futures" in said


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_of_an_incomplete_run_says_so(kind):
    tables, facts = made("two plans of one system")
    (_, figure), *_ = islice(KINDS[kind].figures(tables, replace(facts, incomplete="incomplete: 1 batch")), 1)
    assert "INCOMPLETE: 1 BATCH" in [text.get_text() for text in words(figure)]
    check_words(kind, figure)


def test_names_of_figures_are_their_own_and_make_good_file_names():
    names = [name for kind in KINDS for name, _ in drawn(kind, "two plans of one system")]
    assert len(set(names)) == len(names)
    assert all(name.replace("_", "").isalnum() for name in names)


@pytest.mark.parametrize(("kind", "count"), [
    ("demand_against_capacity", 2), ("limits_by_year", 12), ("park_map", 12), ("plans_on_map", 2),
    ("losses_by_cause", 1), ("headroom_by_area", 2)])
def test_many_plans_take_as_many_sheets_as_they_need(kind, count):
    facts = facts_of(plans=12, years=1, systems=("power",))
    assert len(list(KINDS[kind].figures(tables_of(facts), facts))) == count


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_tables_give_the_same_bytes_whatever_the_users_settings(kind, tmp_path):
    digests = []
    for settings in ({}, {"font.size": 23.0, "axes.grid": True, "savefig.bbox": "tight", "svg.hashsalt": "other"}):
        with matplotlib.rc_context(settings):
            name, figure = drawn(kind, "six plans", most=1)[0]
            files = save(figure, tmp_path / f"{len(settings)}", name)
        digests.append([sha256(file.read_bytes()).hexdigest() for file in files])
    assert digests[0] == digests[1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_returned_neither_shown_nor_saved(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert all(isinstance(figure, Figure) for _, figure in drawn(kind, "one plan"))
    assert matplotlib.pyplot.get_fignums() == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_leaves_its_tables_as_they_were(kind):
    tables, facts = made("one system")
    before = {name: table.copy() for name, table in tables.items()}
    list(KINDS[kind].figures(tables, facts))
    assert all(table.equals(before[name]) for name, table in tables.items())


def test_a_figure_is_saved_as_png_and_as_svg(tmp_path):
    name, figure = drawn("exhausted_by_year", "one system")[0]
    picture, drawing = save(figure, tmp_path / "figures", name)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in drawing.read_bytes()
    assert {picture, drawing} == set(Path(tmp_path / "figures").iterdir())


def test_a_label_that_the_font_cannot_write_gives_way_to_its_name():
    said = " ".join(text.get_text() for _, figure in drawn("exhausted_by_year", "Chinese labels")
                    for text in words(figure))
    assert "plan_3" in said
    assert "方案" not in said


def test_a_single_plan_has_nothing_to_be_compared_with():
    assert drawn("paired_differences", "one plan") == []


@pytest.mark.parametrize("kind", MAPS)
def test_systems_without_places_have_no_map(kind):
    facts = facts_of(park=None)
    assert list(KINDS[kind].figures(tables_of(facts), facts)) == []
