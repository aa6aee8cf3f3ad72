"""The printed table of what the park has in the end under each plan, and how much more than under the baseline."""

from collections.abc import Iterator, Mapping
from math import isfinite

import pandas as pd

from experiments.statistics.columns import Column, bank, plan_name, told
from experiments.statistics.context import RunContext
from experiments.statistics.wording import Row, rows_of, supported

MEASURES = {"firms": ("firms", ""), "jobs": ("jobs", ""), "tax_wan_per_a": ("tax", "wan/a")}
"""What is told of whom the park has, with the heading of its column."""

PLAN_WIDTH = 30
"""Characters [-] of a plan's name in one line."""


def printed_gains(tables: Mapping[str, pd.DataFrame], context: RunContext) -> str:
    """Return for every plan who is there at the end, and the difference from the baseline, as plain text.

    Parameters
    ----------
    tables
        Tables of results: ``firms_by_year``, ``paired_differences``.
    context
        The frame of the run.
    """
    last = rows_of(tables["firms_by_year"], year=context.years[-1])
    plans = [row["plan"] for row in last]
    columns = [Column(("plan", ""), [plan_name(plan, plan, width=PLAN_WIDTH) for plan in plans], right=False)]
    for measure, heading in MEASURES.items():
        more = {row["plan"]: row for row in rows_of(
            tables["paired_differences"], measure=f"connected_{measure}_at_end")}
        columns.append(Column(heading, [(supported(row[f"{measure}_mean"], row[f"{measure}_se"]),) for row in last],
                              right=True))
        if more:
            columns.append(Column(("more", ""), [(gain_of(more[plan]) if plan in more else "",) for plan in plans],
                                  right=False))
    return "\n".join([*_head(context, is_compared=not tables["paired_differences"].empty),
                      *bank(columns, rows=len(plans))]).rstrip()


def _head(context: RunContext, *, is_compared: bool) -> Iterator[str]:
    yield f"What the park has by {context.end} under each plan"
    yield ""
    if is_compared:
        yield from told("more", f"than under {context.baseline}, future by future (95 % interval of the mean)")
        yield ""


def gain_of(row: Row) -> str:
    """Return a difference from the baseline with its sign and its interval.

    Parameters
    ----------
    row
        A row of ``paired_differences``.

    Examples
    --------
    >>> gain_of({"mean": 2.36, "se": 0.6, "low": 1.1, "high": 3.62})
    '+2.4 (1.1 to 3.6)'
    """
    mean, low, high = (supported(row[name], row["se"]) for name in ("mean", "low", "high"))
    signed = mean if mean.startswith("-") else f"+{mean}"
    return f"{signed} ({low} to {high})" if isfinite(row["se"]) else signed
