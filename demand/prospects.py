"""From names, land and uniform numbers to the prospects of one future."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from demand.further_needs import FurtherNeeds
from demand.ranges import Span, life_years, within
from demand.shapes import QUANTITIES
from demand.streams import column, for_name
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Bools, Floats, Integers
from sim.future import Prospects
from sim.park import MU_PER_HA
from sim.policy import ApprovalMode

KW_PER_MW = 1000.0
WORKING_DAYS_PER_MONTH = 21.0
"""250 working days a year [1/month]; an assumption, confidence D."""

DAYS_PER_MONTH = 365.25 / MONTHS_PER_YEAR
BUS_DIRECTIONS = 2.0
"""A bus that brings a shift leaves again within the busy hour [-]; an assumption, confidence D."""

ELDERLY_YEAR = -1
"""The year of operation whose hazard a firm has that stands when the study begins: the last of the table."""

NEEDS = ("power_mw", "sewage_m3_per_d", "water_m3_per_d", "car_pcu_per_h", "bus_pcu_per_h", "truck_pcu_per_h")
"""What enterprises ask for, by the names that systems know."""


@dataclass(frozen=True)
class Sectors:
    """The sectors as arrays.

    Parameters
    ----------
    names
        In the order of their numbers.
    ranges
        By quantity: low, typical, high in the quantity's unit, float [sectors, 3].
    load_shape
        Row of each sector's load shape, int [sectors].
    """

    names: tuple[str, ...]
    ranges: Mapping[str, Floats]
    load_shape: Integers

    @classmethod
    def of(cls, rows: pd.DataFrame, *, shapes: pd.DataFrame, shape_names: tuple[str, ...]) -> "Sectors":
        """Return the sectors of their tables.

        Parameters
        ----------
        rows
            Sector, quantity, low, typical, high.
        shapes
            Sector and load_shape, in the order of the sectors' numbers.
        shape_names
            The load shapes in the order of the profiles.
        """
        names = tuple(shapes["sector"])
        by_name = rows.set_index(["quantity", "sector"])[["low", "typical", "high"]].astype(float)
        ranges = {quantity: by_name.loc[quantity].loc[list(names)].to_numpy() for quantity in QUANTITIES}
        shape = np.array([shape_names.index(name) for name in shapes["load_shape"]], dtype=np.int64)
        return cls(names, ranges, shape)

    def value(self, quantity: str, sector: Integers, uniform: Floats) -> Floats:
        """Return a quantity of enterprises of some sectors at uniform numbers, float [enterprises]."""
        low, typical, high = self.ranges[quantity][sector].T
        return within(uniform, (low, typical, high))


@dataclass(frozen=True)
class Cast:
    """Who may come in one future, before anything but name, place and land is known.

    Parameters
    ----------
    name
        Key of each prospect in its random stream.
    sector, area
        Numbers, int [prospects].
    bulk, stands, committed
        Bulk plot; connected at the start; certain to come, bool [prospects].
    month
        First enquiry, or the signing of a committed investor [month], float [prospects].
    land_ha
        Land [ha], NaN where it is drawn, float [prospects].
    land_mu
        Low, typical and high of drawn land [mu], float [prospects, 3].
    given
        Values that are known already by name (``power_mw``, ``sewage_m3_per_d``, ``jobs``), NaN where drawn,
        float [prospects].
    """

    name: tuple[str, ...]
    sector: Integers
    area: Integers
    bulk: Bools
    stands: Bools
    committed: Bools
    month: Floats
    land_ha: Floats
    land_mu: Floats
    given: Mapping[str, Floats]


def prospects_of(cast: Cast, uniforms: Floats, *, sectors: Sectors, values: Mapping[str, float],
                 spans: Mapping[str, Span], hazard_per_a: Floats, typical_coincidence: float,
                 further: FurtherNeeds) -> Prospects:
    """Return the prospects of one future.

    Parameters
    ----------
    cast
        Who may come.
    uniforms
        Their random numbers, float [prospects, purposes].
    sectors
        What sectors need.
    values
        The future's own parameters by name.
    spans
        Low, typical and high of what differs from enterprise to enterprise, by name.
    hazard_per_a
        Exit hazard by year of operation [1/a].
    typical_coincidence
        Coincidence between enterprises that the sectors' land indices contain [-].
    further
        What services are asked for.
    """
    def u(purpose: str) -> Floats:
        return column(uniforms, purpose)

    def span(name: str, purpose: str) -> Floats:
        return within(u(purpose), spans[name])

    low, typical, high = cast.land_mu.T
    land_ha = np.where(np.isnan(cast.land_ha), within(u("land"), (low, typical, high)) / MU_PER_HA, cast.land_ha)
    quantity = {name: sectors.value(name, cast.sector, u(name)) for name in QUANTITIES}
    jobs = _given(cast, "jobs", land_ha * quantity["jobs_per_ha"] * values["jobs_realised_share"])
    contract = np.where(cast.committed, 0.0, span("negotiation_months", "negotiation"))
    rented = ~cast.bulk & (u("rented") < values["rented_share"])
    # The quotient rounds to 1 for no draw below its probability, so "below 1" is that comparison to the last bit.
    keeps = values["contract_share"] * values["contract_kept_share"]
    comes_at = np.divide(u("comes"), keeps, out=np.full(len(land_ha), np.inf), where=keeps > 0)
    needs = _needs(cast, land_ha, jobs=jobs, quantity=quantity, values=values,
                   typical_coincidence=typical_coincidence)
    basis = needs | {"land_ha": land_ha, "jobs": jobs, "enterprise": np.ones(len(land_ha))}
    needs |= further.needs(cast.sector, basis, uniform=u("further"))
    ramp_1 = min(values["ramp_year_1"], values["ramp_year_2"])
    return Prospects(
        name=np.array(cast.name, dtype=np.str_),
        sector=cast.sector, area=cast.area, bulk=cast.bulk, stands=cast.stands,
        comes_at=np.where(cast.committed, 0.0, comes_at),
        enquiry_month=cast.month,
        preparation_months=contract + span("preparation_days", "preparation") / DAYS_PER_MONTH,
        approval_months={
            mode: span(f"approval_{mode}_working_days", "approval") / WORKING_DAYS_PER_MONTH
            for mode in get_args(ApprovalMode)},
        construction_months=np.where(rented, span("fit_out_months", "construction"),
                                     span("construction_own_months", "construction")),
        ramp=np.tile([ramp_1, values["ramp_year_2"], 1.0], (len(cast.name), 1)),
        patience_months=span("patience_months", "patience"),
        life_months=MONTHS_PER_YEAR * _life_years(cast, u("life"), values=values, hazard_per_a=hazard_per_a),
        land_ha=land_ha, jobs=jobs,
        output_wan_per_a=land_ha * MU_PER_HA * quantity["output_wan_per_mu_a"],
        tax_wan_per_a=land_ha * MU_PER_HA * quantity["tax_wan_per_mu_a"],
        needs=needs,
        profile={need: sectors.load_shape[cast.sector] if need == "power_mw" else np.zeros_like(cast.sector)
                 for need in needs},
        rented=rented, tenure_draw=for_name(u("rented"), "tenure"), renewal_draw=for_name(u("rented"), "renewal"))


def _needs(cast: Cast, land_ha: Floats, *, jobs: Floats, quantity: Mapping[str, Floats], values: Mapping[str, float],
           typical_coincidence: float) -> dict[str, Floats]:
    # The land index is the peak of many firms together; each firm's own contract is that much larger.
    index_mw = land_ha * quantity["power_kw_per_ha"] * values["power_level"] / KW_PER_MW
    water_m3_per_d = land_ha * quantity["water_m3_per_ha_d"] * values["water_level"]
    commuters = jobs * values["commuter_trips_per_job_d"] * quantity["busy_hour_share"]
    trucks = land_ha * quantity["truck_trips_per_ha_d"] * values["truck_busy_hour_share"]
    buses = commuters * values["bus_share"] / values["persons_per_bus"] * BUS_DIRECTIONS
    sewage_m3_per_d = _given(cast, "sewage_m3_per_d", water_m3_per_d * quantity["wastewater_ratio"])
    # Who tells his sewage tells his water: the ratio lies between them.
    water_of_sewage = np.divide(sewage_m3_per_d, quantity["wastewater_ratio"], out=water_m3_per_d.copy(),
                                where=quantity["wastewater_ratio"] > 0)
    return {
        "power_mw": _given(cast, "power_mw", index_mw / typical_coincidence),
        "sewage_m3_per_d": sewage_m3_per_d,
        "water_m3_per_d": np.where(np.isnan(cast.given["sewage_m3_per_d"]), water_m3_per_d, water_of_sewage),
        "car_pcu_per_h": commuters * values["car_share"] / values["persons_per_car"],
        "bus_pcu_per_h": buses * values["pcu_per_bus"],
        "truck_pcu_per_h": trucks * values["pcu_per_truck"],
    }


def _given(cast: Cast, name: str, drawn: Floats) -> Floats:
    return np.where(np.isnan(cast.given[name]), drawn, cast.given[name])


def _life_years(cast: Cast, uniform: Floats, *, values: Mapping[str, float], hazard_per_a: Floats) -> Floats:
    multiplier = np.where(cast.bulk, values["exit_multiplier_bulk"], 1.0)
    new = life_years(uniform, hazard_per_a=hazard_per_a, multiplier=multiplier)
    old = life_years(uniform, hazard_per_a=hazard_per_a[ELDERLY_YEAR:], multiplier=multiplier)
    return np.where(cast.stands, old, new)
