"""Parts of a whole that are drawn upon each other: which stand for themselves, and how each looks."""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.figures import style
from experiments.figures.facts import Facts
from experiments.figures.lettering import legible
from experiments.statistics.vocabulary import OTHER_CAUSES, TOGETHER

MOST = 12
"""Parts [-] that can be told apart; where there are more, the least of them are drawn as one."""

SHORT = 32
"""Letters [-] up to which those that are drawn as one are named in the key."""

LOOKS = (
    (style.BLUE, ""), (style.ORANGE, "////"), (style.GREEN, "...."), (style.PURPLE, "\\\\\\\\"), (style.SKY, ""),
    (style.VERMILION, "xxxx"), (style.YELLOW, "----"), (style.BLUE, "||||"), (style.ORANGE, ""), (style.GREEN, "----"),
    (style.PURPLE, "..."))
"""Colour and hatch of the parts that stand for themselves; neighbours differ in both."""

REST = (style.GREY, "")
"""Colour and hatch of those that are drawn as one."""


def looks(shown: Sequence[str], rest: Sequence[str]) -> list[dict[str, Any]]:
    """Return colour and hatch of every part, and of what is drawn as one.

    Parameters
    ----------
    shown, rest
        What ``foremost`` returns: at most ``MOST`` in all, the rest as one.
    """
    pairs = [*LOOKS, REST][:len(shown)] + ([REST] if rest else [])
    return [{"facecolor": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.5} for colour, hatch in pairs]


def foremost(sizes: Mapping[str, float], most: int = MOST) -> tuple[list[str], list[str]]:
    """Return the parts that stand for themselves, and those that are drawn as one.

    Parameters
    ----------
    sizes
        How large each part ever is, in the order of the tables; those of no size are left out.
    most
        Looks there are [-].

    Returns
    -------
    tuple
        Both in the order given. Where there are more parts than looks, the largest stand for themselves and leave one
        look for the others.

    Examples
    --------
    >>> foremost({"power": 3.0, "roads": 0.0, "sewage": 1.0, "water": 2.0})
    (['power', 'sewage', 'water'], [])
    >>> foremost({"power": 3.0, "roads": 0.0, "sewage": 1.0, "water": 2.0}, 2)
    (['power'], ['sewage', 'water'])
    """
    there = [name for name, size in sizes.items() if size > 0]
    if len(there) <= most:
        return there, []
    largest = set(sorted(there, key=lambda name: -sizes[name])[:most - 1])
    return [name for name in there if name in largest], [name for name in there if name not in largest]


def words(facts: Facts, cause: str) -> str:
    """Return what a planner calls a cause, or the systems of one that several have together."""
    # A cause that is no system has no label, only its name, which the font may not be able to write.
    return TOGETHER.join(facts.systems[part].title if part in facts.systems else _title(part)
                         for part in cause.split(TOGETHER))


def _title(cause: str) -> str:
    called = OTHER_CAUSES.get(cause, cause)
    return legible(called[:1].upper() + called[1:], called)


def others(facts: Facts, parts: Sequence[str]) -> str:
    """Return how the parts that are drawn as one are told: by name where that is short.

    Parameters
    ----------
    facts
        The run.
    parts
        Their names.
    """
    named = ", ".join(words(facts, part) for part in parts)
    return named if len(named) <= SHORT else f"{len(parts)} others"
