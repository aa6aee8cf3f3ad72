"""What sources may still give, and the least that the account's own cash must bear."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.account import Account
from sim.ceilings import Ceilings
from sim.money import Source
from tests.sim.accounts import terms_of

BUDGET = Source("budget", "Budget", "budget", share=0.3, ceiling_wan_per_a=100.0)
BOND = Source("bond", "Bond", "bond", share=0.6, own_capital_share=0.2, ceiling_wan=500.0, tenor_a=10.0,
              repayment="bullet")
BOTH = (True, True)


def ceilings(*sources):
    return Ceilings([terms_of(*sources)], worlds=1)


def test_a_yearly_ceiling_is_whole_again_next_year_and_one_of_the_study_is_not():
    left = ceilings(BUDGET, BOND)
    left.take(0, 0, 3, 60.0)
    left.take(0, 1, 3, 450.0)
    assert [left.left_wan(0, at, 3) for at in (0, 1)] == [40.0, 50.0]
    assert [left.left_wan(0, at, 4) for at in (0, 1)] == [100.0, 50.0]


@pytest.mark.parametrize(("cost", "may_pay", "least"), [
    # 100 are given and 500 lent at most.
    (1000.0, BOTH, 400.0),
    # A fifth is own capital, of which the budget gives 100.
    (600.0, BOTH, 20.0),
    # Without the budget four fifths are lent at most; without any source all is the account's own.
    (600.0, (False, True), 120.0),
    (600.0, (False, False), 600.0),
])
def test_the_least_of_a_project_that_own_cash_bears_follows_from_ceilings_and_own_capital(cost, may_pay, least):
    assert ceilings(BUDGET, BOND).least_own_wan(0, 0, cost_wan=cost, may_pay=may_pay) == pytest.approx(least, abs=1e-5)


def test_what_is_taken_raises_the_least():
    left = ceilings(BUDGET, BOND)
    before = left.least_own_wan(0, 0, cost_wan=1000.0, may_pay=BOTH)
    left.take(0, 1, 0, 200.0)
    assert left.least_own_wan(0, 0, cost_wan=1000.0, may_pay=BOTH) == pytest.approx(before + 200.0)


SHARES = st.floats(0.0, 1.0)
SOURCES = st.builds(
    Source, name=st.uuids().map(str), label=st.just("Source"), kind=st.just("loan"), share=SHARES,
    own_capital_share=SHARES, ceiling_wan=st.floats(0.0, 2000.0) | st.just(inf),
    ceiling_wan_per_a=st.floats(0.0, 500.0) | st.just(inf), tenor_a=st.just(5.0),
    repayment=st.sampled_from(["none", "bullet"]))


@given(st.lists(SOURCES, max_size=5, unique_by=lambda source: source.name), st.floats(1.0, 5000.0), st.data())
def test_the_least_is_never_more_than_what_the_sources_leave(sources, cost, data):
    account = Account([terms_of(*sources)], futures=1, months=24, projects=1)
    may_pay = tuple(data.draw(st.booleans()) for _ in sources)
    least = account._ceilings.least_own_wan(0, 0, cost_wan=cost, may_pay=may_pay)
    assert least <= cost - sum(account._taken(0, 0, cost=cost, may_pay=may_pay))
