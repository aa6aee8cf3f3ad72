"""The name of a run: a hash of everything its results follow from."""

import json
import platform
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from experiments.study import Study
from sim.plan import OnDate, Plan

ROOT = Path(__file__).parents[2]
PACKAGES = ("sim", "networks", "demand", "experiments")
CALCULATING = ("numpy", "scipy", "pandas", "numba", "pandapower", "power-grid-model", "networkx", "simpy")
"""Libraries whose version may move a result."""

NAME_LENGTH = 12
"""Digits of the hash in a run's name; enough that two runs of one folder never meet."""


def code_version() -> str:
    """Return a hash of the source and the tables of the four packages, whatever folder they lie in.

    Studies are left out: what was read of them is hashed with the run's inputs.
    """
    digest = sha256()
    for package in PACKAGES:
        files = [*(ROOT / package).rglob("*.py"), *(ROOT / package).glob("*.csv")]
        for file in sorted(files):
            digest.update(file.relative_to(ROOT).as_posix().encode())
            # The same text however its lines end, as for the inputs.
            digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that calculate."""
    return {"python": platform.python_version()} | {name: version(name) for name in CALCULATING}


def run_id(study: Study, plans: Sequence[Plan], *, futures: int) -> str:
    """Return the name of a run.

    Parameters
    ----------
    study
        The study, with its seed.
    plans
        The plans that are run.
    futures
        How many futures.
    """
    told = {
        "inputs": dict(study.hashes),
        "plans": [[plan.name, [_told(name, start) for name, start in plan.starts.items()]] for plan in plans],
        "policy": repr((study.policy.approval, sorted(study.policy.holds.items()),
                        sorted(study.policy.offices.items()), sorted(study.policy.criterion.items()),
                        study.policy.feedback)),
        "seed": study.seed,
        "futures": futures,
        "code": code_version(),
        "versions": versions(),
    }
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:NAME_LENGTH]


def _told(project: str, start: object) -> list[object]:
    return [project, start.month if isinstance(start, OnDate) else repr(start)]
