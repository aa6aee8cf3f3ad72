"""Counts of arrivals in two thousand futures, from the keyed streams that the study uses."""

import numpy as np

from demand.arrivals import Course, arrival_months
from demand.streams import Streams

FUTURES = 2000


def measured() -> dict[str, float]:
    """Return what the arrivals make of the case."""
    streams = Streams(20270101)
    course = Course(np.array([0.0, 60.0]), np.array([0.5, 1.0]), 120)
    months = [arrival_months(streams, future=number, entity="arrivals/x", per_month=1.0, course=course)
              for number in range(FUTURES)]
    first, second = (np.array([part(of).sum() for of in months]) for part in (lambda at: at < 60, lambda at: at >= 60))
    return {
        "mean_arrivals": float((first + second).mean()),
        "variance_of_arrivals": float((first + second).var(ddof=1)),
        "mean_in_the_first_half": float(first.mean()),
        "covariance_of_the_halves": float(np.cov(first, second)[0, 1]),
    }
