"""How sure a run shall be before it stops: the figures that must be known, and how closely."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from experiments.statistics.estimators import TENTHS
from experiments.statistics.vocabulary import ANY
from sim.calendar import MONTHS_PER_YEAR
from sim.table import way_out

Kind = Literal["quantile", "share", "mean", "difference"]

TOLD = (
    "P10-P90 of the first exhaustion", "P10 of the first exhaustion", "P50 of the first exhaustion",
    "P90 of the first exhaustion", "P(exhausted)", "P(exhausted by 2035)", "restricted mean", "plan differences")
"""What may be asked for, as its author types it; 2035 stands for any year."""

EXAMPLE = "P10-P90 of the first exhaustion of power within 3 months"

MONTHS = {"month": 1, "months": 1, "year": MONTHS_PER_YEAR, "years": MONTHS_PER_YEAR}
"""Length of a unit of time [month]."""

PERCENT = ("%", "percent")

DIGITS = 12
"""Digits [-] of a tolerance; years that are turned into months leave no more."""

CLAUSE = re.compile(r"(?P<figure>.+?)\s*\bwithin\s+(?P<number>[^\s%]+)\s*(?P<unit>.*)", re.IGNORECASE)
OF_SYSTEM = r"(?: of (?P<system>\S+))?"
QUANTILE = re.compile(rf"P(?P<share>10-P90|10|50|90) of (?:the )?first exhaustion{OF_SYSTEM}", re.IGNORECASE)
SHARE = re.compile(rf"P ?\( ?exhausted(?: by (?P<year>\d{{4}}))? ?\){OF_SYSTEM}", re.IGNORECASE)
MEAN = re.compile(rf"restricted mean(?: of (?:the )?first exhaustion)?{OF_SYSTEM}", re.IGNORECASE)
DIFFERENCE = re.compile(rf"plan differences?{OF_SYSTEM}", re.IGNORECASE)


class RuleError(ValueError):
    """A rule that cannot be understood, in one line."""


@dataclass(frozen=True)
class Figure:
    """One number that every plan has, with an interval.

    Parameters
    ----------
    kind
        ``quantile`` of the first exhaustion and its restricted ``mean`` [month]; ``share`` of the futures that are
        exhausted [-]; ``difference`` of the restricted mean from the baseline's [month].
    system
        Name of the system; ``any`` for whichever runs out first.
    at
        Share of a quantile [-]; year by whose end a share is told, none for the horizon.
    """

    kind: Kind
    system: str
    at: float | int | None = None

    @property
    def text(self) -> str:
        """What a reader calls it."""
        name = {"quantile": f"P{100 * (self.at or 0):.0f} of the first exhaustion",
                "share": "P(exhausted)" if self.at is None else f"P(exhausted by {self.at})",
                "mean": "restricted mean", "difference": "plan differences"}[self.kind]
        return f"{name}{_of(self.system)}"


@dataclass(frozen=True)
class Clause:
    """Some figures and how closely they must be known.

    Parameters
    ----------
    figures
        The figures, all of one kind and one system.
    within
        How far an interval may reach to either side [month]; of shares [-].
    """

    figures: tuple[Figure, ...]
    within: float

    @property
    def text(self) -> str:
        """The clause as everybody would type it."""
        first = self.figures[0]
        name = first.text if len(self.figures) == 1 else f"{TOLD[0]}{_of(first.system)}"
        return f"{name} within {_tolerance(self.within, first.kind)}"


@dataclass(frozen=True)
class Rule:
    """Everything that must be known before a run stops.

    Parameters
    ----------
    clauses
        In the order in which they were asked for.
    """

    clauses: tuple[Clause, ...]

    @property
    def text(self) -> str:
        """The rule as everybody would type it: equal rules have equal texts."""
        return "; ".join(clause.text for clause in self.clauses)

    @property
    def figures(self) -> Iterator[tuple[Figure, float]]:
        """Every figure, and how far its interval may reach."""
        for clause in self.clauses:
            for figure in clause.figures:
                yield figure, clause.within

    def faults(self, *, systems: Collection[str], plans: Sequence[str], years: Sequence[int]) -> list[str]:
        """Return what the rule asks for and a run cannot tell, one line each.

        Parameters
        ----------
        systems
            Names of the systems.
        plans
            Names of the plans, the baseline among them.
        years
            Calendar years of the horizon, as ``RunContext.years`` tells them.
        """
        found = []
        for clause in self.clauses:
            figure = clause.figures[0]
            if figure.system != ANY and figure.system not in systems:
                found.append(f"{clause.text!r} names system {figure.system!r}, which nobody knows; "
                             f"{way_out(figure.system, systems)}")
            if figure.kind == "share" and figure.at is not None and figure.at not in years:
                found.append(f"{clause.text!r} names year {figure.at}, which is not among the years of the horizon; "
                             f"allowed: {years[0]} to {years[-1]}")
            if figure.kind == "difference" and len(plans) < 2:
                found.append(f"{clause.text!r} needs a plan beside the baseline; there is only "
                             f"{', '.join(plans) or 'none'}")
        return found


def rule_of(text: str) -> Rule:
    """Return a rule from what a planner types.

    Parameters
    ----------
    text
        Clauses joined by semicolons, each FIGURE [of SYSTEM] within NUMBER UNIT.

    Raises
    ------
    RuleError
        If it cannot be understood.

    Examples
    --------
    >>> rule_of("p10-p90 of first exhaustion of power within 0.25 years; P(exhausted by 2035) within 5%").text
    'P10-P90 of the first exhaustion of power within 3 months; P(exhausted by 2035) within 5 %'
    """
    clauses = tuple(_clause(words) for part in text.split(";") if (words := " ".join(part.split())))
    if not clauses:
        raise RuleError(f"names no figure; say, for instance, {EXAMPLE}")
    seen: set[Figure] = set()
    for clause in clauses:
        for figure in clause.figures:
            if figure in seen:
                raise RuleError(f"{clause.text!r} asks for {figure.text} again; ask for each figure once")
            seen.add(figure)
    return Rule(clauses)


def _clause(words: str) -> Clause:
    found = CLAUSE.fullmatch(words)
    if found is None:
        raise RuleError(f"{words!r} says not how closely; say FIGURE within NUMBER UNIT, such as {EXAMPLE}")
    figures = _figures(found["figure"], words)
    return Clause(figures, _within(found["number"], found["unit"], figures[0].kind, words=words))


def _figures(named: str, words: str) -> tuple[Figure, ...]:
    if found := QUANTILE.fullmatch(named):
        shares = TENTHS if "-" in found["share"] else (int(found["share"]) / 100,)
        return tuple(Figure("quantile", found["system"] or ANY, share) for share in shares)
    if found := SHARE.fullmatch(named):
        return (Figure("share", found["system"] or ANY, int(found["year"]) if found["year"] else None),)
    if found := MEAN.fullmatch(named):
        return (Figure("mean", found["system"] or ANY),)
    if found := DIFFERENCE.fullmatch(named):
        return (Figure("difference", found["system"] or ANY),)
    raise RuleError(f"{words!r} asks for {named!r}, which is no figure; {way_out(named, TOLD)}; behind it may stand "
                    "of SYSTEM")


def _within(number: str, unit: str, kind: Kind, *, words: str) -> float:
    try:
        value = float(number)
    except ValueError:
        value = 0.0
    if not (isfinite(value) and value > 0):
        raise RuleError(f"{words!r} is within {number!r}; allowed: a number above 0")
    if kind == "share":
        if unit.lower() not in PERCENT:
            raise RuleError(f"{words!r} has unit {unit!r}; a share has %")
        if value >= 100:
            raise RuleError(f"{words!r} is within {number} %; allowed: below 100 %")
        return _short(value) / 100
    if unit.lower() not in MONTHS:
        raise RuleError(f"{words!r} has unit {unit!r}; {way_out(unit, tuple(MONTHS))}")
    return _short(value * MONTHS[unit.lower()])


def _short(value: float) -> float:
    # What is told and read again is the same number.
    return float(f"{value:.{DIGITS}g}")


def _tolerance(within: float, kind: Kind) -> str:
    if kind == "share":
        return f"{100 * within:.{DIGITS}g} %"
    return f"{within:.{DIGITS}g} {'month' if within == 1 else 'months'}"


def _of(system: str) -> str:
    return "" if system == ANY else f" of {system}"
