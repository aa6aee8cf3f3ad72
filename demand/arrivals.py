"""When enquiries come: a Poisson process whose rate changes over the years."""

from dataclasses import dataclass

import numpy as np

from demand.streams import Streams
from sim.capacity import Floats

SPREAD = 6.0
"""Standard deviations [-] beyond the mean for which gaps are drawn at once; a longer sequence is drawn if needed."""


@dataclass(frozen=True)
class Course:
    """How a rate changes over the horizon.

    Parameters
    ----------
    from_month
        Months at which the rate changes, the first 0 [month], float [steps].
    factor
        Rate from then on, relative to a typical year's [-], float [steps].
    horizon_months
        Where it ends [month].
    """

    from_month: Floats
    factor: Floats
    horizon_months: int

    def cumulated(self) -> tuple[Floats, Floats]:
        """Return months and the typical months that have passed by then [month], both float [steps + 1]."""
        inside = self.from_month < self.horizon_months
        months = np.append(self.from_month[inside], float(self.horizon_months))
        return months, np.concatenate([[0.0], np.cumsum(np.diff(months) * self.factor[inside])])


def arrival_months(streams: Streams, *, future: int, entity: str, per_month: float, course: Course) -> Floats:
    """Return the months of all arrivals within the horizon.

    Parameters
    ----------
    streams
        The study's random numbers.
    future
        Number of the future.
    entity
        Name of the stream.
    per_month
        Arrivals in a typical month [1/month].
    course
        How the rate changes.

    Returns
    -------
    numpy.ndarray
        Ascending [month].

    Notes
    -----
    Arrivals of a process of rate 1 carried through the inverse of the cumulated rate. The k-th gap is the
    stream's k-th number: a higher rate brings arrivals forward and adds some at the end, it re-draws nothing.
    """
    months, passed = course.cumulated()
    whole = passed[-1] * per_month
    if whole <= 0:
        return np.zeros(0)
    count = int(whole + SPREAD * np.sqrt(whole)) + 10
    while True:
        at = np.cumsum(-np.log(streams.sequence(future, entity, count)))
        if at[-1] > whole:
            break
        count *= 2
    return np.interp(at[at < whole] / per_month, passed, months)
