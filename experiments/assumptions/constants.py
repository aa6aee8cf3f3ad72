"""The numbers that stand in code: constants whose docstring names a confidence letter.

They are read off the code itself, so that a list of them cannot fall behind it.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from experiments.assumptions.number import ASSUMPTION, Number

ROOT = Path(__file__).parents[2]
ROOMS = ("sim", "networks", "demand")
"""Packages that calculate."""

PROVEN = re.compile(r"(?:\(([A-Z][A-Z0-9]+)|an assumption), confidence ([A-D]-?)(?![\w-])")
UNIT = re.compile(r"\[([^\]]+)\]")


def code_numbers() -> Iterator[Number]:
    """Yield the constants of the packages that calculate, file by file, line by line.

    Notes
    -----
    A constant is a name, or several, given a value at the top of a module, with a docstring below it that ends in
    ``an assumption, confidence D`` or ``(KEY, confidence C)``; its unit stands there in brackets.
    """
    for file, text in _code().items():
        yield from constants_of(file, text)


@cache
def _code() -> Mapping[str, str]:
    # By path, in order.
    return {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8")
            for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))}


def constants_of(file: str, text: str) -> Iterator[Number]:
    """Yield the constants of one module.

    Parameters
    ----------
    file
        Path as it is shown.
    text
        The code.

    Examples
    --------
    >>> told = '''DAYS = 21.0
    ... "250 working days a year [1/month]; an assumption, confidence D."'''
    >>> [(number.quantity, number.typical, number.unit, number.source) for number in constants_of("a.py", told)]
    [('DAYS', '21.0', '1/month', 'assumption')]
    """
    body = ast.parse(text).body
    for made, told in zip(body, body[1:], strict=False):
        if not isinstance(made, ast.Assign | ast.AnnAssign) or made.value is None:
            continue
        if not (isinstance(told, ast.Expr) and isinstance(told.value, ast.Constant)):
            continue
        words = " ".join(str(told.value.value).split())
        proof = PROVEN.search(words)
        if proof is None:
            continue
        unit = UNIT.search(words)
        for name, value in _names_and_values(made):
            yield Number(file, made.lineno, "", name, "", value, "", unit.group(1) if unit else "-",
                         proof.group(1) or ASSUMPTION, proof.group(2))


def _names_and_values(made: ast.Assign | ast.AnnAssign) -> Iterator[tuple[str, str]]:
    target = made.target if isinstance(made, ast.AnnAssign) else made.targets[0]
    if isinstance(target, ast.Tuple) and isinstance(made.value, ast.Tuple):
        yield from ((ast.unparse(name), ast.unparse(value))
                    for name, value in zip(target.elts, made.value.elts, strict=True))
    elif made.value is not None:
        yield ast.unparse(target), ast.unparse(made.value)


def module_of(file: str) -> str:
    """Return the import name of a file of code (``networks.open_channel`` of ``networks/open_channel.py``)."""
    return file.removesuffix(".py").replace("/", ".")


@cache
def users_of(module: str, name: str) -> frozenset[str]:
    """Return what calculates with a name of a module, itself or through others, and the name itself.

    Parameters
    ----------
    module
        Import name (``networks.open_channel``).
    name
        What the module defines (``KZ_EXPONENT``).

    Returns
    -------
    frozenset
        Functions, classes and constants at the top of modules as ``module:name``.
    """
    found: set[str] = set()
    waiting = [f"{module}:{name}"]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += _users().get(at, ())
    return frozenset(found)


@cache
def _users() -> Mapping[str, frozenset[str]]:
    users: dict[str, set[str]] = {}
    for file, text in _code().items():
        for user, used in _uses(module_of(file), ast.parse(text)):
            users.setdefault(used, set()).add(user)
    return {used: frozenset(by) for used, by in users.items()}


def _uses(module: str, code: ast.Module) -> Iterator[tuple[str, str]]:
    # Every name that a definition at the top of a module mentions, by where the name comes from.
    comes_from = {each.asname or each.name: f"{made.module}:{each.name}"
                  for made in ast.walk(code) if isinstance(made, ast.ImportFrom) for each in made.names}
    for made in code.body:
        mentioned = {each.id for each in ast.walk(made) if isinstance(each, ast.Name)}
        for name in _defined(made):
            yield from ((f"{module}:{name}", comes_from.get(used, f"{module}:{used}")) for used in mentioned)


def _defined(made: ast.stmt) -> Iterator[str]:
    if isinstance(made, ast.FunctionDef | ast.ClassDef):
        yield made.name
    elif isinstance(made, ast.Assign | ast.AnnAssign):
        targets = made.targets if isinstance(made, ast.Assign) else [made.target]
        yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
