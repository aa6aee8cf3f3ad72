"""What must hold for the account of any park, whatever is built with whatever money."""

from math import inf

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from sim.account import Account
from sim.money import OWN, Income, Source, Spending, Terms

MONTHS, PROJECTS = 36, 3

sources = st.lists(
    st.builds(
        Source, name=st.just(""), label=st.just(""), kind=st.just("loan"), share=st.floats(0.0, 1.0),
        own_capital_share=st.floats(0.0, 0.5), ceiling_wan=st.one_of(st.just(inf), st.floats(0.0, 300.0)),
        ceiling_wan_per_a=st.one_of(st.just(inf), st.floats(0.0, 100.0)), rate_per_a=st.floats(0.0, 0.2),
        tenor_a=st.floats(0.5, 5.0), grace_a=st.floats(0.0, 2.0),
        repayment=st.sampled_from(["annuity", "equal_principal", "bullet", "none"]),
        for_government_works=st.booleans(), systems=st.sampled_from([None, frozenset({"heat"}), frozenset({"water"})])),
    max_size=3)

terms = st.builds(
    lambda sources, income, spending, **more: Terms(
        sources=tuple(Source(**{**vars(source), "name": f"source_{at}"}) for at, source in enumerate(sources)),
        income=income, spending=spending, **more),
    sources,
    st.builds(Income, vat_share_of_tax=st.just(0.4), county_share_of_vat=st.just(0.5), returned_share=st.floats(0, 1),
              land_wan_per_mu=st.floats(0.0, 8.0), fund_wan_by_year=st.sampled_from([(), (60.0,), (0.0, 120.0)])),
    st.builds(Spending, operation_share_per_a=st.floats(0.0, 0.1), land_take_up_wan_per_mu=st.floats(0.0, 8.0),
              incentive_share=st.floats(0.0, 0.1), incentive_delay_a=st.floats(0.0, 3.0)),
    opening_cash_wan=st.floats(0.0, 200.0), discount_rate_per_a=st.floats(0.0, 0.1),
    least_debt_cover=st.floats(0.5, 2.0), holds_to_cover=st.booleans())

wishes = st.lists(st.tuples(st.integers(0, MONTHS - 1), st.floats(0.0, 300.0), st.floats(0.0, 20.0), st.booleans()),
                  min_size=PROJECTS, max_size=PROJECTS)
worlds = st.lists(st.tuples(wishes, st.floats(0.0, 400.0), st.floats(0.0, 3.0)), min_size=1, max_size=4)


def lived(terms, worlds):
    """Return the account of some worlds, each of which asks for each project month after month until it begins."""
    account = Account([terms], futures=len(worlds), months=MONTHS, projects=PROJECTS)
    tax, land = (np.array([world[at] for world in worlds]) for at in (1, 2))
    for month in range(MONTHS):
        for row, (wishes, _, _) in enumerate(worlds):
            for project, (from_month, cost_wan, build_months, government) in enumerate(wishes):
                if month >= from_month and account.granted[row, project] == inf:
                    account.fund(row, month, project=project, cost_wan=cost_wan, build_months=build_months,
                                 system="heat", government=government)
        account.book(month, tax_wan_per_a=tax, land_priced_mu=land, delivered={}, invested_wan=10.0 * land,
                     land_taken_up_mu=0.5 * land, land_rent_mu_per_a=0.1 * land, fund_from=np.floor(4.0 * land))
    return account


@given(terms, worlds)
def test_what_comes_in_is_what_goes_out_and_what_is_left_every_month(terms, worlds):
    account = lived(terms, worlds)
    came = sum(account.income.values()) + sum(account.capital[source.name] for source in terms.sources)
    went = sum(account.spending.values()) + account.capital_cost.T + account.interest + account.principal
    left = terms.opening_cash_wan + np.cumsum(came - went, axis=0)
    assert np.abs(account.cash.T - left).max() < 1e-6


@given(terms, worlds)
def test_no_bit_of_a_world_depends_on_its_neighbours(terms, worlds):
    together = lived(terms, worlds).ledger()
    for row, world in enumerate(worlds):
        alone = lived(terms, [world]).ledger()
        for name, values in vars(together).items():
            assert values[row].tobytes() == getattr(alone, name)[0].tobytes(), name


@given(terms, worlds)
def test_ceilings_and_own_capital_are_kept(terms, worlds):
    account = lived(terms, worlds)
    for source in terms.sources:
        drawn = account.capital[source.name].sum(axis=0)
        assert (drawn <= source.ceiling_wan + 1e-6).all()
        assert (drawn <= source.share * account.capital_cost.sum(axis=1) + 1e-6).all()


@given(terms, worlds)
def test_own_money_alone_never_empties_an_account(terms, worlds):
    # Without debts, upkeep and rewards, and with plots sold above their cost, only projects could.
    alone = Terms(income=terms.income, opening_cash_wan=terms.opening_cash_wan)
    account = lived(alone, worlds)
    assert not account.out_of_cash.any()
    assert (account.capital[OWN] >= 0).all()


@given(terms, worlds)
def test_what_is_owed_is_what_was_lent_and_not_yet_repaid(terms, worlds):
    account = lived(terms, worlds)
    lent = sum((account.capital[source.name] for source in terms.sources if source.is_repaid),
               np.zeros((MONTHS, len(worlds))))
    assert account.owed == approx(np.cumsum(lent - account.principal, axis=0), abs=1e-6)
    assert (account.owed >= -1e-6).all()
