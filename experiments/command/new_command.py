"""headroom new: a study of one's own, to edit."""

import argparse
import shlex

from experiments.command.failure import tell


def run(arguments: argparse.Namespace) -> int:
    """Copy the county's study into a new folder; return the exit code."""
    from experiments.study import StudyError, known_studies, new_study

    name = str(arguments.folder)
    if name in known_studies():
        return tell([f"{name}: a study of that name comes with Headroom and would be meant by check and compare; name "
                     f"the folder otherwise, such as my_{name}"])
    try:
        new_study(arguments.folder)
    except StudyError as error:
        return tell(str(error).splitlines())
    quoted = shlex.quote(name)
    print(f"{name}: a copy of the county's study; edit study.yaml, park.yaml, projects.yaml, plans/ and the tables, "
          f"then:\n  headroom check {quoted}\n  headroom compare {quoted}")
    return 0
