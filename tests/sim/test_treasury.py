"""What the months of a park bring to its account, and what its builders are granted, followed by hand."""

from dataclasses import replace

import numpy as np
import pytest

from sim.land_rules import LandRules
from sim.lockstep import simulate
from sim.money import INCOMES, SPENDINGS
from tests.sim.accounts import terms_of
from tests.sim.test_attraction import terms
from tests.small_park import TODAY, future_of, scene_of, second_pot_in

PLANS = (TODAY, second_pot_in(3))


def march(*rows, money, plans=PLANS, cost_wan=None, land=None, drawing=None, holds=None,
          **changes):
    """Return the record of one future in which the second pot is built in a month."""
    scene = replace(scene_of(*plans, holds=holds), money=money, land=land, sectors=("food",), terms=drawing)
    scene = replace(scene, projects={name: replace(project, cost_wan_yuan=1000.0)
                                     for name, project in scene.projects.items()})
    future = replace(future_of(*rows or [{}], build_months=1.0, **changes),
                     project_wan={} if cost_wan is None else {"second_pot": cost_wan})
    return simulate(scene, [future])


def test_the_account_pays_what_the_project_costs_in_its_future():
    # Typical 1000, drawn 1200; of 1300 a hundred is left.
    record = march(money=terms_of(opening_cash_wan=1300.0), cost_wan=1200.0)
    assert record.money["cash_wan"][0, :, -1].tolist() == [1300.0, 100.0]
    assert record.money["capital_wan"][0, 1].sum() == 1200.0
    assert record.project_wan[0].tolist() == [[1200.0, 1000.0]] * 2


def test_what_no_future_draws_costs_what_is_typical():
    record = march(money=terms_of(opening_cash_wan=1300.0))
    assert record.money["cash_wan"][0, 1, -1] == 300.0


def test_a_project_that_is_dearer_than_usual_waits_for_its_money():
    # From the fund come 50 a month: 1200 are there when four months have been booked.
    told = terms_of(opening_cash_wan=1000.0, income={"fund_wan_by_year": (600.0,)})
    record = march(money=told, cost_wan=1200.0)
    assert record.money["granted_month"][0, 1, 0] == 4.0
    assert march(money=told).money["granted_month"][0, 1, 0] == 3.0


def test_a_project_is_built_from_the_month_of_its_money_and_one_that_gets_none_never():
    told = terms_of(opening_cash_wan=1000.0, income={"fund_wan_by_year": (600.0,)})
    waits = march(money=told, cost_wan=1200.0)
    assert [getattr(waits, f"project_{name}")[0, 1, 0] for name in ("begun", "built_from", "finished")] == [3, 4, 5]
    never = march(money=terms_of(opening_cash_wan=100.0))
    assert [getattr(never, f"project_{name}")[0, 1, 0] for name in ("begun", "built_from", "finished")] == [
        3, np.inf, np.inf]


def rewards(record, plan=1):
    """Return what is paid as rewards in each year."""
    return record.money["spending_wan"][0, plan, :, SPENDINGS.index("incentives")].tolist()


def income(record, kind, plan=1):
    """Return what a kind of income brings in each year."""
    return record.money["income_wan"][0, plan, :, INCOMES.index(kind)].tolist()


INVESTING = {"incentive_share": 0.01, "investment_wan_per_mu": {"food": 200.0}}
"""A hundredth of 200 wan yuan/mu on 15 mu: 30 for each."""


@pytest.mark.parametrize(("need_mw", "earned"), [(2.0, [11.0, 18.0]), (8.0, [22.0, 24.0])])
def test_no_more_is_sold_than_fits(need_mw, earned):
    # A pot of 2 MW that turns nobody away, 12 for a MW and year. Of what is needed half is drawn in the first year and
    # three quarters in the second: 1 and 1.5 MW fit, of 4 and 6 MW only 2.
    # Nothing is drawn yet in the month of the connection.
    money = terms_of(income={"tariff_wan_per_unit_a": {"need_mw": 12.0}})
    record = march({"need_mw": need_mw}, money=money, plans=(TODAY,), holds={"pot": False})
    assert income(record, "tariffs", plan=0) == pytest.approx(earned)


def test_only_who_connects_while_the_asset_stands_is_rewarded():
    # The second pot stands from month 4 on. Ready in months 1 and 10, they connect in months 2 and 11.
    money = terms_of(opening_cash_wan=5000.0, spending=INVESTING | {"incentive_while": "pot_2"})
    rows = ({"enquiry_month": 1.0, "need_mw": 0.1}, {"enquiry_month": 10.0, "need_mw": 0.1})
    assert rewards(march(*rows, money=money)) == [30.0, 0.0]
    assert rewards(march(*rows, money=money), plan=0) == [0.0, 0.0]
    always = terms_of(opening_cash_wan=5000.0, spending=INVESTING)
    assert [rewards(march(*rows, money=always), plan=plan) for plan in (0, 1)] == [[60.0, 0.0]] * 2


