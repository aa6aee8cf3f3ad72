"""A document against its form: every key and value that is not allowed, with its line."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from experiments.study.documents import Document, Path
from experiments.study.files import StudyFiles
from experiments.study.forms import LONGEST_NAME, MONTH_PATTERN, NAME_PATTERN, Form
from sim.table import way_out

F = TypeVar("F", bound=Form)

WANTED: Mapping[str, str] = {
    "bool_type": "true or false",
    "dict_type": "a mapping (key: value)",
    "finite_number": "a finite number",
    "float_type": "a number",
    "greater_than": "above {gt:.15g}",
    "greater_than_equal": "{ge:.15g} or more",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "less_than": "below {lt:.15g}",
    "less_than_equal": "{le:.15g} or less",
    "list_type": "a list ([a, b])",
    "literal_error": "{expected}",
    "model_type": "a mapping (key: value)",
    "multiple_of": "a multiple of {multiple_of}",
    "string_too_long": "at most {max_length} characters",
    "string_too_short": "text",
    "string_type": "text",
    "too_short": "a list of at least {min_length}",
}
"""What is allowed, by the checker's name for what is not."""

PATTERNS: Mapping[str, str] = {
    MONTH_PATTERN: "a month such as 2029-07",
    NAME_PATTERN: f"letters, digits, _ and -, beginning with a letter, {LONGEST_NAME} at most",
    rf"{MONTH_PATTERN}|^never$": "a month such as 2029-07, never, or {trigger: 0.8, months: 6}",
}
"""What is allowed, by the pattern that text must match."""

LONGEST_SHOWN = 40
"""Characters of a wrong value that are shown."""


def filled(form: type[F], document: Document | None, *, files: StudyFiles) -> F | None:
    """Return a document as a form, or nothing where it does not fit.

    Parameters
    ----------
    form
        What is allowed.
    document
        What is given; None where it could not even be read.
    files
        The study folder; takes note of the faults.
    """
    if document is None:
        return None
    return filled_part(form, document, (), files=files)


def filled_part(form: type[F], document: Document, path: Path, *, files: StudyFiles) -> F | None:
    """Return a part of a document as a form, or nothing where it does not fit.

    Parameters
    ----------
    form
        What is allowed.
    document
        What is given.
    path
        Where in the document.
    files
        The study folder; takes note of the faults.
    """
    value = document.value
    for step in path:
        value = value[step]
    return _filled(form, value, document, path=path, files=files)


def filled_value(form: type[F], value: object, document: Document, *, path: Path, files: StudyFiles) -> F | None:
    """Return a value that stands for a mapping of one key as a form, or nothing where it does not fit.

    Parameters
    ----------
    form
        What is allowed; has one key.
    value
        The value of that key.
    document
        Where it is given.
    path
        Where in the document.
    files
        The study folder; takes note of the faults.
    """
    (key,) = form.model_fields
    try:
        return form.model_validate({key: value})
    except ValidationError:
        allowed = PATTERNS[next(rule.pattern for rule in form.model_fields[key].metadata if hasattr(rule, "pattern"))]
        files.fault(document.file, document.line(*path), f"{_spoken(path)} is {_shown(value)}; allowed: {allowed}")
        return None


def _filled(form: type[F], value: object, document: Document, *, path: Path, files: StudyFiles) -> F | None:
    try:
        return form.model_validate(value)
    except ValidationError as error:
        faults = error.errors()
        meant = [_meant(form, fault) for fault in faults if fault["type"] == "extra_forbidden"]
        for fault in faults:
            # A key that is there by another name is not missing as well.
            if fault["type"] == "missing" and fault["loc"] in meant:
                continue
            where = tuple(step for step in fault["loc"] if step != "[key]")
            files.fault(document.file, document.line(*path, *where), _told(form, fault, path=path, where=where))
        return None


def _meant(form: type[Form], fault: Any) -> Path:
    *outer, key = fault["loc"]
    return (*outer, *get_close_matches(str(key), _keys(form, tuple(outer)), n=1))


def _told(form: type[Form], fault: Any, *, path: Path, where: Path) -> str:
    outer = f" in {_spoken((*path, *where[:-1]))}" if (*path, *where)[:-1] else ""
    if fault["type"] == "extra_forbidden":
        return f"unknown key {str(where[-1])!r}{outer}; {way_out(str(where[-1]), _keys(form, where[:-1]))}"
    if fault["type"] == "missing":
        return f"key {str(where[-1])!r} is missing{outer}"
    if fault["loc"][-1:] == ("[key]",):
        return f"name {fault['input']!r} is not allowed; allowed: {PATTERNS[NAME_PATTERN]}"
    return f"{_spoken((*path, *where)) or 'the file'} {_wrong(fault)}"


def _wrong(fault: Any) -> str:
    return f"is {_shown(fault['input'])}; allowed: {_allowed(fault)}"


def _allowed(fault: Any) -> str:
    context = fault.get("ctx", {})
    if fault["type"] == "string_pattern_mismatch":
        return PATTERNS[context["pattern"]]
    if fault["type"] not in WANTED:
        return str(fault["msg"])
    return WANTED[fault["type"]].format(**context)


def _shown(value: object) -> str:
    if value is None or value in ("", [], {}):
        return "empty"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def _spoken(path: Path) -> str:
    # The first item of a list is the first to a reader.
    spoken = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return spoken.removeprefix(".")


def _keys(form: type[Form], where: Path) -> tuple[str, ...]:
    kind: Any = form
    for step in where:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = kind.model_fields[str(step)].annotation
        else:
            kind = get_args(kind)[-1]
        # An optional form is the form or nothing.
        if get_origin(kind) is not list and get_origin(kind) is not dict and get_args(kind):
            kind = get_args(kind)[0]
    return tuple(kind.model_fields)
