"""One network under every plan, coloured by when it runs out: one sheet a system."""

from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from matplotlib.figure import Figure

from experiments.figures import style
from experiments.figures.facts import Facts, Tables
from experiments.figures.lettering import shortened, wrapped
from experiments.figures.map_frame import Box, frames
from experiments.figures.map_looks import first, key, looks
from experiments.figures.map_parts import (
    LAND,
    area_box,
    draw_network,
    draw_scale,
    map_axes,
    networks,
    text_size,
    write_on,
)
from experiments.figures.style import PANEL_PT, SMALL_PT, in_style, sheet, write_down

PLANS_ON_A_SHEET = 6
ROOM_IN, BETWEEN_IN = 0.15, 0.35
WORDS_IN, BELOW_IN = 0.34, 0.12
HEAD_AND_FOOT_IN = 2.0


def figures(tables: Tables, facts: Facts) -> Iterator[tuple[str, Figure]]:
    """Yield one figure a network, or several where there are more plans than a sheet holds."""
    for system in networks(facts):
        for end, plans in facts.plan_pages(PLANS_ON_A_SHEET):
            yield f"plans_on_map_{system}{end}", plans_on_map(tables, facts, system=system, plans=plans)


@in_style
def plans_on_map(tables: Tables, facts: Facts, *, system: str, plans: Sequence[str]) -> Figure:
    """Return one system's network once a plan, coloured by when half of the futures have exceeded each limit.

    Parameters
    ----------
    tables
        Tables of results: ``limits``.
    facts
        The run; its elements and areas are what is drawn.
    system
        Name of the system; it has elements.
    plans
        Names of the plans shown.
    """
    columns = min(len(plans), 2)
    rows = -(-len(plans) // columns)
    across = style.A4_IN[1] - 2 * style.MARGIN_IN
    most_in = (style.A4_IN[0] - HEAD_AND_FOOT_IN) / rows - WORDS_IN - BELOW_IN
    frame = frames(facts, [system], width_in=(across - (columns - 1) * BETWEEN_IN) / columns, most_in=most_in,
                   room_in=ROOM_IN)[system]
    each = WORDS_IN + frame.height_in + BELOW_IN
    figure, top = sheet(facts, f"{facts.systems[system].title}: when the network runs out, by plan", _told(facts),
                        size_in=(style.A4_IN[1], HEAD_AND_FOOT_IN + rows * each))
    style.legend(figure, *key(facts))
    for at, plan in enumerate(plans):
        row, column = divmod(at, columns)
        left, ceiling = style.MARGIN_IN + column * (frame.width_in + BETWEEN_IN), top - row * each
        found = looks(tables, facts, plan=plan, system=system)
        told = [f"{look.date} {look.label}" for _, look in first(found)[:1]]
        under = write_down(figure, shortened(facts.plans[plan], frame.width_in, size_pt=PANEL_PT, weight="bold"),
                           left=left, top=ceiling, size_pt=PANEL_PT, fontweight="bold")
        words = f"first: {told[0]}" if told else "no limit is exceeded in half of the futures"
        write_down(figure, shortened(words, frame.width_in, size_pt=SMALL_PT), left=left, top=under, size_pt=SMALL_PT,
                   color=style.GREY)
        axes = map_axes(figure, frame, left=left, bottom=ceiling - WORDS_IN - frame.height_in)
        draw_network(axes, facts, system=system, frame=frame, found=found)
        draw_scale(axes, facts, system=system, frame=frame)
        for letter, area in zip(_letters(facts), facts.areas, strict=True):
            box, (width, height) = area_box(area, frame), text_size(letter)
            corner = (box.left + 0.02 + width / 2, box.top - 0.01 - height / 2)
            write_on(axes, letter, Box.around(*corner, width, height), ground=LAND)
    return figure


def _letters(facts: Facts) -> list[str]:
    if len(facts.areas) <= len(ascii_uppercase):
        return list(ascii_uppercase[:len(facts.areas)])
    return [str(at + 1) for at in range(len(facts.areas))]


def _told(facts: Facts) -> str:
    areas = [f"{letter} {area.label}" for letter, area in zip(_letters(facts), facts.areas, strict=True)]
    told = ("Colour: the date by which half of the futures have exceeded a limit of that line, pipe, road or place. "
            "The network as a whole runs out no later, in other futures at other limits.")
    room = style.A4_IN[1] - 2 * style.MARGIN_IN
    return wrapped(f"{told} Areas: {', '.join(areas)}.", room, size_pt=style.TEXT_PT, lines=3) if areas else told
