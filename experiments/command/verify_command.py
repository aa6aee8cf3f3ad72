"""headroom verify: is a run what it says it is, to the last bit?"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.command.failure import UNCONFIRMED, tell

if TYPE_CHECKING:
    from experiments.verifying.check import Check


def run(arguments: argparse.Namespace) -> int:
    """Verify a run and print what was found; return the exit code."""
    from experiments.running.kept import NoSuchRunError, found_run
    from experiments.verifying.whole_run import checks

    try:
        place = found_run(arguments.run, arguments.results)
    except NoSuchRunError as error:
        return tell([str(error)])
    print(f"{place}")
    problems = 0
    for check in checks(place, states=arguments.states, told=lambda line: print(f"  {line}", flush=True)):
        show(check)
        problems += len(check.problems)
    if not problems:
        print("confirmed")
        return 0
    print(f"not confirmed: {problems} {'problem' if problems == 1 else 'problems'}; {_way_out(place)}")
    return UNCONFIRMED


def show(check: "Check") -> None:
    """Print what a check has found, a line each for what is wrong and what is worth knowing."""
    print(f"{check.kind}: {check.found}")
    for problem in check.problems:
        print(f"  problem: {problem}")
    for note in check.notes:
        print(f"  note: {note}")


def _way_out(place: Path) -> str:
    from experiments.running.kept import command_again
    from experiments.running.run_folder import STUDY
    from experiments.verifying.stored import check_study, run_told

    told = run_told(place)
    if not told:
        return "the command that made it makes it anew in a folder of its own, once this one is moved away"
    study = "STUDY" if check_study(place).problems else str(place / STUDY)
    where = ", with the study that it was made from as STUDY" if study == "STUDY" else ""
    return ("the command that made it computes anew what is damaged, with the same code and libraries under the same "
            f"name{where}: {command_again(told, study=study, results=place.parent)}")
