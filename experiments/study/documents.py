"""YAML with the line of every value, so that a fault can name its place."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from experiments.study.files import StudyFiles

Path = tuple[str | int, ...]
MOST_CHARACTERS = 2_000_000
"""Size of a file [-]; the projects of twenty counties have 500,000, and YAML is read at some 100,000 a second."""

MOST_VALUES = 400_000
"""Values of a file [-] once every alias is written out; few aliases of aliases make thousands of millions."""

DEEPEST = 20
"""Lists and mappings within each other [-]; a study has six."""

LARGEST_NUMBER = 1e19
"""Beyond it lies nothing that a study counts or draws from [-]; sums would overflow."""

LONGEST_KEY = 200
"""Characters of a key [-]."""

OPENINGS = re.compile(rf"[\[{{](?:\s*[\[{{]){{{DEEPEST}}}")
"""Brackets that open one after another, more than a study has; the reader takes seconds for some hundreds."""

MOST_DIGITS = 40
"""Digits of a whole number [-]; a longer one is left as the text that it is."""

NUMBERS = {".inf": math.inf, "+.inf": math.inf, "-.inf": -math.inf, ".nan": math.nan}


@dataclass(frozen=True)
class Document:
    """What a YAML file says.

    Parameters
    ----------
    file
        Path inside the study folder.
    value
        Mappings, lists, text, numbers, true and false; None where nothing is given.
    lines
        Line of every key and item by its path.
    """

    file: str
    value: Any
    lines: Mapping[Path, int]

    def line(self, *path: str | int) -> int:
        """Return the line of a value, or of the nearest thing around it that is there."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


class _DocumentError(ValueError):
    """A place of a document that makes no sense by itself."""

    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message
        super().__init__(message)


def read_document(files: StudyFiles, file: str) -> Document | None:
    """Return what a YAML file says, or nothing where it cannot be understood.

    Parameters
    ----------
    files
        The study folder; takes note of the faults.
    file
        Path inside the folder.
    """
    text = files.text(file)
    if text is None:
        return None
    if len(text) > MOST_CHARACTERS:
        files.fault(file, None, f"has {len(text):,} characters; {MOST_CHARACTERS:,} are allowed")
        return None
    openings = OPENINGS.search(text)
    if openings:
        files.fault(file, text[:openings.start()].count("\n") + 1, _too_deep())
        return None
    version = re.search(r"^%YAML.*$", text, re.MULTILINE)
    if version:
        # Older versions take yes for true and 010 for eight: what looks right would be read wrong.
        files.fault(file, text[:version.start()].count("\n") + 1, f"names a YAML version, {version.group()!r}; delete "
                                                                  "the line")
        return None
    try:
        node = YAML(typ="rt", pure=True).compose(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = ", ".join(part for part in (error.context, error.problem) if part)
        files.fault(file, mark.line + 1 if mark else None, f"is no valid YAML here: {told}")
        return None
    except ReaderError as error:
        line = text[:error.position].count("\n") + 1
        files.fault(file, line, f"is no valid YAML here: character {chr(error.character)!r} is not allowed; delete it")
        return None
    except RecursionError:
        files.fault(file, None, "is no valid YAML: brackets in brackets without end")
        return None
    lines: dict[Path, int] = {(): 1}
    try:
        value = {} if node is None else _Reading(files, file, lines).value(node, ())
    except _DocumentError as error:
        files.fault(file, error.line, error.message)
        return None
    return Document(file, value, lines)


def _too_deep() -> str:
    return f"more than {DEEPEST} lists and mappings lie within each other; a study needs few"


class _Reading:
    """One document while its values are read."""

    def __init__(self, files: StudyFiles, file: str, lines: dict[Path, int]) -> None:
        self._files, self._file, self._lines = files, file, lines
        self._above: list[int] = []
        self._values = 0

    def value(self, node: Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        if id(node) in self._above:
            raise _DocumentError(line, "a value holds itself by an alias (*); write it out")
        self._values += 1
        if self._values > MOST_VALUES:
            raise _DocumentError(line, f"more than {MOST_VALUES:,} values, this one by an alias (*) perhaps; a study "
                                       "needs no aliases")
        if len(path) > DEEPEST:
            raise _DocumentError(line, _too_deep())
        self._above.append(id(node))
        try:
            return self._content(node, path)
        finally:
            self._above.pop()

    def _content(self, node: Node, path: Path) -> Any:
        if isinstance(node, SequenceNode):
            values = []
            for at, item in enumerate(node.value):
                self._lines[*path, at] = item.start_mark.line + 1
                values.append(self.value(item, (*path, at)))
            return values
        if isinstance(node, MappingNode):
            found: dict[str, Any] = {}
            for key, line, item in _entries(node):
                if key in found:
                    self._files.fault(self._file, line, f"key {key!r} is given twice, first on line "
                                                        f"{self._lines[*path, key]}; delete one")
                    continue
                self._lines[*path, key] = line
                found[key] = self.value(item, (*path, key))
            return found
        # The reader marks where a folded text (>) was folded, so that it could be written again.
        folded = isinstance(node, ScalarNode) and node.style == ">"
        text = node.value.replace("\a", "") if folded else node.value
        told = _scalar(str(node.tag).rpartition(":")[2], text)
        if isinstance(told, int | float) and LARGEST_NUMBER < abs(told) < math.inf:
            raise _DocumentError(node.start_mark.line + 1, f"a number is {float(told):g}; no number of a study is "
                                                           f"beyond {LARGEST_NUMBER:g}")
        return told


def _entries(node: MappingNode) -> Iterator[tuple[str, int, Node]]:
    for key, item in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key.value, str):
            raise _DocumentError(line, "a key is a list or a mapping; give a plain name")
        if len(key.value) > LONGEST_KEY:
            raise _DocumentError(line, f"a key has {len(key.value):,} characters; {LONGEST_KEY} are allowed")
        yield key.value, line, item


def _scalar(kind: str, text: str) -> Any:
    # Dates stay text: a study knows months, not days.
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    try:
        return _number(kind, text)
    except ValueError:
        # A tag promised a number; whoever wants one will see that it is none.
        return text


def _number(kind: str, text: str) -> int | float | str:
    if kind == "int":
        digits = text.replace("_", "").lower()
        if len(digits) > MOST_DIGITS:
            return text
        base = next((base for sign, base in (("0x", 16), ("0o", 8), ("0b", 2)) if sign in digits), 10)
        return int(digits, base)
    if kind == "float":
        return NUMBERS[text.lower()] if text.lower() in NUMBERS else float(text.replace("_", ""))
    return text
