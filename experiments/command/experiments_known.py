"""The question scripts that lie at the top of experiments/."""

import ast
from pathlib import Path

ROOM = Path(__file__).parents[1]


def experiments_known() -> dict[str, Path]:
    """Return the question scripts by name."""
    return {file.stem: file for file in sorted(ROOM.glob("[!_]*.py"))}


def question_of(script: Path) -> str:
    """Return the question a script asks: the first line of its docstring."""
    docstring = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    return docstring.split("\n", maxsplit=1)[0]
