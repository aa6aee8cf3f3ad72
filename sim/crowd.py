"""Who is where in every world of a batch, and what any of them together ask of the park."""

from collections.abc import Container, Mapping, Sequence

import numpy as np

from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Bools, Floats, Integers
from sim.enterprises import Enterprises
from sim.future import FIRM_COLUMNS, Need

Asked = Mapping[str, Floats]
"""By need: what is asked in each cell, an area and a profile, before coincidence; float [states, cells]."""

MONTHS_PER_RAMP_STEP = 12.0
"""Length of one step of an enterprise's ramp-up [month]."""

NO_DESK = 0
DESKS = {"usual": 1, "reformed": 2}
"""Numbers of the approval desks by name, as ``Crowd.desk`` tells them."""


class Crowd:
    """The enterprises of a batch of futures, a row for each world; the worlds of a future lie together.

    Parameters
    ----------
    futures
        The enterprises of each future.
    needs
        What they ask for.
    plans
        How many worlds a future has.
    areas
        How many areas the park has.

    Attributes
    ----------
    connected, waiting
        Who draws, who is ready and waits, bool [worlds, enterprises].
    plotted, seeking
        Who holds a plot, who waits for one, bool [worlds, enterprises].
    desk, handled
        At which approval desk an application lies, ``NO_DESK`` for none, int [worlds, enterprises]; whether an office
        handles it there or it waits for its turn, bool [worlds, enterprises].
    connected_at
        Month of connection, minus infinity for who has stood for ever, infinity for who is not there [month],
        float [worlds, enterprises].
    future
        Row of each world's future, int [worlds].
    stored
        By need that accumulates: what is stored by now, float [worlds, cells].

    Notes
    -----
    Futures have different numbers of enterprises; what lies beyond a future's own is never there. Sums run in the
    order of the enterprises, one addition after the other: equal crowds give equal bits under every plan and in
    every batch, which is what lets equal states be assessed once.
    """

    def __init__(self, futures: Sequence[Enterprises], needs: Sequence[Need], *, plans: int, areas: int) -> None:
        most = max(len(enterprises) for enterprises in futures)
        worlds = len(futures) * plans
        self.future: Integers = np.repeat(np.arange(len(futures)), plans)
        self.connected: Bools = np.zeros((worlds, most), dtype=bool)
        self.waiting: Bools = np.zeros((worlds, most), dtype=bool)
        self.plotted: Bools = np.zeros((worlds, most), dtype=bool)
        self.seeking: Bools = np.zeros((worlds, most), dtype=bool)
        self.desk = np.full((worlds, most), NO_DESK, dtype=np.int8)
        self.handled: Bools = np.zeros((worlds, most), dtype=bool)
        self.connected_at: Floats = np.full((worlds, most), np.inf)
        self._needs = tuple(needs)
        self.stored: dict[str, Floats] = {
            need.name: np.zeros((worlds, areas * len(need.profiles))) for need in needs if need.accumulates}
        self._cells = {need.name: areas * len(need.profiles) for need in needs}
        self._sector = side_by_side([each.prospects.sector[each.number] for each in futures])
        self._contracted = {need.name: side_by_side([each.contracted[need.name] for each in futures])
                            for need in needs}
        self._cell = {need.name: side_by_side([each.cell[need.name] for each in futures]) for need in needs}
        self._gains = {column: side_by_side([getattr(each.prospects, column)[each.number] for each in futures])
                       for column in FIRM_COLUMNS[1:]}
        self._ramp = side_by_side([each.prospects.ramp[each.number] for each in futures])

    def committed(self, worlds: Integers, *, further: Integers | None = None) -> Asked:
        """Return the contracted full need of the connected enterprises.

        Parameters
        ----------
        worlds
            Rows of the worlds, int [states].
        further
            One enterprise of each world that counts as connected too, int [states].
        """
        there = self.connected[worlds]
        if further is not None:
            there[np.arange(len(worlds)), further] = True
        # Whoever is ready to connect holds his plot already.
        return self._summed(worlds, there, plots=self.plotted[worlds])

    def required(self, worlds: Integers, *, needs: Container[str] | None = None) -> Asked:
        """Return committed and waiting need together, of plots also what is sought: some needs, or all."""
        return self._summed(worlds, self.connected[worlds] | self.waiting[worlds],
                            plots=self.plotted[worlds] | self.seeking[worlds], needs=needs)

    def drawn(self, worlds: Integers, *, month: int, needs: Container[str] | None = None) -> Asked:
        """Return what connected enterprises use at the beginning of a month, by their step of ramp-up."""
        return self._summed(worlds, self.connected[worlds], plots=self.plotted[worlds], month=month, needs=needs)

    def store(self, month: int) -> None:
        """Add to what is stored what a month's drawing leaves behind, by the step of ramp-up at its beginning."""
        every = np.arange(len(self.connected))
        if self.stored:
            drawn = self.drawn(every, month=month, needs=self.stored)
            # What is asked of a store is what it holds with this month's share: it is what it will hold.
            self.stored = {need: drawn[need] for need in self.stored}

    def alone(self, worlds: Integers, enterprise: Integers) -> Asked:
        """Return the contracted full need of one enterprise of each world in an empty park."""
        there = np.zeros((len(worlds), self.connected.shape[1]), dtype=bool)
        there[np.arange(len(worlds)), enterprise] = True
        return self._summed(worlds, there, plots=there)

    def asks(self, needs: Sequence[str], worlds: Integers, enterprise: Integers) -> Bools:
        """Tell whether one enterprise of each world has any of some needs, bool [states]."""
        of = self.future[worlds]
        return np.stack([self._contracted[need][of, enterprise] for need in needs]).max(axis=0) > 0

    def gains(self) -> Floats:
        """Return how many are connected in each world and what they bring, float [worlds, FIRM_COLUMNS]."""
        return np.stack([self.connected.sum(axis=1), *(self.gain(column) for column in self._gains)], axis=1)

    def gain(self, column: str) -> Floats:
        """Return what those connected in each world bring of one of ``FIRM_COLUMNS`` but the first, float [worlds]."""
        row, slot = np.nonzero(self.connected)
        sums = np.bincount(row, weights=self._gains[column][self.future[row], slot], minlength=len(self.connected))
        return sums.astype(np.float64, copy=False)

    def by_sector(self, sectors: int) -> Floats:
        """Return how many are connected in each world, by sector, float [worlds, sectors]."""
        row, slot = np.nonzero(self.connected)
        at = row * sectors + self._sector[self.future[row], slot]
        counted = np.bincount(at, minlength=len(self.connected) * sectors)
        return counted.astype(np.float64).reshape(len(self.connected), sectors)

    def _at_desk(self, need: Need, worlds: Integers, *, handled: bool) -> Floats:
        there = self.desk[worlds] == DESKS[need.desk]
        if handled:
            there &= self.handled[worlds]
        row, slot = np.nonzero(there)
        cells = self._cells[need.name]
        at = row * cells + self._cell[need.name][self.future[worlds[row]], slot]
        return np.bincount(at, minlength=len(worlds) * cells).astype(np.float64).reshape(len(worlds), cells)

    def _summed(self, worlds: Integers, there: Bools, *, plots: Bools, month: int | None = None,
                needs: Container[str] | None = None) -> dict[str, Floats]:
        wanted = [need for need in self._needs if needs is None or need.name in needs]
        asked = self._added(worlds, there, month=month, needs=[need for need in wanted if need.of == "connected"])
        # A plot is taken whole from its first day.
        return asked | self._added(worlds, plots, month=None, needs=[need for need in wanted if need.of == "plot"])

    def _added(self, worlds: Integers, there: Bools, *, month: int | None, needs: Sequence[Need]) -> dict[str, Floats]:
        if not needs:
            return {}
        row, slot = np.nonzero(there)
        world, most = worlds[row], there.shape[1]
        of = self.future[world] * most + slot
        share: Floats | None = None
        if month is not None:
            # Who has stood since ever has an infinite age: it is bounded at the last step.
            age = (month - self.connected_at.ravel().take(world * most + slot)) / MONTHS_PER_RAMP_STEP
            steps = self._ramp.shape[2]
            share = self._ramp.ravel().take(of * steps + np.minimum(age, steps - 1.0).astype(np.int64))
        asked = {}
        for need in needs:
            if need.desk:
                # What an office does not handle yet is asked of the desk all the same.
                asked[need.name] = self._at_desk(need, worlds, handled=month is not None)
                continue
            cells = self._cells[need.name]
            weights = self._contracted[need.name].ravel().take(of)
            if share is not None:
                weights *= share
            at = row * cells
            at += self._cell[need.name].ravel().take(of)
            sums = np.bincount(at, weights=weights, minlength=len(worlds) * cells)
            asked[need.name] = sums.astype(np.float64, copy=False).reshape(len(worlds), cells)
            if need.accumulates:
                asked[need.name] = self.stored[need.name][worlds] + asked[need.name] / MONTHS_PER_YEAR
        return asked


def side_by_side(rows: Sequence[np.ndarray]) -> np.ndarray:
    """Return rows of different lengths as one array, each filled up with zeros to the longest."""
    filled = np.zeros((len(rows), max(len(row) for row in rows), *rows[0].shape[1:]), dtype=rows[0].dtype)
    for at, row in enumerate(rows):
        filled[at, :len(row)] = row
    return filled


def spread(cells: Floats, profiles: Floats) -> Floats:
    """Return what areas ask in each period.

    Parameters
    ----------
    cells
        What is asked in each area and profile, float [states, areas * profiles].
    profiles
        Share of it in each period, float [profiles, periods].

    Returns
    -------
    numpy.ndarray
        Float [states, areas, periods]; one addition after the other, so that no sum depends on the batch.
    """
    by_area = cells.reshape(len(cells), -1, len(profiles))
    asked: Floats = by_area[:, :, 0, None] * profiles[0]
    for at in range(1, len(profiles)):
        asked += by_area[:, :, at, None] * profiles[at]
    return asked
