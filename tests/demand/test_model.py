"""The county's demand: what a future holds, and what must not move."""

import numpy as np
import pandas as pd
import pytest

from demand.model import DemandModel
from demand.prospects import MU_PER_HA
from experiments.study.study import ProjectTimes
from tests.networks.county import county_areas, county_tables

TABLES, AREAS = county_tables(DemandModel), county_areas()
TIMES = {"line": ProjectTimes((4.0, 6.0, 10.0), (6.0, 8.0, 12.0))}
COSTS = {"line": (600.0, 960.0, 1800.0)}


def model(tables: dict | None = None, **changes: object) -> DemandModel:
    told = {"seed": 20270101, "horizon_months": 240, "start": (2027, 1), "project_times": TIMES,
            "project_costs": COSTS} | changes
    return DemandModel.from_tables(tables or TABLES, AREAS, **told)


def row(future, name: str) -> int:
    return future.prospects.name.tolist().index(name)


def same(one, other, names: list[str]) -> bool:
    first, second = ([row(future, name) for name in names] for future in (one, other))
    columns = ("enquiry_month", "comes", "land_ha", "jobs", "life_months", "patience_months", "construction_months")
    return all(np.array_equal(getattr(one.prospects, column)[first], getattr(other.prospects, column)[second])
               for column in columns) and all(
        np.array_equal(one.prospects.needs[need][first], other.prospects.needs[need][second])
        for need in one.prospects.needs)


def test_the_same_number_gives_the_same_future():
    one, other = model().future(4), model().future(4)
    assert same(one, other, one.prospects.name.tolist())
    assert dict(one.conditions) == dict(other.conditions)


def test_order_of_asking_moves_nothing():
    asked = model()
    asked.future(9)
    one = asked.future(4)
    assert same(one, model().future(4), one.prospects.name.tolist())


def test_futures_differ():
    one, other = model().future(0), model().future(1)
    assert one.conditions["power_factor"] != other.conditions["power_factor"]
    assert len(one.prospects) != len(other.prospects)


def test_a_further_firm_moves_nobody_else():
    firms = TABLES["firms"]
    more = pd.concat([firms.assign(firm="new_" + firms["firm"]).head(1), firms], ignore_index=True)
    one, other = model().future(2), model(TABLES | {"firms": more}).future(2)
    assert len(other.prospects) == len(one.prospects) + 1
    assert same(one, other, one.prospects.name.tolist())


def test_a_further_row_of_arrivals_moves_no_other_row():
    arrivals = TABLES["arrivals"]
    weaving = arrivals.assign(share=arrivals["share"].where(arrivals["sector"] != "weaving_dyeing", 0.1))
    one, other = model().future(2), model(TABLES | {"arrivals": weaving}).future(2)
    assert len(other.prospects) > len(one.prospects)
    assert same(one, other, one.prospects.name.tolist())


def test_a_longer_horizon_moves_nobody():
    one, other = model().future(2), model(horizon_months=360).future(2)
    assert same(one, other, one.prospects.name.tolist())


def test_standing_firms_are_there_with_what_the_table_says():
    future, firms = model().future(0), TABLES["firms"]
    stands = future.prospects.stands
    assert stands.sum() == len(firms)
    assert future.prospects.needs["power_mw"][stands].tolist() == firms["power_mw"].tolist()
    assert future.prospects.needs["sewage_m3_per_d"][stands].tolist() == firms["sewage_m3_per_d"].tolist()


def test_committed_investors_come_in_every_future_in_the_month_they_signed():
    for number in range(3):
        future = model().future(number)
        at = row(future, "investor/precast_plant")
        assert future.prospects.comes[at]
        assert future.prospects.enquiry_month[at] == 5.0
        assert future.prospects.needs["power_mw"][at] == 2.4


