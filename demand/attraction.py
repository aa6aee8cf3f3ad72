"""From the tables of what draws enterprises to the terms that a march reads, and what contradicts itself in them."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from sim.attraction import Deterrent, Terms
from sim.policy import Reforms
from sim.table import PROOF, Column, Fault, TableShape, way_out

ATTRACTION, MEASURES, UPSTREAMS = "attraction.csv", "measures.csv", "upstream.csv"
DETERRENTS = ("shortage", "approval_months", "land_price")
UPSTREAM, MOST = "upstream", "most"
FACTORS = (*DETERRENTS, UPSTREAM, MOST)
"""What the table of attraction must tell: deterrents with weight and reference, the weight of upstream firms, and the
largest attraction."""

EFFECTS = ("incentive", "land_cheaper", "approval_saved", "one_meeting")
"""What an asset may change."""

LARGEST = 4.0
"""Largest attraction that may be given [-]: beyond it more would come than ever enquire."""

MOST_WEIGHT = 1000.0
"""Largest weight of what draws enterprises or keeps them away: more is a slip."""

SHAPES: Mapping[str, TableShape] = {
    "attraction": TableShape(ATTRACTION, (
        Column("factor", allowed=FACTORS),
        Column("weight", "number", low=0, high=MOST_WEIGHT),
        Column("reference", "number", low=0, optional=True),
        Column("today", "number", low=0, optional=True),
        Column("unit"),
        *PROOF), key="factor", optional=True),
    "measures": TableShape(MEASURES, (
        Column("asset"), Column("effect", allowed=EFFECTS),
        Column("value", "number", low=0),
        Column("unit"),
        *PROOF), optional=True),
    "upstream": TableShape(UPSTREAMS, (
        Column("sector"), Column("upstream_sector"),
        Column("weight", "number", low=0),
        Column("unit"),
        *PROOF), optional=True),
}
"""A study without ``attraction.csv`` has no attraction; its own ``upstream.csv`` takes the place of the rows that it
names."""


def terms_of(attraction: pd.DataFrame, measures: pd.DataFrame, upstream: pd.DataFrame, *,
             sectors: Sequence[str]) -> Terms | None:
    """Return the terms of tables without faults; None where nothing is said of attraction.

    Parameters
    ----------
    attraction, measures, upstream
        The tables.
    sectors
        Names of the sectors in the order of their numbers.
    """
    if attraction.empty:
        return None
    by_factor = attraction.set_index("factor")
    weight = by_factor["weight"].astype(float)
    shortage, approval, land_price = (
        Deterrent(float(weight[factor]), float(by_factor["reference"][factor])) for factor in DETERRENTS)
    gain = np.zeros((len(sectors), len(sectors)))
    for told in upstream.to_dict("records"):
        gain[sectors.index(told["sector"]), sectors.index(told["upstream_sector"])] = told["weight"] * weight[UPSTREAM]

    def effect(name: str) -> dict[str, float]:
        rows = measures[measures["effect"] == name]
        return dict(zip(rows["asset"], rows["value"].astype(float), strict=True))

    return Terms(
        shortage, approval, land_price, land_price_wan_per_mu=float(by_factor["today"]["land_price"]), upstream=gain,
        most=float(weight[MOST]), incentives=effect("incentive"), cheaper_land_wan_per_mu=effect("land_cheaper"),
        reforms=Reforms(frozenset(effect("one_meeting")), effect("approval_saved")))


def attraction_faults(attraction: pd.DataFrame, measures: pd.DataFrame, upstream: pd.DataFrame, *,
                      sectors: Sequence[str], assets: frozenset[str] | None) -> Iterator[Fault]:
    """Yield the mistakes of the tables.

    Parameters
    ----------
    attraction, measures, upstream
        The study's own tables, their cells checked already.
    sectors
        Known sectors.
    assets
        Assets that stand or are built; None where they cannot be told.
    """
    if not attraction.empty:
        yield from _factors(attraction)
    for row, told in enumerate(measures.to_dict("records")):
        if assets is not None and told["asset"] not in assets:
            yield Fault(MEASURES, row, f"asset {told['asset']!r} neither stands nor is built by a project; "
                                       f"{way_out(told['asset'], sorted(assets))}")
        if told["effect"] == "incentive" and told["value"] > LARGEST:
            yield Fault(MEASURES, row, f"{told['asset']} adds {told['value']:g} of attraction; allowed: up to "
                                       f"{LARGEST:g}, as a share and not in per cent")
        if told["effect"] == "approval_saved" and told["value"] >= 1:
            yield Fault(MEASURES, row, f"{told['asset']} saves {told['value']:g} of the time of approval; "
                                       "allowed: a share below 1")
    for row in measures.index[measures.duplicated(["asset", "effect"])].tolist():
        yield Fault(MEASURES, row, f"{measures['asset'][row]} has effect {measures['effect'][row]!r} twice; make "
                                   "one row of them")
    for row, told in enumerate(upstream.to_dict("records")):
        for column in ("sector", "upstream_sector"):
            if told[column] not in sectors:
                yield Fault(UPSTREAMS, row, f"no sector {told[column]!r}; {way_out(told[column], sectors)}")


def _factors(attraction: pd.DataFrame) -> Iterator[Fault]:
    file, given = ATTRACTION, set(attraction["factor"])
    for factor in FACTORS:
        if factor not in given:
            yield Fault(file, None, f"factor {factor!r} is missing; add a row, with weight 0 if it counts for nothing")
    for row, told in enumerate(attraction.to_dict("records")):
        factor = told["factor"]
        if factor in DETERRENTS and pd.isna(told["reference"]):
            yield Fault(file, row, f"{factor} has no reference; give what enterprises find elsewhere")
        if factor == "land_price" and pd.isna(told["today"]):
            yield Fault(file, row, "land_price has no price today; give it in wan yuan/mu")
        if factor == MOST and not 0 < told["weight"] <= LARGEST:
            yield Fault(file, row, f"{factor} is {told['weight']:g}; allowed: above 0 and up to {LARGEST:g}")
