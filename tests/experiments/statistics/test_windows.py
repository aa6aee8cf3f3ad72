"""Numbers counted in windows: whatever the first of them, none is lost."""

import numpy as np
import pytest

from experiments.statistics.estimators import quantiles
from experiments.statistics.windows import REACH, Windows

RANDOM = np.random.default_rng(13)
SHARES = (0.01, 0.1, 0.5, 0.9, 1.0)


def counted(first, *parts):
    windows = Windows(np.array(first), least=-9999, most=9999)
    for part in parts:
        windows.add(np.array(part))
    return windows.counts()


@pytest.mark.parametrize("first", [
    pytest.param([[0, 0, 0]], id="one row"),
    pytest.param([[-9999, 0, 9999]] * 3, id="far from all others"),
    pytest.param([[-9999] * 3, [0] * 3, [9999] * 3], id="wider than a window"),
])
def test_order_statistics_are_those_of_all_numbers_whatever_the_first(first):
    numbers = RANDOM.integers(-2 * REACH, 2 * REACH, (400, 3))
    counts = counted(first, *np.split(numbers, [1, 50, 300]))
    for share in SHARES:
        assert counts.quantile(share, np.arange(3)).tolist() == quantiles(numbers, (share,))[0].tolist()


def test_what_windows_have_counted_may_be_asked_for_and_added_to():
    windows = Windows(np.array([[5]]), least=0, most=99)
    windows.add(np.array([[5], [99]]))
    before = windows.counts()
    windows.add(np.array([[5], [5]]))
    assert before.quantile(0.75, np.arange(1)).tolist() == [99]
    assert windows.counts().quantile(0.75, np.arange(1)).tolist() == [5]
