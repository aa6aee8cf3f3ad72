"""The enterprises that may come in one future, with all that is the same under every plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.approval import approved_months
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
        When each has passed the approval desk [month]; infinity beyond the horizon.
    area, land_ha, construction_months, patience_months, life_months
        Of each: row of its area, plot [ha], time from approval to readiness, longest wait, time from connection to
        exit [month]. Plain numbers, for the clock takes them one by one.
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
    def of(cls, future: Future, needs: tuple[Need, ...], *, policy: Policy, horizon_months: int) -> "Enterprises":
        """Return the enterprises of a future that sign before the horizon, and those that stand already.

        Notes
        -----
        Nothing that a plan builds changes who applies when, so the desk's queues are the same under every plan and
        are passed once.
        """
        prospects = future.prospects
        signs = prospects.stands | (prospects.comes & (prospects.enquiry_month < horizon_months))
        number = np.flatnonzero(signs)
        area = prospects.area[number]
        return cls(
            future=future,
            number=number,
            approved_month=approved_months(prospects, number, policy=policy, horizon_months=horizon_months).tolist(),
            area=area.tolist(),
            land_ha=prospects.land_ha[number].tolist(),
            construction_months=prospects.construction_months[number].tolist(),
            patience_months=prospects.patience_months[number].tolist(),
            life_months=prospects.life_months[number].tolist(),
            bulk=prospects.bulk[number].tolist(),
            rented=prospects.rented[number].tolist(),
            tenure_draw=prospects.tenure_draw[number].tolist(),
            renewal_draw=prospects.renewal_draw[number].tolist(),
            contracted={need.name: prospects.needs[need.name][number] for need in needs},
            cell={need.name: area * len(need.profiles) + prospects.profile[need.name][number] for need in needs})

    def __len__(self) -> int:
        return len(self.number)

    @property
    def prospects(self) -> Prospects:
        """All prospects of the future; ``number`` leads from an enterprise to its row."""
        return self.future.prospects
