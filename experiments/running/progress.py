"""How a run gets on: a bar where somebody watches, a log where somebody asked for one, silence otherwise."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self

from experiments.running.folder import ResultsError


@dataclass(frozen=True)
class Unwatched:
    """Nobody watches; only the months that pass are told.

    Parameters
    ----------
    on_passed
        Told how many park-months have passed since it was told last; may raise to stop.
    """

    on_passed: Callable[[int], None] = lambda _: None

    def heed(self) -> None:
        """Tell that no month has passed: whoever is told may still stop."""
        self.on_passed(0)

    def passed(self, park_months: int) -> None:
        """Tell it."""
        self.on_passed(park_months)

    def told(self, event: str, **facts: object) -> None:
        """Take no note."""


class Progress:
    """A bar on standard error, and a log.

    Parameters
    ----------
    name
        What the bar begins with.
    futures, months
        How many futures there are to be, and park-months of each.
    heed
        Asked now and then; may raise to stop.
    log
        File that takes a line of JSON for everything that happens, behind what it holds; None for no log.

    Raises
    ------
    ResultsError
        If the log cannot be written to.

    Notes
    -----
    The rate counts what this run simulates, by all who work on it, not what was found on the disk; what is left is
    counted from there.
    """

    def __init__(self, name: str, *, futures: int, months: int, heed: Callable[[], None] = lambda: None,
                 log: Path | None = None) -> None:
        self._name, self._futures, self._months, self._heed = name, futures, months, heed
        self._began, self._done = monotonic(), 0
        self._widths = ""
        self._bar: Any = None
        try:
            self._log = None if log is None else log.open("a", encoding="utf-8")
        except OSError as error:
            raise ResultsError(f"--log {log}: cannot be written to: {error.strerror}; name another file") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        if kind is not None:
            self.told("stopped", why=kind.__name__)
        if self._bar is not None:
            self._bar.close()
        if self._log is not None:
            self._log.close()

    def begin(self, *, found: int, until: int) -> None:
        """Begin, or go on to another number of futures.

        Parameters
        ----------
        found
            Futures that are there already.
        until
            Futures after which the run looks whether it goes on.
        """
        if self._bar is None:
            from tqdm import tqdm

            self._done = found
            self._bar = tqdm(total=until * self._months, initial=found * self._months, unit=" park-months",
                             unit_scale=True, desc=self._name, file=sys.stderr, disable=None, smoothing=0.1)
            self.told("begun", futures=self._futures, found=found)
        self._bar.total = until * self._months
        self._show()

    def heed(self) -> None:
        """Let the user stop the run."""
        self._heed()

    def passed(self, park_months: int) -> None:
        """Take note of park-months that have passed; less than none where work was lost."""
        self._heed()
        if self._bar is not None:
            self._bar.update(park_months)

    def told(self, event: str, **facts: object) -> None:
        """Take note of something that happened."""
        if event == "stored":
            self._done += int(str(facts.get("futures", 0)))
            self._show()
        if self._log is not None:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = {"at": now, "after_s": round(monotonic() - self._began, 3), "event": event, **facts}
            self._log.write(json.dumps(line, default=str) + "\n")
            self._log.flush()

    def widths(self, text: str) -> None:
        """Show how wide the intervals are so far.

        Parameters
        ----------
        text
            In a few words.
        """
        self._widths = text
        self._show()

    def _show(self) -> None:
        if self._bar is not None:
            parts = [f"{self._done:,}/{self._futures:,} futures", *([self._widths] if self._widths else [])]
            self._bar.set_postfix_str(", ".join(parts), refresh=False)
