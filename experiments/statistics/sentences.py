"""The answer in one sentence a plan."""

from collections.abc import Iterator, Mapping

import pandas as pd

from experiments.statistics.context import RunContext
from experiments.statistics.printed_many import ORDINALS, binding_in_order, in_order_of_dates
from experiments.statistics.vocabulary import ALL, ANY, NONE, TOGETHER, UNKNOWN
from experiments.statistics.wording import (
    FEW,
    SIDE_BY_SIDE,
    Row,
    cause_words,
    is_later,
    is_missing,
    listed,
    named,
    once_there,
    rows_of,
    supported,
    verb,
    year_of,
)
from sim.record import ENTRY

CLEARLY = 0.9
"""Share of futures [-] from which on one system runs out first without more ado."""

TENTHS_FROM = 10
"""Futures [-] from which a tenth of them is at least one."""

NAMED = 3
"""Systems [-] named as the first of many; the others are counted together."""

Tables = Mapping[str, pd.DataFrame]


def sentences(tables: Tables, context: RunContext) -> dict[str, str]:
    """Return what happens under every plan, in words.

    Parameters
    ----------
    tables
        Tables of results: ``exhaustion``, ``first_binding``, ``first_holding``, ``losses``, ``lost_to``.
    context
        The frame of the run.
    """
    plans = dict.fromkeys(str(plan) for plan in tables["exhaustion"]["plan"])
    return {plan: _sentence(tables, context, plan) for plan in plans}


def _sentence(tables: Tables, context: RunContext, plan: str) -> str:
    by_system = {row["system"]: once_there(row) for row in rows_of(tables["exhaustion"], plan=plan)}
    first = rows_of(tables["first_binding"], plan=plan, order=1)
    futures = by_system[ANY]["futures"]
    course = _course(by_system, first, context)
    lost = _losses(tables["losses"], context, plan=plan, futures=futures)
    if len(by_system) - 1 > SIDE_BY_SIDE:
        course = _course_of_many(tables, by_system, first, context, plan=plan)
        lost = _losses_of_many(tables["lost_to"], context, plan=plan, futures=futures)
    told = "; ".join([*_missing(by_system, context), *course, lost, *_unsolved(by_system, context)])
    return f"Under `{plan}`, {told}.{_caution(futures)}"


def _missing(by_system: Mapping[str, Row], context: RunContext) -> Iterator[str]:
    missing = [named(context, system) for system, row in by_system.items() if is_missing(row)]
    if missing:
        yield f"nothing of {listed(missing)} stands when it is first needed"


def _course(by_system: Mapping[str, Row], first: list[Row], context: RunContext) -> Iterator[str]:
    yield from _first(by_system, first, context)
    futures, exhausted = by_system[ANY]["futures"], by_system[ANY]["exhausted"]
    if 2 * exhausted < futures or not exhausted:
        return
    leader = _leaders(first)[0]
    yield from _others(by_system, context, leader=leader["system"] if leader["futures"] >= CLEARLY * futures else "")


def _first(by_system: Mapping[str, Row], first: list[Row], context: RunContext) -> Iterator[str]:
    anything, futures = by_system[ANY], by_system[ANY]["futures"]
    if not anything["exhausted"]:
        yield _nothing(anything, context)
        return
    leaders = _leaders(first)
    top = by_system[leaders[0]["system"]]
    spared = futures - anything["exhausted"]
    if spared > anything["exhausted"]:
        yield (f"nothing runs out by {context.end} in {spared} of {futures} futures; in the others "
               f"{_shares(leaders, context)}, {_because(anything)}")
    elif leaders[0]["futures"] >= CLEARLY * futures:
        # What a missing system says of its cause is that it is missing.
        why = anything if is_missing(top) else top
        yield f"{_runs_out(top, context)} first, {_span(top, context)}, {_because(why)}"
    else:
        rest = f", nothing in {spared}" if spared else ""
        yield (f"{_shares(leaders, context, futures=futures)}{rest}; the first shortage comes "
               f"{_span(anything, context)}, {_because(anything)}")


