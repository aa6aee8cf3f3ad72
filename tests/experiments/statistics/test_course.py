"""The park over the years: utilisation, headroom, limits, projects, firms."""

from math import inf

import pytest

from experiments.statistics.course import Headroom, Utilisation
from experiments.statistics.firms import FirmsByYear
from experiments.statistics.limits import Limits, LimitsByYear
from experiments.statistics.projects import Projects
from sim.future import FIRM_COLUMNS
from tests.experiments.statistics.gathered import told_by
from tests.experiments.statistics.small_record import LINE, TRANSFORMER, context_of, record_of, row_of

THREE = [[[inf, inf]]] * 3


def three_futures():
    return record_of(THREE, plans=["today"])


def table_of(kind, record):
    context = context_of(record)
    return told_by(kind(record, context), record, context)


def one_row(kind, record, **wanted):
    return row_of(table_of(kind, record), **wanted)


def test_utilisation_is_told_for_drawn_and_required_month_by_month():
    record = three_futures()
    record.required[:, 0, 1, 0] = [0.5, 1.5, 1.0]
    wanted = {"system": "power", "month": "2027-02"}
    row = one_row(Utilisation, record, state="required", **wanted)
    assert (row["p10"], row["p50"], row["p90"]) == (0.5, 1.0, 1.5)
    assert row["share_exceeded"] == pytest.approx(1 / 3)
    assert one_row(Utilisation, record, state="drawn", **wanted)["p90"] == 0.5


def test_an_unsolved_month_is_infinitely_full():
    record = three_futures()
    record.required[1:, 0, 1, 0] = inf
    row = one_row(Utilisation, record, system="power", month="2027-02", state="required")
    assert (row["p10"], row["p50"], row["p90"]) == (0.5, inf, inf)


def test_load_and_capacity_stand_beside_utilisation():
    record = three_futures()
    record.load_required[:, 0, 1, 0] = [3.0, 5.0, 4.0]
    record.capacity[:, 0, 1, 0] = [6.0, 8.0, 7.0]
    row = one_row(Utilisation, record, system="power", month="2027-02", state="required")
    assert (row["load_p10"], row["load_p50"], row["load_p90"], row["capacity_p50"]) == (3.0, 4.0, 5.0, 7.0)


def test_months_run_fastest():
    record = three_futures()
    table = table_of(Utilisation, record)
    assert table["month"].tolist()[:2] == ["2027-01", "2027-02"]
    assert len(table) == 2 * 2 * 24


def test_headroom_is_told_by_area_and_year_in_the_system_s_unit():
    record = three_futures()
    record.headroom["power"][:, 0, 1, 1] = [2.0, 0.0, 1.0]
    row = one_row(Headroom, record, system="power", area="south", year=2028)
    assert (row["unit"], row["p10"], row["p50"], row["p90"]) == ("MW", 0.0, 1.0, 2.0)


def test_headroom_that_nothing_bounds_is_infinite():
    record = three_futures()
    record.headroom["roads"][:, 0, 0, 0] = inf
    row = one_row(Headroom, record, system="roads", area="north", year=2027)
    assert (row["unit"], row["p50"]) == ("pcu/h", inf)


def test_a_limit_is_told_with_the_dates_of_its_first_excess():
    record = three_futures()
    record.first_exceeded["power"][:, 0, TRANSFORMER] = [3, 5, -1]
    row = one_row(Limits, record, limit="transformer")
    assert (row["system"], row["kind"], row["element"]) == ("power", "transformer", "station")
    assert row["p_exceeded"] == pytest.approx(2 / 3)
    assert (row["p10"], row["p50"], row["p90"]) == ("2027-04", "2027-06", "> 2028-12")


def test_a_limit_that_is_never_exceeded_is_told_too():
    row = one_row(Limits, three_futures(), limit="line")
    assert (row["p_exceeded"], row["low"], row["p10"]) == (0.0, 0.0, "> 2028-12")


def test_limits_go_by_plan_then_system():
    record = record_of([[[inf, inf]] * 2])
    table = table_of(Limits, record)
    assert table["plan"].tolist() == ["today"] * 4 + ["build"] * 4
    assert table["limit"].tolist()[:4] == ["line", "transformer", "absent", "street"]


def test_the_share_of_a_year_is_that_of_the_futures_in_which_the_limit_is_exceeded():
    record = three_futures()
    record.exceeded_in_year["power"][:2, 0, 1, LINE] = True
    assert one_row(LimitsByYear, record, limit="line", year=2028)["share"] == pytest.approx(2 / 3)
    assert one_row(LimitsByYear, record, limit="line", year=2027)["share"] == 0.0


def test_a_project_is_told_with_the_dates_of_its_permits_and_its_service():
    record = three_futures()
    record.project_begun[:, 0, 0] = [1.0, 1.0, 2.5]
    record.project_finished[:, 0, 0] = [8.5, 13.0, inf]
    (row,) = table_of(Projects, record).to_dict("records")
    assert (row["project"], row["label"]) == ("second_line", "Second line")
    assert (row["begun_p10"], row["begun_p50"], row["begun_p90"]) == ("2027-02", "2027-02", "2027-03")
    assert (row["finished_p10"], row["finished_p50"], row["finished_p90"]) == ("2027-09", "2028-02", "> 2028-12")
    assert (row["share_begun"], row["share_finished"]) == pytest.approx((1.0, 2 / 3))


def test_a_project_that_waits_for_ever_is_begun_and_not_built():
    record = three_futures()
    record.project_begun[:, 0, 0] = 1.0
    record.project_built_from[:, 0, 0] = [4.0, inf, 13.5]
    (row,) = table_of(Projects, record).to_dict("records")
    assert (row["built_from_p10"], row["built_from_p50"], row["built_from_p90"]) == ("2027-05", "2028-02", "> 2028-12")
    assert (row["share_begun"], row["share_built"], row["share_finished"]) == pytest.approx((1.0, 2 / 3, 0.0))


def test_the_cost_of_a_project_is_that_of_all_futures():
    record = three_futures()
    record.project_begun[0, 0, 0] = 1.0
    record.project_wan[:, 0, 0] = [600.0, 1800.0, 900.0]
    (row,) = table_of(Projects, record).to_dict("records")
    assert [row[f"cost_wan_yuan_{name}"] for name in ("mean", "p10", "p50", "p90")] == [1100.0, 600.0, 900.0, 1800.0]


def test_a_project_that_never_begins_has_no_row():
    record = three_futures()
    assert table_of(Projects, record).empty


def test_firms_are_told_with_mean_and_spread():
    record = three_futures()
    record.connected[:, 0, 1, FIRM_COLUMNS.index("jobs")] = [100, 200, 600]
    row = one_row(FirmsByYear, record, year=2028)
    assert (row["jobs_mean"], row["jobs_p10"], row["jobs_p50"], row["jobs_p90"]) == (300, 100, 200, 600)
