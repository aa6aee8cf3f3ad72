"""Steam down the mains, in winter and in summer: what a reader can check by hand, and the county's mains."""

from math import pi

import numpy as np
import pytest

from networks.heat import SUMMER, WINTER, HeatSystem
from sim.capacity import CapacitySystem
from tests.networks.county import county_areas, county_tables
from tests.networks.small_trees import PIPES, asked, nodes, pipes, service, system, used

RATING_T_PER_H = pi * 0.2**2 / 4 * 35.0 * 4.0 * 3.6
"""DN 200 at 35 m/s with steam of 4 kg/m3: 15.83 t/h."""


def heat(**other: object) -> HeatSystem:
    return system(HeatSystem, **other)


def seasons(steam: tuple[float, float], heating: tuple[float, float]) -> dict:
    """Return one state in which the near area alone asks, winter first."""
    demand = asked(HeatSystem, 0.0, 0.0)
    demand["process_steam_t_per_h"][0, 0] = steam
    demand["heating_t_per_h"][0, 0] = heating
    return demand


def test_heat_keeps_the_protocol():
    assert isinstance(heat(), CapacitySystem)


def test_main_is_full_at_its_velocity():
    # A tenth of what arrives is condensed on the kilometre.
    found = used(heat(), asked(HeatSystem, RATING_T_PER_H / 1.1, 0.0))
    assert found["to_near"] == pytest.approx(1.0)
    assert pytest.approx(15.83, abs=0.01) == RATING_T_PER_H


def test_plant_gives_what_arrives_and_what_is_condensed_on_every_kilometre():
    found = used(heat(), asked(HeatSystem, 10.0, 10.0))
    assert found["start"] == pytest.approx((10.0 * 1.1 + 10.0 * 1.1 * 1.1) / 40.0)


def test_process_steam_and_heating_run_together():
    together = used(heat(), seasons((5.0, 5.0), (3.0, 0.0)))
    assert together["start"] == pytest.approx(8.0 * 1.1 / 40.0)


def test_season_that_asks_most_binds():
    mains = heat()
    for steam, heating, binds in [((5.0, 5.0), (3.0, 0.0), WINTER), ((5.0, 9.0), (3.0, 0.0), SUMMER)]:
        answer = mains.assess(seasons(steam, heating), service(mains))
        names = [limit.name for limit in mains.limits]
        assert answer.period[0, names.index("to_near")] == answer.period[0, names.index("start")] == binds
        assert answer.utilisation[0, names.index("start")] == pytest.approx(max(
            np.add(steam, heating)) * 1.1 / 40.0)


def test_load_is_that_of_the_worse_season():
    assert heat().load(seasons((5.0, 9.0), (3.0, 0.0)))[0] == pytest.approx(9.0)


def test_modules_of_a_plant_add_up():
    places = nodes(HeatSystem, {"node": "start", "kind": "plant", "asset": "second", "capacity_t_per_h": 40.0})
    mains = heat(nodes_of=places)
    one, both = (used(mains, asked(HeatSystem, 10.0, 0.0), "main", *plants)["start"]
                 for plants in (("works",), ("works", "second")))
    assert both == pytest.approx(one / 2)


def test_pressure_is_no_limit():
    assert {limit.kind for limit in heat().limits} == {"pipe", "plant", "absent"}


def test_mains_side_by_side_share_by_the_square_root_of_their_fifth_powers():
    ways = pipes(HeatSystem, *PIPES, ("second", "start", "near_node", "main"))
    ways.loc[ways["pipe"] == "second", "diameter_mm"] = 400.0
    flows = heat(pipes_of=ways).flows(asked(HeatSystem, 10.0, 0.0), np.ones((1, 2), dtype=bool))[0]
    assert flows[2] / flows[0] == pytest.approx(2**2.5)
    assert flows[0] + flows[2] == pytest.approx(11.0)


COUNTY = HeatSystem.from_tables(county_tables(HeatSystem), county_areas())
FULL_T_PER_H = {"east_cotton": 2.2, "smart_manufacturing": 1.3, "building_materials": 30.3, "agri_processing": 26.0,
                "biomedicine": 34.6, "trade_logistics": 0.0}
"""Process steam of full areas by typical indices on 43.3 ha, before coincidence."""


def test_three_modules_of_the_county_give_its_process_steam_and_some_heating():
    steam = [FULL_T_PER_H[area.name] for area in COUNTY.areas]
    found = used(COUNTY, asked(HeatSystem, *steam))
    assert 0.85 < found["heat_plant"] < 0.95
    assert max(value for name, value in found.items() if name.startswith("heat_main")) < 0.7


def test_east_of_the_county_is_absent_until_its_own_main_stands():
    demand = asked(HeatSystem, *(1.0 if area.name == "east_cotton" else 0.0 for area in COUNTY.areas))
    west = ("heat_plant_1", "heat_main")
    assert used(COUNTY, demand, *west)["absent"] == np.inf
    assert used(COUNTY, demand, *west, "heat_main_east")["absent"] == 0.0
