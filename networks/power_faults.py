"""What does not fit together in the power files."""

from numbers import Real
from typing import Any

import pandas as pd

from networks.power_device_faults import generation_faults, tap_faults
from networks.power_number_faults import number_faults
from networks.power_reading import CARRIED, NetTextError, net_text
from networks.power_sense_faults import sense_faults
from networks.power_tables import (
    CURRENT_KINDS,
    LIMITS,
    NET,
    SILENT,
    SWITCHED_TABLES,
    SWITCHING,
    named_assets,
)
from networks.sound_json import JsonError, sound_json
from sim.park import Area
from sim.table import Fault, Tables, frame, unprintable, way_out

NEEDED = {
    "bus": ("name", "vn_kv"),
    "ext_grid": ("bus", "vm_pu", "va_degree"),
    "line": ("name", "from_bus", "to_bus", "length_km", "r_ohm_per_km", "x_ohm_per_km", "c_nf_per_km", "g_us_per_km",
             "max_i_ka", "df", "parallel"),
    "trafo": ("name", "hv_bus", "lv_bus", "sn_mva", "vn_hv_kv", "vn_lv_kv", "vk_percent", "vkr_percent", "pfe_kw",
              "i0_percent", "shift_degree", "df", "parallel"),
    "sgen": ("name", "bus", "p_mw", "q_mvar"),
    "shunt": ("name", "bus", "p_mw", "q_mvar", "vn_kv", "step"),
}
"""Values without which a load flow has no answer, by table."""

ABOVE_ZERO = {"vn_kv", "length_km", "x_ohm_per_km", "max_i_ka", "sn_mva", "vn_hv_kv", "vn_lv_kv", "vk_percent", "vm_pu",
              "df", "parallel"}
WHOLE = {"parallel", "step"}
SIGNED = {"q_mvar", "va_degree", "shift_degree"}
"""Values that may be negative: what is fed in or drawn, and angles."""

LARGEST_NUMBER = 1e12
"""Beyond it lies no quantity of a net in pandapower's units; sums would overflow."""

LONGEST_SHOWN = 60
"""Characters of a wrong value that are shown."""

AT_LEAST_ONE_ROW = ("bus", "ext_grid")


def faults_of(tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str]) -> list[Fault]:
    """Return the mistakes of the power files.

    Parameters
    ----------
    tables
        ``net`` as text, ``switching`` and ``limits`` as tables whose cells are checked already.
    areas
        The park's areas.
    assets
        Assets that the study knows.
    """
    switching, limits = frame(tables, "switching"), frame(tables, "limits")
    unknown = _unknown_assets(switching, assets)
    try:
        net = net_text(str(tables["net"])).tables
    except NetTextError as error:
        # Lines of a text count from one, rows from nought.
        row = None if error.line is None else error.line - 1
        return [Fault(NET, row, f"this is no net that pandapower saved ({error.message}); write it with "
                                "pandapower.to_json"), *unknown]
    broken = [*_foreign(net), *_values(net), *_places(net)]
    if broken:
        return [*broken, *unknown]
    return [*sense_faults(net, frozenset(switching["element"])),
            *number_faults(net, frame(tables, "net_numbers")),
            *_buses(net, areas), *_switched(net, switching), *unknown, *_limits(net, limits), *_ways(net, areas),
            *tap_faults(net, frame(tables, "tap_changers")), *generation_faults(net, frame(tables, "generation"))]


def _foreign(net: dict[str, pd.DataFrame]) -> list[Fault]:
    faults = [Fault(NET, None, f"the net has no {table}; it needs at least one")
              for table in AT_LEAST_ONE_ROW if table not in net]
    return faults + [
        Fault(NET, None, f"the net has {len(rows)} {table} ({_called(rows, rows.index[0])}); allowed: "
                         f"{', '.join(CARRIED)}; loads come from the enterprises and switching from {SWITCHING}")
        for table, rows in net.items() if table not in (*CARRIED, *SILENT)]


def _values(net: dict[str, pd.DataFrame]) -> list[Fault]:
    faults = []
    buses = set(net.get("bus", pd.DataFrame()).index)
    for table, columns in NEEDED.items():
        rows = net.get(table, pd.DataFrame())
        for column in columns:
            for at in rows.index:
                value = rows.loc[at, column] if column in rows else None
                told = _wrong_value(column, value, buses)
                if told:
                    faults.append(Fault(NET, None, f"{table} {_called(rows, at)}: {column} {told}"))
    for name in (name for table in SWITCHED_TABLES if table in net for name in net[table].get("name", ())):
        faults += _repeated(net, name)
    return list(dict.fromkeys(faults))


def _places(net: dict[str, pd.DataFrame]) -> list[Fault]:
    # Where a bus lies is needed for the map alone, but what is there must be a place.
    buses = net.get("bus", pd.DataFrame())
    return [Fault(NET, None, f"bus {_called(buses, at)}: geo is {_told(place)}; allowed: GeoJSON with coordinates such "
                             'as {"type": "Point", "coordinates": [6.6, 2.2]}, or null')
            for at, place in (buses["geo"].items() if "geo" in buses else ())
            if place not in (None, "") and place == place and not _is_place(place)]


def _is_place(told: object) -> bool:
    try:
        point = sound_json(told).value if isinstance(told, str) else None
    except JsonError:
        return False
    coordinates = point.get("coordinates") if isinstance(point, dict) else None
    return isinstance(coordinates, list) and len(coordinates) >= 2 and all(
        isinstance(each, int | float) and not isinstance(each, bool) for each in coordinates)


