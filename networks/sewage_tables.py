"""The tables of the sewers: what a study must give, and names that several files of the system share."""

from collections.abc import Mapping

from sim.table import PROOF, Column, TableShape

MANHOLES, PIPES, EFFLUENTS = "sewers/manholes.csv", "sewers/pipes.csv", "sewers/effluents.csv"
DISCHARGES = ("outfall", "works")
"""Kinds of manhole at which sewage leaves the sewers."""

GRAVITY, RISING_MAIN = "gravity", "rising_main"
DOMESTIC_SHARE, INDUSTRIAL_PEAK = "domestic_share", "industrial_peak"
OF_AN_AREA = {DOMESTIC_SHARE: 1.0, INDUSTRIAL_PEAK: 1.0}
"""What is taken of an area of which the tables say nothing: all its sewage is domestic."""

# Ranges of a pipe are checked where its name can be told, and where its kind says which of them matter.
SHAPES: Mapping[str, TableShape] = {
    "manholes": TableShape(MANHOLES, (
        Column("manhole"),
        Column("label"),
        Column("kind", allowed=("manhole", *DISCHARGES)),
        Column("x_km", "number"),
        Column("y_km", "number"),
        Column("asset", optional=True, default=""),
        Column("capacity_m3_per_d", "number", low=0, optional=True, default=0.0),
        Column("receiving_depth_m", "number", low=0, high=20, optional=True, default=0.0),
        *PROOF)),
    "pipes": TableShape(PIPES, (
        Column("pipe"),
        Column("label"),
        Column("kind", allowed=(GRAVITY, RISING_MAIN), optional=True, default=GRAVITY),
        Column("from_manhole"),
        Column("to_manhole"),
        Column("length_m", "number"),
        Column("diameter_mm", "number", optional=True, default=0.0),
        Column("slope", "number", optional=True, default=0.0),
        Column("manning_n", "number", optional=True, default=0.0),
        Column("allowed_filling", "number", optional=True, default=0.0),
        Column("capacity_m3_per_d", "number", optional=True, default=0.0),
        Column("asset"),
        Column("priority", "integer", optional=True, default=0),
        Column("share", "number", optional=True, default=0.0),
        *PROOF), key="pipe"),
    "effluents": TableShape(EFFLUENTS, (
        Column("area"),
        Column("quantity", allowed=(DOMESTIC_SHARE, INDUSTRIAL_PEAK)),
        Column("value", "number"),
        *PROOF), optional=True),
}
"""``share`` splits what leaves a manhole among its pipes of the highest priority; ``receiving_depth_m`` is the water at
an outfall or works above the invert of what ends there; without ``effluents`` all sewage peaks as domestic does."""
