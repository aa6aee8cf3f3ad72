"""A run small enough to be killed many times: true batches, files and workers, and a park that is over in no time.

``python -m tests.faults.toy FOLDER BATCHES`` fills the folder, as the command of a real run does.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from experiments.running.archive import Archive
from experiments.running.batch_files import BatchFiles, BatchStore
from experiments.running.crew import Crew, local
from experiments.running.engine import Watcher, fill
from experiments.running.packing import packed
from experiments.running.progress import Unwatched
from sim.lockstep import simulate
from tests.small_park import TODAY, future_of, scene_of, second_pot_in

ROOT = Path(__file__).parents[2]
RUN = "0123456789ab"
FUTURES, MONTHS = 3, 24
"""Futures of a batch, and months of a future."""


@dataclass(frozen=True)
class Toy:
    """Simulates a batch of a small park, and notes that it began.

    Parameters
    ----------
    notes
        Folder that takes a file for every call.
    takes_s
        How long a batch takes at least [s].
    trouble
        By number of a batch: what goes wrong with it, and how often; see ``_get_into``.
    """

    notes: Path
    takes_s: float = 0.0
    trouble: Mapping[int, tuple[str, int]] = field(default_factory=dict)

    def __call__(self, batch: int) -> bytes:
        calls = len(list(self.notes.glob(f"{batch}-*")))
        (self.notes / f"{batch}-{time.monotonic_ns()}-{os.getpid()}").touch()
        kind, often = self.trouble.get(batch, ("", 0))
        if calls < often:
            _get_into(kind)
        time.sleep(self.takes_s)
        return content_of(batch)


def _get_into(trouble: str) -> None:
    if trouble == "exception":
        raise ZeroDivisionError("this batch never works")
    if trouble == "exit":
        os._exit(7)
    if trouble == "memory":
        raise MemoryError
    if trouble == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if trouble == "frozen":
        os.kill(os.getpid(), signal.SIGSTOP)


def content_of(batch: int) -> bytes:
    """Return the bytes of a batch; every future of every batch is another."""
    numbers = range(batch * FUTURES, (batch + 1) * FUTURES)
    futures = [future_of(*({"enquiry_month": (7 * number + at) % 20, "need_mw": 0.3 + number % 5 / 10}
                           for at in range(3)), number=number) for number in numbers]
    return packed(simulate(scene_of(TODAY, second_pot_in(3)), futures), run=RUN, batch=batch)


def notes_of(folder: Path) -> Path:
    """Return the folder of the notes of a run, made if missing."""
    notes = folder / "notes"
    notes.mkdir(parents=True, exist_ok=True)
    return notes


def filled(folder: Path, call: Callable[[int], bytes], crew: Crew, *, batches: Sequence[int],
           watcher: Watcher | None = None, store: BatchStore | None = None) -> dict[int, str]:
    """Fill the folder of a run; return what was set aside."""
    return fill(store or BatchFiles(folder), crew, call, wanted=batches, watcher=watcher or Unwatched(),
                sizes=lambda _: (FUTURES, 2 * FUTURES * MONTHS))


def names(folder: Path) -> list[str]:
    """Return the names of the batches of a run: they hold the hash of their content."""
    store = BatchFiles(folder)
    return store.names_of(store.present())


def archive(folder: Path, batches: Sequence[int]) -> Archive:
    """Return the record of a filled folder."""
    store = BatchFiles(folder)
    return Archive(store, run=RUN, batches=batches, numbers=lambda at: range(at * FUTURES, (at + 1) * FUTURES),
                   remake=lambda at: store.put(at, content_of(at)))


def expected_names(batches: Sequence[int], folder: Path) -> list[str]:
    """Return the names that a run leaves that nothing happens to."""
    store = BatchFiles(folder)
    for batch in batches:
        store.put(batch, content_of(batch))
    return names(folder)


def command(folder: Path, batches: int, *options: str) -> list[str]:
    """Return the command that fills a folder with so many batches."""
    return [sys.executable, "-m", "tests.faults.toy", str(folder), str(batches), *options]


def main() -> int:
    """Fill a folder as the arguments say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("batches", type=int)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--takes-s", type=float, default=0.05)
    parser.add_argument("--scheduler", default="")
    arguments = parser.parse_args()
    toy = Toy(notes_of(arguments.folder), arguments.takes_s)
    store = BatchFiles(arguments.folder)
    store.verified()
    if arguments.scheduler:
        from experiments.running.cluster import Keys, on_cluster

        making = on_cluster(arguments.scheduler, Keys())
    else:
        making = local(arguments.workers)
    with making as crew:
        aside = filled(arguments.folder, toy, crew, batches=range(arguments.batches), store=store)
    return 3 if aside else 0


if __name__ == "__main__":
    sys.exit(main())
