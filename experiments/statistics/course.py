"""How the park fares over the months and years: how full each system is, and how much room it has."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.chronicle import Chronicle, Part
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import TENTHS_NAMES, tenths
from experiments.statistics.gathering import Course
from experiments.statistics.long_table import long_table
from sim.capacity import FULL, Floats, Integers, need_unit

STATES = ("drawn", "required")
"""The two demands of every month."""


class Utilisation:
    """How full each system is month by month, drawn and required; infinity where absent or unsolved.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        self._futures = len(record.futures)
        months = context.dates(np.arange(context.horizon_months))
        # Months run fastest, as a reader follows one system's course.
        self._axes = {"plan": record.plans, "system": record.systems, "state": STATES, "month": months}
        names = (*TENTHS_NAMES, *(f"load_{name}" for name in TENTHS_NAMES), "capacity_p50", "share_exceeded")
        self._columns = {name: np.empty([len(axis) for axis in self._axes.values()]) for name in names}

    def courses(self, plan: int) -> Iterator[Course]:
        """Return what must be gathered of a plan."""
        months = len(self._axes["month"])
        for at, system in enumerate(self._axes["system"]):
            for state, name in enumerate(STATES):
                place = (plan, at, state)
                yield _Used(name, plan, system, places=months, told=partial(self._keep_used, place))
                yield Course(f"load_{name}", plan, system, places=months, told=partial(self._keep_load, place))
            yield Course("capacity", plan, system, places=months, told=partial(self._keep_capacity, (plan, at)))

    def table(self) -> pd.DataFrame:
        """Return the table when all courses have told."""
        return long_table(self._axes, self._columns)

    def _keep_used(self, place: tuple[int, ...], course: "_Used") -> None:
        self._keep(place, tenths(course.spread, "") | {"share_exceeded": course.exceeded / self._futures})

    def _keep_load(self, place: tuple[int, ...], course: Course) -> None:
        self._keep(place, tenths(course.spread, "load_"))

    def _keep_capacity(self, place: tuple[int, ...], course: Course) -> None:
        self._keep(place, {"capacity_p50": course.spread.quantiles((0.5,))[0]})

    def _keep(self, place: tuple[int, ...], found: dict[str, Floats]) -> None:
        for name, values in found.items():
            self._columns[name][place] = values


class _Used(Course):
    """How full a system is, and in how many futures more than full."""

    exceeded: Integers

    def begin(self, futures: int) -> None:
        super().begin(futures)
        self.exceeded = np.zeros(self.places, dtype=np.int64)

    def take(self, values: NDArray[Any], part: Part) -> None:
        super().take(values, part)
        self.exceeded += (values > FULL).sum(axis=0)


class Headroom:
    """The largest further need that fits at each area at the end of each year; infinity where nothing bounds it.

    Parameters
    ----------
    record, context
        What happened, and its frame.
    """

    column = "headroom"

    def __init__(self, record: Chronicle, context: RunContext) -> None:
        systems = self._systems_of(record)
        self._units = np.array([need_unit(context.systems[name]) for name in systems], dtype=object)[:, None, None]
        self._axes: dict[str, Sequence[Any]] = {
            "plan": record.plans, "system": systems, "area": context.areas, "year": context.years}
        self._tenths = {name: np.empty([len(axis) for axis in self._axes.values()]) for name in TENTHS_NAMES}

    def courses(self, plan: int) -> Iterator[Course]:
        """Return what must be gathered of a plan."""
        places = len(self._axes["area"]) * len(self._axes["year"])
        for at, system in enumerate(self._axes["system"]):
            yield Course(self.column, plan, system, places=places, told=partial(self._keep, (plan, at)))

    def table(self) -> pd.DataFrame:
        """Return the table when all courses have told."""
        return long_table(self._axes, {"unit": self._units, **self._tenths})

    def _systems_of(self, record: Chronicle) -> Sequence[str]:
        return record.systems

    def _keep(self, place: tuple[int, ...], course: Course) -> None:
        # The record tells of areas by year, the table of years by area.
        for name, values in tenths(course.spread, "").items():
            self._tenths[name][place] = values.T


class FirmHeadroom(Headroom):
    """What fits of it after the loss of any one element, by those systems that have a firm capacity."""

    column = "firm_headroom"

    def _systems_of(self, record: Chronicle) -> Sequence[str]:
        return record.firm_systems
