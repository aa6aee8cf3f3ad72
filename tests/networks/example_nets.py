"""pandapower's own example nets as studies give them: areas where loads are, everything named, limits everywhere."""

from dataclasses import dataclass

import numpy as np
import pandapower as pp
import pandapower.networks
import pandas as pd

from networks.power import PowerSystem
from networks.power_faults import faults_of
from networks.power_reading import CARRIED
from networks.power_tables import HOURS
from sim.park import Area
from tests.networks.small_net import empty, limits, switching

NAN = float("nan")
LOWEST_PU = 0.9


@dataclass(frozen=True)
class ExampleNet:
    """An example net with the base case of its loads.

    Parameters
    ----------
    net
        The net without loads.
    areas
        One area for every bus with a load.
    base_mw
        What each area draws in the base case [MW], float [areas].
    generation
        Share of their base case that generators feed in, by hour.
    rows
        Limits, as ``tests.networks.small_net.limits`` takes them.
    """

    net: pp.pandapowerNet
    areas: tuple[Area, ...]
    base_mw: np.ndarray
    generation: pd.DataFrame
    rows: tuple[tuple[str, str, str, float, float], ...]

    def tables(self, *, turning: tuple[str, ...] = ()) -> dict:
        """Return the tables of a study, some transformers holding the voltage behind them."""
        taps = [{"transformer": name, "lowest_voltage_pu": 0.97, "highest_voltage_pu": 1.0, "lowest_position": -6,
                 "neutral_position": 0, "highest_position": 6, "step_percent": 1.25, "source": "assumption",
                 "confidence": "D"} for name in turning]
        return {"net": pp.to_json(self.net), "switching": switching(), "limits": limits(*self.rows),
                "tap_changers": pd.DataFrame(taps) if taps else empty("tap_changers"), "generation": self.generation,
                "net_numbers": empty("net_numbers")}

    def power(self, *, turning: tuple[str, ...] = ()) -> PowerSystem:
        """Return the system; a net that a study's checks refuse is no example."""
        tables = self.tables(turning=turning)
        assert faults_of(tables, self.areas, assets=frozenset()) == []
        return PowerSystem.from_tables(tables, self.areas)


def example(name: str, *, generators: str = "static") -> ExampleNet:
    """Return one of pandapower's example nets.

    Parameters
    ----------
    name
        Name of pandapower's function, after a colon the distributed generation that it is told to add.
    generators
        What takes the place of generators that control a voltage: ``static`` generation of the base case's powers, or
        ``sources`` that hold the base case's voltages. Without controlled voltages some transmission nets lie beside
        collapse, where Newton's method ends with one of several solutions or with none.

    Notes
    -----
    Both engines see the same net. Sources and generators hold voltages so low that none is above the nominal one, which
    would count as no use of a limit. Lines behind an open switch and whatever is out of service are left out, buses
    joined by a closed switch are one, each line's rating is what it carries in the base case, and no transformer
    magnetises by feeding reactive power in, as four of the 118-bus case do.
    """
    kind, _, variant = name.partition(":")
    build = getattr(pandapower.networks, kind)
    net = build(with_der=variant) if variant else build()
    _without_switches(net)
    pp.toolbox.drop_out_of_service_elements(net)
    pp.runpp(net, numba=False)
    above = net.res_bus["vm_pu"].max() - 1.0
    for table in ("ext_grid", "gen"):
        net[table]["vm_pu"] -= above
    pp.runpp(net, numba=False)
    if generators == "static":
        _with_static_generation(net)
    else:
        _with_sources(net)
    _rated(net)
    drawn = net.load["p_mw"].groupby(net.load["bus"]).sum()
    base = drawn[drawn > 0]
    net.load.drop(index=net.load.index, inplace=True)
    _named(net)
    areas = tuple(Area(f"area_{bus}", f"Area {bus}", 10.0, f"bus_{bus}", "", "") for bus in base.index)
    # Another course for each generator.
    shares = [{"generator": generator, "hour": hour, "share_of_peak": 0.85 + 0.15 * np.sin(at + hour / 4),
               "source": "assumption", "confidence": "D"}
              for at, generator in enumerate(net.sgen["name"]) for hour in range(HOURS)]
    return ExampleNet(net, areas, base.to_numpy(np.float64),
                      pd.DataFrame(shares) if shares else empty("generation"), _limits(net))


def _without_switches(net: pp.pandapowerNet) -> None:
    open_ends = net.switch[~net.switch["closed"]]
    pp.toolbox.drop_lines(net, open_ends.loc[open_ends["et"] == "l", "element"].unique())
    for _, switch in net.switch[net.switch["closed"] & (net.switch["et"] == "b")].iterrows():
        pp.toolbox.fuse_buses(net, switch["bus"], switch["element"])
    net.switch.drop(index=net.switch.index, inplace=True)


def _with_static_generation(net: pp.pandapowerNet) -> None:
    for at in net.gen.index:
        pp.create_sgen(net, net.gen.at[at, "bus"], net.res_gen.at[at, "p_mw"], net.res_gen.at[at, "q_mvar"])
    net.gen.drop(index=net.gen.index, inplace=True)


def _with_sources(net: pp.pandapowerNet) -> None:
    for at in net.gen.index:
        pp.create_ext_grid(net, net.gen.at[at, "bus"], net.res_gen.at[at, "vm_pu"], net.res_gen.at[at, "va_degree"])
    net.gen.drop(index=net.gen.index, inplace=True)


def _rated(net: pp.pandapowerNet) -> None:
    net.trafo["i0_percent"] = net.trafo["i0_percent"].clip(lower=0.0)
    carried = net.res_line["i_ka"].to_numpy() / (net.line["df"] * net.line["parallel"]).to_numpy()
    net.line["max_i_ka"] = np.maximum(carried, 1e-3)


def _named(net: pp.pandapowerNet) -> None:
    for table in ("bus", "line", "trafo", "sgen", "shunt"):
        net[table]["name"] = [f"{table}_{at}" for at in net[table].index]
    for table in [each for each in net if each.endswith("_cost") or (each not in CARRIED and each[:3] == "res")]:
        net[table] = net[table].iloc[:0]


def _limits(net: pp.pandapowerNet) -> tuple[tuple[str, str, str, float, float], ...]:
    lines = [(f"of_{name}", name, "line", 0.8, NAN) for name in net.line["name"]]
    trafos = [(f"of_{name}", name, "transformer", 0.8, NAN) for name in net.trafo["name"]]
    voltages = [(f"of_{name}", name, "voltage", NAN, LOWEST_PU) for name in net.bus["name"]]
    return (*lines, *trafos, *voltages)
