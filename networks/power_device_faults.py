"""What does not fit together in the tables of tap changers and of generation."""

from collections.abc import Iterator, Mapping
from math import prod

import pandas as pd

from networks.power_tables import GENERATION, TAP_CHANGERS, tap_changers
from sim.table import Fault, way_out

MOST_COMBINATIONS = 5000
"""Combinations of positions for which circuits are kept at once [-]."""


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
    if known.issuperset(table["transformer"]):
        held = dict(zip(transformers["name"], transformers["lv_bus"], strict=True))
        by_bus = {held[changer.transformer]: len(changer.positions) for changer in tap_changers(table)}
        if prod(by_bus.values()) > MOST_COMBINATIONS:
            yield Fault(TAP_CHANGERS, None, f"the positions at {len(by_bus)} buses combine to "
                                            f"{prod(by_bus.values()):,} circuits; {MOST_COMBINATIONS:,} are allowed, "
                                            "so leave some transformers at fixed positions")


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
