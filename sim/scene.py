"""What stays fixed while futures march: the park, its rules, its plans and the systems that carry it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sim.attraction import Terms as AttractionTerms
from sim.capacity import CapacitySystem
from sim.entry import EntryRules
from sim.future import Need
from sim.land_rules import LandRules
from sim.money import Terms
from sim.park import Park
from sim.plan import Plan, Project, works_of
from sim.policy import Policy
from sim.relief import Relief


@dataclass(frozen=True)
class Scene:
    """Everything but the futures that a simulation needs.

    Parameters
    ----------
    park
        Areas and what stands today.
    policy
        Who holds, how approval works; without its feedback no system sees works.
    projects
        All projects by name; the order is the record's.
    plans
        The plans to be met by every future, in the record's order.
    systems
        Systems by name, in the record's order.
    needs
        What enterprises ask for, with the profiles that spread it over the day.
    horizon_months
        Length of the study [month]; a multiple of 12.
    firm
        By name: the systems that have a firm capacity, as they are after the loss of any one element.
    sectors
        Names of the sectors in the order of their numbers.
    money
        How money comes and goes; none where every project begins when its plan says.
    kept_states
        How many states of each system the record keeps as samples.
    land
        How plots are given; without rules, or where the policy has no feedback, each at once until all are gone.
    terms
        What draws enterprises to the park and what speeds up approval; None where nothing reaches back to who comes.
    entry
        Who may not enter; None where everybody may.
    reliefs
        Whose service takes what off other systems; none where the policy has no feedback.
    """

    park: Park
    policy: Policy
    projects: Mapping[str, Project]
    plans: tuple[Plan, ...]
    systems: Mapping[str, CapacitySystem]
    needs: tuple[Need, ...]
    horizon_months: int
    firm: Mapping[str, CapacitySystem] = field(default_factory=dict)
    sectors: tuple[str, ...] = ()
    money: Terms | None = None
    kept_states: int = 0
    land: LandRules | None = None
    terms: AttractionTerms | None = None
    entry: EntryRules | None = None
    reliefs: tuple[Relief, ...] = ()

    @cached_property
    def builder_of(self) -> Mapping[str, str]:
        """By asset: the project that builds it."""
        return {asset: name for name, project in self.projects.items() for asset in project.assets}

    @cached_property
    def works(self) -> Mapping[str, frozenset[str]]:
        """By project: the works of its assets that a system sees; projects without any are left out."""
        if not self.policy.feedback:
            return {}
        seen = {asset for system in self.systems.values() for asset in system.assets}
        works = {name: seen.intersection(map(works_of, project.assets)) for name, project in self.projects.items()}
        return {name: frozenset(of_project) for name, of_project in works.items() if of_project}
