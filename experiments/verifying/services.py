"""Simple services added up again, asset by asset."""

from collections.abc import Sequence

from experiments.verifying.difference import Verified, compared, place_of
from networks.services import SimpleService
from sim.assessing import Sample
from sim.capacity import standing


def verify(system: SimpleService, samples: Sequence[Sample]) -> Verified:
    """Return how far plain sums are from the answers of a run.

    Parameters
    ----------
    system
        One of the services.
    samples
        States with the run's answers.
    """
    return compared(system, samples, _added_up, by="plain sums over assets and areas", place=_place)


def _place(system: SimpleService, sample: Sample, limit: int) -> str:
    return f"{place_of(system, sample, limit)} ({system.limits[limit].label})"


def _added_up(system: SimpleService, sample: Sample) -> dict[str, float]:
    built = standing(system.assets, sample.state.in_service)
    rows = [row for row in system.rows.to_dict("records") if row["asset"] in built]
    asked = sample.state.demand[system.need].tolist()
    groups = [[at] for at in range(len(asked))] if system.by_area else [list(range(len(asked)))]
    used, unserved = [], False
    for group in groups:
        place = system.areas[group[0]].name if system.by_area else ""
        capacity = sum(row["capacity"] for row in rows if row["by_area"] == place)
        busiest = max(sum(asked[at][period] for at in group) for period in range(len(asked[0])))
        unserved = unserved or (busiest > 0 and not capacity > 0)
        used.append(busiest / capacity if capacity > 0 else 0.0)
    used.append(float("inf") if unserved else 0.0)
    return dict(zip((limit.name for limit in system.limits), used, strict=True))
