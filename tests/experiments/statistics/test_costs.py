"""What the plans cost over three futures in which each project has another cost."""

from dataclasses import replace

import numpy as np

from experiments.statistics.costs import Costs
from tests.experiments.statistics.gathered import told_by
from tests.experiments.statistics.small_ledger import CONTEXT, TERMS
from tests.experiments.statistics.small_record import context_of, record_of, row_of

NAMES = [f"cost_wan_yuan_{name}" for name in ("mean", "se", "p10", "p50", "p90")]


def costs(record, context):
    return told_by(Costs(record, context), record, context)


def drawn():
    """Both projects begin in every future under the second plan: together they cost 700, 1000 and 1600."""
    record = record_of([[[0.0], [0.0]]] * 3)
    record.project_begun[:, 1] = 5.0
    record.project_wan[:, :, 0] = np.array([[600.0], [900.0], [1500.0]])
    record.project_wan[:, :, 1] = 100.0
    return record


def test_a_plan_costs_what_its_projects_cost_in_each_future():
    record = drawn()
    row = row_of(costs(record, context_of(record)), plan="build")
    # Standard deviation of 700, 1000 and 1600: sqrt(210000) = 458.26, over sqrt(3) 264.58.
    assert [round(row[name], 2) for name in NAMES] == [1100.0, 264.58, 700.0, 1000.0, 1600.0]


def test_a_plan_that_builds_nothing_costs_nothing():
    record = drawn()
    row = row_of(costs(record, context_of(record)), plan="today")
    assert [row[name] for name in NAMES] == [0.0] * 5


def test_what_never_gets_its_money_costs_nothing():
    record = drawn()
    granted = np.full((3, 2, 2), np.inf)
    granted[:2, 1, 0] = 7.0
    found = costs(replace(record, money={"granted_month": granted}), replace(CONTEXT, money=TERMS))
    # The first project is paid in two of three futures: 600, 900 and nothing.
    assert row_of(found, plan="build")["cost_wan_yuan_mean"] == 500.0


def test_equal_costs_have_no_error_whatever_their_digits():
    record = drawn()
    record.project_wan[...] = 1223.3
    assert row_of(costs(record, context_of(record)), plan="build")["cost_wan_yuan_se"] == 0.0
