"""The park as it stands: areas and what is there today."""

from dataclasses import dataclass

MU_PER_HA = 15.0
"""Mu in a hectare [mu/ha]."""

EVERY_AREA = "all"
"""Area of a row that holds for each area without a row of its own."""


@dataclass(frozen=True)
class Area:
    """A named part of the park with its land and its places in the networks.

    Parameters
    ----------
    name
        Short name used in every file.
    label
        What a planner calls it.
    land_ha
        Net enterprise land [ha].
    power_bus, road_zone, sewer_manhole
        The places where it meets the networks.
    """

    name: str
    label: str
    land_ha: float
    power_bus: str
    road_zone: str
    sewer_manhole: str


@dataclass(frozen=True)
class Park:
    """The areas of a park and the assets that stand today.

    Parameters
    ----------
    name
        Name of the park.
    areas
        Areas in the fixed order of every demand array's second axis.
    standing
        Names of the assets in service at the start.
    """

    name: str
    areas: tuple[Area, ...]
    standing: frozenset[str]
