"""Where the time of the product goes, part by part."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread, get_ident
from time import perf_counter
from types import FrameType

LOOK_S = 0.002
"""Time between two looks [s]."""

PARTS: tuple[tuple[str, str], ...] = (
    # Beginning of a module's name, part; the first that fits.
    ("networks.power", "power"),
    ("networks.roads", "roads"),
    ("networks.equilibrium", "roads"),
    ("networks.", "sewage"),
    ("simpy", "SimPy: lives and builders"),
    ("sim.world", "SimPy: lives and builders"),
    ("sim.building", "SimPy: lives and builders"),
    ("sim.enterprises", "SimPy: lives and builders"),
    ("sim.approval", "SimPy: lives and builders"),
    ("sim.keeping", "records"),
    ("sim.record", "records"),
    ("sim.headroom", "search for headroom"),
    ("sim.", "sums, keys and committee"),
    ("demand.", "drawing futures"),
)
ELSE = "all else"


@contextmanager
def watched() -> Iterator[Counter[str]]:
    """Yield a counter that fills with the time of each part while the block runs [s].

    Notes
    -----
    A thread looks every 2 ms where the one that began the block is, and gives the time since its last look to the
    innermost module it knows. Compiled code is seen as it ends, so its whole time is its own. Shares are right to a
    per cent or two in a run of some seconds; nothing is slowed down by it, as it is by a timer around every call.
    """
    spent: Counter[str] = Counter()
    done = Event()
    watcher = Thread(target=_watch, args=(get_ident(), spent, done), daemon=True)
    watcher.start()
    try:
        yield spent
    finally:
        done.set()
        watcher.join()


def _watch(thread: int, spent: Counter[str], done: Event) -> None:
    last = perf_counter()
    while not done.wait(LOOK_S):
        frame = sys._current_frames().get(thread)
        now = perf_counter()
        spent[part_of(frame)] += now - last  # type: ignore[assignment]
        last = now


def part_of(frame: FrameType | None) -> str:
    """Return the part to which the innermost frame belongs that belongs to any."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        for beginning, part in PARTS:
            if module.startswith(beginning):
                return part
        frame = frame.f_back
    return ELSE
