"""headroom new: a study of one's own, to edit."""

import argparse

from experiments.command.failure import tell


def run(arguments: argparse.Namespace) -> int:
    """Copy the county's study into a new folder; return the exit code."""
    from experiments.study import StudyError, new_study

    try:
        new_study(arguments.folder)
    except StudyError as error:
        return tell(str(error).splitlines())
    folder = arguments.folder
    print(f"{folder}: a copy of the county's study; edit study.yaml, park.yaml, projects.yaml, plans/ and the tables, "
          f"then:\n  headroom check {folder}\n  headroom compare {folder}")
    return 0
