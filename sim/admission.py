"""The committee: who of those that are ready may connect, and which systems hold the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.assessing import Answers, State
from sim.capacity import FULL, Bools, Floats
from sim.enterprises import AreaDemand
from sim.world import World

LEAST_RISE = 1e-3
"""Rise of a utilisation [-] below which a newcomer is not what makes a limit exceeded: a shortage at one end of
the park does not shut its other end."""


@dataclass(frozen=True)
class Site:
    """A world as the committee sees it in one month.

    Parameters
    ----------
    world
        The world.
    conditions
        Conditions of its future in that month's year.
    in_service
        By system: bool [assets].
    """

    world: World
    conditions: Mapping[str, float]
    in_service: Mapping[str, Bools]

    def state(self, system: str, demand: AreaDemand) -> State:
        """Return a state of one of its systems."""
        return State(demand, self.conditions, self.in_service[system])


@dataclass
class Hearing:
    """The candidates of one world, in order of readiness, and what has been committed so far.

    Parameters
    ----------
    site
        The world.
    candidates
        Those not heard yet, the last first.
    committed_row
        By holding system: the row of the committed state.
    """

    site: Site
    candidates: list[int]
    committed_row: dict[str, int]


def decide(month: int, sites: Sequence[Site], *, all_fit: Bools, holding: Mapping[str, Answers]) -> None:
    """Admit at the beginning of a month whoever fits.

    Parameters
    ----------
    month
        Month from which the admitted draw.
    sites
        Every world.
    all_fit
        True where no holding system's required utilisation exceeds 1, bool [sites].
    holding
        The answers of the systems that hold; those that only warn have no voice.

    Notes
    -----
    Where everybody fits together, everybody is admitted. Elsewhere candidates are heard one by one in order of
    readiness, so a small one may pass a giant that does not fit; one round hears one candidate of every world,
    which keeps the batches large. Whoever was refused is heard again only when a commitment has ended or
    an asset was finished, for what did not fit beside less does not fit beside more.
    """
    hearings = []
    for site, fit in zip(sites, all_fit.tolist(), strict=True):
        if fit:
            for enterprise in list(site.world.waiting):
                site.world.admit(enterprise, month)
            continue
        unheard = [enterprise for enterprise, case in site.world.waiting.items() if not case.refused]
        if unheard:
            hearings.append(Hearing(site, unheard[::-1], {}))
    for system, answers in holding.items():
        committed = [hearing.site.state(system, hearing.site.world.committed()) for hearing in hearings]
        for hearing, row in zip(hearings, answers.rows(committed), strict=True):
            hearing.committed_row[system] = row
    while hearings:
        _hear_one_each(month, hearings, holding=holding)
        hearings = [hearing for hearing in hearings if hearing.candidates]


def _hear_one_each(month: int, hearings: Sequence[Hearing], *, holding: Mapping[str, Answers]) -> None:
    heard = [hearing.candidates.pop() for hearing in hearings]
    with_candidate = [hearing.site.world.committed(further=(candidate,))
                      for hearing, candidate in zip(hearings, heard, strict=True)]
    rows: dict[str, list[int]] = {}
    refused = np.zeros(len(hearings), dtype=bool)
    for system, answers in holding.items():
        states = [hearing.site.state(system, demand)
                  for hearing, demand in zip(hearings, with_candidate, strict=True)]
        rows[system] = answers.rows(states)
        holds = _holds(answers, hearings, candidates=heard, rows=rows[system])
        for hearing, candidate in (pair for pair, held in zip(zip(hearings, heard, strict=True), holds, strict=True)
                                   if held):
            case = hearing.site.world.waiting[candidate]
            case.held_by.add(system)
            case.refused = True
        refused |= holds
    for at in np.flatnonzero(~refused).tolist():
        hearings[at].site.world.admit(heard[at], month)
        hearings[at].committed_row.update({system: rows[system][at] for system in holding})


def _holds(answers: Answers, hearings: Sequence[Hearing], *, candidates: Sequence[int],
           rows: Sequence[int]) -> Bools:
    system = answers.system
    before_rows = [hearing.committed_row[system.name] for hearing in hearings]
    with_it, before = answers.utilisation(rows), answers.utilisation(before_rows)
    exceeded = with_it > FULL
    boundless = np.isinf(with_it) & np.isinf(before)
    # Infinity less infinity is no number: such limits are judged apart.
    rise = np.subtract(with_it, before, out=np.zeros_like(with_it), where=~boundless)
    holds: Bools = (exceeded & (rise > LEAST_RISE)).any(axis=1) | answers.unsolved(rows)
    for at in np.flatnonzero(boundless.any(axis=1) & ~holds).tolist():
        # What is wanting at one area is wanting before and after; alone, the newcomer shows whether it is his.
        site = hearings[at].site
        alone = site.state(system.name, site.world.alone(candidates[at]))
        holds[at] = bool((answers.utilisation(answers.rows([alone]))[0][boundless[at]] > FULL).any())
    return holds & _asks(system.needs, hearings, candidates=candidates)


def _asks(needs: Sequence[str], hearings: Sequence[Hearing], *, candidates: Sequence[int]) -> Bools:
    asked: list[Floats] = [
        np.array([hearing.site.world.enterprises.contracted[need][candidate] for need in needs])
        for hearing, candidate in zip(hearings, candidates, strict=True)]
    return np.stack(asked).max(axis=1) > 0
