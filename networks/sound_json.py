"""JSON as strict as a study needs it, with the line of every key."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DEEPEST = 40
"""Brackets within brackets [-]; a power net has six."""

MOST_DIGITS = 17
"""Digits of a whole number [-]; more tell nothing that a study counts, and some readers cannot hold them."""

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')
WORDS = ("true", "false", "null")

Path = tuple[str | int, ...]


class JsonError(ValueError):
    """A text is no JSON, or holds what two readers may take for two things.

    Parameters
    ----------
    line
        Line of the text, the first is 1; None where no line is to blame.
    message
        What is wrong and the way out.
    """

    def __init__(self, line: int | None, message: str) -> None:
        self.line, self.message = line, message
        super().__init__(message)


@dataclass(frozen=True)
class SoundJson:
    """What a JSON text says.

    Parameters
    ----------
    value
        Objects, lists, text, finite numbers, true, false and None.
    lines
        Line of every key by its path.
    """

    value: Any
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """Return the line of a value, or of the nearest key around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


def sound_json(text: str) -> SoundJson:
    r"""Return what a JSON text says.

    Parameters
    ----------
    text
        The text.

    Raises
    ------
    JsonError
        If it is no JSON, gives a key twice, holds a number that is none, or is nested without end.

    Examples
    --------
    >>> sound_json('{"a": [1.5, null]}').value
    {'a': [1.5, None]}
    >>> sound_json('{"a": 1,\n "a": 2}')
    Traceback (most recent call last):
    networks.sound_json.JsonError: key 'a' is given twice, first on line 1; delete one
    """
    try:
        value = json.loads(text, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise JsonError(error.lineno, f"is no valid JSON here: {error.msg}") from None
    except RecursionError:
        raise JsonError(None, "is no valid JSON: brackets in brackets without end") from None
    return SoundJson(value, _lines(text))


def _whole(digits: str) -> int | float:
    # Python refuses to read some thousands of digits; the walk along the text tells where they stand.
    return int(digits) if len(digits) <= MOST_DIGITS else math.inf


def _lines(text: str) -> dict[Path, int]:
    # A walk along the signs of a text that is JSON: what the reader leaves out is where they stand.
    lines: dict[Path, int] = {}
    within: list[str | int] = []
    line, seen, before = 1, 0, ""
    for sign in TOKEN.finditer(text):
        line, seen = line + text.count("\n", seen, sign.start()), sign.start()
        token = sign.group()
        if token in ("{", "["):
            within.append("" if token == "{" else 0)
            if len(within) > DEEPEST:
                raise JsonError(line, f"more than {DEEPEST} brackets lie within each other; a study needs few")
        elif token in ("}", "]"):
            within.pop()
        elif token == ":":
            within[-1] = json.loads(before)
            path = tuple(within)
            if path in lines:
                raise JsonError(line, f"key {within[-1]!r} is given twice, first on line {lines[path]}; delete one")
            lines[path] = line
        elif token == ",":
            if isinstance(within[-1], int):
                within[-1] += 1
        elif token.startswith('"'):
            _check_text(token, line)
        elif token not in WORDS:
            _check_number(token, line)
        before = token
    return lines


def _check_text(token: str, line: int) -> None:
    # Half a character of two, which nobody can write down again.
    if "\\u" in token and any("\ud800" <= letter <= "\udfff" for letter in json.loads(token)):
        raise JsonError(line, "a text holds half of a character (\\ud800 to \\udfff); write the character itself")


def _check_number(token: str, line: int) -> None:
    digits = token.lstrip("-")
    if digits.isdigit() and len(digits) > MOST_DIGITS:
        raise JsonError(line, f"a whole number has {len(digits)} digits; {MOST_DIGITS} are allowed")
    if not math.isfinite(float(token)):
        raise JsonError(line, f"{token[:MOST_DIGITS]} is no finite number; give one, or null where there is none")
