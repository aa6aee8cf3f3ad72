"""Who pays how much for the projects of each plan, year by year."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only
from experiments.figures.panels import columns_for, titled_panels
from experiments.figures.style import TEXT_PT, in_style, sheet
from experiments.figures.timeline import year_axis
from experiments.statistics.vocabulary import ALL

PLANS_ON_A_SHEET = 6
MOST_PAYERS = 8
"""Payers [-] with a look of their own; the others share the last one."""

COLOURS = (style.GREY, style.BLUE, style.ORANGE, style.GREEN, style.SKY, style.VERMILION, style.PURPLE, style.YELLOW)
HATCHES = ("", "", "////", "....", "\\\\\\\\", "xxxx", "----", "")
OTHERS = "Others"
TITLE_IN, TICKS_IN, BETWEEN_IN, LEFT_IN = 0.26, 0.3, 0.3, 0.75


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one figure of all plans, or several where there are more than a sheet holds; none without money."""
    if "capital_by_year" not in tables:
        return
    for end, plans in facts.plan_pages(PLANS_ON_A_SHEET):
        yield f"capital_by_year{end}", capital_by_year(tables, facts, plans=plans)


@in_style
def capital_by_year(tables: Tables, facts: Facts, *, plans: Sequence[str]) -> Figure:
    """Return what is paid for projects in each year, stacked by who pays, one panel a plan.

    Parameters
    ----------
    tables
        Tables of results: ``capital_by_year``.
    facts
        The run.
    plans
        Names of the plans shown.
    """
    figure, top = sheet(
        facts, "Capital cost by year, and who pays it",
        "Mean of the futures, each with its own costs. What others bear, such as the grid company, is left out, and so "
        "is what waits for its money beyond the horizon.",
        size_in=(style.A4_IN[1], style.A4_IN[0]))
    table = tables["capital_by_year"]
    paid = table[(table["payer"] != ALL) & (table["wan_mean"].astype(float) > 0)]
    labels = {payer: label for payer, label in zip(table["payer"], table["label"], strict=True)
              if payer in set(paid["payer"])}
    words = list(labels.values())[:MOST_PAYERS]
    if len(labels) > MOST_PAYERS:
        words[-1] = OTHERS
    foot = style.legend(figure, [Patch(**_look(at)) for at in range(len(words))], words)
    most = float(only(table, payer=ALL)["wan_mean"].astype(float).max())
    names = [facts.plans[plan] for plan in plans]
    places = titled_panels(figure, names, columns=columns_for(len(plans)), top=top, foot=foot, left_in=LEFT_IN,
                           between_in=BETWEEN_IN, title_in=TITLE_IN, ticks_in=TICKS_IN)
    for plan, place in zip(plans, places, strict=True):
        _stack(place.axes, only(table, plan=plan), labels=labels)
        # All plans and sheets have the same scale.
        _finish(place.axes, facts, table, room_in=place.width, most=most)
        place.axes.tick_params(labelleft=place.is_first)
        if place.is_first:
            place.axes.set_ylabel("wan yuan/a", fontsize=TEXT_PT)
    return figure


def _look(at: int) -> dict[str, Any]:
    place = min(at, MOST_PAYERS - 1)
    return {"facecolor": COLOURS[place], "hatch": HATCHES[place], "edgecolor": "white", "linewidth": 0.3}


def _stack(axes: Axes, rows: pd.DataFrame, *, labels: Mapping[str, str]) -> None:
    floor: Any = 0.0
    for at, payer in enumerate(labels):
        mine = only(rows, payer=payer).sort_values("year")
        wan = mine["wan_mean"].to_numpy(dtype=float)
        if not wan.any():
            continue
        axes.bar(mine["year"].to_numpy(dtype=float), wan, bottom=floor, width=0.8, **_look(at))
        floor = floor + np.asarray(wan)


def _finish(axes: Axes, facts: Facts, table: pd.DataFrame, *, room_in: float, most: float) -> None:
    years = sorted({int(year) for year in table["year"]}) or [facts.last_year]
    year_axis(axes, years, room_in=room_in)
    axes.set_ylim(0.0, 1.05 * most if most > 0 else 1.0)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(style.plain_number))
    axes.grid(axis="y", color=style.PALE, linewidth=0.5)
