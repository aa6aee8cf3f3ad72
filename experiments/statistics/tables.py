"""Every table of results."""

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.costs import costs
from experiments.statistics.course import (
    firm_headroom,
    firms_by_year,
    headroom,
    limits,
    limits_by_year,
    projects,
    utilisation,
)
from experiments.statistics.exhaustion import (
    binding_by_year,
    exhaustion_by_year,
    exhaustion_table,
    first_binding,
)
from experiments.statistics.exhaustions import exhaustions
from experiments.statistics.losses import losses, losses_by_year, lost_enterprises, lost_to
from experiments.statistics.money import (
    capital_by_year,
    cash_by_month,
    cash_by_year,
    finance,
    money_by_year,
    money_waits,
)
from experiments.statistics.paired import paired_differences
from experiments.statistics.spells import spells


class Tables(Mapping[str, pd.DataFrame]):
    """Tables of results by the stem of their file; those with rows of single futures are made when they are asked for.

    Parameters
    ----------
    made
        By stem: the table, or what yields it in parts.
    """

    def __init__(self, made: Mapping[str, pd.DataFrame | Callable[[], Iterator[pd.DataFrame]]]) -> None:
        self._made = made

    def __getitem__(self, stem: str) -> pd.DataFrame:
        parts = list(self.parts(stem))
        return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def parts(self, stem: str) -> Iterator[pd.DataFrame]:
        """Yield a table in parts, so that one of very many futures never stands in memory as a whole."""
        made = self._made[stem]
        if isinstance(made, pd.DataFrame):
            yield made
            return
        yield from made()


def tables(record: Chronicle, context: RunContext) -> Tables:
    """Return every table of results by the stem of its file.

    Parameters
    ----------
    record
        What happened; plans, systems and futures keep its order.
    context
        Names, labels and calendar.

    Notes
    -----
    Quantiles are order statistics over all futures. Dates are text, ``2029-07``, or ``> 2046-12`` for later than the
    horizon; a year goes by the calendar year in which it ends. Intervals hold with 95 %: Wilson's of a share,
    order statistics of a median, Student's of a mean. No cell is NaN: infinity says that nothing serves a need, that
    a state did not solve, that nothing bounds a need, or that one future tells nothing of an error; empty text says
    "not applicable".
    """
    found = exhaustions(record, context)
    return Tables(_of_money(record, context) | {
        "exhaustion": exhaustion_table(record, context, found),
        "exhaustion_by_year": exhaustion_by_year(record, context, found),
        "spells": lambda: spells(record, context, found),
        "first_binding": first_binding(record, found),
        "binding_by_year": binding_by_year(record, context, found),
        "first_holding": first_binding(record, found, among=context.holding),
        "holding_by_year": binding_by_year(record, context, found, among=context.holding),
        "losses": losses(record),
        "lost_to": lost_to(record),
        "losses_by_year": losses_by_year(record, context),
        "lost_enterprises": lambda: lost_enterprises(record, context),
        "paired_differences": paired_differences(record, context, found),
        "headroom": headroom(record, context),
        "firm_headroom": firm_headroom(record, context),
        "utilisation": utilisation(record, context),
        "limits": limits(record, context),
        "limits_by_year": limits_by_year(record, context),
        "projects": projects(record, context),
        "costs": costs(record, context),
        "firms_by_year": firms_by_year(record, context),
    })


def _of_money(record: Chronicle, context: RunContext) -> dict[str, pd.DataFrame]:
    # Without terms every project begins when its plan says, and there is nothing to tell.
    if context.money is None:
        return {}
    return {
        "cash_by_year": cash_by_year(record, context),
        "cash_by_month": cash_by_month(record, context),
        "capital_by_year": capital_by_year(record, context, context.money),
        "money_by_year": money_by_year(record, context),
        "finance": finance(record, context, context.money),
        "money_waits": money_waits(record, context),
    }
