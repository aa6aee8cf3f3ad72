"""A record packed batch by batch: the same bits as in memory, and nothing passes for a batch that is none."""

from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from experiments.running.archive import Archive
from experiments.running.batch_files import LooseBatches
from experiments.running.packing import DamagedBatchError, Packed, packed
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
    for column in ("drawn", "load_drawn", "capacity", "project_finished", "connected"):
        values = getattr(record, column)
        values[:] = random.random(values.shape)
    record.headroom["power"][:] = random.random(record.headroom["power"].shape)
    record.first_exceeded["power"][:] = random.integers(-1, 24, record.first_exceeded["power"].shape)
    return replace(record, futures=numbers)


BATCHES = [batch(0, 3), batch(3, 4), batch(7, 1), batch(8, 2)]


def archived(batches) -> Archive:
    store = LooseBatches()
    for at, each in reversed(list(enumerate(batches))):
        store.put(at, packed(each, run="run", batch=at))
    return Archive(store, run="run", batches=range(len(batches)), remake=lambda at: pytest.fail(f"{at} is damaged"),
                   numbers=lambda at: batches[at].futures.tolist())


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


def test_record_joined_from_batches_is_the_one_joined_in_memory():
    assert same(archived(BATCHES).whole(), joined(BATCHES))


def test_equal_records_have_equal_bytes():
    assert packed(batch(3, 4), run="run", batch=1) == packed(BATCHES[1], run="run", batch=1)


def test_every_column_of_a_batch_is_told_as_in_memory():
    record, part = BATCHES[1], Packed(packed(BATCHES[1], run="run", batch=1))
    assert part.futures.tolist() == [3, 4, 5, 6]
    for column, system in (("required", "roads"), ("unsolved", "power"), ("headroom", "power"), ("connected", None),
                           ("first_exceeded", "power")):
        found = part.of(column, 1, system)
        assert found.dtype == record.of(column, 1, system).dtype
        assert np.array_equal(found, record.of(column, 1, system))
    assert same(part.losses, record.losses)


def test_tables_are_the_same_bytes_from_disk_and_from_memory():
    assert text_of(archived(BATCHES)) == text_of(joined(BATCHES))


def test_futures_of_a_record_with_a_gap_are_those_that_are_there():
    record = archived([BATCHES[0], BATCHES[2]])
    assert record.futures.tolist() == [0, 1, 2, 7]


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", packed(BATCHES[0], run="run", batch=0)[:-30]])
def test_what_is_no_batch_is_refused(content):
    with pytest.raises(DamagedBatchError, match="no batch of futures"):
        Packed(content)


def test_batch_of_another_run_or_number_is_refused():
    part = Packed(packed(BATCHES[0], run="run", batch=0))
    part.check(run="run", batch=0)
    with pytest.raises(DamagedBatchError, match="is batch 0 of run run, not batch 1 of run run"):
        part.check(run="run", batch=1)
    with pytest.raises(DamagedBatchError, match="not batch 0 of run other"):
        part.check(run="other", batch=0)


def test_file_of_loose_batches_is_given_back_with_them():
    store = LooseBatches()
    file = store._file
    del store
    assert file.closed
