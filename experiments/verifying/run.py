"""All systems of a run that can be solved by other means."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from experiments.verifying.difference import VerificationError, Verified, refusals
from sim.assessing import Sample
from sim.capacity import CapacitySystem

MEANS: Mapping[str, str] = {
    name: f"experiments.verifying.{module}" for name, module in (
        ("power", "power"), ("roads", "roads"), ("sewage", "sewage"), ("water", "trees"), ("heat", "trees"),
        ("gas", "trees"), ("drainage", "drainage"))}
"""Where the other means for a network system lie."""

SERVICES = "experiments.verifying.services"
"""Where the other means for simple services lie."""


def verify(systems: Mapping[str, CapacitySystem], samples: Mapping[str, tuple[Sample, ...]], *,
           told: Callable[[str], None]) -> list[Verified]:
    """Return what solving the kept states of a run again has shown.

    Parameters
    ----------
    systems
        The systems by name.
    samples
        Kept states by system.
    told
        Told one line a quantity as they come.

    Raises
    ------
    VerificationError
        If a difference is larger than allowed.
    """
    verified = []
    for name, system in systems.items():
        means: Any = import_module(MEANS.get(name, SERVICES))
        each: Verified = means.verify(system, samples[name])
        verified.append(each)
        for difference in each.differences:
            told(f"verified {name}: {each.states} states by {each.by}: largest difference in {difference.quantity} "
                 f"{difference.largest:.2g}, allowed {difference.allowed:g}")
    mistakes = refusals(verified)
    if mistakes:
        raise VerificationError("\n".join(mistakes))
    return verified


def facts(verified: list[Verified]) -> dict[str, Any]:
    """Return what a manifest tells of a verification, by system."""
    return {each.system: {"by": each.by, "states": each.states,
                          "largest": {difference.quantity: difference.largest for difference in each.differences}}
            for each in verified}
