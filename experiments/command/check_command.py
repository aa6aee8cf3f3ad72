"""headroom check: every mistake in a study at once."""

import argparse

from experiments.command.failure import tell
from sim.calendar import MONTHS_PER_YEAR


def run(arguments: argparse.Namespace) -> int:
    """Read a study and say that it is sound, or what is not; return the exit code."""
    from experiments.command.served import unserved_areas
    from experiments.study import Study, StudyError
    from experiments.study.money import finance_warnings
    from sim.capacity import WithLastingWarnings

    try:
        study = Study.read(arguments.study)
    except StudyError as error:
        return tell(str(error).splitlines())
    years = study.horizon_months // MONTHS_PER_YEAR
    print(f"{study.name}: no mistakes; {len(study.park.areas)} areas, {len(study.plans)} plans, "
          f"{study.futures} futures of {years} years from {study.month_label(0)}")
    for system in study.systems().values():
        areas = unserved_areas(study, system)
        if areas:
            print(f"warning, no mistake: {system.name}: nothing that stands today serves {', '.join(areas)}")
        if isinstance(system, WithLastingWarnings):
            for told in system.lasting_warnings():
                print(f"warning, no mistake: {system.name}: {told}")
    for sector, area in study.demand_model().never_admitted():
        print(f"warning, no mistake: entry.csv: {sector} never may enter {area}; all who come for it are lost")
    if study.money is not None:
        for told in finance_warnings(study.money):
            print(f"warning, no mistake: money: {told}")
    return 0
