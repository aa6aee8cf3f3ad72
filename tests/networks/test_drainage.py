"""Storm drains by the rational method: what a reader can check by hand, and what must hold for any drains."""

from math import pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.storm_rain import Rain, runoff_coefficient
from sim.capacity import CapacitySystem, WithLastingWarnings, WithReach, WithWarnings, need_unit
from sim.park import Area
from tests.networks.small_drains import AREAS, built, catchments, drains, nodes, rain, service, system, used

TODAY = ("old", "gully")
FULL_M3_PER_S = pi / 4 * 0.25 ** (2 / 3) * sqrt(0.01) / 0.013
"""DN 1000 at slope 0.01 and n 0.013, just full: 2.40 m3/s at 3.05 m/s."""

TRAVEL_MIN = 600 / (FULL_M3_PER_S / (pi / 4)) / 60
"""Time that water needs through 600 m of it: 3.27 min."""


def test_drains_keep_the_protocols():
    assert isinstance(system(), CapacitySystem)
    assert isinstance(system(), WithWarnings)
    assert isinstance(system(), WithLastingWarnings)


def test_fields_are_in_the_drain_before_anything_is_built():
    # 100 ha x 0.2 x 50 L/(s.ha) are 1 m3/s.
    assert used(system(), built(0.0, 0.0), *TODAY)["old_upper"] == pytest.approx(1.0 / FULL_M3_PER_S)


def test_built_land_sheds_what_its_roofs_and_yards_shed():
    # 75 ha of field at 0.2 and 25 ha of plots at 0.8: 35 ha x 50 L/(s.ha).
    assert used(system(), built(25.0, 0.0), *TODAY)["old_upper"] == pytest.approx(1.75 / FULL_M3_PER_S)


def test_storm_lasts_as_long_as_water_needs_to_the_upper_end_of_the_drain():
    # At the lower drain 100 + 50 ha, 30 ha of runoff, and water from above has been on its way for 13.3 minutes.
    expected = 30.0 * 1000 / (10 + TRAVEL_MIN + 10) / 1000 / FULL_M3_PER_S
    assert used(system(), built(0.0, 0.0), *TODAY)["old_lower"] == pytest.approx(expected)


def test_outfall_takes_the_storm_of_the_whole_way():
    expected = 30.0 / (10 + 2 * TRAVEL_MIN + 10) / 4.0
    assert used(system(), built(0.0, 0.0), *TODAY)["gully"] == pytest.approx(expected)


def test_the_longer_way_tells_how_long_the_storm_lasts():
    land = catchments(("upper", "gross_ha", 100.0), ("lower", "gross_ha", 50.0), ("all", "field_runoff", 0.2),
                      ("all", "built_runoff", 0.8), ("all", "inlet_min", 10.0), ("lower", "inlet_min", 30.0))
    # The lower area's own water needs half an hour, longer than what comes from above.
    found = used(system(catchments_of=land), built(0.0, 0.0), *TODAY)
    assert found["old_lower"] == pytest.approx(30.0 / 40 / FULL_M3_PER_S)
    assert found["old_upper"] == pytest.approx(1.0 / FULL_M3_PER_S)


def test_rarer_storm_is_harder():
    storm = {years: Rain(10.0, 0.9, 8.0, 0.8, years).intensity(np.array(20.0)) for years in (1.0, 10.0)}
    assert storm[10.0] / storm[1.0] == pytest.approx(1.9)
    often, seldom = (used(system(rain_of=rain(c=1.0, return_period_a=years)), built(0.0, 0.0), *TODAY)["old_upper"]
                     for years in (1.0, 10.0))
    assert seldom == pytest.approx(2 * often)


def test_whole_area_of_plots_sheds_as_a_plot():
    assert runoff_coefficient(np.array(50.0), gross_ha=np.array(50.0), field=np.array(0.2), built=np.array(0.8)) == 0.8


