"""What is lost in each future of a part, for want of what."""

from functools import cached_property

import numpy as np

from experiments.statistics.causes import causes_met, causes_of
from experiments.statistics.chronicle import Chronicle, Part
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Bools, Floats, Integers
from sim.future import FIRM_COLUMNS


class Lost:
    """Sums over the losses of a part.

    Parameters
    ----------
    part, record
        The part, and the record that names the causes.
    """

    def __init__(self, part: Part, record: Chronicle) -> None:
        self._losses = part.losses
        self._futures, self._plans = len(part.futures), len(record.plans)
        self._causes = len(causes_of(record))
        self.causes: Integers = causes_met(record, part.losses)
        self._row = rows_of(part)

    @cached_property
    def total(self) -> Floats:
        """Everything lost, float [futures, plans, FIRM_COLUMNS]."""
        return self.of(self.everything)

    @property
    def everything(self) -> Bools:
        """All losses, bool [losses]."""
        return np.ones(len(self.causes), dtype=bool)

    def each_cause(self) -> list[Bools]:
        """Return for every single cause, in the order of ``causes_of``, the losses it had a part in, bool [losses]."""
        return [(self.causes >> at & 1).astype(bool) for at in range(self._causes)]

    def of(self, which: Bools) -> Floats:
        """Return what is lost with some losses, float [futures, plans, FIRM_COLUMNS]."""
        return self._sums(which, self._losses.month[which] * 0, years=1)[:, :, 0]

    def by_year(self, which: Bools, *, years: int) -> Floats:
        """Return what has been lost with some losses by each year's end, float [futures, plans, years, FIRM_COLUMNS].

        Parameters
        ----------
        which
            The losses, bool [losses].
        years
            How many years are told.
        """
        return self._sums(which, self._losses.month[which] // MONTHS_PER_YEAR, years=years).cumsum(axis=2)

    def _sums(self, which: Bools, year: Integers, *, years: int) -> Floats:
        shape = (self._futures, self._plans, years)
        cells = np.ravel_multi_index((self._row[which], self._losses.plan[which], year), shape)
        sums = np.empty((*shape, len(FIRM_COLUMNS)))
        for at, name in enumerate(FIRM_COLUMNS):
            values = np.ones(len(cells)) if at == 0 else getattr(self._losses, name)[which]
            sums[..., at] = np.bincount(cells, weights=values, minlength=int(np.prod(shape))).reshape(shape)
        return sums


def rows_of(part: Part) -> Integers:
    """Return the row of each loss's future in its part, int [losses]."""
    sorting = np.argsort(part.futures, kind="stable")
    return sorting[np.searchsorted(part.futures, part.losses.future, sorter=sorting)]
