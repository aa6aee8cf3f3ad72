"""The rules of a park's land: what is released when, to whom, on what terms, and the halls that stand in its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import ClassVar, Literal

import pandas as pd

from sim.park import EVERY_AREA, Area
from sim.table import PROOF, Column, Fault, Tables, TableShape, frame, way_out

LAND = "land.csv"

Size = Literal["bulk", "small"]
STOCK, RESERVE, HALLS = "stock", "reserve", "halls"
GRANTS: Mapping[str, str] = {STOCK: "ha", RESERVE: "ha", HALLS: "m2"}
"""What an area has of land beyond its own, and of halls, from the start or with an asset, and its unit."""

QUOTAS: Mapping[str, tuple[Size, ...]] = {
    "quota": ("bulk", "small"), "quota_bulk": ("bulk",), "quota_small": ("small",)}
"""What of an area's own land is released each year [ha/a], and for plots of which size."""

TERMS: Mapping[str, tuple[str, float, float]] = {
    "flexible_share": ("-", 0.0, 1.0), "flexible_years": ("a", 1.0, 1000.0), "renewed_share": ("-", 0.0, 1.0),
    "flexible_price_ratio": ("-", 0.0, 1.0), "lease_share": ("-", 0.0, 1.0), "lease_years": ("a", 1.0, 1000.0),
    "lease_rent_ratio": ("1/a", 0.0, 1.0), "idle_years": ("a", 0.0, 1000.0),
    "hall_floor_ratio": ("m2/m2", 0.01, 20.0)}
"""Terms of the whole park: unit, least and most."""


@dataclass(frozen=True)
class Grant:
    """Land or halls that an area has from the start or with an asset.

    Parameters
    ----------
    kind
        ``stock`` (for every plot), ``reserve`` (for small plots that find nothing else) or ``halls``.
    area
        Row of the area.
    asset
        What must be in service for it; empty for what is there from the start.
    amount
        Land [ha], or floor [m2].
    """

    kind: str
    area: int
    asset: str
    amount: float


@dataclass(frozen=True)
class LandRules:
    """How a park gives its land.

    Parameters
    ----------
    grants
        What areas have beyond their own land.
    quotas
        By name of the quota: what is released in each area a year [ha/a], infinity where it does not bind.
    flexible_share, flexible_years, renewed_share
        Share of the plots that are let for some years [-], for how many [a], and the share of their firms that renew
        when the years are over [-]; the others leave.
    flexible_price_ratio
        Price of a plot for those years over its price for the longest term [-]; who renews pays it again.
    lease_share, lease_years
        Share of the plots that are leased first [-], and after how many years they are sold [a].
    lease_rent_ratio
        Yearly rent of a leased plot over its price [1/a].
    idle_years
        How long a sold plot lies idle when its firm has left [a], at the longest.
    hall_floor_ratio
        Floor that a renting firm needs for each square metre of the plot that it would take [m2/m2].
    """

    grants: tuple[Grant, ...] = ()
    quotas: Mapping[str, Sequence[float]] | None = None
    flexible_share: float = 0.0
    flexible_years: float = 20.0
    renewed_share: float = 1.0
    flexible_price_ratio: float = 1.0
    lease_share: float = 0.0
    lease_years: float = 5.0
    lease_rent_ratio: float = 0.0
    idle_years: float = 0.0
    hall_floor_ratio: float = 1.0

    shapes: ClassVar[Mapping[str, TableShape]] = {
        "land": TableShape(LAND, (
            Column("area"),
            Column("quantity", allowed=(*GRANTS, *QUOTAS, *TERMS)),
            Column("asset", optional=True, default=""),
            Column("value", "number"),
            Column("unit"),
            *PROOF), optional=True)}

    @classmethod
    def faults(cls, tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str]) -> list[Fault]:
        """Return what does not fit together in the table.

        Parameters
        ----------
        tables
            ``land``, its cells checked already; empty where a study has no rules.
        areas
            The park's areas.
        assets
            Assets that stand or are built.
        """
        rows = frame(tables, "land")
        return [*_rows(rows, areas, assets=assets), *_whole(rows)]

    @classmethod
    def areas_with_more(cls, tables: Tables, areas: tuple[Area, ...]) -> frozenset[str]:
        """Return the names of areas that a table gives land or halls beyond their own."""
        rows = frame(tables, "land")
        given = set(rows.loc[rows["quantity"].isin(list(GRANTS)) & (rows["value"] > 0), "area"])
        return frozenset(area.name for area in areas if given & {area.name, EVERY_AREA})

    @classmethod
    def plots_ha(cls, tables: Tables, areas: tuple[Area, ...]) -> dict[str, float]:
        """Return by area all land that may ever be given: its own, and what the table adds to it or reserves [ha]."""
        rules = cls.from_tables(tables, areas)
        grants = rules.grants if rules is not None else ()
        return {area.name: area.land_ha + sum(grant.amount for grant in grants
                                              if grant.area == at and grant.kind in (STOCK, RESERVE))
                for at, area in enumerate(areas)}

    @classmethod
    def from_tables(cls, tables: Tables, areas: tuple[Area, ...]) -> "LandRules | None":
        """Return the rules of a table without faults; none where it is empty: every plot is free until all are gone."""
        rows = frame(tables, "land")
        if rows.empty:
            return None
        told = rows.to_dict("records")
        own = {(row["area"], row["quantity"], row["asset"]) for row in told}
        grants = tuple(Grant(str(row["quantity"]), at, str(row["asset"]), float(row["value"]))
                       for row in told if row["quantity"] in GRANTS
                       for at, area in enumerate(areas)
                       if row["area"] == area.name or (row["area"] == EVERY_AREA and (
                           area.name, row["quantity"], row["asset"]) not in own))
        quotas = {}
        for name in QUOTAS:
            by_area = {str(row["area"]): float(row["value"]) for row in told if row["quantity"] == name}
            if by_area:
                rest = by_area.get(EVERY_AREA, inf)
                quotas[name] = tuple(by_area.get(area.name, rest) for area in areas)
        terms = {str(row["quantity"]): float(row["value"]) for row in told if row["quantity"] in TERMS}
        return cls(grants, quotas, **terms)


