"""Ctrl-C, and what else asks to stop, that is heeded between two months, and so neither lost nor half done."""

import signal
from types import FrameType, TracebackType
from typing import Self

STOPPED = 130
"""Exit code of a run that the user stopped, as shells know it."""

ASKS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that ask to stop: Ctrl-C, whoever shuts a machine down or takes a job off it, a terminal that is closed."""


class Stopping:
    """Remembers that the user asked to stop, until its block has ended; asked twice, it stops at once.

    An exception raised wherever the program happens to be may be swallowed: a compiler's callback prints and forgets
    it.
    """

    def __init__(self) -> None:
        self._asked = False

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._stop) for number in ASKS}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)
        if kind is None:
            # Asked after the last month: tables and figures may take as long again.
            self.heed()

    def heed(self) -> None:
        """Stop now if the user has asked to.

        Raises
        ------
        KeyboardInterrupt
            If he has.
        """
        if self._asked:
            raise KeyboardInterrupt

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
