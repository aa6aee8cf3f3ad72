"""Runs that verify themselves: right answers pass, wrong ones are found and named."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest

from experiments.running.job import Bench
from experiments.study import Study
from experiments.verifying import power, roads, sewage
from experiments.verifying.difference import Difference, Largest, VerificationError, Verified, refusals
from experiments.verifying.run import MEANS, facts, verify
from networks.registry import SYSTEMS
from sim.assessing import Sample
from sim.capacity import CapacitySystem
from sim.plan import Plan

KEPT = 4


@dataclass(frozen=True)
class Kept:
    """A bench, and what states of two futures it has kept."""

    bench: Bench
    systems: Mapping[str, CapacitySystem]
    samples: Mapping[str, tuple[Sample, ...]]


@pytest.fixture(scope="module")
def kept() -> Kept:
    study = replace(Study.read("county"), horizon_months=60)
    plans: list[Plan] = [study.plan("today"), study.plan("balanced")]
    bench = Bench(study, plans, kept_states=KEPT)
    return Kept(bench, study.systems(), bench.simulate([0, 1]).samples)


def wrong(samples: tuple[Sample, ...], by: float) -> tuple[Sample, ...]:
    """Return samples whose first limit in use is off."""
    changed = []
    for sample in samples:
        used = sample.utilisation.copy()
        used[int(np.flatnonzero((used > 0) & np.isfinite(used))[0])] += by
        changed.append(replace(sample, utilisation=used))
    return tuple(changed)


def test_every_system_of_the_registry_is_solved_by_other_means():
    assert set(MEANS) == set(SYSTEMS)


def test_states_of_a_run_are_confirmed(kept):
    lines: list[str] = []
    verified = verify(kept.systems, kept.samples, told=lines.append)
    # Of a system that changes seldom there are fewer states than are kept.
    assert all(1 <= each.states <= KEPT for each in verified)
    assert all(difference.is_small for each in verified for difference in each.differences)
    assert len(lines) == sum(len(each.differences) for each in verified)
    assert list(facts(verified)) == list(kept.systems)


@pytest.mark.parametrize(("means", "name", "by"), [
    (power, "power", 0.01), (roads, "roads", 0.05), (sewage, "sewage", 1e-6)])
def test_wrong_answer_is_found_and_its_state_named(kept, means, name, by):
    samples = wrong(kept.samples[name], by)
    verified = means.verify(kept.systems[name], samples)
    (line,) = refusals([verified])
    assert line.startswith(f"{name}: ")
    assert any(sample.key.hex()[:12] in line for sample in samples)
    assert "in service" in line


@pytest.mark.parametrize(("means", "name"), [(power, "power"), (roads, "roads")])
def test_state_that_only_one_of_the_two_solves_is_found(kept, means, name):
    samples = tuple(replace(sample, unsolved=True) for sample in kept.samples[name])
    verified = means.verify(kept.systems[name], samples)
    assert max(difference.largest for difference in verified.differences) == float("inf")


def test_run_that_is_not_confirmed_is_an_error(kept):
    samples = dict(kept.samples) | {"sewage": wrong(kept.samples["sewage"], 0.5)}
    with pytest.raises(VerificationError, match="sewage: utilisation"):
        verify(kept.systems, samples, told=lambda _: None)


def test_a_further_future_only_pushes_the_samples_with_the_largest_keys_out(kept):
    alone = kept.bench.simulate([0]).samples
    for name, samples in kept.samples.items():
        keys = [sample.key for sample in samples]
        assert keys == sorted(keys)
        assert {sample.key for sample in alone[name] if sample.key <= keys[-1]} <= set(keys)


def test_largest_difference_is_kept_with_its_place():
    largest = Largest("quantity", allowed=0.5)
    for difference, place in ((0.1, "a"), (0.3, "b"), (0.2, "c")):
        largest.see(difference, place)
    assert largest.told() == Difference("quantity", 0.3, 0.5, "b")


def test_difference_that_is_no_number_is_never_small():
    largest = Largest("quantity", allowed=0.5)
    largest.see(float("nan"), "a")
    assert not largest.told().is_small
    assert refusals([Verified("power", "hand", 1, (largest.told(),))])
