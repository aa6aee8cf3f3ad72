"""Many parks in one net: each answers as if it were alone."""

import numpy as np
import pytest

from tests.networks.many_parks import many_parks
from tests.networks.small_net import asked

STANDING = ("line_35kv_1", "station_35kv", "line_35kv_2", "line_110kv", "substation_110kv_1")


def test_parks_that_no_line_joins_answer_as_if_each_were_alone():
    one, three = many_parks(1), many_parks(3)
    stand = np.array([[asset in STANDING for asset in one.assets]])
    mine, others = [3.0, 1.0, 2.0, 4.0, 0.5, 6.0], [1.0, 0.5, 2.0, 0.1, 0.2, 1.0]
    alone = one.assess(asked(*mine), stand).utilisation[0, :-1]
    beside = three.assess(asked(*others, *mine, *others), stand).utilisation[0, :-1]
    names = [limit.name.removesuffix("_1") for limit in three.limits[:-1] if limit.name.endswith("_1")]
    found = {name: beside[at] for name, at in zip(names, [
        at for at, limit in enumerate(three.limits[:-1]) if limit.name.endswith("_1")], strict=True)}
    for limit, used in zip(one.limits[:-1], alone, strict=True):
        assert found[limit.name.removesuffix("_0")] == pytest.approx(used, abs=1e-12)
    firm = three.firm().assess(asked(*others, *mine, *others), stand)
    assert (firm.utilisation[0, :-1] + 1e-12 >= beside).all()


def test_a_loss_is_noticed_in_its_own_park_only():
    three = many_parks(3)
    stand = np.array([asset in STANDING for asset in three.assets])
    losses = three.firm().losses(stand)
    assert len(losses) % 3 == 0
    assert losses
    for loss in losses:
        park = loss.element.rsplit("_", maxsplit=1)[-1]
        assert all(name.endswith(f"_{park}") for name in loss.touched)
        assert loss.touched
