"""The park's networks on a map, coloured by when they run out: one sheet a plan."""

from collections.abc import Iterator, Mapping, Sequence

from matplotlib.figure import Figure

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, pages
from experiments.figures.lettering import shortened
from experiments.figures.map_frame import frames
from experiments.figures.map_looks import Look, first, key, looks
from experiments.figures.map_parts import draw_network, draw_scale, map_axes, networks
from experiments.figures.map_words import name_areas, name_places, number_elements, point_boxes
from experiments.figures.style import PANEL_PT, SMALL_PT, in_style, sheet, write, write_down

SYSTEMS_ON_A_SHEET = 3
NAMED = 4
"""Elements of a system [-] that are numbered on the map and named below it."""

ROOM_IN, ABOVE_IN = 0.28, 0.2
TITLE_IN, LINE_IN, BETWEEN_IN = 0.22, 0.135, 0.16
HEAD_AND_FOOT_IN = 2.0
MOST_MAP_IN = 4.5
"""Greatest height of one map [in]."""


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one map a plan, or several where there are more networks than a sheet holds; none without lines."""
    shown = networks(facts)
    for plan in facts.plans:
        for end, systems in pages(shown, SYSTEMS_ON_A_SHEET):
            yield f"map_{plan}{end}", park_map(tables, facts, plan=plan, systems=systems)


@in_style
def park_map(tables: Tables, facts: Facts, *, plan: str, systems: Sequence[str]) -> Figure:
    """Return the networks of the park, each element coloured by when half of the futures have exceeded its limit.

    Parameters
    ----------
    tables
        Tables of results: ``limits``.
    facts
        The run; its elements and areas are what is drawn.
    plan
        Name of the plan.
    systems
        Names of the systems shown, one map below the other; each has elements.
    """
    lines = {system: _lines(tables, facts, system) for system in systems}
    other = HEAD_AND_FOOT_IN + sum(TITLE_IN + count * LINE_IN + BETWEEN_IN for count in lines.values())
    most_in = min((style.A4_IN[1] - other) / len(systems), MOST_MAP_IN)
    maps = frames(facts, systems, width_in=style.A4_IN[0] - 2 * style.MARGIN_IN, most_in=most_in, room_in=ROOM_IN,
                  above_in=ABOVE_IN)
    figure, ceiling = sheet(
        facts, f"When the networks run out: {facts.plans[plan]}",
        "Colour: the date by which half of the futures have exceeded a limit of that line, pipe, road or place. "
        "Numbers: those exceeded first in each network. The network as a whole runs out no later, in other futures "
        "at other limits.",
        size_in=(style.A4_IN[0], other + sum(frame.height_in for frame in maps.values())))
    style.legend(figure, *key(facts))
    for system in systems:
        frame, found = maps[system], looks(tables, facts, plan=plan, system=system)
        write_down(figure, facts.systems[system].title, left=style.MARGIN_IN, top=ceiling, size_pt=PANEL_PT,
                   fontweight="bold")
        floor = ceiling - TITLE_IN - frame.height_in
        axes = map_axes(figure, frame, left=style.MARGIN_IN, bottom=floor)
        draw_network(axes, facts, system=system, frame=frame, found=found)
        taken = [*point_boxes(facts, system, frame), draw_scale(axes, facts, system=system, frame=frame)]
        taken += name_areas(axes, facts, system=system, frame=frame, taken=taken)
        taken += name_places(axes, facts, system=system, frame=frame, taken=taken)
        numbered = number_elements(axes, facts, [element for element, _ in first(found)], system=system, frame=frame,
                                   taken=taken, most=NAMED)
        _list(figure, numbered, found, floor=floor)
        ceiling = floor - lines[system] * LINE_IN - BETWEEN_IN
    return figure


def _lines(tables: Tables, facts: Facts, system: str) -> int:
    # The same for all plans, so that their sheets can be laid upon each other.
    longest = max(len(first(looks(tables, facts, plan=plan, system=system))) for plan in facts.plans)
    return min(max(longest, 1), NAMED)


def _list(figure: Figure, numbered: Mapping[str, int], found: Mapping[str, Look], *, floor: float) -> None:
    room = style.A4_IN[0] - 2 * style.MARGIN_IN
    for at, (element, number) in enumerate(numbered.items()):
        look = found[element]
        text = shortened(f"{number or '-'}   {look.date}   {look.label}", room, size_pt=SMALL_PT)
        write(figure, text, x_in=style.MARGIN_IN, y_in=floor - (at + 0.8) * LINE_IN, fontsize=SMALL_PT, va="baseline")
    if not numbered:
        write(figure, "No limit is exceeded in half of the futures.", x_in=style.MARGIN_IN, y_in=floor - 0.8 * LINE_IN,
              fontsize=SMALL_PT, va="baseline", color=style.GREY)