def test_what_stands_today_rewards_from_the_first_month():
    money = terms_of(spending=INVESTING | {"incentive_while": "pot_1"})
    assert rewards(march({"need_mw": 0.1}, money=money), plan=0) == [30.0, 0.0]


def test_the_fund_is_paid_from_the_month_in_which_its_asset_stands():
    # 12 a month for a year from month 4 on: eight months of the first year, four of the second.
    money = terms_of(opening_cash_wan=5000.0, income={"fund_wan_by_year": (144.0,), "fund_since": "pot_2"})
    record = march(money=money)
    assert income(record, "fund") == [96.0, 48.0]
    assert income(record, "fund", plan=0) == [0.0, 0.0]


def test_a_fund_whose_asset_comes_within_a_month_is_paid_for_that_month():
    money = terms_of(opening_cash_wan=5000.0, income={"fund_wan_by_year": (144.0,), "fund_since": "pot_2"})
    assert income(march(money=money, permit_months=0.5), "fund") == [96.0, 48.0]


def test_land_is_sold_by_its_term_let_and_taken_up_in_a_whole_march():
    # 15 mu each: sold for two years at half of 4, again in month 24 beyond the study; leased at 10 % a year.
    told = LandRules(flexible_share=0.5, flexible_years=2.0, flexible_price_ratio=0.5, lease_share=0.5,
                     lease_rent_ratio=0.1)
    money = terms_of(income={"land_wan_per_mu": 4.0}, spending={"land_take_up_wan_per_mu": 1.0})
    record = march({"tenure_draw": 0.4, "need_mw": 0.1}, {"tenure_draw": 0.6, "need_mw": 0.1}, money=money, land=told)
    assert income(record, "land_sales", plan=0) == [30.0, 0.0]
    assert income(record, "land_rent", plan=0) == pytest.approx([6.0, 6.0])
    assert record.money["spending_wan"][0, 0, :, SPENDINGS.index("land_take_up")].tolist() == [30.0, 0.0]


def test_what_makes_land_cheaper_takes_from_what_it_earns():
    # 15 mu at 4, with the second pot at 3 of 4: sold in month 0 and in month 6.
    drawing = replace(terms(land_price_wan_per_mu=4.0, cheaper_land_wan_per_mu={"pot_2": 1.0}),
                      upstream=np.zeros((1, 1)))
    money = terms_of(opening_cash_wan=5000.0, income={"land_wan_per_mu": 4.0})
    record = march({"need_mw": 0.1}, {"need_mw": 0.1, "enquiry_month": 6.5}, money=money, drawing=drawing)
    assert income(record, "land_sales", plan=0) == [120.0, 0.0]
    assert income(record, "land_sales", plan=1) == [105.0, 0.0]


def test_a_rent_is_agreed_at_the_price_of_the_day():
    # 15 mu at 4 and a tenth a year: 6 a year for whoever came before land was cheaper, 4.5 for whoever came after.
    drawing = replace(terms(land_price_wan_per_mu=4.0, cheaper_land_wan_per_mu={"pot_2": 1.0}),
                      upstream=np.zeros((1, 1)))
    money = terms_of(opening_cash_wan=5000.0, income={"land_wan_per_mu": 4.0})
    leasing = LandRules(lease_share=1.0, lease_years=50.0, lease_rent_ratio=0.1)
    record = march({"need_mw": 0.1, "tenure_draw": 0.0}, {"need_mw": 0.1, "enquiry_month": 12.0, "tenure_draw": 0.0},
                   money=money, drawing=drawing, land=leasing)
    assert income(record, "land_rent", plan=0) == pytest.approx([6.0, 12.0])
    assert income(record, "land_rent", plan=1) == pytest.approx([6.0, 10.5])


@pytest.mark.parametrize(("renewed_share", "paid", "lost"), [(0.0, [60.0, 0.0], [12]), (1.0, [60.0, 60.0], [])])
def test_who_waits_when_his_term_ends_renews_and_pays_or_leaves(renewed_share, paid, lost):
    # 15 mu at 4 for a year each time; 9 MW fit into no pot.
    money = terms_of(income={"land_wan_per_mu": 4.0})
    term = LandRules(flexible_share=1.0, flexible_years=1.0, renewed_share=renewed_share)
    record = march({"need_mw": 9.0, "patience_months": 99.0}, money=money, land=term, plans=(TODAY,))
    assert income(record, "land_sales", plan=0) == paid
    assert record.losses.month.tolist() == lost
    assert record.losses.held_by.all()
