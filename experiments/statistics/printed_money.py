"""The printed table of what the plans cost the park's account, and of how likely its money does not suffice."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

import pandas as pd

from experiments.statistics.columns import WIDTH, Column, bank, plan_name, told
from experiments.statistics.context import RunContext
from experiments.statistics.finance import money_warnings
from experiments.statistics.wording import Row, listed, named, rows_of, share_of, supported, year_at
from sim.money import Terms

PLAN_WIDTH = 30
"""Characters [-] of a plan's name in one line."""

HEADINGS = (("plan", ""), ("paid", "wan"), ("value", "wan"), ("out of", "cash"), ("first", "year"),
            ("cover", "below"), ("unpaid", "projects"))

LEFT = ("plan", "first")
"""Columns whose lines begin at the same place."""


def printed_money(tables: Mapping[str, pd.DataFrame], context: RunContext, *, objections: Sequence[str] = ()) -> str:
    """Return capital, present value and the risks of every plan, and what a finance bureau objects to, as plain text.

    Parameters
    ----------
    tables
        Tables of results: ``finance``, ``money_waits``.
    context
        The frame of the run.
    objections
        What a finance bureau objects to in the terms themselves, a sentence each.

    Returns
    -------
    str
        Nothing where the study has no money.
    """
    terms = context.money
    if terms is None:
        return ""
    rows = rows_of(tables["finance"])
    cells = [_cells(row, context, unpaid=_unpaid(tables["money_waits"], plan=row["plan"], futures=row["futures"]))
             for row in rows]
    columns = [Column(heading, [of_plan[at] for of_plan in cells], right=heading[0] not in LEFT)
               for at, heading in enumerate(HEADINGS)]
    said = [*money_warnings(tables["finance"], terms), *objections]
    lines = [*_head(context, terms), *bank(columns, rows=len(rows))]
    if said:
        lines += ["", "What a finance bureau would object to"]
    for sentence in said:
        lines += wrap(sentence, WIDTH, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines).rstrip()


def _head(context: RunContext, terms: Terms) -> Iterator[str]:
    others = [named(context, system) if system in context.systems else system
              for system, share in terms.share_of_others.items() if share > 0]
    yield f"What each plan costs the park's account by {context.end}, and how likely its money does not suffice"
    yield ""
    yield from told("paid", "what the account pays for projects from its own cash and its sources; mean of a future; "
                    "1 wan is 10,000 yuan" + (f"; what others, such as the grid company, pay of {listed(others)} is "
                                              "not in it" if others else ""))
    yield from told("value", f"present value, at {100 * terms.discount_rate_per_a:.3g} % a year, of what is earned, "
                    "less what is spent and paid for projects, before financing; mean of a future")
    yield from told("out", "in how many futures some month ends below zero, and by when in half of all futures")
    yield from told("cover", "in how many futures what recurs over debt service falls below "
                    f"{terms.least_debt_cover:.3g} in some year" + (
                        "; it held when debt was taken up, and may fall later all the same"
                        if terms.holds_to_cover else ""))
    yield from told("unpaid", "projects that ask for their money and never get it in half of the futures or more")
    yield ""


def _cells(row: Row, context: RunContext, *, unpaid: int) -> list[list[str]]:
    futures = row["futures"]
    return [plan_name(row["plan"], row["plan"], width=PLAN_WIDTH),
            [supported(row["capital_wan_mean"], row["capital_wan_se"])],
            [supported(row["npv_wan_mean"], row["npv_wan_se"])],
            [share_of(round(row["p_out"] * futures), futures)],
            # Half of the futures do not bound a date to the month.
            [year_at(row["first_out_p50"], context) if row["p_out"] > 0 else ""],
            [share_of(round(row["p_below"] * futures), futures)],
            [str(unpaid)]]


def _unpaid(waits: pd.DataFrame, *, plan: str, futures: int) -> int:
    # Shares of the table are of the futures in which a project asks; who rarely asks is rarely refused.
    return sum(2 * round(row["p_never"] * row["asked"]) >= futures for row in rows_of(waits, plan=plan))
