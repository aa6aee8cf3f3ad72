"""How likely each system is to have run out by the end of each year, all plans side by side."""

from collections.abc import Iterator, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only, pages
from experiments.figures.lettering import listed
from experiments.figures.panels import plans_aside, titled_panels
from experiments.figures.style import TEXT_PT, in_style, plan_look, sheet
from experiments.statistics.vocabulary import ANY

TITLE_IN, TICKS_IN, BETWEEN_IN, LEFT_IN = 0.28, 0.3, 0.5, 0.55
PANELS_ON_A_SHEET = 9
APART_IN = 0.035
"""Least distance of two intervals [in]; where years are narrower, not every plan's is drawn in every year."""


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one figure of all systems and all plans, or several where there are more systems than a sheet holds."""
    if len(facts.systems) < PANELS_ON_A_SHEET:
        yield "exhausted_by_year", exhausted_by_year(tables, facts)
        return
    lasting = ever_lasting(tables, facts)
    shown = (ANY, *(system for system in facts.systems if system not in lasting))
    for end, panels in pages(shown, PANELS_ON_A_SHEET):
        yield f"exhausted_by_year{end}", exhausted_by_year(tables, facts, panels=panels, lasting=lasting)


def ever_lasting(tables: Tables, facts: Facts) -> tuple[str, ...]:
    """Return the systems that never run out in any future under any plan.

    Parameters
    ----------
    tables
        Tables of results: ``exhaustion``.
    facts
        The run.
    """
    count = tables["exhaustion"].groupby("system", sort=False)["exhausted"].max()
    return tuple(system for system in facts.systems if not count.get(system, 0))


@in_style
def exhausted_by_year(tables: Tables, facts: Facts, *, panels: Sequence[str] | None = None,
                      lasting: Sequence[str] = ()) -> Figure:
    """Return the share of futures exhausted by the end of each year with its interval, one panel a system.

    Parameters
    ----------
    tables
        Tables of results: ``exhaustion_by_year``.
    facts
        The run.
    panels
        Systems shown, or ``any`` for the first of all; None for all of them.
    lasting
        Systems that are not shown because they never run out.
    """
    told = ("Share of the futures in which a system has run out at least once; bars are 95 % intervals (Wilson). Plans "
            "stand side by side within each year.")
    if lasting:
        told += f" Never, under any plan: {listed([facts.systems[system].label for system in lasting])}."
    figure, top = sheet(facts, "Exhausted by the end of the year", told, size_in=(style.A4_IN[1], style.A4_IN[0]))
    looks = [plan_look(facts, plan) for plan in facts.plans]
    handles = [Line2D([], [], linewidth=1.1, markersize=4, **look) for look in looks]
    foot = style.legend(figure, handles, list(facts.plans.values()))
    shown = [*facts.systems, ANY] if panels is None else panels
    titles = ["Any system: the first of all" if system == ANY else facts.systems[system].title for system in shown]
    places = titled_panels(figure, titles, columns=min(len(shown), 2 if len(shown) <= 4 else 3), top=top, foot=foot,
                           left_in=LEFT_IN, between_in=BETWEEN_IN, title_in=TITLE_IN, ticks_in=TICKS_IN)
    for system, place in zip(shown, places, strict=True):
        _shares(place.axes, facts, only(tables["exhaustion_by_year"], system=system), room_in=place.width)
        place.axes.tick_params(labelleft=place.is_first)
        if place.is_first:
            place.axes.set_ylabel("share of futures", fontsize=TEXT_PT)
    return figure


def _shares(axes: Axes, facts: Facts, rows: pd.DataFrame, *, room_in: float) -> None:
    plans_aside(axes, facts, rows, low="low", middle="p", high="high", room_in=room_in, linewidth=1.0,
                apart_in=APART_IN)
    axes.set_ylim(-0.02, 1.02)
    axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f} %"))
    axes.grid(axis="y", color=style.PALE, linewidth=0.5)
