"""Whether a run's tables follow from its batches, its batches from its question, and its states from other means."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from experiments.running.archive import Archive
from experiments.running.batch_files import BATCHES, LookedAtBatches
from experiments.running.comparison import Comparison
from experiments.running.folder import hash_of
from experiments.running.kept import KeptRun
from experiments.running.packing import DamagedBatchError
from experiments.running.run import Ending
from experiments.running.storing import hash_of_text, table_texts
from experiments.verifying.again import simulated_again
from experiments.verifying.cells import differing_cells
from experiments.verifying.check import Check, counted
from experiments.verifying.difference import VerificationError
from experiments.verifying.run import verify

PIECE = 1 << 20
"""Characters [-] of a table that are read at once."""


def kept_comparison(kept: KeptRun, manifest: Mapping[str, Any]) -> Comparison:
    """Return the comparison that a run's batches hold; nothing in its folder is touched.

    Parameters
    ----------
    kept
        The run.
    manifest
        What its manifest tells; nothing where it has none.

    Raises
    ------
    DamagedBatchError
        If a batch is missing or damaged.
    """
    stopped = manifest.get("stopped", {})
    after = int(stopped.get("after", kept.futures))
    aside = {int(batch): str(reason) for batch, reason in manifest.get("set_aside", {}).items()}
    batches = [batch for batch in kept.job.batches(after) if batch not in aside]
    if not batches:
        raise DamagedBatchError("every batch was set aside")
    record = Archive(LookedAtBatches(kept.place), run=kept.run, batches=batches,
                     numbers=lambda batch: kept.job.numbers(batch, futures=kept.futures), remake=_refuse)
    ending = Ending(after, str(stopped.get("why", "")), aside=aside)
    return Comparison(kept.study, kept.plans, record, kept.run, ending)


def check_tables(comparison: Comparison, place: Path) -> Check:
    """Check the tables of a run against those that its batches give now.

    Parameters
    ----------
    comparison
        What its batches hold.
    place
        The run's folder.
    """
    equal, problems = 0, []
    try:
        for name, parts in table_texts(comparison):
            if not (place / name).is_file():
                problems.append(f"{place / name}: is missing, and was not compared")
            elif hash_of_text(parts) == hash_of(place / name):
                equal += 1
            else:
                problems.append(f"{place / name}: is not the table that the batches give: "
                                f"{told_difference(place / name, comparison, name)}")
    except (ValueError, KeyError) as error:
        return Check("tables", "not recomputed", (f"{place / BATCHES}: gives no tables: {error}",))
    return Check("tables", f"{equal} of {counted(equal + len(problems), 'table')} recomputed from the batches, equal "
                           "to the last byte", tuple(problems))


def told_difference(file: Path, comparison: Comparison, name: str) -> str:
    """Return how the table of a file differs from that of a comparison.

    Parameters
    ----------
    file
        The file.
    comparison
        The comparison.
    name
        Name of the table's file.
    """
    # Made once more: of a very long table no second copy stands in memory.
    differing = differing_cells(_pieces(file), dict(table_texts(comparison))[name])
    return "every cell is equal, the bytes are not" if differing is None else str(differing)


def check_futures(kept: KeptRun, comparison: Comparison, *, states: int,
                  told: Callable[[str], None]) -> Iterator[Check]:
    """Simulate some futures of a run again, and solve some of their states by other means.

    Parameters
    ----------
    kept
        The run.
    comparison
        What its batches hold.
    states
        How many states of each system.
    told
        Told one line a quantity.
    """
    again = simulated_again(kept.study, kept.plans, comparison.record, run=kept.run, states=states)
    numbers = ", ".join(map(str, again.futures))
    problems = [f"{kept.place / BATCHES}: of futures {numbers} came out otherwise: {', '.join(again.differing)}"
                ] if again.differing else []
    same = "differing" if again.differing else "equal to the last bit"
    yield Check("futures", f"{counted(len(again.futures), 'future')} ({numbers}) simulated again, {same}",
                tuple(problems))
    solved = sum(len(samples) for samples in again.samples.values())
    try:
        verify(comparison.systems, again.samples, told=told)
    except VerificationError as error:
        problems = str(error).splitlines()
        yield Check("states", f"{counted(solved, 'state')} solved by other means", tuple(problems))
        return
    yield Check("states", f"{counted(solved, 'state')} of {counted(len(again.samples), 'system')} solved by other "
                          "means, with the differences above")


def _refuse(batch: int) -> None:
    raise DamagedBatchError(f"batch {batch} is missing or damaged")


def _pieces(file: Path) -> Iterator[str]:
    # A damaged byte is a difference to be told, not an error.
    with file.open(encoding="utf-8", errors="replace", newline="") as text:
        while piece := text.read(PIECE):
            yield piece
