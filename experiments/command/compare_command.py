"""headroom compare: all plans of a study, side by side."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from experiments.command.failure import tell
from experiments.command.stopping import Stopping

if TYPE_CHECKING:
    from experiments.running.comparison import Comparison
    from experiments.study import Study

UNCONFIRMED = 1
"""Exit code of a run whose states other means solve differently."""


def run(arguments: argparse.Namespace) -> int:
    """Simulate, print the answer, leave tables, figures and manifest; return the exit code."""
    from experiments.running.folder import ResultsError, check_place
    from experiments.running.identity import run_id
    from experiments.study import Study, StudyError

    mistakes, name = [], ""
    try:
        study = _asked(Study.read(arguments.study), arguments)
        name = run_id(study, list(study.plans.values()), futures=arguments.futures or study.futures)
    except (StudyError, UnknownPlansError) as error:
        mistakes = str(error).splitlines()
    try:
        # Before anything is simulated: nobody waits an hour to hear that the place is taken.
        check_place(arguments.results, name=name)
    except ResultsError as error:
        mistakes.insert(0, str(error))
    if mistakes:
        return tell(mistakes)
    return _compare(study, arguments)


def _asked(study: "Study", arguments: argparse.Namespace) -> "Study":
    # The study with the plans, and with what reaches back, that are asked for.
    from experiments.study.study import UnknownPlanError

    if arguments.no_feedback:
        study = study.without_feedback()
    if arguments.plans is None:
        return study
    plans, mistakes = [], []
    for name in dict.fromkeys(arguments.plans):
        try:
            plans.append(study.plan(name))
        except UnknownPlanError as error:
            mistakes.append(f"--plans: {error}")
    if not arguments.plans:
        mistakes.append(f"--plans: names no plan; known: {', '.join(study.plans)}")
    if mistakes:
        raise UnknownPlansError("\n".join(mistakes))
    return study.with_plans(plans)


def _compare(study: "Study", arguments: argparse.Namespace) -> int:
    from experiments.running.batches import WorkersLostError
    from experiments.running.shelf import ShelfError
    from experiments.verifying.difference import VerificationError

    began = perf_counter()
    try:
        comparison = _simulated(study, arguments)
    except (WorkersLostError, ShelfError) as error:
        return tell([str(error)])
    simulated_s = perf_counter() - began
    measured: dict[str, object] = {"simulated_s": round(simulated_s, 1)}
    try:
        if arguments.verify:
            measured["verified"] = _verified(comparison)
    except VerificationError as error:
        tell(["the run was not confirmed and is not stored", *str(error).splitlines()])
        return UNCONFIRMED
    return _stored_and_told(comparison, arguments.results, measured=measured, simulated_s=simulated_s)


def _simulated(study: "Study", arguments: argparse.Namespace) -> "Comparison":
    from tqdm import tqdm

    from experiments.running.batches import cores
    from experiments.running.comparison import compare
    from experiments.running.folder import nearest_folder

    plans, futures = list(study.plans.values()), arguments.futures or study.futures
    months = futures * len(plans) * study.horizon_months
    with Stopping() as stopping, tqdm(total=months, unit=" park-months", unit_scale=True, desc=study.name,
                                      file=sys.stderr, disable=None, smoothing=0.1) as bar:
        def passed(park_months: int) -> None:
            stopping.heed()
            bar.update(park_months)

        return compare(study, plans, futures=futures, workers=arguments.workers or cores(), passed=passed,
                       kept_states=arguments.verify, scratch=nearest_folder(arguments.results))


def _verified(comparison: "Comparison") -> dict[str, object]:
    from experiments.verifying.run import facts, verify

    found = facts(verify(comparison.systems, comparison.record.samples, told=print))
    print()
    return found


def _stored_and_told(comparison: "Comparison", results: Path, *, measured: Mapping[str, object],
                     simulated_s: float) -> int:
    # Drawing loads matplotlib only now, after the bar has come to its end.
    from experiments.running.folder import ResultsError
    from experiments.running.storing import store

    # Stored before it is printed: whoever reads only the head of what is printed keeps the results all the same.
    place, trouble, stored = None, None, perf_counter()
    try:
        place = store(comparison, results, measured=measured)
    except ResultsError as error:
        trouble = error
    print(comparison.report())
    if trouble is not None:
        return tell([f"the results could not be written: {trouble}"])
    futures, plans, horizon = len(comparison.record.futures), len(comparison.plans), comparison.study.horizon_months
    print(f"\n{futures} futures x {plans} plans x {horizon} months in {simulated_s:.0f} s: "
          f"{futures * plans * horizon / simulated_s:,.0f} park-months a second")
    print(f"tables, figures and manifest, in {perf_counter() - stored:.0f} s more: {place}")
    return 0


class UnknownPlansError(ValueError):
    """Plans or levers were asked for that the study does not have; a line each."""
