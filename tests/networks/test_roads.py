"""The road system: what a reader can check by hand, and what must hold for the county's roads."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.equilibrium import equilibria
from networks.roads import THROUGH_TRAFFIC, RoadSystem
from networks.roads_tables import HOURS
from sim.capacity import CapacitySystem
from sim.plan import without_works
from tests.networks.county import county_areas, county_tables
from tests.networks.small_roads import (
    AREA,
    NODES,
    ROAD,
    SECOND,
    TYPE,
    WAY,
    asked,
    gates_table,
    links_table,
    nodes_table,
    standing,
    system,
    through_table,
    types_table,
)

WORN_ROAD = (*ROAD[:-1], "repair")
TWO_AREAS = {"areas": (AREA, SECOND), "nodes": nodes_table(NODES | {"zone_south": "zone"})}
WORKS = types_table(arterial=TYPE | {"works_capacity_ratio": 0.5, "works_speed_ratio": 0.4})
TODAY = "roads_existing"


@pytest.fixture(scope="module")
def county() -> RoadSystem:
    return RoadSystem.from_tables(county_tables(RoadSystem), county_areas())


def random_demand(roads: RoadSystem, states: int, *, seed: int, largest_pcu_per_h: float = 500.0) -> dict:
    draw = np.random.default_rng(seed)
    demand = {need: draw.uniform(0, largest_pcu_per_h, (states, len(county_areas()), 2)) for need in roads.needs}
    return demand | {THROUGH_TRAFFIC: draw.uniform(1.0, 2.0, (states, 1, 1))}


def random_service(roads: RoadSystem, states: int, *, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((states, len(roads.assets))) < 0.7


def used(roads: RoadSystem, demand: dict, *assets: str) -> dict[str, float]:
    """Return the utilisation of every limit by name."""
    answer = roads.assess(demand, standing(roads, *assets))
    return dict(zip((limit.name for limit in roads.limits), answer.utilisation[0].tolist(), strict=True))


def test_utilisation_is_the_busier_directions_volume_over_capacity_over_the_allowed():
    # 500 cars, 0.8 of them inbound: 400 of 1000 pcu/h, 0.8 allowed.
    assert used(system(), asked(car=(500.0,)), "road")["road"] == pytest.approx(400 / 1000 / 0.8)


def test_cars_buses_and_trucks_add_up():
    demand = asked(car=(500.0,), bus=(100.0,), truck=(60.0,))
    assert used(system(), demand, "road")["road"] == pytest.approx((400 + 50 + 30) / 1000 / 0.8)


def test_road_is_full_at_the_allowed_volume():
    # 1000 cars inbound 0.8 are 800 of 1000 pcu/h, as many as planners allow.
    assert used(system(), asked(car=(1000.0,)), "road")["road"] == pytest.approx(1.0)


def test_one_way_road_sees_its_own_direction_only():
    there, back = (*ROAD[:3], 1, *ROAD[4:]), ("back", "gate", "cross", 1, *ROAD[4:])
    answer = used(system(links=links_table(WAY, there, back)), asked(car=(500.0,)), "road")
    assert (answer["road"], answer["back"]) == pytest.approx((100 / 1000 / 0.8, 400 / 1000 / 0.8))


FAR = {"nodes": nodes_table(NODES | {"far": "gate"}),
       "links": links_table(WAY, ROAD, ("far_road", "cross", "far", 0, *ROAD[4:]))}


def test_evening_turns_the_mornings_traffic_round_and_the_worse_hour_tells():
    there, back = (*ROAD[:3], 1, *ROAD[4:]), ("back", "gate", "cross", 1, *ROAD[4:])
    roads = system(links=links_table(WAY, there, back))
    answer = roads.assess(asked(car=(500.0,), evening=0.9), standing(roads, "road"))
    # Of 500 cars 400 come in and 100 go out in the morning; of 450 in the evening 360 go out.
    assert answer.utilisation[0, :2].tolist() == pytest.approx([360 / 800, 400 / 800])
    assert [HOURS[hour] for hour in answer.period[0, :2]] == ["evening", "morning"]


def test_hours_that_mirror_each_other_bind_in_the_morning():
    roads = system()
    answer = roads.assess(asked(car=(500.0,), evening=1.0), standing(roads, "road"))
    assert answer.utilisation[0, 0] == pytest.approx(0.5)
    assert answer.period.tolist() == [[0, 0]]


def test_state_is_unsolved_when_one_of_its_hours_is():
    roads = system()
    demand = asked(car=(500.0,))
    demand["car_pcu_per_h"][0, 0, 1] = np.inf
    answer = roads.assess(demand, standing(roads, "road"))
    assert answer.unsolved.tolist() == [True]
    assert np.isinf(answer.utilisation).all()


def test_each_hour_has_its_own_through_traffic():
    roads = system(**FAR, gates=gates_table(gate=1.0, far=0.0),
                   through=through_table(("far", "gate", 200.0), evening=1.5))
    answer = roads.assess(asked(), standing(roads, "road"))
    assert answer.utilisation[0].tolist() == pytest.approx([300 / 800, 300 / 800, 0.0])
    assert answer.period[0].tolist() == [1, 1, 0]


def test_through_traffic_grows_with_its_condition():
    roads = system(**FAR, gates=gates_table(gate=1.0, far=0.0), through=through_table(("far", "gate", 200.0)))
    assert used(roads, asked(through_traffic_ratio=1.3), "road")["far_road"] == pytest.approx(260 / 800)


def test_equal_hours_are_assigned_once(monkeypatch):
    asked_for = []
    monkeypatch.setattr("networks.roads.equilibria",
                        lambda *args, **kept: asked_for.append(len(kept["trips"])) or equilibria(*args, **kept))
    roads = system()
    demand, one = asked(car=(500.0,), evening=1.0), standing(roads, "road")
    twice = {name: np.repeat(values, 2, axis=0) for name, values in demand.items()}
    answer = roads.assess(twice, one.repeat(2, axis=0))
    # Morning and evening, whichever state they belong to.
    assert asked_for == [2]
    assert np.array_equal(answer.utilisation, roads.assess(demand, one).utilisation.repeat(2, axis=0))


def test_through_traffic_uses_the_road_without_any_demand():
    nodes = nodes_table(NODES | {"far": "gate"})
    links = links_table(WAY, ROAD, ("far_road", "cross", "far", 0, *ROAD[4:]))
    roads = system(nodes=nodes, links=links, gates=gates_table(gate=1.0, far=0.0),
                   through=through_table(("far", "gate", 200.0)))
    assert used(roads, asked(), "road")["far_road"] == pytest.approx(200 / 1000 / 0.8)


def test_through_traffic_without_a_road_is_not_absent():
    nodes = nodes_table(NODES | {"far": "gate"})
    links = links_table(WAY, ROAD, ("far_road", "cross", "far", 0, *ROAD[4:-2], "later", ""))
    roads = system(nodes=nodes, links=links, through=through_table(("far", "gate", 200.0)))
    assert used(roads, asked(car=(500.0,)), "road") == pytest.approx({"road": 0.5, "far_road": 0.0, "absent": 0.0})


def test_trips_leave_by_the_gates_in_their_shares():
    nodes = nodes_table(NODES | {"far": "gate"})
    links = links_table(WAY, ROAD, ("far_road", "cross", "far", 0, *ROAD[4:]))
    roads = system(nodes=nodes, links=links, gates=gates_table(gate=0.7, far=0.3))
    answer = used(roads, asked(car=(500.0,)), "road")
    assert (answer["road"], answer["far_road"]) == pytest.approx((0.7 * 0.5, 0.3 * 0.5))


def test_two_areas_meet_on_the_road():
    links = links_table(WAY, ("south_way", "zone_south", *WAY[2:]), ROAD)
    answer = used(system(links=links, **TWO_AREAS), asked(car=(500.0, 300.0)), "road")
    assert answer["road"] == pytest.approx((400 + 240) / 1000 / 0.8)


def test_two_equal_roads_share_the_traffic():
    # The second road begins at a crossing of its own, so that the table has no twins.
    nodes = nodes_table(NODES | {"cross_2": "crossing"})
    links = links_table(WAY, ROAD, ("way_2", "zone_north", "cross_2", *WAY[3:]),
                        ("road_2", "cross_2", "gate", *ROAD[3:]))
    answer = used(system(nodes=nodes, links=links), asked(car=(500.0,)), "road")
    # Times of equal roads are flat at a light load: an equilibrium to a gap of 1e-8 holds flows to a thousandth or so.
    assert (answer["road"], answer["road_2"]) == pytest.approx((0.25, 0.25), rel=2e-3)


def test_worn_road_has_the_capacity_that_wear_leaves():
    roads = system(links=links_table(WAY, WORN_ROAD))
    assert used(roads, asked(car=(500.0,)), "road")["road"] == pytest.approx(0.5 / 0.75)


def test_repair_gives_the_worn_road_its_capacity_back():
    roads = system(links=links_table(WAY, WORN_ROAD))
    assert used(roads, asked(car=(500.0,)), "road", "repair")["road"] == pytest.approx(0.5)


def test_traffic_prefers_the_sound_road_to_the_worn_one():
    # Empty, the worn road takes two minutes and the sound one a minute and a half.
    nodes = nodes_table(NODES | {"cross_2": "crossing"})
    links = links_table(WAY, WORN_ROAD, ("way_2", "zone_north", "cross_2", *WAY[3:]),
                        ("sound", "cross_2", "gate", *ROAD[3:8], 40.0, "road", ""))
    roads = system(nodes=nodes, links=links)
    assert used(roads, asked(car=(500.0,)), "road")["road"] == 0.0
    assert used(roads, asked(car=(500.0,)), "road", "repair")["sound"] == 0.0


def test_area_whose_road_is_missing_is_absent_only_while_it_has_trips():
    links = links_table(WAY, ("south_way", "zone_south", *WAY[2:-2], "later", ""), ROAD)
    roads = system(links=links, **TWO_AREAS)
    assert used(roads, asked(car=(500.0, 0.0)), "road") == pytest.approx({"road": 0.5, "absent": 0.0})
    # The trips that have a road still use it.
    assert used(roads, asked(car=(500.0, 1.0)), "road") == pytest.approx({"road": 0.5, "absent": np.inf})


def test_missing_road_binds_before_every_full_one():
    roads = system()
    answer = roads.assess(asked(car=(500.0,)), standing(roads))
    assert roads.limits[answer.binding[0]].name == "absent"
    assert not answer.unsolved[0]


def test_connector_has_no_limit():
    assert [limit.name for limit in system().limits] == ["road", "absent"]


@pytest.mark.parametrize("trips", [float("nan"), float("inf"), -1.0, 1e200])
def test_trips_that_no_equilibrium_carries_are_unsolved_and_infinite_on_every_limit(trips):
    roads = system()
    answer = roads.assess(asked(car=(trips,)), standing(roads, "road"))
    assert answer.unsolved.tolist() == [True]
    assert answer.utilisation.tolist() == [[np.inf, np.inf]]


def test_constant_time_with_exponent_nought_is_solved():
    roads = system(road_types=types_table(arterial=TYPE | {"bpr_alpha": 0.0, "bpr_beta": 0.0}))
    assert used(roads, asked(car=(500.0,)), "road")["road"] == pytest.approx(0.5)


def test_load_is_the_sum_of_all_trips():
    roads = system(links=links_table(WAY, ("south_way", "zone_south", *WAY[2:]), ROAD), **TWO_AREAS)
    assert roads.load(asked(car=(500.0, 1.0), bus=(20.0, 2.0), truck=(3.0, 0.0))).tolist() == [526.0]


def test_nominal_capacity_is_the_allowed_volume_at_the_gates_in_both_directions():
    roads = system(links=links_table(WAY, WORN_ROAD))
    states = np.concatenate([standing(roads, *assets) for assets in ((), ("road",), ("road", "repair"))])
    # 2 lanes x 500 pcu/h x 2 directions x 0.8; worn 0.75 of it.
    assert roads.capacity(states).tolist() == pytest.approx([0.0, 1200.0, 1600.0])


def test_nominal_capacity_leaves_connectors_out():
    nodes = nodes_table(NODES | {"far": "gate"})
    links = links_table(WAY, ROAD, ("far_way", "cross", "far", *WAY[3:]))
    roads = system(nodes=nodes, links=links)
    assert roads.capacity(standing(roads, "road")).tolist() == pytest.approx([1600.0])


def test_assets_are_named_once_in_the_order_of_the_links():
    links = links_table((*WAY[:-2], "old", "mended"), ("road", *ROAD[1:-2], "new", "mended"))
    assert system(links=links).assets == ("old", "mended", "new")


def test_works_leave_their_share_of_what_the_worn_road_has_until_the_repair_stands():
    roads = system(links=links_table(WAY, WORN_ROAD), road_types=WORKS)
    cars = asked(car=(500.0,))
    # 400 of 1000 pcu/h, 0.75 of it while worn, and half of that while one lane after the other is closed.
    assert used(roads, cars, "road")["road"] == pytest.approx(400 / 750 / 0.8)
    assert used(roads, cars, "road", "repair.works")["road"] == pytest.approx(400 / 375 / 0.8)
    assert used(roads, cars, "road", "repair")["road"] == pytest.approx(400 / 1000 / 0.8)


def test_works_slow_the_worn_road_down():
    roads = system(links=links_table(WAY, WORN_ROAD), road_types=WORKS)
    minutes = roads.links.variants(standing(roads, "road", "repair.works")).free_time[0]
    # A minute at 60 km/h, half of it while worn, 0.4 of that while built.
    assert minutes[roads.links.forward[1]] == pytest.approx(1 / 0.5 / 0.4)


def test_works_are_listed_last_and_only_for_repairs_of_types_that_tell_what_they_leave():
    lane = ("lane", "gate", "cross", 1, "lane", 1.0, 1, 500.0, 60.0, "road", "lane_repair")
    links = links_table(WAY, WORN_ROAD, lane)
    of_lane = {"lane": TYPE}
    told = system(links=links, road_types=types_table(arterial=TYPE | {"works_speed_ratio": 0.4}, **of_lane))
    assert told.assets == ("road", "repair", "lane_repair", "repair.works")
    assert system(links=links, road_types=types_table(arterial=TYPE, **of_lane)).assets == (
        "road", "repair", "lane_repair")


def test_map_shows_roads_and_gates_but_no_connectors():
    shown = system().map_elements()
    assert shown[["element", "shape", "x0", "x1"]].to_numpy().tolist() == [
        ["road", "line", 1.0, 2.0], ["gate", "point", 2.0, 2.0]]


def test_system_keeps_the_seam(county):
    assert isinstance(county, CapacitySystem)


def test_county_without_demand_has_room_on_every_road_today(county):
    nothing = random_demand(county, 1, seed=1, largest_pcu_per_h=0.0)
    answer = county.assess(nothing, standing(county, TODAY))
    assert answer.peak[0] < 1.0
    assert not answer.unsolved[0]


def test_county_without_demand_or_through_traffic_uses_nothing():
    tables = county_tables(RoadSystem)
    roads = RoadSystem.from_tables(tables | {"through": tables["through"].iloc[:0]}, county_areas())
    nothing = random_demand(roads, 1, seed=1, largest_pcu_per_h=0.0)
    assert roads.assess(nothing, standing(roads, TODAY)).peak[0] == 0.0


def test_county_without_roads_is_absent_not_an_error(county):
    answer = county.assess(random_demand(county, 1, seed=1), np.zeros((1, len(county.assets)), dtype=bool))
    assert np.isinf(answer.utilisation[0, -1])
    assert (answer.utilisation[0, :-1] == 0).all()
    assert not answer.unsolved[0]


def test_town_road_of_the_county_carries_what_goes_to_town(county):
    # Today one road leads to the town: 0.85 x 0.75 of the cars of six areas come by it, and 30 + 40 pcu/h from the
    # highways. Worn: 0.75 of 2 x 700 pcu/h, 0.85 allowed.
    demand = random_demand(county, 1, seed=1, largest_pcu_per_h=0.0)
    demand["car_pcu_per_h"] += 100.0
    demand[THROUGH_TRAFFIC][:] = 1.0
    answer = used(county, demand, TODAY)
    assert answer["town_road"] == pytest.approx((600 * 0.85 * 0.75 + 70) / (0.75 * 1400) / 0.85)


def test_repair_raises_the_countys_nominal_capacity_by_what_wear_took(county):
    before, after = county.capacity(standing(county, TODAY))[0], county.capacity(
        standing(county, TODAY, "roads_repair"))[0]
    # Both directions of one road of 2 x 700 and of two of 900 pcu/h, 0.85 allowed.
    assert after == pytest.approx(2 * (1400 + 2 * 900) * 0.85)
    assert before == pytest.approx(0.75 * after)


def test_further_phase_never_takes_nominal_capacity(county):
    standing_now = standing(county, TODAY)
    for at in range(1, len(without_works(county.assets))):
        more = standing_now | (np.arange(len(county.assets)) == at)
        assert county.capacity(more)[0] >= county.capacity(standing_now)[0]


def test_every_limit_but_the_absent_one_lies_on_the_countys_map(county):
    shown = set(county.map_elements()["element"])
    assert {limit.element for limit in county.limits[:-1]} <= shown


def test_answer_depends_on_no_neighbour(county):
    demand, service = random_demand(county, 30, seed=7), random_service(county, 30, seed=8)
    together = county.assess(demand, service).utilisation
    for state in range(30):
        alone = {need: trips[state:state + 1] for need, trips in demand.items()}
        assert np.array_equal(county.assess(alone, service[state:state + 1]).utilisation[0], together[state])


def test_unsolved_neighbour_spoils_nothing(county):
    demand, service = random_demand(county, 3, seed=7), np.ones((3, len(county.assets)), dtype=bool)
    sound = county.assess(demand, service).utilisation
    demand["car_pcu_per_h"][1, 0] = np.nan
    spoilt = county.assess(demand, service)
    assert spoilt.unsolved.tolist() == [False, True, False]
    assert np.array_equal(spoilt.utilisation[[0, 2]], sound[[0, 2]])


@pytest.mark.parametrize(("works", "largest_pcu_per_h"), [(False, 3000.0), (True, 1500.0)])
def test_crowded_county_is_solved_with_any_roads(county, works, largest_pcu_per_h):
    # So much of each class from each area is several times what the roads carry, with half their lanes closed or not.
    demand = random_demand(county, 200, seed=9, largest_pcu_per_h=largest_pcu_per_h)
    service = random_service(county, 200, seed=2)
    service[:, county.assets.index("roads_repair.works")] = works
    answer = county.assess(demand, service)
    assert not answer.unsolved.any()
    assert not np.isnan(answer.utilisation).any()


@given(st.integers(0, 10_000), st.integers(0, 5), st.floats(0.0, 500.0))
def test_more_cars_never_lower_the_traffic_on_the_only_road_to_town(county, seed, area, more_pcu_per_h):
    demand = random_demand(county, 1, seed=seed)
    more = demand | {"car_pcu_per_h": demand["car_pcu_per_h"].copy()}
    more["car_pcu_per_h"][:, area] += more_pcu_per_h
    # Rounding of sums of a few thousand pcu/h.
    assert used(county, more, TODAY)["town_road"] >= used(county, demand, TODAY)["town_road"] - 1e-12
