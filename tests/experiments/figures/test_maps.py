"""What the maps say: which limit speaks for an element, how it looks, and what is named."""

from math import inf

import numpy as np
import pandas as pd
import pytest

from experiments.figures.map_frame import Box, beside, frames, free_box, lines_in, round_km
from experiments.figures.map_looks import LATER, NEVER, Look, colour, first, line_look, looks
from experiments.figures.park_map import park_map
from experiments.figures.plans_on_map import plans_on_map
from tests.experiments.figures.small_tables import facts_of, tables_of

PAPER = Box(0.0, 0.0, 5.0, 5.0)
NOTHING = np.empty((0, 2))


def limit(element: str, *, p50: str = "> 2046-12", p_exceeded: float = 1.0) -> dict:
    return {"plan": "plan_0", "system": "power", "limit": element, "element": element, "label": element,
            "p_exceeded": p_exceeded, "p50": p50}


def seen(*limits: dict) -> dict[str, Look]:
    return looks({"limits": pd.DataFrame(limits)}, facts_of(plans=1), plan="plan_0", system="power")


def test_the_limit_exceeded_first_speaks_for_its_element():
    rows = [limit("line", p50="2040-01") | {"label": "its voltage"}, limit("line", p50="2030-01"), limit("line")]
    assert seen(*rows)["line"].date == "2030-01"


def test_a_class_is_a_fifth_of_the_horizon():
    # 240 months from 2027-01: the first class ends with 2030-12, the last one begins with 2043-01.
    rows = [limit("a", p50="2030-12"), limit("b", p50="2031-01"), limit("c", p50="2042-12"), limit("d", p50="2046-12")]
    assert [look.period for look in seen(*rows).values()] == [0, 1, 3, 4]


def test_few_futures_and_none_look_different():
    found = seen(limit("seldom", p_exceeded=0.2), limit("never", p_exceeded=0.0))
    assert [found["seldom"].period, found["never"].period] == [LATER, NEVER]
    assert line_look(found["seldom"])["linestyle"] != line_look(found["never"]).get("linestyle", "-")


def test_earlier_is_darker_and_wider():
    shown = [Look(period, 0.0, "", "") for period in range(5)]
    light = [float(np.dot(colour(look)[:3], (0.299, 0.587, 0.114))) for look in shown]
    assert light == sorted(light)
    # Steps that a grey print keeps apart.
    assert min(np.diff(light)) > 0.1
    widths = [line_look(look)["linewidth"] for look in shown]
    assert widths == sorted(widths, reverse=True)


def test_only_dated_elements_run_out_first_and_in_order():
    found = seen(limit("late", p50="2040-01"), limit("never", p_exceeded=0.0), limit("early", p50="2030-01"))
    assert [element for element, _ in first(found)] == ["early", "late"]


def test_a_limit_without_a_place_is_named_below_the_map():
    facts = facts_of(plans=1)
    figure = park_map(tables_of(facts), facts, plan="plan_0", systems=["power"])
    said = [text.get_text() for text in figure.texts]
    assert any(text.startswith("-   ") and text.endswith("Nothing there") for text in said)


def test_numbers_on_the_map_are_those_of_the_list():
    facts = facts_of(plans=1)
    figure = park_map(tables_of(facts), facts, plan="plan_0", systems=["power"])
    listed = {text.get_text()[0] for text in figure.texts if text.get_text()[:1].isdigit()}
    assert {text.get_text() for text in figure.axes[0].texts if text.get_text().isdigit()} == listed != set()


def test_every_plan_has_its_map_and_every_area_its_letter():
    facts = facts_of(plans=5)
    figure = plans_on_map(tables_of(facts), facts, system="power", plans=tuple(facts.plans))
    assert len(figure.axes) == 5
    for axes in figure.axes:
        assert {"A", "B", "C", "D"} <= {text.get_text() for text in axes.texts}


@pytest.mark.parametrize("park", ["row", "tall", "crowded", "one place", "wide"])
def test_everything_lies_on_the_paper(park):
    facts = facts_of(park=park)
    frame = frames(facts, ["power"], width_in=7.0, most_in=3.0, room_in=0.2)["power"]
    assert frame.height_in <= 3.0 + 1e-9
    for x0, y0, x1, y1 in lines_in(facts.elements["power"], frame).values():
        for x, y in ((x0, y0), (x1, y1)):
            assert 0.0 <= x <= frame.width_in
            assert 0.0 <= y <= frame.height_in


def test_a_single_place_lies_in_the_middle():
    frame = frames(facts_of(park="one place"), ["power"], width_in=7.0, most_in=3.0, room_in=0.2)["power"]
    assert frame.place(7.0, 7.0)[0] == pytest.approx(3.5)


def test_lines_between_the_same_places_lie_side_by_side():
    elements = pd.DataFrame([("one", "line", 0.0, 0.0, 1.0, 0.0, ""), ("other", "line", 1.0, 0.0, 0.0, 0.0, "")],
                            columns=["element", "shape", "x0", "y0", "x1", "y1", "label"])
    frame = frames(facts_of(), ["power"], width_in=7.0, most_in=3.0, room_in=0.2)["power"]
    placed = lines_in(elements, frame)
    assert placed["one"][1] != pytest.approx(placed["other"][3])
    assert placed["one"][0] == pytest.approx(placed["other"][2])


def test_words_take_the_free_side_that_covers_fewest_lines():
    sides = beside(2.0, 2.0, width=1.0, height=0.2, half=(0.05, 0.05), gap=0.1)
    above, below = sides[:2]
    assert free_box(sides, taken=[], paper=PAPER, lines=NOTHING) == above
    assert free_box(sides, taken=[above], paper=PAPER, lines=NOTHING) == below
    assert free_box(sides[:2], taken=[], paper=PAPER, lines=np.array([above.centre])) == below


def test_words_without_room_are_left_out():
    sides = beside(2.0, 2.0, width=1.0, height=0.2, half=(0.05, 0.05), gap=0.1)
    assert free_box(sides, taken=[PAPER], paper=PAPER, lines=NOTHING) is None
    assert free_box([Box.around(0.0, 0.0, 1.0, 1.0)], taken=[], paper=PAPER, lines=NOTHING) is None


def test_a_scale_is_a_round_number():
    assert [round_km(length) for length in (0.03, 0.5, 0.99, 4.9, 12.0)] == [0.02, 0.5, 0.5, 2.0, 10.0]


def test_an_element_that_never_runs_out_has_no_date():
    assert seen(limit("never", p_exceeded=0.0))["never"].month == inf
