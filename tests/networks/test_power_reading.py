"""A power net is somebody else's file: it is read as tables of numbers and text, or refused."""

import json

import pandapower as pp
import pandapower.networks
import pandas as pd
import pytest

from networks.power_reading import CARRIED, NetTextError, net_text, pandapower_net
from tests.networks.small_net import line_net


def saved(**further):
    """Return a small net as pandapower saves it, with further things in it."""
    told = json.loads(pp.to_json(line_net()))
    told["_object"] |= further
    return json.dumps(told, indent=1)


def refused(text):
    with pytest.raises(NetTextError) as caught:
        net_text(text)
    with pytest.raises(NetTextError):
        pandapower_net(text)
    return caught.value


def frame(module="pandas.core.frame", **further):
    return {"_module": module, "_class": "DataFrame", "_object": '{"columns":[],"index":[],"data":[]}',
            "orient": "split"} | further


@pytest.mark.parametrize("net", [
    line_net(), pandapower.networks.example_simple(), pandapower.networks.mv_oberrhein()],
    ids=["line", "example", "oberrhein"])
def test_the_net_built_here_is_the_one_that_pandapower_reads(net):
    text = pp.to_json(net)
    built, read = pandapower_net(text), pp.from_json_string(text)
    for table in CARRIED:
        columns = built[table].columns.intersection(read[table].columns)
        pd.testing.assert_frame_equal(built[table][columns], read[table][columns], check_exact=True, check_dtype=False)
    assert built.f_hz == read.f_hz


def test_a_file_that_would_import_a_module_of_its_own_imports_nothing(tmp_path, monkeypatch):
    (tmp_path / "evil_words.py").write_text(f"open({str(tmp_path / 'harm')!r}, 'w').close()\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    text = saved(x={"_module": "evil_words", "_class": "Anything", "_object": "{}"})
    assert "'evil_words.Anything', which would be imported and built" in refused(text).message
    assert not (tmp_path / "harm").exists()
    # The proof that there is something to refuse: pandapower itself would run that file.
    with pytest.raises(AttributeError):
        pp.from_json_string(text)
    assert (tmp_path / "harm").exists()


@pytest.mark.parametrize("hook", [
    {"_module": "os", "_class": "system", "_object": "touch harm"},
    {"_module": "builtins", "_class": "exec", "_object": "open('harm', 'w')"},
    {"_module": "builtins", "_class": "function", "_object": "print"},
    {"_module": "posix", "_class": "system", "_object": "touch harm"},
    {"_module": "numpy", "_class": "void", "_object": 10**12},
    {"_module": "pandapower.control", "_class": "ConstControl", "_object": "{}"},
    {"_module": "antigravity", "_class": "x"},
    {"_module": ["os"], "_class": "DataFrame"},
    {"_class": ["DataFrame"]},
    {"_module": "os"},
    {"_state": {}},
    {"_module": "numpy", "_class": "array", "_object": [{"a": 1}]},
    {"_module": "numpy", "_class": "array", "_object": [1], "dtype": "object"},
    frame("os"),
    frame(storage_options={"key": "value"}),
    {"_module": "pandapower.auxiliary", "_class": "pandapowerNet", "_object": {}},
])
def test_no_other_class_is_built_wherever_it_is_named(hook):
    assert refused(saved(harmless={"deep": [hook]})).line > 1


def test_the_line_of_a_foreign_class_is_told():
    text = saved(x={"_module": "os", "_class": "system"})
    line = refused(text).line
    assert '"_module": "os"' in text.splitlines()[line - 1]


@pytest.mark.parametrize("cell", ['{"_module": "os", "_class": "system", "_object": "touch harm"}',
                                  '"{\\"_module\\": \\"os\\"}"', "[1]", "{}"])
def test_no_cell_of_a_table_names_a_class_or_holds_a_list(cell):
    table = frame(_object=f'{{"columns":["name"],"index":[0],"data":[[{cell}]]}}')
    assert refused(saved(bus=table)).line > 1


def test_no_table_is_read_from_another_file(tmp_path):
    (tmp_path / "secret.json").write_text('{"columns":["name"],"index":[0],"data":[["secret"]]}', encoding="utf-8")
    assert "is no valid JSON" in refused(saved(bus=frame(_object=str(tmp_path / "secret.json")))).message


@pytest.mark.parametrize("inner", [
    "{}", "[]", '{"columns":["a","a"],"index":[0],"data":[[1,2]]}', '{"columns":["a"],"index":[0,0],"data":[[1],[2]]}',
    '{"columns":["a"],"index":[0],"data":[[1,2]]}', '{"columns":["a"],"index":["0"],"data":[[1]]}',
    '{"columns":["a"],"index":[0],"data":[[NaN]]}', '{"columns":["a"],"index":[0],"data":[[1e999]]}',
    '{"columns":[1],"index":[0],"data":[[1]]}', '{"columns":["a"],"index":[0],"index":[1],"data":[[1]]}',
    "[" * 5000, 7, None, [], {}])
def test_a_table_that_is_none_is_refused(inner):
    assert refused(saved(bus=frame(_object=inner))).line > 1


@pytest.mark.parametrize("hz", [0, -50, "50", None, True, [50]])
def test_a_frequency_that_is_none_is_refused(hz):
    assert "f_hz is" in refused(saved(f_hz=hz)).message
