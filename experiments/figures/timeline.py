"""The time axis that every figure of months or years shares."""

from collections.abc import Sequence
from math import ceil, floor
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter

from experiments.figures.facts import Facts
from experiments.figures.lettering import width_in
from experiments.figures.style import HAIR, SMALL_PT
from sim.calendar import MONTHS_PER_YEAR, month_label

STEPS_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
"""Steps [month] between two dates on an axis; whole years from 12 on."""

BREATH_IN = 0.12
"""Room between two dates on an axis [in]."""


def time_axis(axes: Axes, facts: Facts, *, room_in: float) -> None:
    """Let the horizontal axis run over the horizon, with as many dates as there is room for.

    Parameters
    ----------
    axes
        Axes whose horizontal unit is years and fractions of them.
    facts
        The run.
    room_in
        Width of the axes [in].
    """
    axes.set_xlim(facts.begin, facts.end)
    step = _step(facts, room_in)
    year, month = facts.start
    first = year * MONTHS_PER_YEAR + month - 1
    start = -(-first // step) * step
    months = list(range(start, first + facts.horizon_months, step)) or [first]
    axes.xaxis.set_major_locator(FixedLocator([at / MONTHS_PER_YEAR for at in months]))
    axes.xaxis.set_major_formatter(FuncFormatter(_month_label if step < MONTHS_PER_YEAR else _year_label))


def year_lines(axes: Axes, facts: Facts) -> None:
    """Draw a thin line where every year begins, behind everything else.

    Parameters
    ----------
    axes
        Axes with the time axis of ``time_axis``.
    facts
        The run.
    """
    years = range(ceil(facts.begin), floor(facts.end) + 1)
    axes.vlines(list(years), 0.0, 1.0, transform=axes.get_xaxis_transform(), color=HAIR, linewidth=0.5, zorder=0.5)


def year_ticks(years: Sequence[int], room_in: float) -> list[int]:
    """Return the years of a list that are written where there is room for only some.

    Parameters
    ----------
    years
        Years in a row.
    room_in
        Room for all of them [in].

    Examples
    --------
    >>> year_ticks(range(2026, 2046), 3.0)
    [2030, 2035, 2040, 2045]
    >>> year_ticks([2026, 2027], 3.0)
    [2026, 2027]
    """
    each = width_in("2000", size_pt=SMALL_PT) + BREATH_IN
    step = next((step for step in (1, 2, 5, 10, 20) if len(years) * each <= room_in * step), 50)
    return [year for year in years if year % step == 0] or [years[0]]


def year_axis(axes: Axes, years: Sequence[int], *, room_in: float) -> None:
    """Let the horizontal axis run over whole years, each with half a year on either side of its middle.

    Parameters
    ----------
    axes
        Axes whose horizontal unit is years.
    years
        Years in a row.
    room_in
        Width of the axes [in].
    """
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    axes.xaxis.set_major_locator(FixedLocator(year_ticks(years, room_in)))
    axes.xaxis.set_major_formatter(FuncFormatter(_year_label))


def _step(facts: Facts, room_in: float) -> int:
    months = facts.horizon_months
    for step in STEPS_MONTHS:
        label = "2000-00" if step < MONTHS_PER_YEAR else "2000"
        if (months / step + 1) * (width_in(label, size_pt=SMALL_PT) + BREATH_IN) <= room_in:
            return step
    return STEPS_MONTHS[-1]


def _year_label(value: float, _: Any = None) -> str:
    return f"{value:.0f}"


def _month_label(value: float, _: Any = None) -> str:
    return month_label((0, 1), round(value * MONTHS_PER_YEAR))