def test_culvert_takes_over_from_the_old_ditch_below():
    found = used(system(), built(0.0, 0.0), *TODAY, "culvert", "culvert_mouth")
    assert found["old_lower"] == found["gully"] == 0.0
    assert found["culvert"] > 0
    assert found["river"] == pytest.approx(30.0 / (20 + 2 * TRAVEL_MIN) / 20.0)


def test_field_without_a_drain_drains_as_it_always_has():
    assert set(used(system(), built(0.0, 0.0)).values()) == {0.0}


def test_built_land_without_a_drain_has_nothing_that_serves_it():
    found = used(system(), built(0.0, 0.1))
    assert found["absent"] == np.inf
    assert found["old_lower"] == 0.0


def test_area_without_a_drain_adds_nothing_to_the_drains_of_others():
    ways = drains(("old_upper", "n_upper", "n_lower", "other", 0), ("old_lower", "n_lower", "gully", "old", 0))
    found = used(system(drains_of=ways), built(0.0, 0.0), *TODAY)
    assert found["old_lower"] == pytest.approx(0.5 / FULL_M3_PER_S)
    assert found["absent"] == 0.0


def test_areas_from_which_a_drain_leads_to_an_outfall_are_served():
    drainage = system(drains_of=drains(("old_upper", "n_upper", "n_lower", "other", 0),
                                       ("old_lower", "n_lower", "gully", "old", 0)))
    assert isinstance(drainage, WithReach)
    assert drainage.serves(service(drainage, *TODAY)[0]).tolist() == [False, True]
    assert drainage.serves(service(drainage, "old")[0]).tolist() == [False, False]


def test_shares_part_the_flow_of_a_node():
    ways = drains(("old_upper", "n_upper", "n_lower", "old", 0), ("left", "n_lower", "gully", "old", 0),
                  ("right", "n_lower", "gully", "old", 0)).assign(share=[0.0, 0.75, 0.25])
    found = used(system(drains_of=ways), built(0.0, 0.0), *TODAY)
    assert found["left"] == pytest.approx(3 * found["right"])
    assert found["gully"] == pytest.approx(30.0 / (20 + 2 * TRAVEL_MIN) / 4.0)


def test_load_is_the_runoff_of_each_area_in_its_own_storm():
    assert system().load(built(25.0, 0.0)).tolist() == [pytest.approx(1.75 + 0.5)]


def test_capacity_is_what_the_outfalls_in_use_take():
    drainage = system()
    assert drainage.capacity(service(drainage, *TODAY)).tolist() == [4.0]
    assert drainage.capacity(service(drainage, *TODAY, "culvert", "culvert_mouth")).tolist() == [20.0]
    assert drainage.capacity(service(drainage, "old")).tolist() == [0.0]


def test_drain_of_more_than_two_square_kilometres_is_warned_of():
    land = catchments(("upper", "gross_ha", 150.0), ("lower", "gross_ha", 51.0), ("all", "field_runoff", 0.2),
                      ("all", "built_runoff", 0.8), ("all", "inlet_min", 10.0))
    drainage = system(catchments_of=land)
    stands = drainage.warn(built(0.0, 0.0), service(drainage, *TODAY))[0]
    assert [caution.name for caution, tells in zip(drainage.warnings, stands, strict=True) if tells] == [
        "old_lower_wide"]
    assert not system().warn(built(0.0, 0.0), service(system(), *TODAY)).any()


def test_flat_drain_silts_up():
    assert system().lasting_warnings() == ()
    flat = drains().assign(slope=[0.01, 0.0005, 0.01])
    (sentence,) = system(drains_of=flat).lasting_warnings()
    assert sentence.startswith("drain 'old_lower' runs at 0.68 m/s when full")


def test_every_limit_but_the_absent_one_lies_on_the_map():
    drainage = system()
    assert {limit.element for limit in drainage.limits if limit.kind != "absent"} == set(
        drainage.map_elements()["element"])
    assert [limit.kind for limit in drainage.limits] == ["drain"] * 3 + ["outfall"] * 2 + ["absent"]