def _rows(rows: pd.DataFrame, areas: tuple[Area, ...], *, assets: frozenset[str]) -> Iterator[Fault]:
    known = (*(area.name for area in areas), EVERY_AREA)
    for row, told in enumerate(rows.to_dict("records")):
        quantity, value = str(told["quantity"]), float(told["value"])
        of_terms = quantity in TERMS
        unit, least, most = TERMS[quantity] if of_terms else (GRANTS.get(quantity, "ha/a"), 0.0, inf)
        if not least <= value <= most:
            allowed = f"from {least:g} to {most:g}" if most < inf else f"{least:g} or more"
            yield Fault(LAND, row, f"{quantity} of {told['area']!r} is {value:g}; allowed: {allowed}")
        if told["unit"] != unit:
            yield Fault(LAND, row, f"{quantity} is told in {told['unit']!r}; tell it in {unit}")
        if of_terms and told["area"] != EVERY_AREA:
            yield Fault(LAND, row, f"{quantity} is told for area {told['area']!r}; it holds for the whole park: write "
                                   f"{EVERY_AREA!r}")
        # Without areas the park has faults of its own, and each row would repeat them.
        elif areas and told["area"] not in known:
            yield Fault(LAND, row, f"no area {told['area']!r}; {way_out(str(told['area']), known)}")
        if told["asset"] and quantity not in GRANTS:
            yield Fault(LAND, row, f"{quantity} hangs on asset {told['asset']!r}; only {', '.join(GRANTS)} may")
        elif told["asset"] and told["asset"] not in assets:
            yield Fault(LAND, row, f"asset {told['asset']!r} neither stands nor is built by a project; "
                                   f"{way_out(str(told['asset']), sorted(assets))}")


def _whole(rows: pd.DataFrame) -> Iterator[Fault]:
    for row in rows.index[rows.duplicated(["area", "quantity", "asset"])].tolist():
        yield Fault(LAND, row, f"{rows['quantity'][row]} of {rows['area'][row]!r} is told twice; delete one")
    shares = rows[rows["quantity"].isin(["flexible_share", "lease_share"])]
    if len(shares) == 2 and shares["value"].sum() > 1.0:
        yield Fault(LAND, int(shares.index[1]), f"flexible_share and lease_share are {shares['value'].sum():g} "
                                                "together; no more than 1")
