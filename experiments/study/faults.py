"""What is wrong with a study, told all at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from experiments.study.escaping import visible


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
        # One line, whatever the name of a file holds.
        return visible(f"{where}: {' '.join(self.message.split())}").replace("\n", "\\n")


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
