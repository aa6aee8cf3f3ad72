"""What does not fit together in the table of the simple services."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from networks.registry import SYSTEMS
from networks.services_tables import KINDS, OF_A_SERVICE, SERVICES
from sim.capacity import ABSENT
from sim.park import Area
from sim.record import LAND
from sim.table import Fault, Tables, frame, way_out

LONGEST_NAME = 64
"""Characters of a service's name [-]."""

NAME = re.compile(rf"[A-Za-z][A-Za-z0-9_-]{{,{LONGEST_NAME - 1}}}")


def faults_of(tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str],
              needs: frozenset[str] = frozenset()) -> list[Fault]:
    """Return the mistakes of the table of services.

    Parameters
    ----------
    tables
        ``services``, its cells checked already.
    areas
        The park's areas.
    assets
        Assets that the study knows; an asset nobody builds and that does not stand is a mistake.
    needs
        Needs that the demand knows; empty asks nothing of them.
    """
    services = frame(tables, "services")
    return [*_cells(services, areas, assets=assets, needs=needs), *_names(services), *_agreement(services)]


def _cells(services: pd.DataFrame, areas: tuple[Area, ...], *, assets: frozenset[str],
           needs: frozenset[str]) -> Iterator[Fault]:
    known = [area.name for area in areas]
    for row, told in enumerate(services.to_dict("records")):
        name = f"service {told['service']!r}"
        if told["kind"] not in KINDS:
            yield Fault(SERVICES, row, f"{name} has kind {told['kind']!r}; {way_out(told['kind'], KINDS)}")
        # Nothing is a capacity, too: a landfill that takes nothing serves nobody, and that is told as absent.
        if told["capacity"] < 0:
            yield Fault(SERVICES, row, f"{name}: capacity of asset {told['asset']!r} is {told['capacity']:g} "
                                       f"{told['unit']}; give it 0 or more")
        if told["asset"] not in assets:
            yield Fault(SERVICES, row, f"asset {told['asset']!r} neither stands nor is built by a project; "
                                       f"{way_out(told['asset'], sorted(assets))}")
        # Without areas the park has faults of its own, and each row would repeat them.
        if told["by_area"] and areas and told["by_area"] not in known:
            yield Fault(SERVICES, row, f"{name}: no area {told['by_area']!r}; {way_out(told['by_area'], known)} "
                                       "(empty is the whole park)")
        if needs and told["need"] not in needs:
            yield Fault(SERVICES, row, f"{name}: no need {told['need']!r}; {way_out(told['need'], needs)}")
        if np.isnan(told["x_km"]) != np.isnan(told["y_km"]):
            yield Fault(SERVICES, row, f"{name}: asset {told['asset']!r} has one of x_km and y_km; give both, or none")


def _names(services: pd.DataFrame) -> Iterator[Fault]:
    for row, service in services["service"].drop_duplicates().items():
        if service in SYSTEMS:
            yield Fault(SERVICES, _at(row), f"service {service!r} has the name of a network system; give it another")
        elif service in (ABSENT, LAND):
            meant = "what nothing serves" if service == ABSENT else "plots that are not there"
            yield Fault(SERVICES, _at(row), f"{service!r} is the name of {meant}; give the service another")
        elif not NAME.fullmatch(service):
            # Figures of a service are files with its name.
            yield Fault(SERVICES, _at(row), f"service {service[:LONGEST_NAME]!r} has no name for files; allowed: "
                                            "letters, digits, _ and -, beginning with a letter, "
                                            f"{LONGEST_NAME} at most")


def _agreement(services: pd.DataFrame) -> Iterator[Fault]:
    for service, rows in services.groupby("service", sort=False):
        for column in OF_A_SERVICE:
            other = rows.index[rows[column] != rows[column].iloc[0]]
            if len(other):
                yield Fault(SERVICES, _at(other[0]),
                            f"service {service!r} has {column} {rows[column].iloc[0]!r} in one row and "
                            f"{rows[column][other[0]]!r} here; all rows of a service need the same")
        apart = rows["by_area"] != ""
        if apart.any() and not apart.all():
            yield Fault(SERVICES, _at(rows.index[~apart][0]),
                        f"service {service!r} serves the whole park in some rows and single areas in others; fill "
                        "by_area in all of its rows, or in none")
        for row in rows.index[rows.duplicated(["asset", "by_area"])]:
            place = f" for area {rows['by_area'][row]!r}" if rows["by_area"][row] else ""
            yield Fault(SERVICES, _at(row), f"service {service!r} has asset {rows['asset'][row]!r} twice{place}; "
                                            "add their capacities in one row")


def _at(row: object) -> int:
    return int(str(row))
