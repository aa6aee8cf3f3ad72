"""What is measured is printed so that it can be cited."""

import re

import pytest

from experiments.benchmarks import printed
from experiments.benchmarks.growth import Case, Cost
from experiments.benchmarks.side_by_side import Round, SideBySide


def found(*, product_s: float) -> SideBySide:
    rounds = tuple(Round(loop_s=0.1 * at, whole_loop_s=2.0, product_s=product_s, floor_s=1e-4) for at in (1, 2, 3))
    return SideBySide(rounds, 100, 10, {"power": 50, "roads": 40}, {"power": 45, "roads": 0},
                      {"power": 0.009, "roads": 0.001}, {"power": 0.7, "records": 0.3}, {"power": 40.0, "roads": 1.0})


def test_ratios_are_medians_of_the_rounds():
    lines = printed.ratios(found(product_s=2e-4))
    assert [re.match(r"([a-z -]+): ([\d.]+)", line).groups() for line in lines] == [
        ("park-months a second", "5000"),
        ("ratio to the loop", "1000"),
        ("ratio to the loop at equal work", "10000"),
        ("ratio to the floor", "2.00"),
    ]


def test_missed_target_tells_by_how_much_and_what_holds_it_back():
    snapshot, _, floor = printed.targets(found(product_s=4e-4))
    assert "missed by a factor of 2.00; the largest part is power, 70%" in snapshot
    assert "missed by a factor of 2.67; outside the engines lie 30%" in floor


def test_met_target_says_so():
    assert all(": met" in line for line in printed.targets(found(product_s=1e-4)))


def test_parts_and_engines_have_a_line_each():
    told = "\n".join(printed.parts(found(product_s=1e-4)))
    assert re.search(r"records +30\.0%", told)
    # 9 ms for 45 states are 200 us each.
    assert re.search(r"power +50 +45 +200\.0", told)


@pytest.mark.parametrize(("peak_mb", "end"), [(431.4, " 431"), (None, " -")])
def test_cost_is_one_line_and_memory_that_is_not_told_a_dash(peak_mb, end):
    line = printed.cost(Cost(Case("100 futures", "county", 100, 20), 1000, 2.0, 9.0, 8.0, peak_mb))
    assert line.split()[:2] == ["100", "futures"]
    assert "125" in line.split()
    assert line.endswith(end)


def test_several_workers_are_measured_by_the_wall_clock():
    assert Cost(Case("a", "county", 1, 1, workers=2), 1, 0.0, 9.0, 1.0, None).seconds == 9.0
    assert Cost(Case("a", "county", 1, 1, workers=1), 1, 0.0, 9.0, 1.0, None).seconds == 1.0


def test_slope_is_what_further_park_months_cost():
    cases = [Cost(Case("a", "county", 1, 1), months, 0.0, 0.0, seconds, None)
             for months, seconds in ((1000, 3.0), (2000, 4.0), (4000, 6.0))]
    assert printed.slope(cases) == "  a further park-month costs [ms]: 1.000, 1.000"
    assert printed.slope(cases[:1]) == ""
