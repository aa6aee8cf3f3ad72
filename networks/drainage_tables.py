"""The tables of the storm drains: what a study must give, and names that several files of the system share."""

from collections.abc import Mapping

from sim.table import PROOF, Column, TableShape

NODES, DRAINS, CATCHMENTS, RAIN = ("drainage/nodes.csv", "drainage/drains.csv", "drainage/catchments.csv",
                                   "drainage/rain.csv")
OUTFALL = "outfall"
"""Kind of node at which storm water leaves the drains."""

GROSS, FIELD, BUILT, INLET = "gross_ha", "field_runoff", "built_runoff", "inlet_min"
OF_AN_AREA: Mapping[str, tuple[float, float]] = {
    GROSS: (0.01, 10_000.0), FIELD: (0.0, 1.0), BUILT: (0.0, 1.0), INLET: (1.0, 60.0)}
"""What the catchments tell of each area, with the least and the most that is allowed: all its land [ha], the part of
the rain that runs off a field and off a plot with its roofs and yards [-], and the time until the water has come from
the farthest corner to the drain [min]."""

STORMS_ADD, RETURN = "c", "return_period_a"
OF_THE_RAIN: Mapping[str, tuple[float, float]] = {
    "a1": (0.01, 200.0), STORMS_ADD: (0.0, 5.0), "b_min": (0.0, 100.0), "n": (0.0, 2.0), RETURN: (0.25, 200.0)}
"""What the rain table tells, with the least and the most that is allowed: constants of the intensity formula and the
years between two storms that the drains are laid for."""

# Ranges are checked where the drain's or the area's name can be told.
SHAPES: Mapping[str, TableShape] = {
    "nodes": TableShape(NODES, (
        Column("node"),
        Column("label"),
        Column("kind", allowed=("node", OUTFALL)),
        Column("area", optional=True, default=""),
        Column("x_km", "number"),
        Column("y_km", "number"),
        Column("asset", optional=True, default=""),
        Column("capacity_m3_per_s", "number", optional=True, default=0.0),
        *PROOF)),
    "drains": TableShape(DRAINS, (
        Column("drain"),
        Column("label"),
        Column("from_node"),
        Column("to_node"),
        Column("length_m", "number"),
        Column("diameter_mm", "number"),
        Column("slope", "number"),
        Column("manning_n", "number"),
        Column("asset"),
        Column("priority", "integer", optional=True, default=0),
        Column("share", "number", optional=True, default=0.0),
        *PROOF), key="drain"),
    "catchments": TableShape(CATCHMENTS, (
        Column("area"),
        Column("quantity", allowed=tuple(OF_AN_AREA)),
        Column("value", "number"),
        Column("unit"),
        *PROOF)),
    "rain": TableShape(RAIN, (
        Column("parameter", allowed=tuple(OF_THE_RAIN)),
        Column("value", "number"),
        Column("unit"),
        *PROOF), key="parameter"),
}
"""``area`` is the area whose land drains to a node; a drain with no ``share`` and the first of its ``priority`` takes
all that leaves its node."""
