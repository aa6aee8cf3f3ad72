"""A run as its folder keeps it: found by its name, and read so that it can be asked again."""

import json
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import join
from typing import Any

from experiments.running.folder import MANIFEST, RUN
from experiments.running.identity import CALCULATING, NAME_LENGTH, changes, code_version, identity, name_of, versions
from experiments.running.job import BATCH_FUTURES, Job
from experiments.running.run_folder import STUDY
from experiments.statistics.precision import Rule, RuleError, rule_of
from experiments.study import Study, StudyError
from experiments.study.study import UnknownPlanError
from sim.plan import Plan

RUN_NAME = re.compile(rf"[0-9a-f]{{{NAME_LENGTH}}}")
"""What a run is called."""

SHOWN = 5
"""Runs [-] that are named where a name fits several or none."""


class NoSuchRunError(ValueError):
    """Nothing, or more than one run, is what was asked for."""


class DamagedRunError(ValueError):
    """What a run's folder keeps of its question does not give the run; a line each."""


@dataclass(frozen=True)
class KeptRun:
    """What a run was asked, as its folder tells it.

    Parameters
    ----------
    place
        The run's folder.
    told
        What its ``run.json`` tells.
    study
        The study as the run read it, with the plans and with what reaches back that were asked for.
    rule
        What must be known before it stops; none for a fixed number of futures.
    """

    place: Path
    told: Mapping[str, Any]
    study: Study
    rule: Rule | None = None

    @classmethod
    def read(cls, place: Path) -> "KeptRun":
        """Return the run of a folder.

        Parameters
        ----------
        place
            The run's folder; nothing in it is touched.

        Raises
        ------
        DamagedRunError
            If it cannot be read, or what it keeps is not what the run's name stands for.
        """
        told = read_told(place)
        try:
            study = Study.read(place / STUDY)
            study = study.with_plans([study.plan(plan) for plan in told["plans"]])
            until = told["identity"]["until"]
            kept = cls(place, told, study if told["feedback"] else study.without_feedback(),
                       rule_of(until) if until else None)
        except StudyError as error:
            raise DamagedRunError(str(error)) from None
        except (UnknownPlanError, RuleError, KeyError, TypeError, AttributeError) as error:
            raise DamagedRunError(f"{place / RUN}: does not go with {place / STUDY}: {error}") from None
        others = kept.differences()
        if others:
            raise DamagedRunError(f"{place / STUDY}: with {RUN} it does not give run {kept.run}, which differs in "
                                  f"{', '.join(others)}")
        return kept

    @property
    def run(self) -> str:
        """The run's name."""
        return str(self.told["run_id"])

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans that every future met."""
        return tuple(self.study.plans.values())

    @property
    def futures(self) -> int:
        """How many futures were asked for; the most of them where a precision was."""
        return int(self.told["identity"]["futures"])

    @property
    def until(self) -> str:
        """The precision that was asked for; empty for none."""
        return str(self.told["identity"]["until"])

    @property
    def job(self) -> Job:
        """The run's job, under its name, whatever the code is now."""
        return Job.of(self.run, self.study, self.plans, batch_futures=batch_futures_of(self.told))

    def run_now(self) -> str:
        """Return the name of the same question asked of the code and the libraries of today."""
        return name_of(self._identity_now())

    def differences(self) -> list[str]:
        """Return what the question differs in from the run's, code and libraries apart; nothing where all is well."""
        apart = {"code": "", "versions": {}}
        return changes({**self.told["identity"], **apart}, {**self._identity_now(), **apart})

    def _identity_now(self) -> dict[str, Any]:
        return identity(self.study, self.plans, futures=self.futures, until=self.until)


