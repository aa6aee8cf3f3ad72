"""From a comparison to the folder that keeps it: tables, figures, description and manifest, all or nothing."""

import json
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from experiments.assumptions import assumption_table, assumptions_of
from experiments.running.archive import Archive
from experiments.running.batch_files import BATCHES
from experiments.running.comparison import Comparison
from experiments.running.crate import CRATE, File, crate
from experiments.running.drawing import draw
from experiments.running.durable import write_whole
from experiments.running.folder import (
    MANIFEST,
    RUN,
    ResultsError,
    hash_of,
    hashes,
    manifest_of,
    manifest_text,
    out_of_room,
    whole_folder,
    write_manifest,
)
from experiments.running.identity import code_version, versions
from experiments.running.run_folder import STUDY
from experiments.statistics import csv_parts, csv_text

ASSUMPTIONS = "assumptions"
"""Stem of the table that tells what a run rests on; it follows from the study, not from what happened."""

FIGURES_FOLDER = "figures"

PICTURES_BYTES_A_PLAN = 2e6
"""What the pictures of a plan take on the disk [byte]: the county's six plans of three systems take 11 MB."""


def store(comparison: Comparison, results: Path, *, measured: Mapping[str, object] | None = None,
          batches: Sequence[str] = (), told: Callable[[str], None] = lambda _: None,
          pictures: Callable[[Comparison, Path], None] | None = None) -> Path:
    """Write tables, figures, description and manifest of a comparison into a folder of its own, all or nothing.

    Parameters
    ----------
    comparison
        The comparison.
    results
        Folder of all runs.
    measured
        What was measured of the run itself, for the manifest. A verification that an earlier run of the same name
        with the same tables has passed is kept where this one has none.
    batches
        Names of the files that hold its batches.
    told
        Told where everything is there already, whole and the same: then nothing is drawn again, which would take
        longer than many futures, and nothing is written but a verification that is new.
    pictures
        Draws into a folder; None for every figure.

    Returns
    -------
    pathlib.Path
        The run's folder.

    Raises
    ------
    ResultsError
        If something that is no run lies in its place, or the disk does not take it.
    """
    place, facts = results / comparison.run_id, _facts(comparison, batches)
    try:
        earlier = manifest_of(place)
        if _is_there(earlier, place, comparison, facts=facts) and (pictures or _is_drawn(earlier)):
            _add_verification(place, earlier, measured or {})
            told("tables and figures were there already, whole and the same; they are left as they are")
            return place
        with whole_folder(results, comparison.run_id) as folder:
            for name, parts in table_texts(comparison):
                with (folder / name).open("w", encoding="utf-8", newline="") as file:
                    file.writelines(parts)
            found = _verified_before(earlier, folder, run_id=comparison.run_id) | dict(measured or {})
            (pictures or draw)(comparison, folder / FIGURES_FOLDER)
            kept = _kept(place, facts)
            facts |= {"begun": _begun(place, kept), "written": _iso(datetime.now(UTC)), "measured": found}
            description = crate(facts, [*_files(folder), *kept])
            (folder / CRATE).write_text(json.dumps(description, indent=2, ensure_ascii=False) + "\n", encoding="utf-8",
                                        newline="\n")
            write_manifest(folder, facts)
    except OSError as error:
        raise ResultsError(out_of_room(error, place, needed_bytes=_needed_bytes(comparison))) from error
    return place


def no_pictures(comparison: Comparison, folder: Path) -> None:
    """Draw nothing: with very many plans and systems pictures take longer than the run."""


