"""Who may not enter: turned out at once, or let in with what was missing."""

from dataclasses import replace

import numpy as np
import pytest

from sim.entry import NEVER, Bar, EntryRules
from sim.lockstep import simulate
from tests.sim.test_attraction import terms
from tests.small_park import TODAY, future_of, scene_of, second_pot_in

UNTIL_THE_SECOND_POT = EntryRules.of([Bar(sector=0, area=0, until="pot_2")])


@pytest.fixture(params=["the desk is the same under every plan", "each plan has a desk of its own"])
def entering(request):
    """Give a scene some rules of entry; with attraction who comes is decided plan by plan."""
    def scene(rules, *plans, **told):
        found = replace(scene_of(*plans, horizon_months=12, **told), entry=rules)
        of = replace(terms(), upstream=np.zeros((1, 1)))
        return found if request.param.startswith("the") else replace(found, terms=of)

    return scene


def turned_out(record, plan=0):
    lost = record.losses
    mine = (lost.plan == plan) & lost.other[:, record.other_causes.index("entry")]
    return dict(zip(lost.prospect[mine].tolist(), lost.month[mine].tolist(), strict=True))


def test_a_sector_without_a_rule_enters_and_one_with_a_rule_only_where_it_does_not_hold():
    rules = EntryRules.of([Bar(0, 1, NEVER), Bar(2, 0, "works"), Bar(2, 0, "heat")])
    assert not rules.bars(1, 1, ())
    assert not rules.bars(0, 0, ())
    assert rules.bars(0, 1, ("works", "heat"))
    assert [rules.bars(2, 0, standing) for standing in ((), ("works",), ("works", "heat"))] == [True, True, False]
    assert rules.bars_for_good(0, 1)
    assert not rules.bars_for_good(2, 0)


def test_who_never_may_enter_is_lost_in_the_month_in_which_he_applies(entering):
    firms = [{"enquiry_month": 2.5}, {"enquiry_month": 3.5, "area": 1}]
    record = simulate(entering(EntryRules.of([Bar(0, 0, NEVER)])), [future_of(*firms)])
    assert turned_out(record) == {"firm/0000": 2}
    assert not record.losses.held_by.any()
    assert record.connected[0, 0, 0, 0] == 1


def test_who_comes_too_early_enters_with_what_was_missing_and_who_is_impatient_is_lost(entering):
    # The second pot stands from month 4 on: one waits long enough, one gives up in month 3.
    firms = [{"enquiry_month": 1.5, "patience_months": 8.0, "need_mw": 0.5},
             {"enquiry_month": 1.5, "patience_months": 2.0, "need_mw": 0.5}]
    record = simulate(entering(UNTIL_THE_SECOND_POT, TODAY, second_pot_in(4)), [future_of(*firms)])
    assert turned_out(record, plan=0) == {"firm/0000": 9, "firm/0001": 3}
    assert turned_out(record, plan=1) == {"firm/0001": 3}
    # Half a megawatt of the four that both pots hold; approved and built at once.
    required = record.required[0, 1, :, 0].tolist()
    assert required == [0.0] * 4 + [0.125] * 8


def built_within_a_month(entering, *firms, land_ha=100.0):
    """March on a plan whose second pot stands from 4.5 on."""
    scene = entering(UNTIL_THE_SECOND_POT, second_pot_in(4), land_ha=land_ha)
    return simulate(scene, [future_of(*firms, permit_months=0.5)])


def test_nobody_who_comes_later_overtakes_who_has_waited(entering):
    # One plot is left: it is his who has waited since 1.0, not of whom comes at 4.7.
    firms = [{"enquiry_month": 1.0, "patience_months": 20.0}, {"enquiry_month": 4.7}]
    record = built_within_a_month(entering, *firms, land_ha=1.0)
    assert record.losses.prospect.tolist() == ["firm/0001"]
    assert record.losses.for_land.tolist() == [True]


def test_who_is_patient_until_it_stands_is_not_lost_before_the_months_end(entering):
    record = built_within_a_month(entering, {"enquiry_month": 1.0, "patience_months": 3.8})
    assert not turned_out(record)
    assert record.connected[0, 0, 0, 0] == 1


def test_a_firm_that_stands_stays(entering):
    record = simulate(entering(EntryRules.of([Bar(0, 0, NEVER)])), [future_of({"stands": True})])
    assert not turned_out(record)
    assert record.connected[0, 0, 0, 0] == 1


def test_rules_that_bar_nobody_who_comes_change_nothing(entering):
    firms = [{"enquiry_month": month + 0.5, "approval_months": 1.5} for month in range(6)]
    with_rules = simulate(entering(EntryRules.of([Bar(sector=0, area=1, until=NEVER)])), [future_of(*firms)])
    without = simulate(entering(None), [future_of(*firms)])
    assert np.array_equal(with_rules.required, without.required)
    assert without.other_causes == tuple(cause for cause in with_rules.other_causes if cause != "entry")
