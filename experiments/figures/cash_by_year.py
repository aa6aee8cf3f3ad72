"""How much cash the park's account holds at the end of each year, plan by plan, and when it is likely to be empty."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only
from experiments.figures.lettering import shortened
from experiments.figures.panels import columns_for, titled_panels
from experiments.figures.style import SMALL_PT, TEXT_PT, in_style, sheet, write_down
from experiments.figures.timeline import year_axis

PLANS_ON_A_SHEET = 6
TITLE_IN, TICKS_IN, BETWEEN_IN, LEFT_IN = 0.44, 0.3, 0.3, 0.75
BARS = 0.18
"""Part of a panel's height [-] that is kept for the bars at its foot."""


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one figure of all plans, or several where there are more than a sheet holds; none without money."""
    if "cash_by_year" not in tables:
        return
    for end, plans in facts.plan_pages(PLANS_ON_A_SHEET):
        yield f"cash_by_year{end}", cash_by_year(tables, facts, plans=plans)


@in_style
def cash_by_year(tables: Tables, facts: Facts, *, plans: Sequence[str]) -> Figure:
    """Return median and eight tenths of the cash at the end of each year, with the share of futures that run out of it.

    Parameters
    ----------
    tables
        Tables of results: ``cash_by_year``, ``finance``.
    facts
        The run.
    plans
        Names of the plans shown.
    """
    figure, top = sheet(
        facts, "Cash of the park's account",
        "Cash at the end of each year: median of the futures and the range of eight in ten. Bars: share of the futures "
        "in which some month of the year ends below zero; the strip's full height is all.",
        size_in=(style.A4_IN[1], style.A4_IN[0]))
    handles = [Line2D([], [], color=style.BLUE, linewidth=1.4), Patch(facecolor=style.SKY, alpha=0.45),
               Patch(facecolor=style.VERMILION)]
    foot = style.legend(figure, handles, ["median", "P10 to P90", "share of futures out of cash in the year"])
    table = tables["cash_by_year"]
    names = [facts.plans[plan] for plan in plans]
    places = titled_panels(figure, names, columns=columns_for(len(plans)), top=top, foot=foot, left_in=LEFT_IN,
                           between_in=BETWEEN_IN, title_in=TITLE_IN, ticks_in=TICKS_IN)
    for plan, place in zip(plans, places, strict=True):
        risk = shortened(_risk(tables["finance"], plan), place.width, size_pt=SMALL_PT)
        write_down(figure, risk, left=place.left, top=place.below, size_pt=SMALL_PT, color=style.GREY)
        _course(place.axes, facts, only(table, plan=plan), room_in=place.width, reach=_reach(table))
        place.axes.tick_params(labelleft=place.is_first)
        if place.is_first:
            place.axes.set_ylabel("wan yuan", fontsize=TEXT_PT)
    return figure


def _risk(finance: pd.DataFrame, plan: str) -> str:
    for row in only(finance, plan=plan).to_dict("records"):
        out, low, high = (f"{100 * float(row[name]):.0f}" for name in ("p_out", "out_low", "out_high"))
        return f"out of cash at some time in {out} % of futures ({low} to {high} %)"
    return ""


def _course(axes: Axes, facts: Facts, rows: pd.DataFrame, *, room_in: float, reach: tuple[float, float]) -> None:
    mine = rows.sort_values("year")
    years = [int(year) for year in mine["year"]] or [facts.last_year]
    at = np.array(years, dtype=float)
    low, middle, high, out = (mine[name].to_numpy(dtype=float) for name in (
        "cash_wan_p10", "cash_wan_p50", "cash_wan_p90", "p_out"))
    strip = axes.inset_axes((0.0, 0.0, 1.0, BARS), zorder=1)
    strip.bar(at[:len(out)], out, width=0.8, color=style.VERMILION, linewidth=0)
    strip.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    strip.set_ylim(0.0, 1.0)
    strip.set_axis_off()
    axes.fill_between(at[:len(low)], low, high, color=style.SKY, alpha=0.45, linewidth=0, zorder=2)
    axes.plot(at[:len(middle)], middle, color=style.BLUE, linewidth=1.4, marker="o", markersize=2.2, zorder=3)
    axes.axhline(0.0, color=style.INK, linewidth=0.8, zorder=2)
    year_axis(axes, years, room_in=room_in)
    bottom, ceiling = reach
    # The strip lies below everything that the cash does.
    axes.set_ylim(bottom - (ceiling - bottom) * BARS / (1.0 - BARS), ceiling)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(style.plain_number))
    axes.grid(axis="y", color=style.PALE, linewidth=0.5)


def _reach(table: pd.DataFrame) -> tuple[float, float]:
    # All plans and sheets have the same scale.
    low = min(float(table["cash_wan_p10"].astype(float).min()), 0.0)
    high = max(float(table["cash_wan_p90"].astype(float).max()), 0.0)
    spare = 0.05 * (high - low) if high > low else 1.0
    return low - spare, high + spare
