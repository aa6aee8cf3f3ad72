"""The account of a batch as the march keeps it: what the month brings, and who may begin to build."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.account import Account
from sim.assessing import Answers
from sim.capacity import Floats, Integers
from sim.crowd import Crowd, side_by_side
from sim.enterprises import Enterprises
from sim.future import Future
from sim.land import halls_let_m2, land_priced_mu, land_rent_mu_per_a, land_taken_up_mu
from sim.ledger import Ledger
from sim.money import Terms
from sim.plan import Project
from sim.scene import Scene
from sim.world import World

TAX = "tax_wan_per_a"


class Purse:
    """The account of one world, asked by its builders.

    Parameters
    ----------
    account
        The account of the batch.
    world
        Row of the world in it.
    terms
        How money comes and goes.
    number
        Number of each project by name, in the order of the record.
    future
        What the world's future tells of the projects.
    """

    def __init__(self, account: Account, world: int, terms: Terms, number: Mapping[str, int], future: Future) -> None:
        self._account, self._world, self._terms, self._number = account, world, terms, number
        self._future = future

    def pays(self, project: Project, month: float, *, build_months: float) -> bool:
        """Find the money for a project that would be built from some moment on; tell whether it was there.

        Parameters
        ----------
        project
            The project.
        month
            The moment [month].
        build_months
            How long it is built [month].
        """
        return self._account.fund(
            self._world, int(month), project=self._number[project.name], cost_wan=self._future.cost_wan(project),
            build_months=build_months, system=project.system,
            government=project.system in self._terms.government_systems,
            share_of_others=self._terms.share_of_others.get(project.system, 0.0))


class Treasury:
    """The accounts of all worlds of a batch.

    Parameters
    ----------
    scene
        Plans, projects, terms, systems.
    enterprises
        Those of each future.
    crowd
        Who is where.
    """

    def __init__(self, scene: Scene, terms: Terms, enterprises: Sequence[Enterprises], crowd: Crowd) -> None:
        plans = len(scene.plans)
        self._terms, self._crowd, self._plans = terms, crowd, plans
        self._futures = [each.future for each in enterprises]
        self._account = Account([terms] * plans, futures=len(enterprises), months=scene.horizon_months,
                                projects=len(scene.projects))
        self._number = {name: at for at, name in enumerate(scene.projects)}
        self._invested_wan = side_by_side([np.array(
            [terms.spending.invested_wan(scene.sectors[sector], land_ha) for sector, land_ha in
             zip(each.prospects.sector[each.number].tolist(), each.land_ha, strict=True)], dtype=np.float64)
            for each in enterprises])
        # What the park's own supply delivers is told by the system that serves the need.
        self._serving = {need: name for need in terms.income.tariff_wan_per_unit_a
                         for name, system in scene.systems.items() if need in system.needs}

    def purse(self, world: int) -> Purse:
        """Return what the builders of one world ask."""
        return Purse(self._account, world, self._terms, self._number, self._futures[world // self._plans])

    def book(self, month: int, answers: Mapping[str, Answers], drawn: Mapping[str, Integers], *,
             worlds: Sequence[World]) -> None:
        """Book a month that has passed.

        Parameters
        ----------
        month
            The month.
        answers
            By system: where the rows lead.
        drawn
            By system: rows of what all worlds draw.
        worlds
            The worlds, as they are at the month's end.
        """
        world, slot = np.nonzero(self._crowd.connected & (self._crowd.connected_at == month))
        of = self._crowd.future[world]

        def of_newcomers(values: Floats) -> Floats:
            sums = np.bincount(world, weights=values[of, slot], minlength=len(self._crowd.connected))
            return sums.astype(np.float64, copy=False)

        delivered = {}
        for need, name in self._serving.items():
            load, peak = answers[name].load(drawn[name]), answers[name].peak(drawn[name])
            # More than fits is not served. Where something is wanting or does not solve nothing is counted as sold.
            delivered[need] = np.where(np.isfinite(peak), load / np.maximum(peak, 1.0), 0.0)
        # Who connects does so at the month's beginning, by what stands then; the fund begins in the month of its asset.
        is_rewarded = _since(self._terms.spending.incentive_while, worlds) <= month
        registers = [world.land for world in worlds]
        self._account.book(
            month, tax_wan_per_a=self._crowd.gain(TAX), delivered=delivered,
            land_priced_mu=land_priced_mu(registers, month), land_taken_up_mu=land_taken_up_mu(registers, month),
            land_rent_mu_per_a=land_rent_mu_per_a(registers), halls_m2=halls_let_m2(registers),
            invested_wan=of_newcomers(self._invested_wan) * is_rewarded,
            fund_from=np.floor(_since(self._terms.income.fund_since, worlds)))

    def ledger(self) -> Ledger:
        """Return what the record keeps."""
        return self._account.ledger()


def _since(asset: str, worlds: Sequence[World]) -> Floats:
    # When it came into service in each world; what hangs on no asset is there from the start.
    if not asset:
        return np.zeros(len(worlds))
    return np.array([world.stands_since(asset) for world in worlds], dtype=np.float64)
