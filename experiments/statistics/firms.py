"""Who is connected, and what they bring."""

import pandas as pd

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import tenths
from experiments.statistics.gathering import Seen, spread_for
from experiments.statistics.long_table import long_table
from experiments.statistics.moments import Moments
from experiments.statistics.spread import LOGARITHMIC, WHOLE
from sim.future import FIRM_COLUMNS

GRIDS = {name: WHOLE if name == FIRM_COLUMNS[0] else LOGARITHMIC for name in FIRM_COLUMNS}
"""How what firms bring is counted when futures are many: firms themselves are whole, and stay exact."""


class FirmsByYear:
    """Who is connected at the end of each year, and what they bring.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._axes = {"plan": record.plans, "year": context.years}
        self._moments = Moments()
        self._spreads = {name: spread_for(len(record.futures), grid=grid) for name, grid in GRIDS.items()}

    def add(self, seen: Seen) -> None:
        """Take a part."""
        connected = seen.of_plans("connected")
        self._moments.add(connected)
        for at, spread in enumerate(self._spreads.values()):
            spread.add(connected[..., at])

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        columns = {}
        for at, (name, spread) in enumerate(self._spreads.items()):
            columns[f"{name}_mean"], columns[f"{name}_se"] = (
                found[..., at] for found in (self._moments.mean, self._moments.error))
            columns |= tenths(spread, f"{name}_")
        return long_table(self._axes, columns)
