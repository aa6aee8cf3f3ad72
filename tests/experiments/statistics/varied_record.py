"""A record in which everything varies from future to future, with money: what tables tell of it, no eye can judge."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf

import numpy as np

from experiments.statistics import RunContext
from sim.capacity import Floats
from sim.future import FIRM_COLUMNS
from sim.ledger import Ledger
from sim.money import INCOMES, SPENDINGS
from sim.record import Record
from tests.experiments.statistics.small_ledger import TERMS
from tests.experiments.statistics.small_record import MONTHS, PROJECTS, SYSTEMS, YEARS, context_of, record_of


def varied(*, futures: int = 60, plans: Sequence[str] = ("today", "build", "more"), systems: int = 4,
           seed: int = 3) -> tuple[Record, RunContext]:
    """Return a record and its frame, the same for the same arguments."""
    random = np.random.default_rng(seed)
    first = _sometimes(random, inf, random.integers(0, MONTHS, (futures, len(plans), systems)), share=0.3)
    losses = _losses(random, futures, plans=len(plans), systems=systems)
    record = record_of(first.tolist(), plans=plans, losses=losses)
    shape, world = record.required.shape, (futures, len(plans))
    unsolved = random.random(shape) < 0.02
    required = np.where(unsolved, inf, record.required * random.uniform(0.7, 1.3, shape))
    drawn = _sometimes(random, 0.0, 0.9 * np.where(unsolved, 1.3, required), share=0.05)
    binding = np.zeros(shape, dtype=np.int16)
    binding[..., 0] = random.integers(0, 3, shape[:3])
    connected = random.uniform(0, 100, (*world, YEARS, len(FIRM_COLUMNS)))
    connected[..., 0] = np.rint(connected[..., 0])
    cost = np.repeat(random.uniform(100, 600, (futures, 1, len(PROJECTS))), len(plans), axis=1)
    begun, built_from, finished = (
        _sometimes(random, inf, random.uniform(0, 26, (*world, len(PROJECTS))), share=0.4) for _ in range(3))
    record = replace(
        record, required=_single(required), drawn=_single(drawn), unsolved=unsolved, binding=binding,
        capacity=_single(_sometimes(random, 0.0, 2.0 + random.integers(0, 3, shape), share=0.1)),
        solvable_share=_single(np.where(unsolved, random.random(shape), 1.0)),
        load_drawn=_single(random.gamma(2, 2, shape)), load_required=_single(random.gamma(2, 3, shape)),
        first_exceeded={name: random.integers(-1, MONTHS, values.shape).astype(np.int16)
                        for name, values in record.first_exceeded.items()},
        exceeded_in_year={name: random.random(values.shape) < 0.3 for name, values in record.exceeded_in_year.items()},
        headroom={name: _single(_sometimes(random, inf, random.uniform(0, 9, values.shape), share=0.1))
                  for name, values in record.headroom.items()},
        firm_headroom={name: _single(random.uniform(0, 9, values.shape))
                       for name, values in record.firm_headroom.items()},
        project_begun=_single(begun), project_built_from=_single(built_from), project_finished=_single(finished),
        project_wan=_single(cost), connected=_single(connected), money=_money(random, world))
    return record, replace(context_of(record, holding=tuple(SYSTEMS)[1:3]), money=TERMS)


def _losses(random: np.random.Generator, futures: int, *, plans: int, systems: int) -> list[dict[str, object]]:
    names = tuple(SYSTEMS)[:systems]
    return [{"future": future, "plan": int(random.integers(plans)), "month": int(random.integers(MONTHS)),
             "prospect": f"firm_{random.integers(1000)}", "sector": int(random.integers(2)),
             "area": int(random.integers(2)), "held_by": [name for name in names if random.random() < 0.3],
             "land_ha": random.random(), "jobs": float(random.integers(1, 300)),
             "output_wan_per_a": random.uniform(0, 1000), "tax_wan_per_a": random.uniform(0, 50)}
            for future in range(futures) for _ in range(int(random.integers(0, 12)))]


def _money(random: np.random.Generator, world: tuple[int, int]) -> dict[str, np.ndarray]:
    by_year, by_project = (*world, YEARS), (*world, len(PROJECTS))
    asked = _sometimes(random, inf, random.integers(0, MONTHS - 5, by_project), share=0.4)
    owed = {name: random.random(by_year) for name in ("interest_wan", "principal_wan", "owed_wan")}
    ledger = Ledger(
        cash_wan=random.normal(0, 500, (*world, MONTHS)), out_of_cash=random.random((*world, MONTHS)) < 0.03,
        income_wan=random.uniform(0, 100, (*by_year, len(INCOMES))),
        spending_wan=random.uniform(0, 100, (*by_year, len(SPENDINGS))),
        capital_wan=random.uniform(0, 300, (*by_year, len(TERMS.payers))),
        debt_cover=_sometimes(random, inf, random.uniform(0, 3, by_year), share=0.5),
        npv_wan=random.normal(0, 1000, world), asked_month=asked,
        granted_month=_sometimes(random, inf, asked + random.integers(0, 5, by_project), share=0.3), **owed)
    return dict(ledger.columns())


def _sometimes(random: np.random.Generator, rare: float, values: np.ndarray, *, share: float) -> Floats:
    return np.where(random.random(values.shape) < share, rare, values)


def _single(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float32)
