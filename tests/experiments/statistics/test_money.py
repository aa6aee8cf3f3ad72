"""What the plans cost and how likely the money does not suffice, over three futures and two years."""

from math import inf

import pytest

from experiments.statistics.cash import CashByMonth, CashByYear
from experiments.statistics.finance import Finance, MoneyWaits, money_warnings
from experiments.statistics.flows import CapitalByYear, MoneyByYear
from sim.money import INCOMES
from tests.experiments.statistics.gathered import told_by
from tests.experiments.statistics.small_ledger import CONTEXT, TERMS, told_of, under_build
from tests.experiments.statistics.small_record import MONTHS, PROJECTS, YEARS, row_of

BUILD = 1


def table_of(kind, record, *terms):
    return told_by(kind(record, CONTEXT, *terms), record, CONTEXT)


def finance_of(plan="build", **changes):
    return row_of(table_of(Finance, told_of(**changes), TERMS), plan=plan)


def test_cash_is_told_at_the_end_of_each_year():
    cash = under_build(MONTHS)
    cash[:, BUILD, 11], cash[:, BUILD, 23] = [3.0, 1.0, 2.0], [-3.0, 5.0, 4.0]
    table = table_of(CashByYear, told_of(cash_wan=cash))
    tenths = ["cash_wan_p10", "cash_wan_p50", "cash_wan_p90"]
    assert [row_of(table, plan="build", year=2027)[name] for name in tenths] == [1.0, 2.0, 3.0]
    assert [row_of(table, plan="build", year=2028)[name] for name in tenths] == [-3.0, 4.0, 5.0]


def test_a_year_with_one_empty_month_counts_as_empty():
    empty = under_build(MONTHS, dtype=bool)
    empty[0, BUILD, 3] = empty[1, BUILD, 14] = empty[2, BUILD, 14] = True
    table = table_of(CashByYear, told_of(out_of_cash=empty))
    assert table[table["plan"] == "build"]["p_out"].tolist() == pytest.approx([1 / 3, 2 / 3])
    row = row_of(table, plan="build", year=2027)
    assert 0 < row["low"] < row["p_out"] < row["high"] < 1


def test_cash_is_told_at_the_end_of_each_month():
    cash, empty = under_build(MONTHS), under_build(MONTHS, dtype=bool)
    cash[:, BUILD, 3], empty[:, BUILD, 3] = [-3.0, 5.0, 4.0], [True, False, False]
    table = table_of(CashByMonth, told_of(cash_wan=cash, out_of_cash=empty))
    assert len(table) == 2 * MONTHS
    row = row_of(table, plan="build", month="2027-04")
    assert [row[f"cash_wan_{name}"] for name in ("mean", "p10", "p50", "p90")] == [2.0, -3.0, 4.0, 5.0]
    assert row["p_out"] == pytest.approx(1 / 3)
    assert 0 < row["low"] < row["p_out"] < row["high"] < 1
    # An account that has been empty is not empty a month later.
    assert row_of(table, plan="build", month="2027-05")["p_out"] == 0.0


def test_capital_is_told_by_payer_and_for_all_together():
    capital = under_build(YEARS, 3)
    capital[:, BUILD, 1] = [[10, 20, 30], [0, 20, 60], [20, 20, 0]]
    table = table_of(CapitalByYear, told_of(capital_wan=capital), TERMS)
    means = {row["payer"]: row["wan_mean"] for row in table.to_dict("records")
             if (row["plan"], row["year"]) == ("build", 2028)}
    assert means == {"own": 10.0, "budget": 20.0, "loan": 30.0, "all": 60.0}
    assert table["label"].unique().tolist() == ["Own cash", "Budget", "Loan", "All together"]
    # All together: 60, 80 and 40.
    assert row_of(table, plan="build", year=2028, payer="all")["wan_p90"] == 80.0


def test_flows_stand_under_their_names():
    income, owed = under_build(YEARS, len(INCOMES)), under_build(YEARS)
    income[:, BUILD, 0, 1], owed[:, BUILD, 0] = 7.0, [1.0, 2.0, 6.0]
    table = table_of(MoneyByYear, told_of(income_wan=income, owed_wan=owed))
    assert row_of(table, plan="build", year=2027, flow="land_sales")["wan_mean"] == 7.0
    assert row_of(table, plan="build", year=2027, flow="owed_at_end")["wan_p50"] == 2.0
    assert row_of(table, plan="build", year=2027, flow="vat_return")["wan_mean"] == 0.0


