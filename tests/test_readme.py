"""The README's blocks run as they stand, from top to bottom, in one folder."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```bash\n(.*?)```", README, re.DOTALL)

FEW = "--futures 2 --workers 1"
"""What takes the place of the hundred futures of a real comparison: the same command, a smaller sample."""

BUILT = "python3() { shift; \"$PYTHON\" -m experiments \"$@\"; }\n"
"""The launcher's own job, making an environment, is done: its arguments go where it would hand them."""


def told() -> list[str]:
    """Return every command of the README but the one that runs these tests."""
    lines = [line for block in BLOCKS for line in block.strip().splitlines()]
    return [line for line in lines if not line.endswith("headroom.py test")]


def quicker(line: str) -> str:
    if " compare " not in line:
        return line
    fewer = re.sub(r" --(futures|verify) \d+", "", line)
    # Pictures are drawn, and looked at, by other tests.
    plain = [] if "--no-figures" in line else ["--no-figures"]
    return " ".join([fewer, FEW, *plain, *(["--verify 1"] if "--verify" in line else [])])


@pytest.mark.skipif(shutil.which("bash") is None, reason="the README speaks to bash")
def test_every_block_runs_from_top_to_bottom(tmp_path):
    for line in told():
        environment = os.environ | {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(["bash", "-c", BUILT + quicker(line)], cwd=tmp_path,
                              env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def test_the_test_command_is_the_one_that_the_continuous_integration_calls():
    assert "python3 headroom.py test" in README
    assert "python3 headroom.py test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_file_that_the_readme_names_exists():
    study = ROOT / "experiments" / "studies" / "county"
    told = README.split("### A road network of your own")[0]
    names = re.findall(r"`([a-z_]+\.(?:yaml|csv))`", told)
    missing = [name for name in names if not (study / name).exists()]
    assert missing == []


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert [link for link in links if not link.startswith("http") and not (ROOT / link).exists()] == []


def test_every_table_that_a_run_leaves_stands_in_the_readme():
    from tests.experiments.command.test_commands import TABLES

    assert [table for table in sorted(TABLES) if f"`{table}.csv`" not in README] == []
