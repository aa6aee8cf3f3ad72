"""When a run has seen enough: fixed looks at what is known so far, and why it stopped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import e, isfinite, log

from experiments.statistics.estimators import CONFIDENCE
from experiments.statistics.precision import Figure, Rule
from experiments.statistics.tally import Interval, Tally
from experiments.statistics.wording import listed

FIRST_LOOK = 200
"""Futures [-] before the first look: below, the normal approximation of a mean is not to be relied on."""

ERROR = 0.05
"""Probability [-] that any interval of any look misses what it estimates."""

MOST_TOLD = 3
"""Intervals that are too wide and told by name [-]; of more it is told how many."""

PLACES = 4
"""Decimal places of a share or of months that an account keeps [-]; more say nothing."""


def looks(most_futures: int) -> tuple[int, ...]:
    """Return after how many futures a run is looked at.

    Parameters
    ----------
    most_futures
        How many futures it may take at most.

    Examples
    --------
    >>> looks(1000), looks(800), looks(50)
    ((200, 400, 800, 1000), (200, 400, 800), (50,))
    """
    at, found = FIRST_LOOK, []
    while at < most_futures:
        found.append(at)
        at *= 2
    return (*found, most_futures)


def errors(most_futures: int) -> tuple[float, ...]:
    """Return how much of the allowed error each look may spend [-].

    Parameters
    ----------
    most_futures
        How many futures the run may take at most.

    Notes
    -----
    The spending function of Lan and DeMets [1]_ that comes near Pocock's boundaries, ERROR ln(1 + (e - 1) t) with t
    the share of the most futures. What it grants between two looks is the error of the later one. Errors are added
    up as if no two looks were alike, which they are in part: the whole error is at most ERROR, and in truth smaller.

    References
    ----------
    .. [1] Lan, K. K. G., DeMets, D. L. (1983). Discrete sequential boundaries for clinical trials. Biometrika 70,
       659-663.

    Examples
    --------
    >>> [round(error, 4) for error in errors(800)]
    [0.0179, 0.0131, 0.019]
    """
    spent = [0.0, *(ERROR * log(1 + (e - 1) * at / most_futures) for at in looks(most_futures))]
    return tuple(later - earlier for earlier, later in pairwise(spent))


@dataclass(frozen=True)
class Reach:
    """How closely one figure of one plan is known.

    Parameters
    ----------
    figure, plan
        The figure, and the name of the plan.
    interval
        What is known.
    within
        How far it may reach, in the same unit.
    """

    figure: Figure
    plan: str
    interval: Interval
    within: float

    @property
    def holds(self) -> bool:
        """Whether it reaches no further than it may."""
        return self.interval.reach <= self.within

    @property
    def text(self) -> str:
        """What a reader is told of it (``P50 of the first exhaustion +-4 months``)."""
        reach = self.interval.reach
        if self.figure.kind == "share":
            return f"{self.figure.text} +-{100 * reach:.1f} %"
        if not isfinite(reach):
            return f"{self.figure.text} open"
        return f"{self.figure.text} +-{reach:.3g} {'month' if reach == 1 else 'months'}"

    def told(self) -> dict[str, object]:
        """Return what a manifest tells of it; None for what is later than the horizon, or open."""
        ends = {"estimate": self.interval.estimate, "low": self.interval.low, "high": self.interval.high,
                "reach": self.interval.reach, "within": self.within}
        return {"figure": self.figure.text, "plan": self.plan,
                "unit": "share" if self.figure.kind == "share" else "month",
                **{name: round(value, PLACES) if isfinite(value) else None for name, value in ends.items()},
                "holds": self.holds}


@dataclass(frozen=True)
class Look:
    """What a look found.

    Parameters
    ----------
    futures
        After how many futures.
    confidence
        Confidence of each interval at this look [-].
    reaches
        How closely each figure of each plan is known.
    """

    futures: int
    confidence: float
    reaches: tuple[Reach, ...]

    @property
    def holds(self) -> bool:
        """Whether every figure is known closely enough."""
        return all(reach.holds for reach in self.reaches)

    @property
    def too_wide(self) -> list[Reach]:
        """What is not known closely enough, the worst first."""
        wide = [reach for reach in self.reaches if not reach.holds]
        return sorted(wide, key=lambda reach: -reach.interval.reach / reach.within)

    def told(self) -> dict[str, object]:
        """Return what a manifest tells of the look."""
        return {"futures": self.futures, "confidence_of_each": self.confidence, "holds": self.holds,
                "figures": [reach.told() for reach in self.reaches]}


def judge(rule: Rule, tally: Tally, *, most_futures: int, due: int | None = None) -> Look:
    """Return whether a run may stop at a look.

    Parameters
    ----------
    rule
        What must be known.
    tally
        What is known: the futures up to one of ``looks(most_futures)``, without a gap.
    most_futures
        How many futures the run may take at most.
    due
        After how many futures the look was due; none for as many as the tally holds. It holds fewer where some could
        not be simulated.

    Raises
    ------
    ValueError
        If no look is due after so many futures.

    Notes
    -----
    Each of the m intervals of look k has confidence 1 - error_k / m. The probability that any of them, at any look,
    misses is at most ERROR, so whenever the run stops because all hold, all figures together lie within their
    tolerance of the estimates with at least 95 %. That supposes that futures are independent, and of means that they
    are near normal. Differences that are equal in all futures have an interval without width: what happens in fewer
    than one of ``FIRST_LOOK`` futures may not have been seen.

    The plain 95 % intervals of the tables promise less: each for itself, at a number of futures fixed beforehand. Who
    stops because an interval is narrow stops a little too often when it is narrow by luck. Of a park whose answers are
    known, plain intervals of what a rule cites held in 93 to 97 of 100 runs (``tests/validation``), of what it does not
    cite down to 92; of the few runs that stopped far earlier than most, in fewer still. The intervals of the account
    hold together whenever the run stops.
    """
    after, known = due or tally.futures, looks(most_futures)
    if after not in known:
        raise ValueError(f"a look after {after} futures; of at most {most_futures}, looks are due after "
                         f"{listed([str(at) for at in known])}")
    cited = list(_cited(rule, tally))
    confidence = 1 - errors(most_futures)[known.index(after)] / len(cited)
    return Look(tally.futures, confidence, _reaches(cited, tally, confidence=confidence))


def progress(rule: Rule, tally: Tally) -> str:
    """Return what is known least closely, in a few words for a progress bar: its plain 95 % interval.

    Parameters
    ----------
    rule, tally
        What must be known, and what is known after any number of futures, at least one.
    """
    reaches = _reaches(list(_cited(rule, tally)), tally, confidence=CONFIDENCE)
    return max(reaches, key=lambda reach: reach.interval.reach / reach.within).text


def why(rule: Rule, last: Look, *, most_futures: int) -> str:
    """Return a sentence that tells why a run stopped.

    Parameters
    ----------
    rule
        What had to be known.
    last
        The look at which it stopped.
    most_futures
        How many futures it might take at most.
    """
    if last.holds:
        return (f"Stopped after {last.futures:,} of at most {most_futures:,} futures, because all that was asked for "
                f"is known closely enough: {rule.text}.")
    wide = last.too_wide
    named = [f"{reach.text} under {reach.plan}" for reach in wide[:MOST_TOLD]]
    if len(wide) > MOST_TOLD:
        named.append(f"{len(wide) - MOST_TOLD} more")
    return (f"Stopped after {last.futures:,} futures, the most allowed, before all that was asked for was known "
            f"closely enough: {rule.text}. Too wide: {listed(named)}.")


def account(rule: Rule, seen: Sequence[Look], *, most_futures: int) -> dict[str, object]:
    """Return what a manifest tells of why a run stopped where it did.

    Parameters
    ----------
    rule
        What had to be known.
    seen
        Every look, the last of them the one at which it stopped.
    most_futures
        How many futures it might take at most.
    """
    return {"until": rule.text, "most_futures": most_futures, "error": ERROR,
            "looks_due": list(looks(most_futures)), "looks": [look.told() for look in seen],
            "reached": seen[-1].holds, "why": why(rule, seen[-1], most_futures=most_futures)}


def _cited(rule: Rule, tally: Tally) -> Iterator[tuple[Figure, str, float]]:
    for figure, within in rule.figures:
        for plan in tally.plans:
            # A plan does not differ from itself.
            if figure.kind != "difference" or plan != tally.context.baseline:
                yield figure, plan, within


def _reaches(cited: Sequence[tuple[Figure, str, float]], tally: Tally, *,
             confidence: float) -> tuple[Reach, ...]:
    return tuple(Reach(figure, plan, tally.interval(figure, plan, confidence=confidence), within)
                 for figure, plan, within in cited)
