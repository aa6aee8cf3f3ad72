"""What does not fit together in the demand's tables."""

from collections.abc import Iterator

from demand.attraction import attraction_faults
from demand.entry import entry_faults
from demand.further_needs import ALL
from demand.relief import relief_faults
from demand.shapes import (
    DIVISORS,
    OF_ENTERPRISE,
    OF_FUTURE,
    QUANTITIES,
    SHAPES,
    SHARES,
    need_rows,
    own_table,
    sector_rows,
)
from sim.park import MU_PER_HA, Area
from sim.table import SUM_TOLERANCE, Fault, Tables, disorder, frame, way_out

MOST_PER_HA = {"power_mw": 20.0, "sewage_m3_per_d": 20_000.0, "jobs": 5_000.0}
"""What a hectare asks at most: ten times and more what the densest sectors do."""


def faults_of(tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str] | None = None) -> list[Fault]:
    """Return the mistakes of the demand's tables.

    Parameters
    ----------
    tables
        The study's tables, their cells checked already.
    areas
        The park's areas.
    assets
        Assets that stand or are built; None where they cannot be told.
    """
    reach = attraction_faults(frame(tables, "attraction"), frame(tables, "measures"), frame(tables, "upstream"),
                              sectors=known_sectors(), assets=assets)
    entry = entry_faults(frame(tables, "entry"), areas, sectors=known_sectors(), assets=assets)
    return [*_sectors(tables), *_needs(tables), *_names(tables, areas), *_land(tables, areas), *_shares(tables),
            *_course(tables), *_uncertain(tables), *reach, *entry, *relief_faults(frame(tables, "relief"))]


def known_sectors() -> tuple[str, ...]:
    """Return the sectors that have a load shape, in the order of their table."""
    return tuple(own_table("sector_shapes")["sector"])


def _sectors(tables: Tables) -> Iterator[Fault]:
    file = SHAPES["sectors"].file
    known = known_sectors()
    for row, told in enumerate(frame(tables, "sectors").to_dict("records")):
        if told["sector"] not in known:
            yield Fault(file, row, f"no sector {told['sector']!r}; {way_out(told['sector'], known)}")
        wrong = disorder(told["low"], told["typical"], told["high"])
        if wrong:
            yield Fault(file, row, f"{told['quantity']} of {told['sector']} {wrong}")
        if told["unit"] != QUANTITIES[told["quantity"]]:
            yield Fault(file, row, f"{told['quantity']} is given in {told['unit']!r}; its unit is "
                                   f"{QUANTITIES[told['quantity']]!r}")
    told_of = set(zip(sector_rows(tables)["sector"], sector_rows(tables)["quantity"], strict=True))
    for sector in known:
        for quantity in QUANTITIES:
            if (sector, quantity) not in told_of:
                yield Fault(file, None, f"sector {sector!r} has no {quantity}; add a row")


def _needs(tables: Tables) -> Iterator[Fault]:
    file, known = SHAPES["needs"].file, (ALL, *known_sectors())
    for row, told in enumerate(frame(tables, "needs").to_dict("records")):
        if told["sector"] not in known:
            yield Fault(file, row, f"no sector {told['sector']!r}; {way_out(told['sector'], known)}")
        wrong = disorder(told["low"], told["typical"], told["high"])
        if wrong:
            yield Fault(file, row, f"{told['need']} of {told['sector']} {wrong}")
    rows = need_rows(tables)
    for (need, basis), sectors in rows.groupby(["need", "basis"], sort=False)["sector"]:
        given = set(sectors)
        missing = [sector for sector in known_sectors() if sector not in given and ALL not in given]
        if missing:
            yield Fault(file, None, f"{need} on {basis} has no row for {', '.join(missing)}; add one each, or one for "
                                    f"sector {ALL!r}")


def _names(tables: Tables, areas: tuple[Area, ...]) -> Iterator[Fault]:
    places, sectors = [area.name for area in areas], known_sectors()
    for key in ("firms", "investors", "arrivals"):
        table = frame(tables, key)
        for row, (sector, area) in enumerate(zip(table["sector"], table["area"], strict=True)):
            if sector not in sectors:
                yield Fault(SHAPES[key].file, row, f"no sector {sector!r}; {way_out(sector, sectors)}")
            if area not in places:
                yield Fault(SHAPES[key].file, row, f"no area {area!r}; {way_out(area, places)}")
    both = set(frame(tables, "firms")["firm"])
    for row, name in enumerate(frame(tables, "investors")["investor"]):
        if name in both:
            yield Fault(SHAPES["investors"].file, row, f"{name!r} is a firm of {SHAPES['firms'].file} already; give "
                                                       "the investor a name of its own")


