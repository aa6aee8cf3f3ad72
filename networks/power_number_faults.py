"""Numbers of the net against the table that tells where they come from, and against what no park has."""

from collections.abc import Iterator, Mapping

import pandas as pd

from networks.power_tables import NET, NET_NUMBERS
from sim.table import Fault, way_out

NAMED_BY = {"line": ("std_type", "name"), "trafo": ("std_type", "name"), "ext_grid": ("name",), "sgen": ("name",),
            "shunt": ("name",)}
"""Columns by which the table of numbers may name an element of each table of the net."""

SAME = 1e-9
"""Relative difference of two numbers that are written alike [-]."""

PLAUSIBLE: Mapping[str, tuple[float, float, str]] = {
    "vm_pu": (0.8, 1.2, "a source's voltage relative to its bus, not in kV"),
    "max_i_ka": (0.0, 100.0, "a current in kA, not in A"),
    "length_km": (0.0, 1000.0, "a length in km, not in m"),
    "sn_mva": (0.0, 20_000.0, "a rating in MVA, not in kVA"),
}
"""Least and most of what a park's net may hold, and what the number is."""


def number_faults(net: Mapping[str, pd.DataFrame], numbers: pd.DataFrame) -> Iterator[Fault]:
    """Yield numbers that contradict their table or sense.

    Parameters
    ----------
    net
        The net's tables by pandapower's name, their values checked already.
    numbers
        Element, quantity and value with their source; may be empty.
    """
    yield from _contradicted(net, numbers)
    yield from _implausible(net)


def _contradicted(net: Mapping[str, pd.DataFrame], numbers: pd.DataFrame) -> Iterator[Fault]:
    named = {name: table for table, columns in NAMED_BY.items() if table in net
             for column in columns if column in net[table] for name in net[table][column] if isinstance(name, str)}
    # Taken out of their tables once: pandas takes longer for one cell than for a column.
    names_in = {(table, column): net[table][column].to_list() for table, columns in NAMED_BY.items() if table in net
                for column in columns if column in net[table]}
    for row, told in enumerate(numbers.to_dict("records")):
        element, quantity, value = told["element"], told["quantity"], told["value"]
        if element not in named:
            yield Fault(NET_NUMBERS, row, f"element {element!r} is no name or type of the net; "
                                          f"{way_out(element, tuple(named))}")
            continue
        rows = net[named[element]]
        if quantity not in rows:
            yield Fault(NET_NUMBERS, row, f"{named[element]} {element!r} has no {quantity!r}; "
                                          f"{way_out(quantity, tuple(str(name) for name in rows))}")
            continue
        named_so = [at for column in NAMED_BY[named[element]] if column in rows
                    for at, name in enumerate(names_in[named[element], column]) if name == element]
        numbers_in = rows[quantity].to_list()
        held = [numbers_in[at] for at in sorted(set(named_so))]
        for other in dict.fromkeys(float(number) for number in held):
            if abs(other - value) > SAME * max(abs(other), abs(value)):
                yield Fault(NET_NUMBERS, row, f"{quantity} of {element!r} is {value:g} here and {other:g} in {NET}, "
                                              "which is what is calculated with; change one of them")


def _implausible(net: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    for table in NAMED_BY:
        rows = net.get(table, pd.DataFrame())
        for quantity, (least, most, what) in PLAUSIBLE.items():
            for at in rows.index if quantity in rows else ():
                value = rows.loc[at, quantity]
                # What the load flow does not need may be missing.
                if value is not None and value == value and not least <= value <= most:
                    name = rows.loc[at, "name"] if "name" in rows else at
                    yield Fault(NET, None, f"{table} {name!r}: {quantity} is {value:g}; allowed: {least:g} to "
                                           f"{most:g}, for it is {what}")
