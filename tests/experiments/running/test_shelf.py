"""A record on disk: the same bits as in memory, in whatever order batches come, and nothing left of it."""

import os
import signal
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from types import SimpleNamespace

import numpy as np
import pytest
from experiments.running.shelf import Shelf, ShelfError

from experiments.running import shelf as shelf_module
from experiments.statistics import csv_parts, tables
from sim.record import Record, joined
from tests.experiments.statistics.small_record import context_of, record_of

LOST = ({"held_by": ["power"]}, {"plan": 1, "held_by": ["power", "roads"], "jobs": 0.1}, {"jobs": 0.7},
        {"plan": 1, "held_by": ["power"], "jobs": 1 / 3, "prospect": "a firm with a longer name"})


def batch(first: int, futures: int) -> Record:
    """Return the record of some futures in which everything differs from future to future."""
    numbers = np.arange(first, first + futures)
    months = [[[3.0 + number % 7, np.inf], [number % 11, 5.0]] for number in numbers.tolist()]
    record = record_of(months, losses=[{**row, "future": number, "jobs": number / 7}
                                       for number in numbers.tolist() for row in LOST[:number % 5]])
    random = np.random.default_rng(first)
    for column in ("drawn", "load_drawn", "capacity", "project_built_from", "project_finished", "connected"):
        values = getattr(record, column)
        values[:] = random.random(values.shape)
    record.headroom["power"][:] = random.random(record.headroom["power"].shape)
    record.first_exceeded["power"][:] = random.integers(-1, 24, record.first_exceeded["power"].shape)
    samples = {"power": tuple(SimpleNamespace(key=str(key).encode()) for key in random.integers(0, 99, first % 4))}
    return replace(record, futures=numbers, samples=samples)


BATCHES = [batch(0, 3), batch(3, 4), batch(7, 1), batch(8, 2)]


def shelved(batches, **options) -> Shelf:
    shelf = Shelf(10, **options)
    for each in batches:
        shelf.put(each)
    return shelf


def same(first, second) -> bool:
    if is_dataclass(first):
        return all(same(getattr(first, column.name), getattr(second, column.name)) for column in fields(first))
    if isinstance(first, dict):
        return list(first) == list(second) and all(same(first[key], second[key]) for key in first)
    if isinstance(first, np.ndarray):
        return first.dtype == second.dtype and np.array_equal(first, second)
    return first == second


def text_of(record) -> dict[str, str]:
    found = tables(record, context_of(record))
    return {stem: "".join(csv_parts(found.parts(stem))) for stem in found}


def test_record_joined_on_disk_is_the_one_joined_in_memory():
    plain = [replace(each, samples={}) for each in BATCHES]
    assert same(shelved(plain).whole(), joined(plain))


def test_batches_may_come_in_any_order():
    assert same(shelved(BATCHES[::-1]).whole(), shelved(BATCHES).whole())


def test_tables_are_the_same_bytes_from_disk_and_from_memory():
    assert text_of(shelved(BATCHES[::-1])) == text_of(joined(BATCHES))


def test_samples_are_those_of_the_batches_together_in_whatever_order_they_come():
    expected = joined(BATCHES).samples
    assert expected["power"]
    for order in (BATCHES, BATCHES[::-1], BATCHES[2:] + BATCHES[:2]):
        assert shelved(order, kept_states=9).samples == expected


def test_nothing_of_the_record_is_seen_in_the_folder(tmp_path):
    shelf = shelved(BATCHES, folder=tmp_path)
    assert len(shelf.of("required", 1, "roads")) == 10
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_of_a_process_that_is_stopped(tmp_path, number):
    # Whoever runs the tests in the background has let them ignore the first of the two.
    program = ("import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
               "from pathlib import Path; from tests.experiments.running.test_shelf import *\n"
               "shelf = shelved(BATCHES, folder=Path(sys.argv[1])); print('ready', flush=True); sys.stdin.read()")
    process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    process.communicate()
    assert process.returncode != 0
    assert list(tmp_path.iterdir()) == []


def test_file_is_given_back_with_the_record(tmp_path):
    shelf = shelved(BATCHES, folder=tmp_path)
    file = shelf._columns
    del shelf
    assert file.closed


def test_a_disk_without_room_is_named_with_a_way_out(tmp_path, monkeypatch):
    def full(**_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf_module, "TemporaryFile", full)
    with pytest.raises(ShelfError, match=r"record of 10 futures .* No space left .* --results DIR"):
        Shelf(10, folder=tmp_path)
