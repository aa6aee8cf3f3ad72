"""What every figure promises: it fits its sheet, no words lie upon others, and it is the same every time."""

from hashlib import sha256

import matplotlib.pyplot
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.figures.saving import save
from experiments.running.drawing import FIGURES
from tests.experiments.figures.small_tables import facts_of, tables_of

KINDS = {module.__name__.rsplit(".", maxsplit=1)[-1]: module for module in FIGURES}
TOUCH_PX = 1.0
"""Overlap of two boxes [px] that is only the rounding of letters."""

RUNS = {
    "six plans": ({}, {}),
    "one plan": ({"plans": 1}, {}),
    "one year": ({"years": 1}, {}),
    "one future": ({"futures": 1}, {}),
    "twelve plans": ({"plans": 12}, {}),
    "one system": ({"systems": ("power",)}, {}),
    "nothing exceeded": ({}, {"exceeded": False}),
    "long labels": ({"label": "A plan {} whose name goes on and on until no sheet of paper could ever hold it"},
                    {"label": "A limit {} with a name that goes on and on until no sheet of paper could hold it all"}),
    "Chinese labels": ({"label": "方案 {}"}, {"label": "三十五千伏线路 {}"}),
}


def drawn(kind: str, run: str) -> list[tuple[str, Figure]]:
    frame, content = RUNS[run]
    facts = facts_of(**frame)
    return list(KINDS[kind].figures(tables_of(facts, **content), facts))


def words(figure: Figure) -> list[Text]:
    """Return every text that shows."""
    unseen = {id(label) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)
              for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()] for label in (tick.label1, tick.label2)
              if not is_within(tick.get_loc(), axis.get_view_interval())}
    return [text for text in figure.findobj(Text)
            if text.get_text().strip() and text.get_visible() and id(text) not in unseen]


def is_within(place: float, view) -> bool:
    """Return whether a tick lies on the part of an axis that shows; matplotlib keeps others, undrawn."""
    low, high = sorted(view)
    return low - 1e-9 * (high - low) <= place <= high + 1e-9 * (high - low)


def boxes(figure: Figure) -> list[tuple[str, object]]:
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    found = [(text.get_text(), text.get_window_extent(renderer)) for text in words(figure)]
    return [(text, box) for text, box in found if box.width > 0]


def overlap(one, other) -> bool:
    return (min(one.x1, other.x1) - max(one.x0, other.x0) > TOUCH_PX
            and min(one.y1, other.y1) - max(one.y0, other.y0) > TOUCH_PX)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_words_lie_upon_others_and_none_leave_the_sheet(kind, run):
    for name, figure in drawn(kind, run):
        found = boxes(figure)
        upon = [(first, second) for at, (first, one) in enumerate(found) for second, other in found[at + 1:]
                if overlap(one, other)]
        assert upon == [], (name, upon[:5])
        outside = [text for text, box in found
                   if box.x0 < figure.bbox.x0 - TOUCH_PX or box.x1 > figure.bbox.x1 + TOUCH_PX
                   or box.y0 < figure.bbox.y0 - TOUCH_PX or box.y1 > figure.bbox.y1 + TOUCH_PX]
        assert outside == [], (name, outside[:5])


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_carries_the_run_and_the_number_of_futures(kind):
    for _, figure in drawn(kind, "six plans"):
        said = " ".join(text.get_text() for text in words(figure))
        assert "0123456789ab" in said
        assert "100 futures" in said


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_figures_are_their_own_and_make_good_file_names(kind):
    names = [name for name, _ in drawn(kind, "twelve plans")]
    assert len(set(names)) == len(names) > 0
    assert all(name.replace("_", "").isalnum() for name in names)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_tables_give_the_same_bytes(kind, tmp_path):
    digests = []
    for attempt in ("first", "second"):
        name, figure = drawn(kind, "six plans")[0]
        files = save(figure, tmp_path / attempt, name)
        digests.append([sha256(file.read_bytes()).hexdigest() for file in files])
    assert digests[0] == digests[1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_returned_not_shown(kind):
    drawn(kind, "one plan")
    assert matplotlib.pyplot.get_fignums() == []


def test_a_single_plan_has_nothing_to_be_compared_with():
    assert drawn("paired_differences", "one plan") == []


def test_an_element_is_coloured_by_its_earliest_limit():
    from experiments.figures.park_map import _looks

    facts = facts_of(plans=1)
    tables = tables_of(facts)
    limits = tables["limits"]
    later = limits[limits["limit"] == "limit_4"].assign(limit="limit_9", element="limit_0")
    import pandas as pd

    with_later = tables | {"limits": pd.concat([limits, later], ignore_index=True)}
    looks = _looks(with_later, facts, plan="plan_0", system="power")
    assert looks["limit_0"] == _looks(tables, facts, plan="plan_0", system="power")["limit_0"]