def test_rain_without_a_constant_of_time_leaves_unused_drains_alone():
    found = used(system(rain_of=rain(b_min=0.0)), built(0.0, 0.0), *TODAY)
    assert found["culvert"] == 0.0
    assert found["old_upper"] == pytest.approx(2.0 / FULL_M3_PER_S)


@st.composite
def states(draw) -> tuple[np.ndarray, np.ndarray]:
    """Return built land and assets of some states."""
    count = draw(st.integers(1, 6))
    land = draw(st.lists(st.floats(0, 50), min_size=2 * count, max_size=2 * count))
    standing = draw(st.lists(st.booleans(), min_size=4 * count, max_size=4 * count))
    return np.array(land).reshape(count, 2, 1), np.array(standing).reshape(count, 4)


DRAINAGE = system()


@settings(deadline=None, max_examples=60)
@given(states())
def test_a_state_does_not_depend_on_its_neighbours(drawn):
    land, standing = drawn
    together = DRAINAGE.assess({"built_ha": land}, standing).utilisation
    for state in range(len(land)):
        alone = system().assess({"built_ha": land[state:state + 1]}, standing[state:state + 1]).utilisation
        assert np.array_equal(alone[0], together[state])
    assert not np.isnan(together).any()


@settings(deadline=None, max_examples=60)
@given(states(), st.floats(0, 50), st.integers(0, 1))
def test_more_built_land_lowers_nothing(drawn, further, area):
    land, standing = drawn
    before = DRAINAGE.assess({"built_ha": land}, standing).utilisation
    more = land.copy()
    more[:, area] += further
    assert (DRAINAGE.assess({"built_ha": more}, standing).utilisation >= before).all()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 11), min_size=1, max_size=11), st.data())
def test_with_rain_that_does_not_tire_a_drain_carries_all_that_enters_above_it(below, data):
    # Node n + 1 leads to a node of a smaller number, node 0 is the outfall; n = 0 makes every storm equally hard.
    count = len(below)
    to = [min(node, at) for at, node in enumerate(below)]
    land = data.draw(st.lists(st.floats(1, 80), min_size=count, max_size=count))
    names = [f"m{at}" for at in range(count + 1)]
    areas = tuple(Area(name, name, 1.0, "", "", "") for name in names[1:])
    drainage = system(
        areas=areas, nodes_of=nodes(("m0", "outfall", "", "gully", 4.0),
                                    *((name, "node", name, "", 0.0) for name in names[1:])),
        drains_of=drains(*((f"d{at + 1}", names[at + 1], names[end], "old", 0) for at, end in enumerate(to))),
        catchments_of=catchments(*((name, "gross_ha", ha) for name, ha in zip(names[1:], land, strict=True)),
                                 ("all", "field_runoff", 0.5), ("all", "built_runoff", 0.8),
                                 ("all", "inlet_min", 10.0)),
        rain_of=rain(n=0.0, a1=10 / 167))
    found = used(drainage, built(*[0.0] * count), *TODAY)
    whole = [0.0, *land]
    for at in range(count, 0, -1):
        assert found[f"d{at}"] == pytest.approx(whole[at] * 0.5 * 10 / 1000 / FULL_M3_PER_S)
        whole[to[at - 1]] += whole[at]
    assert found["m0"] == pytest.approx(sum(land) * 0.5 * 10 / 1000 / 4.0)


def test_there_are_two_areas():
    assert len(AREAS) == 2


def test_headroom_of_drains_is_told_in_what_they_are_asked_for():
    assert need_unit(DRAINAGE) == "ha built"


def test_check_warns_of_a_drain_that_gets_water_from_more_land_than_the_method_is_valid_for():
    land = catchments(("upper", "gross_ha", 300.0), ("lower", "gross_ha", 50.0), ("all", "field_runoff", 0.2),
                      ("all", "built_runoff", 0.8), ("all", "inlet_min", 10.0))
    told = system(catchments_of=land).lasting_warnings()
    assert any("the rational method is valid up to 200 ha" in sentence for sentence in told)
    assert not any("rational" in sentence for sentence in DRAINAGE.lasting_warnings())
