"""The linear circuit of a pandapower net: its matrices at every position of its tap changers."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from networks.power_parts import parts, parts_of_branches
from sim.capacity import Bools, Integers

ENDS: Mapping[str, tuple[str, str]] = {"line": ("from_bus", "to_bus"), "trafo": ("hv_bus", "lv_bus")}
"""Columns of a branch's two buses, by pandapower's table of branches."""

SQRT3 = 3.0**0.5
BASE_MVA = 1.0
"""Base of all per-unit values here [MVA]: powers in MW are per unit as they stand."""


@dataclass(frozen=True)
class TapChanger:
    """What holds the voltage behind a transformer in a band by turning on the high side's winding.

    Parameters
    ----------
    transformer
        Name of the transformer; the voltage is held at its low side's bus.
    lowest_pu, highest_pu
        The band [pu].
    positions
        Positions in their order, the neutral one among them.
    neutral
        The neutral position, with which every search begins.
    step_ratio
        Change of the winding ratio with one position [-].
    """

    transformer: str
    lowest_pu: float
    highest_pu: float
    positions: tuple[int, ...]
    neutral: int
    step_ratio: float

    def ratio(self, position: int) -> float:
        """Return the winding ratio at a position over the neutral one [-]."""
        return 1.0 + (position - self.neutral) * self.step_ratio


@dataclass(frozen=True)
class Circuit:
    """The matrices that pandapower makes of a net, with their rows.

    Parameters
    ----------
    net
        The net; nothing in it is out of service.
    admittance
        Of the buses [pu], complex [buses, buses].
    ends
        Currents at both ends of every branch for the voltages of its two buses [pu]: from-from, from-to, to-from,
        to-to, complex [branches, 4].
    slack, slack_voltage
        Rows of the sources' buses and their voltage [pu].
    row
        Row of each bus.
    branch
        Row of each branch by table and name; transformers come after lines.
    """

    net: Any
    admittance: np.ndarray
    ends: np.ndarray
    slack: Integers
    slack_voltage: np.ndarray
    row: Mapping[int, int]
    branch: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, net: Any) -> "Circuit":
        """Return the circuit of a net.

        Parameters
        ----------
        net
            A pandapower net in which everything is in service and every bus has a way to a source.
        """
        lines = {name: at for at, name in enumerate(net.line["name"])}
        trafos = {name: at + len(lines) for at, name in enumerate(net.trafo["name"])}
        row, admittance, begins, stops = _matrices(net)
        buses = [pair for table, (start, end) in ENDS.items()
                 for pair in zip(net[table][start], net[table][end], strict=True)]
        ends = [(begins[at, row[first]], begins[at, row[last]], stops[at, row[first]], stops[at, row[last]])
                for at, (first, last) in enumerate(buses)]
        slack = np.array([row[int(bus)] for bus in net.ext_grid["bus"]], dtype=np.int64)
        angle = np.deg2rad(net.ext_grid["va_degree"].to_numpy(np.float64))
        voltage = net.ext_grid["vm_pu"].to_numpy(np.float64) * np.exp(1j * angle)
        return cls(net, admittance, np.array(ends, dtype=np.complex128).reshape(-1, 4), slack, voltage, row,
                   {"line": lines, "trafo": trafos})

    def buses(self, table: str, name: str) -> tuple[int, int]:
        """Return the two buses of a branch."""
        (start, end), data = ENDS[table], self.data(table, name)
        return int(data[start]), int(data[end])

    def data(self, table: str, name: str) -> Any:
        """Return what pandapower's table tells of a branch."""
        return self.net[table].iloc[self.branch[table][name] - (len(self.branch["line"]) if table == "trafo" else 0)]

    @cached_property
    def is_source(self) -> Bools:
        """Where a source holds the voltage, bool [buses]."""
        return np.isin(np.arange(len(self.admittance)), self.slack)

    @cached_property
    def part_of_bus(self) -> Integers:
        """The part of each bus; parts do not feel each other, int [buses]."""
        return parts(self.is_source, *self._ends_of_branches)

    @cached_property
    def part_of_branch(self) -> Integers:
        """The part of each branch, int [branches]."""
        return parts_of_branches(self.is_source, *self._ends_of_branches)

    @cached_property
    def _ends_of_branches(self) -> tuple[Integers, Integers]:
        line, trafo = self.net.line, self.net.trafo
        ends = ([*line["from_bus"], *trafo["hv_bus"]], [*line["to_bus"], *trafo["lv_bus"]])
        first, last = (np.array([self.row[int(bus)] for bus in buses], dtype=np.int64) for buses in ends)
        return first, last

    def together(self, changers: Sequence[TapChanger]) -> dict[tuple[TapChanger, ...], int]:
        """Return the groups of tap changers in service, with the part that each belongs to.

        Notes
        -----
        A group holds the same bus in the same way: alike, they begin alike and see the same voltage, so that their
        positions never part.
        """
        groups: dict[tuple[object, ...], list[TapChanger]] = {}
        for changer in changers:
            at = self.branch["trafo"].get(changer.transformer)
            if at is not None:
                _, held = self.buses("trafo", changer.transformer)
                band = (changer.lowest_pu, changer.highest_pu, changer.positions, changer.neutral)
                groups.setdefault((int(self.part_of_branch[at]), held, *band), []).append(changer)
        return {tuple(group): int(str(part)) for (part, *_), group in groups.items()}

    def at_taps(self, groups: Sequence[tuple[TapChanger, ...]], positions: Sequence[int]) -> "Circuit":
        """Return the circuit while groups of tap changers stand at some positions.

        Notes
        -----
        An ideal ratio m on the high side divides what leaves that end by m for each end that lies there: the
        entries from-from by m squared, from-to and to-from by m.
        """
        admittance, ends = self.admittance.copy(), self.ends.copy()
        turned = [(changer, position) for group, position in zip(groups, positions, strict=True) for changer in group]
        for changer, position in turned:
            at, ratio = self.branch["trafo"][changer.transformer], changer.ratio(position)
            ends[at] = self.ends[at] / np.array([ratio**2, ratio, ratio, 1.0])
            first, last = (self.row[bus] for bus in self.buses("trafo", changer.transformer))
            moved = ends[at] - self.ends[at]
            for (i, j), entry in zip(product((first, last), repeat=2), moved, strict=True):
                admittance[i, j] += entry
        return Circuit(self.net, admittance, ends, self.slack, self.slack_voltage, self.row, self.branch)

    def seen_from(self, fed: Integers) -> tuple[np.ndarray, np.ndarray]:
        """Return every bus's voltage without load, and its answer to one unit of current fed in at some buses.

        Parameters
        ----------
        fed
            Rows of the buses, int [injections].

        Returns
        -------
        idle
            Voltage [pu], complex [buses].
        gain
            Voltage for one unit of current [pu], complex [buses, injections].
        """
        buses = len(self.admittance)
        free = np.setdiff1d(np.arange(buses), self.slack)
        idle, gain = np.zeros(buses, dtype=np.complex128), np.zeros((buses, len(fed)), dtype=np.complex128)
        idle[self.slack] = self.slack_voltage
        if len(free):
            place = np.full(buses, -1)
            place[free] = np.arange(len(free))
            inner = self.admittance[np.ix_(free, free)]
            asked = np.zeros((len(free), len(fed) + 1), dtype=np.complex128)
            for column, bus in enumerate(fed.tolist()):
                if place[bus] >= 0:
                    asked[place[bus], column] = 1.0
            asked[:, -1] = -self.admittance[np.ix_(free, self.slack)] @ self.slack_voltage
            answer = np.linalg.solve(inner, asked)
            gain[free], idle[free] = answer[:, :-1], answer[:, -1]
        return idle, gain

    def current_scale(self, table: str, name: str) -> tuple[float, float]:
        """Return the loading for one unit of current at either end, against the rating times derating [1/pu]."""
        data, (start, stop) = self.data(table, name), self.buses(table, name)
        bases_ka = [BASE_MVA / (SQRT3 * float(self.net.bus.at[bus, "vn_kv"])) for bus in (start, stop)]
        if table == "line":
            rating_ka = float(data["max_i_ka"] * data["df"] * data["parallel"])
            return bases_ka[0] / rating_ka, bases_ka[1] / rating_ka
        rating_mva = float(data["sn_mva"] * data["df"] * data["parallel"])
        return (bases_ka[0] * float(data["vn_hv_kv"]) * SQRT3 / rating_mva,
                bases_ka[1] * float(data["vn_lv_kv"]) * SQRT3 / rating_mva)


