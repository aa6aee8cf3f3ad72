"""Gas: from a station through a tree of mains to the areas, judged by the station's rate and by pressure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from networks.pressure_laws import RENOUARD_FLOW, squared_mpa_per_m3_per_h
from networks.pressure_routes import Physics
from networks.pressure_tables import Quantity, Words, shapes_of
from networks.pressure_tree import TreeSystem
from sim.table import TableShape

WORDS = Words(
    folder="gas",
    carried="gas",
    capacity="capacity_m3_per_h",
    unit="Nm3/h",
    level="pressure_mpa",
    needed="required_mpa",
    sources={"station": "gives no more"},
    pipe_numbers=("length_m", "diameter_mm"),
    quantities={
        "relative_density": Quantity(0.6, 0.3, 2.0),
        "atmosphere_mpa": Quantity(0.1013, 0.05, 0.11),
    })
"""``relative_density``: of the gas to air; ``atmosphere_mpa``: what gauge pressures stand upon."""


@dataclass(frozen=True)
class GasSystem(TreeSystem):
    """Gas stations and mains of a park.

    Notes
    -----
    The need is that of the busiest hour at standard conditions. Mains lose squared absolute pressure by Renouard's
    quadratic formula, isothermal; pressures in the tables are gauge pressures. At an area what is lost of the squared
    pressure is held against what may be lost down to the needed pressure: 1 when just that pressure is left.
    """

    name: ClassVar[str] = "gas"
    label: ClassVar[str] = "Gas"
    unit: ClassVar[str] = WORDS.unit
    needs: ClassVar[tuple[str, ...]] = ("gas_m3_per_h",)
    shapes: ClassVar[Mapping[str, TableShape]] = shapes_of(WORDS)
    words: ClassVar[Words] = WORDS

    @cached_property
    def physics(self) -> Physics:
        """Squared pressure lost at a flow in Nm3/h [MPa2]."""
        atmosphere = self.quantity("atmosphere_mpa")
        return Physics(
            exponent=RENOUARD_FLOW,
            resistance=squared_mpa_per_m3_per_h(self.of_pipes("length_m"), self.of_pipes("diameter_mm"),
                                                relative_density=self.quantity("relative_density")),
            gain=np.ones(len(self.pipes)), carries=np.full(len(self.pipes), np.inf),
            level=(self.of_nodes("pressure_mpa") + atmosphere)**2,
            needed=(self.of_nodes("required_mpa") + atmosphere)**2)
