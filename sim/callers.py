"""Who enquires in a month, and in which worlds he finds the park attractive enough to come."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.assessing import Answers
from sim.attraction import Terms, attraction
from sim.capacity import FULL, Floats, Integers
from sim.crowd import Crowd
from sim.enterprises import Enterprises
from sim.world import World


class Callers:
    """The enquiries of a batch of futures, month by month.

    Parameters
    ----------
    futures
        The enterprises of each future.
    worlds, crowd
        The worlds, future by future, and who is where in them.
    watched
        The answers of the systems whose shortage keeps enterprises away.
    terms
        What enterprises look at.

    Notes
    -----
    Attraction is looked at once a month and holds for its enquiries. An enquirer compares it with what he has brought
    along from his future, so that the same draw meets every plan.
    """

    def __init__(self, futures: Sequence[Enterprises], *, worlds: Sequence[World], crowd: Crowd,
                 watched: Mapping[str, Answers], terms: Terms) -> None:
        self._worlds, self._crowd, self._watched, self._terms = worlds, crowd, watched, terms
        self._plans = len(worlds) // len(futures)
        self._enquiries = [_by_month(each) for each in futures]
        self._typical = [{mode: float(months.mean()) if len(months) else 0.0
                          for mode, months in each.prospects.approval_months.items()} for each in futures]
        self._handed_in = [(each.prospects.enquiry_month + each.prospects.preparation_months)[each.number]
                           for each in futures]
        self._comes_at = [each.prospects.comes_at[each.number] for each in futures]
        self._sector = [each.prospects.sector[each.number] for each in futures]

    def call(self, month: int, *, required: Mapping[str, Integers]) -> None:
        """Let those who enquire in a month apply where they come, and be lost where only attraction is wanting.

        Parameters
        ----------
        month
            The month that begins.
        required
            By system: rows of all worlds' required states at the end of the month before.
        """
        drawing = self._attraction(month, required)
        for future, enquiries in enumerate(self._enquiries):
            for enterprise in enquiries.get(month, ()):
                comes_at, sector = self._comes_at[future][enterprise], self._sector[future][enterprise]
                first = future * self._plans
                for at in range(first, first + self._plans):
                    if comes_at < drawing[at, sector]:
                        self._worlds[at].call(enterprise, hand_in_month=float(self._handed_in[future][enterprise]))
                    elif comes_at < 1.0:
                        self._worlds[at].turn_away(enterprise, month=month)

    def _attraction(self, month: int, required: Mapping[str, Integers]) -> Floats:
        worlds, terms = self._worlds, self._terms
        # Nobody has looked at the park before it begins.
        shortage = np.zeros(len(worlds))
        if month and self._watched:
            for name, answers in self._watched.items():
                shortage += answers.peak(required[name]) > FULL
            shortage /= len(self._watched)
        standing = [world.in_service() for world in worlds]
        approval = [world.approval_months(self._typical[at // self._plans]) for at, world in enumerate(worlds)]
        return attraction(
            terms, shortage=shortage, approval_months=np.array(approval),
            land_price=np.array([terms.price_wan_per_mu(assets) for assets in standing]),
            incentive=np.array([terms.incentive(assets) for assets in standing]),
            firms=self._crowd.by_sector(len(terms.upstream)))


def _by_month(enterprises: Enterprises) -> dict[int, list[int]]:
    prospects, number = enterprises.prospects, enterprises.number
    found: dict[int, list[int]] = {}
    for enterprise in np.flatnonzero(~prospects.stands[number]).tolist():
        found.setdefault(int(prospects.enquiry_month[number[enterprise]]), []).append(enterprise)
    return found
