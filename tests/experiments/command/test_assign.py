"""headroom assign, as a user types it."""

import csv

import pytest

from tests.experiments.assigning.test_formats import BRAESS, LINKS, NODES, TRIPS
from tests.experiments.command.run import headroom


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
