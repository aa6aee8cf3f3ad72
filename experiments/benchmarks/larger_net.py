"""Many copies of a park's power net in one, joined at 110 kV."""

from typing import Any

import pandas as pd

from networks.power_reading import pandapower_net

RING_KM = 5.0
"""Length of a line of the ring between two copies [km]."""

RING_CIRCUITS = 2
FED_EVERY = 2
"""Of how many copies one has a source of 110 kV; the others are fed through the ring."""

RING_BUS, RING_LIKE = "source_110kv", "line_110kv"
"""The bar of each copy that lies on the ring, and the line that the ring's are like."""

BUS_COLUMNS = {"bus": (), "ext_grid": ("bus",), "line": ("from_bus", "to_bus"), "trafo": ("hv_bus", "lv_bus")}
"""Columns that hold buses, by table."""


def second_half(line: str) -> str:
    """Return the name of the second section of a line."""
    return f"{line}_end"


def larger_net(text: str, *, times: int) -> str:
    """Return a net of several copies of one, as pandapower saves it.

    Parameters
    ----------
    text
        The net of one park.
    times
        How many copies.

    Notes
    -----
    Every line is drawn in two sections with a bus between them, as feeders stand: twice and more buses, the same flow.
    """
    import pandapower

    net = pandapower_net(text)
    _cut_lines(net)
    buses = len(net.bus)
    tables = {name: pd.concat([_copy(net[name], columns, number=number, buses=buses) for number in range(1, times + 1)],
                              ignore_index=True)
              for name, columns in BUS_COLUMNS.items()}
    for name, table in tables.items():
        net[name] = table
    _join(net, times=times)
    return str(pandapower.to_json(net))


def _cut_lines(net: Any) -> None:
    first, second = net.line.copy(), net.line.copy()
    begin, end = (net.bus.loc[net.line[side].to_numpy()].reset_index(drop=True) for side in ("from_bus", "to_bus"))
    middle = end.assign(name=[f"middle_{name}" for name in net.line["name"]], vn_kv=begin["vn_kv"].to_numpy())
    middle.index = range(len(net.bus), len(net.bus) + len(middle))
    net.bus = pd.concat([net.bus, middle])
    first["length_km"] = second["length_km"] = net.line["length_km"] / 2.0
    first["to_bus"] = second["from_bus"] = middle.index.to_numpy()
    second["name"] = [second_half(name) for name in net.line["name"]]
    net.line = pd.concat([first, second], ignore_index=True)


def _copy(table: pd.DataFrame, columns: tuple[str, ...], *, number: int, buses: int) -> pd.DataFrame:
    changed = table.assign(name=[f"{name}_{number}" for name in table["name"]])
    for column in columns:
        changed[column] = table[column] + (number - 1) * buses
    return changed


def _join(net: Any, *, times: int) -> None:
    at = {name: bus for bus, name in net.bus["name"].items()}
    ring = [at[f"{RING_BUS}_{number}"] for number in range(1, times + 1)]
    unfed = {bus for place, bus in enumerate(ring) if place % FED_EVERY}
    net.ext_grid = net.ext_grid[~net.ext_grid["bus"].isin(unfed)].reset_index(drop=True)
    # Two copies are joined by one line; only from three on is there a ring.
    ends = list(zip(ring, ring[1:], strict=False)) + ([(ring[-1], ring[0])] if times > 2 else [])
    like = net.line[net.line["name"] == f"{RING_LIKE}_1"]
    lines = [like.assign(name=f"ring_110kv_{place}", from_bus=start, to_bus=end, length_km=RING_KM,
                         parallel=RING_CIRCUITS, in_service=True)
             for place, (start, end) in enumerate(ends, start=1)]
    net.line = pd.concat([net.line, *lines], ignore_index=True)
