"""Simple services: what a reader can check by hand, and what must hold for any of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.study.csv_tables import read_table
from experiments.study.files import StudyFiles
from networks.services import SimpleServices
from sim.capacity import CapacitySystem
from tests.networks.small_services import AREAS, BEDS, LANDFILL, NOWHERE, WASTE, asked, row, services, system, used


def test_every_service_of_the_table_is_a_system_of_its_own():
    built = SimpleServices.systems({"services": services()}, AREAS)
    assert list(built) == ["waste", "landfill", "housing"]
    assert all(isinstance(service, CapacitySystem) for service in built.values())
    assert built["landfill"].needs == ("stored_waste_t",)
    assert built["waste"].assets == ("transfer_1", "transfer_2")


def test_a_study_without_the_table_has_no_services():
    assert SimpleServices.systems({"services": services().iloc[:0]}, AREAS) == {}
    assert SimpleServices.shapes["services"].optional


def test_a_study_folder_without_the_file_reads_as_one_without_services(tmp_path):
    files = StudyFiles(tmp_path, tmp_path)
    read = read_table(files, SimpleServices.shapes["services"])
    assert read is not None
    assert files.faults == []
    tables = {"services": read.table}
    assert SimpleServices.faults(tables, AREAS, assets=frozenset()) == []
    assert SimpleServices.systems(tables, AREAS) == {}
    assert SimpleServices.asset_names(tables) == ()


def test_need_of_all_areas_is_held_against_the_sum_of_what_stands():
    waste = system("waste")
    assert used(waste, asked("waste_t_per_d", 6.0, 2.0), "transfer_1") == {"waste": 0.8, "absent": 0.0}
    assert used(waste, asked("waste_t_per_d", 6.0, 2.0), "transfer_1", "transfer_2")["waste"] == 0.2


def test_nothing_that_stands_is_absent_only_while_something_is_asked():
    waste = system("waste")
    assert used(waste, asked("waste_t_per_d", 0.0, 0.0)) == {"waste": 0.0, "absent": 0.0}
    assert used(waste, asked("waste_t_per_d", 0.1, 0.0)) == {"waste": 0.0, "absent": np.inf}


def test_landfill_that_takes_nothing_is_absent():
    landfill = system("landfill", row(LANDFILL, "cell_1", 0.0))
    assert used(landfill, asked("stored_waste_t", 1.0, 0.0), "cell_1")["absent"] == np.inf


def test_each_area_has_a_limit_of_its_own_where_the_table_names_areas():
    beds = system("housing", row(BEDS, "dormitory", 200.0, by_area="east"), row(BEDS, "flats", 50.0, by_area="west"))
    found = used(beds, asked("beds", 100.0, 100.0), "dormitory", "flats")
    assert found == {"housing_east": 0.5, "housing_west": 2.0, "absent": 0.0}


def test_area_without_a_row_has_nothing_that_serves_it():
    found = used(system("housing"), asked("beds", 100.0, 1.0), "dormitory")
    assert found == {"housing_east": 0.5, "housing_west": 0.0, "absent": np.inf}


def test_areas_for_which_some_capacity_stands_are_served():
    assert system("housing").serves(np.array([True])).tolist() == [True, False]
    assert system("housing").serves(np.array([False])).tolist() == [False, False]
    assert system("waste").serves(np.array([False, True])).tolist() == [True, True]
    assert system("landfill", row(LANDFILL, "cell_1", 0.0)).serves(np.array([True])).tolist() == [False, False]


def test_one_asset_may_serve_two_areas():
    beds = system("housing", row(BEDS, "flats", 40.0, by_area="east"), row(BEDS, "flats", 60.0, by_area="west"))
    assert beds.assets == ("flats",)
    assert beds.capacity(np.array([[True], [False]])).tolist() == [100.0, 0.0]
    assert used(beds, asked("beds", 20.0, 15.0), "flats")["housing_west"] == 0.25


def test_period_that_asks_most_tells():
    waste = system("waste")
    demand = {"waste_t_per_d": np.array([[[1.0, 4.0, 2.0], [1.0, 1.0, 2.0]]])}
    answer = waste.assess(demand, np.array([[True, False]]))
    assert answer.utilisation[0, 0] == 0.5
    assert answer.period[0, 0] == 1
    assert waste.load(demand).tolist() == [5.0]


def test_limit_is_of_the_kind_of_its_service():
    assert [limit.kind for limit in system("landfill").limits] == ["stock", "absent"]
    assert [limit.kind for limit in system("waste").limits] == ["rate", "absent"]
    assert system("waste").limits[0].cause == "all of it is in use"


def test_assets_with_a_place_are_points_and_one_of_them_shows_the_limit():
    waste = system("waste")
    shown = waste.map_elements()
    assert isinstance(shown, pd.DataFrame)
    assert shown["element"].tolist() == ["transfer_1", "transfer_2"]
    assert shown["x0"].tolist() == [1.0, 3.0]
    assert waste.limits[0].element == "transfer_1"


def test_first_asset_that_has_a_place_shows_the_limit():
    waste = system("waste", row(WASTE, "contract", 5.0, x_km=NOWHERE, y_km=NOWHERE), row(WASTE, "transfer_2", 5.0))
    assert waste.limits[0].element == "transfer_2"


def test_assets_of_all_services_are_known_without_building_them():
    assert SimpleServices.asset_names({"services": services()}) == ("transfer_1", "transfer_2", "cell_1", "dormitory")
    assert SimpleServices.limit_kinds == ("rate", "stock", "absent")


def test_service_without_a_place_is_on_no_map():
    permit = system("waste", row(WASTE, "permit", 5.0, x_km=NOWHERE, y_km=NOWHERE))
    assert permit.map_elements().empty
    assert permit.limits[0].element == ""


@st.composite
def states(draw) -> tuple[np.ndarray, np.ndarray]:
    """Return needs and assets of some states."""
    count = draw(st.integers(1, 6))
    amounts = st.lists(st.floats(0, 1e4), min_size=2 * count, max_size=2 * count)
    standing = st.lists(st.booleans(), min_size=2 * count, max_size=2 * count)
    return np.array(draw(amounts)).reshape(count, 2, 1), np.array(draw(standing)).reshape(count, 2)


@settings(deadline=None, max_examples=60)
@given(states())
def test_a_state_does_not_depend_on_its_neighbours(drawn):
    needs, standing = drawn
    waste = system("waste")
    together = waste.assess({"waste_t_per_d": needs}, standing).utilisation
    for state in range(len(needs)):
        alone = waste.assess({"waste_t_per_d": needs[state:state + 1]}, standing[state:state + 1]).utilisation
        assert np.array_equal(alone[0], together[state])
    assert not np.isnan(together).any()


@settings(deadline=None, max_examples=60)
@given(states(), st.floats(0, 1e3), st.integers(0, 1))
def test_more_need_lowers_nothing_and_more_assets_raise_nothing(drawn, further, area):
    needs, standing = drawn
    waste = system("waste")
    before = waste.assess({"waste_t_per_d": needs}, standing)
    asking = needs.copy()
    asking[:, area] += further
    assert (waste.assess({"waste_t_per_d": asking}, standing).utilisation >= before.utilisation).all()
    whole = waste.assess({"waste_t_per_d": needs}, np.ones_like(standing))
    assert (whole.peak <= before.peak).all()


def test_rows_in_any_memory_order_give_the_same_bits():
    waste = system("waste")
    needs = np.asfortranarray(np.random.default_rng(1).uniform(0, 9, (50, 2, 1)))
    standing = np.asfortranarray(np.random.default_rng(2).random((50, 2)) < 0.5)
    ordered = waste.assess({"waste_t_per_d": np.ascontiguousarray(needs)}, np.ascontiguousarray(standing))
    assert np.array_equal(waste.assess({"waste_t_per_d": needs}, standing).utilisation, ordered.utilisation)


def told(*rows: tuple, assets: tuple[str, ...] = ("transfer_1",), **further: frozenset) -> list[str]:
    return [fault.message for fault in SimpleServices.faults({"services": services(*rows)}, AREAS,
                                                             assets=frozenset(assets), **further)]


def test_sound_table_has_no_fault():
    assert told(assets=("transfer_1", "transfer_2", "cell_1", "dormitory")) == []


def test_everything_is_told_at_once():
    rows = (row(("power", "Power", "MW", "rates", "power_mw"), "transfer_1", -1.0),
            row(WASTE, "transfer_3", 1.0, by_area="eastt"), row(WASTE, "transfer_1", 1.0, y_km=NOWHERE))
    assert told(*rows) == [
        "service 'power' has kind 'rates'; did you mean 'rate'?",
        "service 'power': capacity of asset 'transfer_1' is -1 MW; give it 0 or more",
        "asset 'transfer_3' neither stands nor is built by a project; did you mean 'transfer_1'?",
        "service 'waste': no area 'eastt'; did you mean 'east'? (empty is the whole park)",
        "service 'waste': asset 'transfer_1' has one of x_km and y_km; give both, or none",
        "service 'power' has the name of a network system; give it another",
        "service 'waste' serves the whole park in some rows and single areas in others; fill by_area in all of its "
        "rows, or in none"]


@pytest.mark.parametrize(("column", "value"), [("unit", "kg/d"), ("need", "stored_waste_t"), ("label", "Garbage"),
                                               ("kind", "stock"), ("cause", "it is full")])
def test_rows_of_one_service_must_agree(column, value):
    table = services(row(WASTE, "transfer_1", 10.0), row(WASTE, "transfer_2", 30.0))
    first = table.loc[0, column]
    table.loc[1, column] = value
    (fault,) = SimpleServices.faults({"services": table}, AREAS, assets=frozenset({"transfer_1", "transfer_2"}))
    assert fault.row == 1
    assert fault.message == (f"service 'waste' has {column} {first!r} in one row and {value!r} here; all rows of a "
                             "service need the same")


def test_asset_that_is_there_twice_is_told():
    assert told(row(WASTE, "transfer_1", 1.0), row(WASTE, "transfer_1", 2.0)) == [
        "service 'waste' has asset 'transfer_1' twice; add their capacities in one row"]


def test_landfill_of_zero_is_no_fault():
    assert told(row(LANDFILL, "transfer_1", 0.0)) == []


def test_need_that_the_demand_does_not_know_is_told_where_the_needs_are_known():
    assert told(row(WASTE, "transfer_1", 1.0), needs=frozenset({"waste_t_per_a"})) == [
        "service 'waste': no need 'waste_t_per_d'; did you mean 'waste_t_per_a'?"]


def test_names_that_mean_something_else_are_told():
    for name in ("absent", "land"):
        (message,) = told(row((name, *WASTE[1:]), "transfer_1", 1.0))
        assert message.startswith(f"{name!r} is the name of")


@pytest.mark.parametrize("name", ["../../etc/x", "waste/2", "=1", "2nd", "x" * 65, "waste water"])
def test_a_service_is_named_as_a_file_may_be(name):
    table = services(row((name, *WASTE[1:]), "transfer_1", 10.0))
    (fault,) = SimpleServices.faults({"services": table}, AREAS, assets=frozenset({"transfer_1"}))
    assert fault.row == 0
    assert fault.message.endswith("allowed: letters, digits, _ and -, beginning with a letter, 64 at most")
