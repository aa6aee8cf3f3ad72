"""What a system must carry against what it can, month by month, with the projects that change it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only
from experiments.figures.lettering import shortened, width_in, wrapped
from experiments.figures.panels import columns_for
from experiments.figures.style import PANEL_PT, SMALL_PT, TEXT_PT, in_style, panel, sheet, write, write_down
from experiments.figures.timeline import time_axis, year_lines
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Floats

PLANS_ON_A_SHEET = 6
MOST_PROJECTS = 12
"""Projects of one system [-] that a Gantt chart has room for."""

ROW_IN, STRIP_IN, DATES_IN, BETWEEN_IN = 0.15, 0.09, 0.3, 0.3
MOST_GUTTER_IN = 2.2
"""Most room left of the panels for the names of projects [in]."""

FAN, DRAWN = style.SKY, style.BLUE

BUILT: Mapping[str, Any] = {"facecolor": style.GREY, "edgecolor": style.GREY, "linewidth": 0.0}
WAITING: Mapping[str, Any] = {"facecolor": "white", "edgecolor": style.GREY, "hatch": "//////", "linewidth": 0.5}
"""How a project looks while it is built, and before."""


@dataclass(frozen=True)
class _Frame:
    """What all panels of a sheet share."""

    system: str
    top: float
    projects: pd.DataFrame
    left: float
    width: float
    height: float


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one figure a system, or several where there are more plans than a sheet holds."""
    for system in facts.systems:
        for end, plans in facts.plan_pages(PLANS_ON_A_SHEET):
            yield f"capacity_{system}{end}", demand_against_capacity(tables, facts, system=system, plans=plans)


@in_style
def demand_against_capacity(tables: Tables, facts: Facts, *, system: str, plans: Sequence[str]) -> Figure:
    """Return one system's required demand against its capacity, one panel a plan.

    Parameters
    ----------
    tables
        Tables of results: ``utilisation``, ``projects``, ``exhaustion``.
    facts
        The run.
    system
        Name of the system.
    plans
        Names of the plans shown.
    """
    shown = facts.systems[system]
    figure, top = sheet(
        facts, f"{shown.title}: demand against capacity",
        "Fan: demand required, connected or waiting, from P10 to P90 of the futures; first exhausted: P50 (P10 to "
        "P90). A system also runs out where a single limit is reached before the nominal capacity is: the strip below "
        "the fan shows the share of the futures in which it is exhausted in that month.",
        size_in=(style.A4_IN[1], style.A4_IN[0]))
    foot = _key(figure)
    columns = columns_for(len(plans))
    rows = -(-len(plans) // columns)
    projects = only(tables["projects"], system=system).drop_duplicates("project").head(MOST_PROJECTS)
    left = _gutter(projects)
    across = float(figure.get_size_inches()[0])
    width = (across - left - 0.4 - (columns - 1) * BETWEEN_IN) / columns
    frame = _Frame(system, _top(only(tables["utilisation"], system=system)), projects, left, width,
                   (top - foot) / rows)
    for at, plan in enumerate(plans):
        row, column = divmod(at, columns)
        _plan(figure, tables, facts, plan=plan, frame=frame, column=column, ceiling=top - row * frame.height)
    return figure


def _plan(figure: Figure, tables: Tables, facts: Facts, *, plan: str, frame: _Frame, column: int,
          ceiling: float) -> None:
    left = frame.left + column * (frame.width + BETWEEN_IN)
    title = wrapped(facts.plans[plan], frame.width, size_pt=PANEL_PT, lines=2, weight="bold")
    told = write_down(figure, title, left=left, top=ceiling, size_pt=PANEL_PT, fontweight="bold")
    dates = shortened(_dates(tables, plan, frame.system), frame.width, size_pt=SMALL_PT)
    told = write_down(figure, dates, left=left, top=told, size_pt=SMALL_PT, color=style.GREY)
    floor = ceiling - frame.height + DATES_IN
    gantt_in = ROW_IN * len(frame.projects)
    strip_at = floor + gantt_in + 0.03
    main_at = strip_at + STRIP_IN + 0.1
    rows = only(tables["utilisation"], plan=plan, system=frame.system)
    axes = panel(figure, left=left, bottom=main_at, width=frame.width, height=told - 0.06 - main_at)
    _fan(axes, facts, rows)
    axes.set_ylim(0, frame.top)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(style.plain_number))
    strip = panel(figure, left=left, bottom=strip_at, width=frame.width, height=STRIP_IN)
    _strip(strip, facts, only(rows, state="required"))
    gantt = None
    if gantt_in:
        gantt = panel(figure, left=left, bottom=floor, width=frame.width, height=gantt_in)
        _gantt(gantt, facts, only(tables["projects"], plan=plan, system=frame.system), frame.projects)
    for each in (axes, strip, *([gantt] if gantt else [])):
        time_axis(each, facts, room_in=frame.width)
        year_lines(each, facts)
        each.tick_params(labelbottom=each is (gantt or strip), bottom=each is (gantt or strip))
    if column:
        axes.tick_params(labelleft=False)
        return
    unit = shortened(facts.systems[frame.system].unit, frame.left - style.MARGIN_IN, size_pt=TEXT_PT)
    write(figure, unit, x_in=left - 0.06, y_in=told + 0.03, ha="right", va="baseline", fontsize=TEXT_PT)
    _gutter_words(figure, frame, strip_at=strip_at, floor=floor)


