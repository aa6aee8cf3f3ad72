"""Every table of results."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import pandas as pd

from experiments.statistics.binding import BindingByYear, FirstBinding
from experiments.statistics.cash import CashByMonth, CashByYear
from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.costs import Costs
from experiments.statistics.course import FirmHeadroom, Headroom, Utilisation
from experiments.statistics.exhaustion import ExhaustionByYear, ExhaustionTable
from experiments.statistics.finance import Finance, MoneyWaits
from experiments.statistics.firms import FirmsByYear
from experiments.statistics.flows import CapitalByYear, MoneyByYear
from experiments.statistics.gathering import Courses, Gatherer, gather, gather_courses
from experiments.statistics.limits import Limits, LimitsByYear
from experiments.statistics.losses import LossesByCause, LossesByYear, LostTo, lost_enterprises
from experiments.statistics.paired import PairedDifferences
from experiments.statistics.projects import Projects
from experiments.statistics.spells import spells

Made = pd.DataFrame | Callable[[], Iterator[pd.DataFrame]]
"""A table, or what yields it in parts."""


class Tables(Mapping[str, pd.DataFrame]):
    """Tables of results by the stem of their file; those with rows of single futures are made when they are asked for.

    Parameters
    ----------
    made
        By stem: the table, or what yields it in parts.
    """

    def __init__(self, made: Mapping[str, Made]) -> None:
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
    Quantiles are order statistics over all futures: exact of dates and of counts; of real numbers exact up to
    ``EXACT_FUTURES`` futures, within ``ALPHA`` of it beyond. Dates are text, ``2029-07``, or ``> 2046-12`` for later
    than the horizon; a year goes by the calendar year in which it ends. Intervals hold with 95 %: Wilson's of a share,
    order statistics of a quantile, Student's of a mean. No cell is NaN: infinity says that nothing serves a need, that
    a state did not solve, that nothing bounds a need, or that one future tells nothing of an error; empty text says
    "not applicable".

    The record is read once for all tables but those of courses, and once a plan or so for these; tables with rows of
    single futures read it anew whenever they are asked for.
    """
    # One after the other: what the first have gathered need not stand in memory beside the courses.
    return Tables({
        **_of_one_pass(record, context), **_of_courses(record, context),
        "spells": partial(spells, record, context), "lost_enterprises": partial(lost_enterprises, record, context)})


def _of_one_pass(record: Chronicle, context: RunContext) -> dict[str, pd.DataFrame]:
    gatherers = _gatherers(record, context)
    gather(record, context, list(gatherers.values()))
    return {stem: gatherer.table() for stem, gatherer in gatherers.items()}


def _of_courses(record: Chronicle, context: RunContext) -> dict[str, pd.DataFrame]:
    courses = _courses(record, context)
    gather_courses(record, list(courses.values()))
    return {stem: table.table() for stem, table in courses.items()}


def _gatherers(record: Chronicle, context: RunContext) -> dict[str, Gatherer]:
    gatherers: dict[str, Gatherer] = {
        "exhaustion": ExhaustionTable(record, context),
        "exhaustion_by_year": ExhaustionByYear(record, context),
        "first_binding": FirstBinding(record, context),
        "binding_by_year": BindingByYear(record, context),
        "first_holding": FirstBinding(record, context, among=context.holding),
        "holding_by_year": BindingByYear(record, context, among=context.holding),
        "losses": LossesByCause(record, context),
        "lost_to": LostTo(record, context),
        "losses_by_year": LossesByYear(record, context),
        "paired_differences": PairedDifferences(record, context),
        "limits": Limits(record, context),
        "limits_by_year": LimitsByYear(record, context),
        "projects": Projects(record, context),
        "costs": Costs(record, context),
        "firms_by_year": FirmsByYear(record, context),
    }
    # Without terms every project begins when its plan says, and there is nothing to tell.
    if context.money is None:
        return gatherers
    return gatherers | {
        "cash_by_year": CashByYear(record, context),
        "capital_by_year": CapitalByYear(record, context, context.money),
        "money_by_year": MoneyByYear(record, context),
        "finance": Finance(record, context, context.money),
        "money_waits": MoneyWaits(record, context),
    }


def _courses(record: Chronicle, context: RunContext) -> dict[str, Courses]:
    courses: dict[str, Courses] = {
        "headroom": Headroom(record, context),
        "firm_headroom": FirmHeadroom(record, context),
        "utilisation": Utilisation(record, context),
    }
    return courses if context.money is None else courses | {"cash_by_month": CashByMonth(record, context)}
