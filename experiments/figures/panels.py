"""Panels in rows and columns, each below its title, and plans side by side within the years of a panel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures import style
from experiments.figures.facts import Facts, only
from experiments.figures.lettering import shortened, wrapped
from experiments.figures.style import PANEL_PT, SMALL_PT, panel, plan_look, write, write_down
from experiments.figures.timeline import year_axis

RIGHT_IN = 0.3
"""Room that is kept at the right edge of a sheet of panels [in]."""

MEASURES_RIGHT_IN = 0.4
"""Room that is kept at the right edge of panels of measures [in]."""

SPREAD = 0.62
"""Part of a year [-] over which the plans stand side by side."""


@dataclass(frozen=True)
class Place:
    """A panel and where it stands.

    Parameters
    ----------
    axes
        The panel.
    left, below, width, height
        Its left edge, the lower edge of its title, its width, and the height with title and ticks [in].
    is_first
        Whether it is the first of its row.
    """

    axes: Axes
    left: float
    below: float
    width: float
    height: float
    is_first: bool


def columns_for(count: int) -> int:
    """Return in how many columns panels stand that all look alike.

    Parameters
    ----------
    count
        How many panels there are.
    """
    return {1: 1, 2: 2, 4: 2}.get(count, 3)


def titled_panels(figure: Figure, titles: Sequence[str], *, columns: int, top: float, foot: float,
                  left_in: float, between_in: float, title_in: float, ticks_in: float) -> Iterator[Place]:
    """Yield empty panels below their titles, row by row, over the whole width of a sheet.

    Parameters
    ----------
    figure
        The sheet.
    titles
        One for each panel; shortened to its width.
    columns
        How many stand beside each other.
    top, foot
        Upper and lower edge of all of them [in].
    left_in, between_in
        Room for the labels at the left of the first, and between two beside each other [in].
    title_in, ticks_in
        Room for a panel's title, and for what is written below it [in].
    """
    rows = -(-len(titles) // columns)
    across = float(figure.get_size_inches()[0])
    width = (across - style.MARGIN_IN - left_in - RIGHT_IN - (columns - 1) * between_in) / columns
    height = (top - foot) / rows
    for at, title in enumerate(titles):
        row, column = divmod(at, columns)
        left, ceiling = style.MARGIN_IN + left_in + column * (width + between_in), top - row * height
        below = write_down(figure, shortened(title, width, size_pt=PANEL_PT, weight="bold"), left=left, top=ceiling,
                           size_pt=PANEL_PT, fontweight="bold")
        axes = panel(figure, left=left, bottom=ceiling - height + ticks_in, width=width,
                     height=height - title_in - ticks_in)
        yield Place(axes, left, below, width, height, not column)


def measure_panels(figure: Figure, measures: Mapping[str, tuple[str, str]], *, left: float, top: float, title_in: float,
                   between_in: float, tall: float) -> Iterator[tuple[str, Axes]]:
    """Yield a panel for each measure beside the others, its title above and its unit below.

    Parameters
    ----------
    figure
        The sheet.
    measures
        Title and unit by name.
    left, top
        Left edge of the first panel, and upper edge of the titles [in].
    title_in, between_in
        Room for a title, and between two panels [in].
    tall
        Height of a panel [in].
    """
    across = float(figure.get_size_inches()[0])
    width = (across - left - MEASURES_RIGHT_IN - (len(measures) - 1) * between_in) / len(measures)
    floor = top - title_in - tall
    for at, (measure, (title, unit)) in enumerate(measures.items()):
        begins = left + at * (width + between_in)
        write_down(figure, shortened(title, width, size_pt=PANEL_PT, weight="bold"), left=begins, top=top,
                   size_pt=PANEL_PT, fontweight="bold")
        yield measure, panel(figure, left=begins, bottom=floor, width=width, height=tall)
        write(figure, shortened(unit, width, size_pt=SMALL_PT), x_in=begins + width / 2, y_in=floor - 0.24,
              ha="center", va="top", fontsize=SMALL_PT)


def row_names(figure: Figure, names: Sequence[str], *, left: float, ceiling: float, row_in: float, lines: int) -> None:
    """Write the names of rows at the left of panels.

    Parameters
    ----------
    figure
        The sheet.
    names
        From the uppermost row down.
    left, ceiling
        Left edge of the panels, and upper edge of the first row [in].
    row_in
        Height of a row [in].
    lines
        Most lines of a name [-].
    """
    for row, name in enumerate(names):
        told = wrapped(name, left - style.MARGIN_IN - 0.1, size_pt=SMALL_PT, lines=lines)
        write(figure, told, x_in=left - 0.08, y_in=ceiling - (row + 0.5) * row_in, ha="right", va="center",
              fontsize=SMALL_PT, linespacing=1.1)


def plans_aside(axes: Axes, facts: Facts, rows: pd.DataFrame, *, low: str, middle: str, high: str, room_in: float,
                linewidth: float, apart_in: float) -> None:
    """Draw a course and its range for every plan, side by side within each year.

    Parameters
    ----------
    axes
        The panel.
    facts
        The run.
    rows
        Plan, year and the three columns.
    low, middle, high
        Columns of the course and of its range.
    room_in
        Width of the panel [in].
    linewidth
        Of the course [pt].
    apart_in
        Least distance of two ranges of a plan [in]: where there is less, only some years have one.
    """
    years = sorted({int(year) for year in rows["year"]}) or [facts.last_year]
    slot = SPREAD / max(len(facts.plans), 2)
    every = max(1, int(np.ceil(apart_in * len(years) / (slot * room_in))))
    for at, plan in enumerate(facts.plans):
        mine = only(rows, plan=plan).sort_values("year")
        aside = mine["year"].to_numpy(dtype=float) + slot * (at - (len(facts.plans) - 1) / 2)
        least, course, most = (mine[name].to_numpy(dtype=float) for name in (low, middle, high))
        look = plan_look(facts, plan)
        marked = slice(at % every, None, every)
        axes.plot(aside, course, color=look["color"], linestyle=look["linestyle"], linewidth=linewidth, zorder=2)
        axes.vlines(aside[marked], least[marked], most[marked], color=look["color"], linewidth=0.8, alpha=0.75,
                    zorder=3)
        axes.plot(aside[marked], course[marked], color=look["color"], linestyle="", marker=look["marker"],
                  markersize=2.8, markeredgewidth=0.0, zorder=4)
    for year in years[1::2]:
        axes.axvspan(year - 0.5, year + 0.5, color=style.HAIR, alpha=0.55, linewidth=0, zorder=0)
    year_axis(axes, years, room_in=room_in)
