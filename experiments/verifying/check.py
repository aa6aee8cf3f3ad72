"""What one kind of check of a run has found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """What one kind of check has found.

    Parameters
    ----------
    kind
        What was checked, in a word.
    found
        How much of it, and how much is as it should be.
    problems
        What is not, each with its place.
    notes
        What a reader should know and is no problem.
    """

    kind: str
    found: str
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number of things in words.

    Examples
    --------
    >>> counted(1, "batch", "batches"), counted(1200, "file")
    ('1 batch', '1,200 files')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
