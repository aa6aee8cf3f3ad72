"""The straightforward loop: SimPy lets time pass, and each month calls pandapower and walks NetworkX graphs."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from time import process_time

import numpy as np
import simpy

from experiments.benchmarks.loop_power import PowerLoop
from experiments.benchmarks.loop_roads import RoadLoop
from experiments.benchmarks.loop_sewage import SewageLoop
from experiments.benchmarks.states import ParkMonth
from experiments.study import Study
from sim.assessing import State
from sim.capacity import CapacitySystem
from sim.future import Future

EVENING = 1
"""The road hour of a snapshot."""


@dataclass(frozen=True)
class Systems:
    """What the loop solves a state with.

    Parameters
    ----------
    power, roads, sewage
        One solver each.
    spent_s, solved
        Processor time of each so far [s], and how often it was called.
    """

    power: PowerLoop
    roads: RoadLoop
    sewage: SewageLoop
    spent_s: Counter[str] = field(default_factory=Counter)
    solved: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, study: Study, systems: Mapping[str, CapacitySystem]) -> "Systems":
        """Return the loop's own models of a study's tables; the product's systems only tell the order of assets."""
        assets = {name: system.assets for name, system in systems.items()}
        return cls(PowerLoop(study.tables["power"], study.park.areas, assets["power"]),
                   RoadLoop(study.tables["roads"], study.park.areas, assets["roads"]),
                   SewageLoop(study.tables["sewage"], study.park.areas, assets["sewage"]))

    def snapshot(self, month: ParkMonth) -> None:
        """Solve what is required in a month: the highest hour of power, the evening of the roads, the sewage."""
        self._solve(month.required, hours=[highest_hour(month.required["power"])], road_hours=[EVENING])

    def whole(self, month: ParkMonth) -> None:
        """Solve all that the product answers for a month: drawn and required, 24 hours, both road hours."""
        for asked in (month.drawn, month.required):
            self._solve(asked, hours=range(asked["power"].demand[PowerLoop.need].shape[1]),
                        road_hours=range(asked["roads"].demand[RoadLoop.needs[0]].shape[1]))

    def each_ms(self) -> dict[str, float]:
        """Return what one call of each solver took on the average [ms]: an hour, a busy hour, a state."""
        return {name: 1e3 * seconds / self.solved[name] for name, seconds in self.spent_s.items()}

    def _solve(self, asked: Mapping[str, State], *, hours: Sequence[int], road_hours: Sequence[int]) -> None:
        for hour in hours:
            with self._timed("power"):
                self.power.solve(asked["power"], hour=hour)
        for hour in road_hours:
            with self._timed("roads"):
                self.roads.solve(asked["roads"], hour=hour)
        with self._timed("sewage"):
            self.sewage.solve(asked["sewage"])

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        began = process_time()
        yield
        self.spent_s[name] += process_time() - began  # type: ignore[assignment]
        self.solved[name] += 1


def highest_hour(state: State) -> int:
    """Return the hour in which the areas together ask for most power."""
    return int(state.demand[PowerLoop.need].sum(axis=0).argmax())


@dataclass(frozen=True)
class Cost:
    """Processor time of the loop.

    Parameters
    ----------
    solving_s
        For one park-month's states [s].
    living_s
        For one park-month of SimPy's clock [s].
    """

    solving_s: float
    living_s: float

    @property
    def park_month_s(self) -> float:
        """Of one park-month [s]."""
        return self.solving_s + self.living_s


def run(months: Sequence[ParkMonth], solve: Callable[[ParkMonth], None], *, horizon_months: int) -> Cost:
    """Let every world of some park-months live to its horizon and solve these months.

    Parameters
    ----------
    months
        At least one; those of one future and plan together.
    solve
        What is done with a month.
    horizon_months
        How long a world lives [month].

    Notes
    -----
    Enterprises enquire, apply, build and leave on SimPy's clock. Who is admitted and what is in service was decided
    in the product's run: both solve the same states. The clock's time is spread over all months of the horizon, the
    solvers' over the months solved.
    """
    whole_s = solving_s = 0.0
    worlds = 0
    for _, world in groupby(months, key=lambda month: (month.future.number, month.plan)):
        of_world = list(world)
        began = process_time()
        solving_s += _live(of_world[0].future, of_world, solve, horizon_months=horizon_months)
        whole_s += process_time() - began
        worlds += 1
    return Cost(solving_s / len(months), (whole_s - solving_s) / (worlds * horizon_months))


def _live(future: Future, months: Sequence[ParkMonth], solve: Callable[[ParkMonth], None], *,
          horizon_months: int) -> float:
    environment = simpy.Environment()
    prospects = future.prospects
    approval_months = next(iter(prospects.approval_months.values()))
    for row in np.flatnonzero(prospects.comes & (prospects.enquiry_month < horizon_months)).tolist():
        environment.process(_enterprise(
            environment, [float(column[row]) for column in (
                prospects.enquiry_month, prospects.preparation_months, approval_months, prospects.construction_months,
                prospects.life_months)]))
    spent = [0.0]
    environment.process(_months(environment, {month.month: month for month in months}, solve, spent))
    environment.run(until=horizon_months)
    return spent[0]


def _enterprise(environment: simpy.Environment, waits: Sequence[float]) -> Generator[simpy.Event, None, None]:
    for months in waits:
        if not np.isfinite(months):
            return
        yield environment.timeout(months)


def _months(environment: simpy.Environment, months: Mapping[int, ParkMonth], solve: Callable[[ParkMonth], None],
            spent: list[float]) -> Generator[simpy.Event, None, None]:
    while True:
        month = months.get(int(environment.now))
        if month is not None:
            began = process_time()
            solve(month)
            spent[0] += process_time() - began
        yield environment.timeout(1)
