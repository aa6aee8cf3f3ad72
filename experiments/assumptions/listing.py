"""Every number of a study, the least sure first."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files as resources

import pandas as pd

from experiments.assumptions.constants import code_numbers
from experiments.assumptions.dependence import Dependence
from experiments.assumptions.mappings import document_numbers
from experiments.assumptions.number import LETTERS, Number
from experiments.assumptions.rows import has_proof, key_of, rows_of, table_numbers
from experiments.study import Study
from experiments.study.documents import read_document
from experiments.study.files import StudyFiles
from networks.registry import class_at

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

    Notes
    -----
    Whatever names ``source`` and ``confidence`` in a file that the study reads is found, as columns of a table or as
    keys of a mapping; settings of the run and choices of a plan are no assumptions.
    """
    dependence = Dependence(study)
    kinds = _kinds(study)
    found = [*_of_study(study, kinds), *_own(study, kinds), *code_numbers()]
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


def _of_study(study: Study, kinds: Kinds) -> Iterator[Number]:
    # As it was read: what has been edited since is no number of this study.
    files = StudyFiles(study.folder, study.folder, texts=study.texts)
    for file, text in sorted(study.texts.items()):
        if file.endswith(".yaml"):
            document = read_document(files, file)
            yield from document_numbers(document) if document is not None else ()
        elif file.endswith(".csv") and has_proof(text):
            yield from table_numbers(file, rows_of(text), kinds=kinds.get(file, {}))


def _own(study: Study, kinds: Kinds) -> Iterator[Number]:
    found = [(package, each) for package in OWN for each in resources(package).iterdir() if each.name.endswith(".csv")]
    for package, resource in sorted(found, key=lambda pair: (pair[0], pair[1].name)):
        text = resource.read_text(encoding="utf-8")
        if has_proof(text):
            theirs = {key_of(row) for _, row in rows_of(study.texts.get(resource.name, ""))}
            rows = [(line, row) for line, row in rows_of(text) if key_of(row) not in theirs]
            yield from table_numbers(f"{package}/{resource.name}", rows, kinds=kinds.get(resource.name, {}))


def _kinds(study: Study) -> Kinds:
    places = [*study.system_places.values(), study.demand_place]
    return {shape.file: {column.name: column.kind for column in shape.columns}
            for place in places for shape in class_at(place).shapes.values()}
