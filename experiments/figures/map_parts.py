"""What every map of the park is put together from: areas, the network's elements, a scale, words."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.figures import style
from experiments.figures.facts import AreaPlace, Facts
from experiments.figures.lettering import POINTS_PER_INCH, width_in
from experiments.figures.map_frame import Box, Frame, felt, lines_in, points_in, round_km
from experiments.figures.map_looks import CASING, UNTOUCHED, Look, line_look, point_look
from experiments.figures.style import LINE_SPACING, panel

MAP_PT = 6.0
"""Size of the letters on a map [pt]."""

LAND = "#f5f3ea"
BEHIND = 0.8
"""How far the ground behind a map's words hides what runs under them [-]."""

SCALE_SHARE = 0.12
"""Most of a map's width that its scale takes [-]."""


def networks(facts: Facts) -> tuple[str, ...]:
    """Return the systems that have lines; what is a place alone, a store or an office, needs no map of its own."""
    return tuple(system for system in facts.systems if (facts.elements[system]["shape"] == "line").any())


def map_axes(figure: Figure, frame: Frame, *, left: float, bottom: float) -> Axes:
    """Return axes for a map whose units are inches of paper.

    Parameters
    ----------
    figure
        The sheet.
    frame
        The map.
    left, bottom
        Its lower left corner on the sheet [in].
    """
    axes = panel(figure, left=left, bottom=bottom, width=frame.width_in, height=frame.height_in)
    axes.set_xlim(0.0, frame.width_in)
    axes.set_ylim(0.0, frame.height_in)
    axes.set_axis_off()
    return axes


def draw_network(axes: Axes, facts: Facts, *, system: str, frame: Frame, found: Mapping[str, Look]) -> None:
    """Draw areas and one system's elements, those that run out first on top.

    Parameters
    ----------
    axes
        Axes of a map.
    facts
        The run.
    system
        Name of the system.
    frame
        The map.
    found
        Looks by element; elements that are not among them have no limit.
    """
    for area in facts.areas:
        box = area_box(area, frame)
        axes.add_patch(Rectangle((box.left, box.bottom), box.right - box.left, box.top - box.bottom, facecolor=LAND,
                                 edgecolor=style.PALE, linewidth=0.6, zorder=1.0))
    for element, (x0, y0, x1, y1) in lines_in(facts.elements[system], frame).items():
        look = found.get(element, UNTOUCHED)
        drawn = line_look(look)
        if look.is_dated:
            axes.plot([x0, x1], [y0, y1], color=style.INK, linewidth=drawn["linewidth"] + CASING,
                      solid_capstyle="round", zorder=drawn["zorder"] - 0.05)
        axes.plot([x0, x1], [y0, y1], solid_capstyle="round", **drawn)
    for element, (x, y) in points_in(facts.elements[system], frame).items():
        axes.plot([x], [y], **point_look(found.get(element, UNTOUCHED)))


def area_box(area: AreaPlace, frame: Frame) -> Box:
    """Return an area's rectangle on a map."""
    return Box.around(*frame.place(area.x_km, area.y_km), area.width_km * frame.per_km, area.height_km * frame.per_km)


def draw_scale(axes: Axes, facts: Facts, *, system: str, frame: Frame) -> Box:
    """Draw a scale in the lower corner of a map where fewer lines run, and return what it takes [in].

    Parameters
    ----------
    axes
        Axes of a map.
    facts
        The run.
    system
        Name of the system whose lines the scale keeps clear of.
    frame
        The map.
    """
    length_km = round_km(SCALE_SHARE * frame.width_in / frame.per_km)
    label, length = f"{style.plain_number(length_km)} km", length_km * frame.per_km
    width, height = text_size(label)
    taken = max(length, width) + 0.06, 0.1 + height
    corners = [Box(frame.width_in - taken[0], 0.0, frame.width_in, taken[1]), Box(0.0, 0.0, *taken)]
    lines = felt(lines_in(facts.elements[system], frame).values())
    box = min(corners, key=lambda corner: corner.points_within(lines))
    middle = box.centre[0]
    axes.plot([middle - length / 2, middle + length / 2], [0.05, 0.05], color=style.INK, linewidth=1.2,
              solid_capstyle="butt")
    write_on(axes, label, Box.around(middle, 0.09 + height / 2, width, height))
    return box


def text_size(text: str) -> tuple[float, float]:
    """Return width and height [in] of a text in a map's letters."""
    lines = text.split("\n")
    widest = max(width_in(line, size_pt=MAP_PT) for line in lines)
    return widest, len(lines) * LINE_SPACING * MAP_PT / POINTS_PER_INCH


def write_on(axes: Axes, text: str, box: Box, *, ground: str = "white") -> None:
    """Write a text into its box on a map, on a ground of its own so that no line runs through the letters."""
    axes.text(*box.centre, text, fontsize=MAP_PT, ha="center", va="center", color=style.INK, zorder=8.0,
              linespacing=1.05, bbox={"facecolor": ground, "alpha": BEHIND, "edgecolor": "none", "pad": 0.5})
