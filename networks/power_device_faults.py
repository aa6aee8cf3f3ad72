"""What does not fit together in the tables of tap changers and of generation."""

from collections.abc import Iterator, Mapping
from math import prod

import numpy as np
import pandas as pd

from networks.power_parts import parts_of_branches
from networks.power_tables import GENERATION, TAP_CHANGERS, tap_changers
from sim.table import Fault, way_out

MOST_COMBINATIONS = 5000
"""Combinations of positions for which circuits are kept at once, in any part of a net by itself [-]."""


def tap_faults(net: Mapping[str, pd.DataFrame], table: pd.DataFrame) -> Iterator[Fault]:
    """Yield the mistakes of the tap changers.

    Parameters
    ----------
    net
        The net's tables by pandapower's name.
    table
        The tap changers, their cells checked already.
    """
    transformers = net.get("trafo", pd.DataFrame({"name": [], "lv_bus": []}))
    known = set(transformers["name"])
    for row, told in enumerate(table.to_dict("records")):
        name = told["transformer"]
        if name not in known:
            yield Fault(TAP_CHANGERS, row, f"transformer {name!r} is none of the net; {way_out(name, known)}")
            continue
        side = transformers.set_index("name").get("tap_side", pd.Series(dtype=object)).get(name)
        if side == "lv":
            yield Fault(TAP_CHANGERS, row, f"the net turns {name!r} on its low side; only taps on the high side are "
                                           "understood (tap_side hv)")
        low, high = told["lowest_voltage_pu"], told["highest_voltage_pu"]
        if not high - low > told["step_percent"] / 100.0:
            yield Fault(TAP_CHANGERS, row, f"{name!r} holds {low:g} to {high:g} pu in steps of "
                                           f"{told['step_percent']:g} %; the band must be wider than a step, or it "
                                           "turns to and fro for ever")
        if not told["lowest_position"] <= told["neutral_position"] <= told["highest_position"]:
            yield Fault(TAP_CHANGERS, row, f"positions of {name!r} are {told['lowest_position']}, "
                                           f"{told['neutral_position']}, {told['highest_position']}; the neutral one "
                                           "lies between the lowest and the highest")
    if known.issuperset(table["transformer"]) and not table.empty:
        for changers, circuits in _combined(net, table):
            if circuits > MOST_COMBINATIONS:
                yield Fault(TAP_CHANGERS, None, f"the positions of {', '.join(changers)}, which feel each other, "
                                                f"combine to {circuits:,} circuits; {MOST_COMBINATIONS:,} are allowed, "
                                                "so leave some transformers at fixed positions")


def _combined(net: Mapping[str, pd.DataFrame], table: pd.DataFrame) -> Iterator[tuple[list[str], int]]:
    # The tap changers of every part of the net, everything being closed, and how many positions they combine to:
    # those that hold the same bus turn together.
    row = {int(bus): at for at, bus in enumerate(net["bus"].index)}
    lines, transformers = net.get("line", pd.DataFrame({"from_bus": [], "to_bus": []})), net["trafo"]
    start, end = (np.array([row[int(bus)] for bus in (*lines[ours], *transformers[theirs])], dtype=np.int64)
                  for ours, theirs in (("from_bus", "hv_bus"), ("to_bus", "lv_bus")))
    is_source = net["bus"].index.isin(net["ext_grid"]["bus"])
    part = dict(zip(transformers["name"], parts_of_branches(is_source, start, end)[len(lines):].tolist(), strict=True))
    held = dict(zip(transformers["name"], transformers["lv_bus"], strict=True))
    positions: dict[int, dict[int, int]] = {}
    names: dict[int, list[str]] = {}
    for changer in tap_changers(table):
        mine = part[changer.transformer]
        positions.setdefault(mine, {})[held[changer.transformer]] = len(changer.positions)
        names.setdefault(mine, []).append(changer.transformer)
    for mine, by_bus in positions.items():
        yield names[mine], prod(by_bus.values())


def generation_faults(net: Mapping[str, pd.DataFrame], table: pd.DataFrame) -> Iterator[Fault]:
    """Yield the mistakes of the generators' days.

    Parameters
    ----------
    net
        The net's tables by pandapower's name.
    table
        What share of its peak each generator feeds in by hour, its cells checked already.
    """
    known = set(net.get("sgen", pd.DataFrame({"name": []}))["name"])
    seen: set[tuple[str, int]] = set()
    for row, (name, hour) in enumerate(zip(table["generator"], table["hour"], strict=True)):
        if name not in known:
            yield Fault(GENERATION, row, f"generator {name!r} is no sgen of the net; {way_out(name, known)}")
        if (name, hour) in seen:
            yield Fault(GENERATION, row, f"hour {hour} of {name!r} is given twice; delete one row")
        seen.add((name, hour))
    for name in sorted(known - set(table["generator"])):
        yield Fault(GENERATION, None, f"sgen {name!r} of the net has no row; give the hours in which it feeds in")
