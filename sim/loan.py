"""How money that was lent comes in and goes back, month by month."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np

from sim.calendar import MONTHS_PER_YEAR
from sim.capacity import Floats
from sim.money import Source

ROUNDING_MONTHS = 1e-6
"""Rounding of a duration that must not take another month [month]."""

SCHEDULES_KEPT = 4096
"""Schedules [-] that are not made anew; a study has a few sources and a few dozen building times."""


@dataclass(frozen=True)
class Schedule:
    """What one unit of a source brings and asks in the months after its first drawing.

    Parameters
    ----------
    drawn
        What is drawn, float [months of construction]; adds up to 1.
    principal, interest
        What is repaid and what interest is due, float [months]; month 0 is that of the first drawing.
    """

    drawn: Floats
    principal: Floats
    interest: Floats


def whole_months(months: float) -> int:
    """Return how many months a duration takes in whole ones, at least one.

    Examples
    --------
    >>> whole_months(0.0), whole_months(12.0), whole_months(12.3)
    (1, 12, 13)
    """
    return max(ceil(months - ROUNDING_MONTHS), 1)


def annuity(rate_per_month: float, payments: int) -> float:
    """Return the equal payment that repays one unit with its interest.

    Parameters
    ----------
    rate_per_month
        Interest of a month [1/month]; 0 or more.
    payments
        How many payments, the first a month after the drawing; at least one.

    Notes
    -----
    i / (1 - (1 + i)^-n), and 1 / n without interest [1]_.

    References
    ----------
    .. [1] Brealey, R. A., Myers, S. C., Allen, F. (2011). Principles of Corporate Finance, 10th edition, chapter 2.
       McGraw-Hill.

    Examples
    --------
    >>> print(f"{10000 * annuity(0.08 / 12, 10):.2f}")
    1037.03
    """
    if rate_per_month == 0:
        return 1.0 / payments
    return float(-rate_per_month / np.expm1(-payments * np.log1p(rate_per_month)))


@lru_cache(maxsize=SCHEDULES_KEPT)
def schedule(source: Source, draw_months: int) -> Schedule:
    """Return how one unit of a source is drawn and repaid.

    Parameters
    ----------
    source
        Its terms.
    draw_months
        Over how many months it is drawn in equal parts; at least one.

    Notes
    -----
    Interest is due at the end of each month on what was owed at its beginning. Principal is due once both the time of
    grace and the drawing have ended. A tenor that has ended by then is lengthened by one month, in which all is due:
    how long a building takes is drawn at random, so that no check beforehand can rule it out.
    """
    drawn = np.full(draw_months, 1.0 / draw_months)
    if not source.is_repaid:
        return Schedule(drawn, np.zeros(draw_months), np.zeros(draw_months))
    grace = max(round(source.grace_a * MONTHS_PER_YEAR), draw_months - 1)
    tenor = max(round(source.tenor_a * MONTHS_PER_YEAR), grace + 1)
    rate, payments = source.rate_per_a / MONTHS_PER_YEAR, tenor - grace
    after = np.arange(payments, dtype=np.float64)
    repaid: Floats = np.zeros(payments)
    if source.repayment == "annuity":
        repaid = (annuity(rate, payments) - rate) * (1.0 + rate)**after
    elif source.repayment == "equal_principal":
        repaid = np.full(payments, 1.0 / payments)
    else:
        repaid[-1] = 1.0
    principal = np.concatenate([np.zeros(grace + 1), repaid])
    owed = np.minimum(np.arange(tenor + 1), draw_months) / draw_months
    owed[grace + 2:] -= np.cumsum(repaid)[:-1]
    return Schedule(drawn, principal, rate * owed)
