"""The command line: ``python -m experiments``, or ``headroom`` once installed."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from experiments.command.failure import MISTAKE
from experiments.command.parser import parser
from experiments.command.stopping import STOPPED

UNREAD = 141
"""Exit code when nobody reads the output to its end, as shells know it."""


def main() -> int:
    """Run the command that the arguments name.

    Returns
    -------
    int
        0 when it is done, 2 for a mistake of the user's, 130 when it was stopped, 141 when its output was cut off.
    """
    if sys.argv[1:2] == ["test"]:
        # Everything after it is pytest's, even what looks like an option of ours.
        return _tests(sys.argv[2:])
    arguments = parser().parse_args()
    command = import_module(f"experiments.command.{arguments.command}_command")
    try:
        code = int(command.run(arguments))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader, `head` for one, has seen enough; what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    except KeyboardInterrupt:
        print("\nstopped; no half result is left", file=sys.stderr)
        return STOPPED


def _tests(options: list[str]) -> int:
    tests = Path(__file__).parents[1] / "tests"
    if find_spec("pytest") is None or not tests.is_dir():
        print("the tests lie beside the source and need their own packages: in a clone of Headroom, run "
              "`python3 headroom.py test`", file=sys.stderr)
        return MISTAKE
    import pytest

    # Later options win: an own -n takes the place of this one.
    return int(pytest.main(["-n", "auto", "--rootdir", str(tests.parent), *options]))


if __name__ == "__main__":
    sys.exit(main())
