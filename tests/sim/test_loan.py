"""Loans as a bank would write them down."""

import numpy as np
import pytest

from sim.loan import annuity, schedule, whole_months
from sim.money import Source

YEAR = {"tenor_a": 1.0, "rate_per_a": 0.12}
"""Twelve payments at 1 % a month."""


def plan(repayment, *, draw_months=1, **terms):
    return schedule(Source("loan", "Loan", "loan", repayment=repayment, **{**YEAR, **terms}), draw_months)


def test_an_annuity_pays_the_same_every_month():
    # 0.01 / (1 - 1.01^-12) = 0.0888488.
    loan = plan("annuity")
    assert (loan.principal + loan.interest)[1:] == pytest.approx([0.0888488] * 12, abs=5e-8)


def test_an_annuity_pays_interest_on_what_is_still_owed():
    # The second month: 1 % of 1 - (0.0888488 - 0.01) = 0.00921151.
    assert plan("annuity").interest[1:3] == pytest.approx([0.01, 0.00921151], abs=5e-9)


def test_equal_principal_pays_less_interest_every_month():
    loan = plan("equal_principal")
    assert loan.principal[1:] == pytest.approx([1 / 12] * 12)
    assert loan.interest[1:] == pytest.approx([0.01 * left / 12 for left in range(12, 0, -1)])


def test_a_bullet_pays_interest_alone_until_the_last_month():
    loan = plan("bullet")
    assert loan.principal.tolist() == [0.0] * 12 + [1.0]
    assert loan.interest.tolist() == [0.0] + [0.01] * 12


def test_in_grace_only_interest_is_due_and_the_end_does_not_move():
    loan = plan("equal_principal", grace_a=0.5)
    assert loan.principal[:7].tolist() == [0.0] * 7
    assert loan.principal[7:] == pytest.approx([1 / 6] * 6)
    assert loan.interest[1:8] == pytest.approx([0.01] * 7)


def test_interest_while_building_is_due_on_what_has_been_drawn():
    # A quarter is drawn in each of months 0 to 3; month 1 owes interest on the first quarter.
    loan = plan("equal_principal", draw_months=4)
    assert loan.drawn.tolist() == [0.25] * 4
    assert loan.interest[:5] == pytest.approx([0.0, 0.0025, 0.005, 0.0075, 0.01])


def test_nothing_is_repaid_before_all_is_drawn():
    loan = plan("equal_principal", draw_months=4)
    assert loan.principal[:4].tolist() == [0.0] * 4
    assert loan.principal[4:] == pytest.approx([1 / 9] * 9)


def test_a_tenor_that_ends_before_the_building_is_due_the_month_after():
    loan = plan("annuity", draw_months=30)
    assert len(loan.principal) == 31
    assert loan.principal[30] == pytest.approx(1.0)


def test_without_interest_an_annuity_is_equal_parts():
    assert annuity(0.0, 8) == 0.125
    assert not plan("annuity", rate_per_a=0.0).interest.any()


def test_what_is_given_is_never_repaid():
    grant = schedule(Source("budget", "Budget", "budget"), 3)
    assert grant.drawn.sum() == pytest.approx(1.0)
    assert not grant.principal.any()
    assert not grant.interest.any()


@pytest.mark.parametrize("repayment", ["annuity", "equal_principal", "bullet"])
@pytest.mark.parametrize("draw_months", [1, 5, 18])
def test_all_that_is_lent_is_repaid_and_discounted_at_its_own_rate_it_is_worth_what_was_drawn(repayment, draw_months):
    loan = plan(repayment, draw_months=draw_months, tenor_a=10.0, grace_a=2.0)
    worth = 1.01 ** -np.arange(len(loan.principal))
    assert loan.principal.sum() == pytest.approx(1.0)
    assert (worth * (loan.principal + loan.interest)).sum() == pytest.approx((worth[:draw_months] * loan.drawn).sum())


@pytest.mark.parametrize(("months", "whole"), [(0.0, 1), (0.2, 1), (1.0, 1), (11.9999999, 12), (12.1, 13)])
def test_a_building_time_takes_whole_months(months, whole):
    assert whole_months(months) == whole
