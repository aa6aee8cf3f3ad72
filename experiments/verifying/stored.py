"""Whether what a run has left is what it wrote: every hash recomputed, nothing touched."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.running.batch_files import BATCHES, CLAIMS, LookedAtBatches, number_of
from experiments.running.folder import MANIFEST, RUN, SEAL, hash_of, manifest_of, manifest_told, seal_of
from experiments.running.job import batches_of, numbers_of
from experiments.running.kept import DamagedRunError, batch_futures_of, read_told
from experiments.running.packing import DamagedBatchError, Packed
from experiments.running.run_folder import STUDY
from experiments.study.files import StudyFiles
from experiments.verifying.check import Check, counted

SHARED = {**{name: (name,) for name in ("run_id", "study", "plans")},
          **{name: ("identity", name) for name in ("code", "versions", "inputs", "seed", "horizon_months")}}
"""What the manifest and ``run.json`` both tell, and where in the latter."""

Told = Mapping[str, Any]


def run_told(place: Path) -> dict[str, Any]:
    """Return what ``run.json`` tells of a run; nothing where it cannot be believed."""
    try:
        return read_told(place)
    except DamagedRunError:
        return {}


def check_manifest(place: Path) -> Check:
    """Check the seal of a manifest, and that it tells of the run that ``run.json`` tells of.

    Parameters
    ----------
    place
        The run's folder.
    """
    file, manifest, told = place / MANIFEST, manifest_told(place), run_told(place)
    if not file.is_file():
        return Check("manifest", "none", (f"{file}: is missing: the run is not finished",))
    if not manifest:
        return Check("manifest", "damaged", (f"{file}: cannot be read as JSON",))
    if manifest.get(SEAL) != seal_of(manifest):
        return Check("manifest", "damaged", (f"{file}: was changed: its seal is not that of what it tells",))
    problems = [f"{file}: tells another {name} than {RUN}" for name, way in SHARED.items()
                if told and manifest.get(name) != _at(told, way)]
    return Check("manifest", "sealed", tuple(problems))


def check_question(place: Path) -> Check:
    """Check that everything the results follow from gives the run's name.

    Parameters
    ----------
    place
        The run's folder.
    """
    try:
        told = read_told(place)
    except DamagedRunError as error:
        return Check("question", "damaged", (str(error),))
    return Check("question", f"{RUN} gives the run's name, {told['run_id']}")


def check_study(place: Path) -> Check:
    """Check the files of the study that a run keeps against their hashes.

    Parameters
    ----------
    place
        The run's folder.
    """
    inputs: Told = run_told(place).get("identity", {}).get("inputs", {}) or manifest_of(place).get("inputs", {})
    files = StudyFiles(place / STUDY, place / STUDY)
    for name in inputs:
        files.text(name)
    problems = [str(fault) for fault in files.faults]
    problems += [f"{place / STUDY / name}: was changed: it is not what the run read" for name, digest in inputs.items()
                 if name in files.texts and files.hashes[name] != digest]
    right = len(inputs) - len(problems)
    return Check("study", f"{right} of {counted(len(inputs), 'file')} as the run read them", tuple(problems))


def check_outputs(place: Path) -> Check:
    """Check everything that a manifest names against its hash, and name what is not the run's.

    Parameters
    ----------
    place
        The run's folder.
    """
    manifest = manifest_told(place)
    outputs = _strings(manifest.get("outputs"))
    missing = [name for name in outputs if not (place / name).is_file()]
    changed = [name for name, digest in outputs.items() if name not in missing and hash_of(place / name) != digest]
    inputs = manifest_of(place).get("inputs") or run_told(place).get("identity", {}).get("inputs", {})
    ours = {*outputs, RUN, MANIFEST, f"{BATCHES}/{CLAIMS}", *(f"{STUDY}/{name}" for name in inputs),
            *(f"{BATCHES}/{name}" for name in LookedAtBatches(place).names())}
    others = sorted(file.relative_to(place).as_posix() for file in place.rglob("*") if file.is_file())
    return Check(
        "outputs", f"{len(outputs) - len(missing) - len(changed)} of {counted(len(outputs), 'file')} as they were "
                   "written",
        (*(f"{place / name}: is missing" for name in missing),
         *(f"{place / name}: was changed: its SHA-256 is not that of the manifest" for name in changed)),
        tuple(f"{place / name}: is not the run's" for name in others if name not in ours))


def check_batches(place: Path) -> Check:
    """Check every batch against its name, the manifest's list and its number, and that none is missing.

    Parameters
    ----------
    place
        The run's folder.
    """
    # What a damaged manifest says of batches is no better than nothing.
    told, manifest, store = run_told(place), manifest_of(place), LookedAtBatches(place)
    if not told:
        return Check("batches", "not checked: nothing tells which run's they should be")
    _, damaged = store.verified()
    present = store.present()
    problems = [f"{store.folder / name}: was damaged: its SHA-256 is not that of its name" for name in damaged]
    listed = manifest.get("batches", [])
    problems += [f"{store.folder / name}: is missing" for name in listed if not (store.folder / name).is_file()]
    most = int(told["identity"]["futures"])
    after = int(manifest.get("stopped", {}).get("after", most))
    wanted, aside = batches_of(after, size=batch_futures_of(told)), set(map(int, manifest.get("set_aside", {})))
    futures, right = 0, 0
    for batch in wanted:
        numbers = numbers_of(batch, size=batch_futures_of(told), futures=most)
        if batch not in present:
            if batch not in aside and not any(name.startswith(f"{batch:06d}-") for name in listed):
                problems.append(f"{store.folder}: batch {batch} is missing")
            continue
        mistake = _mistake(store, batch, run=told["run_id"], numbers=numbers)
        if mistake is None:
            futures, right = futures + len(numbers), right + 1
        elif batch not in map(number_of, damaged):
            problems.append(f"{store.folder}: {mistake}")
    left = f"; {counted(len(aside), 'batch', 'batches')} set aside by the run" if aside else ""
    notes = [f"{store.folder / name}: is not in the manifest's list" for name in store.names()
             if manifest and name not in listed]
    return Check("batches", f"{right} of {counted(len(wanted) - len(aside), 'batch', 'batches')} whole, "
                            f"{counted(futures, 'future')}{left}", tuple(problems), tuple(notes))


def _mistake(store: LookedAtBatches, batch: int, *, run: str, numbers: Sequence[int]) -> str | None:
    try:
        part = Packed(store.content(batch))
        part.check(run=run, batch=batch)
    except DamagedBatchError as error:
        return f"batch {batch}: {error}"
    if part.futures.tolist() != list(numbers):
        return f"batch {batch} does not hold futures {numbers[0]} to {numbers[-1]}"
    return None


def _at(told: Told, way: Sequence[str]) -> object:
    found: Any = told
    for name in way:
        found = found.get(name)
    return found


def _strings(told: object) -> dict[str, str]:
    return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else {}
