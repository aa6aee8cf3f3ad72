"""Months: those of the calendar, and those counted from a study's start."""

MONTHS_PER_YEAR = 12

YearMonth = tuple[int, int]
"""A year, and a month of it from 1 to 12."""


def year_and_month(text: str) -> YearMonth:
    """Return a month's year and number.

    Parameters
    ----------
    text
        A month as files write it.

    Examples
    --------
    >>> year_and_month("2029-07")
    (2029, 7)
    """
    year, month = text.split("-")
    return int(year), int(month)


def months_between(start: YearMonth, end: YearMonth) -> int:
    """Return how many months one month lies after another [month].

    Parameters
    ----------
    start, end
        Year and month.

    Examples
    --------
    >>> months_between((2027, 1), (2029, 7))
    30
    """
    return (end[0] - start[0]) * MONTHS_PER_YEAR + end[1] - start[1]


def calendar_month(start: YearMonth, month: int) -> YearMonth:
    """Return year and month of the calendar.

    Parameters
    ----------
    start
        Year and month that are counted from.
    month
        Months after the start [month].

    Examples
    --------
    >>> calendar_month((2027, 1), 30)
    (2029, 7)
    """
    year, month_before = divmod(start[0] * MONTHS_PER_YEAR + start[1] - 1 + month, MONTHS_PER_YEAR)
    return year, month_before + 1


def years_of(start: YearMonth, horizon_months: int) -> tuple[int, ...]:
    """Return the years of a horizon, each by the calendar year in which its last month lies.

    Parameters
    ----------
    start
        Year and month of the first month.
    horizon_months
        Length [month]; a multiple of 12.

    Examples
    --------
    >>> years_of((2027, 1), 36), years_of((2027, 7), 24)
    ((2027, 2028, 2029), (2028, 2029))
    """
    ends = range(MONTHS_PER_YEAR - 1, horizon_months, MONTHS_PER_YEAR)
    return tuple(calendar_month(start, month)[0] for month in ends)


def month_label(start: YearMonth, month: int) -> str:
    """Return a month as a reader knows it.

    Parameters
    ----------
    start
        Year and month that are counted from.
    month
        Months after the start [month].

    Examples
    --------
    >>> month_label((2027, 1), 30)
    '2029-07'
    """
    return "{:04d}-{:02d}".format(*calendar_month(start, month))