def _matrices(net: Any) -> tuple[dict[int, int], np.ndarray, np.ndarray, np.ndarray]:
    # Row of each bus, admittance of the buses, currents at the beginning and at the end of every branch.
    import pandapower

    if net.line.empty and net.trafo.empty:
        # Sources by themselves: pandapower makes no matrices where nothing flows.
        buses = len(net.bus)
        nothing = np.zeros((0, buses), dtype=np.complex128)
        return ({int(bus): at for at, bus in enumerate(net.bus.index)},
                np.zeros((buses, buses), dtype=np.complex128), nothing, nothing)
    if set(net.ext_grid["bus"]) == set(net.bus.index):
        net = _with_one_source_an_island(net)
    # The matrices are wanted, not the flow: an empty net of long lines has them even if its voltages are hopeless.
    with suppress(pandapower.LoadflowNotConverged):
        pandapower.runpp(net, numba=False, lightsim2grid=False)
    made, lookup = net._ppc["internal"], net._pd2ppc_lookups["bus"]
    return ({int(bus): int(lookup[bus]) for bus in net.bus.index},
            made["Ybus"].toarray(), made["Yf"].toarray(), made["Yt"].toarray())


def _with_one_source_an_island(net: Any) -> Any:
    # Where no bus is left to be solved pandapower makes no matrices; they do not depend on the sources.
    from copy import deepcopy

    import networkx as nx
    import pandapower.topology

    islands = nx.connected_components(nx.Graph(pandapower.topology.create_nxgraph(net)))
    kept = {min(island) for island in islands}
    fewer = deepcopy(net)
    fewer.ext_grid = net.ext_grid[net.ext_grid["bus"].isin(kept)]
    return fewer
