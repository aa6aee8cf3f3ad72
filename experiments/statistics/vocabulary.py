"""Words that stand in tables of results where no system, cause or limit has a name."""

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
