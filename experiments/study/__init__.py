"""A study on disk: reading it, telling every mistake in it at once, and copying one to edit."""

from experiments.study.copying import known_studies, new_study
from experiments.study.faults import StudyError, StudyFault
from experiments.study.study import ProjectTimes, Study, UnknownPlanError

__all__ = ["ProjectTimes", "Study", "StudyError", "StudyFault", "UnknownPlanError", "known_studies", "new_study"]
