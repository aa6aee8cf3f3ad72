"""Four of the published table's shares, through the interval that every share of futures gets."""

from experiments.statistics.estimators import wilson

SHARES = ((81, 263), (15, 148), (0, 20), (1, 29))


def measured() -> dict[str, float]:
    """Return both ends of every interval."""
    ends: dict[str, float] = {}
    for successes, trials in SHARES:
        low, high = wilson(successes, trials)
        ends |= {f"low_of_{successes}_in_{trials}": float(low), f"high_of_{successes}_in_{trials}": float(high)}
    return ends
