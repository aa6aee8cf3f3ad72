"""Random numbers that nobody's neighbours can move."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from demand.streams import PURPOSES, Streams, column


def test_the_same_key_gives_the_same_numbers():
    assert np.array_equal(Streams(7).uniforms(3, ["firm/a"]), Streams(7).uniforms(3, ["firm/a"]))


def test_numbers_are_those_of_philox_with_this_key_and_counter():
    name = Streams(7)
    from hashlib import blake2b

    key = int.from_bytes(blake2b(b"firm/a", digest_size=8).digest(), "little")
    generator = np.random.Philox(key=[7, key], counter=[0, 0, 0, 3])
    expected = (generator.random_raw(4) >> np.uint64(11)).astype(float) / 2**53
    assert np.allclose(name.sequence(3, "firm/a", 4), expected, atol=2.0**-53)


def test_what_was_asked_before_moves_nothing():
    asked, fresh = Streams(7), Streams(7)
    asked.sequence(0, "arrivals/x", 13)
    asked.uniforms(5, ["firm/b"])
    assert np.array_equal(asked.uniforms(3, ["firm/a"]), fresh.uniforms(3, ["firm/a"]))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=8), unique=True, max_size=6), st.integers(0, 2**31))
def test_adding_an_entity_moves_no_other_draw(others, future):
    streams = Streams(7)
    alone = streams.uniforms(future, ["firm/a"])[0]
    among = streams.uniforms(future, [*others, "firm/a"])[-1]
    assert np.array_equal(alone, among)


def test_seed_future_and_entity_each_change_the_numbers():
    base = Streams(7).uniforms(3, ["a"])
    for other in (Streams(8).uniforms(3, ["a"]), Streams(7).uniforms(4, ["a"]), Streams(7).uniforms(3, ["b"])):
        assert not np.isclose(base, other).any()


def test_longer_sequence_begins_with_the_shorter_one():
    streams = Streams(7)
    assert np.array_equal(streams.sequence(0, "x", 5), streams.sequence(0, "x", 50)[:5])


def test_numbers_lie_strictly_between_0_and_1_and_are_even():
    drawn = Streams(1).uniforms(0, [f"firm/{at}" for at in range(2000)])
    assert 0 < drawn.min() < drawn.max() < 1
    # 40,000 numbers: the mean's standard error is 0.29 / 200 = 0.0014.
    assert abs(drawn.mean() - 0.5) < 5 * 0.0015


def test_purposes_of_one_entity_are_independent():
    drawn = Streams(1).uniforms(0, [f"firm/{at}" for at in range(4000)])
    correlation = np.corrcoef(drawn.T) - np.eye(len(PURPOSES))
    # Standard error of a correlation of nothing is 1 / sqrt(4000) = 0.016; 190 pairs.
    assert np.abs(correlation).max() < 5 * 0.016


def test_purpose_is_found_by_its_name():
    drawn = Streams(1).uniforms(0, ["a"])
    assert column(drawn, "land")[0] == drawn[0, PURPOSES.index("land")]
