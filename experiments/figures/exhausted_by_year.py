"""How likely each system is to have run out by the end of each year, all plans side by side."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only
from experiments.figures.lettering import shortened
from experiments.figures.style import PANEL_PT, TEXT_PT, in_style, panel, plan_look, sheet, write_down
from experiments.figures.timeline import year_axis
from experiments.statistics.vocabulary import ANY

TITLE_IN, TICKS_IN, BETWEEN_IN, LEFT_IN = 0.28, 0.3, 0.5, 0.55
SPREAD = 0.62
"""Part of a year [-] over which the plans' intervals stand side by side."""

APART_IN = 0.035
"""Least distance of two intervals [in]; where years are narrower, not every plan's is drawn in every year."""


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one figure of all systems and all plans."""
    yield "exhausted_by_year", exhausted_by_year(tables, facts)


@in_style
def exhausted_by_year(tables: Tables, facts: Facts) -> Figure:
    """Return the share of futures exhausted by the end of each year with its interval, one panel a system.

    Parameters
    ----------
    tables
        Tables of results: ``exhaustion_by_year``.
    facts
        The run.
    """
    figure, top = sheet(
        facts, "Exhausted by the end of the year",
        "Share of the futures in which a system has run out at least once; bars are 95 % intervals (Wilson). Plans "
        "stand side by side within each year.", size_in=(style.A4_IN[1], style.A4_IN[0]))
    looks = [plan_look(facts, plan) for plan in facts.plans]
    handles = [Line2D([], [], linewidth=1.1, markersize=4, **look) for look in looks]
    foot = style.legend(figure, handles, list(facts.plans.values()))
    panels = [*facts.systems, ANY]
    columns = min(len(panels), 2 if len(panels) <= 4 else 3)
    rows = -(-len(panels) // columns)
    height = (top - foot) / rows
    across = float(figure.get_size_inches()[0])
    width = (across - style.MARGIN_IN - LEFT_IN - 0.3 - (columns - 1) * BETWEEN_IN) / columns
    for at, system in enumerate(panels):
        row, column = divmod(at, columns)
        left, ceiling = style.MARGIN_IN + LEFT_IN + column * (width + BETWEEN_IN), top - row * height
        title = "Any system: the first of all" if system == ANY else facts.systems[system].title
        write_down(figure, shortened(title, width, size_pt=PANEL_PT, weight="bold"), left=left, top=ceiling,
                   size_pt=PANEL_PT, fontweight="bold")
        axes = panel(figure, left=left, bottom=ceiling - height + TICKS_IN, width=width,
                     height=height - TITLE_IN - TICKS_IN)
        _shares(axes, facts, only(tables["exhaustion_by_year"], system=system), room_in=width)
        axes.tick_params(labelleft=not column)
        if not column:
            axes.set_ylabel("share of futures", fontsize=TEXT_PT)
    return figure


def _shares(axes: Axes, facts: Facts, rows: pd.DataFrame, *, room_in: float) -> None:
    years = sorted({int(year) for year in rows["year"]}) or [facts.last_year]
    slot = SPREAD / max(len(facts.plans), 2)
    every = max(1, int(np.ceil(APART_IN * len(years) / (slot * room_in))))
    for at, plan in enumerate(facts.plans):
        mine = only(rows, plan=plan).sort_values("year")
        aside = mine["year"].to_numpy(dtype=float) + slot * (at - (len(facts.plans) - 1) / 2)
        share, low, high = (mine[name].to_numpy(dtype=float) for name in ("p", "low", "high"))
        look = plan_look(facts, plan)
        marked = slice(at % every, None, every)
        axes.plot(aside, share, color=look["color"], linestyle=look["linestyle"], linewidth=1.0, zorder=2)
        axes.vlines(aside[marked], low[marked], high[marked], color=look["color"], linewidth=0.8, alpha=0.75, zorder=3)
        axes.plot(aside[marked], share[marked], color=look["color"], linestyle="", marker=look["marker"],
                  markersize=2.8, markeredgewidth=0.0, zorder=4)
    for year in years[1::2]:
        axes.axvspan(year - 0.5, year + 0.5, color=style.HAIR, alpha=0.55, linewidth=0, zorder=0)
    year_axis(axes, years, room_in=room_in)
    axes.set_ylim(-0.02, 1.02)
    axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f} %"))
    axes.grid(axis="y", color=style.PALE, linewidth=0.5)
