"""When each system first runs out under each plan, how sure that is, and which system comes first."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from experiments.statistics.chronicle import Chronicle
from experiments.statistics.context import RunContext
from experiments.statistics.estimators import TENTHS, quantile_interval, quantiles, standard_error, wilson
from experiments.statistics.exhaustions import Exhaustions
from experiments.statistics.long_table import long_table
from experiments.statistics.vocabulary import NONE
from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import FULL, Bools, Floats, Integers, Limit

ORDERS = (1, 2, 3)
"""Which of the systems that run out one after the other are told."""


def exhaustion_table(record: Chronicle, context: RunContext, found: Exhaustions) -> pd.DataFrame:
    """Return first exhaustion by plan and system: share, dates, restricted mean, binding limit.

    Parameters
    ----------
    record, context, found
        What happened, its frame, and when what is exhausted.

    Notes
    -----
    A future that is never exhausted counts as later than the horizon: it is neither dropped nor clamped. Only the
    restricted mean, by its definition, counts it as the horizon. Below six futures the interval of the median runs
    from the start to later than the horizon, because order statistics bound it no closer. ``missing`` counts the
    futures in which a system is needed before anything of it stands; ``ran_out`` and ``runs_out``, as ``any``, leave
    such months out.
    """
    futures = len(record.futures)
    rows = []
    for plan, name in enumerate(record.plans):
        overloaded, unsolved, least = _strain(record, plan)
        for at, system in enumerate(found.systems):
            first = found.first[:, plan, at]
            exhausted = int(np.isfinite(first).sum())
            low, high = wilson(exhausted, futures)
            years = np.minimum(first, context.horizon_months) / MONTHS_PER_YEAR
            rows.append({
                "plan": name, "system": system, "futures": futures, "exhausted": exhausted,
                "p_exhausted": exhausted / futures, "p_low": float(low), "p_high": float(high),
                **_dates(first, context),
                "restricted_mean_years": float(years.mean()),
                "restricted_mean_se": float(standard_error(years)),
                **_run_out(found, plan, at, context),
                "overloaded": overloaded[at],
                "months_exhausted_mean": float(found.months[:, plan, at].mean()),
                **_most_often(found.binding_first[:, plan, at], found.limits),
                "unsolved_months": unsolved[at],
                "least_solvable_share": least[at],
            })
    return pd.DataFrame(rows)


def exhaustion_by_year(record: Chronicle, context: RunContext, found: Exhaustions) -> pd.DataFrame:
    """Return the share of futures in which each system is exhausted at least once by the end of each year.

    Parameters
    ----------
    record, context, found
        What happened, its frame, and when what is exhausted.
    """
    ends = MONTHS_PER_YEAR * np.arange(1, len(context.years) + 1)
    count = (found.first[..., None] < ends).sum(axis=0)
    low, high = wilson(count, len(record.futures))
    return long_table({"plan": record.plans, "system": found.systems, "year": context.years},
                      {"p": count / len(record.futures), "low": low, "high": high})


def first_binding(record: Chronicle, found: Exhaustions, *, among: Collection[str] | None = None) -> pd.DataFrame:
    """Return how often each system runs out first, how often second and how often third.

    Parameters
    ----------
    record, found
        What happened, and when what is exhausted.
    among
        Names of the systems that are put in order, as if there were no others; None for all. Of none there is no
        order, and the table has no rows.

    Notes
    -----
    Of two systems that are first exhausted in the same month, the one with the larger required utilisation in that
    month counts as first. Months in which nothing of a system stands do not count: what is not there does not run out.
    ``none`` counts the futures in which no system, or no second or third one, runs out.
    """
    systems, which, _ = _in_order(found, among)
    count = (which[..., None] == np.arange(len(systems) + 1)).sum(axis=0)
    low, high = wilson(count, len(record.futures))
    return long_table({"plan": record.plans, "order": ORDERS[:len(systems)], "system": (*systems, NONE)},
                      {"futures": count, "share": count / len(record.futures), "low": low, "high": high})


def binding_by_year(record: Chronicle, context: RunContext, found: Exhaustions, *,
                    among: Collection[str] | None = None) -> pd.DataFrame:
    """Return the share of futures in which each system has become the first, second or third to run out, by year.

    Parameters
    ----------
    record, context, found
        What happened, its frame, and when what is exhausted.
    among
        Names of the systems that are put in order, as in ``first_binding``.

    Notes
    -----
    The cumulative incidence of competing events, F_k(t) = sum over months s up to t of S(s-) d_k(s) / n(s), Aalen
    and Johansen's estimator [1]_: d_k futures of the n still without an event have system k as theirs in month s, and
    S is the share without any. Every future is followed to the horizon, so n(s) = N S(s-) and the sum is the plain
    share d_k(up to t) / N: nothing is estimated, and Wilson's interval holds as it does for every share. ``none`` is
    what is left: the rows of an order and a year add up to one.

    References
    ----------
    .. [1] Aalen, O. O. and Johansen, S. (1978). An empirical transition matrix for non-homogeneous Markov chains based
       on censored observations. Scandinavian Journal of Statistics 5, 141-150.
    """
    futures = len(record.futures)
    systems, which, first = _in_order(found, among)
    by_then = first[..., None] < MONTHS_PER_YEAR * np.arange(1, len(context.years) + 1)
    count = np.zeros((*which.shape[1:], len(systems) + 1, len(context.years)), dtype=np.int64)
    for at in range(len(systems)):
        count[:, :, at] = (by_then & (which == at)[..., None]).sum(axis=0)
    count[:, :, -1] = futures - count.sum(axis=2)
    low, high = wilson(count, futures)
    return long_table({"plan": record.plans, "order": ORDERS[:len(systems)], "system": (*systems, NONE),
                       "year": context.years},
                      {"p": count / futures, "low": low, "high": high})


def _in_order(found: Exhaustions, among: Collection[str] | None) -> tuple[list[str], Integers, Floats]:
    # Some systems, which of them runs out first, second, third, and when; one past the last of them where none does.
    every = found.systems[:-1]
    systems = [name for name in every if among is None or name in among]
    place = np.array([systems.index(name) if name in systems else -1 for name in every], dtype=np.int64)
    # What is left out of an order leaves the others in theirs, ties included.
    order = found.order[place[found.order] >= 0].reshape(*found.order.shape[:2], len(systems))[..., :len(ORDERS)]
    first = np.take_along_axis(found.runs_out, order, axis=-1)
    return systems, np.where(np.isfinite(first), place[order], len(systems)), first


def _strain(record: Chronicle, plan: int) -> tuple[list[int], list[int], list[float]]:
    # Futures overloaded, months without solution, and the least solvable share: by system, then of any.
    overloaded, unsolved, least = [], [], []
    futures: Bools = np.zeros(len(record.futures), dtype=bool)
    any_unsolved: Bools = np.zeros(1, dtype=bool)
    for system in record.systems:
        happens = (record.of("drawn", plan, system) > FULL).any(axis=1)
        lost = record.of("unsolved", plan, system)
        futures, any_unsolved = futures | happens, any_unsolved | lost
        overloaded.append(int(happens.sum()))
        unsolved.append(int(lost.sum()))
        least.append(float(record.of("solvable_share", plan, system).min()))
    return [*overloaded, int(futures.sum())], [*unsolved, int(any_unsolved.sum())], [*least, min(least)]


def _dates(first: Floats, context: RunContext) -> dict[str, str]:
    names = ("p10", "p50", "p90", "p50_low", "p50_high")
    months = [*(float(month) for month in quantiles(first, TENTHS)), *quantile_interval(first, 0.5)]
    return dict(zip(names, context.dates(months), strict=True))


def _run_out(found: Exhaustions, plan: int, at: int, context: RunContext) -> dict[str, Any]:
    is_any = at == found.runs_out.shape[-1]
    months = found.first[:, plan, at] if is_any else found.runs_out[:, plan, at]
    dates = context.dates([float(month) for month in quantiles(months, TENTHS)])
    ran_out = int(np.isfinite(months).sum())
    low, high = wilson(ran_out, len(months))
    return {"missing": 0 if is_any else int(found.missing[:, plan, at].sum()),
            "ran_out": ran_out, "ran_out_low": float(low), "ran_out_high": float(high),
            **dict(zip(("runs_out_p10", "runs_out_p50", "runs_out_p90"), dates, strict=True))}


def _most_often(binding: Integers, limits: tuple[Limit, ...]) -> dict[str, Any]:
    bound = binding[binding >= 0]
    if not len(bound):
        return dict.fromkeys(("binding_limit", "binding_label", "binding_cause", "binding_share"), "")
    count = np.bincount(bound)
    limit = limits[int(count.argmax())]
    return {"binding_limit": limit.name, "binding_label": limit.label, "binding_cause": limit.cause,
            "binding_share": float(count.max() / len(bound))}
