"""The loop, the product and the floor in one run, one after the other and again."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import process_time

from experiments.benchmarks import loop
from experiments.benchmarks.floor import floor_s
from experiments.benchmarks.parts import watched
from experiments.benchmarks.states import park_months, recorded
from experiments.running.passing import passed_through, scene_of
from experiments.study import Study
from networks.registry import UNLESS_SAID


@dataclass(frozen=True)
class Extent:
    """How much is measured.

    Parameters
    ----------
    futures
        Futures of the product's batch.
    loop_futures
        Futures that the loop passes through, under all plans.
    every_months
        Months from one park-month of the loop to the next [month].
    whole_every
        Of how many of the loop's park-months one is solved whole, 24 hours and both road hours.
    rounds
        How often all three are measured.
    """

    futures: int
    loop_futures: int
    every_months: int
    whole_every: int
    rounds: int


@dataclass(frozen=True)
class Round:
    """Processor time of a park-month.

    Parameters
    ----------
    loop_s
        Of the loop with one hour of power and one of the roads [s].
    whole_loop_s
        Of the loop with all that the product answers, headroom apart [s].
    product_s
        Of the product with everything [s].
    floor_s
        Of the bare engines for the product's states [s].
    """

    loop_s: float
    whole_loop_s: float
    product_s: float
    floor_s: float


@dataclass(frozen=True)
class SideBySide:
    """What one run measured.

    Parameters
    ----------
    rounds
        Round by round.
    park_months, loop_park_months
        How many the product passed in a round, and the loop solved.
    asked, different
        States that each system was asked for in a round, and how many of them differ.
    floor_s
        Processor time of each bare engine in the last round [s].
    parts
        Share of the product's time by part [-].
    loop_ms
        What one call of each of the loop's solvers took [ms].
    """

    rounds: tuple[Round, ...]
    park_months: int
    loop_park_months: int
    asked: Mapping[str, int]
    different: Mapping[str, int]
    floor_s: Mapping[str, float]
    parts: Mapping[str, float]
    loop_ms: Mapping[str, float]

    def middle(self, of: Callable[[Round], float]) -> float:
        """Return the median over the rounds."""
        return median(of(each) for each in self.rounds)

    @property
    def park_months_per_s(self) -> float:
        """Park-months of the product in a second of one processor."""
        return 1.0 / self.middle(lambda each: each.product_s)

    @property
    def ratio_to_loop(self) -> float:
        """How many times the loop takes, one hour of power and one of the roads."""
        return self.middle(lambda each: each.loop_s / each.product_s)

    @property
    def ratio_at_equal_work(self) -> float:
        """How many times the loop takes that answers what the product does."""
        return self.middle(lambda each: each.whole_loop_s / each.product_s)

    @property
    def ratio_to_floor(self) -> float:
        """How many times the bare engines' time the product takes."""
        return self.middle(lambda each: each.product_s / each.floor_s)


def measured(study: Study, extent: Extent, *, told: Callable[[str], None]) -> SideBySide:
    """Measure loop, product and floor side by side.

    Parameters
    ----------
    study
        The study, under all its plans.
    extent
        How much is measured.
    told
        Told what is being done.

    Notes
    -----
    All three have been through once before they are timed: code is compiled, circuits are prepared, as in every batch
    but a process's first. Processor time of this one process, so that others on the machine do not count.
    """
    # Side by side are only the systems that the loop solves as well.
    study = study.only(UNLESS_SAID)
    scene, model = scene_of(study, list(study.plans.values())), study.demand_model()
    told("noting the states of a run, which also warms everything up")
    months = park_months(scene, [model.future(number) for number in range(extent.loop_futures)],
                         every=extent.every_months)
    _, recorders = recorded(scene, [model.future(number) for number in range(extent.futures)])
    systems = loop.Systems.of(study, scene.systems)
    whole = months[::extent.whole_every]
    systems.snapshot(months[0])
    systems.spent_s.clear()
    systems.solved.clear()
    park_month_count = extent.futures * len(scene.plans) * scene.horizon_months

    def product_s() -> float:
        began = process_time()
        passed_through(scene, model.future, range(extent.futures))
        return (process_time() - began) / park_month_count

    rounds, by_engine = [], dict.fromkeys(recorders, 0.0)
    for at in range(extent.rounds):
        told(f"round {at + 1} of {extent.rounds}: the loop, the product, the floor")
        snapshot = loop.run(months, systems.snapshot, horizon_months=scene.horizon_months)
        product = product_s()
        by_engine = floor_s(recorders)
        everything = loop.run(whole, systems.whole, horizon_months=scene.horizon_months)
        rounds.append(Round(snapshot.park_month_s, everything.park_month_s, product,
                            sum(by_engine.values()) / park_month_count))
    told("once more, to see where the product's time goes")
    with watched() as spent:
        product_s()
    return SideBySide(
        tuple(rounds), park_month_count, len(months), {name: each.asked for name, each in recorders.items()},
        {name: len(each) for name, each in recorders.items()}, by_engine, _shares(spent),
        systems.each_ms())


def _shares(spent: Counter[str]) -> dict[str, float]:
    whole = sum(spent.values()) or 1.0
    return {part: seconds / whole for part, seconds in spent.most_common()}
