"""How cost and memory grow with futures, parks and horizon: every case in a process of its own."""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from experiments.benchmarks.larger import write_larger_park
from experiments.running.comparison import compare
from experiments.study import Study
from sim.calendar import MONTHS_PER_YEAR
from sim.plan import Plan

BYTES_PER_MB = 1e6
STATUS = Path("/proc/self/status")
"""What Linux tells a process of itself."""


@dataclass(frozen=True)
class Case:
    """One size that is measured.

    Parameters
    ----------
    what
        What grows, in words.
    study
        Name or folder of the study.
    futures
        How many futures.
    years
        Horizon [a].
    plans
        Names of the plans; none for all.
    workers
        Processes.
    """

    what: str
    study: str
    futures: int
    years: int
    plans: tuple[str, ...] = ()
    workers: int = 1


@dataclass(frozen=True)
class Cost:
    """What a case took, everything included but the start of the process.

    Parameters
    ----------
    case
        The case.
    park_months
        Park-months passed.
    preparing_s
        Wall time until a first future had passed: reading, compiling, circuits [s].
    wall_s, processor_s
        Wall time of the run, and processor time of this process; workers' time is not in it [s].
    peak_mb
        Largest memory of the process, and of its largest worker times the workers [MB]; none where the system does
        not tell.
    """

    case: Case
    park_months: int
    preparing_s: float
    wall_s: float
    processor_s: float
    peak_mb: float | None

    @property
    def seconds(self) -> float:
        """Processor time of one process, wall time of several [s]."""
        return self.processor_s if self.case.workers == 1 else self.wall_s


def costs(cases: Sequence[Case]) -> Iterator[Cost]:
    """Yield what each case takes, as it is measured."""
    for case in cases:
        # Memory that a case before has freed would hide what this one needs.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            yield pool.submit(_cost, case).result()


def _cost(case: Case) -> Cost:
    began = perf_counter()
    study = Study.read(case.study)
    study = replace(study, horizon_months=case.years * MONTHS_PER_YEAR)
    plans = [study.plan(name) for name in case.plans] or list(study.plans.values())
    if case.workers == 1:
        # Several workers each warm themselves up; what is compiled lies on the disk.
        _run(study, plans[:1], replace(case, futures=1))
    preparing_s = perf_counter() - began
    began, began_here = perf_counter(), process_time()
    _run(study, plans, case)
    return Cost(case, case.futures * len(plans) * study.horizon_months, preparing_s, perf_counter() - began,
                process_time() - began_here, _peak_mb(case.workers))


def _run(study: Study, plans: Sequence[Plan], case: Case) -> None:
    compare(study, plans, futures=case.futures, workers=case.workers)


def _peak_mb(workers: int) -> float | None:
    try:
        import resource
    except ImportError:
        return None
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1.0 if sys.platform == "darwin" else 1024.0
    own, largest = (unit * resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF,
                                                                         resource.RUSAGE_CHILDREN))
    if STATUS.exists():
        # There a process inherits the peak of the one that began it; this line tells of its own memory alone.
        (own,) = (1024.0 * float(line.split()[1]) for line in STATUS.read_text().splitlines()
                  if line.startswith("VmHWM"))
    return (own + (workers * largest if workers > 1 else 0)) / BYTES_PER_MB


def in_futures(study: str, sizes: Sequence[int], *, years: int, workers: int) -> list[Case]:
    """Return cases of more and more futures under all plans."""
    return [Case(f"{size:,} futures", study, size, years, workers=workers) for size in sizes]


def in_horizon(study: str, years: Sequence[int], *, futures: int) -> list[Case]:
    """Return cases of a farther and farther horizon under all plans, in one process."""
    return [Case(f"{span} years", study, futures, span) for span in years]


def of_parks(times: Sequence[int], *, years: int, plan: str, measure: Callable[[Case], object]) -> None:
    """Measure larger and larger parks under one plan in one future, one process each, written for it and removed."""
    for count in times:
        with TemporaryDirectory() as folder:
            write_larger_park(count, Path(folder) / "park")
            measure(Case(f"{count} x the park", str(Path(folder) / "park"), 1, years, (plan,)))
