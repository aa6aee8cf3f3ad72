"""The pandapower net behind the power system, reduced to what a load flow of one topology needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from networks.power_kernels import CURRENT, NOTHING, VOLTAGE
from networks.power_tables import CURRENT_KINDS, elements_of
from sim.capacity import Bools, Floats, Integers
from sim.park import Area

SQRT3 = 3.0**0.5
BASE_MVA = 1.0
"""Base of all per-unit values here [MVA]: powers in MW are per unit as they stand."""


@dataclass(frozen=True)
class Topology:
    """One set of closed elements: linear circuit, loads at the areas' buses, and what every limit looks at.

    Parameters
    ----------
    served, unserved
        Areas with and without a way to a source, int [loads], int [others].
    is_radial
        True where more load nowhere means less current or less voltage drop elsewhere, so that only the hours
        which no other outdoes must be solved.
    idle
        Voltage of every bus with a way to a source, nothing being drawn [pu], complex [buses].
    gain
        Voltage at every bus for one unit of current fed in at each load [pu], complex [buses, loads].
    load_bus
        Row of each load's bus, int [loads].
    kind, at_from, at_to
        By limit: current, voltage or nothing; rows of the buses, int [limits].
    admittance
        By limit of a current: from-from, from-to, to-from, to-to [pu], complex [limits, 4].
    scale
        By limit: utilisation for one unit of current at either end, or of voltage drop [1/pu], float [limits, 2].
    own_peak
        Limits that see the peak of one area, not the coincident one, bool [limits].
    """

    served: Integers
    unserved: Integers
    is_radial: bool
    idle: np.ndarray
    gain: np.ndarray
    load_bus: Integers
    kind: Integers
    at_from: Integers
    at_to: Integers
    admittance: np.ndarray
    scale: Floats
    own_peak: Bools


@dataclass(frozen=True)
class PowerNet:
    """A pandapower net whose lines and transformers assets switch.

    Parameters
    ----------
    text
        The net as pandapower saves it.
    limits
        The limits, row by row.
    areas
        The areas in the order of every demand array.
    """

    text: str
    limits: pd.DataFrame
    areas: tuple[Area, ...]

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The net's tables of elements, read without pandapower."""
        return elements_of(self.text)

    @cached_property
    def bus_of(self) -> Mapping[str, int]:
        """Index of each bus by its name."""
        buses = self.tables["bus"]
        return dict(zip(buses["name"], buses.index.to_numpy(np.int64).tolist(), strict=True))

    @cached_property
    def nominal_kv(self) -> Mapping[int, float]:
        """Nominal voltage of each bus by its index [kV]."""
        buses = self.tables["bus"]
        return dict(zip(buses.index.to_numpy(np.int64).tolist(), buses["vn_kv"].to_numpy(np.float64).tolist(),
                        strict=True))

    def topology(self, closed: frozenset[str]) -> Topology:
        """Return the circuit while these lines and transformers are closed and all others open.

        Parameters
        ----------
        closed
            Names of lines and transformers.
        """
        live = self._live(closed)
        circuit = _Circuit.of(self._cut(closed, live))
        served = [at for at, area in enumerate(self.areas) if self.bus_of[area.power_bus] in live]
        load_bus = np.array([circuit.row[self.bus_of[self.areas[at].power_bus]] for at in served], dtype=np.int64)
        idle, gain = circuit.seen_from(load_bus)
        limits = [self._limit(limit, circuit) for limit in self.limits.to_dict("records")]
        return Topology(
            served=np.array(served, dtype=np.int64),
            unserved=np.array([at for at in range(len(self.areas)) if at not in served], dtype=np.int64),
            is_radial=self._is_radial(closed), idle=idle, gain=gain, load_bus=load_bus,
            kind=np.array([limit.kind for limit in limits], dtype=np.int64),
            at_from=np.array([limit.at_from for limit in limits], dtype=np.int64),
            at_to=np.array([limit.at_to for limit in limits], dtype=np.int64),
            admittance=np.array([limit.admittance for limit in limits], dtype=np.complex128).reshape(-1, 4),
            scale=np.array([limit.scale for limit in limits], dtype=np.float64).reshape(-1, 2),
            own_peak=self.limits["kind"].to_numpy() == "feeder")

    def branches(self, closed: frozenset[str] | None = None) -> list[tuple[str, int, int, pd.Series]]:
        """Return name, both buses and data of lines and transformers, of the closed ones or of all."""
        found = []
        for table, start, end in (("line", "from_bus", "to_bus"), ("trafo", "hv_bus", "lv_bus")):
            for _, row in self.tables.get(table, pd.DataFrame()).iterrows():
                if closed is None or row["name"] in closed:
                    found.append((str(row["name"]), int(row[start]), int(row[end]), row))
        return found

    def _live(self, closed: frozenset[str]) -> set[int]:
        import networkx as nx

        graph = nx.Graph((start, end) for _, start, end, _ in self.branches(closed))
        sources = {int(bus) for bus in self.tables["ext_grid"]["bus"]}
        graph.add_nodes_from(sources)
        return {bus for island in nx.connected_components(graph) if island & sources for bus in island}

    def _is_radial(self, closed: frozenset[str]) -> bool:
        import networkx as nx

        lines = self.tables.get("line", pd.DataFrame({"c_nf_per_km": []}))
        if (lines["c_nf_per_km"] > 0).any():
            return False
        graph = nx.Graph((start, end) for _, start, end, _ in self.branches(closed))
        # Two sources of one island are a ring through the earth.
        for first, second in zip(self.tables["ext_grid"]["bus"], self.tables["ext_grid"]["bus"][1:], strict=False):
            graph.add_edge(int(first), int(second))
        return len(graph) == 0 or nx.is_forest(graph)

    @cached_property
    def _whole(self) -> Any:
        # pandapower takes seconds to load: only those who let power flow wait for it.
        import pandapower

        net = pandapower.from_json_string(self.text)
        net.sn_mva = BASE_MVA
        return net

    def _cut(self, closed: frozenset[str], live: set[int]) -> Any:
        # Elements that are not in service leave the net, so that rows of the matrices are rows of the tables.
        from copy import deepcopy

        net = deepcopy(self._whole)
        net.bus = net.bus[net.bus.index.isin(live)]
        net.ext_grid = net.ext_grid[net.ext_grid["bus"].isin(live)]
        for table, end in (("line", "from_bus"), ("trafo", "hv_bus")):
            kept = net[table]["name"].isin(closed) & net[table][end].isin(live)
            net[table] = net[table][kept]
        for table in ("bus", "ext_grid", "line", "trafo"):
            net[table]["in_service"] = True
        return net

    def _limit(self, limit: Mapping[Any, Any], circuit: "_Circuit") -> "_Seen":
        if limit["kind"] == "voltage":
            bus = circuit.row.get(self.bus_of[limit["element"]])
            if bus is None:
                return _Seen(NOTHING)
            return _Seen(VOLTAGE, bus, bus, scale=(1.0 / (1.0 - limit["lowest_voltage_pu"]), 0.0))
        table = CURRENT_KINDS[limit["kind"]]
        if limit["element"] not in circuit.branch[table]:
            return _Seen(NOTHING)
        return circuit.current(table, limit["element"], planning_ratio=limit["planning_ratio"])


