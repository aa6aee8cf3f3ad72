"""Which areas a system reaches with what stands today."""

from typing import TYPE_CHECKING

import numpy as np

from sim.capacity import WithReach

if TYPE_CHECKING:
    from experiments.study import Study
    from sim.capacity import CapacitySystem

A_TRIFLE = 1e-6
"""What each area asks in turn, in the need's own unit: too little to fill anything."""


def unserved_areas(study: "Study", system: "CapacitySystem") -> tuple[str, ...]:
    """Return the areas that nothing serves with what stands at the study's start.

    Parameters
    ----------
    study
        The study.
    system
        One of its systems.
    """
    model = study.demand_model()
    # Nobody applies at the desk of a reform before it is there.
    if set(system.needs) <= {need.name for need in model.needs if need.desk == "reformed"}:
        return ()
    standing = np.array([asset in study.park.standing for asset in system.assets], dtype=bool)
    if isinstance(system, WithReach):
        return tuple(area.name for area, is_served in zip(study.park.areas, system.serves(standing), strict=True)
                     if not is_served)
    areas = [area.name for area in study.park.areas]
    periods = {need.name: need.profiles.shape[1] for need in model.needs}
    demand = {name: np.zeros((len(areas), len(areas), periods[name])) for name in system.needs}
    for asked in demand.values():
        asked[np.arange(len(areas)), np.arange(len(areas))] = A_TRIFLE
    demand |= {name: np.full((len(areas), 1, 1), model.typical_conditions[name]) for name in system.conditions}
    answer = system.assess(demand, standing[None].repeat(len(areas), axis=0))
    return tuple(area for area, used in zip(areas, answer.utilisation, strict=True) if np.isinf(used).any())
