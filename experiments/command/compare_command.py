"""headroom compare: all plans of a study, side by side."""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from experiments.command.failure import UNCONFIRMED, tell
from experiments.command.stopping import STOPPED, Stopping

if TYPE_CHECKING:
    from experiments.running.comparison import Comparison
    from experiments.running.job import Job
    from experiments.running.run import MakeCrew
    from experiments.running.run_folder import RunFolder
    from experiments.statistics.precision import Rule
    from experiments.study import Study

NO_RULE = "none"
"""What is asked for by whoever wants a fixed number of futures, whatever the study says."""

MOST_FUTURES = 10_000
"""How many futures a run takes at most where it stops by itself and nobody says otherwise [-]: intervals are then a
tenth as wide as after a hundred."""

INCOMPLETE = 3
"""Exit code of a run some of whose batches failed again and again."""


def run(arguments: argparse.Namespace) -> int:
    """Simulate, print the answer, leave tables, figures and manifest; return the exit code."""
    from experiments.running.folder import ResultsError, check_place
    from experiments.running.identity import identity, name_of
    from experiments.study import Study, StudyError

    mistakes, told = [], None
    try:
        study = _asked(Study.read(arguments.study), arguments)
        rule = _rule(study, arguments)
        told = identity(study, list(study.plans.values()), futures=_futures(study, rule, arguments),
                        until=rule.text if rule else "")
    except (StudyError, WrongArgumentsError) as error:
        mistakes = str(error).splitlines()
    mistakes += cluster_mistakes(arguments)
    try:
        # Before anything is simulated: nobody waits an hour to hear that the place is taken.
        check_place(arguments.results, name=name_of(told) if told else "")
    except ResultsError as error:
        mistakes.insert(0, str(error))
    if mistakes or told is None:
        return tell(mistakes)
    return _compare(study, told, rule, arguments)


def _rule(study: "Study", arguments: argparse.Namespace) -> "Rule | None":
    # What must be known, by the plans that are asked for.
    from experiments.running.comparison import context_of
    from experiments.statistics.precision import RuleError, rule_of

    text = study.until if arguments.until is None else arguments.until
    if arguments.until == NO_RULE or (arguments.until is None and not text):
        return None
    try:
        rule = rule_of(text)
    except RuleError as error:
        raise WrongArgumentsError(f"--until: {error}") from None
    context = context_of(study, list(study.plans.values()))
    faults = rule.faults(systems=list(context.systems), plans=list(context.plans), years=context.years)
    if faults:
        raise WrongArgumentsError("\n".join(f"--until: {fault}" for fault in faults))
    return rule


def _futures(study: "Study", rule: "Rule | None", arguments: argparse.Namespace) -> int:
    if arguments.futures:
        return int(arguments.futures)
    return study.futures if rule is None else max(study.futures, MOST_FUTURES)


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
        raise WrongArgumentsError("\n".join(mistakes))
    return study.with_plans(plans)


def _compare(study: "Study", told: Mapping[str, Any], rule: "Rule | None", arguments: argparse.Namespace) -> int:
    from experiments.running.batch_files import StoreError
    from experiments.running.crew import CrewLostError, OtherCodeError
    from experiments.running.folder import ResultsError
    from experiments.running.job import Job
    from experiments.running.packing import DamagedBatchError
    from experiments.running.run import NothingLeftError
    from experiments.running.run_folder import RunFolder, unfinished_others
    from experiments.verifying.difference import VerificationError

    plans = list(study.plans.values())
    began, folder = perf_counter(), None
    try:
        for other in unfinished_others(arguments.results, told, study=study.name):
            print(other, file=sys.stderr)
        folder = RunFolder.begin(arguments.results, told, study, plans=list(study.plans))
        for file in folder.repaired:
            print(f"{file}: was damaged; it is written anew", file=sys.stderr)
        job = Job.of(folder.run, study, plans)
        comparison, fresh = _simulated(job, folder, rule, arguments)
        timed = Timed(perf_counter() - began, fresh)
        measured: dict[str, object] = {"simulated_s": round(timed.simulated_s, 1)}
        if arguments.verify:
            measured["verified"] = _verified(comparison, states=arguments.verify)
    except (StoreError, CrewLostError, ResultsError, OtherCodeError, NothingLeftError, DamagedBatchError) as error:
        return tell([str(error)])
    except VerificationError as error:
        tell(["the run was not confirmed and its results are not stored", *str(error).splitlines()])
        return UNCONFIRMED
    except KeyboardInterrupt:
        if folder is None:
            raise
        have = len(folder.batches.present())
        print(f"\nstopped; {have} finished {'batch is' if have == 1 else 'batches are'} kept in {folder.place}, and "
              "the same command goes on from there", file=sys.stderr)
        return STOPPED
    return _stored_and_told(comparison, folder, measured=measured, timed=timed, no_figures=arguments.no_figures)


