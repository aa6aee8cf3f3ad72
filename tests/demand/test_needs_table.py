"""The table of what a unit of land, jobs, power or sewage asks of the services."""

import csv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASES = {"land_ha", "jobs", "power_mw", "water_m3_per_d", "sewage_m3_per_d", "enterprise"}


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


NEEDS = rows(ROOT / "demand" / "needs.csv")
SECTORS = [row["sector"] for row in rows(ROOT / "demand" / "sector_shapes.csv")]


def test_heading_is_what_the_demand_reads():
    assert list(NEEDS[0]) == ["need", "basis", "sector", "low", "typical", "high", "unit", "source", "confidence"]


def test_every_basis_and_sector_is_known_and_no_row_is_there_twice():
    assert {row["basis"] for row in NEEDS} <= BASES
    assert {row["sector"] for row in NEEDS} <= {"all", *SECTORS}
    keys = [(row["need"], row["basis"], row["sector"]) for row in NEEDS]
    assert len(keys) == len(set(keys))


def test_low_typical_and_high_rise():
    assert [row for row in NEEDS if not 0 <= float(row["low"]) <= float(row["typical"]) <= float(row["high"])] == []


@pytest.mark.parametrize("need", dict.fromkeys(row["need"] for row in NEEDS))
def test_every_sector_is_told_by_a_row_of_its_own_or_by_the_one_for_all(need):
    mine = [row for row in NEEDS if row["need"] == need]
    for basis in {row["basis"] for row in mine}:
        told = {row["sector"] for row in mine if row["basis"] == basis}
        assert "all" in told or set(SECTORS) <= told


def test_one_need_has_one_unit_a_basis():
    units = {(row["need"], row["basis"], row["unit"]) for row in NEEDS}
    assert len(units) == len({(need, basis) for need, basis, _ in units})


def test_every_simple_service_of_the_county_has_its_need_here():
    services = rows(ROOT / "experiments" / "studies" / "county" / "services.csv")
    # Who applies is counted at the desk; no table says how much he asks of it.
    at_desks = {"applications", "one_meeting_applications"}
    assert {row["need"] for row in services} <= {row["need"] for row in NEEDS} | at_desks


def test_steam_for_heating_follows_from_floor_and_heat():
    # 10,000 m2 of plot, floors of 0.8 of it, 50 W/m2: 400 kW, at 0.7 MW a t/h.
    (row,) = [row for row in NEEDS if row["need"] == "heating_t_per_h" and row["sector"] == "all"]
    assert float(row["typical"]) == pytest.approx(10_000 * 0.8 * 50 / 1e6 / 0.7, abs=5e-4)


def test_pollutants_follow_from_the_discharge_standard():
    # 50 mg/L on the average day, a largest day being 1.25 of it.
    (row,) = [row for row in NEEDS if row["need"] == "cod_t_per_a"]
    assert float(row["typical"]) == pytest.approx(50e-6 * 365 / 1.25, rel=1e-3)
