"""headroom list: the studies with their plans and levers, and the experiments."""

import argparse

from experiments.command.experiments_known import experiments_known, question_of


def run(_arguments: argparse.Namespace) -> int:
    """Print what can be asked; return 0."""
    from experiments.study import Study, StudyError, known_studies

    print("studies:")
    for name in known_studies():
        try:
            study = Study.read(name)
        except StudyError as error:
            print(f"  {name}: has mistakes; headroom check {name} shows them ({len(error.faults)})")
            continue
        print(f"  {study.name}: {study.label}")
        width = max(len(name) for name in (*study.plans, *study.levers))
        for plan in study.plans.values():
            print(f"    {plan.name:<{width}}  {plan.label}")
        if study.levers:
            print("    levers, to be added to any plan behind a plus (headroom compare --plans PLAN+LEVER):")
        for lever in study.levers.values():
            print(f"    {lever.name:<{width}}  {lever.label}")
    print("\nexperiments (headroom run NAME):")
    for name, file in experiments_known().items():
        print(f"  {name}\n    {question_of(file)}")
    return 0