def _leaders(first: list[Row]) -> list[Row]:
    return sorted((row for row in first if row["system"] != NONE and row["futures"]), key=lambda row: -row["futures"])


def _course_of_many(tables: Tables, by_system: Mapping[str, Row], first: list[Row], context: RunContext, *,
                    plan: str) -> Iterator[str]:
    # Who follows whom would fill a page: those that come next are named, the others counted.
    yield from _first(by_system, first, context)
    rows = [row for system, row in by_system.items() if system != ANY]
    short = [row for row in rows if row["exhausted"]]
    if not short:
        return
    following = _ordered(binding_in_order(tables["first_binding"], plan), context)
    if following:
        name, order = following[0]
        yield listed([f"{name} most often {verb(name, 'comes', 'come')} {order}",
                      *(f"{name} {order}" for name, order in following[1:])])
    if context.holds_apart:
        yield _holding(binding_in_order(tables["first_holding"], plan), context, futures=rows[0]["futures"])
    half = sum(not is_later(row["p50"]) for row in short)
    lasting = sum(not row["exhausted"] and not row["missing"] for row in rows)
    run = "runs" if half == 1 else "run"
    yield listed([f"{half} of {len(rows)} systems {run} out by {context.end} in half of the futures",
                  f"{len(short) - half} in fewer", f"{lasting} in none"])


def _ordered(binding: list[Row], context: RunContext) -> list[tuple[str, str]]:
    # Whoever is not first, with the word for his place.
    return [(named(context, row["system"]), ORDINALS[row["order"] - 1]) for row in binding if row["order"] > 1]


def _holding(binding: list[Row], context: RunContext, *, futures: int) -> str:
    # What runs out first of all may hold nobody: what costs the park its enterprises is told beside it.
    if not binding:
        return "nothing that holds enterprises runs out"
    often = f" in {binding[0]['futures']} of {futures} futures" if futures > 1 else ""
    following = [f"{name} {order}" for name, order in _ordered(binding, context)]
    return f"of what holds enterprises, {listed([f'{_runs_out(binding[0], context)} first{often}', *following])}"


def _nothing(anything: Row, context: RunContext) -> str:
    futures = anything["futures"]
    where = f"in any of {futures} futures" if futures > 1 else "in the one future"
    return f"nothing runs out by {context.end} {where}, so it may in up to {100 * anything['p_high']:.0f} % of all"


def _runs_out(row: Row, context: RunContext) -> str:
    name = named(context, row["system"])
    return f"{name} {verb(name, 'runs', 'run')} out"


def _because(row: Row) -> str:
    often = "" if row["binding_share"] == 1 else "most often "
    return f"{often}because {row['binding_cause']}"


def _shares(leaders: list[Row], context: RunContext, *, futures: int | None = None) -> str:
    # The first of the list says what is counted, the others only whose count it is.
    of = f" of {futures} futures" if futures else ""
    first = f"{_runs_out(leaders[0], context)} first in {leaders[0]['futures']}{of}"
    shown = leaders if len(leaders) <= SIDE_BY_SIDE else leaders[:NAMED]
    rest = sum(row["futures"] for row in leaders[len(shown):])
    return listed([first, *(f"{named(context, row['system'])} in {row['futures']}" for row in shown[1:]),
                   *([f"others in {rest}"] if rest else [])])


def _others(by_system: Mapping[str, Row], context: RunContext, *, leader: str) -> Iterator[str]:
    others = [row for system, row in by_system.items() if system not in {ANY, leader}]
    for row in in_order_of_dates([row for row in others if row["exhausted"]]):
        name = named(context, row["system"])
        does = verb(name, "follows", "follow") if leader else verb(name, "runs out", "run out")
        yield f"{name} {does} {_span(row, context)}"
    lasting = [named(context, row["system"]) for row in others if not row["exhausted"] and not is_missing(row)]
    if lasting:
        do = "do" if len(lasting) > 1 else verb(lasting[0], "does", "do")
        yield f"{listed(lasting)} {do} not run out by {context.end}"


