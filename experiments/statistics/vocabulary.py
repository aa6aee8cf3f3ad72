"""Words that stand in tables of results where no system, cause or limit has a name."""

from collections.abc import Mapping

from sim.record import ENTRY, LAND

ANY = "any"
"""The first of all systems."""

NONE = "none"
"""The system that is exhausted first, or second, where there is no such system."""

ALL = "all"
"""All together: every loss, whatever its cause; every payer."""

UNKNOWN = "unknown"
"""Cause of a loss that no system and no plot explains."""

TOGETHER = " + "
"""Joins the names of several that act together."""

OTHER_CAUSES: Mapping[str, str] = {ENTRY: "entry rules", LAND: "land on offer"}
"""What a planner calls a cause of losses that is no system, where its name does not say it."""
