"""What makes no sense in a power net though every number by itself is allowed."""

from collections.abc import Iterator, Mapping

import pandas as pd

from networks.power_circuit import ENDS
from networks.power_tables import NET, SWITCHED_TABLES, SWITCHING
from sim.table import Fault


def sense_faults(net: Mapping[str, pd.DataFrame], switched: frozenset[str]) -> Iterator[Fault]:
    """Yield what contradicts itself in a net.

    Parameters
    ----------
    net
        The net's tables by pandapower's name, their values checked already.
    switched
        Names of elements that assets switch: in or out of service in the file, they follow their rule.
    """
    yield from _names(net["bus"])
    yield from _services(net, switched)
    kv = net["bus"]["vn_kv"]
    for table, (start, end) in ENDS.items():
        for row in net.get(table, pd.DataFrame()).to_dict("records"):
            first, last = row[start], row[end]
            told = f"{table} {row['name']!r}"
            if first == last:
                yield Fault(NET, None, f"{told} begins and ends at the same bus; give it another end")
            elif table == "line" and kv[first] != kv[last]:
                yield Fault(NET, None, f"{told} joins buses of {kv[first]:g} and {kv[last]:g} kV; only a "
                                       "transformer may")
            elif table == "trafo" and kv[first] < kv[last]:
                yield Fault(NET, None, f"{told}: hv_bus has {kv[first]:g} kV and lv_bus {kv[last]:g} kV; exchange them")
            if table == "trafo" and row["vkr_percent"] > row["vk_percent"]:
                yield Fault(NET, None, f"{told}: vkr_percent {row['vkr_percent']:g} is above vk_percent "
                                       f"{row['vk_percent']:g}, of which it is a part")
            if row.get("tap_dependency_table") is True:
                yield Fault(NET, None, f"{told} takes its values from a table by tap position, which is not "
                                       "understood; set tap_dependency_table to false")
    sources = net["ext_grid"]["bus"]
    for bus in sorted(set(sources[sources.duplicated()])):
        yield Fault(NET, None, f"{int((sources == bus).sum())} ext_grid stand at bus {net['bus'].loc[bus, 'name']!r}; "
                               "leave one")


def _names(buses: pd.DataFrame) -> Iterator[Fault]:
    for name in dict.fromkeys(buses.loc[buses["name"].duplicated(), "name"]):
        yield Fault(NET, None, f"{int((buses['name'] == name).sum())} buses are called {name!r}; give each a name of "
                               "its own")


def _services(net: Mapping[str, pd.DataFrame], switched: frozenset[str]) -> Iterator[Fault]:
    for table, rows in net.items():
        if "in_service" not in rows:
            continue
        for at in rows.index[~rows["in_service"].astype(bool)]:
            name = rows.loc[at, "name"] if "name" in rows else None
            if name in switched:
                continue
            told = repr(name) if isinstance(name, str) and name else f"number {at}"
            way = f"delete it, set in_service to true, or switch it in {SWITCHING}" if table in SWITCHED_TABLES \
                else "delete it or set in_service to true"
            yield Fault(NET, None, f"{table} {told} is out of service and no rule ever puts it in; {way}")
