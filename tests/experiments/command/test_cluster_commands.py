"""Commands that start a scheduler or workers: what is wrong is told before anything starts."""

import pytest

from experiments.command.scheduler_command import _own_address
from tests.experiments.command.run import ROOT, headroom


@pytest.mark.parametrize(("arguments", "words"), [
    (("worker", "10.0.0.1:8786"), "10.0.0.1:8786: is no address of a scheduler (tcp:// or tls://, host and port are"),
    (("worker", "tcp://no-such-host.invalid:8786"), "is no address of a scheduler"),
    (("worker", "tcp://127.0.0.1:8786", "--tls-ca", "pyproject.toml"),
     "--tls-cert, --tls-key: no such file; all three are needed for an encrypted connection"),
    (("scheduler", "--tls-key", "nowhere.pem"), "--tls-ca, --tls-cert, --tls-key: no such file"),
    (("scheduler", "--port", "70000"), "'70000' is no port; give 0 (any that is free) to 65535"),
])
def test_mistake_is_told_in_one_line_with_the_way_out(arguments, words):
    done = headroom(*arguments, cwd=ROOT)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_worker_listens_where_it_reaches_its_scheduler():
    # Whoever reaches a scheduler on loopback does so on loopback; nothing is sent to find that out.
    assert _own_address("tcp://127.0.0.1:8786") == "127.0.0.1"
