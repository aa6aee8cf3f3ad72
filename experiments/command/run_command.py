"""headroom run: one of the experiments."""

import argparse
import runpy
import sys

from experiments.command.experiments_known import experiments_known
from experiments.command.failure import tell
from sim.table import way_out


def run(arguments: argparse.Namespace) -> int:
    """Run a question script by name; return the exit code."""
    from experiments.running.folder import ResultsError, check_place

    known = experiments_known()
    name = arguments.experiment.removesuffix(".py")
    if name not in known:
        return tell([f"no experiment {name!r}; {way_out(name, known)}"])
    try:
        check_place(arguments.results)
    except ResultsError as error:
        return tell([str(error)])
    before = sys.argv
    sys.argv = [str(known[name]), str(arguments.results)]
    try:
        runpy.run_path(str(known[name]), run_name="__main__")
    finally:
        sys.argv = before
    return 0
