"""The record of a run as its batches keep it: read batch by batch, never as a whole."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from experiments.running.batch_files import BatchStore
from experiments.running.packing import DamagedBatchError, Packed
from sim.capacity import Integers
from sim.record import Record, joined

MOST_REPAIRS = 3
"""How often a batch that comes back damaged is simulated again before the disk is given up [-]."""


class Archive:
    """What happened in the futures of a run.

    Parameters
    ----------
    store
        Where the batches lie.
    run
        The run's name.
    batches
        Numbers of the batches, in the order of their futures; at least one.
    numbers
        Tells the numbers of the futures of a batch.
    remake
        Simulates a batch again and puts it in its place: told the number of one that was found damaged.
    """

    def __init__(self, store: BatchStore, *, run: str, batches: Sequence[int], numbers: Callable[[int], range],
                 remake: Callable[[int], None]) -> None:
        self._store, self._run, self._remake = store, run, remake
        self.batches = tuple(batches)
        first = self.part(self.batches[0])
        self.plans, self.systems = first.plans, first.systems
        self.firm_systems, self.other_causes = first.firm_systems, first.other_causes
        self.futures: Integers = np.concatenate([np.array(numbers(batch), dtype=np.int64) for batch in self.batches])

    def plan_index(self, plan: str) -> int:
        """Return the index of a plan."""
        return self.plans.index(plan)

    def parts(self) -> Iterator[Packed]:
        """Yield the batches in the order of their futures; each is read and verified anew."""
        for batch in self.batches:
            yield self.part(batch)

    def part(self, batch: int) -> Packed:
        """Return one batch.

        Raises
        ------
        DamagedBatchError
            If the disk damages it again and again.
        """
        for _ in range(MOST_REPAIRS):
            try:
                return self._read(batch)
            except DamagedBatchError:
                # A batch is a pure function of its number: whoever makes it again finds the same.
                self._remake(batch)
        try:
            return self._read(batch)
        except DamagedBatchError as error:
            raise DamagedBatchError(f"{error}, though it was simulated again {MOST_REPAIRS} times; name a folder on "
                                    "another disk with --results DIR") from None

    def whole(self) -> Record:
        """Return all of it as one record in memory; for few futures."""
        return joined([part.whole() for part in self.parts()])

    def _read(self, batch: int) -> Packed:
        content = self._store.content(batch)
        try:
            part = Packed(content)
            part.check(run=self._run, batch=batch)
        except DamagedBatchError:
            self._store.discard(batch)
            raise
        return part
