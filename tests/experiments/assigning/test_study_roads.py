"""The roads of a study by themselves: the same links, times and capacities as the study's own road system."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from experiments.assigning import study_roads
from experiments.assigning.network import NetworkError, assign
from experiments.study import Study

COUNTY = Path(__file__).parents[3] / "experiments" / "studies" / "county"
TODAY, REPAIRED = ("roads_existing",), ("roads_existing", "roads_repair", "roads_phase_1")
ALLOWED = 0.85
"""Allowed V/C of every class of the county's roads [-]."""


@pytest.fixture(scope="module")
def county():
    return Study.read("county").systems()["roads"]


@pytest.fixture
def roads(tmp_path):
    shutil.copytree(COUNTY / "roads", tmp_path / "roads")
    return tmp_path / "roads"


def read(place, *in_service, told=lambda _: None):
    return study_roads.read_network(place, in_service=in_service or None, distance_factor=0.0, told=told)


@pytest.mark.parametrize("assets", [TODAY, REPAIRED])
def test_volume_to_capacity_is_the_studys_own(county, assets):
    # Ten times the through traffic alone, so that ways are shared and worn roads tell.
    demand = {need: np.zeros((1, county.trips.area.max() + 1, 2)) for need in county.needs}
    demand["through_traffic_ratio"] = np.full((1, 1, 1), 10.0)
    used = county.assess(demand, np.array([[asset in assets for asset in county.assets]])).utilisation[0]
    expected = {limit.name: ratio * ALLOWED for limit, ratio in zip(county.limits, used, strict=True)}

    network = read(COUNTY / "roads", *assets)
    pairs, through = county.trips.pairs, county.trips.through_pcu_per_h[0]
    trips = {(int(start), int(end)): 10.0 * volume
             for start, end, volume in zip(pairs.origin, pairs.destination, through, strict=True) if volume > 0}
    found = assign(network, trips, gap=1e-10)
    ratio = dict(zip(network.link, found.flow / network.capacity, strict=True))
    limited = [name for name in ratio if name in expected]
    assert len(limited) > 10
    for name in limited:
        # The study stops at a gap of 1e-8, this one at 1e-10.
        assert max(ratio[name], ratio.get(f"{name} back", 0.0)) == pytest.approx(expected[name], abs=1e-4)


def test_only_roads_that_stand_carry_traffic():
    whole = read(COUNTY / "roads", "roads_existing", "roads_repair", "roads_phase_1", "roads_phase_2", "roads_phase_3")
    assert len(read(COUNTY / "roads", *TODAY).link) < len(whole.link)


def test_classes_of_roads_give_the_travel_time(roads):
    file = roads / "road_types.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("arterial,bpr_alpha,0.15", "arterial,bpr_alpha,0.6"),
                    encoding="utf-8")
    network = read(roads, *TODAY)
    assert network.alpha[network.link.index("main_road_1")] == 0.6


def test_worn_road_has_three_quarters_of_its_capacity_until_the_repair():
    worn, sound = read(COUNTY / "roads", *TODAY), read(COUNTY / "roads", *REPAIRED)
    # Two lanes of 700 pcu/h.
    assert sound.capacity[sound.link.index("main_road_1")] == 1400.0
    assert worn.capacity[worn.link.index("main_road_1")] == 1050.0


def test_what_stands_today_is_taken_and_told():
    told: list[str] = []
    network = read(COUNTY / "roads", told=told.append)
    assert network.link == read(COUNTY / "roads", *TODAY).link
    assert told == ["roads in service: roads_existing (what stands today, park.yaml; --in-service A,B names others); "
                    "not in service: roads_repair, roads_phase_1, roads_phase_2, roads_phase_3"]


def test_roads_without_a_park_are_taken_whole_and_told_so(roads):
    told: list[str] = []
    read(roads, told=told.append)
    assert told[0].startswith("roads in service: roads_existing, roads_repair, roads_phase_1, roads_phase_2, "
                              "roads_phase_3 (all: no park.yaml one folder up says what stands today")


def test_link_table_of_a_study_is_its_roads_too():
    assert study_roads.is_study(COUNTY / "roads" / "link.csv")
    assert read(COUNTY / "roads" / "link.csv", *TODAY).link == read(COUNTY / "roads", *TODAY).link


def test_other_networks_are_no_study(tmp_path):
    (tmp_path / "link.csv").write_text("", encoding="utf-8")
    assert not study_roads.is_study(tmp_path)
    assert not study_roads.is_study(tmp_path / "link.csv")


def test_unknown_assets_are_told_with_those_that_there_are():
    with pytest.raises(NetworkError, match="--in-service: the roads have no asset 'roads_phase_9'; did you mean"):
        read(COUNTY / "roads", "roads_existing", "roads_phase_9")


def test_mistake_in_a_studys_roads_is_told_with_its_line(roads):
    file = roads / "link.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",m0,m1,", ",m0,m77,", 1), encoding="utf-8")
    with pytest.raises(NetworkError, match=r"link.csv:2: link 'main_road_1' joins node 'm77'"):
        read(roads, *TODAY)