def _called(rows: pd.DataFrame, at: Any) -> str:
    name = rows.loc[at, "name"] if "name" in rows else None
    return repr(name) if isinstance(name, str) and name else f"number {at}"


def _wrong_value(column: str, value: Any, buses: set[Any]) -> str:
    if column == "name":
        if not isinstance(value, str) or not value:
            return "is empty; every element needs a name of its own"
        return f"is {_told(value)}; allowed: a name without control characters" if unprintable(value) else ""
    if isinstance(value, bool) or not isinstance(value, Real) or value != value:
        return f"is {_told(value)}; allowed: a number"
    if column in ("bus", "from_bus", "to_bus", "hv_bus", "lv_bus"):
        return "" if value in buses else f"is {value}, which is no bus of the net"
    if column in ABOVE_ZERO and float(value) <= 0:
        return f"is {value}; allowed: above 0"
    if column in WHOLE and float(value) % 1.0:
        return f"is {value}; allowed: a whole number"
    if abs(float(value)) > LARGEST_NUMBER:
        return f"is {value}; allowed: a number of at most {LARGEST_NUMBER:g}"
    return "" if float(value) >= 0 or column in SIGNED else f"is {value}; allowed: 0 or more"


def _told(value: object) -> str:
    if value is None or value != value:
        return "missing"
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def _repeated(net: dict[str, pd.DataFrame], name: object) -> list[Fault]:
    times = sum(int((net[table]["name"] == name).sum()) for table in SWITCHED_TABLES if table in net)
    return [Fault(NET, None, f"{times} elements are called {name!r}; give each a name of its own")] \
        if times > 1 and name else []


def _buses(net: dict[str, pd.DataFrame], areas: tuple[Area, ...]) -> list[Fault]:
    known = set(net["bus"]["name"])
    return [Fault(NET, None, f"area {area.name!r} draws from bus {area.power_bus!r}, which the net lacks"
                             f"; {way_out(area.power_bus, known)}")
            for area in areas if area.power_bus not in known]


def _branches(net: dict[str, pd.DataFrame]) -> dict[str, set[str]]:
    return {table: set(net[table]["name"]) if table in net else set() for table in ("line", "trafo")}


def _switched(net: dict[str, pd.DataFrame], switching: pd.DataFrame) -> list[Fault]:
    known = {name for table in SWITCHED_TABLES if table in net for name in net[table]["name"]}
    return [Fault(SWITCHING, row, f"element {element!r} is no line, transformer, sgen or shunt of the net; "
                                  f"{way_out(element, known)}")
            for row, element in enumerate(switching["element"]) if element not in known]


def _unknown_assets(switching: pd.DataFrame, assets: frozenset[str]) -> list[Fault]:
    faults = []
    for row, (stands, opens) in enumerate(zip(switching["stands_with"], switching["open_with"], strict=True)):
        for asset in (*named_assets(stands), *named_assets(opens)):
            if asset not in assets:
                faults.append(Fault(SWITCHING, row, f"asset {asset!r} neither stands nor is built by a project"
                                                    f"; {way_out(asset, assets)}"))
    return faults


def _limits(net: dict[str, pd.DataFrame], limits: pd.DataFrame) -> list[Fault]:
    branches = _branches(net)
    faults = []
    for row, limit in enumerate(limits.to_dict("records")):
        element, told = limit["element"], f"limit {limit['limit']!r} of kind {limit['kind']!r}"
        if limit["kind"] == "voltage":
            known, thing, column = set(net["bus"]["name"]), "bus", "lowest_voltage_pu"
        else:
            table = CURRENT_KINDS[limit["kind"]]
            known, thing = branches[table], "line" if table == "line" else "transformer"
            column = "planning_ratio"
        if element not in known:
            faults.append(Fault(LIMITS, row, f"{told}: element {element!r} is no {thing} of the net"
                                             f"; {way_out(element, known)}"))
        if limit[column] != limit[column]:
            faults.append(Fault(LIMITS, row, f"{told} has no {column}; give one"))
        if limit["planning_ratio"] > limit["emergency_ratio"]:
            faults.append(Fault(LIMITS, row, f"{told}: planning_ratio {limit['planning_ratio']:g} is above "
                                             f"emergency_ratio {limit['emergency_ratio']:g}; after a loss an element "
                                             "may be loaded at least as much as before"))
    return faults


def _ways(net: dict[str, pd.DataFrame], areas: tuple[Area, ...]) -> list[Fault]:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(net["bus"].index)
    for table, start, end in (("line", "from_bus", "to_bus"), ("trafo", "hv_bus", "lv_bus")):
        if table in net:
            graph.add_edges_from(zip(net[table][start], net[table][end], strict=True))
    sources = set(net["ext_grid"]["bus"])
    fed = {bus for island in nx.connected_components(graph) if island & sources for bus in island}
    at = {name: bus for bus, name in net["bus"]["name"].items()}
    drawing = {area.power_bus for area in areas}
    lonely = [name for name, bus in at.items() if bus not in fed and name not in drawing]
    return [*(Fault(NET, None, f"area {area.name!r}: no line leads from a source to bus {area.power_bus!r}, whatever "
                               "is built; add one")
              for area in areas if area.power_bus in at and at[area.power_bus] not in fed),
            *(Fault(NET, None, f"bus {name!r}: no line leads from a source to it, whatever is built; add one, or "
                               "delete the bus") for name in lonely)]
