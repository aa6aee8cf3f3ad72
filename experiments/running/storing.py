"""From a comparison to the folder that keeps it: tables, figures and manifest, all or nothing."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from experiments.assumptions import Number, assumption_table, assumptions_of
from experiments.running.comparison import Comparison
from experiments.running.drawing import draw
from experiments.running.folder import whole_folder, write_manifest
from experiments.running.identity import code_version, versions
from experiments.statistics import csv_parts, csv_text

ASSUMPTIONS = "assumptions"
"""Stem of the table that tells what a run rests on; it follows from the study, not from what happened."""


def store(comparison: Comparison, results: Path, *, measured: Mapping[str, object] | None = None,
          assumed: Sequence[Number] | None = None) -> Path:
    """Write tables, figures and manifest of a comparison into a folder of its own, all or nothing.

    Parameters
    ----------
    comparison
        The comparison.
    results
        Folder of all runs.
    measured
        What was measured of the run itself, for the manifest.
    assumed
        The numbers that the study uses; None to gather them here.

    Returns
    -------
    pathlib.Path
        The run's folder.

    Raises
    ------
    ResultsError
        If something that is no run lies in its place.
    """
    with whole_folder(results, comparison.run_id) as folder:
        for stem in comparison.tables:
            with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as file:
                file.writelines(csv_parts(comparison.tables.parts(stem)))
        numbers = assumptions_of(comparison.study) if assumed is None else assumed
        with (folder / f"{ASSUMPTIONS}.csv").open("w", encoding="utf-8", newline="") as file:
            file.write(csv_text(assumption_table(numbers)))
        draw(comparison, folder / "figures")
        write_manifest(folder, _facts(comparison) | {"measured": dict(measured or {})})
    return results / comparison.run_id


def _facts(comparison: Comparison) -> dict[str, object]:
    record, study = comparison.record, comparison.study
    return {
        "run_id": comparison.run_id,
        "study": study.name,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "futures": len(record.futures),
        "seed": study.seed,
        "plans": [plan.name for plan in comparison.plans],
        "horizon_months": study.horizon_months,
        "unsolved_months": {
            plan.name: {system: int(record.of("unsolved", at, system).sum()) for system in record.systems}
            for at, plan in enumerate(comparison.plans)},
        "code": code_version(),
        "versions": versions(),
        "inputs": dict(study.hashes),
    }
