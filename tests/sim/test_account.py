"""The account of a park, followed by hand."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from sim.account import MonthOrderError, SourcesDifferError
from sim.money import OWN, Source
from tests.sim.accounts import LOAN, account_of, ask, pass_months, terms_of

GRANT = Source("budget", "Budget", "budget", share=0.3)
BULLET = replace(LOAN, share=1.0, rate_per_a=0.0, tenor_a=2.0, repayment="bullet")


def paid(account, payer, world=0):
    return account.capital[payer][:, world].sum()


def test_cash_of_two_years_followed_by_hand():
    # Opening 100. VAT returned: 1200 x 0.4 x 0.5 x 0.5 / 12 = 10 a month. A project of 240 from month 0, built in two
    # months, half lent: own 60 in months 0 and 1; interest 1 % on 60 in month 1 and on 120 in month 2. Repaid in the
    # eleven months 2 to 12, 120/11 each. Upkeep 5 % of 240 a year, 1 a month from month 2. Land: 2 mu in month 13 at 6
    # less 4 each; reward 10 % of 50 in month 13, paid twelve months later, beyond the horizon.
    account = account_of(terms_of(
        LOAN, opening_cash_wan=130.0,
        income={"vat_share_of_tax": 0.4, "county_share_of_vat": 0.5, "returned_share": 0.5, "land_wan_per_mu": 6.0},
        spending={"operation_share_per_a": 0.05, "land_take_up_wan_per_mu": 4.0, "incentive_share": 0.1,
                  "incentive_delay_a": 1.0}))
    assert ask(account, 0, cost_wan=240.0, build_months=2.0)
    first = pass_months(account, 0, 12, tax_wan_per_a=1200.0)
    rest = pass_months(account, 13, 13, tax_wan_per_a=1200.0, land_priced_mu=2.0, land_taken_up_mu=2.0,
                       invested_wan=50.0)
    rest += pass_months(account, 14, 23, tax_wan_per_a=1200.0)
    by_hand = [130.0 + 10 - 60, 130.0 + 20 - 120 - 0.6]
    owed = 120.0
    for _ in range(11):
        by_hand.append(by_hand[-1] + 10 - 1 - 120 / 11 - 0.01 * owed)
        owed -= 120 / 11
    assert first == pytest.approx(by_hand)
    by_hand = [by_hand[-1] + 10 - 1 + 2 * (6 - 4)]
    by_hand += [by_hand[0] + 9.0 * month for month in range(1, 11)]
    assert rest == pytest.approx(by_hand)


def test_every_kind_of_income_is_booked_by_the_month():
    account = account_of(terms_of(income={
        "vat_share_of_tax": 0.4, "county_share_of_vat": 0.3, "returned_share": 1.0, "land_wan_per_mu": 6.0,
        "hall_rent_yuan_per_m2_month": 7.0, "tariff_wan_per_unit_a": {"sewage_m3_per_d": 0.12},
        "fund_wan_by_year": (600.0,)}))
    pass_months(account, 0, 12, tax_wan_per_a=1000.0, land_priced_mu=2.0, land_rent_mu_per_a=0.5, halls_m2=10_000.0,
                delivered={"sewage_m3_per_d": 500.0, "traffic_pcu_per_h": 90.0})
    told = {kind: months[0, 0] for kind, months in account.income.items()}
    assert told == pytest.approx(
        {"vat_return": 10.0, "land_sales": 12.0, "land_rent": 0.25, "hall_rent": 7.0, "tariffs": 5.0, "fund": 50.0})
    assert account.income["fund"][12, 0] == 0.0


def test_what_stands_today_is_operated_from_the_first_month_and_beside_what_is_built():
    # 24 a year for what stands; 12 % of 100 a year for the project, from the month after it is built.
    account = account_of(terms_of(opening_cash_wan=200.0, spending={
        "operation_of_today_wan_per_a": 24.0, "operation_share_per_a": 0.12}))
    assert pass_months(account, 0, 0) == [198.0]
    assert ask(account, 1)
    assert pass_months(account, 1, 2) == pytest.approx([96.0, 93.0])


def test_operation_of_today_takes_from_what_covers_debt():
    # 10 a month recur, or 7 with the operation of today: 130 or 91 in the month in which 50 are lent and the year in
    # which they are repaid.
    told = terms_of(replace(LOAN, rate_per_a=0.0), opening_cash_wan=1000.0, least_debt_cover=2.0, holds_to_cover=True,
                    income={"vat_share_of_tax": 1.0, "county_share_of_vat": 1.0, "returned_share": 1.0})
    for today, lent in ((0.0, 50.0), (36.0, 0.0)):
        account = account_of(replace(told, spending=replace(told.spending, operation_of_today_wan_per_a=today)))
        pass_months(account, 0, 11, tax_wan_per_a=120.0)
        assert ask(account, 12)
        assert paid(account, "loan") == lent


def test_a_reward_is_paid_its_delay_after_the_connection():
    account = account_of(terms_of(spending={"incentive_share": 0.02, "incentive_delay_a": 1.5}))
    pass_months(account, 0, 0, invested_wan=5000.0)
    pass_months(account, 1, 23)
    assert np.flatnonzero(account.spending["incentives"][:, 0]).tolist() == [18]
    assert account.cash[0, 18] == -100.0


def test_a_plot_for_twenty_years_earns_its_part_of_the_price():
    # 10 mu at 5.6 wan yuan and 0.73 of the price.
    account = account_of(terms_of(income={"land_wan_per_mu": 5.6}))
    assert pass_months(account, 0, 0, land_priced_mu=7.3) == [pytest.approx(40.88)]


def test_a_leased_plot_earns_a_twelfth_of_its_rent_a_month():
    # 10 mu at 5.6 wan yuan and 5 % a year.
    account = account_of(terms_of(income={"land_wan_per_mu": 5.6}))
    assert pass_months(account, 0, 1, land_rent_mu_per_a=0.5) == pytest.approx([0.2333, 0.4667], abs=1e-4)


def test_land_is_paid_for_when_it_is_taken_up_whatever_is_sold():
    account = account_of(terms_of(income={"land_wan_per_mu": 6.0}, spending={"land_take_up_wan_per_mu": 4.0}))
    assert pass_months(account, 0, 0, land_taken_up_mu=2.0) == [-8.0]
    assert pass_months(account, 1, 1, land_priced_mu=2.0) == [4.0]


def test_rent_of_land_covers_debt():
    # Rent of 1 a month; in month 1 a bullet of 100 is asked for, due in month 25.
    account = account_of(terms_of(BULLET, holds_to_cover=True, least_debt_cover=0.25, income={"land_wan_per_mu": 12.0}))
    pass_months(account, 0, 0, land_rent_mu_per_a=1.0)
    assert ask(account, 1)


def test_the_years_of_the_fund_count_from_its_first_month():
    # Twelve a month for a year, then six, from month 5 on; a fund that never begins pays nothing.
    terms = terms_of(income={"fund_wan_by_year": (144.0, 72.0)})
    account, never = account_of(terms, months=36), account_of(terms, months=36)
    pass_months(account, 0, 4, fund_from=inf)
    pass_months(account, 5, 35, fund_from=5.0)
    assert account.income["fund"][:, 0].tolist() == [0.0] * 5 + [12.0] * 12 + [6.0] * 12 + [0.0] * 7
    pass_months(never, 0, 35, fund_from=inf)
    assert not never.income["fund"].any()


def test_upkeep_begins_when_the_works_are_finished():
    account = account_of(terms_of(opening_cash_wan=100.0, spending={"operation_share_per_a": 0.12}))
    assert ask(account, 3, build_months=5.5)
    assert account.spending["operation"][:, 0].tolist() == [0.0] * 9 + [1.0] * 15


def test_what_no_source_bears_is_own_money():
    account = account_of(terms_of(LOAN, GRANT, opening_cash_wan=20.0))
    assert ask(account, 0)
    assert [paid(account, payer) for payer in ("loan", "budget", OWN)] == pytest.approx([50, 30, 20])


def test_a_project_waits_until_the_own_part_is_there():
    account = account_of(terms_of(LOAN, income={"fund_wan_by_year": (120.0,)}))
    begun = []
    for month in range(12):
        begun.append(ask(account, month))
        pass_months(account, month, month)
        if begun[-1]:
            break
    # Ten a month: fifty are there when five months have been booked.
    assert begun == [False] * 5 + [True]
    assert (account.asked[0].tolist(), account.granted[0].tolist()) == ([0.0, inf], [5.0, inf])


def test_money_that_is_promised_to_one_project_is_not_there_for_another():
    account = account_of(terms_of(opening_cash_wan=150.0))
    assert ask(account, 0, build_months=10)
    assert not ask(account, 0, project=1)
    pass_months(account, 0, 4)
    # A hundred is there, fifty of it promised.
    assert not ask(account, 5, project=1)
    assert ask(account, 5, project=1, cost_wan=50.0)


def test_own_capital_limits_what_is_lent_and_a_grant_counts_as_own():
    loans = replace(LOAN, share=1.0, own_capital_share=0.2)
    account = account_of(terms_of(GRANT, loans, opening_cash_wan=0.0))
    assert ask(account, 0)
    assert [paid(account, payer) for payer in ("budget", "loan", OWN)] == pytest.approx([30, 70, 0])
    alone = account_of(terms_of(loans, opening_cash_wan=20.0))
    assert ask(alone, 0)
    assert [paid(alone, payer) for payer in ("loan", OWN)] == pytest.approx([80, 20])


def test_a_later_lender_does_not_undo_the_own_capital_that_an_earlier_one_asks_for():
    strict = replace(LOAN, share=0.6, own_capital_share=0.3)
    lax = replace(LOAN, name="lax", share=1.0)
    account = account_of(terms_of(strict, lax, opening_cash_wan=30.0))
    assert ask(account, 0)
    assert [paid(account, payer) for payer in ("loan", "lax", OWN)] == pytest.approx([60, 10, 30])


def test_the_ceiling_of_the_study_is_kept():
    account = account_of(terms_of(replace(LOAN, ceiling_wan=70.0), opening_cash_wan=1000.0))
    assert [ask(account, 0, project=at) for at in (0, 1)] == [True, True]
    assert paid(account, "loan") == pytest.approx(70.0)


def test_the_ceiling_of_a_year_is_new_in_the_next():
    account = account_of(terms_of(replace(LOAN, ceiling_wan_per_a=50.0), opening_cash_wan=1000.0))
    assert [ask(account, 0, project=at) for at in (0, 1)] == [True, True]
    assert paid(account, "loan") == pytest.approx(50.0)
    pass_months(account, 0, 11)
    assert ask(account, 12)
    assert paid(account, "loan") == pytest.approx(100.0)


def test_a_source_closed_to_government_works_pays_none():
    advance = replace(LOAN, kind="advance", for_government_works=False)
    account = account_of(terms_of(advance, opening_cash_wan=100.0))
    assert ask(account, 0, government=True)
    assert [paid(account, payer) for payer in ("loan", OWN)] == [0, 100]


def test_a_source_for_some_systems_pays_no_others():
    # Half of 100 for heat; for water all is own cash.
    account = account_of(terms_of(replace(LOAN, systems=frozenset({"heat"})), opening_cash_wan=1000.0))
    assert ask(account, 0, project=0, system="water")
    assert paid(account, "loan") == 0
    assert ask(account, 0, project=1, system="heat")
    assert [paid(account, payer) for payer in ("loan", OWN)] == [50, 150]


def test_what_a_closed_source_leaves_the_next_one_bears():
    bond = Source("bond", "Bond", "bond", share=0.8, tenor_a=5.0, repayment="bullet", systems=frozenset({"roads"}))
    account = account_of(terms_of(bond, LOAN, opening_cash_wan=1000.0), projects=2)
    assert ask(account, 0, project=0, system="roads")
    assert [paid(account, payer) for payer in ("bond", "loan", OWN)] == pytest.approx([80, 20, 0])
    assert ask(account, 0, project=1, system="heat")
    assert [paid(account, payer) for payer in ("bond", "loan", OWN)] == pytest.approx([80, 70, 50])


def test_what_others_bear_never_passes_through_the_account():
    account = account_of(terms_of(opening_cash_wan=25.0, spending={"operation_share_per_a": 0.12}))
    assert ask(account, 0, share_of_others=0.75)
    pass_months(account, 0, 1)
    assert account.capital_cost[0].sum() == 25.0
    assert account.spending["operation"][1, 0] == 0.25


def test_a_project_that_others_pay_begins_in_an_empty_account():
    account = account_of(terms_of(opening_cash_wan=-5.0))
    assert not ask(account, 0)
    assert ask(account, 0, share_of_others=1.0)


def test_money_that_can_never_suffice_leaves_the_project_waiting_for_ever():
    account = account_of(terms_of(LOAN, opening_cash_wan=49.0), months=240)
    for month in range(240):
        assert not ask(account, month)
        pass_months(account, month, month)
    assert (account.asked[0, 0], account.granted[0, 0]) == (0.0, inf)
    assert not account.out_of_cash.any()
    assert not ask(account, 240)


def test_obligations_are_paid_without_cash_and_the_month_is_told():
    # All is lent for a year from month 0, so it is due in month 12.
    account = account_of(terms_of(replace(BULLET, tenor_a=1.0)))
    assert ask(account, 0)
    pass_months(account, 0, 23)
    assert np.flatnonzero(account.out_of_cash[0]).tolist() == list(range(12, 24))
    assert account.cash[0, -1] == -100.0


def test_debt_that_would_not_be_covered_waits_where_cover_is_held():
    # Rent of 1 a month; in month 1 a bullet of 100 is asked for, due in month 25: cover 25 / 100.
    told = {"income": {"hall_rent_yuan_per_m2_month": 1.0}, "least_debt_cover": 0.3}
    for holds, begins in ((True, False), (False, True)):
        account = account_of(terms_of(BULLET, holds_to_cover=holds, **told))
        pass_months(account, 0, 0, halls_m2=10_000.0)
        assert ask(account, 1) is begins
    enough = account_of(terms_of(BULLET, holds_to_cover=True, **{**told, "least_debt_cover": 0.25}))
    pass_months(enough, 0, 0, halls_m2=10_000.0)
    assert ask(enough, 1)


def test_land_that_is_sold_once_covers_no_debt():
    account = account_of(terms_of(BULLET, holds_to_cover=True, least_debt_cover=0.1, income={"land_wan_per_mu": 1.0}))
    pass_months(account, 0, 0, land_priced_mu=50.0)
    # Half of the cost is there, but the other half may not be lent.
    assert not ask(account, 1)


def test_where_cover_is_held_a_loan_is_left_out_for_cash_that_is_there():
    account = account_of(terms_of(BULLET, holds_to_cover=True, opening_cash_wan=100.0))
    assert ask(account, 0)
    assert [paid(account, payer) for payer in ("loan", OWN)] == [0, 100]


def test_the_present_value_counts_what_is_earned_and_built_and_not_how_it_is_paid():
    # Cost 100 in month 11, worth 100 / 1.1; land of 121 in month 23, worth 121 / 1.21.
    for sources in ((), (LOAN,)):
        account = account_of(terms_of(*sources, opening_cash_wan=100.0, discount_rate_per_a=0.1,
                                      income={"land_wan_per_mu": 121.0, "fund_wan_by_year": (60.0,)}))
        pass_months(account, 0, 10)
        assert ask(account, 11)
        pass_months(account, 11, 22)
        pass_months(account, 23, 23, land_priced_mu=1.0)
        assert account.npv_wan[0] == pytest.approx(100.0 - 100.0 / 1.1)


def test_a_month_is_booked_once_and_asked_for_before():
    account = account_of(terms_of())
    pass_months(account, 0, 2)
    with pytest.raises(MonthOrderError, match="month 2 cannot be booked; the next one is 3"):
        pass_months(account, 2, 2)
    with pytest.raises(MonthOrderError, match="month 2 has been booked; a project may begin in month 3"):
        ask(account, 2)


def test_the_ledger_tells_years_by_future_and_plan():
    income = {"land_wan_per_mu": 1.0, "hall_rent_yuan_per_m2_month": 1.0}
    terms = terms_of(LOAN, income=income, opening_cash_wan=1000.0)
    account = account_of(terms, terms, futures=3)
    for world in range(6):
        ask(account, 0, world=world, cost_wan=100.0 * (world + 1))
    pass_months(account, 0, 23, land_priced_mu=2.0, halls_m2=10_000.0)
    ledger = account.ledger()
    assert ledger.cash_wan.shape == (3, 2, 24)
    assert ledger.income_wan.shape == (3, 2, 2, 6)
    # World 3 is the second plan of the second future: 400 in the first year, half of it lent.
    assert ledger.capital_wan[1, 1].tolist() == [[200.0, 200.0], [0.0, 0.0]]
    assert ledger.income_wan[1, 1].sum(axis=-1).tolist() == [36.0, 36.0]
    # Eleven of twelve parts are repaid in the first year.
    assert ledger.owed_wan[1, 1].tolist() == pytest.approx([200 / 12, 0.0], abs=1e-9)
    interest = 2.0 * sum(left / 12 for left in range(12, 1, -1))
    assert ledger.debt_cover[1, 1, 0] == pytest.approx(12 / (interest + 200 * 11 / 12))
    assert ledger.granted_month[1, 1].tolist() == [0.0, inf]


def test_each_plan_has_terms_of_its_own():
    poor = terms_of(LOAN, income={"fund_wan_by_year": (12.0,)},
                    spending={"incentive_share": 0.1, "incentive_delay_a": 0.5})
    rich = terms_of(replace(LOAN, ceiling_wan=30.0), income={"fund_wan_by_year": (24.0, 24.0)}, opening_cash_wan=70.0,
                    spending={"incentive_share": 0.2, "incentive_delay_a": 1.0})
    account = account_of(poor, rich, futures=2)
    assert [ask(account, 0, world=world) for world in range(4)] == [False, True, False, True]
    assert [paid(account, "loan", world) for world in range(4)] == pytest.approx([0, 30, 0, 30])
    pass_months(account, 0, 0, invested_wan=50.0)
    pass_months(account, 1, 23)
    assert account.income["fund"].sum(axis=0) == pytest.approx([12, 48, 12, 48])
    rewards = account.spending["incentives"]
    assert [np.flatnonzero(rewards[:, world]).tolist() for world in range(4)] == [[6], [12], [6], [12]]
    assert rewards.sum(axis=0) == pytest.approx([5, 10, 5, 10])


def test_plans_with_other_sources_are_refused():
    with pytest.raises(SourcesDifferError, match="the same sources, but one has loan, another budget"):
        account_of(terms_of(LOAN), terms_of(GRANT))


def test_without_debt_the_cover_is_infinite():
    account = account_of(terms_of())
    pass_months(account, 0, 23)
    assert account.ledger().debt_cover.tolist() == [[[inf, inf]]]


def test_the_columns_for_the_record_are_in_single_precision():
    account = account_of(terms_of())
    pass_months(account, 0, 23)
    columns = account.ledger().columns()
    assert {name: str(values.dtype) for name, values in columns.items() if name != "out_of_cash"} == dict.fromkeys(
        set(columns) - {"out_of_cash"}, "float32")
    assert columns["out_of_cash"].dtype == bool
