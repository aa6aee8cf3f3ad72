"""Firm power: the same net after the loss of any one transformer or circuit (N-1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from networks.power import PowerSystem
from networks.power_load import PowerLoad
from networks.power_nominal import largest_flow_mw
from networks.power_tables import COINCIDENCE, NEED, POWER_FACTOR
from networks.power_topology import Topology
from sim.capacity import Assessment, Bools, Demand, Floats, Integers, Limit, by_assets

LOST_KINDS = ("line", "transformer")
"""Kinds of limit whose elements may be lost; a feeder's loss is the business of the area behind it."""

RATIO = "emergency_ratio"

CUT_OFF = Limit("absent", "a supply after any one loss", "the loss of one line or transformer leaves it without supply",
                "absent", "")
"""The limit of what nothing serves, in the words of those who ask for a firm supply."""


@dataclass(frozen=True)
class Loss:
    """The net after one loss.

    Parameters
    ----------
    element
        Name of the line or transformer of which one circuit is lost.
    closed
        What is in service afterwards.
    cut_off
        Areas that nothing serves afterwards, though something did before, int [some areas].
    touched
        What lines lead to from the lost element: nothing else notices the loss, or is switched over for it.
    """

    element: str
    closed: frozenset[str]
    cut_off: Integers
    touched: frozenset[str]


