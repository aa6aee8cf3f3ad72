"""The enterprises that may come in one future, and what any of them together ask of the park."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.capacity import Floats, Integers
from sim.future import Future, Need, Prospects

AreaDemand = Mapping[str, Floats]
"""By need: float [areas, periods]."""


@dataclass(frozen=True)
class Enterprises:
    """The prospects of a future that sign, in the order of the future, shared by all plans.

    Parameters
    ----------
    future
        The whole future.
    number
        Their rows among the future's prospects, int [enterprises].
    contracted
        Full need by name, float [enterprises].
    cell
        Area and profile as one number (area * profiles + profile) by need name, int [enterprises].
    needs
        The study's needs.
    areas
        Number of areas.
    """

    future: Future
    number: Integers
    contracted: Mapping[str, Floats]
    cell: Mapping[str, Integers]
    needs: tuple[Need, ...]
    areas: int

    @classmethod
    def of(cls, future: Future, needs: tuple[Need, ...], *, areas: int, horizon_months: int) -> "Enterprises":
        """Return the enterprises of a future that sign before the horizon, and those that stand already."""
        prospects = future.prospects
        signs = prospects.stands | (prospects.comes & (prospects.enquiry_month < horizon_months))
        number = np.flatnonzero(signs)
        area = prospects.area[number]
        return cls(
            future=future,
            number=number,
            contracted={need.name: prospects.needs[need.name][number] for need in needs},
            cell={need.name: area * len(need.profiles) + prospects.profile[need.name][number] for need in needs},
            needs=needs,
            areas=areas,
        )

    @property
    def prospects(self) -> Prospects:
        """All prospects of the future; ``number`` leads from an enterprise to its row."""
        return self.future.prospects

    def demand(self, share: Floats) -> AreaDemand:
        """Return what the areas ask when every enterprise draws a share of its full need.

        Parameters
        ----------
        share
            0 for an enterprise that is not there, 1 for full need [-], float [enterprises].

        Returns
        -------
        dict
            By need: float [areas, periods], coincidence between enterprises applied.

        Notes
        -----
        Sums run in the order of the enterprises, and adding nothing changes no bit: equal shares give equal
        bits under every plan, which is what lets equal states be assessed once.
        """
        asked = {}
        for need in self.needs:
            cells = np.bincount(self.cell[need.name], weights=self.contracted[need.name] * share,
                                minlength=self.areas * len(need.profiles))
            by_profile = cells.reshape(self.areas, len(need.profiles), 1) * need.profiles
            asked[need.name] = by_profile.sum(axis=1) * self.future.coincidence.get(need.name, 1.0)
        return asked
