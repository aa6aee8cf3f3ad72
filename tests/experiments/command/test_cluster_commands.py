"""Commands that start a scheduler or workers: what is wrong is told before anything starts."""

import socket

import pytest

from experiments.command.scheduler_command import _own_address, _taken
from tests.experiments.command.run import ROOT, headroom


@pytest.mark.parametrize(("arguments", "words"), [
    (("worker", "10.0.0.1:8786"), "'10.0.0.1:8786' is no address of a scheduler; give it as tcp://host:8786 or tls://"),
    (("worker", "tcp://no-such-host.invalid:8786"), "cannot be reached from here"),
    (("worker", "tcp://127.0.0.1:8786", "--tls-ca", "pyproject.toml"),
     "--tls-ca: only an address that begins with tls:// takes keys"),
    (("worker", "tls://127.0.0.1:8786", "--tls-ca", "pyproject.toml"),
     "--tls-cert: is needed too for an encrypted connection"),
    (("scheduler", "--tls-ca", "a.pem", "--tls-cert", "b.pem", "--tls-key", "c.pem"), "--tls-key c.pem: no such file"),
    (("scheduler", "--tls-ca", "README.md", "--tls-cert", "README.md", "--tls-key", "README.md"),
     "are not a certificate of who signs, an own certificate and its key, as PEM"),
    (("scheduler", "--port", "70000"), "'70000' is no port; give 0 (any that is free) to 65535"),
    (("scheduler", "--host", "203.0.113.1"), "--host 203.0.113.1 --port 8786: cannot be listened on here"),
    (("compare", "county", "--scheduler", "foo"), "--scheduler: 'foo' is no address of a scheduler"),
    (("compare", "county", "--scheduler", "tls://127.0.0.1:9"), "--tls-key: is needed too"),
    (("compare", "county", "--tls-ca", "a.pem"), "--tls-ca: only an address that begins with tls:// takes keys"),
    (("compare", "county", "--until", ""), "--until: names no figure"),
    (("compare", "county", "--results", ""), "'' is no path"),
])
def test_mistake_is_told_in_one_line_with_the_way_out(arguments, words):
    done = headroom(*arguments, cwd=ROOT)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_worker_listens_where_it_reaches_its_scheduler():
    # Whoever reaches a scheduler on loopback does so on loopback; nothing is sent to find that out.
    assert _own_address("tcp://127.0.0.1:8786") == "127.0.0.1"


def test_port_that_is_taken_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (told,) = _taken("127.0.0.1", port)
    assert told == f"--host 127.0.0.1 --port {port}: cannot be listened on here (Address already in use); name others"
    assert _taken("127.0.0.1", 0) == []
