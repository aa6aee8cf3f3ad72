"""A Ctrl-C is heeded between two months; a second one at once."""

import signal

import pytest

from experiments.command.stopping import Stopping


def test_request_is_heeded_when_it_is_asked_for():
    with Stopping() as stopping:
        stopping.heed()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            stopping.heed()


def test_second_request_stops_at_once():
    with Stopping():
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_former_handler_is_put_back():
    before = signal.getsignal(signal.SIGINT)
    with Stopping():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
