"""Every number of a study, the least sure first."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files as resources
from pathlib import Path

import pandas as pd

from experiments.assumptions.constants import code_numbers
from experiments.assumptions.dependence import Dependence
from experiments.assumptions.mappings import document_numbers
from experiments.assumptions.number import ASSUMPTION, LETTERS, Number
from experiments.assumptions.rows import has_proof, key_of, rows_of, table_numbers
from experiments.study import Study, StudyError
from experiments.study.documents import read_document
from experiments.study.files import StudyFiles
from networks.registry import class_at
from sim.table import way_out

OWN = ("demand", "networks")
"""Packages with tables that come with Headroom."""

Kinds = Mapping[str, Mapping[str, str]]
"""Kind of every declared column, by file."""


def assumptions_of(study: Study) -> tuple[Number, ...]:
    """Return every number of a study that has a source, or is marked as an assumption, the least sure first.

    Parameters
    ----------
    study
        The study.

    Returns
    -------
    tuple
        Numbers of one letter in the order of files and lines: those of the study, of Headroom's own tables whose
        rows the study does not replace, and of the code.

    Raises
    ------
    StudyError
        If a table beside those that a run reads cannot be understood.

    Notes
    -----
    Whatever names ``source`` and ``confidence`` is found, as columns of a table or as keys of a mapping; settings of
    the run and choices of a plan are no assumptions. Tables that no run reads are listed where they lie in a system's
    folder: they prove what that system's other files hold.
    """
    dependence = Dependence(study)
    files = StudyFiles(study.folder, study.folder, texts=study.texts)
    found = [*_of_study(study, files, dependence), *_own(study), *code_numbers()]
    if files.faults:
        raise StudyError(files.faults)
    told = [dependence.told(number) for number in found]
    return tuple(sorted(told, key=lambda number: list(LETTERS).index(number.confidence)))


def assumption_table(numbers: Iterable[Number], *, source_texts: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return numbers as a table of text, one a row.

    Parameters
    ----------
    numbers
        The numbers.
    source_texts
        What each key of a source stands for; None leaves the column out.
    """
    rows = [{
        "confidence": number.confidence, "file": number.file, "line": str(number.line), "subject": number.subject,
        "quantity": number.quantity, "at": number.at, "low": number.low, "typical": number.typical,
        "high": number.high, "unit": number.unit, "source": number.source,
        **({} if source_texts is None else {"source_text": source_texts.get(number.source, "")}),
        "systems": " ".join(number.systems), "tables": " ".join(number.tables)} for number in numbers]
    heading = ["confidence", "file", "line", "subject", "quantity", "at", "low", "typical", "high", "unit", "source",
               *([] if source_texts is None else ["source_text"]), "systems", "tables"]
    return pd.DataFrame(rows, columns=heading)


def _of_study(study: Study, files: StudyFiles, dependence: Dependence) -> Iterator[Number]:
    kinds = _kinds(study)
    beside = [file for file in _tables_in(study.folder) if dependence.owns_folder(file)]
    for file in sorted({*study.hashes, *beside}):
        if file.endswith((".yaml", ".yml")):
            document = read_document(files, file)
            yield from document_numbers(document) if document is not None else ()
        elif file.endswith(".csv"):
            yield from _of_table(file, files, kinds=kinds)


def _of_table(file: str, files: StudyFiles, *, kinds: Kinds) -> Iterator[Number]:
    text = files.text(file)
    if text is None or not has_proof(text):
        return
    rows = rows_of(text)
    # What no run reads nobody has checked.
    for line, row in rows if file not in kinds else ():
        if not row["source"]:
            files.fault(file, line, f"source is empty; give a key of SOURCES.md, or {ASSUMPTION}")
        if row["confidence"] not in LETTERS:
            files.fault(file, line, f"confidence is {row['confidence']!r}; {way_out(row['confidence'], LETTERS)}")
            return
    yield from table_numbers(file, rows, kinds=kinds.get(file, {}))


def _own(study: Study) -> Iterator[Number]:
    found = [(package, each) for package in OWN for each in resources(package).iterdir() if each.name.endswith(".csv")]
    for package, resource in sorted(found, key=lambda pair: (pair[0], pair[1].name)):
        text = resource.read_text(encoding="utf-8")
        if has_proof(text):
            theirs = {key_of(row) for _, row in rows_of(study.texts.get(resource.name, ""))}
            rows = [(line, row) for line, row in rows_of(text) if key_of(row) not in theirs]
            yield from table_numbers(f"{package}/{resource.name}", rows, kinds=_kinds(study).get(resource.name, {}))


def _kinds(study: Study) -> Kinds:
    places = [*study.system_places.values(), study.demand_place]
    return {shape.file: {column.name: column.kind for column in shape.columns}
            for place in places for shape in class_at(place).shapes.values()}


def _tables_in(folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in folder.glob("*/*.csv")
            if not file.name.startswith((".", "~"))]
