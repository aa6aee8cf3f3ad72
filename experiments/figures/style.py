"""The house style of figures: a sheet of paper, colours that everyone can tell apart, the run's id at its foot."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec

import numpy as np
from matplotlib import colormaps, style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure

from experiments.figures.facts import Facts, Tables
from experiments.figures.lettering import (
    FONT,
    POINTS_PER_INCH,
    legible_facts,
    legible_tables,
    shortened,
    width_in,
    wrapped,
)

A4_IN = (8.27, 11.69)
"""Short and long side of the paper [in]."""

MARGIN_IN = 0.45
TITLE_PT, PANEL_PT, TEXT_PT, SMALL_PT = 12.0, 8.5, 7.5, 7.0
LEGEND_LINE_IN = 0.165
FOOT_IN = 0.42
"""What the foot takes from the bottom of a sheet [in]."""

INK, GREY, PALE, HAIR = "#000000", "#6b6b6b", "#d9d9d9", "#ececec"
BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE = (
    "#000000", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")
"""Colours that the colour-blind tell apart: Okabe, M. and Ito, K. (2008), Color Universal Design."""

PLAN_COLOURS = (BLACK, VERMILION, BLUE, GREEN, ORANGE, PURPLE, SKY)
PLAN_DASHES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)), (0, (9, 2)))
PLAN_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "h", "p", "*")

SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
"""Bounds of the classes in which shares of the futures are shown [-]; exactly 0 stays white."""

PALER = (0.5, 0.3)
"""Parts of white [-] in the lowest classes of shares: what is rare must not shine out."""

LINE_SPACING = 1.25
"""Distance of two lines of a text [-], of the size of its letters."""

RULES: dict[str, Any] = {
    "axes.axisbelow": True, "axes.edgecolor": GREY, "axes.labelsize": TEXT_PT, "axes.linewidth": 0.6,
    "axes.titlesize": PANEL_PT, "axes.unicode_minus": True, "figure.dpi": 100.0, "font.family": "sans-serif",
    "font.sans-serif": [FONT], "font.size": TEXT_PT, "hatch.linewidth": 0.4, "legend.fontsize": TEXT_PT,
    "lines.linewidth": 1.2, "path.simplify": True, "svg.fonttype": "path", "svg.hashsalt": "headroom",
    "text.parse_math": False, "xtick.color": GREY, "xtick.labelcolor": INK, "xtick.labelsize": SMALL_PT,
    "xtick.major.size": 2.5, "xtick.major.width": 0.6, "ytick.color": GREY, "ytick.labelcolor": INK,
    "ytick.labelsize": SMALL_PT, "ytick.major.size": 2.5, "ytick.major.width": 0.6,
}

P = ParamSpec("P")


def in_style(draw: Callable[Concatenate[Tables, Facts, P], Figure]) -> Callable[Concatenate[Tables, Facts, P], Figure]:
    """Let a figure function draw in the house style, whatever the user's own settings of matplotlib are.

    Labels in letters that the font lacks give way to the names they stand for.
    """

    @wraps(draw)
    def styled(tables: Tables, facts: Facts, /, *args: P.args, **kwargs: P.kwargs) -> Figure:
        with style.context(["default", RULES]):
            return draw(legible_tables(tables), legible_facts(facts), *args, **kwargs)

    return styled


@cache
def darker(low: float = 0.0, high: float = 1.0) -> Colormap:
    """Return cividis from light to dark, cut to a part of its range; as readable in grey as in colour.

    Parameters
    ----------
    low, high
        The part that is used, of 1 [-].
    """
    return LinearSegmentedColormap.from_list("darker", colormaps["cividis_r"](np.linspace(low, high, 64)))


def share_colours() -> list[Any]:
    """Return one colour for every class between two of ``SHARES``, from light to dark."""
    colours, classes = darker(0.05, 1.0), len(SHARES) - 1
    full = [colours(at / (classes - 1))[:3] for at in range(classes)]
    white = (*PALER, *(0.0,) * (classes - len(PALER)))
    return [tuple(part + (1.0 - part) * pale for part in colour) for colour, pale in zip(full, white, strict=True)]


def share_labels() -> list[str]:
    """Return the words for every class between two of ``SHARES``."""
    bounds = [f"{100 * share:.0f}" for share in SHARES]
    return [f"up to {bounds[1]} %", *(f"{low} to {high} %" for low, high in zip(bounds[1:], bounds[2:], strict=False))]


def plan_look(facts: Facts, plan: str) -> dict[str, Any]:
    """Return colour, dash and marker of a plan, the same in every figure; the baseline is black and unbroken."""
    if plan == facts.baseline:
        return {"color": BLACK, "linestyle": "-", "marker": "o"}
    at = [name for name in facts.plans if name != facts.baseline].index(plan)
    return {
        "color": PLAN_COLOURS[1 + at % (len(PLAN_COLOURS) - 1)],
        "linestyle": PLAN_DASHES[(1 + at) % len(PLAN_DASHES)],
        "marker": PLAN_MARKERS[(1 + at) % len(PLAN_MARKERS)],
    }


def sheet(facts: Facts, title: str, explanation: str, *, size_in: tuple[float, float]) -> tuple[Figure, float]:
    """Return an empty sheet with its title, its explanation and its foot.

    Parameters
    ----------
    facts
        The run.
    title
        What is shown.
    explanation
        How to read it.
    size_in
        Width and height [in].

    Returns
    -------
    tuple
        The figure, and the height [in] above the bottom at which the drawing may begin.
    """
    width, height = size_in
    figure = Figure(figsize=size_in, facecolor="white")
    FigureCanvasAgg(figure)
    if facts.incomplete:
        banner = shortened(facts.incomplete.upper(), width - 2 * MARGIN_IN, size_pt=TEXT_PT, weight="bold")
        write(figure, banner, x_in=width - MARGIN_IN, y_in=height - 0.04, ha="right", va="top", fontsize=TEXT_PT,
              fontweight="bold", color="white", backgroundcolor=VERMILION)
    room = width - 2 * MARGIN_IN
    top = height - 0.32
    write(figure, shortened(title, room, size_pt=TITLE_PT, weight="bold"), x_in=MARGIN_IN, y_in=top, va="top",
          fontsize=TITLE_PT, fontweight="bold")
    lines = wrapped(explanation, room, size_pt=TEXT_PT, lines=3)
    write(figure, lines, x_in=MARGIN_IN, y_in=top - 0.24, va="top", fontsize=TEXT_PT, color=GREY, linespacing=1.25)
    foot = f"Headroom   run {facts.run_id}   {facts.futures} futures   {facts.study}"
    write(figure, shortened(foot, room, size_pt=SMALL_PT), x_in=MARGIN_IN, y_in=0.2, va="bottom", fontsize=SMALL_PT,
          color=GREY)
    return figure, top - 0.24 - 0.14 * (lines.count("\n") + 1) - 0.1


def write(figure: Figure, text: str, *, x_in: float, y_in: float, **look: Any) -> None:
    """Write a text on a sheet at a place [in] from its lower left corner."""
    width, height = figure.get_size_inches()
    figure.text(x_in / width, y_in / height, text, **look)


def write_down(figure: Figure, text: str, *, left: float, top: float, size_pt: float, **look: Any) -> float:
    """Write lines of text from a height downward, with the same baselines whatever letters they hold.

    Parameters
    ----------
    figure
        The sheet.
    text
        The lines.
    left, top
        Where the text begins and the height below which it stays, from the sheet's lower left corner [in].
    size_pt
        Size of the letters [pt].

    Returns
    -------
    float
        Height [in] below the last line.
    """
    step = LINE_SPACING * size_pt / POINTS_PER_INCH
    lines = text.split("\n")
    for at, line in enumerate(lines):
        write(figure, line, x_in=left, y_in=top - (at + 0.8) * step, va="baseline", fontsize=size_pt, **look)
    return top - len(lines) * step


def panel(figure: Figure, *, left: float, bottom: float, width: float, height: float, **look: Any) -> Axes:
    """Return axes on a sheet, in inches from its lower left corner."""
    across, up = figure.get_size_inches()
    axes = figure.add_axes((left / across, bottom / up, width / across, height / up), **look)
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def legend(figure: Figure, handles: list[Any], labels: list[str], *, title: str = "") -> float:
    """Write the key across the foot of a sheet.

    Parameters
    ----------
    figure
        The sheet.
    handles, labels
        What is explained and by which words; too long ones are shortened.
    title
        Words before the key.

    Returns
    -------
    float
        Height above the bottom [in] that is taken by foot and key.
    """
    if not handles:
        return FOOT_IN
    width, height = figure.get_size_inches()
    short, rows = _key_lines(labels, float(width))
    # As many columns as fill their rows: the last one is not left half empty.
    columns = -(-len(short) // rows)
    figure.legend(handles, short, loc="lower left", bbox_to_anchor=(MARGIN_IN / width, FOOT_IN / height),
                  ncols=columns, frameon=False, borderpad=0.0, borderaxespad=0.0, columnspacing=1.2,
                  handlelength=2.2, handletextpad=0.5, labelspacing=0.4, title=title or None, alignment="left",
                  title_fontsize=TEXT_PT)
    return FOOT_IN + LEGEND_LINE_IN * (rows + bool(title)) + 0.1


def legend_rows(labels: list[str], across_in: float) -> int:
    """Return how many lines a key takes.

    Parameters
    ----------
    labels
        Its words.
    across_in
        Width of the sheet [in].
    """
    return _key_lines(labels, across_in)[1] if labels else 0


def _key_lines(labels: list[str], across_in: float) -> tuple[list[str], int]:
    # The words as they are written, and the lines that they take.
    room = across_in - 2 * MARGIN_IN
    short = [shortened(label, min(3.4, room - 0.6), size_pt=TEXT_PT) for label in labels]
    widest = max(width_in(label, size_pt=TEXT_PT) for label in short) + 0.55
    return short, -(-len(short) // min(max(int(room / widest), 1), len(short)))


def plain_number(value: float, _: object = None) -> str:
    """Return a tick's number without exponents or noise.

    Examples
    --------
    >>> plain_number(12000.0), plain_number(0.30000000000000004), plain_number(-2.0)
    ('12,000', '0.3', '-2')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.6g}"
