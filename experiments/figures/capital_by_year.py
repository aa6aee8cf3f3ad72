"""Who pays how much for the projects of each plan, year by year."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only
from experiments.figures.lettering import shortened
from experiments.figures.style import PANEL_PT, TEXT_PT, in_style, panel, sheet, write_down
from experiments.figures.timeline import year_ticks
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
        "Mean of the futures. What others bear, such as the grid company, never passes through the park's account and "
        "is left out; what waits for its money beyond the horizon costs nothing here.",
        size_in=(style.A4_IN[1], style.A4_IN[0]))
    table = tables["capital_by_year"]
    paid = table[(table["payer"] != ALL) & (table["wan_mean"].astype(float) > 0)]
    labels = {payer: label for payer, label in zip(table["payer"], table["label"], strict=True)
              if payer in set(paid["payer"])}
    words = list(labels.values())[:MOST_PAYERS]
    if len(labels) > MOST_PAYERS:
        words[-1] = OTHERS
    foot = style.legend(figure, [Patch(**_look(at)) for at in range(len(words))], words)
    columns = {1: 1, 2: 2, 4: 2}.get(len(plans), 3)
    rows = -(-len(plans) // columns)
    width = (style.A4_IN[1] - style.MARGIN_IN - LEFT_IN - 0.3 - (columns - 1) * BETWEEN_IN) / columns
    height = (top - foot) / rows
    most = float(only(table, payer=ALL)["wan_mean"].astype(float).max())
    for at, plan in enumerate(plans):
        row, column = divmod(at, columns)
        left, ceiling = style.MARGIN_IN + LEFT_IN + column * (width + BETWEEN_IN), top - row * height
        name = shortened(facts.plans[plan], width, size_pt=PANEL_PT, weight="bold")
        write_down(figure, name, left=left, top=ceiling, size_pt=PANEL_PT, fontweight="bold")
        axes = panel(figure, left=left, bottom=ceiling - height + TICKS_IN, width=width,
                     height=height - TITLE_IN - TICKS_IN)
        _stack(axes, only(table, plan=plan), labels=labels)
        # All plans and sheets have the same scale.
        _finish(axes, facts, table, room_in=width, most=most)
        axes.tick_params(labelleft=not column)
        if not column:
            axes.set_ylabel("wan yuan/a", fontsize=TEXT_PT)
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
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    axes.set_ylim(0.0, 1.05 * most if most > 0 else 1.0)
    axes.xaxis.set_major_locator(FixedLocator(year_ticks(years, room_in)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(style.plain_number))
    axes.grid(axis="y", color=style.PALE, linewidth=0.5)
