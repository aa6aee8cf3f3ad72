"""What each single cause had a part in losing, all plans side by side."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only, pages
from experiments.figures.lettering import listed, width_in
from experiments.figures.losses_by_cause import STANDARD_ERRORS
from experiments.figures.panels import measure_panels, row_names
from experiments.figures.parts_of_whole import words
from experiments.figures.style import SMALL_PT, TEXT_PT, in_style, plan_look, sheet, write
from experiments.statistics.vocabulary import ALL

MEASURES = {
    "firms": ("Firms", "firms per future"),
    "jobs": ("Jobs", "jobs per future"),
    "output_wan_per_a": ("Output", "wan yuan/a per future"),
    "tax_wan_per_a": ("Tax", "wan yuan/a per future"),
}
"""Title and unit of what is lost, by column of the table."""

PLAN_IN, LEAST_ROW_IN = 0.062, 0.3
"""Height [in] that a plan takes in a row, and that a row has at least."""

BETWEEN_IN, TITLE_IN, TICKS_IN, MOST_GUTTER_IN, HEAD_AND_FOOT_IN = 0.4, 0.22, 0.5, 2.2, 1.55


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one figure of all causes, or several where there are more than a sheet holds."""
    met = causes_met(tables)
    for end, causes in pages(met, max(int(5.2 / _row_in(facts)), 1)) if met else (("", ()),):
        yield f"lost_to_each{end}", lost_to_each(tables, facts, causes=causes)


def causes_met(tables: Tables) -> tuple[str, ...]:
    """Return the causes that lose a firm in some future under some plan, in the order of the table.

    Parameters
    ----------
    tables
        Tables of results: ``lost_to``.
    """
    firms = only_causes(tables)["firms"].astype(float).groupby(only_causes(tables)["cause"], sort=False).max()
    return tuple(str(cause) for cause, most in firms.items() if most > 0)


def only_causes(tables: Tables) -> Any:
    """Return the rows of ``lost_to`` that are of a single cause."""
    return tables["lost_to"][tables["lost_to"]["cause"] != ALL]


@in_style
def lost_to_each(tables: Tables, facts: Facts, *, causes: Sequence[str]) -> Figure:
    """Return what each cause had a part in losing in a future on average, with its interval, a row a cause.

    Parameters
    ----------
    tables
        Tables of results: ``lost_to``.
    facts
        The run.
    causes
        Causes shown.
    """
    row_in = _row_in(facts)
    tall = row_in * max(len(causes), 1)
    told = ("Firms that a cause had a part in losing over the whole horizon, alone or together with others, and what "
            "would have come with them: mean of the futures and two standard errors on either side. Who was held by "
            "two systems counts for both.")
    met = causes_met(tables)
    never = [words(facts, cause) for cause in dict.fromkeys(only_causes(tables)["cause"]) if cause not in met]
    if never:
        told += f" Nothing is lost to: {listed(never)}."
    looks = [plan_look(facts, plan) for plan in facts.plans]
    lines = style.legend_rows(list(facts.plans.values()), style.A4_IN[1])
    figure, top = sheet(facts, "What is lost to each cause", told,
                        size_in=(style.A4_IN[1],
                                 HEAD_AND_FOOT_IN + style.LEGEND_LINE_IN * lines + TITLE_IN + TICKS_IN + tall))
    style.legend(figure, [Line2D([], [], markersize=4, linewidth=1.1, color=look["color"], marker=look["marker"])
                          for look in looks], list(facts.plans.values()))
    if not causes:
        write(figure, "No firm is lost in any future under any plan.", x_in=style.MARGIN_IN, y_in=top - 0.2, va="top",
              fontsize=TEXT_PT)
        return figure
    gutter = max(width_in(words(facts, cause), size_pt=SMALL_PT) for cause in causes) + 0.15
    left = style.MARGIN_IN + min(gutter, MOST_GUTTER_IN)
    for measure, axes in measure_panels(figure, MEASURES, left=left, top=top, title_in=TITLE_IN, between_in=BETWEEN_IN,
                                        tall=tall):
        _dots(axes, tables, facts, measure=measure, causes=causes)
    row_names(figure, [words(facts, cause) for cause in causes], left=left, ceiling=top - TITLE_IN, row_in=row_in,
              lines=2)
    return figure


def _dots(axes: Axes, tables: Tables, facts: Facts, *, measure: str, causes: Sequence[str]) -> None:
    slot = 0.8 / len(facts.plans)
    for at, plan in enumerate(facts.plans):
        rows = {row["cause"]: row for row in only(tables["lost_to"], plan=plan).to_dict("records")}
        look = plan_look(facts, plan)
        for row, cause in enumerate(causes):
            if cause not in rows:
                continue
            middle = row + 0.1 + slot * (at + 0.5)
            mean, error = float(rows[cause][measure]), float(rows[cause][f"{measure}_se"])
            if isfinite(error):
                axes.plot([max(mean - STANDARD_ERRORS * error, 0.0), mean + STANDARD_ERRORS * error], [middle] * 2,
                          color=look["color"], linewidth=1.0, solid_capstyle="butt")
            axes.plot([mean], [middle], linestyle="", marker=look["marker"], markersize=3.2, color=look["color"],
                      markeredgewidth=0.0, clip_on=False)
    for row in range(1, len(causes), 2):
        axes.axhspan(row, row + 1, color=style.HAIR, alpha=0.6, linewidth=0, zorder=0)
    axes.set_ylim(len(causes), 0)
    axes.set_xlim(0, _most(tables, measure))
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(4, min_n_ticks=2))
    axes.xaxis.set_major_formatter(FuncFormatter(style.plain_number))
    axes.grid(axis="x", color=style.PALE, linewidth=0.5)


def _most(tables: Tables, measure: str) -> float:
    # All sheets have the same scale.
    rows = only_causes(tables)
    mean, error = rows[measure].astype(float), rows[f"{measure}_se"].astype(float)
    most = float((mean + STANDARD_ERRORS * error.where(error.map(isfinite), 0.0)).max())
    return 1.05 * most if most > 0 else 1.0


def _row_in(facts: Facts) -> float:
    return max(LEAST_ROW_IN, PLAN_IN * len(facts.plans))
