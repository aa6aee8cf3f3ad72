"""Who is connected year by year under every plan, and what they bring."""

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only
from experiments.figures.lettering import shortened
from experiments.figures.style import PANEL_PT, TEXT_PT, in_style, panel, plan_look, sheet, write_down
from experiments.figures.timeline import year_ticks

MEASURES = {
    "firms": ("Firms connected", "firms"),
    "jobs": ("Jobs", "jobs"),
    "output_wan_per_a": ("Output", "wan yuan/a"),
    "tax_wan_per_a": ("Tax", "wan yuan/a"),
}
"""Title and unit of what the firms bring, by column of the table."""

COLUMNS, TITLE_IN, TICKS_IN, BETWEEN_IN, LEFT_IN = 2, 0.26, 0.32, 0.85, 0.75
SPREAD, APART_IN = 0.62, 0.05
"""Part of a year [-] over which the plans' ranges stand side by side, and their least distance [in]."""


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one figure of all plans."""
    yield "benefits_by_year", benefits_by_year(tables, facts)


@in_style
def benefits_by_year(tables: Tables, facts: Facts) -> Figure:
    """Return firms, jobs, output and tax at the end of each year, median and P10 to P90, one panel each.

    Parameters
    ----------
    tables
        Tables of results: ``firms_by_year``.
    facts
        The run.
    """
    figure, top = sheet(
        facts, "What the park brings",
        "Firms connected at the end of the year, and their jobs, yearly output and yearly tax. Line: median of the "
        "futures; bars: P10 to P90 of the futures. Plans stand side by side within each year.",
        size_in=(style.A4_IN[1], style.A4_IN[0]))
    handles = [Line2D([], [], linewidth=1.1, markersize=4, **plan_look(facts, plan)) for plan in facts.plans]
    foot = style.legend(figure, handles, list(facts.plans.values()))
    rows = -(-len(MEASURES) // COLUMNS)
    width = (style.A4_IN[1] - style.MARGIN_IN - LEFT_IN - 0.3 - (COLUMNS - 1) * BETWEEN_IN) / COLUMNS
    height = (top - foot) / rows
    for at, (measure, (title, unit)) in enumerate(MEASURES.items()):
        row, column = divmod(at, COLUMNS)
        left, ceiling = style.MARGIN_IN + LEFT_IN + column * (width + BETWEEN_IN), top - row * height
        write_down(figure, shortened(title, width, size_pt=PANEL_PT, weight="bold"), left=left, top=ceiling,
                   size_pt=PANEL_PT, fontweight="bold")
        axes = panel(figure, left=left, bottom=ceiling - height + TICKS_IN, width=width,
                     height=height - TITLE_IN - TICKS_IN)
        _courses(axes, tables, facts, measure=measure, room_in=width)
        axes.set_ylabel(unit, fontsize=TEXT_PT)
    return figure


def _courses(axes: Axes, tables: Tables, facts: Facts, *, measure: str, room_in: float) -> None:
    table = tables["firms_by_year"]
    years = sorted({int(year) for year in table["year"]}) or [facts.last_year]
    slot = SPREAD / max(len(facts.plans), 2)
    every = max(1, int(np.ceil(APART_IN * len(years) / (slot * room_in))))
    for at, plan in enumerate(facts.plans):
        mine = only(table, plan=plan).sort_values("year")
        aside = mine["year"].to_numpy(dtype=float) + slot * (at - (len(facts.plans) - 1) / 2)
        low, middle, high = (mine[f"{measure}_{name}"].to_numpy(dtype=float) for name in ("p10", "p50", "p90"))
        look = plan_look(facts, plan)
        marked = slice(at % every, None, every)
        axes.plot(aside, middle, color=look["color"], linestyle=look["linestyle"], linewidth=1.1, zorder=2)
        axes.vlines(aside[marked], low[marked], high[marked], color=look["color"], linewidth=0.8, alpha=0.75, zorder=3)
        axes.plot(aside[marked], middle[marked], color=look["color"], linestyle="", marker=look["marker"],
                  markersize=2.8, markeredgewidth=0.0, zorder=4)
    for year in years[1::2]:
        axes.axvspan(year - 0.5, year + 0.5, color=style.HAIR, alpha=0.55, linewidth=0, zorder=0)
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    axes.set_ylim(0, max(1.05 * float(table[f"{measure}_p90"].astype(float).max()), 1.0))
    axes.xaxis.set_major_locator(FixedLocator(year_ticks(years, room_in)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(style.plain_number))
    axes.grid(axis="y", color=style.PALE, linewidth=0.5)
