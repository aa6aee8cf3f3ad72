"""headroom bench: how fast Headroom is, beside the loop and above its solvers' floor, and how its cost grows."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.command.failure import tell
from sim.calendar import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from experiments.benchmarks.growth import Case, Cost
    from experiments.study import Study

FUTURES = (100, 300, 1000, 3000, 10000)
PARKS, PARK_YEARS = (1, 5, 20), 1
HORIZON_YEARS, HORIZON_FUTURES = (10, 20, 40), 5
PLAN_OF_PARKS = "today"

QUICK_FUTURES, QUICK_YEARS = (1, 2), 5
QUICK_PARKS = (1, 2)
MOST_PARKS = 100


def run(arguments: argparse.Namespace) -> int:
    """Measure and print, or write a larger park; return the exit code."""
    from experiments.study import Study, StudyError

    try:
        if arguments.write_park:
            return _write_park(*arguments.write_park)
        study = Study.read(arguments.study)
    except StudyError as error:
        return tell(str(error).splitlines())
    _beside(study, arguments)
    _growth(study, arguments)
    return 0


def _write_park(times: str, folder: str) -> int:
    from experiments.benchmarks.larger import write_larger_park

    if not times.isdecimal() or not 1 <= int(times) <= MOST_PARKS:
        return tell([f"--write-park: {times!r} is no number of parks; give 1 to {MOST_PARKS}"])
    write_larger_park(int(times), Path(folder))
    print(f"{folder}: the county's park {times} times; then:\n  headroom check {folder}\n"
          f"  headroom compare {folder} --futures 1")
    return 0


def _beside(study: "Study", arguments: argparse.Namespace) -> None:
    from experiments.benchmarks import printed
    from experiments.benchmarks.side_by_side import Extent, measured
    from experiments.running.job import BATCH_FUTURES

    if arguments.quick:
        extent = Extent(futures=arguments.futures or QUICK_FUTURES[-1], loop_futures=1,
                        every_months=study.horizon_months // 2, whole_every=4, rounds=1)
    else:
        extent = Extent(futures=arguments.futures or BATCH_FUTURES, loop_futures=2,
                        every_months=study.horizon_months // 4, whole_every=8, rounds=3)
    found = measured(study, extent, told=_say)
    print("\n".join([*printed.ratios(found), *printed.targets(found), "", *printed.parts(found), ""]))


def _growth(study: "Study", arguments: argparse.Namespace) -> None:
    from experiments.benchmarks import printed
    from experiments.benchmarks.growth import in_futures, in_horizon, of_parks
    from experiments.running.workers import cores

    years = study.horizon_months // MONTHS_PER_YEAR
    place = str(study.folder)
    print("how cost grows; first: until a first future had passed (reading, compiling, circuits); time: processor "
          f"time of one process, wall time of several\n{printed.HEADING}")
    if arguments.quick:
        groups = [in_futures(place, QUICK_FUTURES, years=QUICK_YEARS, workers=1),
                  in_horizon(place, (QUICK_YEARS, 2 * QUICK_YEARS), futures=1)]
    else:
        sizes = [size for size in FUTURES if size <= arguments.most_futures]
        groups = [in_futures(place, sizes, years=years, workers=cores()),
                  in_horizon(place, HORIZON_YEARS, futures=HORIZON_FUTURES)]
    for group in groups:
        found = [_measure(case) for case in group]
        print(printed.slope(found))
    of_parks(QUICK_PARKS if arguments.quick else PARKS, years=PARK_YEARS, plan=PLAN_OF_PARKS, measure=_measure)


def _measure(case: "Case") -> "Cost":
    from experiments.benchmarks import printed
    from experiments.benchmarks.growth import costs

    _say(case.what)
    (found,) = costs([case])
    print(printed.cost(found), flush=True)
    return found


def _say(what: str) -> None:
    # Progress beside the figures: whoever writes these to a file sees it all the same.
    print(what, file=sys.stderr, flush=True)
