"""Numbers, dates and shares as a planner reads them, with no digit that the standard error does not support."""

from math import floor, isfinite, log10
from typing import Any

import pandas as pd

from experiments.statistics.context import RunContext
from experiments.statistics.vocabulary import OTHER_CAUSES

FEW = 20
"""Futures [-] below which a run is only a first look."""

PERCENT_FROM = 100
"""Futures [-] from which one in a hundred can be told; below, they are counted."""

SIDE_BY_SIDE = 4
"""Systems [-] up to which each is told beside the others; of more, those that bind first."""

UNCOUNTED = ("gas",)
"""Words that end like a plural and are none."""

Row = dict[str, Any]


def supported(value: float, error: float) -> str:
    """Return a number rounded to the digit in which its standard error begins.

    Parameters
    ----------
    value
        The number.
    error
        Its standard error; infinite where there was one future, zero where all were equal.

    Examples
    --------
    >>> supported(2134.2, 87.0), supported(31.42, 2.9), supported(0.314, 0.05), supported(0.0, 0.0)
    ('2,130', '31', '0.31', '0')
    >>> supported(12345.0, 0.0), supported(12.5, 0.0), supported(1234.56, float("inf")), supported(-0.02, 0.4)
    ('12,345', '12.5', '1,235', '0.0')
    """
    # Adding nothing takes the sign from a zero.
    if error == 0:
        return f"{round(value, 2) + 0.0:,.2f}".rstrip("0").rstrip(".")
    decade = floor(log10(error)) if isfinite(error) else 0
    return f"{round(value, -decade) + 0.0:,.{max(-decade, 0)}f}"


def share_of(count: int, futures: int) -> str:
    """Return in how many futures something happens: per cent of many, counted of few.

    Parameters
    ----------
    count, futures
        In how many, of how many.

    Examples
    --------
    >>> share_of(9, 20), share_of(62, 100), share_of(999, 1000), share_of(1, 1000), share_of(0, 1000)
    ('9/20', '62 %', '> 99 %', '< 1 %', '0 %')
    """
    if futures < PERCENT_FROM:
        return f"{count}/{futures}"
    percent = 100 * count / futures
    if 0 < percent < 1:
        return "< 1 %"
    return "> 99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def is_later(date: str) -> bool:
    """Return whether a date of a table is later than the horizon."""
    return date.startswith(">")


def is_missing(row: Row) -> bool:
    """Return whether a system of a row of ``exhaustion`` is needed before anything of it stands, in most futures."""
    return 2 * int(row["missing"]) > int(row["futures"])


def once_there(row: Row) -> Row:
    """Return a row of ``exhaustion`` with share and dates of what runs out, months in which nothing stands apart."""
    return row | {"exhausted": row["ran_out"], "p_low": row["ran_out_low"], "p_high": row["ran_out_high"],
                  **{name: row[f"runs_out_{name}"] for name in ("p10", "p50", "p90")}}


def year_of(date: str) -> str:
    """Return the year of a date of a table.

    Examples
    --------
    >>> year_of("2029-07")
    '2029'
    """
    return date[:4]


def year_at(date: str, context: RunContext) -> str:
    """Return the year of a date of a table, or that it is later than the horizon.

    Parameters
    ----------
    date
        The date.
    context
        The frame of the run.
    """
    if not is_later(date):
        return year_of(date)
    # A horizon that ends within a year is no year's end.
    return f"> {context.end.removesuffix('-12')}"


def years_of(row: Row, context: RunContext) -> str:
    """Return the median year of a row with those of P10 and P90: ``2030 (2029-2032)``, open where P90 is later.

    Parameters
    ----------
    row
        A row with ``p10``, ``p50`` and ``p90``.
    context
        The frame of the run.
    """
    early, middle, late = (row[name] for name in ("p10", "p50", "p90"))
    if is_later(early):
        return year_at(middle, context)
    return f"{year_at(middle, context)} ({year_of(early)}-{'' if is_later(late) else year_of(late)})"


def cost_of(costs: pd.DataFrame, plan: str) -> str:
    """Return what the projects of a plan that get their money cost on average [wan yuan].

    Parameters
    ----------
    costs
        Table of costs.
    plan
        Name of the plan.
    """
    (row,) = rows_of(costs, plan=plan)
    return supported(row["cost_wan_yuan_mean"], row["cost_wan_yuan_se"])


def named(context: RunContext, system: str) -> str:
    """Return what a planner calls a system within a sentence.

    Parameters
    ----------
    context
        The frame of the run.
    system
        Name of the system.
    """
    label = context.systems[system].label
    return label[:1].lower() + label[1:] if label[1:].islower() else label


def cause_words(context: RunContext, cause: str) -> str:
    """Return what a planner calls a single cause of losses within a sentence: a system, or itself.

    Parameters
    ----------
    context
        The frame of the run.
    cause
        The cause.
    """
    return named(context, cause) if cause in context.systems else OTHER_CAUSES.get(cause, cause)


def verb(subject: str, one: str, many: str) -> str:
    """Return the form of a verb that goes with a subject.

    Parameters
    ----------
    subject
        What the verb belongs to.
    one, many
        The verb for one thing and for several.

    Examples
    --------
    >>> [f"{subject} {verb(subject, 'runs', 'run')} out" for subject in ("power", "roads", "gas")]
    ['power runs out', 'roads run out', 'gas runs out']
    """
    several = subject.endswith("s") and not subject.endswith("ss") and subject.split()[-1] not in UNCOUNTED
    return many if several else one


def listed(things: list[str]) -> str:
    """Return things as a list within a sentence.

    Examples
    --------
    >>> listed(["power"]), listed(["power", "roads"]), listed(["power", "roads", "sewage"])
    ('power', 'power and roads', 'power, roads and sewage')
    """
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)


def rows_of(table: pd.DataFrame, **wanted: object) -> list[Row]:
    """Return the rows of a table that have these values, each by column.

    Parameters
    ----------
    table
        A table of results.
    **wanted
        Value by column.
    """
    found = table
    for column, value in wanted.items():
        found = found[found[column] == value]
    return [{str(column): value for column, value in row.items()} for row in found.to_dict("records")]
