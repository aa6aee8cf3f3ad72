"""What is built, when: projects, their starts, and plans as named differences from today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

WORKS = ".works"
"""How the name of an asset's works ends; no name of a study holds a dot."""


@dataclass(frozen=True)
class Project:
    """The building of one or more assets.

    Parameters
    ----------
    name, label
        Short name used in every file, and what a planner calls it.
    system
        Name of the system it relieves; a trigger without its own system watches this one.
    assets
        Assets in service when it is finished.
    after
        Projects that must be in service before its construction begins; permits may run meanwhile.
    cost_wan_yuan
        Typical capital cost [wan yuan]; each future has its own, see ``sim.future.Future.cost_wan``.
    """

    name: str
    label: str
    system: str
    assets: tuple[str, ...]
    after: tuple[str, ...]
    cost_wan_yuan: float


@dataclass(frozen=True)
class OnDate:
    """A start in a given month.

    Parameters
    ----------
    month
        Months after the study's start [month]; 0 is the first.
    """

    month: int


@dataclass(frozen=True)
class OnTrigger:
    """A start once required utilisation has stayed above a threshold.

    Parameters
    ----------
    system
        System that is watched.
    utilisation
        Threshold [-].
    months
        How many months in a row it must be exceeded [month].
    kinds
        Kinds of limit that are watched; empty watches all.
    """

    system: str
    utilisation: float
    months: int
    kinds: tuple[str, ...] = ()


Start = OnDate | OnTrigger


@dataclass(frozen=True)
class Plan:
    """A named difference from today: which projects start when.

    Parameters
    ----------
    name, label
        Short name and planner's name.
    starts
        Start by project name, in the plan's own order.
    """

    name: str
    label: str
    starts: Mapping[str, Start]

    def with_levers(self, levers: Sequence["Plan"]) -> "Plan":
        """Return the plan with single measures added; what both start begins as the last of them says.

        Parameters
        ----------
        levers
            Each a plan that can stand by itself.

        Examples
        --------
        >>> plan = Plan("today", "Today", {"road": OnDate(12)})
        >>> both = plan.with_levers([Plan("housing", "Housing", {"beds": OnDate(0)})])
        >>> both.name, both.label, list(both.starts)
        ('today+housing', 'Today + Housing', ['road', 'beds'])
        """
        if not levers:
            return self
        starts = {name: start for plan in (self, *levers) for name, start in plan.starts.items()}
        return Plan("+".join(plan.name for plan in (self, *levers)),
                    " + ".join(plan.label for plan in (self, *levers)), starts)

    def delayed(self, project: str, *, months: int) -> "Plan":
        """Return a plan in which one dated project starts later.

        Parameters
        ----------
        project
            Name of a project of this plan that starts on a date.
        months
            How much later [month].

        Raises
        ------
        UnknownProjectError
            If the plan has no such project, or it starts on a trigger.
        """
        start = self.starts.get(project)
        if not isinstance(start, OnDate):
            dated = ", ".join(name for name, at in self.starts.items() if isinstance(at, OnDate))
            raise UnknownProjectError(
                f"plan {self.name!r}: no project {project!r} that starts on a date; it has: {dated or 'none'}")
        starts = dict(self.starts) | {project: OnDate(start.month + months)}
        label = f"{self.label}, {project} {months} months later"
        return replace(self, name=f"{self.name}.{project}{months:+d}m", label=label, starts=starts)


def works_of(asset: str) -> str:
    """Return the name of the works of an asset: what a system sees from the first day of construction to the last.

    Parameters
    ----------
    asset
        Name of the asset that is being built.

    Examples
    --------
    >>> works_of("roads_repair")
    'roads_repair.works'
    """
    return asset + WORKS


def without_works(assets: Iterable[str]) -> tuple[str, ...]:
    """Return the assets that stand or are built by projects, leaving out the works of any.

    Parameters
    ----------
    assets
        Names as systems list them.
    """
    return tuple(asset for asset in assets if not asset.endswith(WORKS))


class UnknownProjectError(ValueError):
    """A plan was asked about a project that it does not date."""
