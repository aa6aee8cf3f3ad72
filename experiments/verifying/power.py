"""Power states solved again by pandapower's own load flow, hour by hour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.verifying.difference import Largest, Verified, place_of
from networks.power import PowerSystem
from networks.power_firm import LOST_KINDS, FirmPowerSystem
from networks.power_reading import pandapower_net
from networks.power_tables import COINCIDENCE, CURRENT_KINDS, NEED, POWER_FACTOR
from sim.assessing import Sample
from sim.capacity import Bools, Floats

VOLTAGE_PU, LOADING = 1e-6, 1e-3
"""Differences allowed: voltage [pu], current over rating [-]."""


@dataclass(frozen=True)
class _Case:
    """The whole net, or the net after one loss, and to what share of their ratings elements may then be loaded."""

    net: Any
    ratio: str
    unserved: Bools


def verify(system: PowerSystem | FirmPowerSystem, samples: Sequence[Sample]) -> Verified:
    """Return how far pandapower's answers are from those of a run.

    Parameters
    ----------
    system
        The system; where it is judged after losses, the net after every loss is solved too.
    samples
        States with the run's answers.
    """
    power = system.power if isinstance(system, FirmPowerSystem) else system
    by = f"pandapower.runpp, every hour{'' if power is system else ' of every loss'}"
    voltage, loading = Largest("voltage [pu]", allowed=VOLTAGE_PU), Largest("loading [-]", allowed=LOADING)
    cases: dict[bytes, list[_Case]] = {}
    for sample in samples:
        key = sample.state.in_service.tobytes()
        if key not in cases:
            cases[key] = list(_cases(system, sample.state.in_service))
        solved = _worst(power, sample, cases[key])
        if solved is None or sample.unsolved:
            if (solved is None) != sample.unsolved:
                voltage.see(float("inf"), place_of(system, sample))
            continue
        if np.isinf(sample.utilisation[-1]) != np.isinf(solved[-1]):
            loading.see(float("inf"), place_of(system, sample, len(system.limits) - 1))
        for limit, row in enumerate(power.net.limits.to_dict("records")):
            apart = abs(float(sample.utilisation[limit]) - solved[limit])
            if row["kind"] == "voltage":
                voltage.see(apart * (1.0 - row["lowest_voltage_pu"]), place_of(system, sample, limit))
            else:
                share = row["planning_ratio"] if system is power else row["emergency_ratio"]
                loading.see(apart * share, place_of(system, sample, limit))
    return Verified("power", by, len(samples), (voltage.told(), loading.told()))


def _cases(system: PowerSystem | FirmPowerSystem, in_service: Bools) -> Iterator[_Case]:
    # What may be lost is told from pandapower's own tables and search for buses without supply.
    power = system.power if isinstance(system, FirmPowerSystem) else system
    normal = power.closed(in_service)
    whole = _case(power, normal, ratio="planning_ratio")
    yield whole
    if system is power:
        return
    limits = power.net.limits
    for element in dict.fromkeys(limits.loc[limits["kind"].isin(LOST_KINDS), "element"]):
        if element in normal:
            after = _case(power, normal, ratio="emergency_ratio", lost=element)
            if (after.unserved & ~whole.unserved).any():
                switched = power.closed(in_service, cut_off=True)
                touched = power.net.island(element, normal | switched)
                after = _case(power, switched & touched | normal - touched, ratio="emergency_ratio", lost=element)
            yield _Case(after.net, after.ratio, after.unserved & ~whole.unserved)


def _case(power: PowerSystem, closed: frozenset[str], *, ratio: str, lost: str = "") -> _Case:
    import pandapower
    from pandapower.control import DiscreteTapControl
    from pandapower.topology import unsupplied_buses

    net = pandapower_net(power.net.text)
    for table in ("line", "trafo", "sgen", "shunt"):
        net[table]["in_service"] = net[table]["name"].isin(closed)
    for table in ("line", "trafo"):
        of_many = (net[table]["name"] == lost) & (net[table]["parallel"] > 1)
        net[table].loc[(net[table]["name"] == lost) & ~of_many, "in_service"] = False
        net[table].loc[of_many, "parallel"] -= 1
    for area in power.net.areas:
        pandapower.create_load(net, power.net.bus_of[area.power_bus], p_mw=0.0, q_mvar=0.0)
    for changer in power.net.tap_changers:
        (at,) = net.trafo.index[net.trafo["name"] == changer.transformer]
        columns = ["tap_neutral", "tap_min", "tap_max", "tap_step_percent", "tap_side", "tap_changer_type"]
        net.trafo.loc[at, columns] = [changer.neutral, changer.positions[0], changer.positions[-1],
                                      100.0 * changer.step_ratio, "hv", "Ratio"]
        if net.trafo.at[at, "in_service"]:
            DiscreteTapControl(net, int(at), changer.lowest_pu, changer.highest_pu, side="lv")
    return _Case(net, ratio, net.load["bus"].isin(unsupplied_buses(net)).to_numpy())


def _worst(power: PowerSystem, sample: Sample, cases: Sequence[_Case]) -> Floats | None:
    # None where an hour of a case has no solution. A loss that cuts off an area that asks for power ends there.
    asks = (sample.state.demand[NEED] > 0).any(axis=1)
    worst = np.zeros(len(power.limits))
    for at, case in enumerate(cases):
        if (asks & case.unserved).any():
            worst[-1] = np.inf
            if at:
                continue
        solved = _by_pandapower(power, sample, case)
        if solved is None:
            return None
        worst[:-1] = np.maximum(worst[:-1], solved)
    return worst


def _by_pandapower(system: PowerSystem, sample: Sample, case: _Case) -> Floats | None:
    # None where an hour has no solution.
    import pandapower
    from pandapower.auxiliary import ControllerNotConverged

    conditions, net = sample.state.conditions, case.net
    drawn_mw = sample.state.demand[NEED] * conditions[COINCIDENCE]
    factor = conditions[POWER_FACTOR]
    shares = np.array([system.net.generation[name] for name in net.sgen["name"]]).reshape(-1, drawn_mw.shape[1])
    highest = np.zeros(len(system.net.limits))
    # Hours of the same load and generation have the same flow.
    for hour in np.unique(np.concatenate([drawn_mw, shares]), axis=1).T:
        drawn, share = hour[:len(drawn_mw)], hour[len(drawn_mw):]
        net.load["p_mw"] = drawn
        net.load["q_mvar"] = drawn * np.sqrt(1.0 - factor**2) / factor
        net.sgen["scaling"] = share
        for changer in system.net.tap_changers:
            net.trafo.loc[net.trafo["name"] == changer.transformer, "tap_pos"] = changer.neutral
        try:
            pandapower.runpp(net, numba=False, run_control=bool(system.net.tap_changers))
        except (pandapower.LoadflowNotConverged, ControllerNotConverged):
            return None
        highest = np.maximum(highest, _used(system, case, coincidence=conditions[COINCIDENCE]))
    return highest


def _used(system: PowerSystem, case: _Case, *, coincidence: float) -> Floats:
    net = case.net
    voltage = dict(zip(net.bus["name"], net.res_bus["vm_pu"], strict=True))
    loading = {table: dict(zip(net[table]["name"], net[f"res_{table}"]["loading_percent"], strict=True))
               for table in ("line", "trafo")}
    used = []
    for row in system.net.limits.to_dict("records"):
        if row["kind"] == "voltage":
            drop = 1.0 - voltage[row["element"]]
            used.append(max(0.0, drop / (1.0 - row["lowest_voltage_pu"])) if drop == drop else 0.0)
            continue
        own = coincidence if row["kind"] == "feeder" else 1.0
        told = loading[CURRENT_KINDS[row["kind"]]][row["element"]] / 100.0
        used.append(told / row[case.ratio] / own if told == told else 0.0)
    return np.array(used)
