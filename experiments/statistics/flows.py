"""What is paid for projects and by whom, and what else flows in and out, year by year."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.cash import MONEY
from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import tenths
from experiments.statistics.gathering import Seen, spread_for
from experiments.statistics.long_table import long_table
from experiments.statistics.moments import Moments
from experiments.statistics.vocabulary import ALL
from sim.capacity import Floats
from sim.money import INCOMES, OWN, SPENDINGS, Terms

OWN_LABEL, ALL_LABEL = "Own cash", "All together"


class CapitalByYear:
    """What is paid for projects in each year, by who pays and by all together [wan yuan].

    Parameters
    ----------
    record, context
        What happened, and its frame.
    terms
        Who may pay.
    """

    def __init__(self, record: Chronicle, context: RunContext, terms: Terms) -> None:
        self._labels = {OWN: OWN_LABEL, ALL: ALL_LABEL} | {source.name: source.label for source in terms.sources}
        self._flows = _Flows(record, context, {"payer": (*terms.payers, ALL)})

    def add(self, seen: Seen) -> None:
        """Take a part."""
        by_payer = seen.of_plans(MONEY, "capital_wan").astype(np.float64)
        self._flows.add(np.concatenate([by_payer, by_payer.sum(axis=-1, keepdims=True)], axis=-1))

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        table = self._flows.table()
        table.insert(2, "label", table["payer"].map(self._labels))
        return table


class MoneyByYear:
    """What flows in and out in each year beside the projects, and what is owed at its end [wan yuan].

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._flows = _Flows(record, context, {"flow": (*INCOMES, *SPENDINGS, "interest", "principal", "owed_at_end")})

    def add(self, seen: Seen) -> None:
        """Take a part."""
        kinds = [seen.of_plans(MONEY, name) for name in ("income_wan", "spending_wan")]
        single = [seen.of_plans(MONEY, name)[..., None] for name in ("interest_wan", "principal_wan", "owed_wan")]
        self._flows.add(np.concatenate([*kinds, *single], axis=-1))

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""
        return self._flows.table()


class _Flows:
    """Means and tenths of flows by plan, year and name."""

    def __init__(self, record: Chronicle, context: RunContext, names: Mapping[str, Sequence[str]]) -> None:
        self._axes: dict[str, Sequence[Any]] = {"plan": record.plans, **names, "year": context.years}
        self._moments, self._spread = Moments(), spread_for(len(record.futures))

    def add(self, values: NDArray[Any]) -> None:
        # By future, plan, year and name.
        self._moments.add(values)
        self._spread.add(values)

    def table(self) -> pd.DataFrame:
        columns: dict[str, Floats] = {"wan_mean": self._moments.mean, **tenths(self._spread, "wan_")}
        return long_table(self._axes, {name: np.swapaxes(values, 1, 2) for name, values in columns.items()})
