"""Storm drains and simple services solved by other means: right answers pass, wrong ones are found and named."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.verifying import drainage, services
from experiments.verifying.difference import refusals
from networks.drainage import DrainageSystem
from networks.services import SimpleServices
from sim.assessing import Sample, State
from tests.networks import small_drains, small_services
from tests.networks.county import county_areas, county_tables

AREAS = county_areas()
SERVICES = [*SimpleServices.systems(county_tables(SimpleServices), AREAS).values(), small_services.system("housing")]
COUNTY = DrainageSystem.from_tables(county_tables(DrainageSystem), AREAS)
SHARED = small_drains.system(drains_of=small_drains.drains(
    ("old_upper", "n_upper", "n_lower", "old", 0), ("left", "n_lower", "gully", "old", 0),
    ("right", "n_lower", "river", "culvert", 0)).assign(share=[0.0, 0.7, 0.3]))


def samples(system, need: str, *, most: float, states: int = 40) -> tuple[Sample, ...]:
    """Return random states with the system's answers; in some of them nothing is asked."""
    draw = np.random.default_rng(1)
    asked = draw.uniform(0, most, (states, len(system.areas), 1)) * (draw.random((states, 1, 1)) < 0.9)
    standing = draw.random((states, len(system.assets))) < 0.7
    answer = system.assess({need: asked}, standing)
    return tuple(Sample(bytes([at]) * 16, State({need: asked[at]}, {}, standing[at]), answer.utilisation[at],
                        unsolved=False) for at in range(states))


@pytest.mark.parametrize("system", [COUNTY, SHARED, small_drains.system()], ids=["county", "shares", "small"])
def test_walk_down_the_drains_confirms_the_kernel(system):
    kept = samples(system, "built_ha", most=40.0)
    verified = drainage.verify(system, kept)
    assert refusals([verified]) == []
    assert verified.states == len(kept)
    assert any(np.isinf(sample.utilisation).any() for sample in kept)


@pytest.mark.parametrize("system", SERVICES, ids=lambda system: system.name)
def test_plain_sums_confirm_the_services(system):
    assert refusals([services.verify(system, samples(system, system.need, most=50.0))]) == []


@pytest.mark.parametrize(("means", "system", "need"), [
    (drainage, COUNTY, "built_ha"), (services, SERVICES[0], "waste_t_per_d")])
def test_wrong_answer_is_found_and_its_state_named(means, system, need):
    first, *others = samples(system, need, most=10.0)
    used = first.utilisation.copy()
    used[int(np.flatnonzero((used > 0) & np.isfinite(used))[0])] += 1e-6
    (line,) = refusals([means.verify(system, (replace(first, utilisation=used), *others))])
    assert line.startswith(f"{system.name}: ")
    assert first.key.hex()[:12] in line
