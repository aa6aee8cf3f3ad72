"""Who may not enter a park: sectors that stay outside for good, or until something stands."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

import simpy

from sim.enterprises import Enterprises

NEVER = ""
"""Stands for the asset that nobody builds: who waits for it never may enter."""


@dataclass(frozen=True)
class Bar:
    """A rule that keeps a sector out of an area.

    Parameters
    ----------
    sector, area
        Numbers of the sector and of the area.
    until
        Asset with which the sector may enter; ``NEVER`` where it never may.
    """

    sector: int
    area: int
    until: str


@dataclass(frozen=True)
class EntryRules:
    """What the authorities for environment and safety let into a park.

    Parameters
    ----------
    wanting
        By sector and area: what must stand before it may enter, ``NEVER`` among it where it never may.

    Notes
    -----
    Whoever comes too early waits for what is missing as long as his patience lasts, and whoever never may enter is
    turned away at once. Firms that stand at the start stay.
    """

    wanting: Mapping[tuple[int, int], frozenset[str]]

    @classmethod
    def of(cls, bars: Iterable[Bar]) -> "EntryRules":
        """Return the rules of single bars; where several hold for a sector in an area, each must be met."""
        wanting: dict[tuple[int, int], frozenset[str]] = {}
        for bar in bars:
            key = (bar.sector, bar.area)
            wanting[key] = wanting.get(key, frozenset()) | {bar.until}
        return cls(wanting)

    def bars(self, sector: int, area: int, standing: Collection[str]) -> bool:
        """Tell whether a sector may not enter an area while some assets stand.

        Parameters
        ----------
        sector, area
            Numbers of the sector and of the area.
        standing
            Assets in service.

        Examples
        --------
        >>> rules = EntryRules.of([Bar(sector=0, area=1, until="works")])
        >>> rules.bars(0, 1, {"road"}), rules.bars(0, 1, {"works"}), rules.bars(0, 2, {"road"})
        (True, False, False)
        """
        return any(asset not in standing for asset in self.wanting.get((sector, area), ()))

    def bars_for_good(self, sector: int, area: int) -> bool:
        """Tell whether a sector never may enter an area, whatever is built."""
        return NEVER in self.wanting.get((sector, area), ())


class Gate:
    """The way into the park of one world.

    Parameters
    ----------
    env
        The world's clock.
    rules
        Who may not enter; None lets everybody in.
    enterprises
        Who may come.
    standing
        Tells the assets in service now.
    turned_out
        Told who goes elsewhere.
    """

    def __init__(self, env: simpy.Environment, rules: EntryRules | None, enterprises: Enterprises, *,
                 standing: Callable[[], frozenset[str]], turned_out: Callable[[int], None]) -> None:
        self._env, self._rules, self._enterprises = env, rules, enterprises
        self._standing, self._turned_out = standing, turned_out
        self._waiting: dict[int, Callable[[int], None]] = {}

    def pass_through(self, step: Callable[[int], None], enterprise: int) -> None:
        """Let an enterprise take its next step as soon as it may, if its patience lasts so long.

        Parameters
        ----------
        step
            What it does once it is let in.
        enterprise
            Its number.
        """
        if not self._is_barred(enterprise):
            step(enterprise)
        elif self._is_barred(enterprise, for_good=True):
            self._turned_out(enterprise)
        else:
            self._waiting[enterprise] = step
            timeout = self._env.timeout(self._enterprises.patience_months[enterprise])
            timeout.callbacks.append(lambda _: self._give_up(enterprise))

    def let_in(self) -> None:
        """Let those take their next step who may enter now, in the order in which they came."""
        for enterprise in [each for each in self._waiting if not self._is_barred(each)]:
            self._waiting.pop(enterprise)(enterprise)

    def _is_barred(self, enterprise: int, *, for_good: bool = False) -> bool:
        if self._rules is None:
            return False
        kind = self._enterprises.sector[enterprise], self._enterprises.area[enterprise]
        return self._rules.bars_for_good(*kind) if for_good else self._rules.bars(*kind, self._standing())

    def _give_up(self, enterprise: int) -> None:
        # It may have been let in meanwhile.
        if self._waiting.pop(enterprise, None) is not None:
            self._turned_out(enterprise)