@dataclass(frozen=True)
class _Seen:
    """What one limit looks at."""

    kind: int
    at_from: int = 0
    at_to: int = 0
    admittance: tuple[complex, ...] = (0j, 0j, 0j, 0j)
    scale: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class _Circuit:
    """The matrices that pandapower makes of a net, with their rows.

    Parameters
    ----------
    net
        The net.
    admittance
        Of the buses [pu], complex [buses, buses].
    begins, ends
        Currents at either end of every branch for the buses' voltages [pu], complex [branches, buses].
    slack
        Rows of the sources' buses.
    slack_voltage
        Their voltage [pu].
    row
        Row of each bus.
    branch
        Row of each branch by table and name.
    """

    net: Any
    admittance: np.ndarray
    begins: np.ndarray
    ends: np.ndarray
    slack: list[int]
    slack_voltage: np.ndarray
    row: Mapping[int, int]
    branch: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, net: Any) -> "_Circuit":
        lines = {name: at for at, name in enumerate(net.line["name"])}
        trafos = {name: at + len(lines) for at, name in enumerate(net.trafo["name"])}
        row, made = cls._matrices(net)
        slack = [row[int(bus)] for bus in net.ext_grid["bus"]]
        angle = np.deg2rad(net.ext_grid["va_degree"].to_numpy(np.float64))
        voltage = net.ext_grid["vm_pu"].to_numpy(np.float64) * np.exp(1j * angle)
        return cls(net, *made, slack, voltage, row, {"line": lines, "trafo": trafos})

    @classmethod
    def _matrices(cls, net: Any) -> tuple[dict[int, int], tuple[np.ndarray, np.ndarray, np.ndarray]]:
        import pandapower

        if net.line.empty and net.trafo.empty:
            # Sources by themselves: pandapower makes no matrices where nothing flows.
            buses = len(net.bus)
            nothing = np.zeros((0, buses), dtype=np.complex128)
            return ({int(bus): at for at, bus in enumerate(net.bus.index)},
                    (np.zeros((buses, buses), dtype=np.complex128), nothing, nothing))
        pandapower.runpp(net, numba=False, lightsim2grid=False)
        made, lookup = net._ppc["internal"], net._pd2ppc_lookups["bus"]
        return ({int(bus): int(lookup[bus]) for bus in net.bus.index},
                (made["Ybus"].toarray(), made["Yf"].toarray(), made["Yt"].toarray()))

    def seen_from(self, load_bus: Integers) -> tuple[np.ndarray, np.ndarray]:
        """Return every bus's voltage without load, and its answer to current fed in at each load."""
        buses = len(self.admittance)
        free = np.array([bus for bus in range(buses) if bus not in self.slack], dtype=np.int64)
        idle, answer = np.zeros(buses, dtype=np.complex128), np.zeros((buses, buses), dtype=np.complex128)
        idle[self.slack] = self.slack_voltage
        if len(free):
            impedance = np.linalg.inv(self.admittance[np.ix_(free, free)])
            answer[np.ix_(free, free)] = impedance
            idle[free] = -impedance @ self.admittance[np.ix_(free, np.array(self.slack))] @ self.slack_voltage
        return idle, np.ascontiguousarray(answer[:, load_bus])

    def current(self, table: str, name: str, *, planning_ratio: float) -> _Seen:
        """Return how a limit on a branch's current is seen."""
        at = self.branch[table][name]
        data = self.net[table].iloc[at - (len(self.branch["line"]) if table == "trafo" else 0)]
        begin, end = (("from_bus", "to_bus") if table == "line" else ("hv_bus", "lv_bus"))
        start, stop = int(data[begin]), int(data[end])
        bases_ka = [BASE_MVA / (SQRT3 * self.net.bus.at[bus, "vn_kv"]) for bus in (start, stop)]
        if table == "line":
            allowed = data["max_i_ka"] * data["df"] * data["parallel"] * planning_ratio
            scale = (bases_ka[0] / allowed, bases_ka[1] / allowed)
        else:
            allowed = data["sn_mva"] * data["df"] * data["parallel"] * planning_ratio
            scale = (bases_ka[0] * data["vn_hv_kv"] * SQRT3 / allowed, bases_ka[1] * data["vn_lv_kv"] * SQRT3 / allowed)
        first, last = self.row[start], self.row[stop]
        entries = (self.begins[at, first], self.begins[at, last], self.ends[at, first], self.ends[at, last])
        return _Seen(CURRENT, first, last, entries, scale)
