"""Studies of many parks side by side are sound studies, as large as they say."""

import json

import numpy as np
import pytest

from experiments.benchmarks.larger import write_larger_park
from experiments.study import Study, StudyError
from networks.power import PowerSystem
from sim.capacity import CapacitySystem, Demand


def larger(times: int, folder) -> Study:
    write_larger_park(times, folder / "park")
    return Study.read(folder / "park")


def asked(system: CapacitySystem, study: Study, *, per_area: float) -> Demand:
    """Return one state in which every area asks for as much all day long."""
    conditions = study.demand_model().typical_conditions
    periods = {need.name: need.profiles.shape[1] for need in study.demand_model().needs}
    demand = {need: np.full((1, len(study.park.areas), periods[need]), per_area) for need in system.needs}
    return demand | {name: np.full((1, 1, 1), conditions[name]) for name in system.conditions}


def standing(system: CapacitySystem, study: Study) -> np.ndarray:
    return np.array([[asset in study.park.standing for asset in system.assets]])


@pytest.mark.parametrize("times", [1, 2, 5])
def test_larger_park_is_a_study_without_faults(tmp_path, times):
    county, study = Study.read("county"), larger(times, tmp_path)
    assert len(study.park.areas) == times * len(county.park.areas)
    assert len(study.projects) == times * len(county.projects)
    assert list(study.plans) == list(county.plans)


def test_twenty_parks_have_as_many_buses_and_links_as_a_large_net(tmp_path):
    study = larger(20, tmp_path)
    systems = study.systems()
    assert 500 <= len(systems["power"].net.tables["bus"]) <= 700
    assert 1900 <= len(systems["roads"].links.graph.tail) <= 2400


def test_one_park_of_a_larger_study_flows_as_the_county_does(tmp_path):
    county, study = Study.read("county"), larger(1, tmp_path)
    for name, system in study.systems().items():
        ours = county.systems()[name]
        far = system.assess(asked(system, study, per_area=2.0), standing(system, study)).utilisation
        near = ours.assess(asked(ours, county, per_area=2.0), standing(ours, county)).utilisation
        # The same circuit drawn with more buses: the sums run in another order.
        assert far == pytest.approx(near, rel=1e-6), name


def test_every_copy_turns_its_taps(tmp_path):
    power = larger(3, tmp_path).systems()["power"]
    assert isinstance(power, PowerSystem)
    assert {changer.transformer[-2:] for changer in power.net.tap_changers} == {"_1", "_2", "_3"}
    # Sources lie between the copies: each has seventeen positions of its own, and seventeen circuits hold them all.
    assert len(power.topology(np.ones(len(power.assets), dtype=bool)).idle) == 17


def test_every_second_copy_feeds_the_ring(tmp_path):
    net = json.loads(larger(4, tmp_path).systems()["power"].net.text)
    sources = json.loads(net["_object"]["ext_grid"]["_object"])
    names = [row[sources["columns"].index("name")] for row in sources["data"]]
    assert sorted(name for name in names if "110kv" in name) == ["source_110kv_1", "source_110kv_3"]


def test_firms_that_come_are_as_many_as_parks(tmp_path):
    county, study = Study.read("county"), larger(4, tmp_path)
    alone, together = county.demand_model().future(0).prospects, study.demand_model().future(0).prospects
    assert together.stands.sum() == 4 * alone.stands.sum()


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "park").mkdir()
    (tmp_path / "park" / "mine.txt").write_text("mine")
    with pytest.raises(StudyError, match="is not empty"):
        write_larger_park(2, tmp_path / "park")
