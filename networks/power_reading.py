"""The text of a pandapower net, read without letting it name what is to be imported or built."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pandas.api.extensions import ExtensionDtype

from networks.sound_json import JsonError, Path, sound_json

CARRIED = ("bus", "ext_grid", "line", "trafo", "sgen", "shunt")
"""Tables of a pandapower net that the power system understands."""

NET_CLASS, TABLE_CLASS, ARRAY_CLASS = "pandapowerNet", "DataFrame", "array"
MODULES: Mapping[str, tuple[str, ...]] = {
    NET_CLASS: ("pandapower.auxiliary",),
    TABLE_CLASS: ("pandas.core.frame", "pandas"),
    ARRAY_CLASS: ("numpy",),
}
"""The only classes that a net may name, and where they lie: pandapower would import and build whatever stands there."""

MODULE, CLASS, OBJECT, STATE = "_module", "_class", "_object", "_state"
MARKS = (MODULE, CLASS)
TABLE_KEYS = frozenset({MODULE, CLASS, OBJECT, "orient", "dtype", "is_multiindex", "is_multicolumn", "index_name",
                        "index_names", "column_name", "column_names"})
"""What a table may say beside its rows; pandas takes any other word for an instruction how to read."""

PARTS = {"columns", "index", "data"}
USUAL_HZ = 50.0


class NetTextError(JsonError):
    """A text that is no plain pandapower net, with its line and what is wrong as of any JSON."""


@dataclass(frozen=True)
class NetText:
    """A plain pandapower net.

    Parameters
    ----------
    tables
        Every table of elements that is not empty, by pandapower's name.
    frequency_hz
        Its frequency [Hz].
    """

    tables: dict[str, pd.DataFrame]
    frequency_hz: float


def net_text(text: str) -> NetText:
    """Return what a pandapower JSON file says, without pandapower.

    Parameters
    ----------
    text
        The file as pandapower saves it.

    Raises
    ------
    NetTextError
        If it is no net, or names any class but those of a plain one.
    """
    try:
        told = sound_json(text)
        whole = told.value
        if not isinstance(whole, dict) or whole.get(CLASS) != NET_CLASS:
            raise NetTextError(None, "it holds no pandapowerNet")
        _check_classes(whole, (), told.line)
        held = whole.get(OBJECT)
        if not isinstance(held, dict):
            raise NetTextError(told.line((OBJECT,)), "the net's _object is no object; save it with a pandapower of "
                                                     "today")
        tables = dict(_tables(held, told.line))
        hz = held.get("f_hz", USUAL_HZ)
        if isinstance(hz, bool) or not isinstance(hz, int | float) or not 1 <= hz <= 1000:
            raise NetTextError(told.line((OBJECT, "f_hz")), f"f_hz is {_shown(hz)}; allowed: from 1 to 1000")
    except JsonError as error:
        raise NetTextError(error.line, error.message) from None
    return NetText(tables, float(hz))


def elements_of(net: str) -> dict[str, pd.DataFrame]:
    """Return the element tables of a pandapower JSON file without loading pandapower.

    Parameters
    ----------
    net
        Text of the file.

    Returns
    -------
    dict
        Every table that is not empty, by pandapower's name.

    Raises
    ------
    NetTextError
        If the text is no plain pandapower net.
    """
    return net_text(net).tables


def pandapower_net(text: str) -> Any:
    """Return a net for pandapower to calculate with, holding the tables that the power system understands.

    Parameters
    ----------
    text
        The file as pandapower saves it.

    Raises
    ------
    NetTextError
        If the text is no plain pandapower net.

    Notes
    -----
    ``pandapower.from_json`` imports and builds what a file names, opens files that it names, and hands further words
    to pandas. A study is somebody else's file, so the net is built here, from tables of numbers and text alone.
    """
    import pandapower

    told = net_text(text)
    net = pandapower.create_empty_network(f_hz=told.frequency_hz)
    for name in CARRIED:
        if name in told.tables:
            net[name] = _typed(told.tables[name], net[name])
    return net


def _typed(table: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    # As pandapower's own tables: a column that a file leaves open everywhere has no kind of its own.
    kinds = {}
    for column in table.columns.intersection(like.columns):
        kind, whole = like[column].dtype, table[column].notna().all()
        if kind.kind == "f" or isinstance(kind, ExtensionDtype) or (whole and kind.kind in "iub"):
            kinds[column] = kind
    try:
        return table.astype(kinds)
    except (TypeError, ValueError) as error:
        raise NetTextError(None, f"a column holds what it cannot: {error}") from None


def _check_classes(value: Any, path: Path, line: Any) -> None:
    if isinstance(value, list):
        for at, item in enumerate(value):
            _check_classes(item, (*path, at), line)
    elif isinstance(value, dict):
        if STATE in value:
            raise NetTextError(line((*path, STATE)), f"key {STATE!r} is of an old pandapower; save the net with one of "
                                                     "today")
        if any(mark in value for mark in MARKS):
            _check_class(value, path, line)
        for key, item in value.items():
            _check_classes(item, (*path, key), line)
    elif isinstance(value, str) and (not path or path[-1] not in MARKS) and any(mark in value for mark in MARKS):
        # Text within text is read again, and what it names would be built then.
        raise NetTextError(line(path), f"a text holds {MODULE!r} or {CLASS!r}; only the net and its tables may name a "
                                       "class")


def _check_class(value: Mapping[str, Any], path: Path, line: Any) -> None:
    module, kind = value.get(MODULE), value.get(CLASS)
    if not isinstance(kind, str) or module not in MODULES.get(kind, ()):
        allowed = ", ".join(f"{modules[0]}.{name}" for name, modules in MODULES.items())
        raise NetTextError(line((*path, MODULE if MODULE in value else CLASS)),
                           f"names class {_shown(f'{module}.{kind}')}, which would be imported and built; allowed: "
                           f"{allowed}; delete it")
    if (kind == NET_CLASS) != (not path):
        raise NetTextError(line(path), "a net lies within the net; delete it")
    if kind == ARRAY_CLASS and not (value.keys() == {*MARKS, OBJECT} and _is_plain(value[OBJECT])):
        raise NetTextError(line(path), f"an array holds more than numbers; allowed: {OBJECT} with a list of them")
    if kind == TABLE_CLASS:
        further = sorted(value.keys() - TABLE_KEYS)
        if further:
            raise NetTextError(line((*path, further[0])), f"a table has key {_shown(further[0])}; allowed: "
                                                          f"{', '.join(sorted(TABLE_KEYS))}")


def _is_plain(value: Any) -> bool:
    return isinstance(value, list) and all(
        _is_plain(item) if isinstance(item, list) else isinstance(item, int | float) for item in value)


def _tables(held: Mapping[str, Any], line: Any) -> Iterator[tuple[str, pd.DataFrame]]:
    for name, packed in held.items():
        is_table = isinstance(packed, dict) and packed.get(CLASS) == TABLE_CLASS
        if name in CARRIED and not is_table:
            raise NetTextError(line((OBJECT, name)), f"{name} is no table; write the net with pandapower.to_json")
        # What pandapower found on an earlier day is no part of the net.
        if is_table and not name.startswith(("_", "res_")):
            try:
                table = _unpacked(packed.get(OBJECT), is_understood=name in CARRIED)
            except ValueError as error:
                raise NetTextError(line((OBJECT, name, OBJECT)), f"{_shown(name)}: {error}") from None
            if table is not None:
                yield name, table


def _unpacked(packed: Any, *, is_understood: bool) -> pd.DataFrame | None:
    # Nothing where the table is empty: most of a net's are, and pandas is slow to build one.
    split = sound_json(packed).value if isinstance(packed, str) else packed
    if not isinstance(split, dict) or split.keys() != PARTS or not all(isinstance(split[part], list) for part in PARTS):
        raise ValueError("a table needs columns, index and data, each a list (pandapower writes it so)")
    columns, index, rows = split["columns"], split["index"], split["data"]
    if not all(isinstance(row, list) and len(row) == len(columns) for row in rows) or len(index) != len(rows):
        raise ValueError(f"a table of {len(columns)} columns and {len(index)} rows holds rows of other lengths")
    if not all(isinstance(column, str) for column in columns) or len(set(columns)) < len(columns):
        raise ValueError("a table's columns need names, each its own")
    if not all(isinstance(at, int) and not isinstance(at, bool) for at in index) or len(set(index)) < len(index):
        raise ValueError("a table's rows need whole numbers, each its own")
    if is_understood and any(isinstance(cell, list | dict) for row in rows for cell in row):
        raise ValueError("a cell holds a list or an object; allowed: numbers, text, true, false and null")
    return pd.DataFrame(rows, index=index, columns=columns) if rows else None


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."
