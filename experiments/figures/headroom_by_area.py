"""How much more fits at each area, year by year, under every plan."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only, pages
from experiments.figures.lettering import shortened
from experiments.figures.panels import columns_for, titled_panels
from experiments.figures.style import TEXT_PT, in_style, plan_look, sheet
from experiments.figures.timeline import year_axis
from experiments.statistics.wording import SIDE_BY_SIDE

TABLES = {"headroom": "headroom", "firm_headroom": "firm headroom"}
"""The tables drawn, with what a title calls them."""

AFTER_LOSS = ", and would fit after the loss of any one transformer or circuit"
AREAS_ON_A_SHEET = 6
TITLE_IN, TICKS_IN, BETWEEN_IN, LEFT_IN = 0.26, 0.3, 0.3, 0.65


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one figure a system, or several where there are more areas than a sheet holds.

    Of many systems those are left to the table whose room is the same at every area.
    """
    for stem in TABLES:
        for system in facts.systems:
            if len(facts.systems) > SIDE_BY_SIDE and _is_alike(only(tables[stem], system=system)):
                continue
            areas = tuple(dict.fromkeys(str(area) for area in only(tables[stem], system=system)["area"]))
            for end, shown in pages(areas, AREAS_ON_A_SHEET) if areas else ():
                yield f"{stem}_{system}{end}", headroom_by_area(tables, facts, stem=stem, system=system, areas=shown)


def _is_alike(rows: pd.DataFrame) -> bool:
    of_areas = rows.groupby(["plan", "year"])["p50"]
    return bool((of_areas.max() == of_areas.min()).all())


@in_style
def headroom_by_area(tables: Tables, facts: Facts, *, stem: str, system: str, areas: Sequence[str]) -> Figure:
    """Return the median of the largest further need that fits at each area, one panel an area, all plans together.

    Parameters
    ----------
    tables
        Tables of results: ``headroom``, ``firm_headroom``.
    facts
        The run.
    stem
        Which of the two tables.
    system
        Name of the system.
    areas
        Names of the areas shown.
    """
    title = facts.systems[system].title
    figure, top = sheet(
        facts, f"{title}: {TABLES[stem]} by area",
        "The largest further need that still fits at an area at the end of each year if it comes alone"
        f"{AFTER_LOSS if stem == 'firm_headroom' else ''}: median of the futures. At zero nothing more fits; where a "
        "line is missing nothing bounds the need.",
        size_in=(style.A4_IN[1], style.A4_IN[0]))
    handles = [Line2D([], [], linewidth=1.2, markersize=4, **plan_look(facts, plan)) for plan in facts.plans]
    foot = style.legend(figure, handles, list(facts.plans.values()))
    mine = only(tables[stem], system=system)
    names = [facts.area_labels.get(area, area) for area in areas]
    places = titled_panels(figure, names, columns=columns_for(len(areas)), top=top, foot=foot, left_in=LEFT_IN,
                           between_in=BETWEEN_IN, title_in=TITLE_IN, ticks_in=TICKS_IN)
    for area, place in zip(areas, places, strict=True):
        _lines(place.axes, facts, only(mine, area=area), room_in=place.width, highest=_highest(mine))
        place.axes.tick_params(labelleft=place.is_first)
        if place.is_first:
            unit = shortened(str(mine["unit"].iloc[0]), place.height - 0.6, size_pt=TEXT_PT)
            place.axes.set_ylabel(unit, fontsize=TEXT_PT)
    return figure


def _lines(axes: Axes, facts: Facts, rows: pd.DataFrame, *, room_in: float, highest: float) -> None:
    years = sorted({int(year) for year in rows["year"]}) or [facts.last_year]
    for plan in facts.plans:
        mine = only(rows, plan=plan).sort_values("year")
        values = mine["p50"].to_numpy(dtype=float)
        look = plan_look(facts, plan)
        axes.plot(mine["year"].to_numpy(dtype=float), np.where(np.isfinite(values), values, np.nan), linewidth=1.2,
                  markersize=2.8, markeredgewidth=0.0, markevery=(list(facts.plans).index(plan) % 3, 3), **look)
    year_axis(axes, years, room_in=room_in)
    axes.set_ylim(-0.03 * highest, 1.05 * highest)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(style.plain_number))
    axes.grid(axis="y", color=style.PALE, linewidth=0.5)


def _highest(rows: pd.DataFrame) -> float:
    # All areas and sheets of a system have the same scale.
    values = rows["p50"].to_numpy(dtype=float)
    highest = float(values[np.isfinite(values)].max(initial=0.0))
    return highest if highest > 0 else 1.0
