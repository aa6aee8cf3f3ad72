"""How a mistake of the user's is told: on standard error, one line each, exit code 2."""

import sys
from collections.abc import Iterable

from experiments.study.escaping import visible

MISTAKE = 2
"""Exit code of a mistake in what the user gave."""


def tell(mistakes: Iterable[str]) -> int:
    """Print mistakes, one line each, and return the exit code for them."""
    for mistake in mistakes:
        print(visible(mistake), file=sys.stderr)
    return MISTAKE
