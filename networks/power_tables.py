"""The power files of a study: the net, what switches its elements, and what limits them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from networks.power_circuit import TapChanger
from sim.capacity import Floats
from sim.table import PROOF, Column, TableShape

NEED = "power_mw"
POWER_FACTOR, COINCIDENCE = "power_factor", "coincidence_areas"

NET, SWITCHING, LIMITS = "power/net.json", "power/switching.csv", "power/limits.csv"
TAP_CHANGERS, GENERATION = "power/tap_changers.csv", "power/generation.csv"
NET_NUMBERS = "power/net_numbers.csv"
HOURS = 24
CURRENT_KINDS: Mapping[str, str] = {"line": "line", "feeder": "line", "transformer": "trafo"}
"""pandapower's table of the element, by kind of limit; a feeder is a line that serves one area only."""

SWITCHED_TABLES = ("line", "trafo", "sgen", "shunt")
"""Tables of a pandapower net whose elements assets may switch."""

SILENT = ("std_types", "bus_geodata", "line_geodata", "poly_cost", "pwl_cost", "characteristic", "measurement")
"""Tables of a pandapower net that change no load flow."""

SHAPES: Mapping[str, TableShape] = {
    "net": TableShape(NET),
    "switching": TableShape(SWITCHING, (
        Column("element"),
        Column("stands_with"),
        Column("open_with", optional=True, default=""),
        Column("when_cut_off", optional=True, default="", allowed=("", "closes", "opens")),
    ), key="element"),
    "limits": TableShape(LIMITS, (
        Column("limit"),
        Column("element"),
        Column("kind", allowed=("line", "feeder", "transformer", "voltage")),
        Column("label"),
        Column("cause"),
        Column("planning_ratio", "number", above=0, high=1.5, optional=True),
        Column("lowest_voltage_pu", "number", low=0.5, high=0.999, optional=True),
        Column("emergency_ratio", "number", above=0, high=2, optional=True, default=1.0),
        *PROOF,
    ), key="limit"),
    "tap_changers": TableShape(TAP_CHANGERS, (
        Column("transformer"),
        Column("lowest_voltage_pu", "number", low=0.5, high=1.5),
        Column("highest_voltage_pu", "number", low=0.5, high=1.5),
        Column("lowest_position", "integer", low=-50, high=50),
        Column("neutral_position", "integer", low=-50, high=50),
        Column("highest_position", "integer", low=-50, high=50),
        Column("step_percent", "number", above=0, high=10),
        *PROOF,
    ), key="transformer", optional=True),
    "generation": TableShape(GENERATION, (
        Column("generator"),
        Column("hour", "integer", low=0, high=HOURS - 1),
        Column("share_of_peak", "number", low=0, high=1),
        *PROOF,
    ), optional=True),
    "net_numbers": TableShape(NET_NUMBERS, (
        Column("element"), Column("quantity"), Column("value", "number"),
        *PROOF,
    ), optional=True),
}
"""``net_numbers`` tells where the numbers of the net come from; what is calculated with stands in the net."""


@dataclass(frozen=True)
class Rule:
    """When an element is in service.

    Parameters
    ----------
    stands_with
        Assets that must all be in service.
    open_with
        Assets that, all in service, take it out again; empty for never.
    when_cut_off
        What the element does when a loss cuts an area off: ``closes``, ``opens`` or nothing.
    """

    stands_with: frozenset[str]
    open_with: frozenset[str]
    when_cut_off: str = ""

    def closed(self, standing: frozenset[str], *, cut_off: bool = False) -> bool:
        """Tell whether the element is in service while some assets stand, and while a loss cuts an area off."""
        if not self.stands_with <= standing:
            return False
        if cut_off and self.when_cut_off:
            return self.when_cut_off == "closes"
        return not self.open_with or not self.open_with <= standing


ALWAYS = Rule(frozenset(), frozenset())
"""The rule of elements that no asset switches."""


def named_assets(cell: str) -> tuple[str, ...]:
    """Return the assets of a cell such as ``line_110kv + substation_110kv_1``.

    Examples
    --------
    >>> named_assets("line_110kv + substation_110kv_1")
    ('line_110kv', 'substation_110kv_1')
    """
    return tuple(part.strip() for part in cell.split("+") if part.strip())


def rules(switching: pd.DataFrame) -> dict[str, Rule]:
    """Return the rule of every element that assets switch."""
    return {row["element"]: Rule(frozenset(named_assets(row["stands_with"])), frozenset(named_assets(row["open_with"])),
                                 row["when_cut_off"])
            for row in switching.to_dict("records")}


def tap_changers(table: pd.DataFrame) -> tuple[TapChanger, ...]:
    """Return the tap changers of their table."""
    return tuple(
        TapChanger(row["transformer"], row["lowest_voltage_pu"], row["highest_voltage_pu"],
                   tuple(range(int(row["lowest_position"]), int(row["highest_position"]) + 1)),
                   int(row["neutral_position"]), row["step_percent"] / 100.0)
        for row in table.to_dict("records"))


def generation(table: pd.DataFrame) -> dict[str, Floats]:
    """Return what share of its peak each generator feeds in, float [hours]; nothing in hours without a row."""
    shares: dict[str, Floats] = {}
    for row in table.to_dict("records"):
        shares.setdefault(row["generator"], np.zeros(HOURS))[row["hour"]] = row["share_of_peak"]
    return shares


def asset_names(switching: pd.DataFrame) -> tuple[str, ...]:
    """Return the assets in the order in which the table names them."""
    cells = [*switching["stands_with"], *switching["open_with"]]
    return tuple(dict.fromkeys(asset for cell in cells for asset in named_assets(cell)))
