"""How an element of the network looks on a map: the earlier it runs out, the darker and wider."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from matplotlib.lines import Line2D

from experiments.figures import style
from experiments.figures.facts import Facts, Tables, only
from sim.calendar import month_label

PERIODS = 5
"""Classes of dates [-] into which the horizon is divided."""

LATER, NEVER = -1, -2
"""Classes of what fewer than half of the futures exceed, and of what none does."""

WIDEST, NARROWER, THIN = 3.4, 0.4, 0.9
"""Width of the lines that run out first, what each later class has less, and width of all others [pt]."""

CASING = 1.0
"""What a dark casing adds to the width of a line [pt], so that grey print shows the light classes, too."""


@dataclass(frozen=True)
class Look:
    """How one element is drawn.

    Parameters
    ----------
    period
        Class of its date, from 0; ``LATER`` or ``NEVER``.
    month
        Months until half of the futures have exceeded its first limit [month]; infinity for later than the horizon.
    date
        The same as text.
    label
        What the limit is called.
    """

    period: int
    month: float
    date: str
    label: str

    @property
    def is_dated(self) -> bool:
        """Whether half of the futures exceed it within the horizon."""
        return self.period >= 0


UNTOUCHED = Look(NEVER, inf, "", "")
"""Look of an element without a limit."""


def looks(tables: Tables, facts: Facts, *, plan: str, system: str) -> dict[str, Look]:
    """Return how each element of a system looks under a plan; the limit exceeded first speaks for its element.

    Parameters
    ----------
    tables
        Tables of results: ``limits``.
    facts
        The run.
    plan, system
        Names of plan and system.
    """
    found: dict[str, Look] = {}
    for row in only(tables["limits"], plan=plan, system=system).to_dict("records"):
        month = facts.month(row["p50"])
        month = month if isfinite(month) else inf
        seen = LATER if float(row["p_exceeded"]) > 0 else NEVER
        look = Look(_period(facts, month) if isfinite(month) else seen, month, str(row["p50"]), str(row["label"]))
        # A limit of nothing in particular, such as "no sewer", stands for itself.
        element = str(row["element"]) or str(row["limit"])
        known = found.get(element, UNTOUCHED)
        if (look.month, -look.period) < (known.month, -known.period) or element not in found:
            found[element] = look
    return found


def _period(facts: Facts, month: float) -> int:
    return min(int(PERIODS * month / facts.horizon_months), PERIODS - 1)


def colour(look: Look) -> Any:
    """Return the colour of an element."""
    if look.is_dated:
        return style.darker(0.05, 1.0)(1.0 - look.period / (PERIODS - 1))
    return style.GREY if look.period == LATER else style.PALE


def line_look(look: Look) -> dict[str, Any]:
    """Return the keywords with which an element's line is drawn."""
    if look.is_dated:
        return {"color": colour(look), "linewidth": WIDEST - NARROWER * look.period, "zorder": 3.0 - look.period / 10}
    dash = {"linestyle": (0, (3, 1.5))} if look.period == LATER else {}
    return {"color": colour(look), "linewidth": THIN, "zorder": 2.0, **dash}


def point_look(look: Look) -> dict[str, Any]:
    """Return the keywords with which an element's point is drawn."""
    edge = style.INK if look.is_dated else colour(look)
    return {"linestyle": "", "marker": "s", "markersize": 5.5 if look.is_dated else 4.0,
            "markerfacecolor": colour(look) if look.is_dated else "white", "markeredgecolor": edge,
            "markeredgewidth": 0.7, "zorder": 5.0 - look.period / 10 if look.is_dated else 4.0}


def first(found: Mapping[str, Look]) -> list[tuple[str, Look]]:
    """Return the elements that half of the futures exceed, the earliest first."""
    dated = [(element, look) for element, look in found.items() if look.is_dated]
    return sorted(dated, key=lambda each: (each[1].month, each[0]))


def key(facts: Facts) -> tuple[list[Any], list[str]]:
    """Return handles and words of a map's key."""
    shown = [Look(period, 0.0, "", "") for period in (*range(PERIODS), LATER, NEVER)]
    handles: list[Any] = []
    for look in shown:
        drawn = {name: value for name, value in line_look(look).items() if name != "zorder"}
        line = Line2D([], [], solid_capstyle="butt", **drawn)
        casing = Line2D([], [], color=style.INK, linewidth=drawn["linewidth"] + CASING, solid_capstyle="butt")
        handles.append((casing, line) if look.is_dated else line)
    # The last month of each class; the first says what the others follow.
    ends = [facts.horizon_months * (period + 1) // PERIODS for period in range(PERIODS)]
    dates = [month_label(facts.start, end - 1) for end in ends]
    return handles, [f"exceeded by {dates[0]}", *(f"by {date}" for date in dates[1:]),
                     "in fewer than half of the futures", "never, or never built"]
