"""The launcher's other half: words, exit codes, and what it says of its own tests."""

import subprocess
import sys

import pytest

from experiments.command.parser import parser
from tests.experiments.command.run import ROOT, headroom


def test_no_command_shows_what_there_is_and_is_a_mistake():
    done = headroom()
    assert done.returncode == 2
    assert "usage: headroom" in done.stderr


@pytest.mark.parametrize("command", ["compare", "check", "new", "assess", "run", "verify", "reproduce"])
def test_every_command_explains_itself(command):
    done = headroom(command, "--help")
    assert done.returncode == 0
    assert f"usage: headroom {command}" in done.stdout


def test_what_follows_test_is_pytests():
    done = headroom("test", "--version")
    assert done.returncode == 0
    assert done.stdout.startswith("pytest ") or done.stderr.startswith("pytest ")


def test_tests_that_are_not_there_are_told_in_one_line(tmp_path):
    (tmp_path / "experiments").symlink_to(ROOT / "experiments")
    code = ("import sys, pathlib; sys.path.insert(0, '.'); import experiments.__main__ as line\n"
            "line.__file__ = str(pathlib.Path.cwd() / 'experiments' / '__main__.py')\n"
            "sys.argv = ['headroom', 'test']\nsys.exit(line.main())")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "in a clone of Headroom" in done.stderr


def test_assets_are_given_with_commas():
    arguments = parser().parse_args(["assess", "county", "--demand", "x", "--in-service", "a, b,,c"])
    assert arguments.in_service == ("a", "b", "c")
