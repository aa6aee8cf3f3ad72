"""Water: from intakes and works through a tree of mains to the areas, judged by rates and by pressure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import pi
from typing import ClassVar

import numpy as np

from networks.pressure_laws import HAZEN_WILLIAMS_FLOW, SECONDS_PER_DAY, head_per_m3_per_d
from networks.pressure_routes import Physics
from networks.pressure_tables import Quantity, Words, shapes_of
from networks.pressure_tree import TreeSystem
from sim.capacity import Bools, Caution, Demand, Floats
from sim.table import TableShape

WORDS = Words(
    folder="water",
    carried="water",
    capacity="capacity_m3_per_d",
    unit="m3/d",
    level="head_m",
    needed="required_head_m",
    sources={"source": "gives no more", "works": "reach their capacity"},
    pipe_numbers=("length_m", "diameter_mm", "hazen_williams_c"),
    quantities={
        "hour_factor": Quantity(1.5, 1.0, 4.0),
        "leakage_share": Quantity(0.1, 0.0, 0.5),
        "fast_m_per_s": Quantity(2.5, 0.5, 5.0),
    })
"""``hour_factor``: busiest hour over the average hour of the largest day; ``leakage_share``: of what is given;
``fast_m_per_s``: the velocity above which a main is warned of."""


@dataclass(frozen=True)
class WaterSystem(TreeSystem):
    """Sources, treatment works and mains of a park.

    Notes
    -----
    The need is that of the largest day; leakage is a share of what is given. Mains carry the busiest hour, sources,
    works and the mains between them the day: works, and sources that feed mains, have a tank that evens the hours and
    pumps that hold a head. Mains lose head by Hazen and Williams. At an area the head lost from the last source or
    works is held against what may be lost down to the area's needed head, the ground's height counted: 1 when just
    that head is left. A main is no limit by itself; fast ones are warned of.
    """

    name: ClassVar[str] = "water"
    label: ClassVar[str] = "Water"
    unit: ClassVar[str] = WORDS.unit
    needs: ClassVar[tuple[str, ...]] = ("water_m3_per_d",)
    shapes: ClassVar[Mapping[str, TableShape]] = shapes_of(WORDS, of_a_node=("elevation_m",))
    words: ClassVar[Words] = WORDS

    @cached_property
    def physics(self) -> Physics:
        """Head lost at a flow in m3/d, heights in m."""
        ground = self.of_nodes("elevation_m")
        return Physics(
            exponent=HAZEN_WILLIAMS_FLOW,
            resistance=head_per_m3_per_d(self.of_pipes("length_m"), self.of_pipes("diameter_mm"),
                                         hazen_williams_c=self.of_pipes("hazen_williams_c")),
            gain=np.ones(len(self.pipes)), carries=np.full(len(self.pipes), np.inf),
            level=ground + self.of_nodes("head_m"), needed=ground + self.of_nodes("required_head_m"),
            scale=1.0 / (1.0 - self.quantity("leakage_share")), peak=self.quantity("hour_factor"))

    @cached_property
    def warnings(self) -> tuple[Caution, ...]:
        """One warning a main: water runs so fast in it that surges become dangerous."""
        return tuple(Caution(f"{pipe}_fast", f"{label}: water runs faster than "
                                             f"{self.quantity('fast_m_per_s'):g} m/s in the busiest hour", "fast", pipe)
                     for pipe, label in zip(self.pipes["pipe"], self.pipes["label"], strict=True))

    def warn(self, demand: Demand, in_service: Bools) -> Bools:
        """Return which warnings stand, bool [states, mains]."""
        return np.asarray(self.velocity_m_per_s(demand, in_service) > self.quantity("fast_m_per_s"))

    def lasting_warnings(self) -> tuple[str, ...]:
        """Return what the tables alone warn of: nothing."""
        return ()

    def velocity_m_per_s(self, demand: Demand, in_service: Bools) -> Floats:
        """Return the velocity in every main in the busiest hour [m/s], float [states, mains].

        Parameters
        ----------
        demand
            ``water_m3_per_d`` [m3/d], float [states, areas, 1].
        in_service
            Bool [states, assets].
        """
        area_m2 = pi * (self.of_pipes("diameter_mm") / 1000.0)**2 / 4
        return self.flows(demand, in_service) / SECONDS_PER_DAY / area_m2
