"""What each command prints and leaves when all is well."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.running.job import BATCH_FUTURES
from tests.experiments.command.run import ROOT, headroom

FUTURES = 2
"""Futures of the run whose files are looked at: what is left does not depend on them."""

TABLES = {"exhaustion", "exhaustion_by_year", "spells", "first_binding", "binding_by_year", "first_holding",
          "holding_by_year", "losses", "lost_to", "losses_by_year", "lost_enterprises", "paired_differences",
          "headroom", "firm_headroom", "utilisation", "limits", "limits_by_year", "projects", "firms_by_year",
          "assumptions", "cash_by_year", "cash_by_month", "capital_by_year", "money_by_year", "finance", "money_waits",
          "costs"}


@pytest.fixture(scope="module")
def compared(tmp_path_factory) -> tuple[Path, str]:
    """Return the folder of a run of the county, and what was printed."""
    place = tmp_path_factory.mktemp("compared")
    done = headroom("compare", "county", "--futures", str(FUTURES), "--workers", "1", cwd=place)
    assert done.returncode == 0, done.stderr
    (folder,) = (place / "results").iterdir()
    return folder, done.stdout


def short_study(place: Path, *, months: int) -> None:
    """Make a study ``my_park`` in a folder, the county's over so many months, under two of its plans."""
    assert headroom("new", "my_park", cwd=place).returncode == 0
    file = place / "my_park" / "study.yaml"
    text = file.read_text(encoding="utf-8")
    assert "horizon_months: 240" in text
    text = text.replace("horizon_months: 240", f"horizon_months: {months}")
    file.write_text(text.replace(text[text.index("plans: ["):text.index("]") + 1], "plans: [today, balanced]"),
                    encoding="utf-8")
    for plan in (place / "my_park" / "plans").glob("*.yaml"):
        if plan.stem not in ("today", "balanced"):
            plan.unlink()


def test_help_answers_without_loading_a_solver():
    code = ("import sys; sys.argv = ['headroom', '--help']\n"
            "from experiments.__main__ import main\n"
            "try: main()\nexcept SystemExit: pass\n"
            "heavy = {'pandapower', 'numpy', 'pandas', 'matplotlib', 'numba', 'networkx'} & set(sys.modules)\n"
            "print(sorted(heavy), file=sys.stderr)")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "usage: headroom" in done.stdout
    assert done.stderr.strip() == "[]"


def test_list_shows_studies_plans_and_experiments():
    said = headroom("list").stdout
    for words in ("county", "substation_first", "line_against_substation", "How late may the 110 kV substation be"):
        assert words in said


def test_check_says_that_the_county_has_no_mistakes():
    done = headroom("check", "county")
    assert done.returncode == 0
    assert done.stdout.startswith("county: no mistakes; 6 areas, 7 plans")


def test_check_does_not_load_pandapower():
    code = ("import sys; sys.argv = ['headroom', 'check', 'county']\n"
            "from experiments.__main__ import main\n"
            "main()\nprint('pandapower' in sys.modules)")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_compare_leaves_every_table_figures_and_a_manifest(compared):
    folder, _ = compared
    assert {file.stem for file in folder.glob("*.csv")} == TABLES
    pictures = {file.stem for file in (folder / "figures").glob("*.png")}
    assert pictures == {file.stem for file in (folder / "figures").glob("*.svg")}
    for wanted in ("capacity_power", "capacity_roads", "capacity_sewage", "exhausted_by_year", "paired_differences",
                   "limits_", "map", "cash_by_year", "binding_order", "binding_holding"):
        assert any(name.startswith(wanted) for name in pictures), wanted


def test_manifest_knows_the_run_and_everything_it_left(compared):
    folder, _ = compared
    told = json.loads((folder / "manifest.json").read_text())
    assert told["run_id"] == folder.name
    assert told["futures"] == FUTURES
    assert "park.yaml" in told["inputs"]
    assert {f"{stem}.csv" for stem in TABLES} <= set(told["outputs"])
    assert "numpy" in told["versions"]
    assert set(told["unsolved_months"]) == set(told["plans"])


def test_compare_prints_a_table_a_sentence_a_plan_and_its_speed(compared):
    _, said = compared
    for plan in ("today", "reinforce_35kv", "substation_first", "sewage_first", "balanced", "triggered", "reforms"):
        assert f"Under `{plan}`," in said
    assert "park-months a second" in said


