"""What stays fixed while futures march: the park, its rules, its plans and the systems that carry it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.attraction import Terms
from sim.capacity import CapacitySystem
from sim.future import Need
from sim.park import Park
from sim.plan import Plan, Project
from sim.policy import Policy


@dataclass(frozen=True)
class Scene:
    """Everything but the futures that a simulation needs.

    Parameters
    ----------
    park
        Areas and what stands today.
    policy
        Who holds, how approval works.
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
    kept_states
        How many states of each system the record keeps as samples.
    terms
        What draws enterprises to the park and what speeds up approval; None where nothing reaches back to who comes.
    """

    park: Park
    policy: Policy
    projects: Mapping[str, Project]
    plans: tuple[Plan, ...]
    systems: Mapping[str, CapacitySystem]
    needs: tuple[Need, ...]
    horizon_months: int
    firm: Mapping[str, CapacitySystem] = field(default_factory=dict)
    kept_states: int = 0
    terms: Terms | None = None
