"""One random world: every prospect with all it will ever need to decide, and the sampled parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.capacity import Bools, Floats, Integers
from sim.plan import Project

FIRM_COLUMNS = ("firms", "land_ha", "jobs", "output_wan_per_a", "tax_wan_per_a")
"""What the park has of its enterprises: how many they are, and the sums of what each brings."""


@dataclass(frozen=True)
class Need:
    """What enterprises ask of the park, and how it spreads over periods.

    Parameters
    ----------
    name
        Name with its unit (``power_mw``).
    profiles
        Share of the contracted need in each period, float [profiles, periods]; ``[[1.0]]`` for a constant.
    accumulates
        True for a need per year that adds up, month by month, to what is stored: a landfill fills with it.
    of
        Who asks it: those connected (and those ready and waiting), or whoever holds a plot, from its taking to its
        return, while building too (and those who seek one).
    desk
        For the number of applications at the approval desk: ``usual`` for the study's own chain of offices,
        ``reformed`` for the one meeting that a reform brings; empty for what enterprises ask for themselves.
    """

    name: str
    profiles: Floats
    accumulates: bool = False
    of: Literal["connected", "plot"] = "connected"
    desk: Literal["", "usual", "reformed"] = ""


@dataclass(frozen=True)
class Prospects:
    """The possible enterprises of one future as columns, all of one length; order is fixed and is their number.

    Parameters
    ----------
    name
        Key of the prospect in its random streams (``agri_food/0012``, or a committed investor's or firm's name).
    sector
        Index into the study's sectors.
    area
        Index into the park's areas.
    bulk
        True for a bulk plot (large land use), false for a small one.
    stands
        True for firms connected when the study begins.
    comes_at
        Attraction of the park above which it signs a contract and keeps it [-]: its stored draw over the probability
        that it does at an attraction of 1; 0 for who has committed himself.
    enquiry_month
        First enquiry [month after the start].
    preparation_months
        Owner's own preparation outside the official clock [month].
    approval_months
        Official handling time by approval mode [month].
    construction_months
        From land to ready to connect [month].
    ramp
        Share of the contracted need drawn in the first, second and later years, float [prospects, 3].
    patience_months
        How long it waits, ready, for capacity before it goes elsewhere [month].
    life_months
        Time from connection to exit [month]; infinity for never.
    land_ha, jobs, output_wan_per_a, tax_wan_per_a
        What the park gains with it and loses without it [ha, persons, wan yuan/a, wan yuan/a].
    needs
        Contracted full need by name, float [prospects].
    profile
        Row of the need's profiles, by need name, int [prospects].
    rented
        True for firms that rent floor of a plant where there is some, bool [prospects].
    tenure_draw, renewal_draw
        Numbers between 0 and 1 that decide on which terms it has its plot and whether it renews them [-],
        float [prospects].
    """

    name: NDArray[np.str_]
    sector: Integers
    area: Integers
    bulk: Bools
    stands: Bools
    comes_at: Floats
    enquiry_month: Floats
    preparation_months: Floats
    approval_months: Mapping[str, Floats]
    construction_months: Floats
    ramp: Floats
    patience_months: Floats
    life_months: Floats
    land_ha: Floats
    jobs: Floats
    output_wan_per_a: Floats
    tax_wan_per_a: Floats
    needs: Mapping[str, Floats]
    profile: Mapping[str, Integers]
    rented: Bools
    tenure_draw: Floats
    renewal_draw: Floats

    def __len__(self) -> int:
        return len(self.name)

    @property
    def comes(self) -> Bools:
        """True for prospects that come to a park whose attraction is 1, bool [prospects]."""
        return np.asarray(self.comes_at < 1.0)


@dataclass(frozen=True)
class Future:
    """One random world, met by every plan.

    Parameters
    ----------
    number
        Its number in the study; with the seed it fixes every draw.
    prospects
        All possible enterprises, standing firms and committed investors first.
    coincidence
        Factor on the summed need of an area, by need name [-]; 1 where absent.
    conditions
        Sampled parameters that the physics reads, by name.
    permit_months, build_months
        Sampled durations by project name [month].
    yearly
        Conditions that step once a year, by name: the value of each year of the study, float [years].
    project_wan
        Sampled capital cost by project name [wan yuan]; what is left out costs what is typical.
    relief
        What a served unit takes off another need or puts on it, in that need's unit, by ``sim.relief.Relief.name``.
    """

    number: int
    prospects: Prospects
    coincidence: Mapping[str, float]
    conditions: Mapping[str, float]
    permit_months: Mapping[str, float]
    build_months: Mapping[str, float]
    yearly: Mapping[str, Floats] = field(default_factory=dict)
    project_wan: Mapping[str, float] = field(default_factory=dict)
    relief: Mapping[str, float] = field(default_factory=dict)

    def condition(self, name: str, year: int) -> float:
        """Return a parameter that the physics reads in a year of the study, counted from 0."""
        return float(self.yearly[name][year]) if name in self.yearly else self.conditions[name]

    def cost_wan(self, project: Project) -> float:
        """Return what a project costs in this future, under whatever plan [wan yuan]."""
        return self.project_wan.get(project.name, project.cost_wan_yuan)
