"""The county's tables for one system, read as a study reads them, without the rest of the study."""

from pathlib import Path

from experiments.study.csv_tables import read_table
from experiments.study.files import StudyFiles
from experiments.study.forms import ParkForm
from experiments.study.pages import read_page
from sim.park import Area

COUNTY = Path(__file__).parents[2] / "experiments" / "studies" / "county"


def county_tables(system: type) -> dict:
    """Return the tables of a system by short key."""
    files = StudyFiles(COUNTY, COUNTY)
    tables = {key: read_table(files, shape) for key, shape in system.shapes.items()}
    assert files.faults == []
    return {key: read.table for key, read in tables.items()}


def county_areas() -> tuple[Area, ...]:
    """Return the county's areas."""
    files = StudyFiles(COUNTY, COUNTY)
    page = read_page(ParkForm, files, "park.yaml")
    assert page is not None
    return tuple(Area(area.name, area.label, area.land_ha, area.power_bus, area.road_zone, area.sewer_manhole)
                 for area in page.form.areas)
