"""The one table that a planner reads first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from textwrap import wrap

import pandas as pd

from experiments.statistics.context import RunContext
from experiments.statistics.vocabulary import ALL, ANY
from experiments.statistics.wording import FEW, Row, is_later, rows_of, share_of, supported, year_of

WIDTH = 110
"""Characters of the widest line [-]."""

PLAN_WIDTH = 20
"""Characters [-] after which a plan's name goes on in the next line."""

GAP = "  "


@dataclass(frozen=True)
class Column:
    """One column of the printed table.

    Parameters
    ----------
    heading
        Lines above it.
    cells
        Lines of every plan's cell.
    right
        Whether its lines end, rather than begin, at the same place.
    """

    heading: Sequence[str]
    cells: Sequence[Sequence[str]]
    right: bool

    @property
    def width(self) -> int:
        """Characters of its longest line [-]."""
        return max(len(line) for cell in (self.heading, *self.cells) for line in cell)

    def line(self, cell: Sequence[str], at: int) -> str:
        """Return one line of a cell, filled to the column's width."""
        text = cell[at] if at < len(cell) else ""
        return text.rjust(self.width) if self.right else text.ljust(self.width)


def printed_table(tables: Mapping[str, pd.DataFrame], context: RunContext) -> str:
    """Return for every plan when each system runs out, what is lost and what it costs, as plain text.

    Parameters
    ----------
    tables
        Tables of results: ``exhaustion``, ``losses``, ``projects``.
    context
        The frame of the run.
    """
    exhaustion = tables["exhaustion"]
    plans = list(dict.fromkeys(exhaustion["plan"]))
    systems = [system for system in dict.fromkeys(exhaustion["system"]) if system in context.systems]
    futures = int(exhaustion["futures"].iloc[0])
    columns = [_system(exhaustion, context, system=system) for system in systems]
    columns += [_lost(tables, plans, "firms", ("firms", "lost")), _lost(tables, plans, "jobs", ("jobs", "lost")),
                _lost(tables, plans, "tax_wan_per_a", ("tax lost", "wan/a")),
                _cost(tables["projects"], plans, futures=futures)]
    names = Column(("plan",), [_names(plan, context.plans.get(plan, plan)) for plan in plans], right=False)
    banks = ["\n".join(_bank([names, *bank], rows=len(plans))) for bank in _banks(names, columns)]
    notes = list(_notes(exhaustion, context, plans=plans, futures=futures))
    return "\n\n".join(["\n".join(_head(context, futures)), *banks, *(["\n".join(notes)] if notes else [])])


def _head(context: RunContext, futures: int) -> Iterator[str]:
    start, later = context.date(0), _year(context.later, context)
    many = f"{futures} futures" if futures > 1 else "1 future"
    yield f"When each capacity runs out under each plan, and what is lost by then ({many}, {start} to {context.end})"
    yield ""
    yield from _told("year", "by which a system has run out in half of the futures (in a tenth - in nine tenths); "
                     f"{later} or an open end: later than the horizon")
    yield from _told("below", f"in how many futures it runs out by {context.end} (95 % interval of that share)")
    yield from _told("lost", "firms gone for want of capacity or land, their jobs and yearly tax; mean of a future")
    yield from _told("cost", "typical cost of the projects begun; mean of a future; 1 wan is 10,000 yuan")


def _told(word: str, meaning: str) -> list[str]:
    return wrap(meaning, WIDTH, initial_indent=f"  {word:<7}", subsequent_indent=" " * 9)


def _system(exhaustion: pd.DataFrame, context: RunContext, *, system: str) -> Column:
    label = context.systems[system].label
    heading = (label[:1].upper() + label[1:], "runs out")
    rows = rows_of(exhaustion, system=system)
    return Column(heading, [(_years(row, context), _probability(row)) for row in rows], right=False)


def _years(row: Row, context: RunContext) -> str:
    early, middle, late = (row[name] for name in ("p10", "p50", "p90"))
    if is_later(early):
        return _year(middle, context)
    return f"{_year(middle, context)} ({year_of(early)}-{'' if is_later(late) else year_of(late)})"


def _year(date: str, context: RunContext) -> str:
    if not is_later(date):
        return year_of(date)
    # A horizon that ends within a year is no year's end.
    return f"> {context.end.removesuffix('-12')}"


def _probability(row: Row) -> str:
    low, high = (f"{100 * row[name]:.0f}" for name in ("p_low", "p_high"))
    return f"{share_of(row['exhausted'], row['futures'])} ({low}-{high} %)"


def _lost(tables: Mapping[str, pd.DataFrame], plans: Sequence[str], measure: str, heading: Sequence[str]) -> Column:
    of_plan = {row["plan"]: row for row in rows_of(tables["losses"], cause=ALL)}
    cells = [(supported(of_plan[plan][measure], of_plan[plan][f"{measure}_se"]),) for plan in plans]
    return Column(heading, cells, right=True)


def _cost(projects: pd.DataFrame, plans: Sequence[str], *, futures: int) -> Column:
    cells = []
    for plan in plans:
        costs = [(row["cost_wan_yuan"], row["share_begun"]) for row in rows_of(projects, plan=plan)]
        mean = sum(cost * share for cost, share in costs)
        # Projects of one plan begin in the same futures, so their errors add up and do not cancel.
        error = sum(cost * sqrt(share * (1 - share) / futures) for cost, share in costs)
        cells.append((supported(mean, error),))
    return Column(("cost", "wan"), cells, right=True)


def _names(plan: str, label: str) -> list[str]:
    return [*wrap(plan, PLAN_WIDTH), *(wrap(label, PLAN_WIDTH) if label != plan else [])]


def _banks(names: Column, columns: Sequence[Column]) -> list[list[Column]]:
    # More systems than a line holds go on below, each bank with the plans' names.
    banks: list[list[Column]] = [[]]
    for column in columns:
        if banks[-1] and sum(len(GAP) + each.width for each in [*banks[-1], column]) + names.width > WIDTH:
            banks.append([])
        banks[-1].append(column)
    return banks


def _bank(columns: Sequence[Column], *, rows: int) -> Iterator[str]:
    yield from _lines(columns, [column.heading for column in columns])
    yield GAP.join("-" * column.width for column in columns)
    for at in range(rows):
        yield from _lines(columns, [column.cells[at] for column in columns])


def _lines(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> Iterator[str]:
    for at in range(max(len(cell) for cell in cells)):
        yield GAP.join(column.line(cell, at) for column, cell in zip(columns, cells, strict=True)).rstrip()


def _notes(exhaustion: pd.DataFrame, context: RunContext, *, plans: Sequence[str], futures: int) -> Iterator[str]:
    unsolved = sum(row["unsolved_months"] for row in rows_of(exhaustion, system=ANY))
    if unsolved:
        months = len(plans) * futures * context.horizon_months
        yield f"In {unsolved:,} of {months:,} months under all plans a system had no solution; it counts as exhausted."
    if futures == 1:
        yield "One future is a tale, not a forecast: it tells nothing of chance."
    elif futures < FEW:
        yield f"Only {futures} futures: a first look; dates and means are rough."
