"""Road states assigned again to a gap a hundred times closer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from experiments.verifying.difference import Largest, Verified, place_of
from networks.roads import RoadSystem
from sim.assessing import Sample, stacked

CLOSE_GAP = 1e-10
"""Relative gap of the equilibria held against those of a run [-]; a run's own is ``networks.roads.RELATIVE_GAP``."""

VOLUME_TO_CAPACITY = 0.01
"""Difference allowed in V/C [-]."""


def verify(system: RoadSystem, samples: Sequence[Sample]) -> Verified:
    """Return how far equilibria at a close gap are from those of a run.

    Parameters
    ----------
    system
        The system.
    samples
        States with the run's answers.
    """
    ratio = Largest("V/C [-]", allowed=VOLUME_TO_CAPACITY)
    close: Any = replace(system, relative_gap=CLOSE_GAP)
    allowed = system.links.allowed[system.links.limited]
    for sample in samples:
        answer = close.assess(*stacked(close, [sample.state]))
        if sample.unsolved or answer.unsolved[0]:
            if sample.unsolved != bool(answer.unsolved[0]):
                ratio.see(float("inf"), place_of(system, sample))
            continue
        ours, theirs = sample.utilisation, answer.utilisation[0]
        if np.isinf(ours[-1]) != np.isinf(theirs[-1]):
            ratio.see(float("inf"), place_of(system, sample, len(ours) - 1))
        apart = np.abs(ours[:-1] - theirs[:-1]) * allowed
        limit = int(apart.argmax())
        ratio.see(float(apart[limit]), place_of(system, sample, limit))
    return Verified("roads", f"an equilibrium at gap {CLOSE_GAP:g}", len(samples), (ratio.told(),))
