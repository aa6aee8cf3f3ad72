"""The county's study and its numbers, found once for all tests: whoever changes them makes new ones."""

import pytest

from experiments.assumptions import Number, assumptions_of
from experiments.study import Study


@pytest.fixture(scope="session")
def study() -> Study:
    return Study.read("county")


@pytest.fixture(scope="session")
def county(study) -> tuple[Number, ...]:
    return assumptions_of(study)
