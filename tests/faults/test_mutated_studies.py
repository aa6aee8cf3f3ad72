"""A study with a mistake anywhere is read, or refused with the place of the mistake; nothing else ever happens.

A mutant is one file with up to three mistakes; the other files are read once. Tables and the power net are those of the
county, and go through reading, the checks of their system or the demand, and its building. YAML is that of the small
study, and goes through all of ``Study.read``; the county's would take ten times as long. Whole studies, the county's
with any of its files mutated, are read at a smaller number.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.study import Study, StudyError
from tests.faults.mutants import Choices, mutant
from tests.faults.reading import COUNTY, BrokenPromiseError, Mutants, check_choices, check_faults, watch

ROOT = Path(__file__).parents[2]
AT_ONCE = 25
"""Mutants made in one example: hypothesis takes as long to think of an example as a mutant takes to be read."""

CHOICES = 24
"""Bytes from which a mutant is made."""


@pytest.fixture(scope="module")
def mutants(tmp_path_factory: pytest.TempPathFactory) -> Mutants:
    return Mutants(tmp_path_factory.mktemp("mutants"))


@pytest.mark.sizes(20_000, 100_000)
def test_a_file_with_a_mistake_is_valid_or_refused_with_its_place(mutants, size):
    valid = []

    @settings(max_examples=size // AT_ONCE)
    @given(st.integers(0, 2**64 - 1))
    def each(seed: int) -> None:
        drawn = np.random.default_rng(seed).bytes(AT_ONCE * CHOICES)
        for at in range(AT_ONCE):
            valid.append(check_choices(mutants, drawn[at * CHOICES:(at + 1) * CHOICES]))

    each()
    assert len(valid) >= size
    # A mistake that changes nothing is valid; were nearly all, nothing would have been tried, and were none, neither.
    assert 0.02 < sum(valid) / len(valid) < 0.5


@pytest.mark.sizes(8, 1000)
def test_a_whole_study_with_a_mistake_in_any_file_is_valid_or_refused(tmp_path, size):
    study = Path(copytree(COUNTY, tmp_path / "county"))
    files = [file for file in sorted(study.rglob("*")) if file.is_file()]
    draw = np.random.default_rng(1)
    for _ in range(size):
        file = files[draw.integers(len(files))]
        sound = file.read_bytes()
        raw = mutant(sound, Choices(draw.bytes(CHOICES)))
        file.write_bytes(raw)
        try:
            with watch().over(study):
                read = Study.read(study)
                read.systems()
                read.demand_model().future(0)
        except StudyError as error:
            assert error.faults
            check_faults([fault for fault in error.faults if fault.place == file.as_posix()], raw)
        except BrokenPromiseError:
            raise
        except Exception as error:
            raise BrokenPromiseError(f"{file.relative_to(study)}: {error!r}\nin {raw[:3000]!r}") from error
        finally:
            file.write_bytes(sound)


@pytest.mark.sizes(0, 20_000)
@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has no wheel for this machine")
def test_mutations_that_are_guided_by_what_they_reach_find_nothing(size, tmp_path):
    run = subprocess.run([sys.executable, "-m", "tests.faults.guided", f"-runs={size}", "-seed=1", "-max_len=96",
                          "-len_control=0", f"-artifact_prefix={tmp_path}/"],
                         cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
                         encoding="utf-8", errors="replace")
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]


def test_a_file_opened_outside_the_study_is_heard(tmp_path):
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_text("secret", encoding="utf-8")
    with pytest.raises(BrokenPromiseError, match="elsewhere"), watch().over(tmp_path / "study"):
        elsewhere.read_text(encoding="utf-8")
