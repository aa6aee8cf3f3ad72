"""A run verified from its seal to its states: hashes, tables, futures; nothing in its folder is touched."""

from collections.abc import Callable, Iterator
from pathlib import Path

from experiments.running.batch_files import BATCHES
from experiments.running.folder import manifest_of
from experiments.running.kept import DamagedRunError, KeptRun, changed_since
from experiments.running.packing import DamagedBatchError
from experiments.verifying.check import Check
from experiments.verifying.recomputed import check_futures, check_tables, kept_comparison
from experiments.verifying.stored import (
    check_batches,
    check_manifest,
    check_outputs,
    check_question,
    check_study,
    run_told,
)


def checks(place: Path, *, states: int, told: Callable[[str], None]) -> Iterator[Check]:
    """Yield what every kind of check of a run finds, the quick ones first.

    Parameters
    ----------
    place
        The run's folder.
    states
        How many states of each system are solved by other means.
    told
        Told one line a quantity that was solved by other means.
    """
    for check in (check_manifest, check_question, check_study, check_outputs):
        yield check(place)
    batches, manifest = check_batches(place), manifest_of(place)
    yield batches
    try:
        kept = KeptRun.read(place)
    except DamagedRunError as error:
        yield Check("tables", "not recomputed: the question is not whole", tuple(str(error).splitlines()))
        return
    yield _surroundings(place)
    if batches.problems:
        yield Check("tables", "not recomputed: not every batch is whole")
        return
    try:
        comparison = kept_comparison(kept, manifest)
    except DamagedBatchError as error:
        yield Check("tables", "not recomputed", (f"{place / BATCHES}: gives no tables: {error}",))
        return
    yield check_tables(comparison, place) if manifest else Check("tables", "not recomputed: no manifest tells of them")
    try:
        yield from check_futures(kept, comparison, states=states, told=told)
    except (DamagedBatchError, KeyError) as error:
        yield Check("futures", "not compared", (f"{place / BATCHES}: holds no such futures: {error}",))


def _surroundings(place: Path) -> Check:
    changed = changed_since(run_told(place)["identity"], manifest_of(place).get("machine"))
    if not changed:
        return Check("code", "code, libraries and processor are those of the run")
    return Check("code", f"differs from that of the run in {', '.join(changed)}; where numbers differ below, that may "
                         "be why")
