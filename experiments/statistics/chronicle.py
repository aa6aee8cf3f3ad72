"""What the statistics ask of a record, so that it may lie in memory or on disk."""

from collections.abc import Iterator
from typing import Any, Protocol

from numpy.typing import NDArray

from sim.capacity import Integers
from sim.record import Losses


class Part(Protocol):
    """What happened in some neighbouring futures, told plan by plan and system by system.

    Columns, plans and systems are those of ``sim.record.Record``, which is a part itself. Only what is asked for is
    read, so that a part on disk costs what the tables need of it.
    """

    @property
    def futures(self) -> Integers:
        """Numbers of the futures."""

    @property
    def losses(self) -> Losses:
        """Enterprises lost in these futures, and in no others."""

    def of(self, column: str, plan: int, system: str | None = None) -> NDArray[Any]:
        """Return what a column tells of one plan, and of one system where it tells of systems; futures first."""


class Chronicle(Protocol):
    """What happened in all futures of a run: its names, and the parts in which it is read.

    However many futures there are, no more than one part stands in memory.
    """

    @property
    def futures(self) -> Integers:
        """Numbers of all futures that are told of; there may be gaps, where a batch failed."""

    @property
    def plans(self) -> tuple[str, ...]:
        """Names of the plans."""

    @property
    def systems(self) -> tuple[str, ...]:
        """Names of the systems."""

    @property
    def firm_systems(self) -> tuple[str, ...]:
        """The systems that have a firm capacity."""

    @property
    def other_causes(self) -> tuple[str, ...]:
        """What enterprises were lost to that is no system: the columns of ``Losses.other``."""

    def plan_index(self, plan: str) -> int:
        """Return the index of a plan."""

    def parts(self) -> Iterator[Part]:
        """Yield the parts, at least one, in the order of their futures; may be asked again.

        Each time everything asked for is read anew, so whoever needs much asks for it in one go.
        """
