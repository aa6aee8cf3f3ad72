"""The lockstep: what is drawn, required, held, lost and relieved, month by month."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from sim.capacity import Assessment, Bools, Demand
from sim.lockstep import simulate
from sim.plan import OnDate, OnTrigger, Plan
from sim.record import NEVER, joined
from tests.small_park import Pot, future_of, scene_of, second_pot_in


def required(record, plan=0):
    return record.required[0, plan, :, 0].tolist()


def test_an_empty_park_uses_nothing():
    record = simulate(scene_of(), [future_of({"comes": False})])
    assert not record.required.any()
    assert not record.drawn.any()
    assert (record.first_exceeded["pot"] == NEVER).all()
    assert record.connected[0, 0, -1].tolist() == [0.0] * 5


def test_a_firm_that_comes_in_a_month_is_required_from_that_month():
    record = simulate(scene_of(horizon_months=12), [future_of({"enquiry_month": 3.5})])
    assert required(record) == [0.0] * 3 + [0.5] * 9


def test_it_draws_from_the_next_month_and_more_in_each_year_of_its_ramp_up():
    record = simulate(scene_of(horizon_months=36), [future_of({"enquiry_month": 3.5})])
    drawn = record.drawn[0, 0, :, 0].tolist()
    assert drawn == [0.0] * 4 + [0.25] * 11 + [0.375] * 12 + [0.5] * 9


def test_a_standing_firm_draws_its_full_need_from_the_start():
    record = simulate(scene_of(horizon_months=12), [future_of({"stands": True})])
    assert record.drawn[0, 0, :, 0].tolist() == [0.5] * 12


def test_approval_and_construction_come_before_connection():
    firm = {"enquiry_month": 1.0, "approval_months": 2.0, "construction_months": 3.5}
    record = simulate(scene_of(horizon_months=12), [future_of(firm)])
    assert required(record) == [0.0] * 6 + [0.5] * 6


def test_a_third_firm_waits_is_required_and_leaves_when_its_patience_ends():
    firms = [{"enquiry_month": 0.5}, {"enquiry_month": 1.5}, {"enquiry_month": 2.5, "patience_months": 6.0}]
    record = simulate(scene_of(), [future_of(*firms)])
    assert required(record) == [0.5, 1.0] + [1.5] * 6 + [1.0] * 16
    assert record.connected[0, 0, -1, 0] == 2
    assert record.first_exceeded["pot"].tolist() == [[[2]]]
    assert record.losses.month.tolist() == [8]
    assert record.losses.held_by.tolist() == [[True]]
    assert record.losses.for_land.tolist() == [False]


def test_a_small_firm_passes_a_giant_that_does_not_fit():
    firms = [{"enquiry_month": 0.5}, {"enquiry_month": 1.5, "need_mw": 5.0, "patience_months": 99.0},
             {"enquiry_month": 2.5}]
    record = simulate(scene_of(horizon_months=12), [future_of(*firms)])
    assert record.connected[0, 0, 0, 0] == 2
    assert required(record)[-1] == 3.5
    assert len(record.losses.month) == 0


def test_who_was_ready_first_connects_first():
    firms = [{"enquiry_month": 0.9, "need_mw": 1.5}, {"enquiry_month": 0.2, "need_mw": 1.0, "patience_months": 2.0}]
    record = simulate(scene_of(horizon_months=12), [future_of(*firms)])
    assert record.losses.prospect.tolist() == ["firm/0000"]


def test_a_finished_project_lets_the_waiting_connect():
    firms = [{"enquiry_month": 0.5}, {"enquiry_month": 0.5}, {"enquiry_month": 0.5, "patience_months": 99.0}]
    future = future_of(*firms, permit_months=3.0, build_months=4.5)
    record = simulate(scene_of(second_pot_in(1)), [future])
    assert required(record) == [1.5] * 8 + [0.75] * 16
    assert record.project_begun[0, 0].tolist() == [1.0, np.inf]
    assert record.project_built_from[0, 0].tolist() == [4.0, np.inf]
    assert record.project_finished[0, 0].tolist() == [8.5, np.inf]
    assert record.connected[0, 0, 0, 0] == 3
    assert len(record.losses.month) == 0


def test_construction_waits_for_the_project_before_it_while_permits_run():
    plan = Plan("both", "Both", {"second_pot": OnDate(0), "third_pot": OnDate(0)})
    future = future_of({}, permit_months=3.0, build_months=4.0)
    record = simulate(scene_of(plan, after=("second_pot",)), [future])
    assert record.project_built_from[0, 0].tolist() == [3.0, 7.0]
    assert record.project_finished[0, 0].tolist() == [7.0, 11.0]


def test_a_trigger_begins_its_project_after_so_many_months_above_the_threshold():
    plan = Plan("triggered", "Triggered", {"second_pot": OnTrigger("pot", 0.8, 3)})
    firms = [{"enquiry_month": 0.5}, {"enquiry_month": 4.5}]
    record = simulate(scene_of(plan), [future_of(*firms, permit_months=1.0, build_months=1.0)])
    # Above 0.8 in months 4, 5 and 6: the project begins when month 7 does.
    assert record.project_begun[0, 0, 0] == 7.0
    assert record.project_finished[0, 0, 0] == 9.0
    assert required(record)[8:10] == [1.0, 0.5]


def test_a_month_at_the_threshold_starts_the_count_anew():
    plan = Plan("triggered", "Triggered", {"second_pot": OnTrigger("pot", 0.5, 3)})
    firms = [{"stands": True}, {"enquiry_month": 1.5, "life_months": 1.5}, {"enquiry_month": 7.5}]
    record = simulate(scene_of(plan), [future_of(*firms)])
    assert record.project_begun[0, 0, 0] == 10.0


def test_an_exit_frees_land_and_capacity():
    firms = [{"stands": True, "life_months": 5.5, "need_mw": 2.0}, {"enquiry_month": 0.5, "patience_months": 99.0}]
    record = simulate(scene_of(horizon_months=12), [future_of(*firms)])
    assert required(record) == [1.5] * 5 + [0.5] * 7
    assert record.drawn[0, 0, :, 0].tolist() == [1.0] * 5 + [0.0] + [0.25] * 6


def test_a_firm_without_a_plot_is_lost_at_once_for_land():
    firms = [{"stands": True, "land_ha": 9.5}, {"enquiry_month": 4.5}, {"enquiry_month": 5.5, "area": 1}]
    record = simulate(scene_of(land_ha=10.0), [future_of(*firms)])
    assert record.losses.month.tolist() == [4]
    assert record.losses.for_land.tolist() == [True]
    assert record.losses.held_by.tolist() == [[False]]
    assert record.connected[0, 0, 0, 0] == 2


def test_a_system_that_only_warns_lets_everyone_connect_and_shows_the_excess():
    record = simulate(scene_of(holds={"pot": False}), [future_of(*[{"enquiry_month": 0.5}] * 4)])
    assert required(record) == [2.0] * 24
    assert record.drawn[0, 0, -1, 0] == pytest.approx(1.5)
    assert len(record.losses.month) == 0


def test_a_loss_names_every_system_that_held_it():
    systems = (Pot("pot", {"pot_1": 2.0}), Pot("pan", {"pan_1": 1.0}, needs=("other_mw",)))
    firm = {"enquiry_month": 0.5, "need_mw": 3.0, "other_mw": 3.0, "patience_months": 2.0}
    record = simulate(scene_of(systems=systems), [future_of(firm, needs=("need_mw", "other_mw"))])
    assert record.losses.held_by.tolist() == [[True, True]]


def test_a_firm_is_not_held_by_a_system_it_does_not_need():
    systems = (Pot("pot", {"pot_1": 2.0}), Pot("pan", {"pan_1": 1.0}, needs=("other_mw",)))
    firms = [{"stands": True, "other_mw": 9.0}, {"enquiry_month": 0.5, "other_mw": 0.0}]
    record = simulate(scene_of(systems=systems), [future_of(*firms, needs=("need_mw", "other_mw"))])
    assert record.connected[0, 0, 0, 0] == 2


def test_a_need_that_nothing_serves_waits_even_where_it_is_wanting_already():
    nothing = scene_of(systems=(Pot("pan", {"pan_1": 0.0}),))
    firms = [{"stands": True}, {"enquiry_month": 0.5, "patience_months": 3.0}]
    record = simulate(nothing, [future_of(*firms)])
    assert np.isinf(record.required).all()
    assert record.losses.held_by.tolist() == [[True]]


def test_the_last_of_patience_within_a_month_ends_after_the_meeting():
    record = simulate(scene_of(), [future_of({"enquiry_month": 0.5, "need_mw": 3.0, "patience_months": 0.1})])
    assert record.losses.month.tolist() == [1]
    assert record.losses.held_by.tolist() == [[True]]


def test_headroom_is_what_is_left_to_the_committed():
    record = simulate(scene_of(), [future_of({"enquiry_month": 0.5}, {"enquiry_month": 13.5})])
    first, second = record.headroom["pot"][0, 0]
    assert first == pytest.approx([1.0, 1.0], rel=6e-3)
    assert second.tolist() == [0.0, 0.0]


def test_batches_joined_are_the_bits_of_one_batch():
    scene = scene_of(Plan("today", "Today", {}), second_pot_in(3))
    futures = [future_of(*[{"enquiry_month": 0.3 * at, "need_mw": 0.1 + 0.07 * number} for at in range(20)],
                         number=number) for number in range(4)]
    whole = simulate(scene, futures)
    parts = joined([simulate(scene, futures[:1]), simulate(scene, futures[1:])])
    assert whole.required.tobytes() == parts.required.tobytes()
    assert whole.headroom["pot"].tobytes() == parts.headroom["pot"].tobytes()
    assert whole.losses.month.tolist() == parts.losses.month.tolist()


@dataclass(frozen=True)
class Rained(Pot):
    """A pot into which it rains, the same number every year or another one."""

    conditions: tuple[str, ...] = ("rain_mw",)
    calls: list[int] = field(default_factory=list, compare=False)

    def assess(self, demand: Demand, in_service: Bools) -> Assessment:
        self.calls.append(len(in_service))
        used = ((self.load(demand) + demand["rain_mw"][:, 0, 0]) / self.capacity(in_service))[:, None]
        return Assessment(used, np.zeros(used.shape, dtype=np.int64), np.zeros(len(used), dtype=bool))


def rained(*rain_mw: float, kept_states: int = 0, firms: tuple[dict, ...] = ({},)):
    pot = Rained("pot", {"pot_1": 2.0})
    future = replace(future_of(*firms), conditions={"rain_mw": 9.0}, yearly={"rain_mw": np.array(rain_mw)})
    scene = replace(scene_of(systems=(pot,), horizon_months=12 * len(rain_mw)), kept_states=kept_states)
    return pot, simulate(scene, [future])


def test_a_condition_steps_once_a_year_and_takes_the_place_of_the_constant():
    _, record = rained(0.2, 0.6)
    assert required(record) == pytest.approx([0.6] * 12 + [0.8] * 12)
    assert record.drawn[0, 0, 11:14, 0].tolist() == pytest.approx([0.35, 0.675, 0.675])


def test_a_condition_that_does_not_change_costs_no_assessment():
    same, changing = rained(0.2, 0.2, 0.2)[0], rained(0.2, 0.3, 0.2)[0]
    # Two steps of the ramp-up, and the headroom at every year's end, are asked by both.
    assert sum(same.calls) < sum(changing.calls)


def test_the_committee_and_the_headroom_see_the_years_condition():
    firm = {"enquiry_month": 0.5, "patience_months": 99.0}
    _, record = rained(1.5, 0.5, firms=(firm,))
    # 1 MW does not fit beside 1.5 of 2 MW, but beside 0.5 of the second year.
    assert record.connected[0, 0, :, 0].tolist() == [0, 1]
    assert record.headroom["pot"][0, 0, :, 0] == pytest.approx([0.5, 0.5], rel=6e-3)


def test_a_kept_state_tells_the_condition_of_its_year():
    _, record = rained(0.2, 0.6, kept_states=100)
    told = {(sample.state.conditions["rain_mw"], round(float(sample.utilisation[0]), 6))
            for sample in record.samples["pot"] if sample.state.demand["need_mw"].sum() == 1.0}
    assert told == {(0.2, 0.6), (0.6, 0.8)}


def test_names_of_enterprises_lost_are_whole_however_short_those_of_other_futures_are():
    # Three firms of 1 MW each on a pot of 2 MW: the last of each future waits in vain.
    short, long = (future_of({}, {}, {}, number=number) for number in range(2))
    name = "a sector with a very long name/somewhere/bulk/0003"
    long = replace(long, prospects=replace(long.prospects, name=np.array(["a", "b", name])))
    lost = simulate(scene_of(), [short, long]).losses
    assert set(lost.prospect.tolist()) == {"firm/0002", name}
