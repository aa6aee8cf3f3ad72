"""headroom assumptions: every number a study uses, the least sure first."""

import argparse
from collections.abc import Collection
from pathlib import Path
from shutil import get_terminal_size

from experiments.command.failure import tell

UNTOLD = (120, 24)
"""Columns and lines where no terminal tells its own."""

LEGEND = "line, name, low / typical / high [source] -> what follows at first hand"
"""How a line of the list is read; fits the narrowest terminal beside a study's name."""


def run(arguments: argparse.Namespace) -> int:
    """List the numbers of a study or write them as CSV; return the exit code."""
    from experiments.assumptions import LETTERS, assumption_table, assumptions_of
    from experiments.assumptions.sources import source_texts
    from experiments.statistics.csv_text import csv_text
    from experiments.study import Study, StudyError

    mistakes = [*_unknown("--confidence", arguments.confidence, LETTERS), *_taken(arguments.csv)]
    try:
        study = Study.read(arguments.study)
        systems = tuple(study.systems())
        mistakes += _unknown("--system", arguments.system, systems)
        everything = assumptions_of(study) if not mistakes else ()
        texts = source_texts(study.folder) if arguments.sources else None
    except StudyError as error:
        mistakes += str(error).splitlines()
    if mistakes:
        return tell(mistakes)
    asked = [number for number in everything
             if not arguments.system or set(arguments.system) & set(number.systems)]
    shown = [number for number in asked if not arguments.confidence or number.confidence in arguments.confidence]
    if arguments.csv is not None:
        try:
            # "x": whatever came into being meanwhile is not overwritten.
            with arguments.csv.open("x", encoding="utf-8", newline="") as file:
                file.write(csv_text(assumption_table(shown, source_texts=texts)))
        except OSError as error:
            return tell([f"{arguments.csv}: cannot be written: {error.strerror}; name another place"])
    from experiments.assumptions.printed import printed_counts, printed_numbers, printed_sources

    width = get_terminal_size(UNTOLD).columns
    if arguments.csv is None and shown:
        print(f"{study.name}: {LEGEND}\n")
        print(printed_numbers(shown, systems=systems, width=width), end="\n\n")
    if texts is not None and arguments.csv is None:
        print(f"sources:\n{printed_sources(shown, texts, width=width)}", end="\n\n")
    print(f"{study.name}{_of(arguments.system)}:\n{printed_counts(asked)}")
    if arguments.csv is not None:
        print(f"{len(shown):,} numbers in {arguments.csv}")
    return 0


def _of(systems: Collection[str]) -> str:
    return f", what moves {' or '.join(systems)} at first hand" if systems else ""


def _unknown(option: str, given: Collection[str], known: Collection[str]) -> list[str]:
    from sim.table import way_out

    return [f"{option}: {name!r} is not known; {way_out(name, tuple(known))}" for name in given if name not in known]


def _taken(file: Path | None) -> list[str]:
    if file is None or not file.exists():
        return []
    return [f"--csv: {file} is there already and is not overwritten; name another file, or delete it"]
