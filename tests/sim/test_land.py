"""Land in a small park: quotas, a reserve, terms and halls, followed by hand."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.crowd import Crowd
from sim.enterprises import Enterprises
from sim.future import Need
from sim.land import MU_PER_HA, halls_let_m2, land_priced_mu, land_rent_mu_per_a, land_taken_up_mu
from sim.land_rules import HALLS, RESERVE, STOCK, Grant, LandRules
from sim.lockstep import simulate
from sim.plan import Plan
from sim.scene import Scene
from sim.world import World
from tests.small_park import TODAY, future_of, scene_of, second_pot_in

EVERY_M2 = 10_000.0
NORTH = 0


def scene(*, rules: LandRules | None = None, land_ha: float = 1.0, plan: Plan = TODAY, months: int = 48) -> Scene:
    return replace(scene_of(plan, land_ha=land_ha, horizon_months=months), land=rules,
                   needs=(Need("need_mw", np.ones((1, 1))), Need("land_ha", np.ones((1, 1)), of="plot")))


def rules(*grants: Grant, quota: float | None = None, **terms: float) -> LandRules:
    return LandRules(grants, {"quota": (quota, quota)} if quota is not None else {}, **terms)


class Life:
    """A world in which the committee passes everyone."""

    def __init__(self, park: Scene, *rows: Mapping[str, object]) -> None:
        future = future_of(*[{"need_mw": 0.01, "land_ha": 1.0} | row for row in rows], needs=("need_mw", "land_ha"))
        enterprises = Enterprises.of(future, park.needs, policy=park.policy, horizon_months=park.horizon_months)
        self.crowd = Crowd([enterprises], park.needs, plans=1, areas=2)
        self.world = World(park, park.plans[0], enterprises, crowd=self.crowd, row=0)
        self.held, self.seeking, self.halls_m2, self.rent_mu_per_a = [], [], [], []
        self.required, self.drawn = [], []
        for month in range(1, park.horizon_months + 1):
            self.world.run_to(month)
            for enterprise in list(self.world.waiting):
                self.world.admit(enterprise, month)
            self.held.append(set(np.flatnonzero(self.crowd.plotted[0]).tolist()))
            self.seeking.append(set(np.flatnonzero(self.crowd.seeking[0]).tolist()))
            self.halls_m2.append(self.world.land.halls_m2)
            self.rent_mu_per_a.append(self.world.land.rent_mu_per_a)
            every = np.zeros(1, dtype=np.int64)
            self.required.append(float(self.crowd.required(every)["land_ha"][0, NORTH]))
            self.drawn.append(float(self.crowd.drawn(every, month=month)["land_ha"][0, NORTH]))

    def first(self, enterprise: int) -> int:
        """Month in which it got its plot."""
        return next(month for month, held in enumerate(self.held) if enterprise in held)

    @property
    def lost(self) -> list[tuple[int, float]]:
        return [(left.enterprise, left.at_month) for left in self.world.departures]

    def priced_mu(self) -> dict[int, float]:
        sold = {month: self.world.land.priced_mu(month) for month in range(len(self.held))}
        return {month: mu for month, mu in sold.items() if mu}

    def taken_up_mu(self) -> dict[int, float]:
        taken = {month: self.world.land.taken_up_mu(month) for month in range(len(self.held))}
        return {month: mu for month, mu in taken.items() if mu}


def test_without_rules_who_finds_no_plot_is_lost_at_once():
    life = Life(scene(), {}, {"enquiry_month": 5.0})
    assert life.lost == [(1, 5.0)] and life.held[-1] == {0}


def test_without_feedback_rules_do_not_count():
    park = scene(rules=rules(Grant(RESERVE, NORTH, "", 9.0), quota=0.0))
    park = replace(park, policy=replace(park.policy, feedback=False))
    life = Life(park, {}, {"enquiry_month": 5.0})
    assert life.lost == [(1, 5.0)] and life.held[-1] == {0}


def test_a_quota_of_one_hectare_serves_the_second_firm_a_year_later():
    life = Life(scene(land_ha=10.0, rules=rules(quota=1.0)), {}, {"patience_months": 24.0})
    assert life.first(0) == 0 and life.first(1) == 12
    assert life.seeking[11] == {1} and life.seeking[12] == set() and not life.lost


def test_patience_ends_before_the_next_quota():
    life = Life(scene(land_ha=10.0, rules=rules(quota=1.0)), {}, {"patience_months": 6.0})
    assert life.lost == [(1, 6.0)] and life.world.departures[0].held_by is None
    assert life.seeking[5] == {1} and life.seeking[6] == set()


def test_what_nobody_took_of_a_quota_stays_released():
    life = Life(scene(land_ha=10.0, rules=rules(quota=1.0)), {"land_ha": 3.0, "patience_months": 40.0})
    assert life.first(0) == 24


def test_a_quota_of_bulk_plots_leaves_small_ones_alone():
    bulk_only = LandRules((), {"quota_bulk": (0.0, 0.0)})
    life = Life(scene(land_ha=10.0, rules=bulk_only), {"bulk": True}, {})
    assert life.held[-1] == {1} and life.lost == [(0, 6.0)]


def test_a_quota_of_nothing_loses_everyone_when_his_patience_ends():
    life = Life(scene(land_ha=10.0, rules=rules(quota=0.0)), {}, {"patience_months": 7.0})
    assert life.lost == [(0, 6.0), (1, 7.0)]


def test_a_small_plot_passes_one_that_is_too_large():
    life = Life(scene(land_ha=2.0, rules=rules()), {"land_ha": 3.0, "bulk": True}, {"enquiry_month": 1.0})
    assert life.first(1) == 1 and life.lost == [(0, 6.0)]


def test_the_reserve_serves_small_plots_once_nothing_else_is_left():
    life = Life(scene(rules=rules(Grant(RESERVE, NORTH, "", 1.0))),
                {"bulk": True}, {"enquiry_month": 1.0, "bulk": True}, {"enquiry_month": 2.0})
    assert life.held[-1] == {0, 2} and life.lost == [(1, 7.0)]
    assert life.world.land.reserve_ha[NORTH] == 0.0


def test_who_waits_gets_the_plot_that_comes_back():
    # The first connects in month 1 and stays for ten months.
    life = Life(scene(rules=rules()), {"life_months": 10.0}, {"enquiry_month": 8.0})
    assert life.first(1) == 11 and life.held[11] == {1}


def test_a_sold_plot_lies_idle_before_it_comes_back():
    life = Life(scene(rules=rules(idle_years=1.0)), {"life_months": 10.0}, {"enquiry_month": 8.0,
                                                                            "patience_months": 30.0})
    assert life.first(1) == 23


def test_who_does_not_renew_gives_his_plot_back_when_the_years_are_over():
    terms = rules(flexible_share=1.0, flexible_years=2.0, renewed_share=0.5, idle_years=9.0)
    life = Life(scene(rules=terms), {"renewal_draw": 0.7}, {"enquiry_month": 20.0})
    assert life.first(1) == 24 and not life.crowd.connected[0, 0]
    renewing = Life(scene(rules=terms), {"renewal_draw": 0.3}, {"enquiry_month": 20.0})
    assert renewing.held[-1] == {0} and renewing.lost == [(1, 26.0)]


def test_the_end_of_a_term_brings_back_what_lies_idle():
    # It leaves in month 11; its plot would lie idle until month 131, but its term ends in month 24.
    terms = rules(flexible_share=1.0, flexible_years=2.0, idle_years=10.0)
    life = Life(scene(rules=terms), {"life_months": 10.0}, {"enquiry_month": 20.0})
    assert life.first(1) == 24


def test_a_leased_plot_is_sold_when_its_lease_is_over():
    leased = Life(scene(land_ha=2.0, rules=rules(lease_share=1.0, lease_years=3.0)), {}, {"enquiry_month": 2.0})
    assert leased.priced_mu() == {36: MU_PER_HA, 38: MU_PER_HA}
    assert Life(scene(land_ha=2.0), {}, {"enquiry_month": 2.0}).priced_mu() == {0: 15.0, 2: 15.0}


def test_a_plot_for_some_years_is_sold_at_its_part_of_the_price_and_again_when_it_is_renewed():
    # One of 15 mu at 0.73 for two years, renewed in months 24 and on; another for the longest term.
    terms = rules(flexible_share=0.5, flexible_years=2.0, flexible_price_ratio=0.73)
    life = Life(scene(land_ha=2.0, rules=terms, months=60), {"tenure_draw": 0.4}, {"tenure_draw": 0.6})
    assert life.priced_mu() == pytest.approx({0: 15.0 * 0.73 + 15.0, 24: 15.0 * 0.73, 48: 15.0 * 0.73})
    assert life.taken_up_mu() == {0: 30.0}


def test_who_does_not_renew_does_not_pay_again():
    terms = rules(flexible_share=1.0, flexible_years=2.0, renewed_share=0.5)
    assert Life(scene(rules=terms), {"renewal_draw": 0.7}).priced_mu() == {0: 15.0}


def test_land_that_has_come_back_is_not_taken_up_again():
    # The first firm's hectare comes back in month 11; the second wants half of one, the third a whole one.
    rows = ({"life_months": 10.0}, {"enquiry_month": 20.0, "land_ha": 0.5}, {"enquiry_month": 30.0})
    life = Life(scene(land_ha=2.0, rules=rules()), *rows)
    assert life.priced_mu() == {0: 15.0, 20: 7.5, 30: 15.0}
    assert life.taken_up_mu() == {0: 15.0, 30: 7.5}


def test_land_of_who_stands_at_the_start_was_taken_up_before():
    life = Life(scene(rules=rules()), {"stands": True, "life_months": 10.0}, {"enquiry_month": 20.0})
    assert life.priced_mu() == {20: 15.0} and life.taken_up_mu() == {}


def test_the_reserve_is_taken_up_when_it_is_given_for_the_first_time():
    life = Life(scene(land_ha=0.0, rules=rules(Grant(RESERVE, NORTH, "", 1.0))), {"life_months": 10.0},
                {"enquiry_month": 20.0})
    assert life.priced_mu() == {0: 15.0, 20: 15.0} and life.taken_up_mu() == {0: 15.0}


def test_a_leased_plot_earns_rent_until_it_is_bought_and_is_taken_up_when_it_is_leased():
    # 15 mu at 5 % a year.
    terms = rules(lease_share=1.0, lease_years=3.0, lease_rent_ratio=0.05)
    life = Life(scene(rules=terms), {"enquiry_month": 2.0})
    assert life.rent_mu_per_a == pytest.approx([0.0] * 2 + [0.75] * 36 + [0.0] * 10)
    assert life.priced_mu() == {38: 15.0} and life.taken_up_mu() == {2: 15.0}


def test_a_leased_plot_that_is_left_earns_nothing_more():
    terms = rules(lease_share=1.0, lease_years=3.0, lease_rent_ratio=0.1)
    life = Life(scene(land_ha=2.0, rules=terms), {"life_months": 10.0}, {"life_months": 20.0, "land_ha": 0.3})
    assert life.rent_mu_per_a == pytest.approx([1.95] * 11 + [0.45] * 10 + [0.0] * 27)
    assert life.rent_mu_per_a[-1] == 0.0 and life.priced_mu() == {}


def test_a_lease_that_outlasts_the_study_earns_rent_to_its_end():
    terms = rules(lease_share=1.0, lease_years=100.0, lease_rent_ratio=0.1)
    assert Life(scene(rules=terms), {}).rent_mu_per_a == [1.5] * 48


def test_the_account_reads_what_every_world_sold_and_lets():
    told = rules(Grant(HALLS, NORTH, "", 10_000.0))
    registers = [Life(scene(rules=told), *rows).world.land for rows in ([{}], [{"rented": True}], [{"land_ha": 0.5}])]
    assert land_priced_mu(registers, 0).tolist() == [15.0, 0.0, 7.5]
    assert land_taken_up_mu(registers, 0).tolist() == [15.0, 0.0, 7.5]
    assert halls_let_m2(registers).tolist() == [0.0, 10_000.0, 0.0]
    leasing = rules(lease_share=1.0, lease_rent_ratio=0.2)
    assert land_rent_mu_per_a([Life(scene(rules=leasing), {}).world.land, *registers]).tolist() == [3.0, 0.0, 0.0, 0.0]


def test_a_leased_plot_comes_back_at_once():
    life = Life(scene(rules=rules(lease_share=1.0, lease_years=3.0, idle_years=9.0)),
                {"life_months": 10.0}, {"enquiry_month": 8.0})
    assert life.first(1) == 11 and life.priced_mu() == {47: 15.0}


def test_a_lease_longer_than_the_study_is_never_sold():
    life = Life(scene(rules=rules(lease_share=1.0, lease_years=100.0)), {})
    assert life.held[-1] == {0} and life.priced_mu() == {}


def test_a_renting_firm_takes_floor_and_leaves_the_plot_to_others():
    life = Life(scene(rules=rules(Grant(HALLS, NORTH, "", 8000.0), hall_floor_ratio=0.8)),
                {"rented": True, "life_months": 10.0}, {})
    assert life.held[-1] == {1} and not life.lost
    assert life.halls_m2[:11] == [0.8 * EVERY_M2] * 11 and life.halls_m2[11] == 0.0


def test_a_hall_that_is_finished_serves_who_waits():
    # The project begins in month 3 and takes no time.
    life = Life(scene(land_ha=0.0, rules=rules(Grant(HALLS, NORTH, "pot_2", 10_000.0)), plan=second_pot_in(3)),
                {"rented": True}, {"rented": True})
    assert life.halls_m2[2:5] == [0.0, 10_000.0, 10_000.0] and life.lost == [(1, 6.0)]


def test_land_that_a_project_adds_needs_no_quota():
    life = Life(scene(land_ha=0.0, rules=rules(Grant(STOCK, NORTH, "pot_2", 1.0), quota=0.0), plan=second_pot_in(3)),
                {})
    assert life.first(0) == 3


def test_needs_of_plots_count_who_builds_and_who_seeks():
    # One builds for two years on the only hectare; another seeks one from month 5 to month 11.
    life = Life(scene(rules=rules()), {"construction_months": 24.0}, {"enquiry_month": 5.0})
    assert life.drawn == [1.0] * 48
    assert life.required == [1.0] * 5 + [2.0] * 6 + [1.0] * 37


@pytest.mark.parametrize("told", [rules(quota=0.0), rules(Grant(HALLS, NORTH, "", 5000.0), quota=1.0)])
def test_a_whole_march_counts_who_is_lost_to_land(told):
    park = scene(rules=told, land_ha=10.0)
    rows = [{"land_ha": 1.0, "need_mw": 0.01}] * 3
    record = simulate(park, [future_of(*rows, needs=("need_mw", "land_ha"))])
    assert record.losses.for_land.all() and len(record.losses.month) == (3 if told.quotas["quota"][0] == 0 else 2)


firms = st.lists(st.fixed_dictionaries({
    "area": st.integers(0, 1), "land_ha": st.floats(0.1, 3.0), "bulk": st.booleans(), "rented": st.booleans(),
    "enquiry_month": st.floats(0.0, 40.0), "life_months": st.floats(1.0, 40.0), "tenure_draw": st.floats(0.01, 0.99),
    "renewal_draw": st.floats(0.01, 0.99), "construction_months": st.floats(0.0, 20.0)}), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(firms, st.floats(0.0, 4.0), st.floats(0.0, 2.0), st.floats(0.0, 2.0), st.floats(0.0, 2.0))
def test_nobody_holds_land_that_is_not_there(rows, land_ha, reserve_ha, quota_ha, idle_years):
    hall_m2 = 9000.0
    told = rules(Grant(RESERVE, 0, "", reserve_ha), Grant(RESERVE, 1, "pot_2", reserve_ha),
                 Grant(HALLS, 0, "pot_2", hall_m2), quota=quota_ha, flexible_share=0.4, flexible_years=1.0,
                 renewed_share=0.5, lease_share=0.3, lease_years=1.0, idle_years=idle_years)
    life = Life(scene(rules=told, land_ha=land_ha, plan=second_pot_in(9)), *rows)
    # No land is taken up twice: both areas, with the reserves of both.
    assert sum(life.taken_up_mu().values()) <= 2 * (land_ha + reserve_ha) * MU_PER_HA + 1e-6
    for month, held in enumerate(life.held):
        for area in (0, 1):
            held_ha = sum(rows[at]["land_ha"] for at in held if rows[at]["area"] == area)
            there_ha = land_ha + (reserve_ha if area == 0 or month >= 9 else 0.0)
            assert held_ha <= there_ha + 1e-6
        assert -1e-6 <= life.halls_m2[month] <= hall_m2 + 1e-6
