"""CIGRE and IEEE nets as loads vary: every limit in every hour against pandapower's own load flow."""

from functools import cache

import numpy as np
import pandapower as pp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.power import PowerSystem
from networks.power_tables import CURRENT_KINDS
from tests.networks.example_nets import ExampleNet, example
from tests.networks.small_net import every_hour

CASES = (("create_cigre_network_mv", "static"), ("create_cigre_network_mv:pv_wind", "static"),
         ("create_cigre_network_lv", "static"), ("create_cigre_network_hv", "sources"), ("case33bw", "static"),
         ("case14", "static"), ("case24_ieee_rts", "static"), ("case30", "static"), ("case_ieee30", "static"),
         ("case57", "static"), ("case118", "sources"))
HOURS = 6
"""Hours of a random state: pandapower takes 40 ms for each."""


def random_state(case: ExampleNet, *, seed: int) -> dict:
    """Return one state in which loads lie between half of the base case's and a tenth above."""
    rng = np.random.default_rng(seed)
    return {"power_mw": case.base_mw[None, :, None] * rng.uniform(0.5, 1.1, (1, len(case.areas), HOURS)),
            "power_factor": rng.uniform(0.92, 1.0, (1, 1, 1)), "coincidence_areas": rng.uniform(0.8, 1.0, (1, 1, 1))}


def by_pandapower(case: ExampleNet, demand: dict) -> np.ndarray | None:
    """Return the highest utilisation of every limit over the hours, or nothing where one has no solution."""
    net = pp.from_json_string(pp.to_json(case.net))
    factor, coincidence = demand["power_factor"][0, 0, 0], demand["coincidence_areas"][0, 0, 0]
    at = {name: bus for bus, name in net.bus["name"].items()}
    pp.create_loads(net, [at[area.power_bus] for area in case.areas], 0.0)
    shares = case.generation.pivot_table(index="hour", columns="generator", values="share_of_peak") \
        if len(case.generation) else None
    highest = None
    for hour in range(demand["power_mw"].shape[2]):
        net.load["p_mw"] = demand["power_mw"][0, :, hour] * coincidence
        net.load["q_mvar"] = net.load["p_mw"] * np.sqrt(1 - factor**2) / factor
        if shares is not None:
            net.sgen["scaling"] = shares.loc[hour, net.sgen["name"]].to_numpy()
        try:
            pp.runpp(net, numba=False, init="dc" if highest is None else "results")
        except pp.LoadflowNotConverged:
            return None
        used = _used(net, case)
        highest = used if highest is None else np.maximum(highest, used)
    return highest


def _used(net, case: ExampleNet) -> np.ndarray:
    loading = {table: dict(zip(net[table]["name"], net[f"res_{table}"]["loading_percent"] / 100, strict=True))
               for table in ("line", "trafo")}
    voltage = dict(zip(net.bus["name"], net.res_bus["vm_pu"], strict=True))
    return np.array([max(0.0, (1 - voltage[element]) / (1 - lowest)) if kind == "voltage"
                     else loading[CURRENT_KINDS[kind]][element] / ratio
                     for _, element, kind, ratio, lowest in case.rows])


@pytest.mark.parametrize(("name", "generators"), CASES)
def test_every_limit_of_an_example_net_agrees_with_pandapower_as_loads_vary(name, generators):
    case = example(name, generators=generators)
    power: PowerSystem = case.power()
    demand = random_state(case, seed=len(name))
    answer = power.assess(demand, np.ones((1, 0), dtype=bool))
    expected = by_pandapower(case, demand)
    assert expected is not None
    assert not answer.unsolved[0]
    assert answer.utilisation[0, -1] == 0.0
    of_voltage = np.array([kind == "voltage" for _, _, kind, _, _ in case.rows])
    apart = np.abs(answer.utilisation[0, :-1] - expected)
    # 1e-6 pu is 1e-5 of the allowed drop; 1e-6 of the rating is 1.25e-6 of what planners allow.
    assert apart[of_voltage].max() * 0.1 < 1e-6
    assert apart[~of_voltage].max() * 0.8 < 1e-6
    assert (expected > 0.1).sum() > len(expected) / 3


@cache
def screened_and_not(name: str, turning: tuple[str, ...]) -> tuple[ExampleNet, PowerSystem, PowerSystem]:
    """Return a net, its system, and the same system with every hour solved."""
    case = example(name)
    power = case.power(turning=turning)
    return case, power, every_hour(power)


SCREENED = (("case33bw", ()), ("create_cigre_network_lv", ("trafo_0", "trafo_1", "trafo_2")),
            ("create_cigre_network_mv:pv_wind", ("trafo_0", "trafo_1")), ("case_ieee30", ()))
"""Nets of fifteen to forty-four buses, radial and in rings, with tap changers, generation and capacitors."""


@settings(deadline=None, max_examples=16)
@given(st.sampled_from(SCREENED), st.integers(0, 10_000), st.sampled_from([0.1, 0.5, 1.0, 2.0, 6.0]))
def test_hours_passed_over_change_no_bit_of_the_answer_in_any_example_net(net, seed, level):
    case, screened, every = screened_and_not(*net)
    rng = np.random.default_rng(seed)
    demand = {"power_mw": level * case.base_mw[None, :, None] * rng.uniform(0.2, 1.0, (4, len(case.areas), 24)),
              "power_factor": rng.uniform(0.9, 1.0, (4, 1, 1)), "coincidence_areas": rng.uniform(0.8, 1.0, (4, 1, 1))}
    some, all_of_them = (power.assess(demand, np.ones((4, 0), dtype=bool)) for power in (screened, every))
    assert some.utilisation.tobytes() == all_of_them.utilisation.tobytes()
    assert np.array_equal(some.period, all_of_them.period)
    assert np.array_equal(some.unsolved, all_of_them.unsolved)
