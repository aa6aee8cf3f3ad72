"""The printed table of more systems than stand beside each other: what binds first, and all that runs out."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

import pandas as pd

from experiments.statistics.binding import ORDERS
from experiments.statistics.columns import WIDTH, Column, bank, plan_name, told
from experiments.statistics.context import RunContext
from experiments.statistics.vocabulary import ALL, ANY, NONE
from experiments.statistics.wording import (
    Row,
    cause_words,
    cost_of,
    is_later,
    named,
    once_there,
    rows_of,
    share_of,
    supported,
    year_at,
    year_of,
    years_of,
)

PLAN_WIDTH, SYSTEM_WIDTH = 16, 24
"""Characters [-] of a plan's name in one line, and of a system's."""

UNBROKEN = "\u00a0"
"""A space at which no line is broken."""

ORDINALS = ("first", "second", "third")
MEASURES = {"firms": ("firms", "lost"), "jobs": ("jobs", "lost"), "tax_wan_per_a": ("tax lost", "wan/a")}
"""What is told of losses, with the heading of its column."""

Tables = Mapping[str, pd.DataFrame]


def many_systems(tables: Tables, context: RunContext, *, plans: Sequence[str]) -> list[str]:
    """Return the parts of the printed table: how to read it, what binds first under each plan, all that runs out.

    Parameters
    ----------
    tables
        Tables of results: ``exhaustion``, ``first_binding``, ``first_holding``, ``losses``, ``lost_to``, ``costs``.
    context
        The frame of the run.
    plans
        Names of the plans.

    Notes
    -----
    Where some systems hold enterprises and others only warn, the three that bind first are those that hold: nobody is
    lost to a system that warns, and the first to run out may all be such.
    """
    futures = int(tables["exhaustion"]["futures"].iloc[0])
    blocks = [_block(tables, context, plan=plan, futures=futures) for plan in plans]
    headings = (("plan",), ("holds" if context.holds_apart else "binds", ""), ("in", "of all"), ("runs out", ""),
                ("ever", ""), *MEASURES.values(), ("cost", "wan"))
    columns = [Column(heading, [block[at] for block in blocks], right=at > 4 or at == 2)
               for at, heading in enumerate(headings)]
    every = [line for plan in plans for line in _runs_out(tables["exhaustion"], context, plan=plan)]
    head = wrap("What each plan lacks, needed before anything of it stands, and what runs out by "
                f"{context.end} in half of the futures, in fewer and in none, with years as above and in how many it "
                "does", WIDTH)
    return ["\n".join(_head(context, futures)), "\n".join(bank(columns, rows=len(plans))).rstrip(),
            "\n".join([*head, "", *every])]


def binding_in_order(table: pd.DataFrame, plan: str) -> list[Row]:
    """Return for first, second and third the system that most often is, none twice.

    Parameters
    ----------
    table
        Table of results: ``first_binding`` or ``first_holding``.
    plan
        Name of the plan.

    Notes
    -----
    A system that is most often first and most often second stands for first; second is then the one that most often
    is of the others. An order that no further system ever has is left out.
    """
    chosen: dict[str, Row] = {}
    for order in ORDERS:
        # The row that counts futures without any is no system's.
        rows = [row for row in rows_of(table, plan=plan, order=order)
                if row["system"] not in {NONE, *chosen} and row["futures"]]
        if rows:
            most = max(rows, key=lambda row: row["futures"])
            chosen[most["system"]] = most
    return list(chosen.values())


def _head(context: RunContext, futures: int) -> Iterator[str]:
    start, later = context.date(0), year_at(context.later, context)
    many = f"{futures} futures" if futures > 1 else "1 future"
    happens, word, of = (("holds enterprises", "holds", " of those that hold enterprises") if context.holds_apart
                         else ("runs out", "binds", ""))
    yield f"What {happens} first under each plan, and what is lost by then ({many}, {start} to {context.end})"
    yield ""
    yield from told(word, f"the system that most often runs out first (1), second (2) and third (3){of}, and in how "
                    "many futures it is the one; what is not there does not run out")
    yield from told("year", "by which it has run out in half of the futures (in a tenth - in nine tenths); "
                    f"{later} or an open end: later than the horizon")
    yield from told("ever", f"in how many futures it runs out by {context.end}")
    yield from told("lost", "firms that it held, alone or with others, their jobs and yearly tax; below them what else "
                    "loses most, and all losses, each once; mean of a future")
    yield from told("cost", "capital cost of the projects that are paid; mean of a future; 1 wan is 10,000 yuan")


def _block(tables: Tables, context: RunContext, *, plan: str, futures: int) -> list[list[str]]:
    # The cells of a plan by column, a line a system and one for all together.
    by_system = {row["system"]: once_there(row) for row in rows_of(tables["exhaustion"], plan=plan)}
    lost = {row["cause"]: row for row in rows_of(tables["lost_to"], plan=plan)}
    binding = binding_in_order(tables["first_holding" if context.holds_apart else "first_binding"], plan)
    systems = [row["system"] for row in binding]
    names = [_short(f"{row['order']} {_title(context, row['system'])}") for row in binding]
    cells = [plan_name(plan, context.plans.get(plan, plan), width=PLAN_WIDTH),
             names,
             [share_of(row["futures"], futures) for row in binding],
             [years_of(by_system[system], context) for system in systems],
             [share_of(by_system[system]["exhausted"], futures) for system in systems]]
    # Beside the three: what is no system, and the system that loses most, if it is not one of them.
    others = [cause for cause, row in lost.items() if cause not in {*context.systems, ALL} and row["firms"]]
    most = max(context.systems, key=lambda system: lost[system]["firms"])
    others += [most] if most not in systems and lost[most]["firms"] else []
    names += [_short(f"lost to {cause_words(context, cause)}") for cause in others] + ["all losses"]
    for measure in MEASURES:
        cells.append([supported(lost[cause][measure], lost[cause][f"{measure}_se"])
                      for cause in [*systems, *others, ALL]])
    cells.append([*[""] * (len(systems) + len(others)), cost_of(tables["costs"], plan)])
    # An empty line keeps plans apart.
    lines = max(len(cell) for cell in cells) + 1
    return [[*cell, *[""] * (lines - len(cell))] for cell in cells]


def _runs_out(exhaustion: pd.DataFrame, context: RunContext, *, plan: str) -> Iterator[str]:
    rows = [once_there(row) for row in rows_of(exhaustion, plan=plan) if row["system"] != ANY]
    missing = [f"{_words(row, context)} {share_of(row['missing'], row['futures'])}" for row in rows if row["missing"]]
    short = in_order_of_dates([row for row in rows if row["exhausted"]])
    half = [f"{_words(row, context)} {years_of(row, context)} {_share(row)}" for row in short
            if not is_later(row["p50"])]
    # Half of all lies beyond the horizon: the year of the first tenth is what there is to tell.
    fewer = [f"{_words(row, context)}{'' if is_later(row['p10']) else ' (' + year_of(row['p10']) + '-)'} {_share(row)}"
             for row in short if is_later(row["p50"])]
    never = [_words(row, context) for row in rows if not row["exhausted"] and not row["missing"]]
    yield f"  {plan}"
    for word, systems in (("lacks", missing), ("half", half), ("fewer", fewer), ("never", never)):
        if systems:
            # A system and its years stay in one line: only spaces that may break a line do so.
            items = "; ".join(system.replace(" ", UNBROKEN) for system in systems)
            lines = wrap(items, WIDTH, initial_indent=f"    {word:<7}", subsequent_indent=" " * 11,
                         break_on_hyphens=False)
            yield from (line.replace(UNBROKEN, " ") for line in lines)


def in_order_of_dates(rows: Sequence[Row]) -> list[Row]:
    """Return rows of ``exhaustion`` by when half of the futures have run out, then a tenth, then by how many.

    Parameters
    ----------
    rows
        Rows with dates.
    """
    return sorted(rows, key=lambda row: (
        is_later(row["p50"]), row["p50"], is_later(row["p10"]), row["p10"], -row["exhausted"]))


def _words(row: Row, context: RunContext) -> str:
    return named(context, row["system"])


def _short(text: str) -> str:
    return text if len(text) <= SYSTEM_WIDTH else f"{text[:SYSTEM_WIDTH - 3].rstrip()}..."


def _share(row: Row) -> str:
    return share_of(row["exhausted"], row["futures"])


def _title(context: RunContext, system: str) -> str:
    label = context.systems[system].label
    return label[:1].upper() + label[1:]
