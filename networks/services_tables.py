"""The table of the simple services, and names that several files share."""

from collections.abc import Mapping

from sim.table import PROOF, Column, TableShape

SERVICES = "services.csv"
KINDS = ("rate", "stock")
"""What a service is: served again and again, or filled up."""

OF_A_SERVICE = ("label", "unit", "kind", "need", "cause")
"""Columns that all rows of one service must agree in."""

# Kinds and capacities are checked where the service's name can be told.
SHAPES: Mapping[str, TableShape] = {
    "services": TableShape(SERVICES, (
        Column("service"),
        Column("label"),
        Column("unit"),
        Column("kind"),
        Column("need"),
        Column("asset"),
        Column("capacity", "number"),
        Column("by_area", optional=True, default=""),
        Column("x_km", "number", optional=True),
        Column("y_km", "number", optional=True),
        Column("cause"),
        *PROOF), optional=True),
}
"""One row an asset of a service; a study without the file has no simple services."""
