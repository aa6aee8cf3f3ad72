"""headroom assign, as a user types it."""

import csv

import pytest

from tests.experiments.assigning.test_formats import BRAESS, LINKS, NODES, TRIPS
from tests.experiments.command.run import ROOT, headroom


@pytest.fixture
def folder(tmp_path):
    for name, text in (("net.tntp", BRAESS), ("trips.tntp", TRIPS), ("link.csv", LINKS), ("node.csv", NODES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_objective_gap_and_flows_are_told(folder):
    done = headroom("assign", "net.tntp", "trips.tntp", "--gap", "1e-10", cwd=folder)
    assert done.returncode == 0, done.stderr
    objective = next(line for line in done.stdout.splitlines() if line.startswith("Beckmann objective: "))
    assert float(objective.split(": ")[1]) == pytest.approx(386.0, abs=1e-2)
    rows = list(csv.DictReader((folder / "flows.csv").read_text(encoding="utf-8").splitlines()))
    assert [float(row["flow"]) for row in rows] == [pytest.approx(flow, abs=1e-4) for flow in (4, 2, 2, 2, 4)]


def test_gmns_folder_can_be_assigned(folder):
    (folder / "demand.csv").write_text("o_zone_id,d_zone_id,volume\na,c,100\n", encoding="utf-8")
    done = headroom("assign", ".", "demand.csv", "--flows", "out.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "out.csv").is_file()


def test_flows_confirm_the_gap_to_the_last_digit(folder):
    done = headroom("assign", "net.tntp", "trips.tntp", "--gap", "1e-10", cwd=folder)
    rows = list(csv.DictReader((folder / "flows.csv").read_text(encoding="utf-8").splitlines()))
    flow, cost = ([float(row[column]) for row in rows] for column in ("flow", "cost"))
    # 10 v, 50 + v, 50 + v, 10 + v and 10 v, beside the hundred thousandth part that the file adds.
    assert cost == pytest.approx([1e-4 + 10 * flow[0], 50 + flow[1], 50 + flow[2], 10 + flow[3], 1e-4 + 10 * flow[4]],
                                 rel=1e-15)
    cheapest = min(cost[0] + cost[2], cost[1] + cost[4], cost[0] + cost[3] + cost[4])
    total = sum(each * time for each, time in zip(flow, cost, strict=True))
    assert (total - 6.0 * cheapest) / total <= 1e-10
    assert "relative gap: " in done.stdout


def test_trips_that_miss_their_files_total_are_told(folder):
    file = folder / "trips.tntp"
    file.write_text(TRIPS.replace("<END OF", "<TOTAL OD FLOW> 60\n<END OF"), encoding="utf-8")
    done = headroom("assign", "net.tntp", "trips.tntp", cwd=folder)
    assert "warning: trips.tntp: <TOTAL OD FLOW> is 60, but its trips add up to 6" in done.stdout


def test_tolls_that_are_left_out_are_told(folder):
    (folder / "demand.csv").write_text("o_zone_id,d_zone_id,volume\na,c,100\n", encoding="utf-8")
    done = headroom("assign", ".", "demand.csv", cwd=folder)
    assert done.stdout.startswith("tolls are left out: 1 of 4 links have one; --toll-factor F")


def test_assets_in_service_choose_among_a_studys_roads(folder):
    (folder / "trips.csv").write_text("o_zone_id,d_zone_id,volume\nzone_biomedicine,gate_town,500\n", encoding="utf-8")
    roads = str(ROOT / "experiments" / "studies" / "county" / "roads")
    done = headroom("assign", roads, "trips.csv", "--in-service", "roads_existing,roads_repair", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("roads in service: roads_existing, roads_repair (as --in-service says); ")


def test_assets_of_a_network_that_knows_none_are_refused(folder):
    done = headroom("assign", "net.tntp", "trips.tntp", "--in-service", "a", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.startswith("--in-service: net.tntp knows no assets")


@pytest.mark.parametrize("gap", ["0", "-1"])
def test_gap_that_cannot_be_reached_is_refused_by_the_same_words(folder, gap):
    done = headroom("assign", "net.tntp", "trips.tntp", "--gap", gap, cwd=folder)
    assert done.returncode == 2
    assert f"'{gap}' is not allowed; give a number above 0" in done.stderr


def test_gap_that_is_not_reached_is_unsolved_and_writes_no_flows(folder):
    (folder / "demand.csv").write_text("o_zone_id,d_zone_id,volume\na,c,1e90\n", encoding="utf-8")
    done = headroom("assign", ".", "demand.csv", cwd=folder)
    assert done.returncode == 1
    assert "UNSOLVED" in done.stdout
    assert "Traceback" not in done.stderr
    assert not (folder / "flows.csv").exists()


@pytest.mark.parametrize("arguments", [
    ("nothing.tntp", "trips.tntp"), ("net.tntp", "nothing.tntp"), (".", "nothing.csv"),
    ("net.tntp", "trips.tntp", "--flows", "."), ("net.tntp", "trips.tntp", "--flows", "net.tntp"),
    (".", "trips.tntp", "--flows", "link.csv"), ("net.tntp", "trips.tntp", "--flows", "no/such/folder.csv"),
    ("net.tntp", "trips.tntp", "--gap", "0"), ("net.tntp", "trips.tntp", "--toll-factor", "-1")])
def test_mistake_is_told_without_a_traceback(folder, arguments):
    done = headroom("assign", *arguments, cwd=folder)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (folder / "flows.csv").exists()
