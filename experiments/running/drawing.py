"""From a comparison to the files of its figures."""

from pathlib import Path

import pandas as pd

from experiments.figures import (
    benefits_by_year,
    binding_order,
    capital_by_year,
    cash_by_year,
    demand_against_capacity,
    exhausted_by_year,
    headroom_by_area,
    limits_by_year,
    losses_by_cause,
    lost_to_each,
    paired_differences,
    park_map,
    plans_on_map,
)
from experiments.figures.facts import AreaPlace, Facts, SystemShown
from experiments.figures.saving import save
from experiments.running.comparison import Comparison
from experiments.study import Study

FIGURES = (
    demand_against_capacity, exhausted_by_year, binding_order, limits_by_year, park_map, plans_on_map,
    paired_differences, losses_by_cause, lost_to_each, benefits_by_year, headroom_by_area,
    cash_by_year, capital_by_year)
"""The modules of figures; each yields its figures with their names."""

MAP_COLUMNS = ("element", "shape", "x0", "y0", "x1", "y1", "label")


def draw(comparison: Comparison, folder: Path) -> None:
    """Write every figure of a comparison as PNG and SVG.

    Parameters
    ----------
    comparison
        The comparison.
    folder
        Folder that takes the figures.
    """
    facts = facts_of(comparison)
    for module in FIGURES:
        for name, figure in module.figures(comparison.tables, facts):
            save(figure, folder, name)


def facts_of(comparison: Comparison) -> Facts:
    """Return what figures must know of a comparison beside its tables.

    Parameters
    ----------
    comparison
        The comparison.
    """
    study, context = comparison.study, comparison.context
    nothing = pd.DataFrame(columns=list(MAP_COLUMNS))
    return Facts(
        run_id=comparison.run_id,
        study=study.label,
        futures=len(comparison.record.futures),
        start=study.start,
        horizon_months=study.horizon_months,
        plans=context.plans,
        baseline=context.baseline,
        systems={name: SystemShown(system.label, system.unit) for name, system in comparison.systems.items()},
        elements={name: system.map_elements() if hasattr(system, "map_elements") else nothing
                  for name, system in comparison.systems.items()},
        areas=_places(study),
        area_labels={area.name: area.label for area in study.park.areas},
        incomplete=comparison.ending.incomplete)


def _places(study: Study) -> tuple[AreaPlace, ...]:
    # An area lies where its traffic begins; a study whose roads tell no places has a map without areas.
    nodes = study.tables.get("roads", {}).get("nodes")
    if not isinstance(nodes, pd.DataFrame):
        return ()
    rows = zip(nodes["node_id"], nodes["x_coord"], nodes["y_coord"], strict=True)
    place = {str(node): (float(x_km), float(y_km)) for node, x_km, y_km in rows}
    return tuple(AreaPlace(area.name, area.label, *place[area.road_zone])
                 for area in study.park.areas if area.road_zone in place)
