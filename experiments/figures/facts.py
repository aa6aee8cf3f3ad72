"""What a figure must know beside the tables: names in order, dates, and where things lie."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf, nan

import pandas as pd

from sim.calendar import MONTHS_PER_YEAR, YearMonth, calendar_month, months_between, year_and_month

Tables = Mapping[str, pd.DataFrame]
"""Tables of results by the stem of their file."""


@dataclass(frozen=True)
class SystemShown:
    """What a planner calls a system, and the unit of its load and capacity.

    Parameters
    ----------
    label
        Planner's name.
    unit
        Headline unit.
    """

    label: str
    unit: str

    @property
    def title(self) -> str:
        """The label as it stands at the head of something."""
        return self.label[:1].upper() + self.label[1:]


@dataclass(frozen=True)
class AreaPlace:
    """Where an area lies and how large it is drawn.

    Parameters
    ----------
    name
        Short name used in every file.
    label
        Planner's name.
    x_km, y_km
        Its centre in park coordinates [km].
    width_km, height_km
        Size of its box [km].
    """

    name: str
    label: str
    x_km: float
    y_km: float
    width_km: float = 1.0
    height_km: float = 0.67


@dataclass(frozen=True)
class Facts:
    """The frame of a run: everything a figure shows that is no result.

    Parameters
    ----------
    run_id
        The run, for the foot of every figure.
    study
        Label of the study.
    futures
        How many futures met every plan.
    start
        Year and month of month 0.
    horizon_months
        How many months a future lasts [month].
    plans
        Labels by name, in the order shown.
    baseline
        Name of the plan that the others are compared with.
    systems
        Systems by name, in the order shown.
    elements
        By system name, what a map shows: element, shape (``line`` or ``point``), x0, y0, x1, y1 [km], label.
    areas
        The areas that have a place on the map, in the order shown.
    area_labels
        Labels of all areas by name.
    incomplete
        What is missing of the run, in a few words; empty where nothing is.
    """

    run_id: str
    study: str
    futures: int
    start: YearMonth
    horizon_months: int
    plans: Mapping[str, str]
    baseline: str
    systems: Mapping[str, SystemShown]
    elements: Mapping[str, pd.DataFrame]
    areas: tuple[AreaPlace, ...]
    area_labels: Mapping[str, str]
    incomplete: str = ""

    @property
    def begin(self) -> float:
        """Start of the horizon in years and fractions of them."""
        year, month = self.start
        return year + (month - 1) / MONTHS_PER_YEAR

    @property
    def end(self) -> float:
        """End of the horizon in years and fractions of them."""
        return self.begin + self.horizon_months / MONTHS_PER_YEAR

    @property
    def last_year(self) -> int:
        """Year in which the last month lies."""
        return calendar_month(self.start, self.horizon_months - 1)[0]

    def month(self, date: object) -> float:
        """Return how many months after the start a date of a table lies.

        Parameters
        ----------
        date
            ``2029-07``, or ``> 2046-12`` for later than the horizon.

        Returns
        -------
        float
            Months [month]; infinity for later than the horizon, NaN for no date.
        """
        if not isinstance(date, str) or not date.strip():
            return nan
        if date.startswith(">"):
            return inf
        return float(months_between(self.start, year_and_month(date)))

    def when(self, date: object) -> float:
        """Return a date of a table in years and fractions of them; infinity and NaN as in ``month``."""
        return self.begin + self.month(date) / MONTHS_PER_YEAR

    def plan_pages(self, most: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the plans, no more than a page holds, each page with the end of its figure's name.

        Parameters
        ----------
        most
            Plans on a page [-].
        """
        yield from pages(tuple(self.plans), most)


def pages(things: tuple[str, ...], most: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield things in pages of equal size with the end of the page's name, empty where there is only one.

    Parameters
    ----------
    things
        Names in order.
    most
        How many a page holds [-].

    Examples
    --------
    >>> list(pages(("a", "b", "c"), 2))
    [('_1_of_2', ('a', 'b')), ('_2_of_2', ('c',))]
    >>> list(pages(("a", "b"), 2))
    [('', ('a', 'b'))]
    """
    count = -(-len(things) // most)
    if not count:
        return
    size = -(-len(things) // count)
    for page in range(count):
        end = f"_{page + 1}_of_{count}" if count > 1 else ""
        yield end, things[page * size:(page + 1) * size]


def only(table: pd.DataFrame, **wanted: object) -> pd.DataFrame:
    """Return the rows of a table that have these values."""
    rows = table
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    return rows
