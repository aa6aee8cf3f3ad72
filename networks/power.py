"""Power: exact AC flow through lines, stations and feeders to every area, hour by hour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
import pandas as pd

from networks.power_load import PowerLoad
from networks.power_net import PowerNet
from networks.power_nominal import largest_flow_mw
from networks.power_tables import (
    ALWAYS,
    COINCIDENCE,
    CURRENT_KINDS,
    NEED,
    POWER_FACTOR,
    SHAPES,
    Rule,
    asset_names,
    generation,
    rules,
    tap_changers,
)
from networks.power_topology import Topology
from sim.capacity import Assessment, Bools, Demand, Floats, Integers, Limit, by_assets, standing
from sim.park import Area
from sim.table import MOST_NAMES, Fault, Tables, TableShape, frame

if TYPE_CHECKING:
    from networks.power_firm import FirmPowerSystem

ABSENT = Limit("absent", "a line to the area", "no line serves it", "absent", "")


@dataclass(frozen=True)
class PowerSystem:
    """The power net of a park: currents, transformers and voltages against what planners allow.

    Parameters
    ----------
    net
        The net and its limits.
    rules
        When each line and transformer is in service; those without a rule always are.
    assets
        Assets that switch elements.
    limits
        The limits of the table and ``absent``.

    Notes
    -----
    Constant power loads at the areas' buses, balanced, steady state. A feeder serves one area and sees its own
    peak; everything upstream sees the areas' coincident one. Currents are held against rating times derating
    times planning ratio, a voltage against the lowest allowed: utilisation is drop over allowed drop.
    """

    net: PowerNet
    rules: Mapping[str, Rule]
    assets: tuple[str, ...]
    limits: tuple[Limit, ...]
    _topologies: dict[bytes, Topology] = field(default_factory=dict, repr=False, compare=False)
    _capacities: dict[bytes, float] = field(default_factory=dict, repr=False, compare=False)

    name: ClassVar[str] = "power"
    label: ClassVar[str] = "Power"
    unit: ClassVar[str] = "MW"
    needs: ClassVar[tuple[str, ...]] = (NEED,)
    conditions: ClassVar[tuple[str, ...]] = (POWER_FACTOR, COINCIDENCE)
    shapes: ClassVar[Mapping[str, TableShape]] = SHAPES
    limit_kinds: ClassVar[tuple[str, ...]] = ("line", "feeder", "transformer", "voltage", "absent")

    @classmethod
    def asset_names(cls, tables: Tables) -> tuple[str, ...]:
        """Return the assets without building the net."""
        return asset_names(frame(tables, "switching"))

    @classmethod
    def faults(cls, tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str]) -> list[Fault]:
        """Return what does not fit together in the power files; see ``networks.power_faults``."""
        from networks.power_faults import faults_of

        return faults_of(tables, areas, assets=assets)

    @classmethod
    def from_tables(cls, tables: Tables, areas: tuple[Area, ...]) -> Self:
        """Return the system of tables without faults; pandapower is loaded when the first state is assessed."""
        limits = frame(tables, "limits")
        named = [Limit(row["limit"], row["label"], row["cause"], row["kind"], row["element"])
                 for row in limits.to_dict("records")]
        net = PowerNet(str(tables["net"]), limits, areas, tap_changers(frame(tables, "tap_changers")),
                       generation(frame(tables, "generation")))
        return cls(net, rules(frame(tables, "switching")), cls.asset_names(tables), (*named, ABSENT))

    def assess(self, demand: Demand, in_service: Bools) -> Assessment:
        """Return the utilisation of every limit in the hour that binds it.

        Parameters
        ----------
        demand
            ``power_mw`` of the areas, float [states, areas, 24] [MW]; ``power_factor`` and ``coincidence_areas``
            [-], float [states, 1, 1].
        in_service
            Bool [states, assets].

        Returns
        -------
        Assessment
            Infinity on every limit of a state that does not solve, and on ``absent`` where an area that asks for
            power has no way to a source.
        """
        load = PowerLoad.of(demand)
        states = len(load)
        used, period = np.zeros((states, len(self.limits))), np.zeros((states, len(self.limits)), dtype=np.int64)
        unsolved = np.zeros(states, dtype=bool)
        for pattern, rows in by_assets(in_service):
            used[rows], period[rows], unsolved[rows] = self.flow(load[rows], topology=self.topology(pattern))
        return Assessment(used, period, unsolved)

    def serves(self, in_service: Bools) -> Bools:
        """Return to which areas closed lines and transformers lead from a source, bool [areas]."""
        live = self.net.live(self.closed(in_service))
        return np.array([self.net.bus_of[area.power_bus] in live for area in self.net.areas], dtype=bool)

    def lasting_warnings(self) -> tuple[str, ...]:
        """Return a sentence on the lines and transformers that no limit names, if there are any."""
        limits = self.net.limits
        limited = set(limits.loc[limits["kind"].isin(list(CURRENT_KINDS)), "element"])
        free = [branch.name for branch in self.net.branches() if branch.name not in limited]
        if not free:
            return ()
        more = f" and {len(free) - MOST_NAMES} more" if len(free) > MOST_NAMES else ""
        return (f"no limit names {', '.join(free[:MOST_NAMES])}{more}: neither what flows there nor its loss counts",)

    def load(self, demand: Demand) -> Floats:
        """Return the coincident load in its highest hour [MW], float [states]."""
        power_mw = demand[NEED]
        # Area after area: no sum's order depends on the size of the batch.
        total = np.zeros((power_mw.shape[0], power_mw.shape[2]))
        for area in range(power_mw.shape[1]):
            total += power_mw[:, area]
        return total.max(axis=1) * demand[COINCIDENCE][:, 0, 0]

    def capacity(self, in_service: Bools) -> Floats:
        """Return the nominal capacity [MW], float [states].

        Notes
        -----
        The largest flow of active power from the sources to the areas through rating, derating and planning
        ratio of every limited element at nominal voltage, nominal power factor and coincidence. Voltage and the
        areas' own shares of the load bind earlier: this is the staircase of a figure, not a limit.
        """
        capacity = np.empty(len(in_service))
        for pattern, rows in by_assets(in_service):
            capacity[rows] = self._capacity(pattern)
        return capacity

    def map_elements(self) -> pd.DataFrame:
        """Return lines as lines, transformers and buses as points, in km of the park."""
        place = _places(self.net.tables["bus"])
        rows = []
        for branch in self.net.branches():
            shape, stop = ("point", branch.start) if branch.is_transformer else ("line", branch.end)
            rows.append((branch.name, shape, *place[branch.start], *place[stop]))
        rows += [(name, "point", *place[at], *place[at]) for name, at in self.net.bus_of.items()]
        labels = {limit.element: limit.label for limit in self.limits}
        table = pd.DataFrame(rows, columns=["element", "shape", "x0", "y0", "x1", "y1"])
        return table.assign(label=[labels.get(element, element) for element in table["element"]])

    def topology(self, in_service: Bools) -> Topology:
        """Return the circuit while some assets stand; built once for every set of them.

        Parameters
        ----------
        in_service
            Bool [assets].
        """
        key = in_service.tobytes()
        if key not in self._topologies:
            self._topologies[key] = self.net.topology(self.closed(in_service))
        return self._topologies[key]

    def firm(self) -> "FirmPowerSystem":
        """Return the same power net judged after the loss of any one transformer or circuit."""
        from networks.power_firm import FirmPowerSystem

        return FirmPowerSystem(self)

    def closed(self, in_service: Bools, *, cut_off: bool = False) -> frozenset[str]:
        """Return what of the net is in service while some assets stand, and while a loss cuts an area off.

        Parameters
        ----------
        in_service
            Bool [assets].
        cut_off
            True while a loss cuts an area off, so that what stands by is switched over.
        """
        built = standing(self.assets, in_service)
        return frozenset(name for name in self.net.names()
                         if self.rules.get(name, ALWAYS).closed(built, cut_off=cut_off))

    def flow(self, load: PowerLoad, *, topology: Topology,
             known: tuple[Floats, Integers] | None = None) -> tuple[Floats, Integers, Bools]:
        """Return utilisation and binding hour of every limit and what is unsolved, for one topology.

        Parameters
        ----------
        load
            What the areas draw.
        topology
            The circuit.
        known
            Utilisation and binding hour in other circuits, of which the larger is kept; None for none.
        """
        from networks.power_hours import hours_to_solve
        from networks.power_kernels import assess_states

        states = len(load)
        if known is None:
            known = np.zeros((states, len(self.limits))), np.zeros((states, len(self.limits)), dtype=np.int64)
        used, period = known[0].copy(), known[1].copy()
        unsolved = np.zeros(states, dtype=bool)
        at = topology
        assess_states(
            load.power_mw, load.reactive_share, load.coincidence, hours_to_solve(load, topology=at),
            at.parts, at.part, at.limit_part, at.served, at.idle, at.gain, at.injection_at, at.generation, at.kind,
            at.at_from, at.at_to, at.admittance, at.scale, at.own_peak, at.tap_at, at.tap_part, at.tap_low, at.tap_high,
            at.tap_first, at.tap_count, at.tap_turns, at.watched, at.fixed, at.hold, at.nearness, at.lowest_idle,
            at.base, at.reach, at.coupled, at.reached, used, period, unsolved)
        used[load.asks_at(at.unserved), -1] = np.inf
        return used, period, unsolved

    def _capacity(self, in_service: Bools) -> float:
        key = in_service.tobytes()
        if key not in self._capacities:
            self._capacities[key] = largest_flow_mw(self.net, self.closed(in_service))
        return self._capacities[key]


def _places(buses: pd.DataFrame) -> dict[int, tuple[float, float]]:
    # pandapower keeps a bus's place as GeoJSON; a net drawn without places lies at the origin.
    import json

    places = {}
    for at, told in (buses["geo"] if "geo" in buses else pd.Series(index=buses.index, dtype=object)).items():
        point = json.loads(told) if isinstance(told, str) and told else {"coordinates": [0.0, 0.0]}
        places[int(str(at))] = (float(point["coordinates"][0]), float(point["coordinates"][1]))
    return places
