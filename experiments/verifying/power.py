"""Power states solved again by pandapower's own load flow, hour by hour."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.verifying.difference import Largest, Verified, place_of
from networks.power import PowerSystem
from networks.power_tables import COINCIDENCE, CURRENT_KINDS, NEED, POWER_FACTOR
from sim.assessing import Sample
from sim.capacity import Floats

VOLTAGE_PU, LOADING = 1e-6, 1e-3
"""Differences allowed: voltage [pu], current over rating [-]."""


def verify(system: PowerSystem, samples: Sequence[Sample]) -> Verified:
    """Return how far pandapower's answers are from those of a run.

    Parameters
    ----------
    system
        The system.
    samples
        States with the run's answers.
    """
    voltage, loading = Largest("voltage [pu]", allowed=VOLTAGE_PU), Largest("loading [-]", allowed=LOADING)
    nets: dict[bytes, Any] = {}
    for sample in samples:
        key = sample.state.in_service.tobytes()
        if key not in nets:
            nets[key] = _net(system, sample)
        solved = _by_pandapower(system, sample, nets[key])
        if solved is None or sample.unsolved:
            if (solved is None) != sample.unsolved:
                voltage.see(float("inf"), place_of(system, sample))
            continue
        for limit, row in enumerate(system.net.limits.to_dict("records")):
            apart = abs(float(sample.utilisation[limit]) - solved[limit])
            if row["kind"] == "voltage":
                voltage.see(apart * (1.0 - row["lowest_voltage_pu"]), place_of(system, sample, limit))
            else:
                loading.see(apart * row["planning_ratio"], place_of(system, sample, limit))
    return Verified("power", "pandapower.runpp, every hour", len(samples), (voltage.told(), loading.told()))


def _net(system: PowerSystem, sample: Sample) -> Any:
    import pandapower
    from pandapower.control import DiscreteTapControl

    net = pandapower.from_json_string(system.net.text)
    closed = system.closed(sample.state.in_service)
    for table in ("line", "trafo", "sgen", "shunt"):
        net[table]["in_service"] = net[table]["name"].isin(closed)
    for area in system.net.areas:
        pandapower.create_load(net, system.net.bus_of[area.power_bus], p_mw=0.0, q_mvar=0.0)
    for changer in system.net.tap_changers:
        (at,) = net.trafo.index[net.trafo["name"] == changer.transformer]
        columns = ["tap_neutral", "tap_min", "tap_max", "tap_step_percent", "tap_side", "tap_changer_type"]
        net.trafo.loc[at, columns] = [changer.neutral, changer.positions[0], changer.positions[-1],
                                      100.0 * changer.step_ratio, "hv", "Ratio"]
        if changer.transformer in closed:
            DiscreteTapControl(net, int(at), changer.lowest_pu, changer.highest_pu, side="lv")
    return net


def _by_pandapower(system: PowerSystem, sample: Sample, net: Any) -> Floats | None:
    # None where an hour has no solution.
    import pandapower
    from pandapower.auxiliary import ControllerNotConverged

    conditions = sample.state.conditions
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
        highest = np.maximum(highest, _used(system, net, coincidence=conditions[COINCIDENCE]))
    return highest


def _used(system: PowerSystem, net: Any, *, coincidence: float) -> Floats:
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
        used.append(told / row["planning_ratio"] / own if told == told else 0.0)
    return np.array(used)
