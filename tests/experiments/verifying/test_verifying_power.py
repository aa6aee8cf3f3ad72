"""Power states with tap changers, generation and losses, solved again by pandapower."""

from dataclasses import replace

import numpy as np

from experiments.verifying import power as means
from experiments.verifying.difference import refusals
from networks.power import PowerSystem
from networks.power_firm import FirmPowerSystem
from sim.assessing import Sample, State, stacked
from tests.networks.county import county_areas, county_tables
from tests.networks.test_power_devices import power_of, station


def answered(system: PowerSystem | FirmPowerSystem, power_mw: np.ndarray, *standing: str) -> Sample:
    """Return a state of a system with its answer; everything stands where nothing is named."""
    there = np.array([not standing or asset in standing for asset in system.assets])
    state = State({"power_mw": power_mw}, {"power_factor": 0.93, "coincidence_areas": 0.9}, there)
    answer = system.assess(*stacked(system, [state]))
    return Sample(bytes(16), state, answer.utilisation[0], bool(answer.unsolved[0]))


def county() -> PowerSystem:
    return PowerSystem.from_tables(county_tables(PowerSystem), county_areas())


def day(areas: int, *, largest_mw: float, hours: int = 24) -> np.ndarray:
    return largest_mw * np.random.default_rng(5).uniform(0.2, 1.0, (areas, hours))


def test_roofs_capacitors_rings_and_turning_transformers_are_confirmed():
    power = power_of(station(transformers=2, pv_mw=20.0, shunt_mvar=4.0, tie=True),
                     turning=("transformer_1", "transformer_2"))
    # Hours of equal load and sun are solved once.
    steady = np.repeat(day(2, largest_mw=12.0, hours=1), 24, axis=1)
    for system in (power, power.firm()):
        assert refusals([means.verify(system, [answered(system, steady)])]) == []


def test_every_loss_in_the_grown_county_is_confirmed():
    firm = county().firm()
    sample = answered(firm, day(6, largest_mw=4.0, hours=2))
    assert np.isfinite(sample.utilisation).all()
    assert (sample.utilisation > 0).any()
    assert refusals([means.verify(firm, [sample])]) == []


def test_a_single_source_is_confirmed_and_a_wrong_one_found():
    firm = county().firm()
    sample = answered(firm, day(6, largest_mw=0.5, hours=1), "line_35kv_1", "station_35kv")
    assert sample.utilisation[-1] == np.inf
    assert refusals([means.verify(firm, [sample])]) == []
    used = sample.utilisation.copy()
    used[-1] = 0.0
    (line,) = refusals([means.verify(firm, [replace(sample, utilisation=used)])])
    assert "limit absent" in line


def test_an_answer_for_the_whole_net_is_no_answer_after_a_loss():
    power = county()
    whole = answered(power, day(6, largest_mw=4.0, hours=1))
    assert refusals([means.verify(power, [whole])]) == []
    assert refusals([means.verify(power.firm(), [whole])])
