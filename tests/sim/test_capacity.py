"""Grouping states by what stands in them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from sim.capacity import by_assets


@given(st.tuples(st.integers(1, 40), st.integers(0, 150)).flatmap(lambda shape: st_numpy.arrays(bool, shape)))
def test_every_state_stands_once_under_its_own_set_of_assets_however_many_there_are(in_service):
    groups = by_assets(in_service)
    for standing, rows in groups:
        assert (in_service[rows] == standing).all()
        assert (np.diff(rows) > 0).all()
    assert sorted(np.concatenate([rows for _, rows in groups]).tolist()) == list(range(len(in_service)))
    assert len({standing.tobytes() for standing, _ in groups}) == len(groups)


def test_no_states_make_no_groups():
    assert by_assets(np.zeros((0, 3), dtype=bool)) == []
