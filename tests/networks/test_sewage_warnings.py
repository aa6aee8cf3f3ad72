"""What is told of sewers beside their limits: too slow to cleanse, and water from below."""

import numpy as np
import pandas as pd
import pytest

from networks.open_channel import cleansing_m3_per_d, normal_filling, partly_full_m3_per_d
from networks.sewage import SewageSystem
from sim.capacity import WithWarnings
from tests.networks.small_sewers import AREAS, asked, manholes, pipes, system

TODAY = ("old", "permit")


def warned(sewers: SewageSystem, demand: dict, *standing: str) -> set[str]:
    in_service = np.array([[asset in standing for asset in sewers.assets]])
    stands = sewers.warn(demand, in_service)[0]
    return {caution.name for caution, tells in zip(sewers.warnings, stands, strict=True) if tells}


def with_pipe(pipe: str, **values: object) -> pd.DataFrame:
    ways = pipes().assign(allowed_filling=0.55)
    for column, value in values.items():
        ways.loc[ways["pipe"] == pipe, column] = value
    return ways


def test_sewers_keep_the_protocol_of_warnings():
    assert isinstance(system(), WithWarnings)
    names = [caution.name for caution in system().warnings]
    assert len(set(names)) == len(names) == 6


def test_warnings_are_no_limits():
    limits = {limit.name for limit in system().limits}
    assert limits.isdisjoint(caution.name for caution in system().warnings)


def test_pipe_is_slow_below_the_flow_that_cleanses_and_not_above():
    # DN 300 at 0.004 runs at 0.6 m/s with 698 m3/d; the average day has 1/1.25 of the largest.
    assert warned(system(), asked(690 * 1.25, 0.0), *TODAY) == {"old_upper_slow", "old_lower_slow"}
    assert warned(system(), asked(700 * 1.25, 0.0), *TODAY) == set()


def test_infiltration_helps_to_cleanse():
    assert warned(system(), asked(690 * 1.25, 0.0, infiltration=0.1), *TODAY) == set()


def test_dry_pipe_warns_of_nothing():
    assert warned(system(), asked(0.0, 0.0), *TODAY) == set()


def test_receiving_water_above_the_allowed_filling_is_backwater_as_far_as_it_reaches():
    places = manholes().assign(receiving_depth_m=[0.0, 0.0, 1.0, 0.0, 0.0])
    # Above the outfall water stands 1 m high; after 1000 m at 0.004 the invert is 4 m up, far out of its reach.
    sewers = system(manholes_of=places, pipes_of=with_pipe("old_lower"))
    assert warned(sewers, asked(1250.0, 0.0), *TODAY) == {"old_lower_backwater"}


def test_receiving_water_reaches_through_a_short_pipe():
    places = manholes().assign(receiving_depth_m=[0.0, 0.0, 1.0, 0.0, 0.0])
    sewers = system(manholes_of=places, pipes_of=with_pipe("old_lower", length_m=50.0))
    assert warned(sewers, asked(1250.0, 0.0), *TODAY) == {"old_lower_backwater", "old_upper_backwater"}


def test_free_outfall_gives_no_backwater():
    assert warned(system(pipes_of=with_pipe("old_lower")), asked(1250.0, 0.0), *TODAY) == set()


def test_pipe_too_small_backs_water_into_the_one_above():
    sewers = system(pipes_of=with_pipe("old_lower", diameter_mm=200.0))
    # The upper pipe would run less than half full by itself; the lower one carries a third of what comes.
    told = warned(sewers, asked(2000.0, 0.0), *TODAY)
    assert told == {"old_upper_backwater"}


def test_wider_pipe_below_lies_lower_and_backs_nothing_up():
    sewers = system(pipes_of=with_pipe("old_lower", diameter_mm=600.0))
    assert not any(name.endswith("backwater") for name in warned(sewers, asked(1250.0, 4000.0), *TODAY))


def test_pumps_keep_their_well_down_and_warn_of_nothing():
    ways = with_pipe("old_lower", kind="rising_main", capacity_m3_per_d=10.0, slope=-0.01)
    sewers = system(pipes_of=ways)
    assert warned(sewers, asked(1250.0, 0.0), *TODAY) == set()
    assert {caution.element for caution in sewers.warnings} == {"old_upper", "trunk"}


def test_warnings_of_a_state_do_not_depend_on_its_neighbours():
    sewers = system(pipes_of=with_pipe("old_lower", diameter_mm=200.0))
    draw = np.random.default_rng(1)
    demand = {"sewage_m3_per_d": draw.uniform(0, 2000, (50, len(AREAS), 1)),
              "infiltration_ratio": draw.uniform(0, 0.2, (50, 1, 1))}
    service = draw.random((50, len(sewers.assets))) < 0.7
    together = sewers.warn(demand, service)
    assert together.any()
    for state in (0, 23, 49):
        alone = sewers.warn({name: values[state:state + 1] for name, values in demand.items()},
                            service[state:state + 1])
        assert np.array_equal(alone[0], together[state])


def test_pipe_too_flat_to_cleanse_at_any_allowed_filling_is_told_whatever_flows():
    (told,) = system(pipes_of=with_pipe("trunk", slope=0.0005)).lasting_warnings()
    assert told.startswith("pipe 'trunk' runs slower than 0.6 m/s even at its allowed filling")
    assert system().lasting_warnings() == ()


@pytest.mark.parametrize("filling", [0.05, 0.3, 0.55, 0.7, 0.93])
def test_normal_filling_undoes_manning(filling):
    flow = partly_full_m3_per_d(np.array([0.3, 0.3]), np.array([0.004, 0.004]), manning_n=np.array([0.013, 0.013]),
                                filling=np.array([filling, 1.0]))
    assert float(normal_filling(flow[:1] / flow[1])[0]) == pytest.approx(filling, abs=1e-4)


def test_cleansing_flow_runs_at_the_velocity_that_was_asked_for():
    diameter, slope, roughness = np.array([0.4]), np.array([0.003]), np.array([0.014])
    flow = cleansing_m3_per_d(diameter, slope, manning_n=roughness, velocity_m_per_s=0.6)
    full = partly_full_m3_per_d(diameter, slope, manning_n=roughness, filling=np.ones(1))
    angle = 2 * np.arccos(1 - 2 * normal_filling(flow / full))
    area_m2 = diameter**2 / 8 * (angle - np.sin(angle))
    assert float((flow / 86_400 / area_m2)[0]) == pytest.approx(0.6, rel=1e-3)
