"""What the months of a park bring to its account, and what its builders are granted, followed by hand."""

from dataclasses import replace

from sim.lockstep import simulate
from tests.sim.accounts import terms_of
from tests.small_park import TODAY, future_of, scene_of, second_pot_in

PLANS = (TODAY, second_pot_in(3))


def march(*rows, money, plans=PLANS, cost_wan=None, **changes):
    """Return the record of one future in which the second pot is built in a month."""
    scene = replace(scene_of(*plans), money=money, sectors=("food",))
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
