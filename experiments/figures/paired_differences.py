"""How much better or worse than the baseline each plan is, future by future."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only, pages
from experiments.figures.lettering import listed, shortened, width_in, wrapped
from experiments.figures.style import PANEL_PT, SMALL_PT, in_style, panel, plan_look, sheet, write
from experiments.statistics.vocabulary import ANY

COLUMNS, BETWEEN_IN, TITLE_IN, TICKS_IN = 4, 0.45, 0.42, 0.55
MEASURES_ON_A_SHEET = 8
FIRST_EXHAUSTION = "first_exhaustion_years"
MORE, FEWER = "right is better", "left is better"
MEASURES = {
    "lost_firms": ("Firms lost", "firms", FEWER),
    "lost_jobs": ("Jobs lost", "jobs", FEWER),
    "lost_tax_wan_per_a": ("Tax lost", "wan yuan/a", FEWER),
    "connected_firms_at_end": ("Firms connected at the end", "firms", MORE),
    "connected_jobs_at_end": ("Jobs there at the end", "jobs", MORE),
    "connected_tax_wan_per_a_at_end": ("Tax paid at the end", "wan yuan/a", MORE),
}
"""Title, unit and direction of the measures that the run's own figure shows, beside first exhaustion; the table has
more."""


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one figure of the measures that planners ask for, or several; none where nothing is compared."""
    table = tables["paired_differences"]
    others = table[table["plan"] != facts.baseline]
    told = dict.fromkeys(str(measure) for measure in others["measure"])
    measures = tuple(measure for measure in told
                     if measure in MEASURES or measure.partition(":")[0] == FIRST_EXHAUSTION)
    if len(measures) <= MEASURES_ON_A_SHEET:
        yield from ((f"paired_differences{end}", paired_differences(tables, facts, measures=shown))
                    for end, shown in pages(measures, MEASURES_ON_A_SHEET))
        return
    # Of many systems: what the park as a whole gains first, and no panels in which all plans stand at zero.
    apart = set(others[(others["low"].astype(float) != 0) | (others["high"].astype(float) != 0)]["measure"])
    whole = [measure for measure in measures if measure in MEASURES or measure.endswith(f":{ANY}")]
    systems = [measure for measure in measures if measure not in whole]
    equal = tuple(measure.partition(":")[2] for measure in systems if measure not in apart)
    shown_all = (*whole, *(measure for measure in systems if measure in apart))
    for end, shown in pages(shown_all, MEASURES_ON_A_SHEET):
        yield f"paired_differences{end}", paired_differences(tables, facts, measures=shown, equal=equal)


