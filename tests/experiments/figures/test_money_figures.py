"""The figures of money: what every figure promises, and what they show."""

from itertools import islice

import pytest

from experiments.figures import capital_by_year as capital_figures
from experiments.figures import cash_by_year as cash_figures
from experiments.figures.capital_by_year import capital_by_year
from experiments.figures.cash_by_year import cash_by_year
from tests.experiments.figures.small_tables import facts_of
from tests.experiments.figures.small_tables import money_of as tables_of
from tests.experiments.figures.test_every_figure import check_words, words

KINDS = {"cash_by_year": cash_figures, "capital_by_year": capital_figures}
RUNS = {
    "six plans": {}, "one plan": {"plans": 1}, "two plans": {"plans": 2}, "four plans": {"plans": 4},
    "twelve plans": {"plans": 12}, "one year": {"years": 1},
    "long labels": {"label": "A plan {} whose name goes on and on until no sheet of paper could ever hold it"},
    "Chinese labels": {"label": "方案 {}"},
    "labels with signs of formulas": {"label": "Plan $x_{}^2$ & 50 %"},
}


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_words_lie_upon_others_and_none_leave_the_sheet(kind, run):
    facts = facts_of(**RUNS[run])
    tables = tables_of(facts, label=RUNS[run].get("label", "Payer {}"))
    for name, figure in islice(KINDS[kind].figures(tables, facts), 2):
        check_words(name, figure)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scale", [0.0, 0.1, 2_000_000.0])
def test_words_keep_apart_whatever_the_sums_are(kind, scale):
    facts = facts_of(plans=2)
    for name, figure in KINDS[kind].figures(tables_of(facts, scale=scale), facts):
        check_words(name, figure)


@pytest.mark.parametrize("kind", KINDS)
def test_without_money_there_is_no_figure(kind):
    assert list(KINDS[kind].figures({}, facts_of())) == []


@pytest.mark.parametrize("kind", KINDS)
def test_twelve_plans_take_two_sheets(kind):
    facts = facts_of(plans=12, years=1)
    assert [name for name, _ in KINDS[kind].figures(tables_of(facts), facts)] == [f"{kind}_1_of_2", f"{kind}_2_of_2"]


def test_each_plan_tells_how_likely_it_runs_out_of_cash():
    facts = facts_of(plans=2)
    said = [text.get_text() for text in words(cash_by_year(tables_of(facts), facts, plans=tuple(facts.plans)))]
    assert said.count("out of cash at some time in 25 % of futures (18 to 34 %)") == 2
    assert any("0123456789ab" in text and "100 futures" in text for text in said)


def test_all_plans_have_the_same_scale_and_the_bars_lie_below_the_cash():
    facts = facts_of(plans=6)
    figure = cash_by_year(tables_of(facts), facts, plans=tuple(facts.plans))
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    (low, _), lowest = figure.axes[0].get_ylim(), tables_of(facts)["cash_by_year"]["cash_wan_p10"].min()
    assert low < lowest - 0.15 * abs(lowest)


def test_the_median_is_drawn_year_by_year():
    facts = facts_of(plans=1, years=3)
    figure = cash_by_year(tables_of(facts), facts, plans=tuple(facts.plans))
    drawn = figure.axes[0].lines[0]
    assert drawn.get_ydata().tolist() == [5000.0, 4250.0, 3500.0]


def test_capital_is_stacked_by_payer_to_the_sum_of_all():
    facts = facts_of(plans=1, years=1)
    figure = capital_by_year(tables_of(facts), facts, plans=tuple(facts.plans))
    bars = figure.axes[0].patches
    # The first payer pays nothing under the first plan, the others 1 to 8 times 5000.
    assert [bar.get_height() for bar in bars] == [5000.0 * place for place in range(1, 9)]
    assert bars[-1].get_y() + bars[-1].get_height() == 36 * 5000.0
