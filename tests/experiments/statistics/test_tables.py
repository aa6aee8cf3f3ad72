"""All tables together: their columns, their order, and that no cell is NaN."""

from math import inf

import numpy as np
import pytest

from experiments.figures import paired_differences as figure
from experiments.statistics import csv_text, printed_table, sentences, tables
from tests.experiments.statistics.small_record import context_of, record_of

COLUMNS = {
    "exhaustion": "plan system futures exhausted p_exhausted p_low p_high p10 p50 p90 p50_low p50_high p10_low "
                  "p10_high p90_low p90_high restricted_mean_years restricted_mean_se missing ran_out ran_out_low "
                  "ran_out_high runs_out_p10 runs_out_p50 runs_out_p90 overloaded months_exhausted_mean binding_limit "
                  "binding_label binding_cause binding_share unsolved_months least_solvable_share",
    "exhaustion_by_year": "plan system year p low high",
    "spells": "future plan system from until months limit label cause relieved_by",
    "first_binding": "plan order system futures share low high",
    "binding_by_year": "plan order system year p low high",
    "first_holding": "plan order system futures share low high",
    "holding_by_year": "plan order system year p low high",
    "losses": "plan cause firms land_ha jobs output_wan_per_a tax_wan_per_a firms_p10 firms_p50 firms_p90 firms_se "
              "land_ha_se jobs_se output_wan_per_a_se tax_wan_per_a_se",
    "lost_to": "plan cause " + " ".join(
        f"{name}{end}" for name in ("firms", "land_ha", "jobs", "output_wan_per_a", "tax_wan_per_a")
        for end in ("", "_se", "_p10", "_p50", "_p90")) + " firms_alone",
    "losses_by_year": "plan cause year " + " ".join(
        f"{name}{end}" for name in ("firms", "land_ha", "jobs", "output_wan_per_a", "tax_wan_per_a")
        for end in ("", "_se")),
    "lost_enterprises": "future plan month enterprise sector area cause land_ha jobs output_wan_per_a tax_wan_per_a",
    "paired_differences": "plan baseline measure system futures mean se low high p_better correlation variance_ratio",
    "headroom": "plan system area year unit p10 p50 p90",
    "firm_headroom": "plan system area year unit p10 p50 p90",
    "utilisation": "plan system state month p10 p50 p90 load_p10 load_p50 load_p90 capacity_p50 share_exceeded",
    "limits": "plan system limit label kind element p_exceeded low high p10 p50 p90",
    "limits_by_year": "plan system limit year label share",
    "projects": "plan project label system begun_p10 begun_p50 begun_p90 built_from_p10 built_from_p50 "
                "built_from_p90 finished_p10 finished_p50 finished_p90 share_begun share_built share_finished "
                "share_paid cost_wan_yuan_mean cost_wan_yuan_p10 cost_wan_yuan_p50 cost_wan_yuan_p90",
    "costs": "plan futures cost_wan_yuan_mean cost_wan_yuan_se cost_wan_yuan_p10 cost_wan_yuan_p50 cost_wan_yuan_p90",
    "firms_by_year": "plan year " + " ".join(
        f"{name}_{end}" for name in ("firms", "land_ha", "jobs", "output_wan_per_a", "tax_wan_per_a")
        for end in ("mean", "se", "p10", "p50", "p90")),
}

LOSSES = ({"held_by": ["power"]}, {"held_by": []}, {"plan": 1, "held_by": ["power", "roads"]})


def never():
    return record_of([[[inf, inf]] * 2] * 3)


def always():
    return record_of([[[0, 0]] * 2] * 3, losses=LOSSES)


def one_future():
    return record_of([[[3, inf], [inf, 5]]], losses=LOSSES)


def unsolved():
    record = record_of([[[3, inf], [inf, 5]]] * 2)
    record.required[record.required > 1] = inf
    record.drawn[0] = inf
    record.unsolved[:] = np.isinf(record.required)
    record.headroom["power"][:] = inf
    return record


def one_plan():
    return record_of([[[3, inf]], [[4, 5]]], plans=["build"])


def many_systems():
    return record_of([[[3, inf, 5, 7, inf, 9]] * 2, [[inf] * 6] * 2], losses=LOSSES)


SCENES = [never, always, one_future, unsolved, one_plan, many_systems]


def made(record):
    return tables(record, context_of(record))


@pytest.mark.parametrize("scene", SCENES)
def test_every_table_has_its_columns_whatever_happened(scene):
    assert {stem: " ".join(table.columns) for stem, table in made(scene()).items()} == COLUMNS


@pytest.mark.parametrize("scene", SCENES)
def test_no_cell_is_nan(scene):
    assert [stem for stem, table in made(scene()).items() if table.isna().to_numpy().any()] == []


@pytest.mark.parametrize("scene", SCENES)
def test_the_same_record_gives_the_same_bytes(scene):
    first, second = ({stem: csv_text(table) for stem, table in made(scene()).items()} for _ in range(2))
    assert first == second


@pytest.mark.parametrize("scene", SCENES)
def test_there_is_a_printed_table_and_a_sentence_for_every_plan(scene):
    record = scene()
    context = context_of(record)
    found = tables(record, context)
    told = sentences(found, context)
    assert list(told) == list(record.plans)
    assert all(plan in printed_table(found, context) for plan in record.plans)
    assert not any("nan" in text or "inf" in text for text in [*told.values(), printed_table(found, context)])


def test_the_order_of_futures_moves_no_number_of_the_statistics():
    first = [[[3, inf], [6, 5]], [[7, 2], [inf, inf]], [[1, 9], [4, 4]]]
    forward, backward = made(record_of(first)), made(record_of(first[::-1]))
    for stem in ("exhaustion", "first_binding", "exhaustion_by_year", "binding_by_year", "lost_to", "losses_by_year"):
        assert csv_text(forward[stem]) == csv_text(backward[stem])


@pytest.mark.parametrize("scene", SCENES)
def test_the_figure_of_differences_can_read_every_row(scene):
    table = made(scene())["paired_differences"]
    assert np.isfinite(table["mean"].to_numpy(dtype=float)).all()
    assert not np.isnan(table[["low", "high"]].to_numpy(dtype=float)).any()


def test_the_figure_of_differences_knows_the_measures_of_the_table():
    measures = set(made(always())["paired_differences"]["measure"])
    assert set(figure.MEASURES) <= measures
    assert f"{figure.FIRST_EXHAUSTION}:{figure.ANY}" in measures
