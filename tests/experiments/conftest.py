"""A finished run, small enough to be verified and made anew in seconds."""

from pathlib import Path

import pytest

from experiments.running import storing
from experiments.running.comparison import Comparison, compared
from experiments.running.crew import alone
from experiments.running.identity import identity
from experiments.running.job import Job
from experiments.running.progress import Unwatched
from experiments.running.run_folder import RunFolder
from experiments.study import Study
from experiments.study.copying import new_study

FUTURES, BATCH_FUTURES = 3, 2
"""Two batches, the second of one future."""


def short_study(folder: Path) -> Path:
    """Return the folder of a study: the county's over a year, under two of its plans."""
    new_study(folder)
    file = folder / "study.yaml"
    text = file.read_text(encoding="utf-8").replace("horizon_months: 240", "horizon_months: 12")
    file.write_text(text.replace(text[text.index("plans: ["):text.index("]") + 1], "plans: [today, balanced]"),
                    encoding="utf-8")
    for plan in (folder / "plans").glob("*.yaml"):
        if plan.stem not in ("today", "balanced"):
            plan.unlink()
    return folder


def simulated(study: Study, results: Path, *, batch_futures: int = BATCH_FUTURES) -> Comparison:
    """Return the comparison of a study's plans whose batches lie in the folder of its run."""
    plans = list(study.plans.values())
    folder = RunFolder.begin(results, identity(study, plans, futures=FUTURES), study, plans=list(study.plans),
                             batch_futures=batch_futures)
    job = Job.of(folder.run, study, plans, batch_futures=batch_futures)
    return compared(job, folder.batches, lambda: alone(lambda _: None), futures=FUTURES, watcher=Unwatched())


def sketch(comparison: Comparison, folder: Path) -> None:
    """Leave a picture without drawing: pictures take longer than the run."""
    folder.mkdir()
    (folder / "capacity_power.png").write_bytes(b"a picture of " + comparison.run_id.encode())


@pytest.fixture(scope="session")
def small_comparison(tmp_path_factory) -> Comparison:
    """Return a comparison whose batches lie in a folder of runs."""
    place = tmp_path_factory.mktemp("small")
    return simulated(Study.read(short_study(place / "my_park")), place / "results")


@pytest.fixture(scope="session")
def left_run(small_comparison, tmp_path_factory) -> Path:
    """Return the folder of a finished run; whoever changes it changes a copy."""
    results = small_comparison.study.folder.parent / "results"
    batches = RunFolder(results / small_comparison.run_id, {}).batches
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storing, "draw", sketch)
        return storing.store(small_comparison, results, batches=batches.names_of(small_comparison.record.batches))
