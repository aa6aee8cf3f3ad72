"""How a worker says how far it has come, where somebody listens."""

from collections.abc import Callable
from typing import Any

_listener: Callable[[int], None] | None = None


def listen(listener: Callable[[int], None] | None) -> None:
    """Have somebody told, from now on, of the park-months that pass in this process; None for nobody."""
    global _listener
    _listener = listener


def passed(park_months: int) -> None:
    """Say that so many park-months have passed."""
    if _listener is not None:
        _listener(park_months)


def through(pipe: Any) -> Callable[[int], None]:
    """Return a listener at the other end of a pipe.

    A pipe has one writer: a queue that many share would stay locked for ever by a worker killed while it writes.
    """
    def send(park_months: int) -> None:
        pipe.send(park_months)

    return send