def table_texts(comparison: Comparison) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield the name of every file of tables that a comparison leaves, and its text in parts.

    Parameters
    ----------
    comparison
        The comparison.
    """
    for stem in comparison.tables:
        yield f"{stem}.csv", csv_parts(comparison.tables.parts(stem))
    yield f"{ASSUMPTIONS}.csv", _assumption_text(comparison)


def _assumption_text(comparison: Comparison) -> Iterator[str]:
    # Found only when it is asked for: to see on what every number bears takes longer than all other tables.
    yield csv_text(assumption_table(assumptions_of(comparison.study)))


def hash_of_text(parts: Iterable[str]) -> str:
    """Return the SHA-256 of the bytes of a text that comes in parts."""
    digest = sha256()
    for part in parts:
        digest.update(part.encode())
    return digest.hexdigest()


def _is_there(earlier: Mapping[str, Any], place: Path, comparison: Comparison, *, facts: Mapping[str, object]) -> bool:
    outputs = earlier.get("outputs")
    if not outputs or CRATE not in outputs or any(earlier.get(name) != value for name, value in facts.items()):
        return False
    if any(not (place / name).is_file() or hash_of(place / name) != digest for name, digest in outputs.items()):
        return False
    tables = {name: hash_of_text(parts) for name, parts in table_texts(comparison)}
    return tables == {name: digest for name, digest in outputs.items() if name.endswith(".csv")}


def _is_drawn(earlier: Mapping[str, Any]) -> bool:
    return any(name.startswith(f"{FIGURES_FOLDER}/") for name in earlier["outputs"])


def _add_verification(place: Path, earlier: Mapping[str, Any], measured: Mapping[str, object]) -> None:
    if "verified" in measured:
        found = earlier["measured"] | {"verified": measured["verified"]}
        write_whole(place / MANIFEST, manifest_text({**earlier, "measured": found}).encode())


def _files(folder: Path) -> list[File]:
    return [File(name, digest, (folder / name).stat().st_size) for name, digest in hashes(folder).items()]


def _kept(place: Path, facts: Mapping[str, Any]) -> list[File]:
    # What lies there since the run began; a question's script, which keeps no batches, has left nothing of it.
    names = [RUN, *(f"{STUDY}/{name}" for name in facts["inputs"]), *(f"{BATCHES}/{name}" for name in facts["batches"])]
    return [File(name, hash_of(place / name), (place / name).stat().st_size) for name in names
            if (place / name).is_file()]


def _verified_before(earlier: Mapping[str, Any], folder: Path, *, run_id: str) -> dict[str, Any]:
    measured, outputs = earlier.get("measured"), earlier.get("outputs")
    if earlier.get("run_id") != run_id or not isinstance(measured, dict) or "verified" not in measured:
        return {}
    # Confirmed of these very numbers: another kind of processor may have left others under the same name.
    tables = {name: digest for name, digest in dict(outputs or {}).items() if name.endswith(".csv")}
    return {"verified": measured["verified"]} if tables == hashes(folder) else {}


def _begun(place: Path, kept: Sequence[File]) -> str:
    # What a run was asked lies there from its first moment on, however often it was interrupted.
    if not kept:
        return ""
    return _iso(datetime.fromtimestamp(min((place / file.path).stat().st_mtime for file in kept), UTC))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _needed_bytes(comparison: Comparison) -> float:
    tables = sum(len(part.encode()) for stem in comparison.tables for part in csv_parts(comparison.tables.parts(stem)))
    return tables + PICTURES_BYTES_A_PLAN * len(comparison.plans)


def _facts(comparison: Comparison, batches: Sequence[str]) -> dict[str, Any]:
    record, study, ending = comparison.record, comparison.study, comparison.ending
    told = {
        "run_id": comparison.run_id,
        "study": study.name,
        "futures": len(record.futures),
        "stopped": {"after": ending.futures, "why": ending.because, **ending.account},
        "set_aside": {str(batch): reason for batch, reason in ending.aside.items()},
        "seed": study.seed,
        "plans": [plan.name for plan in comparison.plans],
        "horizon_months": study.horizon_months,
        "unsolved_months": _unsolved(record),
        "code": code_version(),
        "versions": dict(versions()),
        "machine": {"system": platform.system(), "processor": platform.machine()},
        "inputs": dict(study.hashes),
        "batches": list(batches),
    }
    # As it comes back from a file.
    return dict(json.loads(json.dumps(told)))


def _unsolved(record: Archive) -> dict[str, dict[str, int]]:
    counts = {plan: dict.fromkeys(record.systems, 0) for plan in record.plans}
    for part in record.parts():
        for at, plan in enumerate(record.plans):
            for system in record.systems:
                counts[plan][system] += int(part.of("unsolved", at, system).sum())
    return counts
