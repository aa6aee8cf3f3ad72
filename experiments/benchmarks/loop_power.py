"""One hour of power by ``pandapower.runpp``, as the loop does it."""

from collections.abc import Mapping, Sequence

import numpy as np

from networks.power_reading import pandapower_net
from networks.power_tables import COINCIDENCE, CURRENT_KINDS, NEED, POWER_FACTOR, rules, tap_changers
from sim.assessing import State
from sim.park import Area
from sim.table import Tables, frame

ELEMENTS = ("line", "trafo")


class PowerLoop:
    """A pandapower net whose loads and switches are set before every flow.

    Parameters
    ----------
    tables
        The power tables of a study; its net is read once.
    areas
        The park's areas.
    assets
        Names of the assets in the order of a state.
    """

    need = NEED

    def __init__(self, tables: Tables, areas: Sequence[Area], assets: Sequence[str]) -> None:
        import pandapower

        self.net = net = pandapower_net(str(tables["net"]))
        bus_of = {name: bus for bus, name in net.bus["name"].items()}
        for area in areas:
            pandapower.create_load(net, bus_of[area.power_bus], p_mw=0.0, q_mvar=0.0)
        self._assets = assets
        self._rules = rules(frame(tables, "switching"))
        self._limits = frame(tables, "limits").to_dict("records")
        self._changers = tap_changers(frame(tables, "tap_changers"))
        self._asset_set: bytes | None = None

    def solve(self, state: State, *, hour: int) -> Mapping[str, float] | None:
        """Return the utilisation of every current limit in one hour [-], or nothing where there is no flow."""
        import pandapower
        from pandapower.auxiliary import ControllerNotConverged

        if state.in_service.tobytes() != self._asset_set:
            self._switch(state)
        net = self.net
        factor, coincidence = state.conditions[POWER_FACTOR], state.conditions[COINCIDENCE]
        drawn_mw = state.demand[NEED][:, hour] * coincidence
        net.load["p_mw"] = drawn_mw
        net.load["q_mvar"] = drawn_mw * np.sqrt(1.0 - factor**2) / factor
        for changer in self._changers:
            net.trafo.loc[net.trafo["name"] == changer.transformer, "tap_pos"] = changer.neutral
        try:
            pandapower.runpp(net, run_control=bool(len(net.controller)))
        except (pandapower.LoadflowNotConverged, ControllerNotConverged):
            return None
        return self._used(coincidence)

    def _switch(self, state: State) -> None:
        from pandapower.control import DiscreteTapControl

        net = self.net
        stand = {asset for asset, stands in zip(self._assets, state.in_service, strict=True) if stands}
        for table in ELEMENTS:
            net[table]["in_service"] = [name not in self._rules or self._rules[name].closed(frozenset(stand))
                                        for name in net[table]["name"]]
        net.controller = net.controller.iloc[:0]
        for changer in self._changers:
            (at,) = net.trafo.index[net.trafo["name"] == changer.transformer]
            if net.trafo.loc[at, "in_service"]:
                columns = ["tap_neutral", "tap_min", "tap_max", "tap_step_percent", "tap_side", "tap_changer_type"]
                net.trafo.loc[at, columns] = [changer.neutral, changer.positions[0], changer.positions[-1],
                                              100.0 * changer.step_ratio, "hv", "Ratio"]
                DiscreteTapControl(net, int(at), changer.lowest_pu, changer.highest_pu, side="lv")
        self._asset_set = state.in_service.tobytes()

    def _used(self, coincidence: float) -> dict[str, float]:
        net = self.net
        percent = {(table, name): value for table in ELEMENTS
                   for name, value in zip(net[table]["name"], net[f"res_{table}"]["loading_percent"], strict=True)}
        used = {}
        for limit in self._limits:
            if limit["kind"] in CURRENT_KINDS:
                told = percent[CURRENT_KINDS[limit["kind"]], limit["element"]] / 100.0 / limit["planning_ratio"]
                told /= coincidence if limit["kind"] == "feeder" else 1.0
                used[limit["limit"]] = told if told == told else 0.0
        return used
