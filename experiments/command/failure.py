"""How a mistake of the user's is told: on standard error, one line each, exit code 2."""

import sys
from collections.abc import Iterable

MISTAKE = 2
"""Exit code of a mistake in what the user gave."""

UNCONFIRMED = 1
"""Exit code of a run that is not what it says, or whose states other means solve differently."""


def tell(mistakes: Iterable[str]) -> int:
    """Print mistakes, one line each, and return the exit code for them."""
    # What it rests on takes time to load, and most commands make no mistake.
    from experiments.study.escaping import visible

    for mistake in mistakes:
        print(visible(mistake), file=sys.stderr)
    return MISTAKE
