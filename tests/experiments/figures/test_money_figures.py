"""The figures of money: what every figure promises, and what they show."""

from itertools import islice

import pandas as pd
import pytest

from experiments.figures import capital_by_year as capital_figures
from experiments.figures import cash_by_year as cash_figures
from experiments.figures.capital_by_year import capital_by_year
from experiments.figures.cash_by_year import cash_by_year
from experiments.figures.facts import Facts
from tests.experiments.figures.small_tables import facts_of
from tests.experiments.figures.test_every_figure import check_words, words

KINDS = {"cash_by_year": cash_figures, "capital_by_year": capital_figures}
RUNS = {
    "six plans": {}, "one plan": {"plans": 1}, "two plans": {"plans": 2}, "four plans": {"plans": 4},
    "twelve plans": {"plans": 12}, "one year": {"years": 1},
    "long labels": {"label": "A plan {} whose name goes on and on until no sheet of paper could ever hold it"},
    "Chinese labels": {"label": "方案 {}"},
    "labels with signs of formulas": {"label": "Plan $x_{}^2$ & 50 %"},
}


def tables_of(facts: Facts, *, scale: float = 5000.0, label: str = "Payer {}") -> dict[str, pd.DataFrame]:
    """Return cash that falls year by year, further under later plans, and capital that nine payers share."""
    years = range(2027, 2027 + facts.horizon_months // 12)
    cash = [{"plan": plan, "year": year, "cash_wan_p10": scale * (0.8 - 0.2 * (year - 2027)) - at * scale / 9,
             "cash_wan_p50": scale * (1 - 0.15 * (year - 2027)), "cash_wan_p90": scale * (1.1 - 0.1 * (year - 2027)),
             "p_out": min(0.05 * (year - 2027), 1.0), "low": 0.0, "high": 1.0}
            for at, plan in enumerate(facts.plans) for year in years]
    finance = [{"plan": plan, "p_out": 0.25, "out_low": 0.175, "out_high": 0.343} for plan in facts.plans]
    payers = {payer: label.format(payer) for payer in ("own", "bond", "loan", *(f"source_{at}" for at in range(6)))}
    capital = [{"plan": plan, "payer": payer, "label": words, "year": year,
                "wan_mean": scale * (at + place) if payer != "all" else scale * (9 * at + 36)}
               for at, plan in enumerate(facts.plans) for place, (payer, words) in enumerate(
                   (payers | {"all": "All"}).items()) for year in years]
    return {"cash_by_year": pd.DataFrame(cash), "finance": pd.DataFrame(finance),
            "capital_by_year": pd.DataFrame(capital)}


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
