"""A Ctrl-C is heeded between two months; a second one at once."""

import signal

import pytest

from experiments.command.stopping import Stopping


def test_request_is_heeded_when_it_is_asked_for():
    with pytest.raises(KeyboardInterrupt), Stopping() as stopping:
        stopping.heed()
        signal.raise_signal(signal.SIGINT)
        stopping.heed()
        raise TimeoutError


def test_second_request_stops_at_once():
    with pytest.raises(KeyboardInterrupt), Stopping():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise TimeoutError


def test_request_after_the_last_month_is_heeded_at_the_end():
    with pytest.raises(KeyboardInterrupt), Stopping():
        signal.raise_signal(signal.SIGINT)


def test_former_handler_is_put_back():
    before = signal.getsignal(signal.SIGINT)
    with Stopping():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
