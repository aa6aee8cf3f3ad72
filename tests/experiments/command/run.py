"""The command line as a user meets it: a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def headroom(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess:
    """Run a command and return what it printed and its exit code."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    return subprocess.run([sys.executable, "-m", "experiments", *arguments], cwd=cwd, capture_output=True, text=True,
                          env=environment, encoding="utf-8")
