"""Letting futures pass: from a study to the scene that they meet, and what happens in it."""

import gc
from collections.abc import Callable, Sequence

from experiments.study import Study
from sim.capacity import WithFirm
from sim.future import Future
from sim.lockstep import simulate
from sim.plan import Plan
from sim.record import Record
from sim.scene import Scene


def scene_of(study: Study, plans: Sequence[Plan], *, kept_states: int = 0) -> Scene:
    """Return the fixed part of a simulation of a study under some plans."""
    systems, model = study.systems(), study.demand_model()
    return Scene(
        park=study.park,
        policy=study.policy,
        projects=study.projects,
        plans=tuple(plans),
        systems=systems,
        # What no system carries need not be added up.
        needs=tuple(need for need in model.needs
                    if any(need.name in system.needs for system in systems.values())),
        horizon_months=study.horizon_months,
        land=study.land_rules(),
        firm={name: system.firm() for name, system in systems.items() if isinstance(system, WithFirm)},
        sectors=model.sectors,
        money=study.money if study.policy.feedback else None,
        kept_states=kept_states,
        terms=model.terms if study.policy.feedback else None,
        entry=model.entry if study.policy.feedback else None,
        reliefs=model.reliefs if study.policy.feedback else (),
    )


def passed_through(scene: Scene, drawn: Callable[[int], Future], numbers: Sequence[int], *,
                   passed: Callable[[int], None] | None = None) -> Record:
    """Return what happens in some futures under every plan of a scene.

    Parameters
    ----------
    scene
        Park, rules, plans, systems.
    drawn
        Draws the future of a number.
    numbers
        Numbers of the futures, at least one.
    passed
        Told how many park-months have passed since it was told last.
    """
    # A batch makes hundreds of thousands of objects that live until it ends: looking through them for cycles
    # meanwhile finds nothing and takes a twentieth of the time.
    collects = gc.isenabled()
    gc.disable()
    try:
        return simulate(scene, [drawn(number) for number in numbers], passed=passed)
    finally:
        if collects:
            gc.enable()
