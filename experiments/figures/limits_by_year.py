"""Which limits are exceeded in which year: limit x year, one sheet a plan."""

from collections.abc import Iterator, Sequence
from math import inf, isfinite

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only, pages
from experiments.figures.lettering import shortened, width_in
from experiments.figures.style import SMALL_PT, TEXT_PT, in_style, panel, sheet, write
from experiments.figures.timeline import year_ticks
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Floats

ROW_IN, HEADING_IN, TICKS_IN = 0.155, 0.24, 0.3
MOST_LABEL_IN = 3.6
LIMITS_ON_A_SHEET = 54

Row = tuple[str, str]
"""System and limit."""


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one figure a plan, or several where there are more limits than a sheet holds."""
    rows = {f"{at}": row for at, row in enumerate(ever_exceeded(tables, facts))}
    sheets = list(pages(tuple(rows), LIMITS_ON_A_SHEET)) or [("", ())]
    for plan in facts.plans:
        for end, names in sheets:
            yield f"limits_{plan}{end}", limits_by_year(tables, facts, plan=plan, rows=[rows[name] for name in names])


def ever_exceeded(tables: Tables, facts: Facts) -> list[Row]:
    """Return the limits exceeded in any future under any plan, by system, those exceeded first at the top."""
    exceeded = tables["limits"][tables["limits"]["p_exceeded"].astype(float) > 0]
    first: dict[Row, tuple[float, float, float]] = {}
    for row in exceeded.to_dict("records"):
        key = (str(row["system"]), str(row["limit"]))
        rank = (_rank(facts.month(row["p50"])), _rank(facts.month(row["p10"])), -float(row["p_exceeded"]))
        first[key] = min(first.get(key, rank), rank)
    systems = list(facts.systems)
    known = [key for key in first if key[0] in systems]
    return sorted(known, key=lambda key: (systems.index(key[0]), first[key], key[1]))


@in_style
def limits_by_year(tables: Tables, facts: Facts, *, plan: str, rows: Sequence[Row]) -> Figure:
    """Return the share of futures in which each limit is exceeded in each year, under one plan.

    Parameters
    ----------
    tables
        Tables of results: ``limits_by_year``, ``limits``.
    facts
        The run.
    plan
        Name of the plan.
    rows
        System and name of the limits shown, the limits of a system together.
    """
    systems = list(dict.fromkeys(system for system, _ in rows))
    tall = ROW_IN * len(rows) + HEADING_IN * max(len(systems), 1)
    figure, top = sheet(facts, f"Limits exceeded by year: {facts.plans[plan]}", _told(tables, plan),
                        size_in=(style.A4_IN[0], min(max(2.2 + tall, 3.0), style.A4_IN[1])))
    labels = _labels(tables)
    if not rows:
        write(figure, "No limit is exceeded in any future under any plan.", x_in=style.MARGIN_IN, y_in=top - 0.2,
              va="top", fontsize=TEXT_PT)
        return figure
    _key(figure)
    gutter = min(max(width_in(labels[row], size_pt=SMALL_PT) for row in rows) + 0.15, MOST_LABEL_IN)
    left = style.MARGIN_IN + max(gutter, 0.9)
    width = float(figure.get_size_inches()[0]) - left - 0.35
    ceiling = top
    for system in systems:
        mine = [row for row in rows if row[0] == system]
        write(figure, facts.systems[system].title, x_in=style.MARGIN_IN, y_in=ceiling - HEADING_IN + 0.05, va="bottom",
              fontsize=TEXT_PT, fontweight="bold")
        ceiling -= HEADING_IN + ROW_IN * len(mine)
        axes = panel(figure, left=left, bottom=ceiling, width=width, height=ROW_IN * len(mine))
        _cells(axes, tables, facts, plan=plan, rows=mine, room_in=width)
        axes.tick_params(labelbottom=system == systems[-1], bottom=system == systems[-1])
        for at, row in enumerate(mine):
            label = shortened(labels[row], left - style.MARGIN_IN - 0.08, size_pt=SMALL_PT)
            write(figure, label, x_in=left - 0.06, y_in=ceiling + ROW_IN * (len(mine) - at - 0.5), ha="right",
                  va="center_baseline", fontsize=SMALL_PT)
    return figure


def _cells(axes: Axes, tables: Tables, facts: Facts, *, plan: str, rows: Sequence[Row], room_in: float) -> None:
    table = only(tables["limits_by_year"], plan=plan, system=rows[0][0])
    years = sorted({int(year) for year in tables["limits_by_year"]["year"]})
    names = [limit for _, limit in rows]
    shares = table.pivot(index="limit", columns="year", values="share").reindex(index=names, columns=years)
    cells = np.nan_to_num(shares.to_numpy(dtype=float))
    colours = ListedColormap(["white", *style.share_colours()])
    classes = BoundaryNorm([-1.0, 1e-12, *(share + 1e-12 for share in style.SHARES[1:])], colours.N)
    edges = np.arange(years[0] - 0.5, years[-1] + 1.0)
    axes.pcolormesh(edges, np.arange(len(names) + 1.0), cells, cmap=colours, norm=classes, edgecolors=style.HAIR,
                    linewidth=0.4)
    axes.set_ylim(len(names), 0)
    axes.set_yticks([])
    axes.set_xticks(year_ticks(years, room_in))
    axes.spines[["top", "right"]].set_visible(True)
    median = _medians(tables, facts, plan=plan, names=names, system=rows[0][0])
    drawn = np.isfinite(median)
    axes.plot(years[0] + median[drawn], np.flatnonzero(drawn) + 0.5, linestyle="", marker="o", markersize=3.6,
              markerfacecolor="white", markeredgecolor=style.INK, markeredgewidth=0.7)


def _medians(tables: Tables, facts: Facts, *, plan: str, names: Sequence[str], system: str) -> Floats:
    # Column of the year in which half of the futures have exceeded the limit.
    dates = only(tables["limits"], plan=plan, system=system).set_index("limit")["p50"]
    months = np.array([facts.month(dates.get(name)) for name in names])
    return np.floor(months / MONTHS_PER_YEAR)


def _told(tables: Tables, plan: str) -> str:
    mine = only(tables["limits"], plan=plan)
    never = int((mine["p_exceeded"].astype(float) <= 0).sum())
    return (f"Share of the futures in which required demand exceeds the limit in that year. Under this plan {never} of "
            f"{len(mine)} limits are never exceeded; limits that no plan ever exceeds are not shown. Same rows in the "
            "sheets of all plans.")


def _key(figure: Figure) -> None:
    handles: list[object] = [Patch(facecolor="white", edgecolor=style.GREY, linewidth=0.4)]
    handles += [Patch(facecolor=colour) for colour in style.share_colours()]
    handles += [Line2D([], [], linestyle="", marker="o", markersize=3.6, markerfacecolor="white",
                       markeredgecolor=style.INK, markeredgewidth=0.7)]
    half = "year by which half of the futures have exceeded it"
    style.legend(figure, handles, ["in no future", *style.share_labels(), half])


def _labels(tables: Tables) -> dict[Row, str]:
    rows = tables["limits"].drop_duplicates(["system", "limit"])
    return {(str(system), str(limit)): str(label)
            for system, limit, label in zip(rows["system"], rows["limit"], rows["label"], strict=True)}


def _rank(month: float) -> float:
    return month if isfinite(month) else inf
