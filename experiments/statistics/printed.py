"""The one table that a planner reads first."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from experiments.statistics.columns import GAP, WIDTH, Column, bank, plan_name, told
from experiments.statistics.context import RunContext
from experiments.statistics.printed_many import many_systems
from experiments.statistics.vocabulary import ALL, ANY
from experiments.statistics.wording import (
    FEW,
    SIDE_BY_SIDE,
    Row,
    cost_of,
    once_there,
    rows_of,
    share_of,
    supported,
    year_at,
    years_of,
)

PLAN_WIDTH = 20
"""Characters [-] after which a plan's name goes on in the next line."""


def printed_table(tables: Mapping[str, pd.DataFrame], context: RunContext) -> str:
    """Return for every plan when each system runs out, what is lost and what it costs, as plain text.

    Parameters
    ----------
    tables
        Tables of results: ``exhaustion``, ``first_binding``, ``first_holding``, ``losses``, ``lost_to``, ``costs``.
    context
        The frame of the run.

    Notes
    -----
    Up to ``SIDE_BY_SIDE`` systems stand beside each other, a column each. Of more, every plan tells which binds first,
    second and third (of those that hold enterprises, where others only warn) and what is lost to each of them, and
    below the table all that run out.
    """
    exhaustion = tables["exhaustion"]
    plans = list(dict.fromkeys(exhaustion["plan"]))
    systems = [system for system in dict.fromkeys(exhaustion["system"]) if system in context.systems]
    futures = int(exhaustion["futures"].iloc[0])
    if len(systems) > SIDE_BY_SIDE:
        notes = list(_notes(exhaustion, context, plans=plans, futures=futures))
        return "\n\n".join([*many_systems(tables, context, plans=plans), *(["\n".join(notes)] if notes else [])])
    columns = [_system(exhaustion, context, system=system) for system in systems]
    columns += [_lost(tables, plans, "firms", ("firms", "lost")), _lost(tables, plans, "jobs", ("jobs", "lost")),
                _lost(tables, plans, "tax_wan_per_a", ("tax lost", "wan/a")),
                Column(("cost", "wan"), [(cost_of(tables["costs"], plan),) for plan in plans], right=True)]
    names = Column(("plan",), [plan_name(plan, context.plans.get(plan, plan), width=PLAN_WIDTH) for plan in plans],
                   right=False)
    banks = ["\n".join(bank([names, *each], rows=len(plans))) for each in _banks(names, columns)]
    notes = list(_notes(exhaustion, context, plans=plans, futures=futures))
    head = _head(context, futures, is_lacking=bool(exhaustion["missing"].any()))
    return "\n\n".join(["\n".join(head), *banks, *(["\n".join(notes)] if notes else [])])


def _head(context: RunContext, futures: int, *, is_lacking: bool) -> Iterator[str]:
    start, later = context.date(0), year_at(context.later, context)
    many = f"{futures} futures" if futures > 1 else "1 future"
    yield f"When each capacity runs out under each plan, and what is lost by then ({many}, {start} to {context.end})"
    yield ""
    yield from told("year", "by which a system has run out in half of the futures (in a tenth - in nine tenths); "
                     f"{later} or an open end: later than the horizon")
    yield from told("below", f"in how many futures it runs out by {context.end} (95 % interval of that share)")
    if is_lacking:
        yield from told("lacking", "in how many futures it is needed before anything of it stands; what is not there "
                        "does not run out")
    yield from told("lost", "firms lost, for whatever cause, their jobs and yearly tax; mean of a future")
    yield from told("cost", "capital cost of the projects that are paid; mean of a future; 1 wan is 10,000 yuan")


def _system(exhaustion: pd.DataFrame, context: RunContext, *, system: str) -> Column:
    label = context.systems[system].label
    heading = (label[:1].upper() + label[1:], "runs out")
    rows = [once_there(row) for row in rows_of(exhaustion, system=system)]
    return Column(heading, [_cell(row, context) for row in rows], right=False)


def _cell(row: Row, context: RunContext) -> tuple[str, ...]:
    lacks = (f"lacking {share_of(row['missing'], row['futures'])}",) if row["missing"] else ()
    return (*lacks, years_of(row, context), _probability(row))


def _probability(row: Row) -> str:
    low, high = (f"{100 * row[name]:.0f}" for name in ("p_low", "p_high"))
    return f"{share_of(row['exhausted'], row['futures'])} ({low}-{high} %)"


def _lost(tables: Mapping[str, pd.DataFrame], plans: Sequence[str], measure: str, heading: Sequence[str]) -> Column:
    of_plan = {row["plan"]: row for row in rows_of(tables["losses"], cause=ALL)}
    cells = [(supported(of_plan[plan][measure], of_plan[plan][f"{measure}_se"]),) for plan in plans]
    return Column(heading, cells, right=True)


def _banks(names: Column, columns: Sequence[Column]) -> list[list[Column]]:
    # More systems than a line holds go on below, each bank with the plans' names.
    banks: list[list[Column]] = [[]]
    for column in columns:
        if banks[-1] and sum(len(GAP) + each.width for each in [*banks[-1], column]) + names.width > WIDTH:
            banks.append([])
        banks[-1].append(column)
    return banks


def _notes(exhaustion: pd.DataFrame, context: RunContext, *, plans: Sequence[str], futures: int) -> Iterator[str]:
    unsolved = sum(row["unsolved_months"] for row in rows_of(exhaustion, system=ANY))
    if unsolved:
        months = len(plans) * futures * context.horizon_months
        yield f"In {unsolved:,} of {months:,} months under all plans a system had no solution; it counts as exhausted."
    if futures == 1:
        yield "One future is a tale, not a forecast: it tells nothing of chance."
    elif futures < FEW:
        yield f"Only {futures} futures: a first look; dates and means are rough."
