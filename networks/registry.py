"""The systems that a park can have, by name; each is loaded when it is asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

SYSTEMS: Mapping[str, str] = {
    "power": "networks.power:PowerSystem",
    "roads": "networks.roads:RoadSystem",
    "sewage": "networks.sewage:SewageSystem",
    "water": "networks.water:WaterSystem",
    "heat": "networks.heat:HeatSystem",
    "gas": "networks.gas:GasSystem",
    "drainage": "networks.drainage:DrainageSystem",
}
"""Where the class of each system lies (``module:class``), in the order of every table."""

UNLESS_SAID = ("power", "roads", "sewage")
"""The systems of a study that does not say which it has."""

SERVICES = "networks.services:SimpleServices"
"""Where the systems lie that a table declares; they follow the others."""


def system_class(name: str) -> Any:
    """Return the class of a system, importing its module and no other.

    Parameters
    ----------
    name
        A name of ``SYSTEMS``.

    Raises
    ------
    UnknownSystemError
        If there is no such system.
    """
    if name not in SYSTEMS:
        raise UnknownSystemError(f"no system {name!r}; known: {', '.join(SYSTEMS)}")
    return class_at(SYSTEMS[name])


def class_at(place: str) -> Any:
    """Return the class that lies at a place.

    Parameters
    ----------
    place
        ``module:class``.

    Examples
    --------
    >>> class_at("sim.park:Area").__name__
    'Area'
    """
    module, name = place.split(":")
    return getattr(import_module(module), name)


class UnknownSystemError(ValueError):
    """A system was asked for that nobody has written."""
