"""Attraction: what a park is worth to enterprises, by hand."""

from math import exp, log

import numpy as np
import pytest

from sim.attraction import Deterrent, Terms, attraction

NOTHING = Deterrent(0.0, 0.0)


def terms(**told) -> Terms:
    """Return terms that let everybody come but for what is told."""
    return Terms(**{"shortage": NOTHING, "approval": NOTHING, "land_price": NOTHING, "land_price_wan_per_mu": 5.0,
                    "upstream": np.zeros((2, 2)), "most": 1.5} | told)


def found(of: Terms, *, shortage=0.0, approval_months=0.0, land_price=5.0, incentive=0.0, firms=(0.0, 0.0)):
    told = {"shortage": shortage, "approval_months": approval_months, "land_price": land_price, "incentive": incentive}
    return attraction(of, **{name: np.array([value]) for name, value in told.items()}, firms=np.array([firms]))[0]


def test_a_park_that_is_as_others_are_has_an_attraction_of_1():
    of = terms(shortage=Deterrent(2.0, 0.2), approval=Deterrent(1.0, 4.0), land_price=Deterrent(1.0, 5.0))
    assert found(of, shortage=0.2, approval_months=3.0).tolist() == [1.0, 1.0]


def test_each_further_share_of_systems_exhausted_costs_the_same_part():
    of = terms(shortage=Deterrent(log(2) / 0.1, 0.2))
    assert [found(of, shortage=share)[0] for share in (0.2, 0.3, 0.4)] == pytest.approx([1.0, 0.5, 0.25])


def test_deterrents_multiply():
    of = terms(approval=Deterrent(0.1, 4.0), land_price=Deterrent(0.2, 5.0))
    assert found(of, approval_months=10.0, land_price=6.0)[0] == pytest.approx(exp(-0.6) * exp(-0.2))


def test_incentives_add_a_share_and_never_more_than_the_most():
    assert found(terms(), incentive=0.25)[0] == 1.25
    assert found(terms(), incentive=3.0)[0] == 1.5


def test_a_sector_gains_by_the_share_of_its_upstream_firms_and_by_no_others():
    # The second sector buys from the first, whose firms are three of four.
    of = terms(upstream=np.array([[0.0, 0.0], [0.4, 0.0]]))
    assert found(of, firms=(3.0, 1.0)).tolist() == pytest.approx([1.0, 1.3])


def test_an_empty_park_has_no_upstream_firms():
    assert found(terms(upstream=np.ones((2, 2)))).tolist() == [1.0, 1.0]


def test_assets_bring_incentives_and_cheaper_land_while_they_stand():
    of = terms(incentives={"fund": 0.1, "hall": 0.2}, cheaper_land_wan_per_mu={"lease": 2.0, "gift": 9.0})
    assert of.incentive({"fund", "hall"}) == pytest.approx(0.3)
    assert (of.price_wan_per_mu(()), of.price_wan_per_mu({"lease"}), of.price_wan_per_mu({"gift"})) == (5.0, 3.0, 0.0)
