"""Draws of a future spread evenly over each block of futures: fewer futures tell as much."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Literal

import numpy as np

from demand.streams import STEP, Streams, column
from sim.capacity import Floats, Integers

Sampling = Literal["independent", "stratified"]
"""Whether what is drawn once a future is drawn for each future by itself, or evenly over a block of them."""

BLOCK = 50
"""Futures [-] of a block: as many as march together, so that a run of whole batches is one of whole blocks."""


class StratifiedStreams(Streams):
    """The random numbers of a study whose futures share the range of what is drawn once a future.

    Parameters
    ----------
    seed
        Seed of the study, 0 to 2^63.

    Notes
    -----
    A Latin hypercube [1]_ in every block of ``BLOCK`` futures: for every name and purpose a shuffle of its own, keyed
    by seed, name, purpose and block, gives each future another of ``BLOCK`` equal parts of the range; where in its
    part a number lies is what ``Streams`` draws. A number depends on nothing but seed, future, name and purpose, and
    what is drawn more often than once a future is drawn as ever.

    Means over futures stay unbiased. What each name adds by itself hardly varies between blocks any more; what
    several do together, and what enterprises draw, varies as before. With n futures a block, the variance of the mean
    of *any* function is at most n / (n - 1) times that of as many independent futures [2]_, and of a run whose last
    block is not whole it is smaller still: intervals made for independent futures are at most a hundredth too narrow,
    and too wide wherever the shuffle helps. That holds for shares, and so for the ranks that bound a quantile, for
    means and for paired differences.

    Not a scrambled sequence that also spreads every 2, 4, 8, ... futures: of two neighbours one would lie in the upper
    and one in the lower half of every name, so the product of two such halves would be the same in both, and its
    variance twice that of independent futures. Intervals would then be too narrow where two quantities act together.

    References
    ----------
    .. [1] McKay, M. D., Beckman, R. J., Conover, W. J. (1979). A comparison of three methods for selecting values of
       input variables in the analysis of output from a computer code. Technometrics 21, 239-245.
    .. [2] Owen, A. B. (1997). Monte Carlo variance of scrambled net quadrature. SIAM Journal on Numerical Analysis 34,
       1884-1910.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._block = -1
        self._shuffles: dict[tuple[str, str], Integers] = {}

    def of_future(self, future: int, entities: Sequence[str], purpose: str) -> Floats:
        """Return the numbers that are drawn once a future, as ``Streams.of_future``, spread over its block."""
        block, place = divmod(future, BLOCK)
        part = np.array([self._shuffle(block, entity, purpose)[place] for entity in entities], dtype=np.float64)
        within = column(self.uniforms(future, entities), purpose)
        # The last part must not round up to 1.
        return np.minimum((part + within) / BLOCK, 1.0 - STEP)

    def _shuffle(self, block: int, entity: str, purpose: str) -> Integers:
        # A block's futures follow each other, so its shuffles are made once; those of one block at a time are kept.
        if block != self._block:
            self._block, self._shuffles = block, {}
        key = (entity, purpose)
        if key not in self._shuffles:
            self._shuffles[key] = np.argsort(self._raw(block, _shuffle_name(entity, purpose), BLOCK))
        return self._shuffles[key]


def _shuffle_name(entity: str, purpose: str) -> str:
    # A hash stands for the pair, lest an entity of any study has the same name and with it the same numbers.
    return f"shuffle/{blake2b(f'{purpose}/{entity}'.encode(), digest_size=16).hexdigest()}"


STREAMS: Mapping[Sampling, type[Streams]] = {"independent": Streams, "stratified": StratifiedStreams}
"""Random numbers by how what is drawn once a future is drawn."""
