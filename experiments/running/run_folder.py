"""The folder of a run from its first moment on: what it is, the study as it was read, and the batches so far."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments.running.batch_files import BATCHES, BatchFiles, StoreError
from experiments.running.durable import write_whole
from experiments.running.folder import MANIFEST, RUN, ResultsError
from experiments.running.identity import changes, name_of
from experiments.running.job import BATCH_FUTURES
from experiments.study import Study

STUDY = "study"
"""Folder of the study as the run has read it: what is edited later does not touch the run."""


@dataclass(frozen=True)
class RunFolder:
    """The folder of a run.

    Parameters
    ----------
    place
        Where it lies.
    identity
        Everything that its results follow from.
    repaired
        Files of it that lay there otherwise than they should, and were written anew when it was gone on with.
    """

    place: Path
    identity: Mapping[str, Any]
    repaired: tuple[Path, ...] = ()

    @property
    def run(self) -> str:
        """The run's name."""
        return name_of(self.identity)

    @property
    def batches(self) -> BatchFiles:
        """Where its batches lie."""
        return BatchFiles(self.place)

    @classmethod
    def begin(cls, results: Path, identity: Mapping[str, Any], study: Study, *, plans: Sequence[str],
              batch_futures: int = BATCH_FUTURES) -> "RunFolder":
        """Return the folder of a run, made if it is not there yet.

        Parameters
        ----------
        results
            Folder of all runs.
        identity
            Everything that the run's results follow from.
        study
            The study, whose files are kept beside the batches.
        plans
            The plans, levers included, as they are asked for.
        batch_futures
            How many futures march together; nothing but the batches' borders depends on it.

        Raises
        ------
        ResultsError
            If another run lies in its place, or the disk does not take it.
        """
        folder = cls(results / name_of(identity), identity)
        other = told_run(folder.place)
        if other is not None and other["run_id"] != folder.run:
            raise ResultsError(f"{folder.place}: holds run {other['run_id']} under another name, which differs from "
                               f"this one in {', '.join(changes(other['identity'], identity))}; give it its name back, "
                               "or use --results DIR")
        told = {"run_id": folder.run, "study": study.name, "plans": list(plans),
                "feedback": study.policy.feedback, "batch_futures": batch_futures,
                "identity": identity}
        try:
            folder.place.mkdir(parents=True, exist_ok=True)
            kept = {folder.place / STUDY / file: text.encode() for file, text in study.texts.items()}
            kept[folder.place / RUN] = (json.dumps(told, indent=2) + "\n").encode()
            repaired = [place for place, content in kept.items() if _keep(place, content)]
        except OSError as error:
            raise StoreError(f"{folder.place}: the run cannot be begun there: {error.strerror or error}; make room, or "
                             "name another folder with --results DIR") from error
        return replace(folder, repaired=tuple(repaired))


def _keep(place: Path, content: bytes) -> bool:
    # Whether something else lay there. What is whole is left as it is: another process may be reading it.
    lay_there = place.is_file()
    if lay_there and place.read_bytes() == content:
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, content)
    return lay_there


def told_run(place: Path) -> dict[str, Any] | None:
    """Return what the folder of a run says that it is; None where it says nothing that can be believed.

    Parameters
    ----------
    place
        The run's folder.
    """
    try:
        told = json.loads((place / RUN).read_text(encoding="utf-8"))
        # A damaged file contradicts itself.
        return dict(told) if name_of(told["identity"]) == told["run_id"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def unfinished_others(results: Path, identity: Mapping[str, Any], *, study: str) -> list[str]:
    """Return a sentence for every unfinished run of a study that cannot be gone on with, and why.

    Parameters
    ----------
    results
        Folder of all runs.
    identity
        Of the run that is begun.
    study
        The study's name.
    """
    if not results.is_dir():
        return []
    found = []
    for place in sorted(results.iterdir()):
        told = None if (place / MANIFEST).exists() else told_run(place)
        if told is None or told.get("study") != study or told["run_id"] == name_of(identity):
            continue
        have = len(BatchFiles(place).present()) if (place / BATCHES).is_dir() else 0
        batches = "1 batch" if have == 1 else f"{have} batches"
        found.append(f"{place} is unfinished ({batches}) and is not gone on with: this run differs from it in "
                     f"{', '.join(changes(told['identity'], identity))}; the command that began it goes on, or delete "
                     "its folder")
    return found
