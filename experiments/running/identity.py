"""The name of a run: a hash of everything its results follow from."""

import json
import platform
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from experiments.study import Study
from sim.plan import OnDate, Plan

ROOT = Path(__file__).parents[2]
PACKAGES = ("sim", "networks", "demand", "experiments")
CALCULATING = ("numpy", "scipy", "pandas", "numba", "pandapower", "power-grid-model", "networkx", "simpy")
"""Libraries whose version may move a result."""

NAME_LENGTH = 12
"""Digits of the hash in a run's name; enough that two runs of one folder never meet."""

CALLED = {"inputs": "the study's files", "plans": "the plans", "policy": "the policy", "seed": "the seed",
          "futures": "the number of futures", "until": "the precision asked for", "code": "Headroom's code",
          "versions": "the libraries", "horizon_months": "the horizon", "systems": "the systems",
          "sampling": "the sampling"}
"""What a reader calls the parts of an identity."""


@cache
def code_version() -> str:
    """Return a hash of the source and the tables of the four packages, whatever folder they lie in.

    Studies are left out: what was read of them is hashed with the run's inputs. It is taken once a process: what is
    edited later is not what this process has loaded.
    """
    digest = sha256()
    for package in PACKAGES:
        files = [*(ROOT / package).rglob("*.py"), *(ROOT / package).glob("*.csv")]
        for file in sorted(files):
            digest.update(file.relative_to(ROOT).as_posix().encode())
            # The same text however its lines end, as for the inputs.
            digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


@cache
def versions() -> Mapping[str, str]:
    """Return the versions of Python and of the libraries that calculate."""
    return {"python": platform.python_version()} | {name: version(name) for name in CALCULATING}


def identity(study: Study, plans: Sequence[Plan], *, futures: int, until: str = "") -> dict[str, Any]:
    """Return everything that the results of a run follow from, as a manifest may tell it.

    Parameters
    ----------
    study
        The study, with its seed.
    plans
        The plans that are run.
    futures
        How many futures; the most of them where a precision is asked for.
    until
        The precision that is asked for; empty for none.
    """
    policy = study.policy
    told = {
        "inputs": dict(study.hashes),
        "plans": [[plan.name, [_told(name, start) for name, start in plan.starts.items()]] for plan in plans],
        "policy": repr((policy.approval, sorted(policy.holds.items()), sorted(policy.offices.items()),
                        sorted(policy.criterion.items()), policy.feedback)),
        "seed": study.seed,
        "futures": futures,
        "until": until,
        "sampling": study.sampling,
        "horizon_months": study.horizon_months,
        "systems": dict(study.system_places) | {"demand": study.demand_place},
        "code": code_version(),
        "versions": dict(versions()),
    }
    # As it comes back from a file.
    return dict(json.loads(json.dumps(told)))


def name_of(told: Mapping[str, Any]) -> str:
    """Return the name of the run of an identity."""
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:NAME_LENGTH]


def run_id(study: Study, plans: Sequence[Plan], *, futures: int, until: str = "") -> str:
    """Return the name of a run; see ``identity``."""
    return name_of(identity(study, plans, futures=futures, until=until))


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return what differs between two identities, each in a few words.

    Parameters
    ----------
    before, now
        As ``identity`` tells them.

    Examples
    --------
    >>> changes({"seed": 1, "inputs": {"park.yaml": "a", "old.csv": "b"}}, {"seed": 2, "inputs": {"park.yaml": "c"}})
    ['the seed (1, now 2)', "the study's files (old.csv, park.yaml)"]
    """
    found = []
    for key in dict.fromkeys([*before, *now]):
        old, new = before.get(key), now.get(key)
        if old == new:
            continue
        called = CALLED.get(key, key)
        if isinstance(old, dict) and isinstance(new, dict):
            names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
            found.append(f"{called} ({', '.join(names)})")
        elif isinstance(old, int | str) and isinstance(new, int | str) and key in {"seed", "futures", "until",
                                                                                  "horizon_months"}:
            found.append(f"{called} ({old or 'none'}, now {new or 'none'})")
        else:
            found.append(called)
    return found


def _told(project: str, start: object) -> list[object]:
    return [project, start.month if isinstance(start, OnDate) else repr(start)]
