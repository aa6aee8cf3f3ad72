"""What each plan loses on average, and for want of what."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isfinite

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only
from experiments.figures.lettering import width_in
from experiments.figures.panels import measure_panels, row_names
from experiments.figures.parts_of_whole import foremost, looks, others, words
from experiments.figures.style import SMALL_PT, in_style, sheet
from experiments.statistics.vocabulary import ALL

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
"""Causes [-] that stand for themselves: the names of several together are long."""

BETWEEN_IN, TITLE_IN, TICKS_IN, LEAST_ROW_IN, MOST_ROW_IN = 0.35, 0.22, 0.5, 0.3, 0.75
HEAD_AND_FOOT_IN, KEY_LINES = 1.85, 3
"""What a sheet takes beside its bars [in], and the lines of its key [-] that this holds."""

TOTAL = "Total, with its interval"


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
    losses = tables["losses"]
    shown, rest = foremost(_sizes(losses), MOST_CAUSES)
    key = [*(words(facts, cause) for cause in shown), *([others(facts, rest)] if rest else []), TOTAL]
    more = max(style.legend_rows(key, style.A4_IN[1]) - KEY_LINES, 0)
    figure, top = sheet(
        facts, "What is lost, and for want of what",
        "Mean of the futures over the whole horizon; line: the total's mean and two standard errors on either side. "
        "Each enterprise counts once: for the system that held it, for several that held it together, or for land or "
        "another cause that the run tells.",
        size_in=(style.A4_IN[1], HEAD_AND_FOOT_IN + style.LEGEND_LINE_IN * more + TITLE_IN + TICKS_IN + tall))
    interval = Line2D([], [], color=style.INK, linewidth=1.2, marker="|", markersize=5)
    style.legend(figure, [*(Patch(**look) for look in looks(shown, rest)), interval], key)
    gutter = max(width_in(facts.plans[plan], size_pt=SMALL_PT) for plan in plans) + 0.15
    left = style.MARGIN_IN + min(gutter, 1.9)
    for measure, axes in measure_panels(figure, MEASURES, left=left, top=top, title_in=TITLE_IN, between_in=BETWEEN_IN,
                                        tall=tall):
        for row, plan in enumerate(plans):
            _bar(axes, only(losses, plan=plan), measure=measure, shown=shown, rest=rest, middle=row + 0.5)
        _finish(axes, losses, measure=measure, rows=len(plans))
    row_names(figure, [facts.plans[plan] for plan in plans], left=left, ceiling=top - TITLE_IN, row_in=row_in,
              lines=max(1, min(3, int(row_in / 0.14))))
    return figure


def _sizes(losses: pd.DataFrame) -> dict[str, float]:
    # The firms that each cause loses under the plan that loses most, in the order of the table.
    most = losses[losses["cause"] != ALL].groupby("cause", sort=False)["firms"].max()
    return {str(cause): float(firms) for cause, firms in most.items()}


def _bar(axes: Axes, rows: pd.DataFrame, *, measure: str, shown: Sequence[str], rest: Sequence[str],
         middle: float) -> None:
    lost = {row["cause"]: row for row in rows.to_dict("records")}
    parts = [float(lost[cause][measure]) if cause in lost else 0.0 for cause in shown]
    if rest:
        parts.append(sum(float(lost[cause][measure]) for cause in rest if cause in lost))
    ends = [0.0]
    for part in parts:
        ends.append(ends[-1] + part)
    for look, (begin, end) in zip(looks(shown, rest), pairwise(ends), strict=True):
        if end > begin:
            axes.barh(middle, end - begin, left=begin, height=0.62, **look)
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