def test_present_values_are_order_statistics_over_the_futures():
    npv = under_build()
    npv[:, BUILD] = [-5.0, -1.0, 3.0]
    row = finance_of(npv_wan=npv)
    assert [row[f"npv_wan_{name}"] for name in ("p10", "p50", "p90", "mean")] == [-5.0, -1.0, 3.0, -1.0]
    assert row["npv_wan_se"] == pytest.approx(4 / 3**0.5)


def test_an_account_that_never_empties_does_so_later_than_the_horizon():
    empty = under_build(MONTHS, dtype=bool)
    empty[0, BUILD, 3:9] = empty[1, BUILD, 14] = True
    row = finance_of(out_of_cash=empty)
    assert row["p_out"] == pytest.approx(2 / 3)
    assert [row[f"first_out_{name}"] for name in ("p10", "p50", "p90")] == ["2027-04", "2028-03", "> 2028-12"]
    assert finance_of("today", out_of_cash=empty)["first_out_p10"] == "> 2028-12"


def test_the_least_cover_of_a_future_is_that_of_its_worst_year():
    cover = under_build(YEARS, fill=inf)
    cover[0, BUILD], cover[1, BUILD] = [2.0, 1.1], [1.5, inf]
    row = finance_of(debt_cover=cover)
    assert [row[f"least_cover_{name}"] for name in ("p10", "p50", "p90")] == pytest.approx([1.1, 1.5, inf])
    assert row["p_below"] == pytest.approx(1 / 3)


def test_own_capital_is_cash_and_what_is_never_repaid():
    capital = under_build(YEARS, 3)
    capital[:, BUILD, 0] = [10, 20, 70]
    row = finance_of(capital_wan=capital)
    assert (row["own_share"], row["capital_wan_mean"]) == (pytest.approx(0.3), 100.0)
    assert [row[f"capital_wan_{name}"] for name in ("p10", "p50", "p90")] == [100.0] * 3
    assert finance_of("today", capital_wan=capital)["own_share"] == ""


def test_waiting_is_told_of_the_futures_in_which_a_project_asks():
    asked, granted = (under_build(len(PROJECTS), fill=inf) for _ in range(2))
    asked[0, BUILD, 0], granted[0, BUILD, 0] = 5.0, 5.0
    asked[1, BUILD, 0], granted[1, BUILD, 0] = 2.0, 14.0
    (row,) = table_of(MoneyWaits, told_of(asked_month=asked, granted_month=granted)).to_dict("records")
    assert (row["plan"], row["project"], row["asked"]) == ("build", "second_line", 2)
    assert (row["p_waited"], row["p_never"]) == (0.5, 0.0)
    assert [row[f"months_{name}"] for name in ("p10", "p50", "p90")] == [0.0, 0.0, 12.0]


def test_who_never_gets_the_money_waits_for_ever():
    asked = under_build(len(PROJECTS), fill=inf)
    asked[:, BUILD, 1] = 3.0
    (row,) = table_of(MoneyWaits, told_of(asked_month=asked)).to_dict("records")
    assert (row["p_waited"], row["p_never"], row["months_p10"]) == (1.0, 1.0, inf)


def test_where_nobody_asks_the_table_has_its_columns_and_no_rows():
    table = table_of(MoneyWaits, told_of())
    assert table.empty
    assert list(table.columns)[:4] == ["plan", "project", "label", "asked"]


def test_a_sound_plan_is_not_objected_to():
    assert money_warnings(table_of(Finance, told_of(), TERMS), TERMS) == []


def test_an_empty_account_a_thin_cover_and_little_own_capital_are_objected_to():
    empty, cover, capital = under_build(MONTHS, dtype=bool), under_build(YEARS, fill=inf), under_build(YEARS, 3)
    empty[0, BUILD, 3] = True
    cover[:, BUILD, 1] = [0.5, 1.0, 1.3]
    capital[:, BUILD, 0] = [4, 6, 90]
    found = table_of(Finance, told_of(out_of_cash=empty, debt_cover=cover, capital_wan=capital), TERMS)
    assert money_warnings(found, TERMS) == [
        "the account runs out of cash in some futures: `build`",
        "debt cover falls below 1.2 in some year of some futures: `build`",
        "own capital is less than 20 % of the capital cost, which infrastructure needs (国发〔2019〕26号): `build`"]


def test_no_cell_is_nan():
    record = told_of()
    tables = [table_of(Finance, record, TERMS), table_of(CashByYear, record), table_of(CashByMonth, record),
              table_of(MoneyByYear, record), table_of(CapitalByYear, record, TERMS), table_of(MoneyWaits, record)]
    assert not any(table.isna().to_numpy().any() for table in tables)
