"""How a run gets on: a bar where somebody watches, a log where somebody asked for one, silence otherwise."""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self, TextIO

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

    def until(self, futures: int) -> None:
        """Take no note."""

    def passed(self, park_months: int) -> None:
        """Tell it."""
        self.on_passed(park_months)

    def told(self, event: str, **facts: object) -> None:
        """Take no note."""


class Progress:
    """A bar on standard error, and a log; silent where neither is wanted.

    Parameters
    ----------
    name
        What the bar begins with.
    found
        How many futures are there already.
    months
        Park-months of a future.
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

    def __init__(self, name: str, *, found: int, months: int, heed: Callable[[], None] = lambda: None,
                 log: Path | None = None) -> None:
        from tqdm import tqdm

        self._months, self._heed, self._found = months, heed, found
        self._began, self._done, self._until = monotonic(), found, 0
        self._widths: Callable[[int], str] = lambda _: ""
        self._bar = tqdm(total=0, initial=found * months, unit=" park-months", unit_scale=True, desc=name,
                         file=sys.stderr, disable=None, smoothing=0.1)
        try:
            self._log: TextIO | None = None if log is None else log.open("a", encoding="utf-8")
        except OSError as error:
            self._bar.close()
            raise ResultsError(f"--log {log}: cannot be written to: {error.strerror}; name another file") from None

    @property
    def is_watched(self) -> bool:
        """Whether anybody sees what is told here."""
        return not self._bar.disable or self._log is not None

    def show_widths(self, widths: Callable[[int], str]) -> None:
        """Have the widths of the intervals shown, where anybody watches.

        Parameters
        ----------
        widths
            Told the number of every batch that has come, returns in a few words how wide the intervals are by then.
        """
        if self.is_watched:
            self._widths = widths

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        if kind is not None:
            self.told("stopped", why=kind.__name__)
        self._bar.close()
        if self._log is not None:
            self._log.close()

    def until(self, futures: int) -> None:
        """Take note that the run goes on to this many futures before anything is decided."""
        self._until = futures
        self._bar.total = futures * self._months
        self.told("begun", until=futures, done=self._done)
        self._show("")

    def heed(self) -> None:
        """Let the user stop the run."""
        self._heed()

    def passed(self, park_months: int) -> None:
        """Take note of park-months that have passed; less than none where work was lost."""
        self._heed()
        self._bar.update(park_months)

    def told(self, event: str, **facts: object) -> None:
        """Take note of something that happened."""
        if event == "stored":
            self._done += int(str(facts["futures"]))
            facts["widths"] = self._widths(int(str(facts["batch"])))
            self._show(str(facts["widths"]))
        if self._log is not None:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = {"at": now, "after_s": round(monotonic() - self._began, 3), "event": event, **facts}
            try:
                self._log.write(json.dumps(line, default=str) + "\n")
                self._log.flush()
            except OSError as error:
                self._give_up(self._log, error)

    def _give_up(self, log: TextIO, error: OSError) -> None:
        # What simulates for hours does not end for want of a log.
        self._log = None
        with suppress(OSError):
            log.close()
        self._bar.write(f"--log {log.name}: cannot be written to any more ({error.strerror}); the run goes on without "
                        "it", file=sys.stderr)

    def _show(self, widths: str) -> None:
        futures = f"{self._done:,}/{self._until:,} futures"
        self._bar.set_postfix_str(", ".join(filter(None, [futures, widths])), refresh=False)