@dataclass(frozen=True)
class FirmPowerSystem:
    """A power net judged after the loss of any one transformer or circuit that a limit names.

    Parameters
    ----------
    power
        The net.

    Notes
    -----
    Of parallel circuits one is lost and the others remain. Where a loss cuts an area off, what stands by is
    switched over (``when_cut_off`` in the switching table); an area that stays cut off has no firm supply, and
    ``absent`` is infinite as soon as it asks for power. Currents are then held against the rating times the emergency
    ratio, voltages against the same lowest value as before. The utilisation of a limit is the worst of the whole net,
    as ``PowerSystem`` judges it, and of the net after each loss.

    Only what lines join with the lost element without passing through a source is solved again: the rest flows as in
    the whole net, where it is held against a planning ratio that is never above the emergency ratio. The loss of an
    element that no area's current passes is passed over for the same reason.
    """

    power: PowerSystem
    _losses: dict[bytes, tuple[Loss, ...]] = field(default_factory=dict, repr=False, compare=False)
    _topologies: dict[tuple[bytes, str], Topology] = field(default_factory=dict, repr=False, compare=False)
    _capacities: dict[bytes, float] = field(default_factory=dict, repr=False, compare=False)

    name: ClassVar[str] = "power"
    label: ClassVar[str] = "Firm power"
    unit: ClassVar[str] = "MW"
    needs: ClassVar[tuple[str, ...]] = (NEED,)
    conditions: ClassVar[tuple[str, ...]] = (POWER_FACTOR, COINCIDENCE)

    @property
    def assets(self) -> tuple[str, ...]:
        """The assets of the net."""
        return self.power.assets

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The limits of the net, the last in other words."""
        return (*self.power.limits[:-1], CUT_OFF)

    def serves(self, in_service: Bools) -> Bools:
        """Return to which areas closed lines and transformers lead from a source, bool [areas]."""
        return self.power.serves(in_service)

    def lasting_warnings(self) -> tuple[str, ...]:
        """Return what the net's tables warn of."""
        return self.power.lasting_warnings()

    def assess(self, demand: Demand, in_service: Bools) -> Assessment:
        """Return the utilisation of every limit after the loss, and in the hour, that binds it.

        Parameters
        ----------
        demand, in_service
            As ``PowerSystem.assess`` takes them.

        Returns
        -------
        Assessment
            Infinity on ``absent`` where an area that asks for power is cut off by a loss; the flows after that loss
            are then not asked. Infinity on every limit where a loss leaves a net without solution.
        """
        load = PowerLoad.of(demand)
        whole = self.power.assess(demand, in_service)
        used, period, unsolved = whole.utilisation, whole.period, whole.unsolved
        for pattern, rows in by_assets(in_service):
            for loss in self.losses(pattern):
                asking = load[rows].asks_at(loss.cut_off)
                used[rows[asking], -1] = np.inf
                left = rows[~asking]
                if not len(left):
                    continue
                # Hours that cannot exceed what is known already are passed over.
                found, hour, failed = self.power.flow(load[left], topology=self._topology(pattern, loss),
                                                      known=(used[left], period[left]))
                used[left, :-1], period[left, :-1] = found[:, :-1], hour[:, :-1]
                unsolved[left] |= failed
        used[unsolved] = np.inf
        return Assessment(used, period, unsolved)

    def load(self, demand: Demand) -> Floats:
        """Return the coincident load in its highest hour [MW], float [states]."""
        return self.power.load(demand)

    def capacity(self, in_service: Bools) -> Floats:
        """Return the nominal firm capacity [MW], float [states]: the least over all losses, 0 with a single source."""
        return np.array([self._capacity(pattern) for pattern in in_service])

    def map_elements(self) -> pd.DataFrame:
        """Return what a map shows: element, shape, x0, y0, x1, y1 [km], label."""
        return self.power.map_elements()

    def single_sources(self, in_service: Bools) -> Mapping[str, tuple[str, ...]]:
        """Return the elements whose loss cuts areas off, with the names of those areas.

        Parameters
        ----------
        in_service
            Bool [assets].
        """
        areas = self.power.net.areas
        return {loss.element: tuple(areas[at].name for at in loss.cut_off.tolist())
                for loss in self.losses(in_service) if len(loss.cut_off)}

    def losses(self, in_service: Bools) -> tuple[Loss, ...]:
        """Return what may be lost while some assets stand, bool [assets]."""
        key = in_service.tobytes()
        if key not in self._losses:
            self._losses[key] = tuple(self._found(in_service))
        return self._losses[key]

    def _found(self, in_service: Bools) -> list[Loss]:
        power, net = self.power, self.power.net
        normal, switched = power.closed(in_service), power.closed(in_service, cut_off=True)
        topology = power.topology(in_service)
        told = net.limits[net.limits["kind"].isin(LOST_KINDS)]
        carrying = {name for at, name in told["element"].items() if not topology.fixed[net.limits.index.get_loc(at)]}
        circuits = {branch.name: branch.circuits for branch in net.branches(normal)}
        found = []
        for element in dict.fromkeys(name for name in told["element"] if name in carrying and name in circuits):
            touched = net.island(element, normal | switched)
            gone = frozenset() if circuits[element] > 1 else frozenset({element})
            left = normal - gone
            if len(self._cut_off(left, topology)):
                left = (switched & touched | normal - touched) - gone
            found.append(Loss(element, left, self._cut_off(left, topology), touched))
        return found

    def _cut_off(self, closed: frozenset[str], normal: Topology) -> Integers:
        net = self.power.net
        live = net.live(closed)
        return np.array([at for at in normal.served.tolist() if net.bus_of[net.areas[at].power_bus] not in live],
                        dtype=np.int64)

    def _topology(self, in_service: Bools, loss: Loss) -> Topology:
        key = (in_service.tobytes(), loss.element)
        if key not in self._topologies:
            self._topologies[key] = self.power.net.topology(loss.closed & loss.touched, lost=loss.element, ratio=RATIO)
        return self._topologies[key]

    def _capacity(self, in_service: Bools) -> float:
        key = in_service.tobytes()
        if key not in self._capacities:
            flows = [0.0 if len(loss.cut_off) else largest_flow_mw(self.power.net, loss.closed, ratio=RATIO,
                                                              lost=loss.element)
                     for loss in self.losses(in_service)]
            self._capacities[key] = min([float(self.power.capacity(in_service[None])[0]), *flows])
        return self._capacities[key]