def _gutter_words(figure: Figure, frame: _Frame, *, strip_at: float, floor: float) -> None:
    room = frame.left - style.MARGIN_IN - 0.08
    write(figure, "exhausted", x_in=frame.left - 0.06, y_in=strip_at + STRIP_IN / 2, ha="right", va="center",
          fontsize=SMALL_PT)
    for at, label in enumerate(frame.projects["label"]):
        y_in = floor + ROW_IN * (len(frame.projects) - at - 0.5)
        write(figure, shortened(str(label), room, size_pt=SMALL_PT), x_in=frame.left - 0.06, y_in=y_in, ha="right",
              va="center_baseline", fontsize=SMALL_PT)


def _fan(axes: Axes, facts: Facts, rows: pd.DataFrame) -> None:
    required, drawn = only(rows, state="required"), only(rows, state="drawn")
    when = _when(facts, required)
    low, middle, high = (_held(required[f"load_{name}"]) for name in ("p10", "p50", "p90"))
    axes.fill_between(when, low, high, color=FAN, alpha=0.45, linewidth=0)
    axes.plot(when, middle, color=DRAWN, linewidth=1.3)
    axes.plot(_when(facts, drawn), _held(drawn["load_p50"]), color=style.INK, linewidth=0.9, linestyle=(0, (2, 1.2)))
    axes.plot(when, _held(required["capacity_p50"]), color=style.VERMILION, linewidth=1.8, drawstyle="steps-post")


def _strip(axes: Axes, facts: Facts, required: pd.DataFrame) -> None:
    colours = ListedColormap(["white", *style.share_colours()])
    classes = BoundaryNorm([-1.0, 1e-12, *(share + 1e-12 for share in style.SHARES[1:])], colours.N)
    shares = required["share_exceeded"].to_numpy(dtype=float)[None, :]
    if shares.size:
        axes.pcolormesh(_when(facts, required), [0.0, 1.0], shares, cmap=colours, norm=classes, linewidth=0)
    axes.set_yticks([])
    axes.spines[["top", "right"]].set_visible(True)


def _gantt(axes: Axes, facts: Facts, rows: pd.DataFrame, projects: pd.DataFrame) -> None:
    axes.set_ylim(len(projects), 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    by_name = {row["project"]: row for row in rows.to_dict("records")}
    for at, name in enumerate(projects["project"]):
        if at:
            axes.axhline(at, color=style.HAIR, linewidth=0.5)
        if name in by_name:
            _bar(axes, facts, by_name[name], middle=at + 0.5)


def _bar(axes: Axes, facts: Facts, row: dict[Any, Any], *, middle: float) -> None:
    begun, built_from, finished = (facts.when(row[f"{name}_p50"]) for name in ("begun", "built_from", "finished"))
    # A project that is never built in half of the futures waits to the end of the horizon.
    for start, end, look in ((begun, built_from, WAITING), (built_from, finished, BUILT)):
        if isfinite(start):
            axes.barh(middle, min(end, facts.end) - start, left=start, height=0.5, **look)
    for name, offset in (("begun", -0.34), ("finished", 0.34)):
        early, late = facts.when(row[f"{name}_p10"]), facts.when(row[f"{name}_p90"])
        if isfinite(early):
            axes.plot([early, min(late, facts.end)], [middle + offset] * 2, color=style.INK, linewidth=0.9,
                      solid_capstyle="butt")
    if isfinite(finished):
        axes.plot([finished], [middle], marker="D", markersize=3.2, color=style.INK, clip_on=False)


def _dates(tables: Tables, plan: str, system: str) -> str:
    for row in only(tables["exhaustion"], plan=plan, system=system).to_dict("records"):
        if not row["exhausted"]:
            return f"never exhausted in {row['futures']} futures"
        return f"first exhausted {row['p50']} ({row['p10']} to {row['p90']})"
    return ""


def _key(figure: Figure) -> float:
    handles: list[Any] = [
        Patch(facecolor=FAN, alpha=0.45), Line2D([], [], color=DRAWN, linewidth=1.3),
        Line2D([], [], color=style.INK, linewidth=0.9, linestyle=(0, (2, 1.2))),
        Line2D([], [], color=style.VERMILION, linewidth=1.8),
        Patch(**WAITING), Patch(**BUILT), Line2D([], [], color=style.INK, linewidth=0, marker="D", markersize=3.2),
        Line2D([], [], color=style.INK, linewidth=0.9)]
    labels = ["required, P10 to P90", "required, median", "drawn, median", "nominal capacity, median",
              "waiting: permits, what must stand before, money", "building", "in service",
              "P10 to P90: begun (above), in service (below)"]
    handles += [Patch(facecolor=colour) for colour in style.share_colours()]
    labels += [f"exhausted in {label}" for label in style.share_labels()]
    return style.legend(figure, handles, labels)


def _gutter(projects: pd.DataFrame) -> float:
    # Room left of the first column for ticks and for the names of projects.
    widest = max((width_in(str(label), size_pt=SMALL_PT) for label in projects["label"]), default=0.0)
    return style.MARGIN_IN + min(max(widest + 0.15, 0.65), MOST_GUTTER_IN)


def _top(rows: pd.DataFrame) -> float:
    values = rows[["load_p90", "load_p50", "capacity_p50"]].to_numpy(dtype=float)
    highest = values[np.isfinite(values)].max(initial=0.0)
    return 1.06 * highest if highest > 0 else 1.0


def _when(facts: Facts, rows: pd.DataFrame) -> Floats:
    # A month's value holds until the next month begins.
    begins = [facts.when(date) for date in rows["month"]]
    return np.array([*begins, begins[-1] + 1 / MONTHS_PER_YEAR] if begins else [])


def _held(values: pd.Series) -> Floats:
    known = values.to_numpy(dtype=float)
    known = np.where(np.isfinite(known), known, np.nan)
    return np.append(known, known[-1:])
