"""Tables that come about part by part: the same text in whatever parts, few passes, and no memory that grows."""

import subprocess
import sys
from hashlib import sha256

import numpy as np
import pytest

from experiments.statistics import csv_parts, gathering, tables
from experiments.statistics.gathering import gather
from experiments.statistics.limits import Limits
from tests.experiments.statistics.gathered import Parted
from tests.experiments.statistics.varied_record import varied

SIZES = (1, 7, 30, 2, 20)
RECORD, CONTEXT = varied(futures=sum(SIZES))
NEW = {"exhaustion": tuple(f"{tenth}_{end}" for tenth in ("p10", "p50", "p90") for end in ("low", "high")),
       "paired_differences": ("variance_ratio",)}
"""Columns that were not there yet, or had other ranks, when the texts of all futures at once were taken down."""

AT_ONCE = {
    "binding_by_year": "24fc1cb2cb69",
    "capital_by_year": "67ff9ad522c1",
    "cash_by_month": "eebd176944cd",
    "cash_by_year": "18a7b37fcc5b",
    "costs": "27f6a1f8e739",
    "exhaustion": "0eb09c4e9c93",
    "exhaustion_by_year": "38614b1a1cc5",
    "finance": "3192c08bcf10",
    "firm_headroom": "e2403c31e15b",
    "firms_by_year": "8c745cfdb30a",
    "first_binding": "7348f53fa8bf",
    "first_holding": "596b93872989",
    "headroom": "81634f0c3ae4",
    "holding_by_year": "3e31da4c889b",
    "limits": "96cb4e3ba39c",
    "limits_by_year": "d153bb676e6d",
    "losses": "79d0c0169303",
    "losses_by_year": "4eb51b42a24a",
    "lost_enterprises": "c57e72d0f03d",
    "lost_to": "4341ed891a41",
    "money_by_year": "50a9eae6d665",
    "money_waits": "65a8a08ea738",
    "paired_differences": "7601b61eee69",
    "projects": "adee7d9b7ac1",
    "spells": "bc2b05548661",
    "utilisation": "9ace823d151b",
}
"""Digests of the tables of ``RECORD`` by stem."""


def text_of(record, context=CONTEXT, without=()):
    found = tables(record, context)
    return {stem: "".join(csv_parts(part.drop(columns=list(dict(without).get(stem, ())))
                                    for part in found.parts(stem))) for stem in found}


@pytest.fixture(scope="module")
def whole():
    return text_of(RECORD)


@pytest.mark.parametrize("sizes", [SIZES, (60,), (1,) * 60])
def test_every_table_has_the_same_text_in_whatever_parts_the_futures_come(whole, sizes):
    assert text_of(Parted(RECORD, sizes)) == whole


def test_every_table_has_the_text_that_all_futures_at_once_gave():
    # Taken down when every table was made of all futures at once, by numpy's own sorting, means and deviations.
    told = {stem: sha256(text.encode()).hexdigest()[:12] for stem, text in text_of(RECORD, without=NEW).items()}
    assert told == AT_ONCE


def test_futures_may_have_gaps_where_a_batch_failed():
    first, last = varied(futures=8)[0], varied(futures=8, seed=4)[0]
    last.futures[:] += 20
    last.losses.future[:] += 20

    class Gapped(Parted):
        futures = np.concatenate([first.futures, last.futures])

        def parts(self):
            yield from (first, last)

    found = tables(Gapped(first, ()), CONTEXT)
    assert (found["exhaustion"]["futures"] == 16).all()
    assert set(found["spells"]["future"]) <= {*range(8), *range(20, 28)}


def test_all_tables_but_those_of_courses_take_one_pass():
    record = Parted(RECORD, SIZES)
    gather(record, CONTEXT, [Limits(record, CONTEXT), Limits(record, CONTEXT)])
    assert record.passes == 1


@pytest.mark.parametrize(("room_bytes", "passes"), [(10**9, 1), (4 * 60 * 240, 7)])
def test_courses_take_as_many_passes_as_their_memory_asks_for(monkeypatch, room_bytes, passes):
    # Three plans have 21 courses of 24 months each and 5 of two years and two areas: 1572 places, or 240 seven times.
    monkeypatch.setattr(gathering, "ROOM_BYTES", room_bytes)
    record = Parted(RECORD, SIZES)
    tables(record, CONTEXT)
    assert record.passes == 1 + passes


MEASURE = """
import sys, tracemalloc
import numpy as np
from dataclasses import replace
from experiments.statistics import tables
from tests.experiments.statistics.gathered import Parted
from tests.experiments.statistics.varied_record import varied

record, context = varied(futures=500, plans=("today", "build"), systems=2)

class Repeated(Parted):
    def __init__(self, times):
        super().__init__(record, ())
        self.futures, self.times = np.arange(500 * times), times

    def parts(self):
        for at in range(self.times):
            # Numbers differ from part to part, as those of other futures do.
            yield replace(record, futures=record.futures + 500 * at, drawn=record.drawn * np.float32(1 + at / 1000),
                          losses=replace(record.losses, future=record.losses.future + 500 * at))

tables(Repeated(1), context)
for times in (4, 40):
    repeated = Repeated(times)
    tracemalloc.start()
    tables(repeated, context)
    print(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
"""


def test_ten_times_as_many_futures_need_no_more_memory():
    done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    few, many = map(int, done.stdout.split())
    assert many < 1.1 * few
