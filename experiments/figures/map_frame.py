"""From kilometres of the park to inches of paper, and where words fit on a map without lying upon others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, hypot, log10
from typing import Any

import numpy as np
import pandas as pd

from experiments.figures.facts import Facts
from sim.capacity import Floats

LEAST_KM = 0.5
"""Least width of a park on paper [km]: a single place needs a scale, too."""

ASIDE_IN = 0.065
"""Distance of two lines that run between the same places [in]."""

SAMPLE_IN = 0.03
"""Distance of the points by which a line is felt under a label [in]."""


@dataclass(frozen=True)
class Box:
    """A rectangle on paper, from the lower left corner of its map [in]."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> "Box":
        """Return the box of this size with its centre here [in]."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def centre(self) -> tuple[float, float]:
        """The middle [in]."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def meets(self, other: "Box") -> bool:
        """Return whether the two share any of the paper."""
        return (self.left < other.right and other.left < self.right
                and self.bottom < other.top and other.bottom < self.top)

    def lies_in(self, other: "Box") -> bool:
        """Return whether the other holds all of this one."""
        return (other.left <= self.left and self.right <= other.right
                and other.bottom <= self.bottom and self.top <= other.top)

    def points_within(self, points: Floats) -> int:
        """Return how many of these points [in], float [points, 2], lie in the box."""
        x, y = points[:, 0], points[:, 1]
        return int(((x > self.left) & (x < self.right) & (y > self.bottom) & (y < self.top)).sum())


@dataclass(frozen=True)
class Frame:
    """A part of the park on paper.

    Parameters
    ----------
    left_km, bottom_km
        What the lower left corner of the map shows [km].
    per_km
        Scale [in/km].
    width_in, height_in
        Size of the map [in].
    """

    left_km: float
    bottom_km: float
    per_km: float
    width_in: float
    height_in: float

    @property
    def paper(self) -> Box:
        """The whole map."""
        return Box(0.0, 0.0, self.width_in, self.height_in)

    def place(self, x_km: float, y_km: float) -> tuple[float, float]:
        """Return where a point of the park lies on the map [in]."""
        return (x_km - self.left_km) * self.per_km, (y_km - self.bottom_km) * self.per_km


def frames(facts: Facts, systems: Sequence[str], *, width_in: float, most_in: float, room_in: float,
           above_in: float = 0.0) -> dict[str, Frame]:
    """Return the frame of each system's map: one scale and one width for all, so that one lies above the other.

    Parameters
    ----------
    facts
        The run; its elements and areas are what must fit.
    systems
        Names of the systems.
    width_in, most_in
        Width of a map and its greatest height [in].
    room_in, above_in
        Room around what is drawn, and what it has further above [in].
    """
    extents = {system: _extent(facts, system) for system in systems}
    left = min((extent[0] for extent in extents.values()), default=0.0)
    right = max((extent[1] for extent in extents.values()), default=0.0)
    wide_km = max(right - left, LEAST_KM)
    tall_km = max((extent[3] - extent[2] for extent in extents.values()), default=0.0)
    per_km = (width_in - 2 * room_in) / wide_km
    if tall_km:
        per_km = min(per_km, (most_in - 2 * room_in - above_in) / tall_km)
    begin_km = (left + right - width_in / per_km) / 2
    return {system: Frame(begin_km, bottom - room_in / per_km, per_km, width_in,
                          (top - bottom) * per_km + 2 * room_in + above_in)
            for system, (_, _, bottom, top) in extents.items()}


def _extent(facts: Facts, system: str) -> tuple[float, float, float, float]:
    mine = facts.elements[system]
    xs, ys = [*mine["x0"], *mine["x1"]], [*mine["y0"], *mine["y1"]]
    for area in facts.areas:
        xs += [area.x_km - area.width_km / 2, area.x_km + area.width_km / 2]
        ys += [area.y_km - area.height_km / 2, area.y_km + area.height_km / 2]
    return float(min(xs)), float(max(xs)), float(min(ys)), float(max(ys))


