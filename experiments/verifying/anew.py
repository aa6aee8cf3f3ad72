"""What differs between a run and the same question asked anew."""

from collections.abc import Iterator
from pathlib import Path

from experiments.running.batch_files import BATCHES, BatchFiles, LookedAtBatches, number_of
from experiments.running.comparison import Comparison
from experiments.running.folder import hash_of, manifest_of
from experiments.running.kept import KeptRun
from experiments.running.storing import hash_of_text, table_texts
from experiments.verifying.check import Check, counted
from experiments.verifying.recomputed import told_difference

TOLD = 5
"""Tables [-] whose differences are told in full."""


def compared_anew(kept: KeptRun, comparison: Comparison, batches: BatchFiles) -> Iterator[Check]:
    """Yield what is equal and what differs, to the last bit: name, batches, tables.

    Parameters
    ----------
    kept
        The run.
    comparison
        What has come out anew.
    batches
        Where its batches lie.
    """
    yield _name(kept)
    yield _batches(kept, batches)
    yield _tables(kept.place, comparison)


def _name(kept: KeptRun) -> Check:
    now = kept.run_now()
    if now == kept.run:
        return Check("run id", f"{now}, the same")
    # What has another name follows from other code or libraries; whether its results differ is told below.
    return Check("run id", f"{now}, not {kept.run}", notes=("other code or libraries give it another name",))


def _batches(kept: KeptRun, batches: BatchFiles) -> Check:
    # The names hold the hashes; that of a file which was damaged since is not believed.
    stored = LookedAtBatches(kept.place)
    _, damaged = stored.verified()
    # More may lie there than the run needed, left by one that went on too far for want of a batch.
    after = int(manifest_of(kept.place).get("stopped", {}).get("after", kept.futures))
    before = {name for name in stored.names() if number_of(name) in kept.job.batches(after)}
    now = set(batches.names())
    equal = sorted((before & now) - set(damaged))
    problems = [f"{stored.folder / name}: was damaged" for name in damaged]
    problems += [f"{stored.folder / name}: did not come out again" for name in sorted(before - now - set(damaged))]
    whole = {number_of(name) for name in before}
    problems += [f"{kept.place / BATCHES}: batch {number_of(name)} came out anew and is not there"
                 for name in sorted(now) if number_of(name) not in whole]
    return Check("batches", f"{len(equal)} of {counted(len(now), 'batch', 'batches')} equal to the last bit",
                 tuple(problems))


def _tables(place: Path, comparison: Comparison) -> Check:
    differing, count = [], 0
    for name, parts in table_texts(comparison):
        count += 1
        if not (place / name).is_file():
            differing.append(f"{place / name}: is missing")
        elif hash_of_text(parts) != hash_of(place / name):
            differing.append(f"{place / name}: " + (told_difference(place / name, comparison, name)
                                                    if len(differing) < TOLD else "differs too"))
    return Check("tables", f"{count - len(differing)} of {counted(count, 'table')} equal to the last byte",
                 tuple(differing))
