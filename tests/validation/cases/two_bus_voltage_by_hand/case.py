"""One line of 3 + j4 ohm at 35 kV with one load, through the power system as the study runs it."""

from math import hypot

from tests.networks.small_net import all_stand, asked, line_net, system

NOMINAL_KV, LOWEST_PU = 35.0, 0.5
POWER = system(line_net(), ("voltage", "bus_north", "voltage", float("nan"), LOWEST_PU))


def voltage_kv(p_mw: float, q_mvar: float) -> float:
    """Return the voltage at the load."""
    demand = asked(p_mw, power_factor=p_mw / hypot(p_mw, q_mvar))
    used = POWER.assess(demand, all_stand(POWER)).utilisation[0, 0]
    return NOMINAL_KV * (1 - used * (1 - LOWEST_PU))


def largest_load_mw() -> float:
    """Return the largest load that solves, by halving."""
    solved, unsolved = 50.0, 100.0
    while unsolved - solved > 0.01:
        tried = (solved + unsolved) / 2
        if POWER.assess(asked(tried), all_stand(POWER)).unsolved[0]:
            unsolved = tried
        else:
            solved = tried
    return solved


def measured() -> dict[str, float]:
    """Return what the power system makes of the case."""
    return {
        "voltage_at_10_mw_kv": voltage_kv(10.0, 0.0),
        "voltage_at_20_mw_10_mvar_kv": voltage_kv(20.0, 10.0),
        "largest_load_mw": largest_load_mw(),
    }
