"""The printed table of what the park has in the end."""

from math import inf

import numpy as np

from experiments.statistics import printed_gains, tables
from experiments.statistics.columns import WIDTH
from tests.experiments.statistics.small_record import YEARS, context_of, record_of


def printed(by_plan, plans=("today", "build")):
    """What is printed of some futures whose firms, jobs and tax at the end are told plan by plan."""
    futures = len(by_plan[plans[0]])
    connected = np.zeros((futures, len(plans), YEARS, 5), dtype=np.float32)
    for at, plan in enumerate(plans):
        # Firms, hectares, jobs, output, tax.
        connected[:, at, -1, [0, 2, 4]] = by_plan[plan]
    record = record_of([[[inf, inf]] * len(plans)] * futures, plans=plans, connected=connected)
    context = context_of(record)
    return printed_gains(tables(record, context), context).splitlines()


def cells(line):
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_a_plan_is_told_beside_the_baseline_and_by_how_much_it_exceeds_it():
    # Differences of 2 and 4 firms: mean 3, standard error 1, Student's factor for one degree of freedom 12.7.
    lines = printed({"today": [(10, 100, 50), (10, 100, 50)], "build": [(12, 100, 60), (14, 100, 60)]})
    assert cells(lines[-2]) == ["today", "10", "100", "50"]
    assert cells(lines[-1]) == ["build", "13", "+3 (-10 to 16)", "100", "+0 (0 to 0)", "60", "+10 (10 to 10)"]
    assert max(len(line) for line in lines) <= WIDTH


def test_less_than_the_baseline_has_a_minus_and_no_plus():
    lines = printed({"today": [(10, 0, 0)] * 3, "build": [(8, 0, 0)] * 3})
    assert cells(lines[-1])[2] == "-2 (-2 to -2)"


def test_one_future_tells_no_interval():
    lines = printed({"today": [(10, 0, 0)], "build": [(12, 0, 0)]})
    assert cells(lines[-1])[2] == "+2"


def test_one_plan_alone_is_compared_with_nothing():
    lines = printed({"today": [(10, 100, 50), (11, 100, 50)]}, plans=("today",))
    assert not any("more" in line for line in lines)
    assert cells(lines[-1]) == ["today", "10.5", "100", "50"]
