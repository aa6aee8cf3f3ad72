"""A study as a value: park, plans, policy and tables, whole and without faults."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from demand.strata import Sampling
from networks.registry import SERVICES, SYSTEMS, UNLESS_SAID, class_at
from sim.calendar import YearMonth, calendar_month, month_label
from sim.capacity import CapacitySystem
from sim.land_rules import LandRules
from sim.money import Terms
from sim.park import Park
from sim.plan import Plan, Project
from sim.policy import Policy
from sim.table import Tables, way_out

SERVICES_KEY = "services"
"""Key of the table that declares simple services, among the tables by system."""

LAND_KEY = "land"
"""Key of the table of the rules of land, among the tables by system."""

LAND_RULES = "sim.land_rules:LandRules"
"""Where the class lies that reads them."""

DEMAND = "demand.model:DemandModel"
"""Where the class lies that says who comes and what they need."""



@dataclass(frozen=True)
class ProjectTimes:
    """How long a project takes: low, typical and high.

    Parameters
    ----------
    permit_months, build_months
        Time for permits, and for construction after them [month].
    """

    permit_months: tuple[float, float, float]
    build_months: tuple[float, float, float]

    @property
    def typical_months(self) -> float:
        """Typical time from start to service, if nothing must be waited for [month]."""
        return self.permit_months[1] + self.build_months[1]


# Tables have no equality that fits one word, so a study is only equal to itself.
@dataclass(frozen=True, eq=False)
class Study:
    """A park, its plans and everything else that a run needs, as read from a folder.

    Parameters
    ----------
    name, label
        Short name, and what a planner calls it.
    folder
        Where it was read.
    start
        Year and month of the first month.
    horizon_months
        Length [month]; a multiple of 12.
    futures
        How many futures a run takes if nobody says otherwise.
    seed
        Where all draws begin.
    baseline
        Plan that all others are compared with.
    park
        Areas, and what stands today.
    policy
        Who holds and who warns; the approval desk.
    projects
        What can be built, by name; the order is that of every table.
    times
        How long each project takes.
    costs
        Low, typical and high of what each project costs [wan yuan].
    plans
        Plans by name; the order is that of every table.
    tables
        Tables by system, and those of the demand as ``demand``, of the rules of land as ``land``, each by its short
        key.
    hashes
        SHA-256 of every file read, by its path in the folder; the folder's own place does not matter.
    texts
        Content of every file read: whoever asks later where a number stands must not meet what was edited since.
    system_places
        Where the class of each system lies, in the order of every table.
    demand_place
        Where the class of the demand lies.
    money
        How money comes and goes; none where every project begins when its plan says.
    levers
        Single measures by name, each a plan by itself that may be added to any other.
    until
        What must be known, and how closely, before a run may stop early, as ``experiments.statistics.precision`` writes
        it; empty where every run takes all its futures.
    sampling
        How what is drawn once a future is drawn: for each future by itself, or evenly over a block of them.
    """

    name: str
    label: str
    folder: Path
    start: YearMonth
    horizon_months: int
    futures: int
    seed: int
    baseline: str
    park: Park
    policy: Policy
    projects: Mapping[str, Project]
    times: Mapping[str, ProjectTimes]
    costs: Mapping[str, tuple[float, float, float]]
    plans: Mapping[str, Plan]
    tables: Mapping[str, Tables]
    hashes: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    system_places: Mapping[str, str] = field(default_factory=lambda: dict(SYSTEMS))
    demand_place: str = DEMAND
    money: Terms | None = None
    levers: Mapping[str, Plan] = field(default_factory=dict)
    until: str = ""
    sampling: Sampling = "independent"

    @classmethod
    def read(cls, name_or_path: str | Path, *, systems: Mapping[str, str] = SYSTEMS, demand: str = DEMAND) -> "Study":
        """Return a study from a folder.

        Parameters
        ----------
        name_or_path
            Name of a study that comes with Headroom, or the path of a folder.
        systems
            Where the class of each system lies, by name.
        demand
            Where the class of the demand lies.

        Raises
        ------
        StudyError
            With every mistake, if there is any.
        """
        # Forms and YAML are needed to read a study, not to have one: workers get theirs ready made.
        from experiments.study.reading import read

        return read(name_or_path, systems=systems, demand=demand)

    def plan(self, name: str) -> Plan:
        """Return a plan by name.

        Parameters
        ----------
        name
            Name of one of the plans, and behind a plus the levers that are added to it, such as ``today+housing``.

        Raises
        ------
        UnknownPlanError
            If there is no such plan or no such lever, or a lever is named twice.
        """
        if name in self.plans:
            return self.plans[name]
        plan, *levers = name.split("+")
        if plan not in self.plans:
            raise UnknownPlanError(f"study {self.name!r} has no plan {plan!r}; {way_out(plan, tuple(self.plans))}")
        for lever in levers:
            if levers.count(lever) > 1:
                raise UnknownPlanError(f"plan {name!r} names lever {lever!r} twice; name it once")
            if lever not in self.levers:
                raise UnknownPlanError(f"study {self.name!r} has no lever {lever!r}; "
                                       f"{way_out(lever, tuple(self.levers))}")
        return self.plans[plan].with_levers([self.levers[lever] for lever in levers])

    def with_plans(self, plans: Iterable[Plan]) -> "Study":
        """Return the study with these plans and no others.

        Parameters
        ----------
        plans
            The plans, in the order of every table.
        """
        return replace(self, plans={plan.name: plan for plan in plans})

    def with_policy(self, policy: Policy) -> "Study":
        """Return the study under another policy.

        Parameters
        ----------
        policy
            Who holds and who warns; the approval desk.
        """
        return replace(self, policy=policy)

    def without_feedback(self) -> "Study":
        """Return the study in which nothing reaches back to who comes and what is built.

        Notes
        -----
        Only power and sewage hold enterprises then, as far as the study lets them; every other system shows what it
        lacks, no service relieves another, and works close no lanes. What power, roads and sewage tell is what they
        tell of a study that has no other system.
        """
        holds = {name: holds and name in UNLESS_SAID for name, holds in self.policy.holds.items()}
        return replace(self, policy=replace(self.policy, holds=holds, feedback=False))

    def only(self, names: Collection[str]) -> "Study":
        """Return the study with some of its network systems and nothing else: no service, no money, no feedback.

        Parameters
        ----------
        names
            Names of systems; those that the study does not have are left out.
        """
        places = {name: place for name, place in self.system_places.items() if name in names}
        built = self.systems()
        assets = {asset for name in places for asset in built[name].assets}
        projects = {name: project for name, project in self.projects.items() if project.system in places}
        quiet = self.without_feedback()
        return replace(
            quiet, system_places=places, projects=projects, money=None,
            tables={key: table for key, table in self.tables.items() if key != SERVICES_KEY},
            park=replace(self.park, standing=self.park.standing & assets),
            policy=replace(quiet.policy,
                           holds={name: holds for name, holds in quiet.policy.holds.items() if name in places}),
            plans=_starting(self.plans, projects), levers=_starting(self.levers, projects))

    def systems(self) -> dict[str, CapacitySystem]:
        """Return the systems, newly built from the tables, in the order of every table, as the policy judges them."""
        built = {name: class_at(place).from_tables(self.tables[name], self.park.areas)
                 for name, place in self.system_places.items()}
        if SERVICES_KEY in self.tables:
            built |= class_at(SERVICES).systems(self.tables[SERVICES_KEY], self.park.areas)
        return {name: system.firm() if self.policy.criterion.get(name) == "firm" else system
                for name, system in built.items()}

    def land_rules(self) -> LandRules | None:
        """Return how plots are given; none where the study says nothing of it."""
        return LandRules.from_tables(self.tables[LAND_KEY], self.park.areas) if LAND_KEY in self.tables else None

    def demand_model(self) -> Any:
        """Return the model of who comes and what they need, newly built from the tables."""
        return class_at(self.demand_place).from_tables(
            self.tables["demand"], self.park.areas, seed=self.seed, horizon_months=self.horizon_months,
            start=self.start, project_times=self.times, project_costs=self.costs,
            sampling=self.sampling)

    def month_label(self, month: int) -> str:
        """Return a month as a reader knows it.

        Parameters
        ----------
        month
            Months after the start [month].
        """
        return month_label(self.start, month)

    def year_of(self, month: int) -> int:
        """Return the calendar year of a month.

        Parameters
        ----------
        month
            Months after the start [month].
        """
        return calendar_month(self.start, month)[0]


def _starting(plans: Mapping[str, Plan], projects: Collection[str]) -> dict[str, Plan]:
    # The plans with no other projects than these.
    return {name: replace(plan, starts={project: start for project, start in plan.starts.items()
                                        if project in projects}) for name, plan in plans.items()}


class UnknownPlanError(ValueError):
    """A study was asked for a plan that it does not have."""
