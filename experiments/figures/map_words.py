"""Which words stand on a map, and where: names of areas and places, and the numbers of what runs out first."""

from collections.abc import Iterator, Sequence
from math import hypot

from matplotlib.axes import Axes

from experiments.figures import style
from experiments.figures.facts import Facts
from experiments.figures.lettering import wrapped
from experiments.figures.map_frame import Box, Frame, beside, felt, free_box, lines_in, points_in
from experiments.figures.map_parts import MAP_PT, area_box, text_size, write_on

GAPS_IN = (0.03, 0.1, 0.17)
"""Room between a thing and its name [in], tried in turn."""

LEAST_IN, MOST_IN = 0.45, 1.5
"""Least and greatest width of a name [in]."""

BETWEEN_IN = 0.04
"""Room between the names of neighbours [in]."""

WIDER = (1.5, 1.35, 1.2, 1.1, 1.0)
"""Parts of the room between neighbours [-] that a name may take, tried in turn: a short one leaves some to the next."""

POINT_IN = (0.05, 0.05)
"""Half the size of a point [in]."""

NUMBER_IN = 0.17
"""Diameter of a number's circle [in]."""


def point_boxes(facts: Facts, system: str, frame: Frame) -> list[Box]:
    """Return what a system's points take on a map [in]; no words may hide them."""
    across, up = POINT_IN
    return [Box.around(x, y, 2 * across, 2 * up) for x, y in points_in(facts.elements[system], frame).values()]


def name_areas(axes: Axes, facts: Facts, *, system: str, frame: Frame, taken: Sequence[Box]) -> list[Box]:
    """Write the names of the areas on a map, all on the same side of their boxes where that fits.

    Parameters
    ----------
    axes
        Axes of a map.
    facts
        The run.
    system
        Name of the system whose lines the names keep clear of.
    frame
        The map.
    taken
        What points and other words take [in].

    Returns
    -------
    list of Box
        What the names take [in]; a name that fits nowhere is left out.
    """
    lines = felt(lines_in(facts.elements[system], frame).values())
    for wider in WIDER:
        names = [wrapped(area.label, wider * _room_in(facts, at, frame), size_pt=MAP_PT, lines=3)
                 for at, area in enumerate(facts.areas)]
        places = [_beside_area(area_box(area, frame), name) for area, name in zip(facts.areas, names, strict=True)]
        together = [side for side in zip(*places, strict=True) if _all_fit(side, taken=taken, paper=frame.paper)]
        if together:
            chosen = min(together, key=lambda side: sum(box.points_within(lines) for box in side))
            for name, box in zip(names, chosen, strict=True):
                write_on(axes, name, box)
            return list(chosen)
    written: list[Box] = []
    # Not all on one side: each where it has room, with the least width tried.
    for name, candidates in zip(names, places, strict=True):
        box = free_box(candidates, taken=[*taken, *written], paper=frame.paper, lines=lines)
        if box is not None:
            write_on(axes, name, box)
            written.append(box)
    return written


def name_places(axes: Axes, facts: Facts, *, system: str, frame: Frame, taken: Sequence[Box]) -> list[Box]:
    """Write the names of stations, works and gates on a map; parameters and result as in ``name_areas``."""
    lines = felt(lines_in(facts.elements[system], frame).values())
    written: list[Box] = []
    for label, (x, y) in _places(facts, system, frame):
        candidates = []
        for width in (MOST_IN, MOST_IN / 2):
            name = wrapped(label, width, size_pt=MAP_PT, lines=2)
            across, up = text_size(name)
            candidates += [(name, box) for gap in GAPS_IN[:2]
                           for box in beside(x, y, width=across, height=up, half=POINT_IN, gap=gap)]
        box = free_box([box for _, box in candidates], taken=[*taken, *written], paper=frame.paper, lines=lines)
        if box is not None:
            write_on(axes, next(name for name, place in candidates if place is box), box)
            written.append(box)
    return written


def number_elements(axes: Axes, facts: Facts, elements: Sequence[str], *, system: str, frame: Frame,
                    taken: Sequence[Box], most: int) -> dict[str, int]:
    """Write numbers from 1 beside elements on a map.

    Parameters
    ----------
    axes
        Axes of a map.
    facts
        The run.
    elements
        Names of elements, the first ones first.
    system, frame, taken
        As in ``name_areas``.
    most
        How many elements are told of at most [-].

    Returns
    -------
    dict
        The numbers by element, in order. An element whose number has no room is left out; one that lies nowhere on
        the map takes its turn with the number 0.
    """
    placed = lines_in(facts.elements[system], frame)
    middle = {name: ((x0 + x1) / 2, (y0 + y1) / 2) for name, (x0, y0, x1, y1) in placed.items()}
    middle |= points_in(facts.elements[system], frame)
    lines = felt(placed.values())
    written: list[Box] = []
    numbered: dict[str, int] = {}
    for element in elements:
        if len(numbered) == most:
            break
        if element not in middle:
            numbered[element] = 0
            continue
        candidates = [box for gap in GAPS_IN[:2]
                      for box in beside(*middle[element], width=NUMBER_IN, height=NUMBER_IN, half=POINT_IN, gap=gap)]
        box = free_box(candidates, taken=[*taken, *written], paper=frame.paper, lines=lines)
        if box is None:
            continue
        written.append(box)
        numbered[element] = len(written)
        axes.text(*box.centre, str(len(written)), ha="center", va="center_baseline", fontsize=MAP_PT,
                  fontweight="bold", zorder=9.0,
                  bbox={"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": style.INK, "linewidth": 0.6})
    return numbered


def _room_in(facts: Facts, at: int, frame: Frame) -> float:
    here = facts.areas[at]
    nearest = min((hypot(here.x_km - other.x_km, here.y_km - other.y_km) * frame.per_km
                   for other in facts.areas if other is not here), default=MOST_IN)
    return min(max(nearest - BETWEEN_IN, LEAST_IN), MOST_IN)


def _beside_area(area: Box, name: str) -> list[Box]:
    width, height = text_size(name)
    half = (area.right - area.left) / 2, (area.top - area.bottom) / 2
    places = [beside(*area.centre, width=width, height=height, half=half, gap=gap)[:4] for gap in GAPS_IN]
    # Above at any distance first, then below, and the sides last.
    return [side[at] for at in range(4) for side in places]


def _all_fit(boxes: Sequence[Box], *, taken: Sequence[Box], paper: Box) -> bool:
    return all(box.lies_in(paper) and not any(box.meets(other) for other in [*taken, *boxes[:at]])
               for at, box in enumerate(boxes))


def _places(facts: Facts, system: str, frame: Frame) -> Iterator[tuple[str, tuple[float, float]]]:
    # The first point at each place names it; points inside an area and those without a name of their own do not.
    elements = facts.elements[system]
    label_of = dict(zip(elements["element"].astype(str), elements["label"].astype(str), strict=True))
    inside = [area_box(area, frame) for area in facts.areas]
    seen: set[tuple[float, float]] = set()
    for element, place in points_in(elements, frame).items():
        label = label_of[element]
        if place in seen or label == element or any(box.meets(Box.around(*place, 0.0, 0.0)) for box in inside):
            continue
        seen.add(place)
        yield label, place
