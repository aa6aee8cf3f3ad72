"""The pandapower net behind the power system, reduced to what a load flow of one topology needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from networks.power_circuit import BASE_MVA, ENDS, SQRT3, Circuit, TapChanger
from networks.power_kernels import CURRENT, NOTHING, VOLTAGE
from networks.power_parts import joined, parts, parts_of_branches, settings
from networks.power_reading import elements_of, pandapower_net
from networks.power_tables import CURRENT_KINDS
from networks.power_topology import Topology
from sim.capacity import Floats, Integers
from sim.park import Area

NONE = pd.DataFrame({"name": []})
"""Stands for a table of elements that a net does without."""


@dataclass(frozen=True)
class Branch:
    """A line or a transformer.

    Parameters
    ----------
    name
        Its name.
    is_transformer
        True for a transformer, false for a line.
    start, end
        Indices of its two buses; that of high voltage is the start of a transformer.
    circuits
        How many lie parallel [-].
    rating_mva
        What each of them may carry at nominal voltage before derating [MVA].
    derating
        Part of its rating that it keeps where it lies [-].
    """

    name: str
    is_transformer: bool
    start: int
    end: int
    circuits: int
    rating_mva: float
    derating: float


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
    tap_changers
        Transformers that hold a voltage.
    generation
        Share of its rated power that each generator feeds in, by its name, float [periods].
    """

    text: str
    limits: pd.DataFrame
    areas: tuple[Area, ...]
    tap_changers: tuple[TapChanger, ...] = ()
    generation: Mapping[str, Floats] = field(default_factory=dict)

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The net's tables of elements, read without pandapower."""
        return elements_of(self.text)

    @cached_property
    def bus_of(self) -> Mapping[str, int]:
        """Index of each bus by its name."""
        buses = self.tables["bus"]
        return dict(zip(buses["name"], buses.index.to_numpy(np.int64).tolist(), strict=True))

    def topology(self, closed: frozenset[str], *, lost: str = "", ratio: str = "planning_ratio") -> Topology:
        """Return the circuits while these elements are closed and all others open.

        Parameters
        ----------
        closed
            Names of lines, transformers, generators and shunts.
        lost
            A line or transformer of which one circuit is lost: the others of its parallel ones remain.
        ratio
            Column of the limits that says to what share of its rating an element may be loaded.
        """
        live = self.live(closed)
        circuit = Circuit.of(self._cut(closed, live, lost=lost))
        served = [at for at, area in enumerate(self.areas) if self.bus_of[area.power_bus] in live]
        generators = circuit.net.sgen
        fed = [circuit.row[self.bus_of[self.areas[at].power_bus]] for at in served]
        fed += [circuit.row[int(bus)] for bus in generators["bus"]]
        part_of_group = circuit.together(self.tap_changers)
        groups, tap_part = list(part_of_group), list(part_of_group.values())
        leaders = [group[0] for group in groups]
        seen = [self._seen(limit, circuit, ratio=ratio) for limit in self.limits.to_dict("records")]
        held = [circuit.row[circuit.buses("trafo", leader.transformer)[1]] for leader in leaders]
        points = np.unique(np.array([*fed, *held, *(bus for each in seen for bus in (each.start, each.stop))],
                                    dtype=np.int64))
        turned = [circuit.at_taps(groups, positions)
                  for positions in settings([leader.positions for leader in leaders], tap_part)]
        answers = [each.seen_from(np.array(fed, dtype=np.int64)) for each in turned]

        def point(buses: Sequence[int]) -> Integers:
            return np.searchsorted(points, np.array(buses, dtype=np.int64))

        return Topology(
            served=np.array(served, dtype=np.int64),
            unserved=np.array([at for at in range(len(self.areas)) if at not in served], dtype=np.int64),
            is_monotone=self._is_monotone(closed) and generators.empty and circuit.net.shunt.empty,
            idle=np.ascontiguousarray([idle[points] for idle, _ in answers]),
            gain=np.ascontiguousarray([gain[points] for _, gain in answers]),
            part=circuit.part_of_bus[points],
            limit_part=np.array([each.part(circuit) for each in seen], dtype=np.int64),
            injection_at=point(fed), generation=self._generation(generators),
            kind=np.array([each.kind for each in seen], dtype=np.int64),
            at_from=point([each.start for each in seen]), at_to=point([each.stop for each in seen]),
            admittance=np.ascontiguousarray([[_entries(each, at) for each in seen] for at in turned],
                                            dtype=np.complex128).reshape(len(turned), len(seen), 4),
            scale=np.array([each.scale for each in seen], dtype=np.float64).reshape(-1, 2),
            own_peak=self.limits["kind"].to_numpy() == "feeder",
            tap_at=point(held), tap_part=np.array(tap_part, dtype=np.int64),
            tap_low=np.array([leader.lowest_pu for leader in leaders], dtype=np.float64),
            tap_high=np.array([leader.highest_pu for leader in leaders], dtype=np.float64),
            tap_first=np.array([leader.positions.index(leader.neutral) for leader in leaders], dtype=np.int64),
            tap_count=np.array([len(leader.positions) for leader in leaders], dtype=np.int64))

    def branches(self, closed: frozenset[str] | None = None) -> list[Branch]:
        """Return lines, then transformers: the closed ones or all."""
        return [branch for branch in self._branches if closed is None or branch.name in closed]

    @cached_property
    def _branches(self) -> tuple[Branch, ...]:
        found = []
        nominal_kv = self.tables["bus"]["vn_kv"]
        for table in (name for name in ENDS if name in self.tables):
            rows, is_transformer = self.tables[table], table == "trafo"
            starts, ends = (rows[side].to_numpy(np.int64) for side in ENDS[table])
            ratings_mva = rows["sn_mva"] if is_transformer else (
                SQRT3 * nominal_kv.loc[starts].to_numpy(np.float64) * rows["max_i_ka"].to_numpy(np.float64))
            columns = zip(rows["name"], starts.tolist(), ends.tolist(), rows["parallel"], ratings_mva, rows["df"],
                          strict=True)
            found += [Branch(str(name), is_transformer, start, end, int(circuits), float(rating_mva), float(derating))
                      for name, start, end, circuits, rating_mva, derating in columns]
        return tuple(found)

    def names(self) -> frozenset[str]:
        """Return the names of everything that can be switched: branches, generators and shunts."""
        beside = (str(name) for table in ("sgen", "shunt") for name in self.tables.get(table, NONE)["name"])
        return frozenset([*(branch.name for branch in self.branches()), *beside])

    def live(self, closed: frozenset[str]) -> set[int]:
        """Return the buses from which closed lines and transformers lead to a source."""
        names, start, end = self._ends
        shut = np.array([name in closed for name in names], dtype=bool)
        island = joined(len(self._row), start[shut], end[shut])
        fed = np.isin(island, island[[self._row[int(bus)] for bus in self.tables["ext_grid"]["bus"]]])
        return {bus for bus, at in self._row.items() if fed[at]}

    def island(self, element: str, closed: frozenset[str]) -> frozenset[str]:
        """Return the names of everything that closed lines and transformers join with one of them short of a source.

        Parameters
        ----------
        element
            A closed line or transformer.
        closed
            Names of what is closed.
        """
        names, start, end = self._ends
        shut = np.array([name in closed for name in names], dtype=bool)
        is_source = np.zeros(len(self._row), dtype=bool)
        is_source[[self._row[int(bus)] for bus in self.tables["ext_grid"]["bus"]]] = True
        of_branch = parts_of_branches(is_source, start[shut], end[shut]).tolist()
        closed_names = [name for name, is_shut in zip(names, shut, strict=True) if is_shut]
        lies_in = dict(zip(closed_names, of_branch, strict=True))
        mine, of_bus = lies_in[element], parts(is_source, start[shut], end[shut])
        for table in ("sgen", "shunt"):
            rows = self.tables.get(table, NONE.assign(bus=0))
            lies_in |= {str(name): int(of_bus[self._row[int(bus)]])
                        for name, bus in zip(rows["name"], rows["bus"], strict=True)}
        return frozenset(name for name, part in lies_in.items() if part == mine)

    @cached_property
    def _row(self) -> Mapping[int, int]:
        # Place of each bus in the table of buses.
        return {int(str(bus)): at for at, bus in enumerate(self.tables["bus"].index)}

    @cached_property
    def _ends(self) -> tuple[list[str], Integers, Integers]:
        # Name and places of both buses of every line and transformer: tables are slow to walk down again and again.
        branches = self._branches
        return ([branch.name for branch in branches],
                np.array([self._row[branch.start] for branch in branches], dtype=np.int64),
                np.array([self._row[branch.end] for branch in branches], dtype=np.int64))

    def _graph(self, closed: frozenset[str]) -> Any:
        # The buses that closed branches join, as a NetworkX graph.
        import networkx as nx

        return nx.Graph((branch.start, branch.end) for branch in self.branches(closed))

    def _is_monotone(self, closed: frozenset[str]) -> bool:
        import networkx as nx

        lines = self.tables.get("line", pd.DataFrame({"c_nf_per_km": []}))
        if (lines["c_nf_per_km"] > 0).any():
            return False
        graph = self._graph(closed)
        # Two sources of one island are a ring through the earth.
        for first, second in zip(self.tables["ext_grid"]["bus"], self.tables["ext_grid"]["bus"][1:], strict=False):
            graph.add_edge(int(first), int(second))
        return len(graph) == 0 or nx.is_forest(graph)

    @cached_property
    def _whole(self) -> Any:
        # pandapower takes seconds to load: only those who let power flow wait for it.
        net = pandapower_net(self.text)
        net.sn_mva = BASE_MVA
        return net

    def _cut(self, closed: frozenset[str], live: set[int], *, lost: str) -> Any:
        # Elements that are not in service leave the net, so that rows of the matrices are rows of the tables.
        from copy import deepcopy

        net = deepcopy(self._whole)
        net.bus = net.bus[net.bus.index.isin(live)]
        net.ext_grid = net.ext_grid[net.ext_grid["bus"].isin(live)]
        for table, end in (("line", "from_bus"), ("trafo", "hv_bus"), ("sgen", "bus"), ("shunt", "bus")):
            kept = net[table]["name"].isin(closed) & net[table][end].isin(live)
            net[table] = net[table][kept]
        for table in ("line", "trafo"):
            # Where it has no parallel ones it is among the open.
            net[table].loc[net[table]["name"] == lost, "parallel"] -= 1
        for changer in self.tap_changers:
            net.trafo.loc[net.trafo["name"] == changer.transformer, "tap_pos"] = changer.neutral
        for table in ("bus", "ext_grid", "line", "trafo", "sgen", "shunt"):
            net[table]["in_service"] = True
        # The matrices are those of the empty net.
        net.sgen["scaling"] = 0.0
        return net

    def _generation(self, generators: pd.DataFrame) -> np.ndarray:
        # What each feeds in by period: its rated power times its share of the peak in that period.
        rated = (generators["p_mw"] + 1j * generators["q_mvar"]).to_numpy(np.complex128)
        shares = [self.generation[name] for name in generators["name"]]
        periods = len(next(iter(self.generation.values()), ()))
        return np.ascontiguousarray(np.array(shares, dtype=np.float64).reshape(len(rated), periods).T * rated)

    def _seen(self, limit: Mapping[Any, Any], circuit: Circuit, *, ratio: str) -> "_Seen":
        if limit["kind"] == "voltage":
            bus = circuit.row.get(self.bus_of[limit["element"]])
            if bus is None:
                return _Seen(NOTHING)
            return _Seen(VOLTAGE, bus, bus, scale=(1.0 / (1.0 - limit["lowest_voltage_pu"]), 0.0))
        table = CURRENT_KINDS[limit["kind"]]
        if limit["element"] not in circuit.branch[table]:
            return _Seen(NOTHING)
        start, stop = (circuit.row[bus] for bus in circuit.buses(table, limit["element"]))
        begins, ends = circuit.current_scale(table, limit["element"])
        share = limit[ratio]
        return _Seen(CURRENT, start, stop, circuit.branch[table][limit["element"]], (begins / share, ends / share))


@dataclass(frozen=True)
class _Seen:
    """What one limit looks at: rows of two buses and of a branch."""

    kind: int
    start: int = 0
    stop: int = 0
    branch: int = -1
    scale: tuple[float, float] = (0.0, 0.0)

    def part(self, circuit: Circuit) -> int:
        """Return the part of the net that the limit is in."""
        return int(circuit.part_of_branch[self.branch] if self.branch >= 0 else circuit.part_of_bus[self.start])


def _entries(seen: _Seen, circuit: Circuit) -> np.ndarray:
    return circuit.ends[seen.branch] if seen.branch >= 0 else np.zeros(4, dtype=np.complex128)
