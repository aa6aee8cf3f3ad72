"""The demand's files: headings of the study's own, and the tables that come with Headroom."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import pandas as pd

from demand.attraction import SHAPES as OF_ATTRACTION
from demand.entry import SHAPES as OF_ENTRY
from demand.further_needs import BASES
from demand.relief import SHAPES as OF_RELIEF
from sim.table import PROOF, Column, Tables, TableShape, frame

QUANTITIES: Mapping[str, str] = {
    "power_kw_per_ha": "kW/ha", "water_m3_per_ha_d": "m3/(ha.d)", "wastewater_ratio": "-", "jobs_per_ha": "persons/ha",
    "truck_trips_per_ha_d": "1/(ha.d)", "busy_hour_share": "-", "output_wan_per_mu_a": "wan yuan/(mu.a)",
    "tax_wan_per_mu_a": "wan yuan/(mu.a)"}
"""What a sector's row may tell, and its unit."""

OF_FUTURE: tuple[str, ...] = (
    "power_factor", "coincidence_enterprises", "coincidence_areas", "infiltration_ratio", "signed_projects_per_a",
    "contract_share", "contract_kept_share", "power_level", "water_level", "jobs_realised_share",
    "commuter_trips_per_job_d", "car_share", "bus_share", "persons_per_car", "persons_per_bus", "pcu_per_bus",
    "truck_busy_hour_share", "pcu_per_truck", "through_traffic_growth_per_a", "ramp_year_1", "ramp_year_2",
    "exit_multiplier_bulk", "rented_share")
"""Uncertain parameters that are one value in a whole future."""

THROUGH_TRAFFIC = "through_traffic_ratio"
"""Through traffic relative to that of the study's first year [-]: a condition that grows year by year."""

OF_ENTERPRISE: tuple[str, ...] = (
    "negotiation_months", "preparation_days", "approval_serial_working_days", "approval_one_meeting_working_days",
    "construction_own_months", "fit_out_months", "patience_months")
"""Uncertain parameters that differ from enterprise to enterprise."""

SHARES: tuple[str, ...] = (
    "power_factor", "coincidence_enterprises", "coincidence_areas", "contract_share", "contract_kept_share",
    "car_share", "bus_share", "jobs_realised_share", "truck_busy_hour_share", "through_traffic_growth_per_a",
    "ramp_year_1", "ramp_year_2", "rented_share")
"""Parameters that cannot be above 1."""

DIVISORS: tuple[str, ...] = ("power_factor", "coincidence_enterprises", "coincidence_areas", "contract_share",
                             "persons_per_car", "persons_per_bus", "exit_multiplier_bulk")
"""Parameters that cannot be 0."""

MOST_MW, MOST_M3_PER_D, MOST_FACTOR = 1000.0, 200_000.0, 10.0
"""What one firm may ask at most, and a year's enquiries relative to a typical one's: more is a slip of the unit."""

SIZE = Column("size", allowed=("bulk", "small"))

SHAPES: Mapping[str, TableShape] = {
    "firms": TableShape("firms.csv", (
        Column("firm"), Column("label"), Column("sector"), Column("area"),
        Column("land_ha", "number", above=0),
        Column("power_mw", "number", low=0, high=MOST_MW),
        Column("sewage_m3_per_d", "number", low=0, high=MOST_M3_PER_D),
        Column("jobs", "number", low=0),
        *PROOF), key="firm"),
    "investors": TableShape("investors.csv", (
        Column("investor"), Column("label"), Column("sector"), Column("area"), SIZE,
        Column("contract_month", "month"),
        Column("land_ha", "number", above=0),
        Column("power_mw", "number", low=0, high=MOST_MW, optional=True),
        Column("sewage_m3_per_d", "number", low=0, high=MOST_M3_PER_D, optional=True),
        Column("jobs", "number", low=0, optional=True),
        *PROOF), key="investor"),
    "arrivals": TableShape("arrivals.csv", (
        Column("sector"), Column("area"), SIZE,
        Column("share", "number", low=0, high=1),
        Column("land_mu_low", "number", above=0), Column("land_mu_typical", "number", above=0),
        Column("land_mu_high", "number", above=0),
        *PROOF)),
    "course": TableShape("arrivals_over_time.csv", (
        Column("from_month", "month"), Column("factor", "number", low=0, high=MOST_FACTOR),
        *PROOF), key="from_month"),
    "uncertain": TableShape("uncertain.csv", (
        Column("parameter", allowed=(*OF_FUTURE, *OF_ENTERPRISE)),
        Column("low", "number", low=0), Column("typical", "number", low=0), Column("high", "number", low=0),
        Column("unit"),
        *PROOF), key="parameter"),
    "sectors": TableShape("sectors.csv", (
        Column("sector"), Column("quantity", allowed=tuple(QUANTITIES)),
        Column("low", "number", low=0), Column("typical", "number", low=0), Column("high", "number", low=0),
        Column("unit"),
        *PROOF), optional=True),
    "needs": TableShape("needs.csv", (
        Column("need"), Column("basis", allowed=BASES), Column("sector"),
        Column("low", "number", low=0), Column("typical", "number", low=0), Column("high", "number", low=0),
        Column("unit"),
        *PROOF), optional=True),
    **OF_ATTRACTION,
    **OF_ENTRY,
    **OF_RELIEF,
}
"""Tables of a study; its own ``sectors.csv`` and ``needs.csv``, if there are any, take the place of the rows that they
name."""


@cache
def own_table(name: str) -> pd.DataFrame:
    """Return a table that comes with Headroom.

    Parameters
    ----------
    name
        ``sectors``, ``sector_shapes``, ``load_shapes``, ``busy_hours``, ``seasons``, ``needs``, ``upstream`` or
        ``exit_hazard``.
    """
    with files("demand").joinpath(f"{name}.csv").open(encoding="utf-8") as text:
        return pd.read_csv(text)


def sector_rows(tables: Tables) -> pd.DataFrame:
    """Return the rows of all sectors: a study's own take the place of those that come with Headroom."""
    return _with_own(tables, "sectors", keys=["sector", "quantity"])


def need_rows(tables: Tables) -> pd.DataFrame:
    """Return the rows of all further needs: a study's own take the place of those that come with Headroom."""
    return _with_own(tables, "needs", keys=["need", "basis", "sector"])


def upstream_rows(tables: Tables) -> pd.DataFrame:
    """Return who buys from whom: a study's own rows take the place of those that come with Headroom."""
    return _with_own(tables, "upstream", keys=["sector", "upstream_sector"])


def _with_own(tables: Tables, key: str, *, keys: list[str]) -> pd.DataFrame:
    both = pd.concat([own_table(key), frame(tables, key)], ignore_index=True)
    return both.drop_duplicates(keys, keep="last").reset_index(drop=True)
