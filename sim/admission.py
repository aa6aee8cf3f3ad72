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

TRIED_AT_ONCE = 4
"""Candidates of one world that a round tries side by side: with more, more is assessed in vain than calls are saved."""


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
        readiness, so a small one may pass a giant that does not fit. Most are refused, and whoever follows a refused
        one stands before the same commitments: so a round tries several candidates of every world side by side. What
        it finds counts up to the first who fits; those behind him are heard again, beside him. Whoever was refused is
        heard again only when a commitment has ended or an asset was finished, for what did not fit beside less does
        not fit beside more; where a service relieves a holding system that is not so, and whoever was refused is heard
        again in the month after somebody was admitted.
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
        before = {name: np.zeros(len(self.worlds), dtype=np.int64) for name in self.holding}
        for name, rows in self._rows(hearing).items():
            before[name][hearing] = rows
        is_relieved = any(self.sites.read_by(name) > set(answers.system.needs)
                          for name, answers in self.holding.items())
        while unheard:
            admitted = self._hear(month, unheard, before=before)
            for at in admitted if is_relieved else ():
                self.worlds[at].reconsider()
            unheard = {world: candidates for world, candidates in unheard.items() if candidates}

    def _rows(self, worlds: Integers, further: Integers | None = None) -> dict[str, Integers]:
        # By holding system: the answers to what is committed, with one further enterprise in each world.
        committed = self.crowd.committed(worlds, further=further)
        return {name: answers.rows(self.sites.states(name, worlds, committed))
                for name, answers in self.holding.items()}

    def _hear(self, month: int, unheard: Mapping[int, list[int]], *, before: Mapping[str, Integers]) -> set[int]:
        # One round: takes whoever was heard from the ends of ``unheard``, and carries on ``before``, the answers to
        # what is committed in each world; tells in which somebody was admitted.
        tried = [candidates[:-TRIED_AT_ONCE - 1:-1] for candidates in unheard.values()]
        hearing, heard = np.repeat(list(unheard), [len(those) for those in tried]), np.concatenate(tried)
        rows = self._rows(hearing, heard)
        holds = {name: self._holds(answers, hearing, heard, rows=rows[name], before=before[name][hearing])
                 for name, answers in self.holding.items()}
        refused: Bools = np.any(list(holds.values()), axis=0)
        fitted: set[int] = set()
        for at, (world, candidate) in enumerate(zip(hearing.tolist(), heard.tolist(), strict=True)):
            if world in fitted:
                continue
            unheard[world].pop()
            if refused[at]:
                self.worlds[world].refuse(candidate, [name for name in holds if holds[name][at]])
                continue
            self.worlds[world].admit(candidate, month)
            fitted.add(world)
            for name, found in rows.items():
                before[name][world] = found[at]
        return fitted

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
        return holds & self.crowd.asks(sorted(self.sites.read_by(system.name)), hearing, heard)