def found_run(asked: str, results: Path) -> Path:
    """Return the folder of a run.

    Parameters
    ----------
    asked
        The run's name, the beginning of one that no other has, or its folder.
    results
        Folder of all runs.

    Raises
    ------
    NoSuchRunError
        If there is none, or more than one.
    """
    runs = [place.name for place in sorted(results.iterdir()) if is_run(place) and RUN_NAME.fullmatch(place.name)
            ] if results.is_dir() else []
    fitting = [name for name in runs if name.startswith(asked)] if asked else []
    if asked in runs or len(fitting) == 1:
        return results / fitting[0]
    if len(fitting) > 1:
        raise NoSuchRunError(f"{asked}: is the beginning of {len(fitting)} runs in {results}: {_some(fitting)}; tell "
                             "more of the name")
    if asked and Path(asked).is_dir():
        if is_run(Path(asked)):
            return Path(asked)
        raise NoSuchRunError(f"{asked}: is no run: it holds neither {RUN} nor {MANIFEST}")
    known = f"it holds {_some(runs)}" if runs else "it holds no run"
    raise NoSuchRunError(f"{asked!r}: no run of that name in {results}, and no such folder; {known}; name another "
                         "folder of runs with --results DIR")


def is_run(place: Path) -> bool:
    """Return whether a folder is that of a run, finished or not."""
    return (place / RUN).is_file() or (place / MANIFEST).is_file()


def read_told(place: Path) -> dict[str, Any]:
    """Return what the ``run.json`` of a run tells.

    Parameters
    ----------
    place
        The run's folder.

    Raises
    ------
    DamagedRunError
        If it is missing or contradicts itself or the folder's name.
    """
    file = place / RUN
    try:
        told = dict(json.loads(file.read_text(encoding="utf-8")))
        run, stands_for, futures = str(told["run_id"]), name_of(told["identity"]), told["identity"]["futures"]
    except FileNotFoundError:
        raise DamagedRunError(f"{file}: is missing; experiments, which keep no batches, leave none") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedRunError(f"{file}: cannot be read: {error}") from None
    if run != stands_for:
        raise DamagedRunError(f"{file}: was changed: it says run {run}, and what it tells is that of {stands_for}")
    for what, count in (("futures", futures), ("batch_futures", told.get("batch_futures", BATCH_FUTURES))):
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise DamagedRunError(f"{file}: was changed: {what} is {count!r}; allowed: a whole number from 1")
    name = place.absolute().name
    if RUN_NAME.fullmatch(name) and name != run:
        raise DamagedRunError(f"{file}: is that of run {run}, and the folder bears the name of {name}")
    return told


def command_again(told: Mapping[str, Any], *, study: str, results: Path) -> str:
    """Return the command that asks what a run was asked.

    Parameters
    ----------
    told
        What its ``run.json`` tells.
    study
        The study, as the command is to name it.
    results
        Folder of all runs.
    """
    until = told["identity"]["until"]
    words = ["headroom", "compare", study, "--plans", ",".join(told["plans"]), "--futures",
             str(told["identity"]["futures"]), *(["--until", until] if until else []),
             *([] if told["feedback"] else ["--no-feedback"]), "--results", str(results)]
    return join(words)


def batch_futures_of(told: Mapping[str, Any]) -> int:
    """Return how many futures of a run marched together."""
    return int(told.get("batch_futures", BATCH_FUTURES))


def changed_since(identity: Mapping[str, Any], machine: Mapping[str, str] | None = None) -> list[str]:
    """Return in what this program and this machine differ from those of a run; numbers may differ for that alone.

    Parameters
    ----------
    identity
        The run's.
    machine
        System and processor that its manifest tells; None where it tells nothing.

    Examples
    --------
    >>> changed_since({"code": code_version(), "versions": {**versions(), "numpy": "1.0"}})
    ['numpy (1.0, now 2...)']
    """
    found = ["Headroom's code"] if identity["code"] != code_version() else []
    now = versions()
    for name in ("python", *CALCULATING):
        before = identity["versions"].get(name)
        if before != now[name]:
            found.append(f"{name} ({before or 'none'}, now {now[name]})")
    here = {"system": platform.system(), "processor": platform.machine()}
    found += [f"the {name} ({machine[name]}, now {here[name]})" for name in here
              if machine and machine.get(name, here[name]) != here[name]]
    return found


def _some(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