def test_what_an_investor_does_not_tell_is_drawn_for_his_sector():
    investors = TABLES["investors"]
    open_power = investors.assign(power_mw=float("nan"))
    future = model(TABLES | {"investors": open_power}).future(0)
    at = row(future, "investor/precast_plant")
    # Building materials: 150 to 700 kW/ha on 10 ha, times 0.85 to 1.2, over the typical coincidence 0.88.
    assert 150 * 10 * 0.85 / 880 <= future.prospects.needs["power_mw"][at] <= 700 * 10 * 1.2 / 880


def test_investor_who_signed_before_the_study_begins_is_there_at_once():
    early = TABLES["investors"].assign(contract_month="2026-03")
    future = model(TABLES | {"investors": early}).future(0)
    assert future.prospects.enquiry_month[row(future, "investor/cotton_mill")] == 0.0


def test_signed_projects_a_year_are_those_of_the_table():
    signed = []
    for number in range(60):
        future = model().future(number)
        came = ~future.prospects.stands & (future.prospects.enquiry_month < 240)
        signed.append((future.prospects.comes & came).sum() - len(TABLES["investors"]))
    # Typical 6 a year, mean of low, typical and high 6.25, course 1.01 on average, kept 0.8725: 110 in 20 years.
    expected = 6.25 * 20 * 1.01 * 0.8725
    # Between futures the rate varies from 4 to 9: a standard deviation of about 27 in 110.
    assert np.mean(signed) == pytest.approx(expected, abs=3 * 27 / np.sqrt(60))


def test_needs_grow_with_land_and_stay_within_their_range():
    future = model().future(3)
    prospects = future.prospects
    agri = [at for at, name in enumerate(prospects.name) if name.startswith("agri_food/")]
    index_mw = prospects.needs["power_mw"][agri] * 0.88 / future.conditions["power_level"]
    per_ha = 1000 * index_mw / prospects.land_ha[agri]
    assert 120 <= per_ha.min() < per_ha.max() <= 400


def test_bulk_plots_are_larger_than_small_ones():
    prospects = model().future(3).prospects
    drawn = np.char.find(prospects.name, "agri_food/") == 0
    assert prospects.land_ha[drawn & prospects.bulk].min() * MU_PER_HA >= 35
    assert prospects.land_ha[drawn & ~prospects.bulk].max() * MU_PER_HA <= 30


def test_one_meeting_is_quicker_than_serial_for_everybody():
    prospects = model().future(3).prospects
    assert (prospects.approval_months["one_meeting"] < prospects.approval_months["serial"]).all()


def test_project_times_are_drawn_within_their_range():
    for number in range(5):
        future = model().future(number)
        assert 4.0 <= future.permit_months["line"] <= 10.0
        assert 6.0 <= future.build_months["line"] <= 12.0


def test_project_costs_are_drawn_within_their_range_and_half_of_them_below_the_typical_one():
    drawn = [model().future(number).project_wan["line"] for number in range(200)]
    assert min(drawn) >= 600.0 and max(drawn) <= 1800.0
    # Of 200 draws a fair coin has 80 to 120 heads, but for one time in two hundred.
    assert 80 <= sum(cost < 960.0 for cost in drawn) <= 120


def test_a_project_more_moves_no_other_projects_time_and_cost():
    more = model(project_times={"other": TIMES["line"]} | TIMES, project_costs={"other": COSTS["line"]} | COSTS)
    assert more.future(1).permit_months["line"] == model().future(1).permit_months["line"]
    assert more.future(1).project_wan["line"] == model().future(1).project_wan["line"]


def test_a_drawn_cost_moves_no_other_draw():
    without, drawn = model(project_costs={}).future(1), model().future(1)
    assert without.project_wan == {}
    assert (without.permit_months, without.build_months) == (drawn.permit_months, drawn.build_months)
    assert np.array_equal(without.prospects.land_ha, drawn.prospects.land_ha)


def test_power_has_one_profile_a_load_shape_whose_peak_is_1():
    power = model().needs[0]
    assert power.name == "power_mw"
    assert power.profiles.shape[1] == 24
    assert power.profiles.max(axis=1).tolist() == [1.0] * len(power.profiles)


