"""What the statistics ask of a record, so that it may lie in memory or on disk."""

from collections.abc import Iterator
from typing import Any, Protocol

from numpy.typing import NDArray

from sim.capacity import Integers
from sim.record import Losses


class Chronicle(Protocol):
    """What happened in some futures under some plans, told plan by plan and system by system.

    Columns are those of ``sim.record.Record``. Asked of one plan and one system at a time, a record of very many
    futures never stands in memory as a whole.
    """

    @property
    def futures(self) -> Integers:
        """Numbers of the futures."""

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

    def of(self, column: str, plan: int, system: str | None = None) -> NDArray[Any]:
        """Return what a column tells of one plan, and of one system where it tells of systems; futures first."""

    def losses_in_parts(self) -> Iterator[Losses]:
        """Yield all losses; those of one future in one part, and futures in their order."""