@in_style
def paired_differences(tables: Tables, facts: Facts, *, measures: Sequence[str],
                       equal: Sequence[str] = ()) -> Figure:
    """Return each plan's difference from the baseline with its interval, one panel a measure.

    Parameters
    ----------
    tables
        Tables of results: ``paired_differences``.
    facts
        The run.
    measures
        Measures shown, as the table names them.
    equal
        Systems that are not shown because no plan moves their first exhaustion in any future.
    """
    told = ("Mean difference between a plan and the baseline that meet the same futures, with its 95 % interval. "
            "Filled: the interval leaves zero out. Hollow: it does not. First exhaustion counts no later than the "
            "horizon.")
    if equal:
        told += f" Moved by no plan: {listed([facts.systems[system].label for system in equal])}."
    figure, top = sheet(facts, f"Difference from the baseline: {facts.plans[facts.baseline]}", told,
                        size_in=(style.A4_IN[1], style.A4_IN[0]))
    filled, hollow = (Line2D([], [], color=style.INK, marker="o", markersize=4, markerfacecolor=face, linewidth=1.1)
                      for face in (style.INK, "white"))
    foot = style.legend(figure, [filled, hollow], ["interval leaves zero out", "interval holds zero"])
    plans = [plan for plan in facts.plans if plan != facts.baseline]
    columns = min(COLUMNS, len(measures))
    rows = -(-len(measures) // columns)
    gutter = min(max(width_in(facts.plans[plan], size_pt=SMALL_PT) for plan in plans) + 0.15, 1.9)
    left = style.MARGIN_IN + gutter
    width = (float(figure.get_size_inches()[0]) - left - 0.4 - (columns - 1) * BETWEEN_IN) / columns
    height = (top - foot) / rows
    for at, measure in enumerate(measures):
        row, column = divmod(at, columns)
        at_x, ceiling = left + column * (width + BETWEEN_IN), top - row * height
        tall = height - TITLE_IN - TICKS_IN
        axes = panel(figure, left=at_x, bottom=ceiling - height + TICKS_IN, width=width, height=tall)
        _forest(axes, tables, facts, measure=measure, plans=plans)
        _words(figure, facts, measure, left=at_x, width=width, ceiling=ceiling, height=height)
        if not column:
            _names(figure, facts, plans, left=left, floor=ceiling - height + TICKS_IN, tall=tall)
    return figure


def _forest(axes: Axes, tables: Tables, facts: Facts, *, measure: str, plans: Sequence[str]) -> None:
    rows = {row["plan"]: row for row in only(tables["paired_differences"], measure=measure).to_dict("records")}
    axes.axvline(0, color=style.INK, linewidth=0.8)
    for at, plan in enumerate(plans):
        if at % 2:
            axes.axhspan(at, at + 1, color=style.HAIR, alpha=0.6, linewidth=0, zorder=0)
        if plan in rows:
            _difference(axes, rows[plan], colour=plan_look(facts, plan)["color"], middle=at + 0.5)
    axes.set_ylim(len(plans), 0)
    low, high = axes.get_xlim()
    reach = max(abs(low), abs(high)) if any(axes.collections) or len(axes.lines) > 1 else 1.0
    axes.set_xlim(min(low, -0.1 * reach), max(high, 0.1 * reach))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(4, min_n_ticks=2))
    axes.xaxis.set_major_formatter(FuncFormatter(style.plain_number))
    axes.grid(axis="x", color=style.PALE, linewidth=0.5)


def _difference(axes: Axes, row: dict[Any, Any], *, colour: str, middle: float) -> None:
    mean, low, high = (float(row[name]) for name in ("mean", "low", "high"))
    if not isfinite(mean):
        return
    clear = isfinite(low) and isfinite(high) and (low > 0 or high < 0)
    if isfinite(low) and isfinite(high):
        axes.plot([low, high], [middle, middle], color=colour, linewidth=1.4, solid_capstyle="butt")
        axes.plot([low, high], [middle, middle], linestyle="", marker="|", markersize=5, color=colour)
    axes.plot([mean], [middle], marker="o", markersize=4.5, markerfacecolor=colour if clear else "white",
              markeredgecolor=colour, markeredgewidth=1.0, linestyle="")


def _words(figure: Figure, facts: Facts, measure: str, *, left: float, width: float, ceiling: float,
           height: float) -> None:
    title, unit, better = _measure(facts, measure)
    write(figure, wrapped(title, width, size_pt=PANEL_PT, lines=2, weight="bold"), x_in=left,
          y_in=ceiling - TITLE_IN + 0.09, va="baseline", fontsize=PANEL_PT, fontweight="bold", linespacing=1.1)
    told = f"{unit}; {better}" if better else unit
    write(figure, shortened(told, width, size_pt=SMALL_PT), x_in=left + width / 2,
          y_in=ceiling - height + TICKS_IN - 0.24, ha="center", va="top", fontsize=SMALL_PT)


def _names(figure: Figure, facts: Facts, plans: Sequence[str], *, left: float, floor: float, tall: float) -> None:
    each = tall / len(plans)
    lines = max(1, min(3, int(each / 0.14)))
    for at, plan in enumerate(plans):
        name = wrapped(facts.plans[plan], left - style.MARGIN_IN - 0.1, size_pt=SMALL_PT, lines=lines)
        write(figure, name, x_in=left - 0.08, y_in=floor + tall - (at + 0.5) * each, ha="right", va="center",
              fontsize=SMALL_PT, linespacing=1.1)


def _measure(facts: Facts, measure: str) -> tuple[str, str, str]:
    name, _, system = measure.partition(":")
    if name != FIRST_EXHAUSTION:
        words = measure.replace("_", " ").replace(":", ", ")
        return MEASURES.get(measure, (words[:1].upper() + words[1:], "", ""))
    label = "any system" if system == ANY else facts.systems[system].label if system in facts.systems else system
    return f"First exhaustion: {label}", "years", MORE
