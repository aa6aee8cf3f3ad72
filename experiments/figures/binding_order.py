"""Which system runs out first, second and third, by year and plan: of all, and of those that hold enterprises."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only
from experiments.figures.lettering import wrapped
from experiments.figures.parts_of_whole import foremost, looks, others
from experiments.figures.style import PANEL_PT, TEXT_PT, in_style, panel, sheet, write_down
from experiments.figures.timeline import year_axis
from sim.capacity import Floats

NONE = "none"
"""Under which the table keeps the futures without a first, second or third system."""

ORDINALS = ("first", "second", "third")
PLANS_ON_A_SHEET = 6
TITLE_IN, TICKS_IN, BETWEEN_IN, APART_IN, LEFT_IN = 0.34, 0.26, 0.16, 0.14, 0.62
INTERVALS = 5
"""Intervals of the whole [-] that are drawn in a panel at most."""


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield for all systems, and for those that hold, one figure of all plans, or several where a sheet is too small.

    Where no system holds enterprises there is no second figure.
    """
    for end, plans in facts.plan_pages(PLANS_ON_A_SHEET):
        yield f"binding_order{end}", binding_order(tables, facts, plans=plans)
    if tables["holding_by_year"].empty:
        return
    for end, plans in facts.plan_pages(PLANS_ON_A_SHEET):
        yield f"binding_holding{end}", binding_holding(tables, facts, plans=plans)


@in_style
def binding_order(tables: Tables, facts: Facts, *, plans: Sequence[str]) -> Figure:
    """Return the cumulative incidence of each system as the first, second and third to run out, a column a plan.

    Parameters
    ----------
    tables
        Tables of results: ``binding_by_year``.
    facts
        The run.
    plans
        Names of the plans shown.
    """
    return _incidence(tables["binding_by_year"], facts, plans=plans, title="What runs out first, second and third",
                      which="each system", beside="")


@in_style
def binding_holding(tables: Tables, facts: Facts, *, plans: Sequence[str]) -> Figure:
    """Return the same among the systems that hold enterprises while they do not fit.

    Parameters
    ----------
    tables
        Tables of results: ``holding_by_year``.
    facts
        The run.
    plans
        Names of the plans shown.
    """
    return _incidence(tables["holding_by_year"], facts, plans=plans,
                      title="What holds enterprises first, second and third",
                      which="each system that holds enterprises while they do not fit",
                      beside="Systems that only warn are left out, though they may run out before. ")


def _incidence(table: pd.DataFrame, facts: Facts, *, plans: Sequence[str], title: str, which: str,
               beside: str) -> Figure:
    figure, top = sheet(
        facts, title,
        f"Share of the futures in which {which} has become the first (second, third) of them to run out by the end of "
        f"the year: cumulative incidence of competing causes; every future is followed to the horizon. {beside}What is "
        "not there does not run out. What is white has had no first (second, third) shortage yet. Bars: 95 % interval "
        "of the whole (Wilson).",
        size_in=(style.A4_IN[1], style.A4_IN[0]))
    shown, rest = foremost(_sizes(table, facts))
    foot = _key(figure, facts, shown, rest)
    orders = sorted({int(order) for order in table["order"]})
    across = float(figure.get_size_inches()[0])
    left = style.MARGIN_IN + LEFT_IN
    width = (across - left - 0.3 - (len(plans) - 1) * BETWEEN_IN) / len(plans)
    height = (top - TITLE_IN - foot - TICKS_IN - (len(orders) - 1) * APART_IN) / len(orders)
    for column, plan in enumerate(plans):
        at = left + column * (width + BETWEEN_IN)
        write_down(figure, wrapped(facts.plans[plan], width, size_pt=PANEL_PT, lines=2, weight="bold"), left=at,
                   top=top, size_pt=PANEL_PT, fontweight="bold")
        for row, order in enumerate(orders):
            floor = top - TITLE_IN - (row + 1) * height - row * APART_IN
            axes = panel(figure, left=at, bottom=floor, width=width, height=height)
            _stack(axes, only(table, plan=plan, order=order), facts, shown=shown, rest=rest, room_in=width)
            axes.tick_params(labelleft=not column, labelbottom=order == orders[-1])
            if not column:
                axes.set_ylabel(f"runs out {ORDINALS[order - 1]}", fontsize=TEXT_PT)
    return figure


def _sizes(table: pd.DataFrame, facts: Facts) -> dict[str, float]:
    # How large a part of any panel each system becomes, the same on all sheets.
    most = table.groupby("system", sort=False)["p"].max()
    return {system: float(most.get(system, 0.0)) for system in facts.systems}


def _stack(axes: Axes, rows: pd.DataFrame, facts: Facts, *, shown: Sequence[str], rest: Sequence[str],
           room_in: float) -> None:
    years = sorted({int(year) for year in rows["year"]}) or [facts.last_year]
    by_system = rows.pivot(index="system", columns="year", values="p").reindex(columns=years)
    zero = np.zeros(len(years))

    def share(systems: Sequence[str]) -> Floats:
        return sum((by_system.loc[system].to_numpy(dtype=float) for system in systems if system in by_system.index),
                   start=zero)

    floor, edges = zero, np.arange(years[0] - 0.5, years[-1] + 1.0)
    parts = [*([name] for name in shown), *([rest] if rest else [])]
    for systems, look in zip(parts, looks(shown, rest), strict=True):
        part = share(systems)
        if part.any():
            # One shape a system: bars side by side would leave seams of white between the years.
            axes.stairs(floor + part, edges, baseline=floor, fill=True, **look | {"linewidth": 0.0})
        floor = floor + part
    _whole(axes, only(rows, system=NONE).sort_values("year"))
    year_axis(axes, years, room_in=room_in)
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f} %"))
    axes.grid(axis="y", color=style.PALE, linewidth=0.5)


def _whole(axes: Axes, left: pd.DataFrame) -> None:
    year, share, low, high = (left[name].to_numpy(dtype=float) for name in ("year", "p", "low", "high"))
    axes.step(year, 1.0 - share, where="mid", color=style.INK, linewidth=0.8)
    every = slice(len(year) - 1, None, -max(1, -(-len(year) // INTERVALS)))
    axes.vlines(year[every], 1.0 - high[every], 1.0 - low[every], color=style.INK, linewidth=0.9)


def _key(figure: Figure, facts: Facts, shown: Sequence[str], rest: Sequence[str]) -> float:
    labels = [facts.systems[system].title for system in shown] + ([others(facts, rest)] if rest else [])
    handles: list[Any] = [Patch(**look) for look in looks(shown, rest)]
    whole = Line2D([], [], color=style.INK, linewidth=0.9, marker="|", markersize=6)
    return style.legend(figure, [*handles, whole], [*labels, "Any of them, with its interval"])
