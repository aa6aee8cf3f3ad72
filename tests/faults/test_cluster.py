"""A true scheduler and true workers on loopback: killed, frozen, late, and with the bits of one machine."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from experiments.running.cluster import Keys, on_cluster
from experiments.running.crew import CrewLostError
from tests.faults import toy
from tests.faults.test_failing_workers import Seen

pytestmark = [pytest.mark.skipif(os.name == "nt", reason="signals of POSIX"),
              # Dask warns of what it closes late.
              pytest.mark.filterwarnings("ignore::ResourceWarning"),
              pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

BATCHES = 12
READY_S = 40.0


class Cluster:
    """A scheduler and workers, each a process group of its own."""

    def __init__(self, folder, *keys: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"{'tls' if keys else 'tcp'}://127.0.0.1:{self.port}"
        self._folder, self._keys, self.running = folder, keys, []
        self.scheduler = self.start_scheduler()

    def _headroom(self, *arguments: str) -> subprocess.Popen:
        environment = os.environ | {"PYTHONPATH": str(toy.ROOT), "DASK_TEMPORARY_DIRECTORY": str(self._folder)}
        started = subprocess.Popen([sys.executable, "-m", "experiments", *arguments, *self._keys], cwd=toy.ROOT,
                                   env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        self.running.append(started)
        return started

    def start_scheduler(self) -> subprocess.Popen:
        started = self._headroom("scheduler", "--port", str(self.port))
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self.port)) == 0:
                    return started
            time.sleep(0.1)
        raise TimeoutError("the scheduler did not start")

    def start_workers(self, count: int = 1) -> subprocess.Popen:
        return self._headroom("worker", self.address, "--workers", str(count), "--patience-s", "60")

    def processes(self, nanny: subprocess.Popen) -> list[int]:
        """Return the processes that simulate, without the nanny that starts them again."""
        found = subprocess.run(["pgrep", "-P", str(nanny.pid), "-f", "spawn_main"], capture_output=True, text=True)
        return [int(number) for number in found.stdout.split()]

    def end(self) -> None:
        for each in self.running:
            try:
                os.killpg(each.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            finally:
                each.wait()


@pytest.fixture
def cluster(tmp_path) -> Iterator[Cluster]:
    made = Cluster(tmp_path / "dask")
    try:
        yield made
    finally:
        made.end()


def run(folder, cluster, *, takes_s=0.05, trouble=None, batches=BATCHES):
    seen = Seen()
    with on_cluster(cluster.address, Keys()) as crew:
        aside = toy.filled(folder, toy.Toy(toy.notes_of(folder), takes_s, trouble or {}), crew, batches=range(batches),
                           watcher=seen)
    return aside, seen


def once_finished(folder, count: int, act) -> threading.Thread:
    """Act when so many batches of a run lie in its folder."""
    def wait() -> None:
        deadline = time.monotonic() + READY_S
        while len(toy.names(folder)) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def expected(tmp_path) -> list[str]:
    return toy.expected_names(range(BATCHES), tmp_path / "expected")


def test_cluster_leaves_the_files_of_one_machine_with_workers_that_come_late_die_and_freeze(tmp_path, cluster):
    first = cluster.start_workers(2)

    def trouble() -> None:
        cluster.start_workers(1)
        os.kill(cluster.processes(first)[0], signal.SIGKILL)

    thread = once_finished(tmp_path / "run", 2, trouble)
    aside, seen = run(tmp_path / "run", cluster, takes_s=1.0, trouble={4: ("frozen", 1)})
    thread.join()
    assert aside == {}
    assert toy.names(tmp_path / "run") == expected(tmp_path)
    assert 4 in [facts["batch"] for facts in seen.of("given to another worker too")]


def test_batch_that_kills_its_workers_is_set_aside(tmp_path, cluster):
    cluster.start_workers(2)
    aside, seen = run(tmp_path / "run", cluster, trouble={3: ("killed", 99)})
    assert list(aside) == [3]
    assert [facts["batch"] for facts in seen.of("failed")] == [3, 3, 3]
    assert toy.names(tmp_path / "run") == toy.expected_names([at for at in range(BATCHES) if at != 3],
                                                             tmp_path / "expected")


def test_run_whose_scheduler_is_killed_says_so_and_is_gone_on_with(tmp_path, cluster, monkeypatch):
    monkeypatch.setattr("experiments.running.cluster.ANSWERS_WITHIN_S", 4.0)
    cluster.start_workers(2)
    thread = once_finished(tmp_path / "run", 3, lambda: os.killpg(cluster.scheduler.pid, signal.SIGKILL))
    with pytest.raises(CrewLostError, match="does not answer any more; what is finished is kept: start it again"):
        run(tmp_path / "run", cluster, takes_s=0.5, batches=200)
    thread.join()
    have = toy.names(tmp_path / "run")
    assert have
    cluster.start_scheduler()
    # The workers of the first one ended with it.
    cluster.start_workers(2)
    aside, _ = run(tmp_path / "run", cluster, takes_s=0.0)
    assert aside == {}
    assert toy.names(tmp_path / "run")[:BATCHES] == expected(tmp_path)
    assert set(have) <= set(toy.names(tmp_path / "run"))


def keys_in(folder) -> list[str]:
    """Make an authority and a key signed by it, as the README says."""
    for line in ("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=headroom-ca -keyout ca.key -out ca.pem",
                 "req -newkey rsa:2048 -nodes -subj /CN=headroom -keyout key.pem -out request.pem",
                 "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out cert.pem"):
        subprocess.run(["openssl", *line.split()], cwd=folder, check=True, capture_output=True)
    return [f"--tls-{name}={folder / file}" for name, file in (("ca", "ca.pem"), ("cert", "cert.pem"),
                                                               ("key", "key.pem"))]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl for keys")
def test_encrypted_cluster_lets_in_who_holds_a_key_and_nobody_else(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.running.cluster.ANSWERS_WITHIN_S", 3.0)
    encrypted = Cluster(tmp_path / "dask", *keys_in(tmp_path))
    try:
        encrypted.start_workers(1)
        keys = Keys(tmp_path / "ca.pem", tmp_path / "cert.pem", tmp_path / "key.pem")
        with on_cluster(encrypted.address, keys) as crew:
            assert toy.filled(tmp_path / "run", toy.Toy(toy.notes_of(tmp_path / "run")), crew, batches=range(2)) == {}
        with (pytest.raises(CrewLostError, match="no scheduler answers there"),
              on_cluster(encrypted.address.replace("tls", "tcp"), Keys())):
            pass
    finally:
        encrypted.end()


def test_nothing_listens_but_on_loopback(tmp_path, cluster):
    workers = cluster.start_workers(1)
    deadline = time.monotonic() + READY_S
    while not cluster.processes(workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    run(tmp_path / "run", cluster)
    own = {cluster.scheduler.pid, workers.pid, *cluster.processes(workers)}
    listening = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True)
    if listening.returncode:
        pytest.skip("needs ss of iproute2")
    lines = [line for line in listening.stdout.splitlines() if any(f"pid={number}," in line for number in own)]
    assert lines
    assert [line for line in lines if not line.split()[3].startswith("127.0.0.1:")] == []


def test_address_where_nobody_answers_is_told_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.running.cluster.ANSWERS_WITHIN_S", 1.0)
    with (pytest.raises(CrewLostError, match="no scheduler answers there .*`headroom scheduler` starts one"),
          on_cluster("tcp://127.0.0.1:9", Keys())):
        pass



def test_run_whose_scheduler_is_frozen_says_so_too(tmp_path, cluster, monkeypatch):
    for patience in ("SILENT_S", "SAYS_WITHIN_S"):
        monkeypatch.setattr(f"experiments.running.cluster.{patience}", 2.0)
    cluster.start_workers(1)
    thread = once_finished(tmp_path / "run", 1, lambda: os.kill(cluster.scheduler.pid, signal.SIGSTOP))
    with pytest.raises(CrewLostError, match="does not answer any more; what is finished is kept"):
        run(tmp_path / "run", cluster, takes_s=0.3, batches=200)
    thread.join()
    assert toy.names(tmp_path / "run")
