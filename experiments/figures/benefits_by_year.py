"""Who is connected year by year under every plan, and what they bring."""

from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import style
from experiments.figures.facts import Facts, Tables
from experiments.figures.panels import plans_aside, titled_panels
from experiments.figures.style import TEXT_PT, in_style, plan_look, sheet

MEASURES = {
    "firms": ("Firms connected", "firms"),
    "jobs": ("Jobs", "jobs"),
    "output_wan_per_a": ("Output", "wan yuan/a"),
    "tax_wan_per_a": ("Tax", "wan yuan/a"),
}
"""Title and unit of what the firms bring, by column of the table."""

COLUMNS, TITLE_IN, TICKS_IN, BETWEEN_IN, LEFT_IN = 2, 0.26, 0.32, 0.85, 0.75
APART_IN = 0.05
"""Least distance of two ranges of a plan [in]."""


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
    places = titled_panels(figure, [title for title, _ in MEASURES.values()], columns=COLUMNS, top=top, foot=foot,
                           left_in=LEFT_IN, between_in=BETWEEN_IN, title_in=TITLE_IN, ticks_in=TICKS_IN)
    for (measure, (_, unit)), place in zip(MEASURES.items(), places, strict=True):
        _courses(place.axes, tables, facts, measure=measure, room_in=place.width)
        place.axes.set_ylabel(unit, fontsize=TEXT_PT)
    return figure


def _courses(axes: Axes, tables: Tables, facts: Facts, *, measure: str, room_in: float) -> None:
    table = tables["firms_by_year"]
    plans_aside(axes, facts, table, low=f"{measure}_p10", middle=f"{measure}_p50", high=f"{measure}_p90",
                room_in=room_in, linewidth=1.1, apart_in=APART_IN)
    axes.set_ylim(0, max(1.05 * float(table[f"{measure}_p90"].astype(float).max()), 1.0))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(style.plain_number))
    axes.grid(axis="y", color=style.PALE, linewidth=0.5)
