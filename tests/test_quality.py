"""The house's own rules: linters, types, seams, lengths, examples, and what a lock and a wheel hold."""

import ast
import doctest
import importlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PACKAGES = ("sim", "networks", "demand", "experiments")
LONGEST_FILE = 400
"""Lines [-] of code that a reader still holds in mind."""


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return what belongs to the project: what git tracks or would, or all files where there is no git."""
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        return tuple(file for package in (*PACKAGES, "tests") for file in (ROOT / package).rglob("*.*"))
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(file for name in listed.split("\0") if name and (file := ROOT / name).is_file())


def sources(*packages: str) -> list[Path]:
    """Return the Python files of these packages."""
    return sorted(file for package in packages for file in (ROOT / package).rglob("*.py"))


def text_of(file: Path) -> str:
    """Return a file's text, or nothing where it holds none."""
    return file.read_bytes().decode("utf-8", errors="ignore")


def name_of(file: Path) -> str:
    """Return a file's path as a person would type it."""
    return file.relative_to(ROOT).as_posix()


def outcome(*command: str) -> tuple[int, str]:
    """Return a tool's exit code and what it printed."""
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_ruff_finds_nothing():
    code, said = outcome("-m", "ruff", "check", "--output-format", "concise", ".")
    assert code == 0, said


def test_mypy_finds_nothing():
    code, said = outcome("-m", "mypy")
    assert code == 0, said


def test_imports_keep_the_seams():
    command = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    code, said = outcome("-c", command)
    assert code == 0, said
    assert "0 broken" in said


def test_no_code_file_is_longer_than_a_reader_holds_in_mind():
    lengths = {name_of(file): text_of(file).count("\n") for file in tracked_files() if file.suffix == ".py"}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_only_the_command_line_and_the_questions_print():
    rooms = [file for file in sources(*PACKAGES) if file.parent != ROOT / "experiments" and "command" not in file.parts]
    talking = {
        f"{name_of(file)}:{node.lineno}"
        for file in rooms
        for node in ast.walk(ast.parse(text_of(file)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "exit", "quit"}
    }
    assert talking == set()


def test_every_room_says_what_it_is_for():
    rooms = [file for file in sources(*PACKAGES) if file.name == "__init__.py"]
    assert [name_of(file) for file in rooms if not ast.get_docstring(ast.parse(text_of(file)))] == []


def test_no_file_holds_an_index_address_or_a_path_of_one_machine():
    index = r"pypi\.org|pythonhosted|(--|^)(extra-)?index-url|find-links|simple/"
    machine = r"(?<![\w./:])/(root|home|work|Users)/\w"
    pattern = re.compile(f"{index}|{machine}", re.MULTILINE)
    found = {
        f"{name_of(file)}: {match.group()}"
        for file in tracked_files()
        if file != Path(__file__)
        for match in [pattern.search(text_of(file))]
        if match
    }
    assert found == set()


def examples() -> list[str]:
    """Return the modules that hold examples, by import name; scripts without any are not imported."""
    files = [file for file in sources(*PACKAGES) if re.search(r"^\s*>>> ", text_of(file), re.MULTILINE)]
    return [name_of(file).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for file in files]


@pytest.mark.parametrize("module", examples())
def test_every_example_gives_what_it_shows(module):
    options = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    failed, tried = doctest.testmod(importlib.import_module(module), optionflags=options)
    assert tried > 0
    assert failed == 0


def locked() -> dict[str, list[Requirement]]:
    """Return the locked pins by package name."""
    pins: dict[str, list[Requirement]] = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if line[:1].isalpha():
            pin = Requirement(line.removesuffix("\\").strip())
            pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def test_every_dependency_is_locked_within_its_range():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = locked()
    for text in [*project["dependencies"], *project["optional-dependencies"]["test"]]:
        wanted = Requirement(text)
        versions = [next(iter(pin.specifier)).version for pin in pins[canonicalize_name(wanted.name)]]
        assert any(wanted.specifier.contains(version) for version in versions), text


def test_every_pin_of_the_lock_is_exact_and_hashed():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.split(r"^(?=[a-z])", lock, flags=re.MULTILINE)[1:]
    assert [pin.splitlines()[0] for pin in pinned if "==" not in pin or "--hash=sha256:" not in pin] == []
    assert pinned


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(tmp_path):
    needed = [file for file in tracked_files() if file.relative_to(ROOT).parts[0] in PACKAGES]
    alike = ["pyproject.toml", "LICENSE", "README.md"]
    for file in [*needed, *(ROOT / name for name in alike if (ROOT / name).exists())]:
        (tmp_path / file.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, tmp_path / file.relative_to(ROOT))
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    command = [sys.executable, "-c", build, str(tmp_path / "dist")]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == {name_of(file) for file in needed}
