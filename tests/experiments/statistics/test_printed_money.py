"""The printed table of what the plans cost the account, over three futures and two years."""

from dataclasses import replace
from math import inf

from experiments.statistics import printed_money
from experiments.statistics.columns import WIDTH
from experiments.statistics.finance import Finance, MoneyWaits
from tests.experiments.statistics.gathered import told_by
from tests.experiments.statistics.small_ledger import CONTEXT, TERMS, told_of, under_build
from tests.experiments.statistics.small_record import MONTHS, PROJECTS, YEARS

BUILD = 1


def printed(terms=TERMS, objections=(), **changes):
    """What is printed of a ledger in which nothing happens but what is given."""
    record, context = told_of(**changes), replace(CONTEXT, money=terms)
    tables = {"finance": told_by(Finance(record, context, terms), record, context),
              "money_waits": told_by(MoneyWaits(record, context), record, context)}
    return printed_money(tables, context, objections=objections).splitlines()


def row_of(lines, plan):
    (line,) = [line for line in lines if line.startswith(f"{plan} ")]
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_a_study_without_money_has_no_such_table():
    assert printed_money({}, CONTEXT) == ""


def test_a_plan_without_any_flow_costs_nothing_and_is_not_objected_to():
    lines = printed()
    # The first year is empty where no month is below zero.
    assert row_of(lines, "today") == ["today", "0", "0", "0/3", "0/3", "0"]
    assert lines[-1].startswith("build")


def test_capital_present_value_and_risks_stand_beside_each_other():
    capital, npv = under_build(YEARS, 3), under_build()
    capital[:, BUILD, 0] = [50, 20, 30]
    npv[:, BUILD] = -40.0
    empty, cover = under_build(MONTHS, dtype=bool), under_build(YEARS, fill=inf)
    empty[0, BUILD, 3] = empty[1, BUILD, 14] = True
    cover[0, BUILD, 1] = 1.0
    asked, granted = (under_build(len(PROJECTS), fill=inf) for _ in range(2))
    # The first is paid in one of the three futures, the second in two.
    asked[:, BUILD], granted[0, BUILD], granted[1, BUILD, 1] = 2.0, 2.0, 9.0
    lines = printed(capital_wan=capital, npv_wan=npv, out_of_cash=empty, debt_cover=cover, asked_month=asked,
                    granted_month=granted)
    assert row_of(lines, "build") == ["build", "100", "-40", "2/3", "2028", "1/3", "1"]
    assert max(len(line) for line in lines) <= WIDTH


def test_a_project_that_rarely_asks_is_rarely_refused():
    asked = under_build(len(PROJECTS), fill=inf)
    asked[0, BUILD, 0] = 2.0
    assert row_of(printed(asked_month=asked), "build")[-1] == "0"


def test_objections_to_results_and_terms_stand_below():
    empty = under_build(MONTHS, dtype=bool)
    empty[:, BUILD, 3] = True
    lines = printed(out_of_cash=empty, objections=["the least debt cover is 0.9"])
    assert lines[-3:] == [
        "What a finance bureau would object to",
        "  the account runs out of cash in some futures: `build`",
        "  the least debt cover is 0.9"]


def test_the_head_says_what_others_pay_and_that_cover_may_fall_after_it_held():
    said = " ".join(" ".join(printed()).split())
    assert "others" not in said
    assert "held" not in said
    said = " ".join(" ".join(printed(replace(TERMS, share_of_others={"power": 1.0}, holds_to_cover=True))).split())
    assert "what others, such as the grid company, pay of power is not in it" in said
    assert "it held when debt was taken up, and may fall later all the same" in said