def _land(tables: Tables, areas: tuple[Area, ...]) -> Iterator[Fault]:
    yield from _density(tables)
    taken = frame(tables, "firms").groupby("area")["land_ha"].sum()
    for area in areas:
        if taken.get(area.name, 0.0) > area.land_ha + SUM_TOLERANCE:
            yield Fault(SHAPES["firms"].file, None, f"the firms in area {area.name!r} stand on "
                                                    f"{taken[area.name]:g} ha; it has {area.land_ha:g} ha")
    land = {area.name: area.land_ha for area in areas}
    for row, told in enumerate(frame(tables, "arrivals").to_dict("records")):
        wrong = disorder(told["land_mu_low"], told["land_mu_typical"], told["land_mu_high"])
        if wrong:
            yield Fault(SHAPES["arrivals"].file, row, f"land_mu {wrong}")
        largest = land.get(told["area"], 0.0) * MU_PER_HA
        if told["area"] in land and told["land_mu_high"] > largest + SUM_TOLERANCE:
            yield Fault(SHAPES["arrivals"].file, row, f"land_mu_high is {told['land_mu_high']:g}; area "
                                                      f"{told['area']!r} has {largest:g} mu in all")


def _density(tables: Tables) -> Iterator[Fault]:
    # Columns that were exchanged, and units of a thousand, show in what a hectare would ask.
    for key in ("firms", "investors"):
        for row, told in enumerate(frame(tables, key).to_dict("records")):
            for quantity, most in MOST_PER_HA.items():
                if told[quantity] > most * told["land_ha"]:
                    yield Fault(SHAPES[key].file, row, f"{quantity} is {told[quantity]:g} on {told['land_ha']:g} ha; "
                                                       f"allowed: up to {most:g} a hectare; is it in another unit, or "
                                                       "in another's column?")


def _shares(tables: Tables) -> Iterator[Fault]:
    arrivals, file = frame(tables, "arrivals"), SHAPES["arrivals"].file
    total = float(arrivals["share"].sum())
    if not abs(total - 1.0) <= SUM_TOLERANCE:
        yield Fault(file, None, f"the shares add up to {total:g}; they must add up to 1")
    first: dict[tuple[str, str, str], int] = {}
    for row, key in enumerate(zip(arrivals["sector"], arrivals["area"], arrivals["size"], strict=True)):
        if key in first:
            yield Fault(file, row, f"sector, area and size {', '.join(key)} are given twice; make one row of them")
        first.setdefault(key, row)


def _course(tables: Tables) -> Iterator[Fault]:
    months, file = list(frame(tables, "course")["from_month"]), SHAPES["course"].file
    if not months:
        yield Fault(file, None, "has no row; give the factor from the study's first month on")
    for row, (before, month) in enumerate(zip(months, months[1:], strict=False)):
        if month <= before:
            yield Fault(file, row + 1, f"{month} stands below {before}; months must ascend")


def _uncertain(tables: Tables) -> Iterator[Fault]:
    file, rows = SHAPES["uncertain"].file, frame(tables, "uncertain").to_dict("records")
    given = {told["parameter"] for told in rows}
    for name in (*OF_FUTURE, *OF_ENTERPRISE):
        if name not in given:
            yield Fault(file, None, f"parameter {name!r} is missing; add a row with low, typical and high")
    for row, told in enumerate(rows):
        name = told["parameter"]
        wrong = disorder(told["low"], told["typical"], told["high"])
        if wrong:
            yield Fault(file, row, f"{name} {wrong}")
        if name in SHARES and told["high"] > 1:
            yield Fault(file, row, f"{name} goes up to {told['high']:g}; it is a share, 1 at most")
        if name in DIVISORS and told["low"] <= 0:
            yield Fault(file, row, f"{name} goes down to {told['low']:g}; it must be above 0")
    high = {told["parameter"]: told["high"] for told in rows}
    if high.get("car_share", 0) + high.get("bus_share", 0) > 1:
        row = next(at for at, told in enumerate(rows) if told["parameter"] == "bus_share")
        yield Fault(file, row, f"car_share and bus_share go up to {high['car_share']:g} and {high['bus_share']:g}, "
                               "together above 1; nobody commutes twice")
