"""Heat: process steam and heating from boiler plants through steam mains, in winter and in summer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from networks.pressure_laws import DARCY_DIAMETER, DARCY_FLOW, steam_t_per_h
from networks.pressure_routes import Physics
from networks.pressure_tables import Quantity, Words, shapes_of
from networks.pressure_tree import TreeSystem
from sim.table import TableShape

WINTER, SUMMER = 0, 1
"""The periods of both needs."""

WORDS = Words(
    folder="heat",
    carried="steam",
    capacity="capacity_t_per_h",
    unit="t/h",
    level="",
    needed="",
    sources={"plant": "fires all its boilers"},
    pipe_numbers=("length_m", "diameter_mm", "velocity_m_per_s"),
    quantities={
        "steam_kg_per_m3": Quantity(4.16, 0.5, 30.0),
        "loss_share_per_km": Quantity(0.03, 0.0, 0.5),
    })
"""``steam_kg_per_m3``: density in the mains, by default of saturated steam at 0.8 MPa (IAPWSIF97);
``loss_share_per_km``: condensed on a kilometre, of what arrives."""


@dataclass(frozen=True)
class HeatSystem(TreeSystem):
    """Boiler plants and steam mains of a park.

    Notes
    -----
    Process steam and heating, both in t/h of steam, run together in the same mains; heating is taken from the steam at
    the areas. On a kilometre of main a share of what arrives at its end is condensed and must be given besides. A main
    is full at its velocity limit, density times area times velocity; pressure is no limit by itself, since that
    velocity keeps it. Two mains side by side share the steam as rough turbulent flow does, by d^2.5 / L^0.5. The
    season that asks most of a limit binds it.
    """

    name: ClassVar[str] = "heat"
    label: ClassVar[str] = "Heat"
    unit: ClassVar[str] = WORDS.unit
    needs: ClassVar[tuple[str, ...]] = ("process_steam_t_per_h", "heating_t_per_h")
    shapes: ClassVar[Mapping[str, TableShape]] = shapes_of(WORDS)
    words: ClassVar[Words] = WORDS

    @cached_property
    def physics(self) -> Physics:
        """Flow and losses in t/h; the drop only parts the flow of mains side by side."""
        length_m, diameter_mm = self.of_pipes("length_m"), self.of_pipes("diameter_mm")
        nodes = len(self.of_nodes("x_km"))
        return Physics(
            exponent=DARCY_FLOW, resistance=length_m / (diameter_mm / 1000.0)**DARCY_DIAMETER,
            gain=1.0 + self.quantity("loss_share_per_km") * length_m / 1000.0,
            carries=steam_t_per_h(diameter_mm, self.of_pipes("velocity_m_per_s"),
                                  kg_per_m3=self.quantity("steam_kg_per_m3")),
            level=np.zeros(nodes), needed=np.zeros(nodes))
