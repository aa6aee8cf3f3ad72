"""How far two answers for a state may be apart, and how that is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.assessing import Sample

RELATIVE = 1e-9
"""Difference allowed where the other means take the same sums, relative to the utilisation [-]."""

LEAST = 1e-12
"""Utilisation [-] below which differences count as they are."""


@dataclass(frozen=True)
class Difference:
    """The largest difference in one quantity over all states of a system.

    Parameters
    ----------
    quantity
        What is compared, with its unit.
    largest
        Largest difference found, in the quantity's unit; infinite where one of the two found no solution.
    allowed
        Difference beyond which a run is not to be trusted.
    place
        State and limit at which it was found; empty where there is none.
    """

    quantity: str
    largest: float
    allowed: float
    place: str

    @property
    def is_small(self) -> bool:
        """Whether the two answers agree."""
        return self.largest <= self.allowed


@dataclass(frozen=True)
class Verified:
    """What solving some states of one system again has shown.

    Parameters
    ----------
    system
        Name of the system.
    by
        The other means, in words.
    states
        How many states.
    differences
        One for each quantity.
    """

    system: str
    by: str
    states: int
    differences: tuple[Difference, ...]


class VerificationError(RuntimeError):
    """A run whose states other means solve differently, one line a quantity."""


class Largest:
    """The largest difference so far.

    Parameters
    ----------
    quantity, allowed
        As in ``Difference``.
    """

    def __init__(self, quantity: str, *, allowed: float) -> None:
        self._quantity, self._allowed = quantity, allowed
        self._largest, self._place = 0.0, ""

    def see(self, difference: float, place: str) -> None:
        """Take note of a difference; one that is no number is infinite."""
        told = difference if difference == difference else float("inf")
        if told > self._largest:
            self._largest, self._place = told, place

    def told(self) -> Difference:
        """Return the largest difference seen."""
        return Difference(self._quantity, self._largest, self._allowed, self._place)


def place_of(system: Any, sample: Sample, limit: int | None = None) -> str:
    """Return a state, and one of its limits, in words that let an engineer set it up again."""
    standing = [asset for asset, stands in zip(system.assets, sample.state.in_service, strict=True) if stands]
    asked = {need: sample.state.demand[need].max(axis=1).round(6).tolist() for need in system.needs}
    given = {name: round(float(sample.state.conditions[name]), 6) for name in system.conditions}
    at = f", limit {system.limits[limit].name}" if limit is not None else ""
    there = ", ".join(standing) or "nothing"
    return f"state {sample.key.hex()[:12]}{at}: in service {there}; peaks by area {asked}; {given}"


def compared(system: Any, samples: Sequence[Sample], again: Callable[[Any, Sample], Mapping[str, float]], *, by: str,
             place: Callable[[Any, Sample, int], str] = place_of) -> Verified:
    """Return how far the answers of a run are from the same sums taken in another way.

    Parameters
    ----------
    system
        The system.
    samples
        States with the run's answers.
    again
        Utilisation [-] of a state by the name of its limits; a limit that is not told is not used.
    by
        The other way, in words.
    place
        State and limit in words.
    """
    apart = Largest("utilisation [relative]", allowed=RELATIVE)
    for sample in samples:
        theirs = again(system, sample)
        for at, limit in enumerate(system.limits):
            ours, other = float(sample.utilisation[at]), theirs.get(limit.name, 0.0)
            difference = 0.0 if ours == other else abs(ours - other) / max(abs(ours), abs(other), LEAST)
            apart.see(difference, place(system, sample, at))
    return Verified(system.name, by, len(samples), (apart.told(),))


def refusals(verified: Sequence[Verified]) -> list[str]:
    """Return a line for every quantity in which the two answers do not agree."""
    unlike = [(each, difference) for each in verified for difference in each.differences if not difference.is_small]
    return [f"{each.system}: {difference.quantity} differs by {difference.largest:.3g} from {each.by}, allowed "
            f"{difference.allowed:g}: {difference.place}" for each, difference in unlike]
