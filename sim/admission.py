"""The committee: who of those that are ready may connect, and which systems hold the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.assessing import Answers
from sim.capacity import FULL, Bools, Integers
from sim.crowd import Crowd
from sim.sites import Sites
from sim.world import World

LEAST_RISE = 1e-3
"""Rise of a utilisation [-] below which a newcomer is not what makes a limit exceeded: a shortage at one end of
the park does not shut its other end."""


@dataclass(frozen=True)
class Committee:
    """Whoever decides, each month, who connects.

    Parameters
    ----------
    worlds, crowd, sites
        The worlds of a batch, who is where in them, and how the systems see them.
    holding
        The answers of the systems that hold; those that only warn have no voice.
    """

    worlds: Sequence[World]
    crowd: Crowd
    sites: Sites
    holding: Mapping[str, Answers]

    def decide(self, month: int, *, all_fit: Bools) -> None:
        """Admit at the beginning of a month whoever fits.

        Parameters
        ----------
        month
            Month from which the admitted draw.
        all_fit
            True where no holding system's required utilisation exceeds 1, bool [worlds].

        Notes
        -----
        Where everybody fits together, everybody is admitted. Elsewhere candidates are heard one by one in order of
        readiness, so a small one may pass a giant that does not fit; one round hears one candidate of every world,
        which keeps the batches large. Whoever was refused is heard again only when a commitment has ended or
        an asset was finished, for what did not fit beside less does not fit beside more.
        """
        unheard: dict[int, list[int]] = {}
        for at, world in enumerate(self.worlds):
            if not world.waiting:
                continue
            if all_fit[at]:
                for enterprise in list(world.waiting):
                    world.admit(enterprise, month)
                continue
            candidates = [enterprise for enterprise, case in world.waiting.items() if not case.refused]
            if candidates:
                unheard[at] = candidates[::-1]
        if not unheard:
            return
        hearing = np.array(list(unheard))
        committed = self.crowd.committed(hearing)
        before = {name: answers.rows(self.sites.states(name, hearing, committed))
                  for name, answers in self.holding.items()}
        while len(hearing):
            heard = np.array([unheard[at].pop() for at in hearing.tolist()])
            before = self._hear(month, hearing, heard, before=before)
            more = np.array([bool(unheard[at]) for at in hearing.tolist()])
            hearing, before = hearing[more], {name: rows[more] for name, rows in before.items()}

    def _hear(self, month: int, hearing: Integers, heard: Integers, *,
              before: Mapping[str, Integers]) -> dict[str, Integers]:
        # Hears one candidate of each world; returns the rows of what is committed afterwards.
        with_it = self.crowd.committed(hearing, further=heard)
        rows, holds = {}, {}
        for name, answers in self.holding.items():
            rows[name] = answers.rows(self.sites.states(name, hearing, with_it))
            holds[name] = self._holds(answers, hearing, heard, rows=rows[name], before=before[name])
        refused: Bools = np.any(list(holds.values()), axis=0) if holds else np.zeros(len(hearing), dtype=bool)
        for at, (row, candidate) in enumerate(zip(hearing.tolist(), heard.tolist(), strict=True)):
            if refused[at]:
                self.worlds[row].refuse(candidate, [name for name in holds if holds[name][at]])
            else:
                self.worlds[row].admit(candidate, month)
        return {name: np.where(refused, before[name], rows[name]) for name in rows}

    def _holds(self, answers: Answers, hearing: Integers, heard: Integers, *, rows: Integers,
               before: Integers) -> Bools:
        system = answers.system
        with_it, without = answers.utilisation(rows), answers.utilisation(before)
        exceeded = with_it > FULL
        boundless = np.isinf(with_it) & np.isinf(without)
        # Infinity less infinity is no number: such limits are judged apart.
        rise = np.subtract(with_it, without, out=np.zeros_like(with_it), where=~boundless)
        holds: Bools = (exceeded & (rise > LEAST_RISE)).any(axis=1) | answers.unsolved(rows)
        doubtful = np.flatnonzero(boundless.any(axis=1) & ~holds)
        if len(doubtful):
            # What is wanting at one area is wanting before and after; alone, the newcomer shows whether it is his.
            alone = self.crowd.alone(hearing[doubtful], heard[doubtful])
            found = answers.utilisation(answers.rows(self.sites.states(system.name, hearing[doubtful], alone)))
            holds[doubtful] = (boundless[doubtful] & (found > FULL)).any(axis=1)
        return holds & self.crowd.asks(system.needs, hearing, heard)