def lines_in(elements: pd.DataFrame, frame: Frame) -> dict[str, tuple[float, float, float, float]]:
    """Return the two ends [in] of every line by element; lines between the same two places lie side by side.

    Parameters
    ----------
    elements
        What a map shows, as in ``Facts``.
    frame
        The map.
    """
    placed: dict[str, tuple[float, float, float, float]] = {}
    beside: dict[tuple[tuple[float, float], ...], int] = {}
    for row in _rows(elements, "line"):
        start, end = frame.place(row["x0"], row["y0"]), frame.place(row["x1"], row["y1"])
        one, other = sorted((start, end))
        aside = beside.get((one, other), 0) * ASIDE_IN
        beside[one, other] = beside.get((one, other), 0) + 1
        length = hypot(other[0] - one[0], other[1] - one[1]) or 1.0
        across, up = aside * (other[1] - one[1]) / length, -aside * (other[0] - one[0]) / length
        placed[str(row["element"])] = (start[0] + across, start[1] + up, end[0] + across, end[1] + up)
    return placed


def points_in(elements: pd.DataFrame, frame: Frame) -> dict[str, tuple[float, float]]:
    """Return the place [in] of every point by element, as in ``lines_in``."""
    return {str(row["element"]): frame.place(row["x0"], row["y0"]) for row in _rows(elements, "point")}


def _rows(elements: pd.DataFrame, shape: str) -> list[dict[Any, Any]]:
    return elements[elements["shape"] == shape].to_dict("records")


def felt(lines: Iterable[tuple[float, float, float, float]]) -> Floats:
    """Return points [in] along lines, close enough to feel them under a label; float [points, 2].

    Parameters
    ----------
    lines
        Ends of lines [in].
    """
    along = [np.linspace((x0, y0), (x1, y1), 2 + int(hypot(x1 - x0, y1 - y0) / SAMPLE_IN)) for x0, y0, x1, y1 in lines]
    return np.concatenate([np.empty((0, 2)), *along])


def beside(x: float, y: float, *, width: float, height: float, half: tuple[float, float], gap: float) -> list[Box]:
    """Return boxes of a size above, below, right and left of a thing, then at its corners.

    Parameters
    ----------
    x, y
        The thing's middle [in].
    width, height
        Size of the boxes [in].
    half
        Half the thing's width and height [in].
    gap
        Room between thing and box [in].
    """
    across, up = half[0] + gap + width / 2, half[1] + gap + height / 2
    steps = [(0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)]
    return [Box.around(x + right * across, y + above * up, width, height) for right, above in steps]


def free_box(candidates: Sequence[Box], *, taken: Sequence[Box], paper: Box, lines: Floats) -> Box | None:
    """Return the candidate on the paper and clear of what is taken that covers least of the lines.

    Parameters
    ----------
    candidates
        Boxes, the most welcome first.
    taken
        Boxes that words take already.
    paper
        The map.
    lines
        Points along the lines, as from ``felt``.

    Returns
    -------
    Box or None
        None where every candidate meets words or the edge.
    """
    free = [box for box in candidates if box.lies_in(paper) and not any(box.meets(other) for other in taken)]
    return min(free, key=lambda box: box.points_within(lines), default=None)


def round_km(most_km: float) -> float:
    """Return the greatest of 1, 2 or 5 times a power of ten that is no more than a length [km].

    Parameters
    ----------
    most_km
        The length, above zero [km].

    Examples
    --------
    >>> round_km(1.9), round_km(0.7), round_km(23.0)
    (1.0, 0.5, 20.0)
    """
    power = floor(log10(most_km))
    step = max(step for step in (1, 2, 5) if step * 10.0**power <= most_km * (1 + 1e-9))
    return float(f"{step}e{power}")
