"""Uniform numbers keyed by seed, future, entity and purpose: whoever is added moves nobody else's draw."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from sim.capacity import Floats

PURPOSES = (
    "value", "comes", "land", "power_kw_per_ha", "water_m3_per_ha_d", "wastewater_ratio", "jobs_per_ha",
    "truck_trips_per_ha_d", "busy_hour_share", "output_wan_per_mu_a", "tax_wan_per_mu_a", "negotiation", "preparation",
    "approval", "rented", "construction", "patience", "life", "permit", "build", "further", "cost")
"""What a number decides; its place is its number in the entity's stream, so new ones are added at the end only."""

STEP = 2.0**-53
"""Distance of two neighbouring uniform numbers [-]."""


class Streams:
    """The random numbers of a study.

    Parameters
    ----------
    seed
        Seed of the study, 0 to 2^63.

    Notes
    -----
    Philox4x64-10 [1]_ with the seed and a hash of the entity's name as key and the future's number in the counter.

    References
    ----------
    .. [1] Salmon, J. K., Moraes, M. A., Dror, R. O., Shaw, D. E. (2011). Parallel random numbers: as easy as
       1, 2, 3. SC'11.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._generator = np.random.Philox(0)
        self._state = self._generator.state

    def uniforms(self, future: int, entities: Sequence[str]) -> Floats:
        """Return one number strictly between 0 and 1 for every entity and purpose, float [entities, purposes].

        Parameters
        ----------
        future
            Number of the future.
        entities
            Names, each its own stream.
        """
        raw = np.array([self._raw(future, entity, len(PURPOSES)) for entity in entities], dtype=np.uint64)
        return _between_0_and_1(raw.reshape(len(entities), len(PURPOSES)))

    def of_future(self, future: int, entities: Sequence[str], purpose: str) -> Floats:
        """Return the numbers for what is drawn once a future, float [entities].

        Parameters
        ----------
        future
            Number of the future.
        entities
            Names, each its own stream.
        purpose
            One of ``PURPOSES``.
        """
        return column(self.uniforms(future, entities), purpose)

    def sequence(self, future: int, entity: str, count: int) -> Floats:
        """Return the first numbers of an entity's stream; a longer sequence begins with the shorter one.

        Parameters
        ----------
        future
            Number of the future.
        entity
            Name of the stream.
        count
            How many.
        """
        return _between_0_and_1(self._raw(future, entity, count))

    def _raw(self, future: int, entity: str, count: int) -> np.ndarray:
        # To set a generator's state costs a tenth of making a new one.
        name = int.from_bytes(blake2b(entity.encode(), digest_size=8).digest(), "little")
        self._state["state"]["key"] = np.array([self._seed, name], dtype=np.uint64)
        self._state["state"]["counter"] = np.array([0, 0, 0, future], dtype=np.uint64)
        self._state["buffer_pos"] = 4
        self._state["has_uint32"] = 0
        self._generator.state = self._state
        return self._generator.random_raw(count)


def _between_0_and_1(raw: np.ndarray) -> Floats:
    return ((raw >> np.uint64(11)).astype(np.float64) + 0.5) * STEP


def column(uniforms: Floats, purpose: str) -> Floats:
    """Return the numbers for one purpose, float [entities].

    Parameters
    ----------
    uniforms
        As ``Streams.uniforms`` gives them.
    purpose
        One of ``PURPOSES``.
    """
    return uniforms[:, PURPOSES.index(purpose)]


def for_name(uniforms: Floats, name: str) -> Floats:
    """Return numbers of their own for a purpose that has only a name, float [entities].

    Parameters
    ----------
    uniforms
        One number of each entity, strictly between 0 and 1, as ``column`` gives it.
    name
        Name of the purpose: whoever adds one moves no other's numbers.

    Notes
    -----
    The number's 53 bits and a hash of the name go through the finaliser of SplitMix64 [1]_.

    References
    ----------
    .. [1] Steele, G. L., Lea, D., Flood, C. H. (2014). Fast splittable pseudorandom number generators. OOPSLA'14.
    """
    mixed = np.floor(uniforms / STEP).astype(np.uint64)
    mixed ^= np.uint64(int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little"))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return _between_0_and_1(mixed ^ (mixed >> np.uint64(31)))
