"""How tables come about part by part: what gathers is shown every part in turn, and told to make its table at the end.

A table is a class of its own that gathers: it adds what it needs of each part and keeps what does not grow with the
futures. What is wide, a distribution for every month of every system, is gathered course by course, so that only as
many of them stand in memory as fit.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.chronicle import Chronicle, Part
from experiments.statistics.context import RunContext
from experiments.statistics.exhaustions import Exhaustions, exhaustions
from experiments.statistics.lost import Lost
from experiments.statistics.spread import EXACT_FUTURES, FIRST_FUTURES, LOGARITHMIC, Grid, Spread

ROOM_BYTES = 50_000_000
"""What the courses of one pass over the record may take together [byte]: all of one plan of the county's, where they
are counted."""

COUNTED_BYTES = 1500
"""What the counts of one place of a course take [byte]: a window of some 350 places."""


class Seen:
    """One part as every table sees it: what several of them need is found once.

    Parameters
    ----------
    part, record, context
        The part, the record that it belongs to, and the frame.
    """

    def __init__(self, part: Part, record: Chronicle, context: RunContext) -> None:
        self.part, self._record, self._context = part, record, context

    @property
    def count(self) -> int:
        """How many futures it tells of [-]."""
        return len(self.part.futures)

    def of(self, column: str, plan: int, system: str | None = None) -> NDArray[Any]:
        """Return what a column tells of one plan, and of one system where it tells of systems; futures first."""
        return self.part.of(column, plan, system)

    def of_plans(self, column: str, system: str | None = None) -> NDArray[Any]:
        """Return what a column tells of all plans, futures first, then plans."""
        return np.stack([self.of(column, plan, system) for plan in range(len(self._record.plans))], axis=1)

    @cached_property
    def exhaustions(self) -> Exhaustions:
        """When what is exhausted."""
        return exhaustions(self.part, self._context)

    @cached_property
    def lost(self) -> Lost:
        """What is lost, for want of what."""
        return Lost(self.part, self._record)


class Gatherer(Protocol):
    """A table that comes about part by part."""

    def add(self, seen: Seen) -> None:
        """Take a part."""

    def table(self) -> pd.DataFrame:
        """Return the table of all that was taken."""


class Course:
    """What a column tells of one plan, and of one system where it tells of systems: a distribution for each place.

    Parameters
    ----------
    column, plan, system
        What is read.
    places
        Of how many places it tells: months, or areas and years [-].
    told
        Called with the course when it has seen all parts; whatever it tells must be taken then.
    """

    def __init__(self, column: str, plan: int, system: str | None, *, places: int,
                 told: Callable[[Any], None]) -> None:
        self.column, self.plan, self.system, self.places, self._told = column, plan, system, places, told
        self.spread = Spread()

    def begin(self, futures: int) -> None:
        """Make ready for so many futures."""
        self.spread = spread_for(futures)

    def add(self, part: Part) -> None:
        """Take a part."""
        self.take(part.of(self.column, self.plan, self.system), part)

    def take(self, values: NDArray[Any], _part: Part) -> None:
        """Take what the part tells."""
        self.spread.add(values)

    def end(self) -> None:
        """Tell what was gathered and let go of it."""
        self._told(self)
        self.spread = Spread()


class Courses(Protocol):
    """A table of courses, plan by plan."""

    def courses(self, plan: int) -> Iterable[Course]:
        """Return what must be gathered of a plan."""

    def table(self) -> pd.DataFrame:
        """Return the table when all courses have told."""


def spread_for(futures: int, *, grid: Grid = LOGARITHMIC) -> Spread:
    """Return what gathers the numbers of so many futures, without keeping those that will be counted anyway."""
    return Spread(grid, exact=EXACT_FUTURES if futures <= EXACT_FUTURES else FIRST_FUTURES)


def gather(record: Chronicle, context: RunContext, gatherers: Sequence[Gatherer]) -> None:
    """Show every part to some tables, in one pass over the record.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    gatherers
        The tables.
    """
    for part in record.parts():
        seen = Seen(part, record, context)
        for gatherer in gatherers:
            gatherer.add(seen)


def gather_courses(record: Chronicle, tables: Sequence[Courses]) -> None:
    """Show every part to some tables of courses, in as few passes over the record as fit into memory.

    Parameters
    ----------
    record
        What happened.
    tables
        The tables.
    """
    futures = len(record.futures)
    every = [course for plan in range(len(record.plans)) for table in tables for course in table.courses(plan)]
    for courses in _passes(every, futures=futures):
        for course in courses:
            course.begin(futures)
        for part in record.parts():
            for course in courses:
                course.add(part)
        for course in courses:
            course.end()


def _passes(courses: Sequence[Course], *, futures: int) -> Iterator[list[Course]]:
    # Numbers in single precision, or their counts.
    each = 4 * futures if futures <= EXACT_FUTURES else COUNTED_BYTES
    together: list[Course] = []
    for course in courses:
        if together and (sum(other.places for other in together) + course.places) * each > ROOM_BYTES:
            yield together
            together = []
        together.append(course)
    if together:
        yield together
