"""What each plan loses on average, and for want of what."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isfinite
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only
from experiments.figures.lettering import shortened, width_in, wrapped
from experiments.figures.style import PANEL_PT, SMALL_PT, in_style, panel, sheet, write, write_down
from experiments.statistics.vocabulary import ALL, TOGETHER

MEASURES = {
    "firms": ("Firms lost", "firms per future"),
    "land_ha": ("Land they would have used", "ha per future"),
    "jobs": ("Jobs lost", "jobs per future"),
    "tax_wan_per_a": ("Tax lost", "wan yuan/a per future"),
}
"""Title and unit of what is lost, by column of the table."""

PLANS_ON_A_SHEET = 12
STANDARD_ERRORS = 2
"""Standard errors of the mean [-] on either side of it that the interval takes, about 95 %."""

MOST_CAUSES = 8
"""Causes [-] with a look of their own; the others share the last one."""

COLOURS = (style.BLUE, style.ORANGE, style.GREEN, style.PURPLE, style.SKY, style.VERMILION, style.YELLOW, style.GREY)
HATCHES = ("", "////", "....", "\\\\\\\\", "", "xxxx", "----", "")
OTHERS = "Other causes"
BETWEEN_IN, TITLE_IN, TICKS_IN, LEAST_ROW_IN, MOST_ROW_IN = 0.35, 0.22, 0.5, 0.3, 0.75
HEAD_AND_FOOT_IN = 1.85


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one figure of all plans, or several where there are more than a sheet holds."""
    for end, plans in facts.plan_pages(PLANS_ON_A_SHEET):
        yield f"losses_by_cause{end}", losses_by_cause(tables, facts, plans=plans)


@in_style
def losses_by_cause(tables: Tables, facts: Facts, *, plans: Sequence[str]) -> Figure:
    """Return what a plan loses in a future on average, stacked by cause, with the interval of the total.

    Parameters
    ----------
    tables
        Tables of results: ``losses``.
    facts
        The run.
    plans
        Names of the plans shown.
    """
    row_in = min(max(5.0 / len(plans), LEAST_ROW_IN), MOST_ROW_IN)
    tall = row_in * len(plans)
    figure, top = sheet(
        facts, "What is lost, and for want of what",
        "Mean of the futures over the whole horizon; line: the total's mean and two standard errors on either side. "
        "Each enterprise counts once: for the system that held it, for several that held it together, or for land.",
        size_in=(style.A4_IN[1], HEAD_AND_FOOT_IN + TITLE_IN + TICKS_IN + tall))
    losses = tables["losses"]
    causes = _causes(losses)
    _key(figure, facts, causes)
    gutter = max(width_in(facts.plans[plan], size_pt=SMALL_PT) for plan in plans) + 0.15
    left = style.MARGIN_IN + min(gutter, 1.9)
    width = (style.A4_IN[1] - left - 0.4 - (len(MEASURES) - 1) * BETWEEN_IN) / len(MEASURES)
    floor = top - TITLE_IN - tall
    for at, (measure, (title, unit)) in enumerate(MEASURES.items()):
        begins = left + at * (width + BETWEEN_IN)
        write_down(figure, shortened(title, width, size_pt=PANEL_PT, weight="bold"), left=begins, top=top,
                   size_pt=PANEL_PT, fontweight="bold")
        axes = panel(figure, left=begins, bottom=floor, width=width, height=tall)
        for row, plan in enumerate(plans):
            _bar(axes, only(losses, plan=plan), measure=measure, causes=causes, middle=row + 0.5)
        _finish(axes, losses, measure=measure, rows=len(plans))
        write(figure, shortened(unit, width, size_pt=SMALL_PT), x_in=begins + width / 2, y_in=floor - 0.24,
              ha="center", va="top", fontsize=SMALL_PT)
    lines = max(1, min(3, int(row_in / 0.14)))
    for row, plan in enumerate(plans):
        name = wrapped(facts.plans[plan], left - style.MARGIN_IN - 0.1, size_pt=SMALL_PT, lines=lines)
        write(figure, name, x_in=left - 0.08, y_in=floor + tall - (row + 0.5) * row_in, ha="right", va="center",
              fontsize=SMALL_PT, linespacing=1.1)
    return figure


def _causes(losses: pd.DataFrame) -> list[str]:
    # The causes of any loss in any plan, in the order of the table.
    lost = losses[(losses["cause"] != ALL) & (losses["firms"].astype(float) > 0)]
    return [cause for cause in dict.fromkeys(losses["cause"]) if cause in set(lost["cause"])]


def _look(at: int) -> dict[str, Any]:
    place = min(at, MOST_CAUSES - 1)
    return {"facecolor": COLOURS[place], "hatch": HATCHES[place], "edgecolor": "white", "linewidth": 0.5}


def _bar(axes: Axes, rows: pd.DataFrame, *, measure: str, causes: Sequence[str], middle: float) -> None:
    lost = {row["cause"]: row for row in rows.to_dict("records")}
    parts = [float(lost[cause][measure]) if cause in lost else 0.0 for cause in causes]
    ends = [0.0]
    for part in parts:
        ends.append(ends[-1] + part)
    for at, (begin, end) in enumerate(pairwise(ends)):
        if end > begin:
            axes.barh(middle, end - begin, left=begin, height=0.62, **_look(at))
    if ALL not in lost:
        return
    mean, error = float(lost[ALL][measure]), float(lost[ALL][f"{measure}_se"])
    if not isfinite(error):
        axes.plot([mean], [middle], linestyle="", marker="|", markersize=7, color=style.INK)
        return
    reach = [max(mean - STANDARD_ERRORS * error, 0.0), mean + STANDARD_ERRORS * error]
    for colour, wider in (("white", 1.6), (style.INK, 0.0)):
        axes.plot(reach, [middle, middle], color=colour, linewidth=1.2 + wider, solid_capstyle="butt")
    axes.plot([reach[0], mean, reach[1]], [middle] * 3, linestyle="", marker="|", markersize=5, color=style.INK)


def _finish(axes: Axes, losses: pd.DataFrame, *, measure: str, rows: int) -> None:
    axes.set_ylim(rows, 0)
    # All sheets have the same scale.
    totals = only(losses, cause=ALL)
    high = totals[measure].astype(float) + STANDARD_ERRORS * totals[f"{measure}_se"].astype(float)
    known = high.where(high.map(isfinite), totals[measure].astype(float))
    most = float(known.max()) if len(known) else 0.0
    axes.set_xlim(0, 1.05 * most if most > 0 else 1.0)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(4, min_n_ticks=2))
    axes.xaxis.set_major_formatter(FuncFormatter(style.plain_number))
    axes.grid(axis="x", color=style.PALE, linewidth=0.5)


def _key(figure: Figure, facts: Facts, causes: Sequence[str]) -> None:
    words = [_words(facts, cause) for cause in causes[:MOST_CAUSES]]
    if len(causes) > MOST_CAUSES:
        words[-1] = OTHERS
    handles: list[Any] = [Patch(**_look(at)) for at in range(len(words))]
    interval = Line2D([], [], color=style.INK, linewidth=1.2, marker="|", markersize=5)
    style.legend(figure, [*handles, interval], [*words, "Total, with its interval"])


def _words(facts: Facts, cause: str) -> str:
    return TOGETHER.join(facts.systems[part].title if part in facts.systems else part.capitalize()
                         for part in cause.split(TOGETHER))
