"""Figures of eighteen systems: all of them are shown or named, on as many sheets as they need."""

import pytest
from matplotlib.text import Text

from experiments.figures import binding_order, exhausted_by_year, limits_by_year, losses_by_cause, paired_differences
from experiments.figures.parts_of_whole import MOST, foremost, looks
from experiments.figures.style import A4_IN
from tests.experiments.figures.small_tables import MANY, facts_of, tables_of
from tests.experiments.figures.test_every_figure import check_words
from tests.many_systems import LABELS, WARN, Many, many_systems


@pytest.fixture(scope="module")
def run() -> Many:
    return many_systems(futures=6)


def said(figures) -> str:
    return " ".join(text.get_text() for _, figure in figures for text in figure.findobj(Text)).replace("\n", " ")


def test_systems_that_never_run_out_are_named_in_a_line_and_have_no_panel(run):
    figures = list(exhausted_by_year.figures(run.tables, run.facts))
    assert [name for name, _ in figures] == ["exhausted_by_year_1_of_2", "exhausted_by_year_2_of_2"]
    lasting = exhausted_by_year.ever_lasting(run.tables, run.facts)
    assert {"gas", "lighting"} <= set(lasting)
    assert sum(len(figure.axes) for _, figure in figures) == len(LABELS) - len(lasting) + 1
    assert "Never, under any plan: " in said(figures)
    assert all(label in said(figures) for label in LABELS.values())


def test_up_to_eight_systems_share_one_sheet_with_the_first_of_all():
    facts = facts_of(systems=tuple(MANY)[:8], years=2, plans=2)
    (name, figure), = exhausted_by_year.figures(tables_of(facts), facts)
    assert (name, len(figure.axes)) == ("exhausted_by_year", 9)


def test_differences_begin_with_the_whole_park_and_leave_out_what_no_plan_moves(run):
    figures = list(paired_differences.figures(run.tables, run.facts))
    assert "First exhaustion: any system" in said(figures[:1])
    assert "Moved by no plan: " in said(figures)
    assert "Gas" in said(figures)
    assert "First exhaustion: Gas" not in said(figures)


def test_parts_that_are_too_many_are_drawn_as_one_and_those_are_the_smallest():
    sizes = {f"system_{at}": 1.0 + at for at in range(18)}
    shown, rest = foremost(sizes)
    assert (len(shown), len(rest)) == (MOST - 1, 18 - MOST + 1)
    assert max(sizes[name] for name in rest) < min(sizes[name] for name in shown)
    assert shown == sorted(shown, key=list(sizes).index)


def test_no_two_parts_look_alike():
    alike = [(look["facecolor"], look["hatch"]) for look in looks([f"{at}" for at in range(MOST - 1)], ["rest"])]
    assert len(set(alike)) == MOST


def test_the_figure_of_orders_has_a_row_an_order_and_a_column_a_plan(run):
    (name, figure), (holding, among) = binding_order.figures(run.tables, run.facts)
    assert (name, len(figure.axes)) == ("binding_order", 3 * 3)
    assert (holding, len(among.axes)) == ("binding_holding", 3 * 3)
    for sheet in ((name, figure), (holding, among)):
        assert all(f"runs out {order}" in said([sheet]) for order in ("first", "second", "third"))


def test_what_only_warns_is_not_in_the_figure_of_what_holds(run):
    every, holding = binding_order.figures(run.tables, run.facts)
    assert "Storm drainage" in said([every])
    assert "What holds enterprises first, second and third" in said([holding])
    assert not any(LABELS[name] in said([holding]) for name in WARN)


def test_where_no_system_holds_there_is_no_figure_of_what_does(run):
    nothing = dict(run.tables) | {"holding_by_year": run.tables["holding_by_year"].head(0)}
    assert [name for name, _ in binding_order.figures(nothing, run.facts)] == ["binding_order"]


def test_one_system_has_no_second():
    facts = facts_of(systems=("power",), plans=2, years=2)
    _, figure = next(binding_order.figures(tables_of(facts), facts))
    assert len(figure.axes) == 2


def test_a_sheet_of_limits_never_outgrows_its_paper():
    facts = facts_of(systems=tuple(MANY), plans=1, years=2)
    figures = list(limits_by_year.figures(tables_of(facts), facts))
    assert len(figures) > 1
    for _, figure in figures:
        lowest = min(axes.get_position().y0 for axes in figure.axes) * figure.get_size_inches()[1]
        assert figure.get_size_inches()[1] <= A4_IN[1] + 1e-9
        assert lowest > 1.0


def test_causes_too_many_for_their_own_look_are_counted_together(run):
    (_, figure), = losses_by_cause.figures(run.tables, run.facts)
    assert "others" in said([("", figure)])


@pytest.mark.parametrize("kind", [binding_order, exhausted_by_year, limits_by_year, losses_by_cause,
                                  paired_differences])
def test_no_words_lie_upon_others(run, kind):
    for name, figure in kind.figures(run.tables, run.facts):
        check_words(name, figure)