def _simulated(job: "Job", folder: "RunFolder", rule: "Rule | None",
               arguments: argparse.Namespace) -> "tuple[Comparison, int]":
    # The comparison, and how many of its futures were not there yet.
    from experiments.running.comparison import compared, widths_of
    from experiments.running.progress import Progress

    futures, store = int(folder.identity["futures"]), folder.batches
    whole, damaged = store.verified()
    for name in damaged:
        print(f"{store.folder / name}: was damaged; it is simulated again", file=sys.stderr)
    if whole:
        print(f"{len(whole)} finished {'batch is' if len(whole) == 1 else 'batches are'} in {folder.place} already",
              file=sys.stderr)
    found = sum(len(job.numbers(batch, futures=futures)) for batch in whole)
    with Stopping() as stopping, Progress(job.study.name, found=found, heed=stopping.heed, log=arguments.log,
                                          months=len(job.plans) * job.study.horizon_months) as progress:
        progress.show_widths(widths_of(job, store, rule, whole))
        crew = crew_of(arguments, progress.passed, batches=len(job.batches(futures)) - len(whole))
        comparison = compared(job, store, crew, futures=futures, watcher=progress, rule=rule)
    # More may be there than it needs: a rule that is met late without some batches is met earlier with them.
    fresh = set(comparison.record.batches) - whole
    return comparison, sum(len(job.numbers(batch, futures=futures)) for batch in fresh)


def cluster_mistakes(arguments: argparse.Namespace) -> list[str]:
    """Return what is wrong with the scheduler that is asked for, a line each."""
    from experiments.command.cluster_arguments import address_mistakes, key_mistakes

    if arguments.scheduler is None:
        return key_mistakes(arguments, "")
    return [*(f"--scheduler: {mistake}" for mistake in address_mistakes(arguments.scheduler)),
            *key_mistakes(arguments, arguments.scheduler)]


def crew_of(arguments: argparse.Namespace, passed: Callable[[int], None], *, batches: int) -> "MakeCrew":
    """Return what makes the crew that the arguments ask for, to simulate so many batches."""
    from experiments.running.crew import alone, local
    from experiments.running.workers import cores

    if arguments.scheduler is not None:
        from experiments.running.cluster import Keys, on_cluster

        keys = Keys(arguments.tls_ca, arguments.tls_cert, arguments.tls_key)
        return lambda: on_cluster(arguments.scheduler, keys)
    workers = arguments.workers or cores()
    # To load the libraries once more would take longer than it helps.
    return (lambda: alone(passed)) if batches <= 1 else (lambda: local(min(workers, batches)))


def _verified(comparison: "Comparison", *, states: int) -> dict[str, object]:
    from experiments.verifying.again import simulated_again
    from experiments.verifying.difference import VerificationError
    from experiments.verifying.run import facts, verify

    again = simulated_again(comparison.study, comparison.plans, comparison.record, run=comparison.run_id, states=states)
    if again.differing:
        raise VerificationError(f"futures {', '.join(map(str, again.futures))} came out otherwise when they were "
                                f"simulated again, in: {', '.join(again.differing)}")
    found = facts(verify(comparison.systems, again.samples, told=print))
    print()
    return found


def _stored_and_told(comparison: "Comparison", folder: "RunFolder", *, measured: Mapping[str, object],
                     timed: "Timed", no_figures: bool) -> int:
    # Drawing loads matplotlib only now, after the bar has come to its end.
    from experiments.running.batch_files import StoreError
    from experiments.running.folder import ResultsError
    from experiments.running.packing import DamagedBatchError
    from experiments.running.storing import no_pictures, store

    # Stored before it is printed: whoever reads only the head of what is printed keeps the results all the same.
    place, trouble, stored = None, None, perf_counter()
    try:
        place = store(comparison, folder.place.parent, measured=measured,
                      batches=folder.batches.names_of(comparison.record.batches),
                      told=lambda line: print(line, file=sys.stderr),
                      pictures=no_pictures if no_figures else None)
    except (StoreError, DamagedBatchError) as error:
        # A batch that the disk has damaged since could not be made again: without it there are no tables to print.
        return tell([str(error)])
    except ResultsError as error:
        trouble = error
    print(comparison.report())
    if trouble is not None:
        return tell([f"the results could not be written: {trouble}"])
    futures, plans, horizon = len(comparison.record.futures), len(comparison.plans), comparison.study.horizon_months
    if comparison.ending.account:
        print(f"\n{comparison.ending.because}")
    print(f"\n{futures} futures x {plans} plans x {horizon} months{timed.text(plans * horizon)}")
    left = "tables" if no_figures else "tables, figures"
    print(f"{left} and manifest, in {perf_counter() - stored:.0f} s more: {place}")
    if comparison.ending.incomplete:
        reasons = "; ".join(f"batch {batch}: {reason}" for batch, reason in comparison.ending.aside.items())
        print(f"{comparison.ending.incomplete}, which failed three times each ({reasons}); what is printed leaves "
              "their futures out; the same command tries them again", file=sys.stderr)
        return INCOMPLETE
    return 0


@dataclass(frozen=True)
class Timed:
    """How long simulating took.

    Parameters
    ----------
    simulated_s
        Wall time [s].
    futures
        How many futures were simulated in it [-]; the others were there.
    """

    simulated_s: float
    futures: int

    def text(self, months: int) -> str:
        """Return what a reader is told of it, with so many park-months a future."""
        if self.futures <= 0:
            return ", all of them there already"
        rate = f"{float(f'{self.futures * months / self.simulated_s:.2g}'):,.0f}"
        return f"; {self.futures} futures simulated in {self.simulated_s:.0f} s: {rate} park-months a second"


class WrongArgumentsError(ValueError):
    """Something was asked for that the study does not have; a line each."""
