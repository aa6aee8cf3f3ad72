"""What enterprises ask of services beyond power, roads and sewage: so much for each hectare, job or megawatt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from demand.ranges import within
from demand.streams import for_name
from sim.capacity import Floats, Integers

ALL = "all"
"""Sector of a row that holds for every sector without a row of its own."""

BASES = ("land_ha", "jobs", "power_mw", "water_m3_per_d", "sewage_m3_per_d", "enterprise")
"""What a need may hang on."""

STORED = "stored_"
"""Beginning of the name of needs that are asked per year and add up, month by month, to what is stored."""

OF_PLOTS = ("land_ha", "built_ha")
"""Needs of whoever holds a plot, while he builds on it too."""


@dataclass(frozen=True)
class FurtherNeeds:
    """The table of what one unit of a basis asks.

    Parameters
    ----------
    spans
        By need and basis: low, typical and high of every sector, float [sectors, 3].
    """

    spans: Mapping[tuple[str, str], Floats]

    @classmethod
    def of(cls, rows: pd.DataFrame, *, sectors: Sequence[str]) -> "FurtherNeeds":
        """Return the needs of their table.

        Parameters
        ----------
        rows
            ``need``, ``basis``, ``sector``, ``low``, ``typical``, ``high``.
        sectors
            Names of the sectors in the order of their numbers.
        """
        spans = {}
        for (need, basis), told in rows.groupby(["need", "basis"], sort=False):
            by_sector = told.set_index("sector")[["low", "typical", "high"]].astype(float)
            spans[str(need), str(basis)] = np.array(
                [by_sector.loc[sector if sector in by_sector.index else ALL] for sector in sectors])
        return cls(spans)

    @property
    def names(self) -> tuple[str, ...]:
        """The needs in the order of the table."""
        return tuple(dict.fromkeys(need for need, _ in self.spans))

    def needs(self, sector: Integers, basis: Mapping[str, Floats], *, uniform: Floats) -> dict[str, Floats]:
        """Return what enterprises ask.

        Parameters
        ----------
        sector
            Their sectors, int [enterprises].
        basis
            By basis: how much they have of it, float [enterprises].
        uniform
            A random number each, from which every need makes one of its own, float [enterprises].

        Returns
        -------
        dict
            By need, in its unit, float [enterprises]; rows of several bases add up.
        """
        asked = {need: np.zeros(len(sector)) for need in self.names}
        for (need, on), spans in self.spans.items():
            low, typical, high = spans[sector].T
            asked[need] += basis[on] * within(for_name(uniform, f"{need}/{on}"), (low, typical, high))
        return asked
