"""What is wrong with a study, told all at once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class StudyFault:
    """One mistake in a study, one line when told.

    Parameters
    ----------
    place
        The file or folder, as its author would type it.
    line
        Line of the file, the first is 1; None for the whole.
    message
        What is wrong, the value, what is allowed and the way out.
    """

    place: str
    line: int | None
    message: str

    def __str__(self) -> str:
        where = self.place if self.line is None else f"{self.place}:{self.line}"
        return f"{where}: {' '.join(self.message.split())}"


class StudyError(ValueError):
    """A study that cannot be used as it is.

    Parameters
    ----------
    faults
        Every mistake that was found.
    """

    def __init__(self, faults: Iterable[StudyFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


def way_out(value: str, known: Collection[str]) -> str:
    """Return the end of a sentence about a name that is not known.

    Parameters
    ----------
    value
        The name that was given.
    known
        The names that are allowed.

    Examples
    --------
    >>> way_out("powr", ("power", "roads"))
    "did you mean 'power'?"
    >>> way_out("gas", ("power", "roads"))
    'known: power, roads'
    """
    near = get_close_matches(value, known, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known: {', '.join(known) or 'none'}"