def _span(row: Row, context: RunContext) -> str:
    futures, exhausted = row["futures"], row["exhausted"]
    if not is_later(row["p90"]):
        return _between(row, context)
    share = f"in {exhausted} of {futures} futures"
    if futures < TENTHS_FROM:
        return f"{share}, in {year_of(row['p10'])} at the earliest"
    if not is_later(row["p50"]):
        return f"{share}, by {year_of(row['p50'])} in half of all"
    return share if is_later(row["p10"]) else f"{share}, by {year_of(row['p10'])} in a tenth of all"


def _between(row: Row, context: RunContext) -> str:
    begin, end = year_of(row["p10"]), year_of(row["p90"])
    if row["p90"] == context.date(0):
        when = "from the first month on"
    else:
        when = f"in {begin}" if begin == end else f"between {begin} and {end}"
    if row["futures"] == 1:
        return when
    if row["futures"] >= TENTHS_FROM:
        return f"{when} in 8 futures of 10"
    return f"{when} in {'both' if row['futures'] == 2 else 'all ' + str(row['futures'])} futures"


def _losses(losses: pd.DataFrame, context: RunContext, *, plan: str, futures: int) -> str:
    rows = {row["cause"]: row for row in rows_of(losses, plan=plan)}
    every = rows.pop(ALL)
    if not every["firms"]:
        return "no firm is lost"
    lost = _firms(every)
    cause, most = max(rows.items(), key=lambda item: item[1]["firms"])
    if 2 * most["firms"] >= every["firms"] and cause != UNKNOWN:
        wanted = listed([cause_words(context, name) for name in cause.split(TOGETHER)])
        why = "because of" if cause == ENTRY else "for want of"
        lost += f", {'all' if most['firms'] == every['firms'] else 'mostly'} {why} {wanted}"
    return f"on average {lost}" if futures > 1 else lost


def _losses_of_many(lost_to: pd.DataFrame, context: RunContext, *, plan: str, futures: int) -> str:
    rows = {row["cause"]: row for row in rows_of(lost_to, plan=plan)}
    every = rows.pop(ALL)
    if not every["firms"]:
        return "no firm is lost"
    most = sorted((row for row in rows.values() if row["firms"]), key=lambda row: -row["firms"])[:2]
    parts = [f"{cause_words(context, row['cause'])} in {supported(row['firms'], row['firms_se'])}" for row in most]
    lost = _firms(every) + (f", {parts[0].replace(' in ', ' having a part in ', 1)} of them" if parts else "")
    lost += f" and {parts[1]}" if parts[1:] else ""
    return f"on average {lost}" if futures > 1 else lost


def _firms(every: Row) -> str:
    firms = supported(every["firms"], every["firms_se"])
    jobs = supported(every["jobs"], every["jobs_se"])
    one = firms == "1"
    return f"{firms} {'firm' if one else 'firms'} with {jobs} jobs {'is' if one else 'are'} lost"


def _unsolved(by_system: Mapping[str, Row], context: RunContext) -> Iterator[str]:
    for system, row in by_system.items():
        if system == ANY or not row["unsolved_months"]:
            continue
        months = row["futures"] * context.horizon_months
        name = named(context, system)
        yield (f"{name} {verb(name, 'has', 'have')} no solution in {row['unsolved_months']:,} of {months:,} months, "
               f"which count as exhausted; at worst {row['least_solvable_share']:.2f} of the load would have one")


def _caution(futures: int) -> str:
    if futures == 1:
        return " One future alone tells nothing of chance."
    return f" With only {futures} futures this is a first look." if futures < FEW else ""
