"""headroom run: one of the experiments."""

import argparse
import runpy
import sys
from difflib import get_close_matches

from experiments.command.experiments_known import experiments_known
from experiments.command.failure import tell


def run(arguments: argparse.Namespace) -> int:
    """Run a question script by name; return the exit code."""
    from experiments.running.folder import ResultsError, check_place

    known = experiments_known()
    name = arguments.experiment.removesuffix(".py")
    if name not in known:
        near = get_close_matches(name, known, n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        return tell([f"no experiment {name!r}{meant}; there are: {', '.join(known)}"])
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
