"""From a comparison to the folder that keeps it: tables, figures and manifest, all or nothing."""

import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from experiments.assumptions import assumption_table, assumptions_of
from experiments.running.archive import Archive
from experiments.running.comparison import Comparison
from experiments.running.drawing import draw
from experiments.running.folder import (
    ResultsError,
    hashes,
    manifest_of,
    out_of_room,
    whole_folder,
    write_manifest,
)
from experiments.running.identity import code_version, versions
from experiments.statistics import csv_parts, csv_text

ASSUMPTIONS = "assumptions"
"""Stem of the table that tells what a run rests on; it follows from the study, not from what happened."""

PICTURES_BYTES_A_PLAN = 2e6
"""What the pictures of a plan take on the disk [byte]: the county's six plans of three systems take 11 MB."""


def store(comparison: Comparison, results: Path, *, measured: Mapping[str, object] | None = None,
          batches: Sequence[str] = ()) -> Path:
    """Write tables, figures and manifest of a comparison into a folder of its own, all or nothing.

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

    Returns
    -------
    pathlib.Path
        The run's folder.

    Raises
    ------
    ResultsError
        If something that is no run lies in its place, or the disk does not take it.
    """
    place = results / comparison.run_id
    try:
        with whole_folder(results, comparison.run_id) as folder:
            for stem in comparison.tables:
                with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as file:
                    file.writelines(csv_parts(comparison.tables.parts(stem)))
            with (folder / f"{ASSUMPTIONS}.csv").open("w", encoding="utf-8", newline="") as file:
                file.write(csv_text(assumption_table(assumptions_of(comparison.study))))
            told = _verified_before(place, folder, run_id=comparison.run_id) | dict(measured or {})
            draw(comparison, folder / "figures")
            write_manifest(folder, _facts(comparison, batches) | {"measured": told})
    except OSError as error:
        raise ResultsError(out_of_room(error, place, needed_bytes=_needed_bytes(comparison))) from error
    return place


def _verified_before(place: Path, folder: Path, *, run_id: str) -> dict[str, Any]:
    earlier = manifest_of(place)
    measured, outputs = earlier.get("measured"), earlier.get("outputs")
    if earlier.get("run_id") != run_id or not isinstance(measured, dict) or "verified" not in measured:
        return {}
    # Confirmed of these very numbers: another kind of processor may have left others under the same name.
    tables = {name: digest for name, digest in dict(outputs or {}).items() if name.endswith(".csv")}
    return {"verified": measured["verified"]} if tables == hashes(folder) else {}


def _needed_bytes(comparison: Comparison) -> float:
    tables = sum(len(part.encode()) for stem in comparison.tables for part in csv_parts(comparison.tables.parts(stem)))
    return tables + PICTURES_BYTES_A_PLAN * len(comparison.plans)


def _facts(comparison: Comparison, batches: Sequence[str]) -> dict[str, object]:
    record, study, ending = comparison.record, comparison.study, comparison.ending
    return {
        "run_id": comparison.run_id,
        "study": study.name,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
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


def _unsolved(record: Archive) -> dict[str, dict[str, int]]:
    counts = {plan: dict.fromkeys(record.systems, 0) for plan in record.plans}
    for part in record.parts():
        for at, plan in enumerate(record.plans):
            for system in record.systems:
                counts[plan][system] += int(part.of("unsolved", at, system).sum())
    return counts
