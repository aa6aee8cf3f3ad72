"""The enterprises that may come in one future, with all that is the same under every plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.approval import approved_months
from sim.attraction import Terms
from sim.capacity import Floats, Integers
from sim.future import Future, Need, Prospects
from sim.policy import Policy


@dataclass(frozen=True)
class Enterprises:
    """The prospects of a future that sign, in the order of the future, shared by all plans.

    Parameters
    ----------
    future
        The whole future.
    number
        Their rows among the future's prospects, int [enterprises].
    approved_month
        When each has passed the approval desk [month]; infinity beyond the horizon; empty where each plan has a desk
        of its own.
    sector, area, land_ha, construction_months, patience_months, life_months
        Of each: number of its sector, row of its area, plot [ha], time from approval to readiness, longest wait, time
        from connection to exit [month]. Plain numbers, for the clock takes them one by one.
    bulk, rented, tenure_draw, renewal_draw
        Of each: whether it wants a bulk plot, whether it rents floor where there is some, and the numbers that decide
        on the terms of its plot [-].
    contracted
        Full need by name, float [enterprises].
    cell
        Area and profile as one number (area * profiles + profile) by need name, int [enterprises].
    """

    future: Future
    number: Integers
    approved_month: Sequence[float]
    sector: Sequence[int]
    area: Sequence[int]
    land_ha: Sequence[float]
    construction_months: Sequence[float]
    patience_months: Sequence[float]
    life_months: Sequence[float]
    bulk: Sequence[bool]
    rented: Sequence[bool]
    tenure_draw: Sequence[float]
    renewal_draw: Sequence[float]
    contracted: Mapping[str, Floats]
    cell: Mapping[str, Integers]

    @classmethod
    def of(cls, future: Future, needs: tuple[Need, ...], *, policy: Policy, horizon_months: int,
           terms: Terms | None = None) -> "Enterprises":
        """Return the enterprises of a future that may sign before the horizon, and those that stand already.

        Parameters
        ----------
        future, needs, policy, horizon_months
            As in ``Scene``.
        terms
            What draws enterprises to the park; None where nothing reaches back to who comes.

        Notes
        -----
        Without terms nothing that a plan builds changes who applies when, so the desk's queues are the same under
        every plan and are passed once. With them whoever would come to the most attractive park is among them.
        """
        prospects = future.prospects
        may_come = prospects.comes if terms is None else prospects.comes_at < max(terms.most, 1.0)
        number = np.flatnonzero(prospects.stands | (may_come & (prospects.enquiry_month < horizon_months)))
        approved = [] if terms is not None else approved_months(
            prospects, number, policy=policy, horizon_months=horizon_months).tolist()
        area = prospects.area[number]
        return cls(
            future=future,
            number=number,
            approved_month=approved,
            sector=prospects.sector[number].tolist(),
            area=area.tolist(),
            land_ha=prospects.land_ha[number].tolist(),
            construction_months=prospects.construction_months[number].tolist(),
            patience_months=prospects.patience_months[number].tolist(),
            life_months=prospects.life_months[number].tolist(),
            bulk=prospects.bulk[number].tolist(),
            rented=prospects.rented[number].tolist(),
            tenure_draw=prospects.tenure_draw[number].tolist(),
            renewal_draw=prospects.renewal_draw[number].tolist(),
            # Who applies asks the desk for something only while he is there.
            contracted={need.name: np.zeros(len(number)) if need.desk else prospects.needs[need.name][number]
                        for need in needs},
            cell={need.name: area if need.desk else area * len(need.profiles) + prospects.profile[need.name][number]
                  for need in needs})

    def __len__(self) -> int:
        return len(self.number)

    @property
    def prospects(self) -> Prospects:
        """All prospects of the future; ``number`` leads from an enterprise to its row."""
        return self.future.prospects
