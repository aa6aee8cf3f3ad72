"""The park's networks on a map, coloured by when they run out: one sheet a plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot, isfinite
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only
from experiments.figures.lettering import shortened, wrapped
from experiments.figures.style import PANEL_PT, SMALL_PT, in_style, panel, sheet, write

PERIODS = 5
"""Classes of dates [-] into which the horizon is divided."""

NAMED = 4
"""Places of a system [-] that are numbered on the map and named below it."""

SIDE_BY_SIDE_KM = 0.09
"""Distance of two lines that run between the same places [km]."""

ROOM_KM = 0.35
"""Room around what is drawn [km]."""

TITLE_IN, LINE_IN, BETWEEN_IN = 0.26, 0.135, 0.16
NUMBER_IN = 0.13
"""Room that a number takes on the map [in]."""

WIDE, THIN = 2.6, 0.9
AREA_PT = 6.0
AREA_GAP_KM = 0.16
"""Room between an area's box and its label [km]."""

BESIDE_KM = 0.2
"""Width beyond its box that an area's label may use [km]."""

LABEL_KM = 0.75
"""Height above the highest area that its label may take [km]."""


@dataclass(frozen=True)
class _Look:
    """How one element is drawn: the class of its date, or -1 for later than the horizon and -2 for never."""

    period: int
    month: float
    label: str
    date: str


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one map a plan."""
    for plan in facts.plans:
        yield f"map_{plan}", park_map(tables, facts, plan=plan)


@in_style
def park_map(tables: Tables, facts: Facts, *, plan: str) -> Figure:
    """Return the networks of the park, each element coloured by when half of the futures have exceeded its limit.

    Parameters
    ----------
    tables
        Tables of results: ``limits``.
    facts
        The run; its elements and areas are what is drawn.
    plan
        Name of the plan.
    """
    shown = [system for system in facts.systems if len(facts.elements[system])]
    frames = [_frame(facts, system) for system in shown]
    width = style.A4_IN[0] - 2 * style.MARGIN_IN
    per_km = width / max((right - left for left, right, _, _ in frames), default=1.0)
    tall = sum((top - bottom) * per_km + TITLE_IN + NAMED * LINE_IN + BETWEEN_IN for _, _, bottom, top in frames)
    figure, ceiling = sheet(
        facts, f"When the networks run out: {facts.plans[plan]}",
        "Colour: the date by which half of the futures have exceeded a limit of that line, pipe, road or place. "
        "Numbers: those exceeded first in each network. An element that the plan never builds is never exceeded.",
        size_in=(style.A4_IN[0], max(2.0 + tall, 3.0)))
    _key(figure, facts)
    for system, frame in zip(shown, frames, strict=True):
        left, right, bottom, top = frame
        height = (top - bottom) * per_km
        write(figure, facts.systems[system].title, x_in=style.MARGIN_IN, y_in=ceiling - 0.04, va="top",
              fontsize=PANEL_PT, fontweight="bold")
        floor = ceiling - TITLE_IN - height
        axes = panel(figure, left=style.MARGIN_IN, bottom=floor, width=(right - left) * per_km, height=height)
        axes.set_xlim(left, right)
        axes.set_ylim(bottom, top)
        axes.set_axis_off()
        looks = _looks(tables, facts, plan=plan, system=system)
        _areas(axes, facts, per_km=per_km)
        _elements(axes, facts.elements[system], looks)
        _scale(axes, frame)
        _named(figure, axes, facts.elements[system], looks, floor=floor, per_km=per_km)
        ceiling = floor - NAMED * LINE_IN - BETWEEN_IN
    return figure


def _frame(facts: Facts, system: str) -> tuple[float, float, float, float]:
    # All maps show the same width, so that one lies above the other.
    everything = pd.concat([table for table in facts.elements.values() if len(table)])
    mine = facts.elements[system]
    left, right = float(everything[["x0", "x1"]].min().min()), float(everything[["x0", "x1"]].max().max())
    bottom, top = float(mine[["y0", "y1"]].min().min()), float(mine[["y0", "y1"]].max().max())
    for area in facts.areas:
        left, right = min(left, area.x_km - area.width_km / 2), max(right, area.x_km + area.width_km / 2)
        bottom, top = min(bottom, area.y_km - area.height_km / 2), max(top, area.y_km + area.height_km / 2 + LABEL_KM)
    return left - ROOM_KM, right + ROOM_KM, bottom - ROOM_KM, top + ROOM_KM / 2


def _looks(tables: Tables, facts: Facts, *, plan: str, system: str) -> dict[str, _Look]:
    looks: dict[str, _Look] = {}
    for row in only(tables["limits"], plan=plan, system=system).to_dict("records"):
        month, seen = facts.month(row["p50"]), float(row["p_exceeded"]) > 0
        period = _period(facts, month) if isfinite(month) else (-1 if seen else -2)
        look = _Look(period, month if isfinite(month) else float("inf"), str(row["label"]), str(row["p50"]))
        known = looks.get(str(row["element"]))
        if known is None or (look.month, -look.period) < (known.month, -known.period):
            looks[str(row["element"])] = look
    return looks


def _period(facts: Facts, month: float) -> int:
    return min(int(PERIODS * month / facts.horizon_months), PERIODS - 1)


def _colour(period: int) -> Any:
    # The earlier, the darker.
    return style.darker(0.05, 1.0)(1.0 - period / (PERIODS - 1))


def _line_style(look: _Look) -> dict[str, Any]:
    if look.period == -2:
        return {"color": style.PALE, "linewidth": THIN, "zorder": 2.0}
    if look.period == -1:
        return {"color": style.GREY, "linewidth": THIN, "linestyle": (0, (3, 1.5)), "zorder": 2.1}
    return {"color": _colour(look.period), "linewidth": WIDE, "zorder": 3.0 - look.period / 10}


def _elements(axes: Axes, elements: pd.DataFrame, looks: dict[str, _Look]) -> None:
    never = _Look(-2, float("inf"), "", "")
    for row in _apart(elements[elements["shape"] == "line"]):
        axes.plot([row["x0"], row["x1"]], [row["y0"], row["y1"]], solid_capstyle="round",
                  **_line_style(looks.get(row["element"], never)))
    points = elements[elements["shape"] == "point"].to_dict("records")
    # Where several lie at one place, the one that runs out first is on top.
    for row in sorted(points, key=lambda row: -looks.get(row["element"], never).month):
        look = looks.get(row["element"], never)
        drawn = look.period >= 0
        face = _colour(look.period) if drawn else "white"
        edge = style.INK if drawn else (style.GREY if look.period == -1 else style.PALE)
        axes.plot([row["x0"]], [row["y0"]], linestyle="", marker="s", markersize=5.5 if drawn else 4.0,
                  markerfacecolor=face, markeredgecolor=edge, markeredgewidth=0.7,
                  zorder=4.0 + (1.0 - look.period / 10 if drawn else 0.0))


def _apart(lines: pd.DataFrame) -> list[dict[Any, Any]]:
    # Lines between the same two places would hide each other: they are drawn side by side.
    rows = lines.to_dict("records")
    beside: dict[tuple[tuple[float, float], ...], int] = {}
    for row in rows:
        ends = ((row["x0"], row["y0"]), (row["x1"], row["y1"]))
        key = tuple(sorted(ends))
        aside = beside.get(key, 0) * SIDE_BY_SIDE_KM
        beside[key] = beside.get(key, 0) + 1
        across, up = key[1][0] - key[0][0], key[1][1] - key[0][1]
        length = hypot(across, up) or 1.0
        for name, shift in (("x", up), ("y", -across)):
            for end in ("0", "1"):
                row[name + end] += aside * shift / length
    return rows


def _areas(axes: Axes, facts: Facts, *, per_km: float) -> None:
    for area in facts.areas:
        left, bottom = area.x_km - area.width_km / 2, area.y_km - area.height_km / 2
        axes.add_patch(Rectangle((left, bottom), area.width_km, area.height_km, facecolor="#f5f3ea",
                                 edgecolor=style.PALE, linewidth=0.6, zorder=1.0))
        # Above the box and the road along it, where no line runs through the words.
        label = wrapped(area.label, (area.width_km + BESIDE_KM) * per_km, size_pt=AREA_PT, lines=3)
        axes.text(area.x_km, bottom + area.height_km + AREA_GAP_KM, label, fontsize=AREA_PT, va="bottom", ha="center",
                  color=style.INK, zorder=1.1, linespacing=1.05)


def _scale(axes: Axes, frame: tuple[float, float, float, float]) -> None:
    _, right, bottom, _ = frame
    end, height = right - 0.1, bottom + 0.08
    axes.plot([end - 1.0, end], [height, height], color=style.INK, linewidth=1.2, solid_capstyle="butt")
    axes.text(end - 0.5, height + 0.05, "1 km", fontsize=AREA_PT, ha="center", va="bottom")


def _named(figure: Figure, axes: Axes, elements: pd.DataFrame, looks: dict[str, _Look], *, floor: float,
           per_km: float) -> None:
    taken: list[tuple[float, float]] = []
    place = {row["element"]: ((row["x0"] + row["x1"]) / 2, (row["y0"] + row["y1"]) / 2)
             for row in [*_apart(elements[elements["shape"] == "line"]),
                         *elements[elements["shape"] == "point"].to_dict("records")]}
    dated = sorted((look.month, name) for name, look in looks.items() if look.period >= 0 and name in place)
    for _, name in dated:
        if len(taken) == NAMED:
            break
        x_km, y_km = place[name]
        if any(hypot(x_km - x, y_km - y) * per_km < 2 * NUMBER_IN for x, y in taken):
            continue
        taken.append((x_km, y_km))
        axes.annotate(str(len(taken)), (x_km, y_km), xytext=(0, -8), textcoords="offset points", ha="center",
                      va="center", fontsize=6.0, fontweight="bold", zorder=9.0,
                      bbox={"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": style.INK,
                            "linewidth": 0.6})
        _line_of_list(figure, len(taken), looks[name], y_in=floor - (len(taken) - 0.2) * LINE_IN)
    if not taken:
        write(figure, "No limit is exceeded in half of the futures.", x_in=style.MARGIN_IN, y_in=floor - 0.8 * LINE_IN,
              fontsize=SMALL_PT, va="center_baseline", color=style.GREY)


def _line_of_list(figure: Figure, number: int, look: _Look, *, y_in: float) -> None:
    room = float(figure.get_size_inches()[0]) - 2 * style.MARGIN_IN
    text = shortened(f"{number}   {look.date}   {look.label}", room, size_pt=SMALL_PT)
    write(figure, text, x_in=style.MARGIN_IN, y_in=y_in, fontsize=SMALL_PT, va="center_baseline")


def _key(figure: Figure, facts: Facts) -> None:
    handles: list[Any] = [Line2D([], [], color=_colour(period), linewidth=WIDE) for period in range(PERIODS)]
    handles += [Line2D([], [], color=style.GREY, linewidth=THIN, linestyle=(0, (3, 1.5))),
                Line2D([], [], color=style.PALE, linewidth=THIN)]
    style.legend(figure, handles, [*_period_labels(facts), "in fewer than half of the futures", "never"])


def _period_labels(facts: Facts) -> Sequence[str]:
    # The month in which each class ends; the first says what the others follow.
    ends = [facts.horizon_months * (period + 1) // PERIODS for period in range(PERIODS)]
    start = facts.start[0] * 12 + facts.start[1] - 1
    dates = [f"{(start + end - 1) // 12}-{(start + end - 1) % 12 + 1:02d}" for end in ends]
    return [f"exceeded by {dates[0]}", *(f"by {date}" for date in dates[1:])]