def test_traffic_has_two_busy_hours_the_busier_of_which_is_the_need_itself():
    of = {need.name: need.profiles for need in model().needs}
    for need in ("car_pcu_per_h", "bus_pcu_per_h", "truck_pcu_per_h"):
        assert of[need].shape == (1, 2)
        assert of[need].max() == 1.0
    assert of["car_pcu_per_h"].tolist() == [[1.0, 0.9]]
    assert of["sewage_m3_per_d"].tolist() == [[1.0]]


def test_through_traffic_grows_by_the_futures_own_rate_from_the_first_year_on():
    for number in range(5):
        future = model().future(number)
        ratio = future.yearly["through_traffic_ratio"]
        assert len(ratio) == 20
        assert ratio[0] == 1.0
        assert ratio[1:] / ratio[:-1] == pytest.approx(1.0 + future.conditions["through_traffic_growth_per_a"])
    assert future.condition("through_traffic_ratio", 19) == ratio[19]


def test_through_traffic_without_growth_is_the_same_every_year():
    rows = TABLES["uncertain"].copy()
    rows.loc[rows["parameter"] == "through_traffic_growth_per_a", ["low", "typical", "high"]] = 0.0
    assert set(model(TABLES | {"uncertain": rows}).future(3).yearly["through_traffic_ratio"]) == {1.0}


def test_ramp_never_falls():
    for number in range(10):
        assert (np.diff(model().future(number).prospects.ramp, axis=1) >= 0).all()


def test_typical_building_materials_ask_what_the_table_says():
    needs = model().typical_needs("building_materials", land_ha=10.0)
    assert needs["power_mw"] == pytest.approx(3.0)
    assert needs["sewage_m3_per_d"] == pytest.approx(10 * 40 * 0.25)
    # 25 trips a day and hectare, a tenth in the busy hour, 2.5 pcu each.
    assert needs["truck_pcu_per_h"] == pytest.approx(10 * 25 * 0.1 * 2.5)
    # 18 jobs a hectare, 0.7 of them real, 2.1 trips, 0.45 in the busy hour, a quarter by car, 1.4 in each.
    assert needs["car_pcu_per_h"] == pytest.approx(10 * 18 * 0.7 * 2.1 * 0.45 * 0.25 / 1.4)


def test_the_sectors_are_told_by_the_tables_alone():
    assert set(DemandModel.sector_names(TABLES)) == set(model().sectors)


def test_a_studys_own_sector_row_takes_the_place_of_the_common_one():
    own = pd.DataFrame([{"sector": "building_materials", "quantity": "power_kw_per_ha", "low": 500.0, "typical": 600.0,
                         "high": 700.0, "unit": "kW/ha", "source": "assumption", "confidence": "D"}])
    assert model(TABLES | {"sectors": own}).typical_needs("building_materials", land_ha=10.0)["power_mw"] == \
        pytest.approx(6.0)


def test_every_area_is_somewhere_to_go():
    future = model().future(0)
    assert set(future.prospects.area.tolist()) == set(range(len(AREAS)))


def test_model_without_known_firms_or_arrivals_still_makes_futures():
    nobody = {key: TABLES[key].head(0) for key in ("firms", "investors")}
    silent = TABLES["arrivals"].assign(share=0.0)
    future = model(TABLES | nobody | {"arrivals": silent}).future(0)
    assert len(future.prospects) == 0


@pytest.mark.parametrize(("start", "quiet_months"), [((2027, 1), 48), ((2029, 1), 24), ((2032, 1), 0)])
def test_a_later_start_comes_sooner_to_the_month_in_which_enquiries_begin(start, quiet_months):
    course = pd.DataFrame({"from_month": ["2027-01", "2031-01"], "factor": [0.0, 1.0]})
    prospects = model(TABLES | {"course": course}, start=start).future(0).prospects
    known = [name.startswith(("firm/", "investor/")) for name in prospects.name]
    first = prospects.enquiry_month[~np.array(known)].min()
    # At some ten enquiries a year the first one does not wait for a year.
    assert quiet_months <= first < quiet_months + 12