def test_compare_takes_only_the_plans_and_levers_that_are_asked_for(tmp_path):
    done = headroom("compare", "county", "--plans", "today,today+approval_reform", "--futures", "1",
                    "--no-figures", "--results", "results", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "results").iterdir()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert list(manifest["plans"]) == ["today", "today+approval_reform"]
    assert "Under `today+approval_reform`," in done.stdout


def test_no_table_holds_a_number_that_is_none(compared):
    folder, _ = compared
    holding = [stem for stem in TABLES
               if re.search(r"(^|,)nan(,|$)", (folder / f"{stem}.csv").read_text(), re.IGNORECASE | re.MULTILINE)]
    assert holding == []


def test_one_worker_gives_the_same_bytes_as_two(tmp_path):
    short_study(tmp_path, months=12)
    # One future more than a batch holds: with a single batch the second worker would never be asked.
    futures, told = str(BATCH_FUTURES + 1), {}
    for workers in ("1", "2"):
        done = headroom("compare", "my_park", "--futures", futures, "--workers", workers, "--results", workers,
                        "--no-figures", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        (folder,) = (tmp_path / workers).iterdir()
        told[workers] = ({stem: (folder / f"{stem}.csv").read_bytes() for stem in TABLES},
                         [line for line in done.stdout.splitlines() if line.startswith("Under ")])
    assert told["1"] == told["2"]


def test_assess_shows_every_limit_of_a_state(tmp_path):
    (tmp_path / "loads.csv").write_text("area,need,value\neast_cotton,power_mw,6.5\neast_cotton,sewage_m3_per_d,300\n")
    done = headroom("assess", "county", "--demand", "loads.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for words in ("Power: ", "line_35kv_1", "trunk_works", "outfall"):
        assert words in done.stdout


def test_assess_names_its_warnings_and_says_that_they_are_no_limits(tmp_path):
    (tmp_path / "loads.csv").write_text("area,need,value\neast_cotton,sewage_m3_per_d,300\n")
    said = headroom("assess", "county", "--demand", "loads.csv", cwd=tmp_path).stdout
    heading, first = said[said.index("  warnings, not limits:"):].splitlines()[:2]
    assert heading == "  warnings, not limits:"
    assert first.strip() == "Interim sewer, east: average flow is slower than 0.6 m/s and does not cleanse"


def test_check_warns_of_a_sewer_that_never_cleanses(tmp_path):
    headroom("new", "my_park", cwd=tmp_path)
    pipes = tmp_path / "my_park" / "sewers" / "pipes.csv"
    pipes.write_text(pipes.read_text(encoding="utf-8").replace("mh_trade_logistics,3700,300,0.003",
                                                               "mh_trade_logistics,3700,300,0.001"), encoding="utf-8")
    done = headroom("check", "my_park", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines()[1].startswith("warning, no mistake: sewage: pipe 'interim_east_cotton' runs slower")


def test_check_tells_what_a_finance_bureau_would_object_to(tmp_path):
    headroom("new", "my_park", cwd=tmp_path)
    file = tmp_path / "my_park" / "money.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("for_government_works: false") == 1
    file.write_text(text.replace("for_government_works: false", "for_government_works: true"), encoding="utf-8")
    done = headroom("check", "my_park", cwd=tmp_path)
    assert done.returncode == 0
    (told,) = [line for line in done.stdout.splitlines() if line.startswith("warning, no mistake: money: ")]
    assert "article 22, forbid it" in told


def test_check_tells_who_comes_and_never_may_enter(tmp_path):
    headroom("new", "my_park", cwd=tmp_path)
    with (tmp_path / "my_park" / "entry.csv").open("a", encoding="utf-8") as table:
        table.write("agri_food,all,,assumption,D\n")
    done = headroom("check", "my_park", cwd=tmp_path)
    assert done.returncode == 0
    assert ("warning, no mistake: entry.csv: agri_food never may enter agri_processing; all who come for it are lost"
            in done.stdout.splitlines())


def test_assess_with_a_second_circuit_halves_the_first_ones_current(tmp_path):
    (tmp_path / "loads.csv").write_text("area,need,value\neast_cotton,power_mw,6.5\n")

    def used(*options: str) -> float:
        said = headroom("assess", "county", "--demand", "loads.csv", *options, cwd=tmp_path).stdout
        return next(float(line.split()[0]) for line in said.splitlines() if " line_35kv_1 " in line)

    both = used("--in-service", "line_35kv_1,station_35kv,line_35kv_2,roads_existing")
    # The transformers' voltage drop changes a little with the line's.
    assert both == pytest.approx(used() / 2, rel=0.05)


def test_assess_shows_the_lanes_that_works_close(tmp_path):
    (tmp_path / "cars.csv").write_text("area,need,value\neast_cotton,car_pcu_per_h,400\n")

    def used(*options: str) -> float:
        said = headroom("assess", "county", "--demand", "cars.csv", *options, cwd=tmp_path).stdout
        return next(float(line.split()[0]) for line in said.splitlines() if " town_road " in line)

    # The only road to town carries the same traffic on half of what the worn road has; four digits are printed.
    assert used("--in-service", "roads_existing,roads_repair.works") == pytest.approx(2 * used(), abs=2e-4)


def test_assess_tells_firm_beside_normal_and_names_the_single_source(tmp_path):
    (tmp_path / "loads.csv").write_text("area,need,value\neast_cotton,power_mw,6.5\n", "utf-8")
    done = headroom("assess", "county", "--demand", "loads.csv", cwd=tmp_path)
    assert "firm 0 MW" in done.stdout.splitlines()[0]
    assert "NO FIRM SUPPLY: the loss of 'line_35kv_1' leaves east_cotton" in done.stdout
    (row,) = [line.split() for line in done.stdout.splitlines() if " transformers_35kv " in line]
    # One of two transformers carries twice as much, against the whole of its rating instead of four fifths.
    assert float(row[1]) == pytest.approx(float(row[0]) * 2 * 0.8, rel=0.02)


def test_assess_tells_how_far_a_hopeless_state_lies_beyond_the_edge(tmp_path):
    (tmp_path / "loads.csv").write_text("area,need,value\neast_cotton,power_mw,650\n", "utf-8")
    done = headroom("assess", "county", "--demand", "loads.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "UNSOLVED: no solution was found" in done.stdout
    assert "5.4% of every need would have one" in done.stdout


def test_new_study_is_sound_and_compares_after_an_edit(tmp_path):
    short_study(tmp_path, months=24)
    assert headroom("check", "my_park", cwd=tmp_path).returncode == 0
    done = headroom("compare", "my_park", "--futures", "2", "--no-figures", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Under `today`," in done.stdout


def test_run_of_the_same_name_is_gone_on_with_not_doubled(tmp_path):
    short_study(tmp_path, months=12)
    for _ in range(2):
        assert headroom("compare", "my_park", "--futures", "1", "--no-figures", cwd=tmp_path).returncode == 0
    assert len(list((tmp_path / "results").iterdir())) == 1


def test_run_stops_when_enough_is_known_and_says_so(tmp_path):
    short_study(tmp_path, months=12)
    rule = "P50 of first exhaustion within 1 year"
    done = headroom("compare", "my_park", "--futures", "3", "--no-figures", "--until", rule, "--log", "log.json",
                    cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert ("Stopped after 3 futures, the most allowed, before all that was asked for was known closely enough: P50 of "
            "the first exhaustion within 12 months.") in done.stdout
    (folder,) = (tmp_path / "results").iterdir()
    told = json.loads((folder / "manifest.json").read_text())["stopped"]
    assert (told["until"], told["reached"]) == ("P50 of the first exhaustion within 12 months", False)
    assert [look["futures"] for look in told["looks"]] == [3]
    events = [json.loads(line)["event"] for line in (tmp_path / "log.json").read_text().splitlines()]
    assert events == ["begun", "handed out", "stored", "looked"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_reader_who_has_seen_enough_gets_no_traceback():
    command = f"{sys.executable} -m experiments assess county --demand /dev/null | head -c 1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    listed = subprocess.run(["bash", "-c", f"{sys.executable} -m experiments list | head -n 1"], cwd=ROOT,
                            capture_output=True, text=True)
    assert listed.stdout == "studies:\n"
    assert listed.stderr == ""


def test_verified_run_says_so_and_keeps_it_in_its_manifest(tmp_path):
    short_study(tmp_path, months=24)
    done = headroom("compare", "my_park", "--futures", "1", "--no-figures", "--verify", "2", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "verified power: 2 states by pandapower.runpp" in done.stdout
    (folder,) = (tmp_path / "results").iterdir()
    told = json.loads((folder / "manifest.json").read_text())["measured"]["verified"]
    assert told["power"]["largest"]["voltage [pu]"] < 1e-6


def test_dry_sewers_and_hours_of_their_own_are_a_state(tmp_path):
    (tmp_path / "loads.csv").write_text(
        "area,need,period,value\n,infiltration_ratio,,0\neast_cotton,power_mw,3,1\neast_cotton,power_mw,4,2\n")
    assert headroom("assess", "county", "--demand", "loads.csv", cwd=tmp_path).returncode == 0
